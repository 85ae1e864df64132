"""What the page names, and where it lies: two tables.

Decides columns, order and links out. Must not know events beyond who takes part in which.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from worker.markup import Content, Markup, joined, own, tag
from worker.preview.article import group_of
from worker.preview.wording import coordinates, percent
from worker.records import EnrichedPage, Event, Thing

_MENTIONS_SHOWN = 12
# Where an identifier of a scheme can be looked up; its form is checked, since a user's own
# gazetteer may call its scheme the same.
_LOOK_UP = {
    "geonames": (re.compile(r"[0-9]{1,12}"), "https://www.geonames.org/"),
    "wikidata": (re.compile(r"Q[0-9]{1,12}"), "https://www.wikidata.org/wiki/"),
}


def things_table(page: EnrichedPage) -> Markup | None:
    """Everybody and everything that is named, what the page is most about first."""
    if not page.things:
        return None
    in_events = _events_of(page.events)
    order = sorted(range(len(page.things)), key=lambda at: (-page.things[at].salience, at))
    rows = [_thing(page.things[at], at, in_events[at]) for at in order]
    head = ("name", "label", "kind", "sector", "ids", "mentions", "events", "salience", "sure")
    return _table("Who and what is named", head, rows)


def places_table(page: EnrichedPage) -> Markup | None:
    """Where the places lie that are known, by first mention."""
    happened = _events_at(page.events)
    rows = [
        _place(thing, at, happened[at])
        for at, thing in enumerate(page.things)
        if thing.position is not None
    ]
    head = ("place", "in", "coordinates", "map", "events there", "sure")
    return _table("Places", head, rows) if rows else None


def _table(caption: str, head: Sequence[str], rows: Sequence[Markup]) -> Markup:
    columns = tag("tr", [tag("th", name, scope="col") for name in head])
    table = tag("table", tag("caption", caption), tag("thead", columns), tag("tbody", rows))
    # A wide table scrolls by itself, also by keyboard.
    return tag("div", table, class_="table", role="region", aria_label=caption, tabindex=0)


def _row(first: Content, cells: Iterable[Content], row_id: str | None = None) -> Markup:
    return tag("tr", tag("th", first, scope="row"), [tag("td", cell) for cell in cells], id=row_id)


def _thing(thing: Thing, at: int, events: Sequence[int]) -> Markup:
    titles = tag("span", own(", ".join(thing.titles)), class_="titles") if thing.titles else None
    return _row(
        joined([own(thing.canonical), titles], between=" "),
        (
            tag("span", thing.label, class_=f"ent {group_of(thing.label)}"),
            thing.kind,
            thing.sector,
            joined([_identifier(*one) for one in thing.ids.items()], between=", "),
            _mentions(thing),
            _links(events, "e"),
            _bar(thing.salience),
            None if thing.confidence is None else percent(thing.confidence),
        ),
        row_id=f"thing{at}",
    )


def _place(thing: Thing, at: int, events: Sequence[int]) -> Markup:
    assert thing.position is not None
    place = thing.position
    inside = ", ".join(part for part in (place.admin1, place.country) if part)
    pin = f"mlat={place.latitude:.5f}&mlon={place.longitude:.5f}"
    where = f"https://www.openstreetmap.org/?{pin}#map=8/{place.latitude:.5f}/{place.longitude:.5f}"
    return _row(
        tag("a", own(thing.canonical), href=f"#thing{at}"),
        (
            own(inside) if inside else None,
            coordinates(place.latitude, place.longitude),
            _away(where, "OpenStreetMap"),
            _links(events, "e"),
            percent(place.confidence),
        ),
    )


def _identifier(scheme: str, value: str) -> Markup:
    form, address = _LOOK_UP.get(scheme, (None, ""))
    shown = _away(address + value, value) if form and form.fullmatch(value) else own(value)
    return tag("span", joined([own(scheme), shown], between=" "), class_="whole")


def _away(address: str, text: str) -> Markup:
    return tag("a", text, href=address, rel="noopener noreferrer nofollow")


def _mentions(thing: Thing) -> Markup:
    shown = thing.mentions[:_MENTIONS_SHOWN]
    links = [
        tag("a", str(nth), href=f"#m{at}", aria_label=f"mention {nth}")
        for nth, at in enumerate(shown, start=1)
    ]
    rest = f" of {len(thing.mentions)}" if len(thing.mentions) > len(shown) else None
    return joined([joined(links, between=" "), rest])


def _links(indexes: Sequence[int], to: str) -> Markup:
    return joined(
        [tag("a", str(at + 1), href=f"#{to}{at}", aria_label=f"event {at + 1}") for at in indexes],
        between=" ",
    )


def _bar(share: float) -> Markup:
    bounded = max(0.0, min(1.0, share))
    bar = tag("span", class_="bar", style=f"--share:{bounded:.2f}", aria_hidden="true")
    return tag("span", bar, f"{share:.2f}", class_="whole")


def _events_of(events: Sequence[Event]) -> Mapping[int, list[int]]:
    """The events that a thing takes part in, by its index."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        named = {one.thing for one in (*event.actors, *event.recipients)}
        for at in sorted(one for one in named if one is not None):
            found[at].append(index)
    return found


def _events_at(events: Sequence[Event]) -> Mapping[int, list[int]]:
    """The events that happened at a place, by the index of its thing."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if event.location and event.location.thing is not None:
            found[event.location.thing].append(index)
    return found
