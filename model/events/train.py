"""Fits the weights of what speaks for an event and against it, and says how well they do."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from examples import JUDGEMENTS, PAGES, PLOVER, Example, of_pages, of_plover, of_stories
from regression import calibration_error, fitted, probabilities, ranked_right

from tests.evaluation.event_pages import page_files, read_page
from worker.events.evidence import NAMES

# What an example of each set counts. The pages are marked in full and by the rules that are meant;
# PLOVER's records say of one event a sentence whether its type is right.
COUNTS = {PAGES: 2.0, JUDGEMENTS: 1.0, PLOVER: 0.5}
RIDGE = 3.0  # pulls to 0 what few examples speak of
_RIDGE_OF_ALL, _RIDGE_OF_SET, _RIDGE_OF_SET_AND_TYPE = 0.01, 0.1, 0.5
_FOLDS = 17
_CUTS = (0.0, 0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
ANY = "any event"
_DIGITS = 2
_NOTE = """\
# What speaks for an event and against it, in logits: worker/events/evidence.py says when each holds,
# worker/events/confidence.py adds them up. Made by model/events/train.py (model/README.md has the
# command, what it learns from and how well it does); do not edit by hand. Positive numbers speak for
# an event, and 0 of what no example shows. Licence: CC BY-SA 4.0, as model/LICENSE-WEIGHTS.
"""


class Columns:
    """The columns of the regression: the evidence, and what is peculiar to a set of others."""

    def __init__(self, examples: Sequence[Example]) -> None:
        other = [one for one in examples if one.source == PLOVER]
        kinds = sorted({one.kind for one in other})
        own = [ANY, *NAMES]
        sets = [PLOVER] if other else []
        self.names = own + sets + [f"{PLOVER} {kind}" for kind in kinds]
        self._at = {name: i for i, name in enumerate(self.names)}
        ridges = {ANY: _RIDGE_OF_ALL, PLOVER: _RIDGE_OF_SET}
        rest = [RIDGE] * len(own) + [_RIDGE_OF_SET_AND_TYPE] * (len(self.names) - len(own))
        self.ridge = np.array(
            [ridges.get(name, other) for name, other in zip(self.names, rest, strict=True)]
        )

    def rows(self, examples: Sequence[Example]) -> np.ndarray:
        """One row an example."""
        found = np.zeros((len(examples), len(self.names)))
        for row, one in zip(found, examples, strict=True):
            names = [ANY, *one.evidence]
            if one.source == PLOVER:
                names += [PLOVER, f"{PLOVER} {one.kind}"]
            row[[self._at[name] for name in names if name in self._at]] = 1
        return found


def learnt(examples: Sequence[Example], columns: Columns) -> np.ndarray:
    """The weight of each column."""
    right = np.array([one.right for one in examples], dtype=float)
    counts = np.array([COUNTS[one.source] for one in examples])
    return fitted(columns.rows(examples), right, counts, columns.ridge)


def held_out(examples: Sequence[Example]) -> np.ndarray:
    """The chance of each example by weights that have not seen its page, nor its file of stories."""
    columns = Columns(examples)
    folds = np.array([_fold_of(one) for one in examples])
    chances = np.zeros(len(examples))
    for fold in range(_FOLDS):
        others = [one for one, at in zip(examples, folds, strict=True) if at != fold]
        mine = [one for one, at in zip(examples, folds, strict=True) if at == fold]
        if mine:
            chances[folds == fold] = probabilities(columns.rows(mine), learnt(others, columns))
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


def written(columns: Columns, weights: np.ndarray) -> str:
    """The file of the weights that ship: what is peculiar to a set of others stays out."""
    own = {name: float(weight) for name, weight in zip(columns.names, weights, strict=True)}
    lines = [f'"{name}" = {round(own[name], _DIGITS) + 0.0}' for name in (ANY, *NAMES)]
    return "\n".join([_NOTE, "[weights]", *lines]) + "\n"


def main() -> None:
    """Validates when asked to, then fits on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plover", type=Path, help="JSON lines of PLOVER's records")
    parser.add_argument("--out", type=Path, help="confidence.toml; without it nothing is written")
    parser.add_argument("--validate", action="store_true", help=f"first over {_FOLDS} folds")
    args = parser.parse_args()
    examples = [*of_pages(), *of_stories()]
    if args.plover:
        examples += of_plover(args.plover)
    if args.validate:
        validated(examples, lambda line: print(json.dumps(line), flush=True))
    if args.out:
        columns = Columns(examples)
        args.out.write_text(written(columns, learnt(examples, columns)), encoding="utf-8")
        print(f"{args.out}: {len(NAMES) + 1} weights from {len(examples)} examples")


if __name__ == "__main__":
    main()
