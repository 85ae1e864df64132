"""Bytes to records and back: what the schemas under `schemas/` say, in code.

Decides the wire form of the raw page, the enriched page, their Kafka headers and the facts of a
dead letter, and the ids that are derived from content. Must not know Kafka's client, the
cleaning, the model or the clock: a time that is written is an argument.
"""

from worker.codec.enriched_page import (
    SCHEMA_VERSION,
    encode_enriched,
    fingerprint,
    page_id,
    rounded,
)
from worker.codec.fields import text_field
from worker.codec.raw_page import (
    KEY_MAX_BYTES,
    META_MAX_DEPTH,
    URL_MAX_CHARS,
    check_key,
    decode_raw_page,
    encode_raw_page,
    url_of,
)
from worker.codec.record_headers import (
    BODY_OMITTED_HEADER,
    MESSAGE_MAX_CHARS,
    NULL_VALUE_HEADER,
    REDRIVE_HEADER,
    REPLAY_HEADER,
    VERSION_HEADER,
    dead_letter_headers,
    enriched_headers,
    input_of,
    read_dead_letter_facts,
    tombstone_headers,
)

__all__ = [
    "BODY_OMITTED_HEADER",
    "KEY_MAX_BYTES",
    "MESSAGE_MAX_CHARS",
    "META_MAX_DEPTH",
    "NULL_VALUE_HEADER",
    "REDRIVE_HEADER",
    "REPLAY_HEADER",
    "SCHEMA_VERSION",
    "URL_MAX_CHARS",
    "VERSION_HEADER",
    "check_key",
    "dead_letter_headers",
    "decode_raw_page",
    "encode_enriched",
    "encode_raw_page",
    "enriched_headers",
    "fingerprint",
    "input_of",
    "page_id",
    "read_dead_letter_facts",
    "rounded",
    "text_field",
    "tombstone_headers",
    "url_of",
]
