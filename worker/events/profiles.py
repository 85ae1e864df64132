"""What a page says of those whom it names: their country and their sector.

Decides by what is known of the name, then by a person's titles, then by the words right before it:
"Iranian Foreign Minister", "France's president". Must not know the tree.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from worker.enrichment import titles
from worker.events.countries import alpha3
from worker.events.sectors import is_somebody, sector_of
from worker.records import Entity, Participant, Thing

_MAX_CHARS = 60
_POSSESSIVES = ("'s ", "’s ")  # "Kenya's Daniel Otieno"
_OFFICE = re.compile(r"(?:['’]s)?((?: [A-Za-z][A-Za-z'’-]*+){1,7}),? ")


class Profiles:
    """The things of a page as participants, yet without the words that stand for them."""

    def __init__(self, text: str, entities: Sequence[Entity], things: Sequence[Thing]) -> None:
        self._things = things
        self._backgrounds = _backgrounds(text, entities)

    def of_thing(self, index: int) -> Participant:
        """What is known of a thing."""
        thing = self._things[index]
        country, sector = self._backgrounds.get(index, (None, None))
        place = thing.position.country if thing.position else thing.ids.get("country")
        # An office that is a state's elsewhere has no sector here: it is a club's or a company's.
        open_titles = (title for title in thing.titles if titles.sector(title) is None)
        titled = (sector_of(title.lower().split()) for title in open_titles)
        return Participant(
            0,
            0,
            "",
            thing=index,
            country=alpha3(thing.ids.get("iso3166")) or country or alpha3(place),
            sector=thing.sector or next(filter(None, titled), None) or sector,
        )

    def of_entity(self, ent: Entity) -> Participant:
        """What is known of a name."""
        known = Participant(0, 0, "") if ent.thing is None else self.of_thing(ent.thing)
        sector = known.sector
        if ent.label == "ORG":
            sector = sector or sector_of(ent.text.lower().split())
        country = self.country_of(ent)
        return Participant(ent.start, ent.end, ent.text, None, ent.thing, country, sector)

    def country_of(self, ent: Entity) -> str | None:
        """The country that a name is, or that it belongs to."""
        own = alpha3(ent.ids.get("iso3166"))
        return own if own or ent.thing is None else self.of_thing(ent.thing).country


def _backgrounds(text: str, entities: Sequence[Entity]) -> dict[int, tuple[str | None, str | None]]:
    """Country (alpha-3) and sector by index of the person's thing, as first stated."""
    found: dict[int, tuple[str | None, str | None]] = {}
    for before, person in pairwise(entities):
        if person.label != "PERSON" or person.thing is None or person.thing in found:
            continue
        country = alpha3(before.ids.get("iso3166"))
        if country is None or person.start - before.end > _MAX_CHARS:
            continue
        office = _OFFICE.fullmatch(text, before.end, person.start)
        words = office[1].lower().split() if office else []
        is_own = text[before.end : person.start] in _POSSESSIVES
        if is_own or any(map(is_somebody, words)):
            found[person.thing] = country, sector_of(words)
    return found
