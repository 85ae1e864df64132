"""The events as cards: who did what to whom, where, when, with which numbers, and who says so.

Decides what a card shows and which cards belong together. Must not know how the text is marked.
"""

from collections.abc import Iterable, Sequence

from worker.markup import Content, Markup, joined, own, tag
from worker.preview.article import quad_class
from worker.preview.sentence import sentence
from worker.preview.wording import (
    DATE_BASES,
    LOCATION_BASES,
    QUAD_CLASSES,
    amount,
    interval,
    percent,
    signed,
    type_name,
)
from worker.records import (
    Attribution,
    EnrichedPage,
    Event,
    EventDate,
    Location,
    Modality,
    Participant,
    Quantity,
    Thing,
)


def cards(page: EnrichedPage) -> Markup:
    """All events, those that tell one occurrence again in a box with the first that tells it."""
    return joined(_group(page, group) for group in occurrences(page.events))


def occurrences(events: Sequence[Event]) -> list[list[int]]:
    """Indexes of the events, those of one occurrence together, in the order of their first.

    An event without a key was not compared with others and stands alone.
    """
    groups: dict[tuple[str, int], list[int]] = {}
    for index, event in enumerate(events):
        group = ("occurrence", event.occurrence) if event.key else ("event", index)
        groups.setdefault(group, []).append(index)
    return list(groups.values())


def _group(page: EnrichedPage, indexes: Sequence[int]) -> Markup:
    shown = [_card(page, index) for index in indexes]
    if len(shown) == 1:
        return shown[0]
    head = tag("p", f"One event, told {len(shown)} times on this page", class_="told")
    return tag("section", head, shown, class_="occurrence")


def _card(page: EnrichedPage, index: int) -> Markup:
    event = page.events[index]
    return tag(
        "article",
        _head(event, index),
        _who_what_whom(page.things, event),
        sentence(page.text, event),
        _facts(page.things, event),
        class_=f"card {quad_class(event)}",
        id=f"e{index}",
        aria_labelledby=f"h{index}",
    )


def _head(event: Event, index: int) -> Markup:
    also = event.ext_type if event.type else None
    return tag(
        "header",
        tag(
            "a",
            str(index + 1),
            class_="n",
            href=f"#t{index}",
            title="to its place in the text",
            aria_label=f"event {index + 1}: to its place in the text",
        ),
        tag(
            "h3",
            type_name(event),
            tag("span", event.mode, class_="mode") if event.mode else None,
            tag("span", also, class_="mode") if also else None,
            id=f"h{index}",
        ),
        _badges(event),
        tag("span", _sure(event), _score(event), class_="measures"),
    )


def _sure(event: Event) -> Markup | None:
    if event.confidence is None:
        return None
    return tag("span", f"{percent(event.confidence)} sure", class_="sure")


def _badges(event: Event) -> list[Markup]:
    """What makes it less than something that has happened; none where it is told as a fact."""
    words = ["negated"] if event.negated else []
    if event.modality is not Modality.ACTUAL:
        words.append(event.modality.value)
    return [tag("span", word, class_=f"badge {word}") for word in words]


def _score(event: Event) -> Markup | None:
    if event.score is None:
        return None
    bounded = max(-10.0, min(10.0, event.score))
    return tag(
        "span",
        tag("span", class_="gauge", style=f"--score:{bounded:.2f}", aria_hidden="true"),
        signed(event.score),
        class_="score",
        title="PLOVER's score, from \N{MINUS SIGN}10 (conflict) to +10 (cooperation)",
    )


def _who_what_whom(things: Sequence[Thing], event: Event) -> Markup:
    trigger = tag("span", own(event.trigger.text), class_="what")
    arrow = tag("span", "\N{RIGHTWARDS ARROW}", class_="arrow", aria_hidden="true")
    whom = _people(things, event.recipients, "recipient")
    return tag(
        "p",
        _people(things, event.actors, "actor") or tag("span", "nobody named", class_="nobody"),
        arrow,
        trigger,
        [arrow, whom] if whom else None,
        class_="who",
    )


