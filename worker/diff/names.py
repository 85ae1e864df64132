"""Mentions and things of two pages: which came, which went, which are called otherwise now.

Decides when two of them are one. A mention that only moved is no change, for the text before it may
have grown. Must not know events.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from worker.diff.change import ARROW, Change, Kind, Lines
from worker.diff.page import Known, Mention, Name, Page, Part

_One = TypeVar("_One")


def entity_changes(old: Page, new: Page) -> Iterator[Change]:
    """Mentions matched by label, canonical name and ids; then, of what is left, by their place."""
    before, after = Lines(old.text), Lines(new.text)

    def place(lines: Lines) -> Callable[[Mention], Hashable]:
        return lambda ent: (lines.at(ent.start), ent.end - ent.start)

    # First those in the same place of the same line, so that what is left over is quoted rightly.
    out, into = without_pairs(
        old.entities,
        new.entities,
        lambda ent: (ent.name, place(before)(ent)),
        lambda ent: (ent.name, place(after)(ent)),
    )
    out, into = without_pairs(out, into, lambda ent: ent.name)
    by_line: defaultdict[str, list[Mention]] = defaultdict(list)
    for ent in into:
        by_line[after.at(ent.start)[0]].append(ent)
    left = set(into)
    for ent in out:
        line, at = before.at(ent.start)
        there = (
            other
            for other in by_line[line]
            if other in left and overlap(at, ent.end - ent.start, after.at(other.start)[1], other)
        )
        other = next(there, None)
        if other is None:
            yield Change(
                *(Part.ENTITIES, ent.name.label, Kind.REMOVED),
                old=in_words(ent.name),
                quote=before.quote(ent.start, ent.end),
            )
            continue
        left.remove(other)
        yield Change(
            *(Part.ENTITIES, _turned(ent.name.label, other.name.label), Kind.CHANGED),
            old=in_words(ent.name),
            new=in_words(other.name),
            quote=after.quote(other.start, other.end),
        )
    for ent in into:
        if ent in left:
            yield Change(
                *(Part.ENTITIES, ent.name.label, Kind.ADDED),
                new=in_words(ent.name),
                quote=after.quote(ent.start, ent.end),
            )


def thing_changes(old: Page, new: Page) -> Iterator[Change]:
    """Things matched by label, canonical name and ids, then by canonical name alone."""
    out, into = without_pairs(old.things, new.things, lambda known: known)
    for same in (lambda known: known.name, lambda known: known.name.canonical):
        for known, other in pairs(out, into, same):
            out.remove(known)
            into.remove(other)
            yield Change(
                *(Part.THINGS, _turned(known.name.label, other.name.label), Kind.CHANGED),
                *differing(known, other),
            )
    for known in out:
        yield Change(
            *(Part.THINGS, known.name.label, Kind.REMOVED), old=in_words(known.name, known.facts)
        )
    for known in into:
        yield Change(
            *(Part.THINGS, known.name.label, Kind.ADDED), new=in_words(known.name, known.facts)
        )


def in_words(name: Name, facts: Iterable[tuple[str, str]] = ()) -> str:
    """A name as a reader knows it: GPE Norway (iso3166 NO)."""
    more = [*(f"{scheme} {value}" for scheme, value in name.ids), *(f"{k} {v}" for k, v in facts)]
    return f"{name.label} {name.canonical}" + (f" ({', '.join(more)})" if more else "")


def differing(old: Known, new: Known) -> tuple[str, str]:
    """Both things with the facts that they do not share."""
    return (
        in_words(old.name, [fact for fact in old.facts if fact not in new.facts]),
        in_words(new.name, [fact for fact in new.facts if fact not in old.facts]),
    )


def overlap(start: int, length: int, other_start: int, other: Mention) -> bool:
    """Whether a stretch of a line and a mention in the same line have a character in shared."""
    return start < other_start + other.end - other.start and other_start < start + length


def without_pairs(
    old: Iterable[_One],
    new: Iterable[_One],
    of_old: Callable[[_One], Hashable],
    of_new: Callable[[_One], Hashable] | None = None,
) -> tuple[list[_One], list[_One]]:
    """What is left of both when those that are the same by these keys went away in pairs."""
    of_new = of_new or of_old
    keyed_old = [(of_old(one), one) for one in old]
    keyed_new = [(of_new(one), one) for one in new]
    shared = Counter(key for key, _ in keyed_old) & Counter(key for key, _ in keyed_new)
    return _less(keyed_old, shared.copy()), _less(keyed_new, shared)


def _less(keyed: Iterable[tuple[Hashable, _One]], shared: Counter[Hashable]) -> list[_One]:
    left = []
    for key, one in keyed:
        if shared[key] > 0:
            shared[key] -= 1
        else:
            left.append(one)
    return left


def pairs(
    old: Iterable[_One], new: Iterable[_One], of: Callable[[_One], Hashable]
) -> list[tuple[_One, _One]]:
    """Old and new with the same key, each at most once."""
    waiting: defaultdict[Hashable, list[_One]] = defaultdict(list)
    for one in new:
        waiting[of(one)].append(one)
    return [(one, waiting[of(one)].pop(0)) for one in old if waiting[of(one)]]


def _turned(old: str, new: str) -> str:
    return old if old == new else f"{old} {ARROW} {new}"
