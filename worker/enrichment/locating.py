"""Which place of its name is meant: what else the page names decides, then the number of people.

Decides among the gazetteer's candidates how likely each is, and below what likelihood none is
said. Must not know people nor organisations: a person who is called like a place is none.

Each candidate weighs what its people weigh, times what the page says for its country and division;
all share the probability with the places of that name that the gazetteer does not have.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from worker.enrichment.gazetteer import (
    DIVISION_WORDS,
    Candidate,
    Place,
    candidates,
    country_place,
    division_name,
    division_of,
)
from worker.enrichment.known import Known, Name
from worker.enrichment.names import folded
from worker.enrichment.places import country_code, country_name, is_capital
from worker.records import Position

_PLACES = frozenset({"GPE", "LOC"})
LEAST_CONFIDENCE = 0.5  # below, no place is said
_SURE = 0.8  # of a place that is evidence for others

# Weights, in people. Set by hand on the cases of tests/core/test_locating.py.
_UNKNOWN_PLACE = 12_000  # a place that the gazetteer does not have
_UNKNOWN_HERE = 60_000  # the same, as far as the page is where none of the candidates is
_COUNTRY = 5.0  # countries are in the news, towns of the same name are not
_CAPITAL = 8.0
_DIVISION = 0.2  # cities are in the news more than provinces of their name
_OTHER_NAME = 0.15  # which is less sure
_OTHER_NAME_ABROAD = 0.02  # of a place where the page is not: another language's, or chance
_NAMED_COUNTRY = 80.0  # all that the page names is there
_NAMED_DIVISION = 4.0
_NAMED_RIGHT_BEHIND = 400.0  # "Tripoli, Lebanon", "Merida in southern Mexico"
_ENOUGH_EVIDENCE = 3.0  # names of places and peoples
_CITY_OF_A_DIVISION = 0.02  # of its weight has a city of its name, or it is another
_SAID_KIND = 30.0  # "the city of", "province"
# Countries that act everywhere: their name says less of where a page is.
_EVERYWHERE = {"US": 0.1, "RU": 0.5, "CN": 0.5, "GB": 0.5, "FR": 0.5}

_DIVISION_BEHIND = re.compile(rf"\s(?:{DIVISION_WORDS})s?\b", re.IGNORECASE)
_DIVISION_NAME = re.compile(rf"(.{{1,80}})\s(?:{DIVISION_WORDS})", re.IGNORECASE)
_DIVISION_BEFORE = re.compile(rf"\b(?:{DIVISION_WORDS})s?\sof\s(?:the\s)?$", re.IGNORECASE)
_CITY_NAME = re.compile(r"(.{1,80})\s(?:city|town|village)", re.IGNORECASE)
_CITY_BEFORE = re.compile(r"\b(?:cit(?:y|ies)|towns?|villages?|port|capital)(?:\sof)?\s$")
_WITHIN = re.compile(r",? in (?:the )?(?:(?:north|south|east|west|central)[a-z-]{0,12} )?|, ")
_WORD_CHARS = 24  # before and behind a name that are looked at
_SPANS = 8  # of a name that are looked at


@dataclass(frozen=True, slots=True)
class _Option:
    """A place that a name may mean, with its weight."""

    place: Place
    by_own_name: bool
    weight: float


@dataclass(slots=True)
class _Evidence:
    """What a page says of where it is. No name counts for itself, so all are asked by number."""

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    divisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    own: dict[int, tuple[str, str, float]] = field(default_factory=dict)
    total: float = 0.0

    def add(self, at: int, code: str, division: str, weight: float) -> None:
        """A name that is in a country, and in a division or "" for none."""
        self.countries[code] += weight
        self.divisions[code, division] += 1
        self.own[at] = (code, division, weight)
        self.total += weight

    def share(self, at: int, code: str) -> float:
        """How much of all names but this one is in a country: 1 where all of enough are."""
        own_code, _, own = self.own.get(at, ("", "", 0.0))
        here = self.countries.get(code, 0.0) - (own if own_code == code else 0.0)
        return max(0.0, here) / max(self.total - own, _ENOUGH_EVIDENCE)

    def elsewhere(self, at: int, codes: Set[str]) -> float:
        """How much of all names but this one is in other countries than these."""
        total = self.total - self.own.get(at, ("", "", 0.0))[2]
        here = sum(self.share(at, code) for code in sorted(codes))
        return max(0.0, min(1.0, total / _ENOUGH_EVIDENCE) - here)

    def favour(self, at: int, place: Place) -> float:
        """How much likelier all names but this one make a place."""
        favour = 1 + _NAMED_COUNTRY * self.share(at, place.country)
        code, division, _ = self.own.get(at, ("", "", 0.0))
        where = (place.country, place.division)
        inside = self.divisions[where] - ((code, division) == where) if place.division else 0
        return favour * (_NAMED_DIVISION if inside > 0 else 1.0)


def located(names: Sequence[Name], text: str) -> list[Known | None]:
    """For each name the place that it means, where that is likely enough."""
    options = [_options(name, text) if name.label in _PLACES else [] for name in names]
    evidence = _Evidence()
    for at, name in enumerate(names):
        code = country_code(name.text, name.label) if name.label == "NORP" else None
        if code is not None:
            evidence.add(at, code, "", _said(name) * _EVERYWHERE.get(code, 1.0))
    containers = _containers(names, text)
    likely = [_likeliest(at, options, evidence, containers) for at in range(len(names))]
    for at, found in enumerate(likely):  # what is sure by itself is evidence for the rest
        if found is not None and found[1] >= _SURE and found[0].country:
            place, is_country = found[0], found[0].kind == "country"
            weight = _said(names[at])
            weight *= _EVERYWHERE.get(place.country, 1.0) if is_country else 1.0
            evidence.add(at, place.country, place.division, weight)
    likely = [_likeliest(at, options, evidence, containers) for at in range(len(names))]
    return [_known(*found) if found and found[1] >= LEAST_CONFIDENCE else None for found in likely]


def _said(name: Name) -> float:
    return min(float(len(name.spans)), _ENOUGH_EVIDENCE)


def _options(name: Name, text: str) -> list[_Option]:
    """The places that may be meant, weighted by what the name and the words at it say."""
    code = country_code(name.text, "GPE")
    found, kind = list(candidates(name.text)), None if code else _said_kind(name, text)
    if code and (country := country_place(code)):
        found = [Candidate(country, True), *(one for one in found if one.place != country)]
    for pattern, meant in ((_DIVISION_NAME, "admin1"), (_CITY_NAME, "city")):
        shorter = pattern.fullmatch(name.text)
        if shorter and not any(one.by_own_name for one in found):
            found, kind = list(candidates(shorter[1])), meant
    if kind == "admin1" and not any(one.place.kind == "admin1" for one in found):
        found = [Candidate(place, True) for place in _divisions_called_like(found)] or found
    return [_Option(*one, _weight(one.place) * _as_said(one.place, kind)) for one in found]


def _divisions_called_like(found: Sequence[Candidate]) -> Iterator[Place]:
    """Divisions that are named after one of the cities: "Kharkiv region"."""
    for one in found:
        division = division_of(one.place) if one.by_own_name else None
        if division and folded(division.name)[:4] == folded(one.place.name)[:4]:
            yield division


def _weight(place: Place) -> float:
    weight = float(max(place.population, 500))
    if place.kind == "country":
        return weight * _COUNTRY
    if place.kind == "admin1":
        return weight * _DIVISION
    return weight * (_CAPITAL if is_capital(place.name, place.country) else 1.0)


def _as_said(place: Place, kind: str | None) -> float:
    """What the words at the name make of a place's weight."""
    if kind is None or place.kind not in {"admin1", "city"}:
        return 1.0
    return _SAID_KIND if place.kind == kind else 1 / _SAID_KIND


