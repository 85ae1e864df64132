"""Makes the entity files that train.py reads out of the corpora as their makers publish them."""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from published_rows import (
    UNKNOWN,
    Labels,
    Tagged,
    column_documents,
    docred_documents,
    row_of,
    uner_documents,
)
from worker.enrichment.places import is_demonym

_PLAIN = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC", "OTH": "MISC"}
# Of CrossNER: each of its labels of a name; the others are of words, which are no names.
_CROSSNER: Labels = {
    **dict.fromkeys(("person", "politician", "writer", "researcher", "scientist"), "PERSON"),
    "musicalartist": "PERSON",
    **dict.fromkeys(("organisation", "politicalparty", "university", "band"), "ORG"),
    **dict.fromkeys(("location", "country"), "LOC"),
    **dict.fromkeys(("misc", "event", "election", "award", "conference", "product"), "MISC"),
    **dict.fromkeys(("song", "album", "book", "poem", "magazine", "academicjournal"), "MISC"),
    **dict.fromkeys(("field", "task", "algorithm", "metrics", "programlang"), UNKNOWN),
    **dict.fromkeys(("musicgenre", "literarygenre", "musicalinstrument"), UNKNOWN),
    **dict.fromkeys(("discipline", "theory", "enzyme", "protein"), UNKNOWN),
    **dict.fromkeys(("chemicalelement", "chemicalcompound", "astronomicalobject"), UNKNOWN),
}
# Peoples of no one country, religions, and who is of a party.
_PEOPLES_WORDS = """
African Africans Arab Arabs Asian Asians European Europeans Kurd Kurdish Kurds Basque Basques
Catalan Catalans Tamil Tamils Uyghur Uyghurs Soviet Soviets English Scottish Scots Welsh
Christian Christians Catholic Catholics Protestant Protestants Anglican Anglicans Jewish Jew Jews
Muslim Muslims Islamic Islamist Islamists Sunni Sunnis Shia Shiite Shiites Hindu Hindus Buddhist
Buddhists Sikh Sikhs Republican Republicans Democrat Democrats Liberal Liberals Conservative
Conservatives Socialist Socialists Communist Communists
"""
_PEOPLES = frozenset(_PEOPLES_WORDS.split())
_OTHER_DOMAINS = ("ai", "literature", "music", "science")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file to make: of which files in the folder of its repository, and how they are read."""

    made: str
    files: Sequence[str]
    read: Callable[[Path], Iterator[list[Tagged]]]
    labels: Labels


CORPORA = {
    "uner-train": Corpus("ner_uner_train", ("en_ewt-ud-train.iob2",), uner_documents, _PLAIN),
    "uner-dev": Corpus("ner_uner_dev", ("en_ewt-ud-dev.iob2",), uner_documents, _PLAIN),
    "wikigold": Corpus(
        "ner_wikigold_train",
        ("data/wikigold/CONLL-format/data/wikigold.conll.txt",),
        column_documents,
        _PLAIN,
    ),
    "docred": Corpus(
        "ner_docred_train",
        ("data/dev_revised.json", "data/test_revised.json"),
        docred_documents,
        _PLAIN,
    ),
    "crossner-pol": Corpus(
        "ner_crossner_pol",
        ("ner_data/politics/train.txt", "ner_data/politics/dev.txt"),
        column_documents,
        _CROSSNER,
    ),
    "crossner-other": Corpus(
        "ner_crossner_other",
        tuple(
            f"ner_data/{domain}/{part}.txt"
            for domain in _OTHER_DOMAINS
            for part in ("train", "dev", "test")
        ),
        column_documents,
        _CROSSNER,
    ),
}


def is_people(name: str) -> bool:
    """Whether a name says what people somebody is of: NORP, whatever its corpus calls it."""
    return name in _PEOPLES or is_demonym(name)


def convert(corpus: Corpus, source: Path, out: Path) -> int:
    """Write the rows of a corpus; how many there are. Raises Unreadable."""
    rows = [
        # Universal NER took an annotation back where it says B-O: nobody knows.
        row_of(document, {**corpus.labels, "O": UNKNOWN}, is_people)
        for name in corpus.files
        for document in corpus.read(source / name)
    ]
    out.mkdir(parents=True, exist_ok=True)
    with gzip.open(out / f"{corpus.made}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return len(rows)


def main() -> None:
    """One corpus a call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", choices=CORPORA)
    parser.add_argument("source", type=Path, help="folder with a clone of its repository")
    parser.add_argument("--out", type=Path, required=True, help="the folder `entities`")
    args = parser.parse_args()
    corpus = CORPORA[args.corpus]
    print(f"{corpus.made}: {convert(corpus, args.source, args.out)} rows")


if __name__ == "__main__":
    main()