def _people(things: Sequence[Thing], people: Sequence[Participant], role: str) -> Markup | None:
    if not people:
        return None
    shown = [participant(things, one, role) for one in people]
    return tag("span", joined(shown), class_="people")


def participant(things: Sequence[Thing], one: Participant, role: str) -> Markup:
    """Somebody as the text names them, what they are on the page, country and sector."""
    thing = things[one.thing] if one.thing is not None and one.thing < len(things) else None
    stands_for = None
    if thing and thing.canonical.casefold() != one.text.casefold():
        stands_for = tag("span", "(", own(thing.canonical), ")", class_="stands-for")
    codes = [tag("abbr", code, title=title) for code, title in _codes(one)]
    inside = joined([own(one.text), stands_for, *codes], between=" ")
    if thing:
        return tag("a", inside, class_=f"chip {role}", href=f"#thing{one.thing}", title=role)
    return tag("span", inside, class_=f"chip {role}", title=role)


def _codes(one: Participant) -> Iterable[tuple[str, str]]:
    if one.country:
        yield one.country, "country, ISO 3166-1 alpha-3"
    if one.sector:
        yield one.sector, "sector, as PLOVER names it"


def _facts(things: Sequence[Thing], event: Event) -> Markup:
    quad = None if event.quad_class is None else QUAD_CLASSES.get(event.quad_class)
    cameo = f"CAMEO {event.cameo_root}" if event.cameo_root else None
    codes = [quad, cameo, ", ".join(event.contexts)]
    rows: list[tuple[str, Content]] = [
        ("where", _where(things, event.location)),
        ("when", _when(event.date)),
        ("numbers", _numbers(event.quantities)),
        ("said by", _said_by(things, event.attribution)),
        ("kind", " · ".join(code for code in codes if code) or None),
        ("key", tag("code", own(event.key)) if event.key else None),
    ]
    return tag("dl", [tag("div", tag("dt", name), tag("dd", fact)) for name, fact in rows if fact])


def _where(things: Sequence[Thing], location: Location | None) -> Markup | None:
    if location is None:
        return None
    at = location.thing
    thing = things[at] if at is not None and at < len(things) else None
    name = own(location.text)
    linked = tag("a", name, href=f"#thing{at}") if thing else name
    country = thing.position.country if thing and thing.position else None
    side = f", {country}" if country else None
    return joined([linked, side, _basis(LOCATION_BASES[location.basis])])


def _when(date: EventDate | None) -> Markup | None:
    if date is None:
        return None
    days = interval(date)
    words = [own(days) if days else None, tag("q", own(date.text)) if date.text else None]
    return joined([joined(words, between=" "), _basis(DATE_BASES[date.basis])])


def _basis(words: str) -> Markup:
    return tag("span", f" ({words})", class_="basis")


def _numbers(quantities: Sequence[Quantity]) -> Markup | None:
    if not quantities:
        return None
    return tag("ul", [tag("li", _number(quantity)) for quantity in quantities])


def _number(quantity: Quantity) -> Markup:
    unit = quantity.unit if quantity.unit != "%" else None
    return joined(
        [
            tag("b", own(amount(quantity))),
            tag("span", quantity.role.value, class_="role"),
            own(unit) if unit else None,
            tag("q", own(quantity.text), class_="basis") if quantity.value is not None else None,
        ],
        between=" ",
    )


def _said_by(things: Sequence[Thing], said: Attribution | None) -> Markup | None:
    if said is None:
        return None
    speaker = participant(things, said.speaker, "speaker") if said.speaker else None
    when = _when(said.date)
    return joined(
        [
            speaker,
            own(said.cue.text),
            tag("span", "quoted" if said.quoted else "paraphrased", class_="role"),
            joined(["on ", when]) if when else None,
        ],
        between=" ",
    )
