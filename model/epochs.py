"""All corpora as the batches of an epoch, and the arguments that say which text an epoch has."""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np

from corpora import ENTITIES, ENTITIES_DEV, STORIES, entity_rows, trained_on
from cutting import Piecewise, batches, cut
from examples import EntitySource, SyntaxSource
from labels import inventory
from rows import read_rows
from swap import NameSwap
from tokens import tokenizer_pipeline
from treebanks import SYNTAX_DEV, SYNTAX_TRAIN, documents, pieces, read_sentences
from worker.enrichment.news.wordpiece import WordPiece

LONGEST_DOCUMENT = 40  # sentences of a treebank's document read at once


class Corpus:
    """All training windows of one epoch, drawn anew each time."""

    def __init__(self, args: argparse.Namespace, speller: WordPiece) -> None:
        self._speller, self._chance = speller, random.Random(args.seed)
        ud = args.corpora / "ud"
        read = {name: list(read_sentences(ud / name)) for name in (*SYNTAX_TRAIN, SYNTAX_DEV)}
        self.classes = inventory(s for name in SYNTAX_TRAIN for s in read[name])
        nlp = tokenizer_pipeline()
        swap = None
        if args.swap:
            swap = NameSwap(json.loads(args.gazetteer.read_text(encoding="utf-8")), self._chance)
        groups = [
            piece
            for name in SYNTAX_TRAIN
            for group in documents(read[name])
            for piece in pieces(group, LONGEST_DOCUMENT)
        ]
        rows = {
            name: trained_on(name, entity_rows(args.corpora, name, nlp)) for name in args.entities
        }
        self._syntax = SyntaxSource(groups, self.classes)
        self._entities = [
            # The stories have more names than the lists that names are drawn from.
            EntitySource(found, nlp, self.classes, None if name == STORIES else swap)
            for name, found in rows.items()
        ]
        self._syntax_copies = args.syntax_copies
        dev_rows = list(read_rows(args.corpora / "entities" / ENTITIES_DEV))
        self._dev = (
            SyntaxSource(list(documents(read[SYNTAX_DEV])), self.classes),
            EntitySource(dev_rows, nlp, self.classes, None),
        )

    def epoch(self) -> list[dict[str, np.ndarray]]:
        """The batches of one epoch in random order, as of `cutting.batches`."""
        sources: list[EntitySource | SyntaxSource] = [
            *self._entities,
            *[self._syntax] * self._syntax_copies,
        ]
        found = [
            window
            for source in sources
            for draw in source
            for window in cut(draw(self._chance), self._speller, self._chance)
        ]
        self._chance.shuffle(found)
        return list(batches(found, self._chance))

    def dev(self) -> list[dict[str, np.ndarray]]:
        """The development windows, always the same."""
        found: list[Piecewise] = []
        for source in self._dev:
            for draw in source:
                found.extend(cut(draw(None), self._speller, None))
        return list(batches(found, None))


def add_corpus_arguments(parser: argparse.ArgumentParser) -> None:
    """What says which text an epoch has."""
    parser.add_argument("--corpora", type=Path, required=True, help="folder with ud/ and entities/")
    parser.add_argument("--gazetteer", type=Path, help="names for the swaps, from gazetteer.py")
    parser.add_argument("--syntax-copies", type=int, default=2, help="of the treebanks in an epoch")
    parser.add_argument("--entities", nargs="*", default=list(ENTITIES))
    parser.add_argument("--no-swap", dest="swap", action="store_false")
    parser.add_argument("--seed", type=int, default=1)


def checked(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The arguments, if they go together."""
    args = parser.parse_args()
    if args.swap and args.gazetteer is None:
        parser.error("the names to swap are missing: give --gazetteer, or --no-swap")
    return args
