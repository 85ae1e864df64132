"""Events of two pages: which came, which went, which are of another type or say something else.

Decides when two events are one. An event that only moved is no change. Must not know how events
are found.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator

from worker.diff.change import ARROW, Change, Kind, Lines
from worker.diff.names import pairs, without_pairs
from worker.diff.page import Page, Part, Told

_Place = tuple[str, int, int]  # the line, and the trigger in it


def event_changes(old: Page, new: Page) -> Iterator[Change]:
    """What says the same goes away in pairs; the others are matched by place, then by key."""
    before, after = Lines(old.text), Lines(new.text)
    out, into = without_pairs(
        old.events,
        new.events,
        lambda told: (_said(told), _place(before, told)),
        lambda told: (_said(told), _place(after, told)),
    )
    out, into = without_pairs(out, into, _said)
    rules: tuple[Callable[[list[Told], list[Told]], list[tuple[Told, Told]]], ...] = (
        lambda out, into: _by_place(before, after, out, into, lambda told: told.kind),
        lambda out, into: _by_place(before, after, out, into, lambda told: None),
        _by_key,
    )
    for matched in rules:
        for found, other in matched(out, into):
            out.remove(found)
            into.remove(other)
            yield _changed(after, found, other)
    for found in out:
        quote = before.quote(found.start, found.end)
        yield Change(Part.EVENTS, found.kind, Kind.REMOVED, old=in_words(found), quote=quote)
    for found in into:
        quote = after.quote(found.start, found.end)
        yield Change(Part.EVENTS, found.kind, Kind.ADDED, new=in_words(found), quote=quote)


def in_words(told: Told) -> str:
    """An event in a line: ASSAULT drone; actors: Tavan Front REB; ..."""
    return _line(told, list(told.facts))


def _line(told: Told, facts: list[tuple[str, str]]) -> str:
    shown = [fact if name == "mode" else f"{name}: {fact}" for name, fact in facts]
    return "; ".join([f"{told.kind} {told.trigger!r}", *shown])


def _changed(lines: Lines, old: Told, new: Told) -> Change:
    what = old.kind if old.kind == new.kind else f"{old.kind} {ARROW} {new.kind}"
    return Change(
        *(Part.EVENTS, what, Kind.CHANGED),
        old=_line(old, [fact for fact in old.facts if fact not in new.facts]),
        new=_line(new, [fact for fact in new.facts if fact not in old.facts]),
        quote=lines.quote(new.start, new.end),
    )


def _by_place(
    before: Lines, after: Lines, old: list[Told], new: list[Told], of: Callable[[Told], Hashable]
) -> list[tuple[Told, Told]]:
    """Those whose triggers overlap in a line that stayed, and that are alike in this too."""
    found: list[tuple[Told, Told]] = []
    in_line: defaultdict[Hashable, list[tuple[_Place, Told]]] = defaultdict(list)
    for other in new:
        place = _place(after, other)
        in_line[place[0], of(other)].append((place, other))
    for told in old:
        line, start, end = _place(before, told)
        there = in_line[line, of(told)]
        for at, ((_, first, last), other) in enumerate(there):
            if first < end and start < last:
                found.append((told, other))
                del there[at]
                break
    return found


def _place(lines: Lines, told: Told) -> _Place:
    line, at = lines.at(told.start)
    return line, at, at + told.end - told.start


def _said(told: Told) -> Hashable:
    return told.kind, told.trigger, told.facts


def _by_key(old: list[Told], new: list[Told]) -> list[tuple[Told, Told]]:
    """Those of one kind with the same key, where they have one."""
    out, into = ([told for told in side if told.key] for side in (old, new))
    return pairs(out, into, lambda told: (told.kind, told.key))
