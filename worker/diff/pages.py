"""Two versions of one page: everything that changed.

Decides in which order the parts are compared. Must not know where the pages came from.
"""

from collections.abc import Iterator

from worker.diff.change import Change, Kind, Op, PageDiff
from worker.diff.happenings import event_changes
from worker.diff.names import entity_changes, thing_changes
from worker.diff.page import Page, Part
from worker.diff.texts import TextChange, compare_texts

PASSAGES, LINE_BREAKS = "passages", "line breaks"


def compare_pages(old: Page, new: Page) -> PageDiff:
    """All changes. There is one in a part if and only if the digests of that part differ."""
    text = compare_texts(old.text, new.text)
    changes = (
        *_text_changes(text, differ=old.text != new.text),
        *_metadata_changes(old, new),
        *entity_changes(old, new),
        *thing_changes(old, new),
        *event_changes(old, new),
        *_warning_changes(old, new),
    )
    return PageDiff(new.id, new.url, new.title or old.title, text.similarity, changes)


def _text_changes(found: TextChange, *, differ: bool) -> Iterator[Change]:
    """A change for each passage; it is added or removed when whole lines are."""
    for segments in found.passages:
        ops = {op for op, _ in segments}
        kind = Kind.CHANGED
        if Op.SAME not in ops and len(ops) == 1:
            kind = Kind.ADDED if Op.IN in ops else Kind.REMOVED
        yield Change(Part.TEXT, PASSAGES, kind, segments=segments)
    if differ and not found.passages:
        yield Change(Part.TEXT, LINE_BREAKS, Kind.CHANGED)


def _metadata_changes(old: Page, new: Page) -> Iterator[Change]:
    before, after = dict(old.metadata), dict(new.metadata)
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            kind = Kind.CHANGED if was and now else Kind.ADDED if now else Kind.REMOVED
            yield Change(Part.METADATA, name, kind, was, now)


def _warning_changes(old: Page, new: Page) -> Iterator[Change]:
    for warning in sorted(set(old.warnings) ^ set(new.warnings)):
        kind = Kind.ADDED if warning in new.warnings else Kind.REMOVED
        yield Change(Part.WARNINGS, warning, kind)
