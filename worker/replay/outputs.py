"""What is out already: inputs with an outcome on the output topic, by version or since a time.

Decides how the output topic is read for that: its headers only, but all of it, since an input's
outcome may stand anywhere. Must not know what is done with the answer.
"""

from collections.abc import Callable, Collection, Container, Mapping

from worker.codec import VERSION_HEADER, input_of
from worker.kafka.reader import extents, offsets_at, read
from worker.settings import KafkaSettings

Advance = Callable[[int], None]
Input = tuple[str, int, int]


class Marked:
    """Some offsets of a range: a byte for each of the range, so that millions fit into memory."""

    def __init__(self, offsets: range) -> None:
        self._offsets = offsets
        self._marks = bytearray(len(offsets))

    def mark(self, offset: int, marked: bool) -> None:
        """Say whether an offset of the range is meant."""
        self._marks[offset - self._offsets.start] = marked

    def __contains__(self, offset: object) -> bool:
        return (
            isinstance(offset, int)
            and offset in self._offsets
            and bool(self._marks[offset - self._offsets.start])
        )


def inputs_of_version(
    settings: KafkaSettings, version: str, ranges: Mapping[int, range], advance: Advance
) -> Mapping[int, Container[int]]:
    """Input offsets in the ranges whose newest outcome is of this version of the pipeline."""
    newest = {number: Marked(offsets) for number, offsets in ranges.items()}
    wanted = version.encode()
    for record in read(settings, settings.output_topic, extents(settings, settings.output_topic)):
        advance(1)
        origin = input_of(record.headers)
        if origin is None or origin[0] != settings.input_topic:
            continue
        _, partition, offset = origin
        if offset in ranges.get(partition, ()):
            newest[partition].mark(offset, dict(record.headers).get(VERSION_HEADER) == wanted)
    return newest


def settled_since(
    settings: KafkaSettings, inputs: Collection[Input], time_ms: int, advance: Advance
) -> dict[Input, int]:
    """Which of the inputs have an enriched page or a tombstone written at this time or later.

    Also when the last one was written: Unix time in ms, as `time_ms`.
    """
    topic = settings.output_topic
    firsts = offsets_at(settings, topic, time_ms)
    ranges = {
        number: range(offsets.stop if (first := firsts[number]) is None else first, offsets.stop)
        for number, offsets in extents(settings, topic).items()
    }
    found: dict[Input, int] = {}
    for record in read(settings, topic, ranges):
        advance(1)
        origin = input_of(record.headers)
        if origin is not None and origin in inputs:
            found[origin] = max(record.timestamp_ms, found.get(origin, 0))
    return found
