"""Which page a record is about: its url, and the id that the page has or would get.

Decides where in a record both are found, whatever the record is. Must not know how one is searched.
"""

from worker.codec import decode_raw_page, page_id, text_field
from worker.codec.raw_page import InputFormat
from worker.failures import PageRejected
from worker.inspect.history import Kind
from worker.records import RawPage, RawRecord
from worker.replay.letters import read_letter


def url_of(record: RawRecord, kind: Kind, input_format: InputFormat) -> str | None:
    """The page's url; the key where there is no page to read: a tombstone, a broken value."""
    if kind is Kind.ENRICHED:
        found = text_field(record.value, "url")
    else:
        page = raw_page(as_input(record, kind), input_format)
        found = page.url if page else text_field(record.value, "url")
    return found or (record.key or b"").decode("utf-8", "replace") or None


def id_of(record: RawRecord, kind: Kind, input_format: InputFormat) -> str | None:
    """The page's id: as it was written, or as the pipeline would make it of the raw page."""
    if kind is Kind.ENRICHED:
        return text_field(record.value, "id")
    page = raw_page(as_input(record, kind), input_format)
    return page_id(page.url, page.body) if page else None


def as_input(record: RawRecord, kind: Kind) -> RawRecord:
    """The record itself, or the input record that a dead letter keeps."""
    letter = read_letter(record) if kind is Kind.DEAD_LETTER else None
    return letter.restored if letter else record


def raw_page(record: RawRecord, input_format: InputFormat) -> RawPage | None:
    """The raw page in an input record, of whatever size; None where there is none."""
    if record.value is None:
        return None
    try:
        return decode_raw_page(record, input_format=input_format)
    except PageRejected:
        return None
