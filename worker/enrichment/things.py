"""Mentions to things: which of a page's names are the same somebody or something.

Decides which mentions go together, what label they have, and how much the page is about each. Must
not know how a name was found, nor how it is known what a name stands for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from worker.enrichment import titles
from worker.enrichment.known import Known, Name
from worker.enrichment.linking import known_names
from worker.enrichment.names import folded
from worker.records import Entity, Thing

_MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
_PEOPLES = "NORP"  # "Iranian" is no mention of Iran
_LEAD_SHARE = 0.5  # of salience: by where the first mention stands; the rest by how often
_UNSURE = 0.5  # a mention's weight in the vote where the model gives no confidence
_FULL_NAME = 1.5  # the weight of a name of several words beside one of a single word


@dataclass(slots=True)
class _Group:
    """Mentions of one name."""

    label: str
    canonical: str
    mentions: list[int] = field(default_factory=list)  # indexes, in the order of the text


def things(entities: Sequence[Entity], text: str) -> tuple[tuple[Entity, ...], tuple[Thing, ...]]:
    """The entities with what their thing knows, and the things by first mention.

    `text` is what the entities stand in.
    """
    names = _by_name(entities)
    groups = _of_one(names, known_names([_name(group, entities) for group in names], text))
    most = max((len(group.mentions) for group, _ in groups), default=1)
    found = tuple(_thing(entities, group, most, len(text), one) for group, one in groups)
    of_mention = {index: at for at, thing in enumerate(found) for index in thing.mentions}
    return tuple(_told(ent, of_mention.get(at), found) for at, ent in enumerate(entities)), found


def _by_name(entities: Sequence[Entity]) -> list[_Group]:
    """Mentions by name, each with the label that most of them have, weighted by confidence."""
    together: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for index, ent in enumerate(entities):
        if ent.label not in _MEASURES:
            together[ent.label == _PEOPLES, folded(ent.canonical)].append(index)
    return [
        _Group(_voted(mentions, entities), _most_written(mentions, entities), mentions)
        for mentions in together.values()
    ]


def _name(group: _Group, entities: Sequence[Entity]) -> Name:
    spans = tuple((entities[index].start, entities[index].end) for index in group.mentions)
    forms = dict.fromkeys([group.canonical, *(entities[index].text for index in group.mentions)])
    return Name(group.canonical, group.label, spans, tuple(forms))


def _voted(mentions: Iterable[int], entities: Sequence[Entity]) -> str:
    votes: dict[str, float] = defaultdict(float)
    for index in mentions:
        ent = entities[index]
        weight = _FULL_NAME if " " in ent.text else 1.0
        votes[ent.label] += weight * (_UNSURE if ent.confidence is None else ent.confidence)
    return max(sorted(votes), key=lambda label: votes[label])


def _most_written(mentions: Iterable[int], entities: Sequence[Entity]) -> str:
    """The canonical form that most mentions have; the first of those."""
    return Counter(entities[index].canonical for index in mentions).most_common(1)[0][0]


def _of_one(
    names: Iterable[_Group], known: Iterable[Known | None]
) -> list[tuple[_Group, Known | None]]:
    """The groups with those together that are known as one: "US" and "United States"."""
    merged: dict[object, tuple[_Group, Known | None]] = {}
    for at, (group, one) in enumerate(zip(names, known, strict=True)):
        key: object = (one.key, one.label or group.label) if one else at
        if key in merged:
            merged[key][0].mentions.extend(group.mentions)
        else:
            merged[key] = (group, one)
    for group, _ in merged.values():
        group.mentions.sort()
    return sorted(merged.values(), key=lambda pair: pair[0].mentions[0])


def _thing(
    entities: Sequence[Entity], group: _Group, most: int, text_chars: int, known: Known | None
) -> Thing:
    """What a group of mentions names."""
    mentions = [entities[index] for index in group.mentions]
    sure = [ent.confidence for ent in mentions if ent.confidence is not None]
    found_titles = _titles(mentions)
    lead = 1 - mentions[0].start / max(1, text_chars)
    return Thing(
        label=(known and known.label) or group.label,
        canonical=(known and known.canonical) or group.canonical,
        ids=known.ids if known else {},
        kind=known.kind if known else None,
        sector=known.sector if known else _sector(found_titles),
        titles=found_titles,
        position=known.position if known else None,
        mentions=tuple(group.mentions),
        salience=round(_LEAD_SHARE * lead + (1 - _LEAD_SHARE) * len(mentions) / most, 4),
        confidence=max(sure, default=None),
    )


def _sector(found: Iterable[str]) -> str | None:
    """Of a person, by the first title that says it."""
    return next(filter(None, map(titles.sector, found)), None)


def _told(ent: Entity, at: int | None, found: Sequence[Thing]) -> Entity:
    """A mention with the label, the name and the identifiers of its thing."""
    if at is None:
        return ent
    thing = found[at]
    return replace(ent, label=thing.label, canonical=thing.canonical, ids=thing.ids, thing=at)


def _titles(mentions: Iterable[Entity]) -> tuple[str, ...]:
    """Each title once, as it is first written."""
    found: dict[str, str] = {}
    for ent in mentions:
        if ent.title:
            found.setdefault(ent.title.casefold(), ent.title)
    return tuple(found.values())
