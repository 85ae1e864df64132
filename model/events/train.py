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
COUNTS = {PAGES: 8.0, JUDGEMENTS: 1.0}
RIDGE, RIDGE_OF_ALL = 12.0, 0.01  # pulls to 0 what few examples speak of
LIKELY = 0.5  # from here on a sentence's order of its events is worth more: docs/decisions.md
_FOLDS = 17
_CUTS = (0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
ANY = "any event"
_DIGITS = 2
_COLUMNS = {name: i for i, name in enumerate(NAMES, start=1)}
_NOTE = """\
# What speaks for an event (more than 0) and against it, in logits. worker/events/evidence.py says
# when each holds, worker/events/confidence.py adds them up and says what [likely] is. Made by
# model/events/train.py, which model/README.md tells of: do not edit by hand. What no example shows
# has the weight 0.
"""


def rows_of(examples: Sequence[Example]) -> np.ndarray:
    """One row an example, one column a weight; the first is that of all."""
    found = np.zeros((len(examples), len(NAMES) + 1))
    for row, one in zip(found, examples, strict=True):
        row[[0, *(_COLUMNS[name] for name in one.evidence)]] = 1
    return found


def learnt(examples: Sequence[Example]) -> np.ndarray:
    """The weight of each column."""
    right, counts = _right(examples), _counts(examples)
    ridge = np.array([RIDGE_OF_ALL] + [RIDGE] * len(NAMES))
    return fitted(rows_of(examples), right, counts, ridge)


def likely_learnt(examples: Sequence[Example], chances: np.ndarray) -> np.ndarray:
    """The base of likely events and the weight of prominence, by chances that are held out."""
    likely = [one for one, chance in zip(examples, chances, strict=True) if chance >= LIKELY]
    return fitted(_told(likely), _right(likely), _counts(likely), np.full(2, RIDGE_OF_ALL))


def _told(examples: Sequence[Example]) -> np.ndarray:
    return np.array([[1, one.prominence] for one in examples])


def _right(examples: Sequence[Example]) -> np.ndarray:
    return np.array([one.right for one in examples], dtype=float)


def _counts(examples: Sequence[Example]) -> np.ndarray:
    return np.array([COUNTS[one.source] for one in examples])


def confidences(
    examples: Sequence[Example], chances: np.ndarray, by_prominence: np.ndarray
) -> np.ndarray:
    """What the worker makes of the chances."""
    told = np.maximum(LIKELY, probabilities(_told(examples), by_prominence))
    return np.where(chances < LIKELY, chances, told)


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
    chances = confidences(examples, chances, likely_learnt(examples, chances))
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


def written(weights: np.ndarray, by_prominence: np.ndarray) -> str:
    """The file of the weights that ship."""
    facts = [
        f'"{name}" = {_short(weight)}' for name, weight in zip((ANY, *NAMES), weights, strict=True)
    ]
    base, slope = map(_short, by_prominence)
    likely = [f"likely = {LIKELY}", f"base = {base}", f"by_prominence = {slope}"]
    return "\n".join([_NOTE, "[likely]", *likely, "", "[facts]", *facts]) + "\n"


def _short(weight: float) -> float:
    return round(float(weight), _DIGITS) + 0.0  # no -0.0


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
        by_prominence = likely_learnt(examples, held_out(examples))
        args.out.write_text(written(learnt(examples), by_prominence), encoding="utf-8")
        print(f"{args.out}: {len(NAMES) + 1} weights from {len(examples)} examples")


if __name__ == "__main__":
    main()
