"""Mentions to things: which of a page's names are the same somebody or something.

Decides which mentions go together, what label they have, and how much the page is about each. Must
not know how a name was found, nor how it is known what a name stands for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from worker.enrichment import measures, titles
from worker.enrichment.known import Known, Name
from worker.enrichment.linking import known_names
from worker.enrichment.names import folded
from worker.records import Entity, Thing

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


@dataclass(frozen=True, slots=True)
class _Bodies:
    """What a person's title says of his sector, beside the body by name whose title it is."""

    entities: Sequence[Entity]
    text: str
    known: Mapping[int, Known | None]  # by index of the entity

    def sector(self, mentions: Iterable[int]) -> str | None:
        """By the first title that says it."""
        return next(filter(None, map(self._at, mentions)), None)

    def _at(self, index: int) -> str | None:
        title = self.entities[index].title
        if not title:
            return None
        body = self._named_beside(index, title) if titles.is_of_any_body(title) else None
        if body is None:
            return titles.sector(title)
        known = self.known.get(body)
        return known.sector if known else None

    def _named_beside(self, index: int, title: str) -> int | None:
        """The organisation in "Vesta president Ann Lee" and "Ann Lee, president of Vesta"."""
        ent = self.entities[index]
        for at in (index - 1, index + 1):
            if not 0 <= at < len(self.entities) or self.entities[at].label != "ORG":
                continue
            other = self.entities[at]
            if self.text[other.end : ent.start] in {f" {title} ", f"'s {title} ", f"’s {title} "}:
                return at
            behind = self.text[ent.end : other.start].removesuffix("the ").removeprefix(", the")
            if behind.removeprefix(",").strip() == f"{title} of":
                return at
        return None


def things(entities: Sequence[Entity], text: str) -> tuple[tuple[Entity, ...], tuple[Thing, ...]]:
    """The entities with what their thing knows, and the things by first mention.

    `text` is what the entities stand in.
    """
    names = _by_name(entities)
    known = known_names([_name(group, entities) for group in names], text)
    pairs = zip(names, known, strict=True)
    groups = _of_one((group, _as_the_user_says(group, one, entities)) for group, one in pairs)
    most = max((len(group.mentions) for group, _ in groups), default=1)
    bodies = _Bodies(entities, text, {at: one for group, one in groups for at in group.mentions})
    found = tuple(_thing(entities, group, most, len(text), one, bodies) for group, one in groups)
    of_mention = {index: at for at, thing in enumerate(found) for index in thing.mentions}
    return tuple(_told(ent, of_mention.get(at), found) for at, ent in enumerate(entities)), found


def _by_name(entities: Sequence[Entity]) -> list[_Group]:
    """Mentions by name, each with the label that most of them have, weighted by confidence."""
    together: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for index, ent in enumerate(entities):
        if ent.label not in measures.LABELS:
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


def _as_the_user_says(
    group: _Group, known: Known | None, entities: Sequence[Entity]
) -> Known | None:
    """A name of the user's own has the label, form and identifier that it is given."""
    own = next((entities[index] for index in group.mentions if entities[index].ids), None)
    if own is None:
        return known
    known = known or Known(("own", folded(own.canonical)))
    ids = {**known.ids, **own.ids}
    return replace(known, label=own.label, canonical=own.canonical, ids=ids)


def _of_one(pairs: Iterable[tuple[_Group, Known | None]]) -> list[tuple[_Group, Known | None]]:
    """The groups with those together that are known as one: "US" and "United States"."""
    merged: dict[object, tuple[_Group, Known | None]] = {}
    for at, (group, one) in enumerate(pairs):
        key: object = (one.key, one.label or group.label) if one else at
        if key in merged:
            merged[key][0].mentions.extend(group.mentions)
        else:
            merged[key] = (group, one)
    for group, _ in merged.values():
        group.mentions.sort()
    return sorted(merged.values(), key=lambda pair: pair[0].mentions[0])


def _thing(
    entities: Sequence[Entity],
    group: _Group,
    most: int,
    text_chars: int,
    known: Known | None,
    bodies: _Bodies,
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
        sector=known.sector if known else bodies.sector(group.mentions),
        titles=found_titles,
        position=known.position if known else None,
        mentions=tuple(group.mentions),
        salience=round(_LEAD_SHARE * lead + (1 - _LEAD_SHARE) * len(mentions) / most, 4),
        confidence=max(sure, default=None),
    )


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
