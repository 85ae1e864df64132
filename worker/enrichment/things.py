"""Mentions to things: which of a page's names are the same somebody or something.

Decides which mentions go together, by canonical name, and how much the page is about each. Must not
know how a name was found.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from worker.records import Entity, Thing

_MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
_LEAD_SHARE = 0.5  # of salience: by where the first mention stands; the rest by how often


def things(
    entities: Sequence[Entity], text_chars: int
) -> tuple[tuple[Entity, ...], tuple[Thing, ...]]:
    """The entities with the index of their thing, and the things by first mention.

    `text_chars` is the length of the text that the entities stand in.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for index, ent in enumerate(entities):
        if ent.label not in _MEASURES:
            groups.setdefault((ent.label, ent.canonical.casefold()), []).append(index)
    most = max(map(len, groups.values()), default=1)
    number = {index: at for at, group in enumerate(groups.values()) for index in group}
    return (
        tuple(replace(ent, thing=number.get(index)) for index, ent in enumerate(entities)),
        tuple(_thing(entities, group, most, text_chars) for group in groups.values()),
    )


def _thing(entities: Sequence[Entity], group: Sequence[int], most: int, text_chars: int) -> Thing:
    """What a group of mentions names."""
    mentions = [entities[index] for index in group]
    sure = [ent.confidence for ent in mentions if ent.confidence is not None]
    lead = 1 - mentions[0].start / max(1, text_chars)
    return Thing(
        label=mentions[0].label,
        canonical=Counter(ent.canonical for ent in mentions).most_common(1)[0][0],
        ids=next((ent.ids for ent in mentions if ent.ids), {}),
        kind=None,
        sector=None,
        titles=tuple(dict.fromkeys(ent.title for ent in mentions if ent.title)),
        position=None,
        mentions=tuple(group),
        salience=round(_LEAD_SHARE * lead + (1 - _LEAD_SHARE) * len(group) / most, 4),
        confidence=max(sure, default=None),
    )
