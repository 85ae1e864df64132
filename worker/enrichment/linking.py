"""What the names of a page stand for, as far as tables and the gazetteer know.

Decides which of them is asked about which label. Must not know how they find it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from worker.enrichment.known import Known, Name
from worker.enrichment.locating import located
from worker.enrichment.organisations import organisation
from worker.enrichment.places import country_code, people_name


def known_names(names: Sequence[Name], text: str) -> list[Known | None]:
    """What is known of each name of a text."""
    places = [
        place or _people(name) for name, place in zip(names, located(names, text), strict=True)
    ]
    shares = _shares(zip(names, places, strict=True))
    return [place or organisation(name, shares) for name, place in zip(names, places, strict=True)]


def _people(name: Name) -> Known | None:
    """A nationality: bound to its country, but not the country."""
    code = country_code(name.text, name.label) if name.label == "NORP" else None
    if code is None:
        return None
    return Known(("people", code), "NORP", people_name(code), {"iso3166": code}, "nationality")


def _shares(known: Iterable[tuple[Name, Known | None]]) -> Mapping[str, float]:
    """How much of the places and peoples that a page names is in each country."""
    said: Counter[str] = Counter()
    for name, one in known:
        code = one and (one.ids.get("iso3166") or (one.position and one.position.country))
        if code:
            said[code] += len(name.spans)
    return {code: count / said.total() for code, count in said.items()}
