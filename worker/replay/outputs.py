"""What is out already: inputs with an outcome on the output topic, by version or since a time.

Decides how the output topic is read for that: its headers only, but all of it, since an input's
outcome may stand anywhere. Must not know what is done with the answer.
"""

from collections.abc import Callable, Container, Iterator, Mapping

from worker.codec import VERSION_HEADER, input_of
from worker.kafka.reader import extents, offsets_at, read
from worker.replay.letters import Input
from worker.replay.marked import Marked
from worker.settings import KafkaSettings

Advance = Callable[[int], None]


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
    settings: KafkaSettings, time_ms: int, advance: Advance
) -> Iterator[tuple[Input, int]]:
    """Inputs that got an enriched page or a tombstone at this time or later, each with the time.

    Unix time in ms, as `time_ms`.
    """
    topic = settings.output_topic
    firsts = offsets_at(settings, topic, time_ms)
    ranges = {
        number: range(offsets.stop if (first := firsts[number]) is None else first, offsets.stop)
        for number, offsets in extents(settings, topic).items()
    }
    for record in read(settings, topic, ranges):
        advance(1)
        origin = input_of(record.headers)
        if origin is not None:
            yield origin, record.timestamp_ms
