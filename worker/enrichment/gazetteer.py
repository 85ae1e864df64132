"""Places by name, out of a file of GeoNames that is searched where it lies and never parsed.

Decides which places a name may mean. Must not know the page, so not which of them is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from worker.enrichment.names import folded

# What the name of a first-level division may end in, "Kano State", or begin with, "Province of".
DIVISION_WORDS = (
    "autonomous city|autonomous community|autonomous province|autonomous region|canton|county"
    "|department|district|division|emirate|governorate|krai|municipality|oblast|okrug|parish"
    "|prefecture|province|region|republic|state|territory|voivodeship"
)
_NAMES_KEPT = 1024  # most pages name the same places; a name with fifty takes half a millisecond


@dataclass(frozen=True, slots=True)
class Place:
    """A place as GeoNames has it."""

    geonames: str
    kind: str  # continent, country, admin1, city
    name: str
    country: str  # ISO 3166-1 alpha-2; "" of a continent
    division: str  # GeoNames' code of the first-level division within the country, or ""
    latitude: float
    longitude: float
    population: int


class Candidate(NamedTuple):
    """A place that a name may mean."""

    place: Place
    by_own_name: bool  # else by another name that it has


class _Sections(NamedTuple):
    places: bytes
    divisions: bytes
    names: bytes


@cache
def _sections() -> _Sections:
    content = files(__package__).joinpath("gazetteer.tsv").read_bytes()
    _head, places, divisions, names = content.split(b"\n\n")
    return _Sections(places, divisions, names)


@lru_cache(maxsize=_NAMES_KEPT)
def candidates(name: str) -> tuple[Candidate, ...]:
    """All places that are called so, by their own name first; in the order of their numbers."""
    row = _row(_sections().names, folded(name))
    if row is None:
        return ()
    own, other = ([number for number in part.split(",") if number] for part in row)
    return tuple(_candidates(own, by_own_name=True)) + tuple(_candidates(other, by_own_name=False))


def country_place(code: str) -> Place | None:
    """A country by its ISO code."""
    row = _row(_sections().names, f"={code.lower()}")
    return _place(row[0]) if row else None


def division_name(place: Place) -> str | None:
    """What the first-level division that a place lies in is called."""
    row = _row(_sections().divisions, f"{place.country}.{place.division}")
    return row[0] if row else None


def division_of(place: Place) -> Place | None:
    """The first-level division that a place lies in."""
    row = _row(_sections().divisions, f"{place.country}.{place.division}")
    return _place(row[1]) if row and row[1] else None


def _candidates(numbers: list[str], *, by_own_name: bool) -> Iterator[Candidate]:
    for number in numbers:
        yield Candidate(_place(number), by_own_name)


def _place(number: str) -> Place:
    row = _row(_sections().places, number)
    if row is None:
        raise ValueError(f"gazetteer.tsv: place {number} is named and is not there")
    kind, name, country, division, latitude, longitude, people = row
    point = float(latitude), float(longitude)
    return Place(number, kind, name, country, division, *point, int(people))


def _row(section: bytes, key: str) -> list[str] | None:
    """The columns after the key in a section that is sorted by it."""
    wanted = key.encode("utf-8", "surrogatepass") + b"\t"
    low, high = 0, len(section)
    while low < high:
        middle = (low + high) // 2
        start = section.rfind(b"\n", low, middle) + 1 or low
        end = section.find(b"\n", middle)
        end = len(section) if end < 0 else end
        found = section[start : start + len(wanted)]
        if found == wanted:
            return section[start + len(wanted) : end].decode("utf-8").split("\t")
        if found < wanted:
            low = end + 1
        else:
            high = start
    return None
