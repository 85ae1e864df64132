"""Fits the weights of what speaks for an event and against it, and says how well they do."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from judgements import JUDGEMENTS, PAGES, Example, of_pages, of_stories
from regression import calibration_error, fitted, probabilities, ranked_right

from tests.evaluation.event_pages import page_files, read_page
from worker.events.evidence import NAMES

# What an example of each set counts: the pages are marked in full, and by the rules that are meant.
COUNTS = {PAGES: 2.0, JUDGEMENTS: 1.0}
RIDGE, RIDGE_OF_ALL = 3.0, 0.01  # pulls to 0 what few examples speak of
_FOLDS = 17
_CUTS = (0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
ANY = "any event"
_DIGITS = 2
_COLUMNS = {name: i for i, name in enumerate(NAMES, start=1)}
_NOTE = """\
# What speaks for an event (more than 0) and against it, in logits. worker/events/evidence.py says
# when each holds, worker/events/confidence.py adds them up. Made by model/events/train.py, which
# model/README.md tells of: do not edit by hand. What no example shows has the weight 0.
"""


def rows_of(examples: Sequence[Example]) -> np.ndarray:
    """One row an example, one column a weight; the first is that of all."""
    found = np.zeros((len(examples), len(NAMES) + 1))
    for row, one in zip(found, examples, strict=True):
        row[[0, *(_COLUMNS[name] for name in one.evidence)]] = 1
    return found


def learnt(examples: Sequence[Example]) -> np.ndarray:
    """The weight of each column."""
    right = np.array([one.right for one in examples], dtype=float)
    counts = np.array([COUNTS[one.source] for one in examples])
    ridge = np.array([RIDGE_OF_ALL] + [RIDGE] * len(NAMES))
    return fitted(rows_of(examples), right, counts, ridge)


def held_out(examples: Sequence[Example]) -> np.ndarray:
    """Each example's chance by weights that have not seen its page or its file of stories."""
    folds = np.array([_fold_of(one) for one in examples])
    chances = np.zeros(len(examples))
    for fold in range(_FOLDS):
        others = [one for one, at in zip(examples, folds, strict=True) if at != fold]
        mine = [one for one, at in zip(examples, folds, strict=True) if at == fold]
        if mine:
            chances[folds == fold] = probabilities(rows_of(mine), learnt(others))
    return chances


def _fold_of(one: Example) -> int:
    if one.source == PAGES:  # each page by itself
        return [path.stem for path in page_files("train")].index(one.group) % _FOLDS
    name = one.group.partition("#")[0]
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % _FOLDS


def validated(examples: Sequence[Example], say: Callable[[dict], None]) -> None:
    """Says how well held-out examples are told apart, and what each cut would leave out."""
    chances = held_out(examples)
    sources = np.array([one.source for one in examples])
    right = np.array([one.right for one in examples])
    for source in sorted(set(sources)):
        of_source = sources == source
        say(
            {
                "set": source,
                "examples": int(of_source.sum()),
                "right": round(float(right[of_source].mean()), 3),
                "ranked right": round(ranked_right(chances[of_source], right[of_source]), 3),
                "calibration error": round(
                    calibration_error(chances[of_source], right[of_source]), 3
                ),
            }
        )
    marked = sum(
        not event.optional for path in page_files("train") for event in read_page(path).events
    )
    chances, right = chances[sources == PAGES], right[sources == PAGES]
    for cut in _CUTS:
        kept = chances >= cut
        hits, extra = int((kept & right).sum()), int((kept & ~right).sum())
        typed = 2 * hits / (hits + extra + marked)
        say({"pages, cut at": cut, "right": hits, "wrong": extra, "typed F1": round(typed, 3)})


def written(weights: np.ndarray) -> str:
    """The file of the weights that ship."""
    lines = [
        f'"{name}" = {round(float(weight), _DIGITS) + 0.0}'
        for name, weight in zip((ANY, *NAMES), weights, strict=True)
    ]
    return "\n".join([_NOTE, "[weights]", *lines]) + "\n"


def main() -> None:
    """Validates when asked to, then fits on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="confidence.toml; without it nothing is written")
    parser.add_argument("--validate", action="store_true", help=f"first over {_FOLDS} folds")
    args = parser.parse_args()
    examples = [*of_pages(), *of_stories()]
    if args.validate:
        validated(examples, lambda line: print(json.dumps(line), flush=True))
    if args.out:
        args.out.write_text(written(learnt(examples)), encoding="utf-8")
        print(f"{args.out}: {len(NAMES) + 1} weights from {len(examples)} examples")


if __name__ == "__main__":
    main()
