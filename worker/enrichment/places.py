"""What is known of a place by its name: country, capital, adjective, or the kind of thing it is.

Decides whether a LOC of the model is a political unit (GPE), a building (FAC) or land and water
(LOC). Must not know the text around the name.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from worker.enrichment.names import folded

_COLUMNS = 4
_LAST_WORD_IS_BUILDING = re.compile(
    r"\b(?:airport|airbase|base|bridge|cathedral|church|dam|embassy|hall|headquarters|hospital|hotel"
    r"|mosque|palace|plant|port|prison|school|stadium|station|temple|tower|tunnel|university)$"
)
_LAST_WORD_IS_POLITICAL = re.compile(
    r"\s(?:city|county|district|governorate|oblast|prefecture|province|state|town|village)$"
)


@dataclass(frozen=True, slots=True)
class _Atlas:
    countries: dict[str, str] = field(default_factory=dict)  # name in lower case: ISO code
    capitals: frozenset[str] = frozenset()
    capitals_of: frozenset[tuple[str, str]] = frozenset()  # ISO code, capital
    adjectives: dict[str, str] = field(default_factory=dict)  # "afghan" and "afghans": ISO code
    names: dict[str, str] = field(default_factory=dict)  # ISO code: the country's name
    peoples: dict[str, str] = field(default_factory=dict)  # ISO code: its adjective


@cache
def _atlas() -> _Atlas:
    table = files(__package__).joinpath("countries.tsv").read_text(encoding="utf-8")
    countries: dict[str, str] = {}
    capitals: set[tuple[str, str]] = set()
    adjectives: dict[str, str] = {}
    main: dict[str, str] = {}
    peoples: dict[str, str] = {}
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        columns = line.split("|")
        if len(columns) != _COLUMNS:
            raise ValueError(f"countries.tsv: expected {_COLUMNS} columns in {line!r}")
        iso, names, cities, people = columns
        countries |= {_key(name): iso for name in names.split(";")}
        capitals |= {(iso, _key(city)) for city in cities.split(";") if city}
        for word in filter(None, map(_key, people.split(";"))):
            adjectives |= {word: iso, f"{word}s": iso}
        main[iso] = names.split(";")[0]
        peoples[iso] = people.split(";")[0]
    return _Atlas(
        countries,
        frozenset(city for _, city in capitals),
        frozenset(capitals),
        adjectives,
        main,
        peoples,
    )


def place_label(name: str) -> str:
    """GPE, FAC or LOC for a name that the model calls a place; LOC when nothing is known."""
    key = _key(name)
    atlas = _atlas()
    if key in atlas.countries or key in atlas.capitals:
        return "GPE"
    if _LAST_WORD_IS_BUILDING.search(key):
        return "FAC"
    if _LAST_WORD_IS_POLITICAL.search(key):
        return "GPE"
    return "LOC"


def is_demonym(name: str) -> bool:
    """Whether the name says where people are from, and is no country's name itself."""
    key = _key(name)
    atlas = _atlas()
    return key in atlas.adjectives and key not in atlas.countries


def country_code(name: str, label: str) -> str | None:
    """ISO 3166 alpha-2 of a country's name (GPE, LOC) or of its people or adjective (NORP)."""
    atlas = _atlas()
    return (atlas.adjectives if label == "NORP" else atlas.countries).get(_key(name))


def is_capital(name: str, code: str) -> bool:
    """Whether the country has a capital of this name."""
    return (code, _key(name)) in _atlas().capitals_of


def country_name(code: str) -> str | None:
    """The usual English name of a country."""
    return _atlas().names.get(code)


def people_name(code: str) -> str | None:
    """The adjective of a country: "Afghan"."""
    return _atlas().peoples.get(code) or None


def _key(name: str) -> str:
    return folded(name)
