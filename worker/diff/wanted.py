"""Which pages are compared: those of a range of inputs, all or a sample.

Decides whether a record belongs to it. A sample is chosen by the hash of a page's id, so that it is
the same pages on both sides and each time. Must not know Kafka.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

_BYTES = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """`ranges` are offsets of the input topic by partition; None is every page there is."""

    input_topic: str
    ranges: Mapping[int, range] | None = None
    share: float = 1.0

    def in_range(self, source: tuple[str, int, int] | None) -> bool:
        """Whether the input (topic, partition, offset) is in the range."""
        if self.ranges is None:
            return True
        if source is None or source[0] != self.input_topic:
            return False
        return source[2] in self.ranges.get(source[1], ())

    def in_sample(self, page_id: str) -> bool:
        """Whether the page is in the sample."""
        if self.share >= 1:
            return True
        digest = blake2b(page_id.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()
        return int.from_bytes(digest, "big") < self.share * (1 << 8 * _BYTES)
