"""One stage of the pipeline alone, in the shape of a pipeline: lines in, lines out.

Decides the form of the lines of `pagewire clean` and `pagewire annotate`. Must not know files.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

import worker
from worker.cleaning import clean
from worker.cleaning.site_lines import SiteLines
from worker.codec import rounded
from worker.commands.offline import rejected
from worker.commands.wrapping import unwrapped
from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits
from worker.records import (
    Annotations,
    DeadLetter,
    Enriched,
    Model,
    Outcome,
    Processed,
    RawPage,
    RawRecord,
)

if TYPE_CHECKING:
    from worker.pipeline import Pipeline  # loads spaCy, which cleaning has no use for

_SHOWN_CHARS = 40
_NO_MODEL = Model("none", "0", "")


class CleaningAlone:
    """`{"id", "url"?, "html"|"text"}` to the article; needs no model."""

    model = _NO_MODEL
    version = worker.__version__

    def __init__(
        self, text_max_chars: int, limits: CleaningLimits, site_lines: SiteLines | None = None
    ) -> None:
        self._text_max_chars = text_max_chars
        self._limits = limits
        self._site_lines = site_lines

    def warm_up(self) -> None:
        """Nothing is worth it."""

    def process(self, batch: Sequence[RawRecord]) -> Iterator[tuple[int, Processed]]:
        """Each line's index with its outcome."""
        for index, record in enumerate(batch):
            yield index, Processed(self._cleaned(record))

    def _cleaned(self, record: RawRecord) -> Outcome:
        try:
            fields = _fields(record)
            page = _page(fields)
            found = clean(
                page,
                text_max_chars=self._text_max_chars,
                limits=self._limits,
                site_lines=self._site_lines,
            )
        except PageRejected as rejection:
            return DeadLetter(rejection.reason, rejection.stage, rejection.detail)
        line: dict[str, Any] = {
            "id": fields["id"],
            "text": found.text,
            "title": found.title,
            "author": ", ".join(found.authors) or None,
            "date": found.published,
            "site_name": found.site_name,
            "language": found.language,
            "url": found.canonical_url or page.url or None,
        }
        return _line(line | {"warnings": found.warnings} if found.warnings else line)


class AnnotationAlone:
    """`{"id", "text", "published"?}` to entities and events; every character keeps its place."""

    def __init__(self, pipeline: "Pipeline", text_max_chars: int) -> None:
        self._pipeline = pipeline
        self._text_max_chars = text_max_chars
        self.model = pipeline.model
        self.version = pipeline.version

    def warm_up(self) -> None:
        """As the whole pipeline does."""
        self._pipeline.warm_up()

    def process(self, batch: Sequence[RawRecord]) -> Iterator[tuple[int, Processed]]:
        """Each line's index with its outcome; texts are annotated together."""
        readable: list[tuple[int, Any, str, str | None]] = []
        for index, record in enumerate(batch):
            try:
                fields = _fields(record)
                text, published = _required_text(fields, "text"), _published(fields)
                readable.append((index, fields["id"], text, published))
            except PageRejected as rejection:
                letter = DeadLetter(rejection.reason, rejection.stage, rejection.detail)
                yield index, Processed(letter)
        limit = self._text_max_chars
        texts = [(unwrapped(text[:limit]), published) for *_, text, published in readable]
        found = self._pipeline.annotate_texts(texts)
        for (index, line_id, text, _), annotations in zip(readable, found, strict=True):
            cut = len(text) > limit
            yield index, Processed(_annotated(line_id, annotations, cut=cut))


def output_line(record: RawRecord, outcome: Outcome) -> bytes:
    """The line of an outcome; a rejected one names the id of its input line, if it has one."""
    if isinstance(outcome, Enriched):
        return outcome.value
    assert isinstance(outcome, DeadLetter)  # every line has a value
    try:
        line_id = _fields(record)["id"]
    except PageRejected:
        line_id = None
    return orjson.dumps({"id": line_id, "rejected": rejected(outcome)})


def _annotated(line_id: Any, annotations: Annotations, *, cut: bool) -> Outcome:
    line: dict[str, Any] = {
        "id": line_id,
        "entities": rounded(annotations.entities),
        "things": rounded(annotations.things),
        "events": rounded(annotations.events),
    }
    # Said only where it holds: what follows the limit was not read.
    return _line(line | {"warnings": ["text_truncated"]} if cut else line)


def _line(fields: Mapping[str, Any]) -> Outcome:
    return Enriched(key=b"", value=orjson.dumps(fields))


def page_of(record: RawRecord) -> RawPage:
    """The page of a line of `pagewire clean`, with `fetched_at`. Raises PageRejected."""
    fields = _fields(record)
    return replace(_page(fields), fetched_at=_text(fields, "fetched_at"))


def _page(fields: Mapping[str, Any]) -> RawPage:
    html, text = _text(fields, "html"), _text(fields, "text")
    if (html is None) == (text is None):
        raise _violation("html: expected exactly one of html and text")
    return RawPage(
        url=_text(fields, "url") or "",
        body=html if html is not None else text or "",
        content_type="text/html" if html is not None else "text/plain",
    )


def _fields(record: RawRecord) -> Mapping[str, Any]:
    where = f"line {record.origin.offset}"
    try:
        fields = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError as error:
        raise PageRejected(
            Reason.UNDECODABLE, Stage.DECODE, f"{where}: is no JSON: {error}"
        ) from None
    if not isinstance(fields, dict):
        raise _violation(f"{where}: expected a JSON object")
    if "id" not in fields:
        raise _violation(f"{where}: id: expected a field of this name")
    return fields


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise _violation(f"{name}: expected a string, got {type(value).__name__}")
    return value


def _published(fields: Mapping[str, Any]) -> str | None:
    """When the text was published; `clean` writes the same as "date"."""
    return _moment(fields, "published") or _moment(fields, "date")


def _moment(fields: Mapping[str, Any], name: str) -> str | None:
    """A date or date-time. Not passed over where it is none, as a page's `published_at` is.

    There a site's own dates are looked at next. Here nothing is, and no "Wednesday" would be
    resolved, with nobody told why.
    """
    value = _text(fields, name)
    if value is None:
        return None
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise _violation(
            f"{name}: expected an ISO 8601 date or date-time such as 2026-01-31 or"
            f" 2026-01-31T12:00:00Z, got {value!r:.{_SHOWN_CHARS}}"
        ) from None
    return value


def _required_text(fields: Mapping[str, Any], name: str) -> str:
    value = _text(fields, name)
    if value is None:
        raise _violation(f"{name}: expected a string, but the field is missing")
    return value


def _violation(detail: str) -> PageRejected:
    return PageRejected(Reason.SCHEMA_VIOLATION, Stage.DECODE, detail)
