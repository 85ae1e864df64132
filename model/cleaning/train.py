"""Fits the weights that tell article from furniture in flattened text, and scores them."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch
from network import Net, fitted, steps_of
from pages import Page, read_pages
from tqdm import tqdm

from tests.evaluation.shingles import PageScore, page_score, score
from worker.cleaning.flattened.network import Network, network

FOLDS = 4
_DIGITS = 4  # significant ones that are kept of a weight


def rounded(net: Net) -> dict[str, object]:
    """Its weights as plain numbers."""

    def plain(value: object) -> object:
        if isinstance(value, list):
            return [plain(part) for part in value]
        return float(f"{value:.{_DIGITS}g}")

    return {name: plain(value.tolist()) for name, value in net.weights().items()}


def fold_of(page: Page) -> int:
    """By the page alone, so that all its flattenings are held out together."""
    return hashlib.sha256(page.id.encode()).digest()[1] % FOLDS


def scored(using: Network, page: Page) -> PageScore:
    """What keeping the units above even odds is worth."""
    odds = using.scores(page.features)
    kept = [unit.text for unit, odd in zip(page.units, odds, strict=True) if odd > 0]
    return page_score(page.truth, "\n".join(kept))


def validated(pages: Sequence[Page], epochs: float, seed: int) -> None:
    """Prints F1 by set and flattening, each page scored by a network that has not seen it."""
    found: dict[tuple[str, str], list[PageScore]] = defaultdict(list)
    for fold in range(FOLDS):
        others = [page for page in pages if fold_of(page) != fold]
        with tqdm(total=steps_of(len(others), epochs), desc=f"fold {fold + 1}") as bar:
            using = network(rounded(fitted(others, epochs, seed, bar.update)))
        for page in pages:
            if fold_of(page) == fold:
                found[page.collection, page.way].append(scored(using, page))
    for (collection, way), rows in sorted(found.items()):
        line = {"set": collection, "flattening": way, "f1": round(score(rows).f1, 4)}
        print(json.dumps({**line, "pages": len(rows)}), flush=True)


def main() -> None:
    """Validates over folds when asked to, then fits on everything and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True, help="folder with the sets")
    parser.add_argument("--sets", nargs="+", default=["aeb", "magic"])
    parser.add_argument("--out", type=Path, help="weights.json; without it nothing is written")
    parser.add_argument("--validate", action="store_true", help=f"first over {FOLDS} folds")
    parser.add_argument("--epochs", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)  # the products are too small for more
    pages = list(tqdm(read_pages(args.pages, args.sets), unit="page", desc="reading"))
    if args.validate:
        validated(pages, args.epochs, args.seed)
    if args.out:
        with tqdm(total=steps_of(len(pages), args.epochs), desc="all pages") as bar:
            found = rounded(fitted(pages, args.epochs, args.seed, bar.update))
        args.out.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
        print(f"{args.out}: {args.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
