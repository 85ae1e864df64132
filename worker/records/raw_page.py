"""What comes in: a record as Kafka gave it, and the scraped page that stands in it.

Decides names, types and units. Must not know what becomes of a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Kafka allows a null header value, and a dead letter must carry it on untouched.
Headers = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read from. `epoch` counts assignments of the partition to this worker."""

    topic: str
    partition: int
    offset: int
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record of the input topic exactly as Kafka delivered it."""

    origin: Origin
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    timestamp_ms: int = 0

    @property
    def size_bytes(self) -> int:
        """Bytes that count against the in-flight budget."""
        return len(self.key or b"") + len(self.value or b"")


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as the scraper delivered it: the fields of `schemas/raw-page.v1`."""

    url: str
    body: str | bytes  # bytes when it came as `body_base64` or PAGEWIRE_INPUT_FORMAT=bytes
    fetched_at: str | None = None  # RFC 3339
    content_type: str | None = None
    charset: str | None = None
    http_status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # HTTP response headers
    title: str | None = None
    published_at: str | None = None
    source: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)  # passed through untouched
