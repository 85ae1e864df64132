"""An enriched page as bytes, and the two digests that identify it.

Decides the wire form of `schemas/enriched-page.v1.json`: every field is always there, null where
unknown, in the order of the dataclasses, so that equal pages are equal bytes. Must not know how
any field came about.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import orjson

from worker.failures import PageRejected, Reason, Stage
from worker.records import EnrichedPage, Entity, Event, Thing

SCHEMA_VERSION = "enriched-page.v1"

# More digits of a confidence are noise, and differ between machines that sum in another order.
_CONFIDENCE_DIGITS = 4
_DIGEST_BYTES = 16  # 128 bits: no two pages of a corpus will ever share them by chance
_WORD = re.compile(r"\w+")
_Found = TypeVar("_Found", Entity, Thing, Event)


def encode_enriched(page: EnrichedPage, *, output_max_bytes: int) -> bytes:
    """The page as JSON in UTF-8: the same page gives the same bytes, always.

    Raises PageRejected(TOO_LARGE, ENCODE) above `output_max_bytes`, and TypeError for a string
    with lone surrogates or a mapping that is no dict: both are faults of our own code.
    """
    value = orjson.dumps(_rounded(page))
    if len(value) > output_max_bytes:
        detail = f"enriched page: expected at most {output_max_bytes} bytes, got {len(value)}"
        raise PageRejected(Reason.TOO_LARGE, Stage.ENCODE, detail)
    return value


def page_id(url: str, body: str | bytes) -> str:
    """32 hexadecimal digits from the url and the raw body, text and its UTF-8 bytes alike.

    From the raw body and not from the cleaned text: a replay with a newer pipeline must find
    the page under the id it had before.
    """
    address = url.encode("utf-8", "surrogatepass")
    content = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    digest.update(len(address).to_bytes(4, "big"))  # keeps url "a" + body "bc" from "ab" + "c"
    digest.update(address)
    digest.update(content)
    return digest.hexdigest()


def fingerprint(text: str) -> str:
    """32 hexadecimal digits from the words of a text: case, spacing and punctuation don't count."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return hashlib.blake2b(
        " ".join(words).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES
    ).hexdigest()


def rounded(found: Iterable[_Found]) -> tuple[_Found, ...]:
    """Entities, things or events with their confidence as it is written, wherever it is."""
    return tuple(replace(one, confidence=_round(one.confidence)) for one in found)


def _rounded(page: EnrichedPage) -> EnrichedPage:
    """Rounds what we computed; `meta` belongs to the producer and is passed through as it is."""
    return replace(
        page,
        language_confidence=_round(page.language_confidence),
        entities=rounded(page.entities),
        things=rounded(page.things),
        events=rounded(page.events),
    )


def _round(confidence: float | None) -> float | None:
    return None if confidence is None else round(confidence, _CONFIDENCE_DIGITS)