def _said_kind(name: Name, text: str) -> str | None:
    """What the words before and behind most mentions call the place: admin1, city or nothing."""
    said: Counter[str | None] = Counter()
    for start, end in name.spans[:_SPANS]:
        before = text[max(0, start - _WORD_CHARS) : start]
        if _DIVISION_BEHIND.match(text, end) or _DIVISION_BEFORE.search(before):
            said["admin1"] += 1
        else:
            said["city" if _CITY_BEFORE.search(before) else None] += 1
    return said.most_common(1)[0][0] if said else None


def _containers(names: Sequence[Name], text: str) -> dict[int, dict[int, bool]]:
    """Names by those right behind them that may say where they are, and whether they must.

    "Tripoli, Lebanon" may be a list, "Tripoli in Lebanon" is none.
    """
    starts = {start: at for at, name in enumerate(names) for start, _ in name.spans}
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for at, name in enumerate(names):
        for _, end in name.spans:
            gap = _WITHIN.match(text, end)
            behind = starts.get(gap.end()) if gap else None
            if gap and behind is not None and behind != at:
                found[at][behind] = found[at].get(behind, False) or gap[0] != ", "
    return found


def _likeliest(
    at: int,
    options: Sequence[Sequence[_Option]],
    evidence: _Evidence,
    containers: Mapping[int, Mapping[int, bool]],
) -> tuple[Place, float] | None:
    """The place that a name most likely means, and how likely."""
    if not options[at]:
        return None
    around = {
        (option.place.country, option.place.division): must
        for container, must in containers.get(at, {}).items()
        for option in options[container]
        if option.place.kind in {"country", "admin1"}
    }
    inside = False
    weighed: list[_Option] = []
    for option in options[at]:
        place, favour = option.place, evidence.favour(at, option.place)
        if not option.by_own_name:
            favour *= _OTHER_NAME if favour > 1 or evidence.total <= 0 else _OTHER_NAME_ABROAD
        if not around.keys().isdisjoint({(place.country, ""), (place.country, place.division)}):
            favour *= _NAMED_RIGHT_BEHIND
            inside = True
        weighed.append(_Option(place, option.by_own_name, option.weight * favour))
    if any(around.values()) and not inside and not any(map(_acts_abroad, options[at])):
        return None  # a place of that name that the gazetteer does not have
    unheard_of = evidence.elsewhere(at, {option.place.country for option in options[at]})
    total = sum(option.weight for option in weighed)
    total += _UNKNOWN_PLACE + _UNKNOWN_HERE * unheard_of
    best = max(weighed, key=lambda option: (option.weight, option.place.geonames))
    alike = [option for option in weighed if _is_nearly(option.place, best.place)]
    if best.place.kind == "admin1":  # "Kano" is the city, if its state is not said to be meant
        cities = [one for one in alike if one.place.kind == "city"]
        city = max(cities, key=lambda one: (one.weight, one.place.geonames), default=best)
        best = city if city.weight > best.weight * _CITY_OF_A_DIVISION else best
    return best.place, sum(option.weight for option in alike) / total


def _acts_abroad(option: _Option) -> bool:
    """Whether the place may be a government: "the role of Moscow in Syria"."""
    place = option.place
    return place.kind == "country" or is_capital(place.name, place.country)


def _is_nearly(one: Place, other: Place) -> bool:
    """Whether one is the other or lies in it: of places of one name, it hardly matters which."""
    return one.country == other.country and (
        "country" in {one.kind, other.kind} or one.division == other.division
    )


def _known(place: Place, confidence: float) -> Known:
    position = Position(
        place.latitude,
        place.longitude,
        place.country or None,
        division_name(place) if place.kind == "city" else None,
        round(confidence, 4),
    )
    ids = {"geonames": place.geonames}
    if place.kind == "country":
        name, ids = country_name(place.country), {"iso3166": place.country, **ids}
        return Known(("iso3166", place.country), "GPE", name, ids, "country", None, position)
    label = None if place.kind == "continent" else "GPE"
    return Known(("geonames", place.geonames), label, None, ids, place.kind, None, position)
