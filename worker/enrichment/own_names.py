"""Names of the user's own: a table of aliases that goes before everything else that is known.

Decides what such a file looks like, and says all of its mistakes at once. Must not know where in a
page the names stand. The file's hash is part of the pipeline's version.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from worker.enrichment.measures import LABELS
from worker.enrichment.spotting import Spotter
from worker.failures import BadSettings

COLUMNS = ("alias", "canonical", "label", "id")
SCHEME = "own"  # in an entity's ids
_LABEL = re.compile(r"[A-Z][A-Z_]{1,30}")
_MOST_CHARS = 200  # of a field
_SHOWN = 20  # mistakes; a file of another kind has one in each row


@dataclass(frozen=True, slots=True)
class OwnName:
    """What an alias stands for."""

    canonical: str
    label: str
    id: str


@dataclass(frozen=True)
class OwnNames:
    """What a file says. `sha256` is the file's own."""

    by_alias: Mapping[str, OwnName] = field(repr=False)
    sha256: str

    @property
    def version(self) -> str:
        """What a pipeline that knows them adds to its version."""
        return f"names-{self.sha256[:8]}"

    @cached_property
    def spotter(self) -> Spotter:
        """Finds the aliases as they are spelled; made where it is used, not sent there."""
        return Spotter(self.by_alias)


def load_own_names(path: Path | None) -> OwnNames | None:
    """The file's names; None without a file. Raises BadSettings with every mistake in a line."""
    if path is None:
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadSettings(f"gazetteer={path}: cannot be read: {error.strerror}") from error
    names, mistakes = decode_own_names(content)
    if mistakes:
        more = len(mistakes) - _SHOWN
        shown = [*mistakes[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        counted = f"{len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}"
        raise BadSettings("\n".join([f"gazetteer={path}: {counted}:", *shown]))
    return names


def decode_own_names(content: bytes) -> tuple[OwnNames, list[str]]:
    """The names of a file, and what is wrong with it."""
    names: dict[str, OwnName] = {}
    mistakes: list[str] = []
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        head = tuple(next(rows, ()))
        if head != COLUMNS:
            mistakes.append(f"row 1: is not {','.join(COLUMNS)}")
        for number, row in enumerate(rows if head == COLUMNS else (), start=2):
            if row:  # an empty line is none
                fields = [" ".join(value.split()) for value in row]
                wrong = list(_wrong(fields, names))
                mistakes += [f"row {number}: {what}" for what in wrong]
                if not wrong:
                    names.setdefault(fields[0], OwnName(*fields[1:]))
    except UnicodeDecodeError as error:
        mistakes.append(f"byte {error.start}: is no UTF-8")
    except csv.Error as error:
        mistakes.append(f"line {rows.line_num}: is no CSV: {error}")
    return OwnNames(names, hashlib.sha256(content).hexdigest()), mistakes


def _wrong(fields: list[str], known: Mapping[str, OwnName]) -> Iterator[str]:
    """What is wrong with a row."""
    if len(fields) != len(COLUMNS):
        yield f"has {len(fields)} columns, and {len(COLUMNS)} are wanted"
        return
    for column, value in zip(COLUMNS, fields, strict=True):
        if not value:
            yield f"{column} is empty"
        elif len(value) > _MOST_CHARS:
            yield f"{column} is longer than {_MOST_CHARS} characters"
    alias, canonical, label, own_id = fields
    if alias and not alias[0].isalnum():
        yield f"alias {alias!r} begins with no letter or digit"
    if label and (not _LABEL.fullmatch(label) or label in LABELS):
        yield f"label {label!r} is no name's, such as PERSON, ORG, GPE, LOC, FAC, NORP, MISC"
    if alias in known and known[alias] != OwnName(canonical, label, own_id):
        yield f"alias {alias!r} has stood for {known[alias].canonical!r} already"
