"""What is known of each page while topics are read: digests, not pages, in a file of its own.

Decides which of several records of a page counts (the newest, as compaction would leave it), and
what is kept for the second look: the new record of a page that changed, compressed. The file is
SQLite's, without a name, in the folder for temporary files; it is gone with the process. Must not
know Kafka.
"""

import sqlite3
import zlib
from collections import Counter
from dataclasses import dataclass

from worker.diff.page import Page, Part, changed_parts

_CACHE_KIB = 64 * 1024  # of the file that is held in memory
_TABLES = """
CREATE TABLE old (
    id TEXT PRIMARY KEY, url TEXT, version INTEGER, digests BLOB,
    part INTEGER, at INTEGER, time INTEGER, input_part INTEGER, input_at INTEGER
) WITHOUT ROWID;
CREATE TABLE new (
    id TEXT PRIMARY KEY, url TEXT, version INTEGER, digests BLOB,
    part INTEGER, at INTEGER, time INTEGER
) WITHOUT ROWID;
CREATE TABLE source (
    input_part INTEGER, input_at INTEGER, id TEXT, PRIMARY KEY (input_part, input_at)
) WITHOUT ROWID;
CREATE TABLE dead (id TEXT PRIMARY KEY, why TEXT);
CREATE TABLE value (id TEXT PRIMARY KEY, packed BLOB);
"""
# Within a partition the later record is the newer one; across partitions only its time can tell.
_IS_NEWER = """
    (excluded.part = part AND excluded.at > at)
    OR (excluded.part <> part AND (excluded.time, excluded.part) > (time, part))
"""


@dataclass(frozen=True, slots=True)
class At:
    """Where a record stands: partition, offset, and its time (Unix, ms)."""

    partition: int
    offset: int
    time_ms: int


@dataclass(frozen=True, slots=True)
class OldPage:
    """The page that is out of an input. `current`: no newer record of the page has replaced it."""

    id: str
    current: bool


class Store:
    """Both sides of a comparison."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.executescript(_TABLES)
        self._base.execute("BEGIN")
        self._versions: list[str] = []

    def close(self) -> None:
        """Forget everything."""
        self._base.close()

    def saw_old(self, page: Page, at: At, source: tuple[int, int] | None) -> None:
        """A page that is out; `source` is partition and offset of its input."""
        self._base.execute(
            "INSERT INTO old VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
            " url=excluded.url, version=excluded.version, digests=excluded.digests,"
            " part=excluded.part, at=excluded.at, time=excluded.time,"
            f" input_part=excluded.input_part, input_at=excluded.input_at WHERE {_IS_NEWER}",
            (*self._row(page, at, page.digests()), *(source or (None, None))),
        )
        if source:
            self._base.execute("INSERT OR REPLACE INTO source VALUES (?,?,?)", (*source, page.id))

    def saw_new(self, page: Page, at: At, value: bytes) -> None:
        """A page as it would be from now on."""
        digests = page.digests()
        taken = self._base.execute(
            "INSERT INTO new VALUES (?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
            " url=excluded.url, version=excluded.version, digests=excluded.digests,"
            f" part=excluded.part, at=excluded.at, time=excluded.time WHERE {_IS_NEWER}",
            self._row(page, at, digests),
        )
        if not taken.rowcount:
            return
        old = self._base.execute("SELECT digests FROM old WHERE id=?", (page.id,)).fetchone()
        if old and old[0] != digests:
            packed = zlib.compress(value, 1)
            self._base.execute("INSERT OR REPLACE INTO value VALUES (?,?)", (page.id, packed))
        else:
            self._base.execute("DELETE FROM value WHERE id=?", (page.id,))

    def saw_dead(self, old: OldPage, why: str) -> None:
        """A page that is out and would be a dead letter."""
        self._base.execute("INSERT OR REPLACE INTO dead VALUES (?,?)", (old.id, why))

    def of_input(self, partition: int, offset: int) -> OldPage | None:
        """The page that is out of an input."""
        found = self._base.execute(
            "SELECT id, old.input_part = ?1 AND old.input_at = ?2 FROM source JOIN old USING (id)"
            " WHERE source.input_part = ?1 AND source.input_at = ?2",
            (partition, offset),
        ).fetchone()
        return OldPage(found[0], bool(found[1])) if found else None

    def has_old(self, page_id: str) -> bool:
        """Whether a page of this id is out, of whichever input."""
        return bool(self._base.execute("SELECT 1 FROM old WHERE id=?", (page_id,)).fetchone())

    # -- when both sides are there

    def versions(self, side: str) -> dict[str, int]:
        """Pages of one side, "old" or "new", by the pipeline's version."""
        found = self._base.execute(f"SELECT version, count(*) FROM {side} GROUP BY version")
        return {self._versions[number]: pages for number, pages in found}

    def changed(self) -> tuple[int, int, Counter[Part]]:
        """Pages that are on both sides, those of them that changed, and in how many each part."""
        both = changed = 0
        parts: Counter[Part] = Counter()
        for old, new in self._base.execute(
            "SELECT old.digests, new.digests FROM old JOIN new USING (id)"
        ):
            both += 1
            changed += old != new
            parts.update(changed_parts(old, new))
        return both, changed, parts

    def only(self, side: str, limit: int) -> tuple[int, list[tuple[str, str]]]:
        """How many pages are on one side only and have no reason for it; id and url of some."""
        other = "new" if side == "old" else "old"
        missing = (
            f"FROM {side} WHERE id NOT IN (SELECT id FROM {other})"
            " AND id NOT IN (SELECT id FROM dead)"
        )
        (count,) = self._base.execute(f"SELECT count(*) {missing}").fetchone()
        some = self._base.execute(f"SELECT id, url {missing} ORDER BY id LIMIT ?", (limit,))
        return count, some.fetchall()

    def dead(self, limit: int) -> tuple[dict[str, int], list[tuple[str, str, str]]]:
        """Pages that would be dead letters, by reason; id, url and reason of some."""
        reasons = self._base.execute(
            "SELECT why, count(*) FROM dead GROUP BY why ORDER BY count(*) DESC, why"
        )
        some = self._base.execute(
            "SELECT id, url, why FROM dead JOIN old USING (id) ORDER BY id LIMIT ?", (limit,)
        )
        return dict(reasons.fetchall()), some.fetchall()

    def begin_second_look(self) -> dict[int, range]:
        """Where the old records of changed pages stand: offsets of each partition to read again."""
        self._base.execute(
            "CREATE TABLE look AS SELECT part, at, id FROM old JOIN value USING (id)"
        )
        self._base.execute("CREATE UNIQUE INDEX look_at ON look (part, at)")
        found = self._base.execute("SELECT part, min(at), max(at) + 1 FROM look GROUP BY part")
        return {number: range(first, end) for number, first, end in found}

    def new_value(self, partition: int, offset: int) -> bytes | None:
        """The new record of the page whose old record stands there; None where none changed."""
        found = self._base.execute(
            "SELECT packed FROM look JOIN value USING (id) WHERE part=? AND at=?",
            (partition, offset),
        ).fetchone()
        return zlib.decompress(found[0]) if found else None

    def _row(self, page: Page, at: At, digests: bytes) -> tuple[object, ...]:
        if page.version not in self._versions:
            self._versions.append(page.version)
        version = self._versions.index(page.version)
        place = (at.partition, at.offset, at.time_ms)
        return page.id, page.url, version, digests, *place
