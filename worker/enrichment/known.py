"""What is known of a name by itself, from tables that ship with the package.

Decides which table is asked about which label. Must not know the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from worker.enrichment.places import country_code, country_name, people_name
from worker.records import Position

_PLACES = frozenset({"GPE", "LOC", "ORG"})  # a country that acts is taken for an organisation


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody or something that a table knows."""

    key: tuple[str, str]  # the same for all names of it: scheme and identifier
    label: str | None = None  # where it is sure of it
    canonical: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    sector: str | None = None
    position: Position | None = None


def known_by_name(name: str, label: str) -> Known | None:
    """What the tables say of a name that a page uses with this label."""
    if label == "NORP":
        code = country_code(name, label)
        if code is None:
            return None
        return Known(("people", code), label, people_name(code), {"iso3166": code}, "nationality")
    code = country_code(name, "GPE") if label in _PLACES else None
    if code is None:
        return None
    return Known(("iso3166", code), "GPE", country_name(code), {"iso3166": code}, "country")
