"""Converts the corpora folder into the four .spacy files that the training reads."""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

from corpora import documents, entity_doc, pieces, read_rows, read_sentences, syntax_doc
from swap import NameSwap

SYNTAX_TRAIN = ("en_ewt-ud-train.conllu.gz", "gum_permissive-train.conllu.gz")
SYNTAX_DEV = ("en_ewt-ud-dev.conllu.gz",)
ENTITIES = ("uner", "gum", "docred", "wikigold", "crossner_pol", "crossner_other", "re3d")
LONGEST_PIECE = 14  # sentences; longer pieces only slow the batches down
HELD_OUT = 25  # every 25th entity document goes into the development file


def entity_path(folder: Path, name: str) -> Path:
    """The file of one entity corpus; CrossNER has no split in its name."""
    suffix = "" if name.startswith("crossner") else "_train"
    return folder / "entities" / f"ner_{name}{suffix}.jsonl.gz"


def write(docs: list[Doc], path: Path) -> None:
    """Stores the documents and says how many there are."""
    DocBin(docs=docs, store_user_data=False).to_disk(path)
    print(f"{path.name}: {len(docs)} documents, {sum(map(len, docs))} tokens")


def main() -> None:
    """Reads the corpora, writes syntax-{train,dev}.spacy and entities-{train,dev}.spacy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with ud/ and entities/")
    parser.add_argument("--out", type=Path, required=True, help="folder for the .spacy files")
    parser.add_argument("--gazetteer", type=Path, help="adds a copy of the entities, names swapped")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    vocab = spacy.blank("en").vocab
    chance = random.Random(args.seed)

    for name, files in (("train", SYNTAX_TRAIN), ("dev", SYNTAX_DEV)):
        draw = chance if name == "train" else None
        docs = [
            syntax_doc(vocab, piece, draw)
            for file in files
            for group in documents(read_sentences(args.corpora / "ud" / file))
            for piece in pieces(group, LONGEST_PIECE)
        ]
        write(docs, args.out / f"syntax-{name}.spacy")

    swap = None
    if args.gazetteer:
        swap = NameSwap(json.loads(args.gazetteer.read_text(encoding="utf-8")), chance)
    train: list[Doc] = []
    dev: list[Doc] = []
    for name in ENTITIES:
        for number, row in enumerate(read_rows(entity_path(args.corpora, name))):
            held_out = number % HELD_OUT == 0
            if held_out:
                dev.append(entity_doc(vocab, row, None))
                continue
            train.append(entity_doc(vocab, row, chance))
            if swap is not None:
                train.append(entity_doc(vocab, swap.row(row), chance))
    write(train, args.out / "entities-train.spacy")
    write(dev, args.out / "entities-dev.spacy")


if __name__ == "__main__":
    main()
