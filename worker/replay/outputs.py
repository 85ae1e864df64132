"""What is out already: inputs with an outcome on the output topic, by version or since a time.

Decides how the output topic is read for that: its headers only, but all of it, since an input's
outcome may stand anywhere. Must not know what is done with the answer.
"""

from collections.abc import Callable, Mapping

from worker.codec import VERSION_HEADER, input_of
from worker.kafka.reader import extents, offsets_at, read
from worker.settings import KafkaSettings

Advance = Callable[[int], None]
Input = tuple[str, int, int]


def inputs_of_version(
    settings: KafkaSettings, version: str, ranges: Mapping[int, range], advance: Advance
) -> dict[int, frozenset[int]]:
    """Input offsets in the ranges whose newest outcome is of this version of the pipeline."""
    newest: dict[int, dict[int, bool]] = {number: {} for number in ranges}
    wanted = version.encode()
    for record in read(settings, settings.output_topic, extents(settings, settings.output_topic)):
        advance(1)
        origin = input_of(record.headers)
        if origin is None or origin[0] != settings.input_topic:
            continue
        _, partition, offset = origin
        if offset in ranges.get(partition, ()):
            newest[partition][offset] = dict(record.headers).get(VERSION_HEADER) == wanted
    return {n: frozenset(at for at, same in found.items() if same) for n, found in newest.items()}


def inputs_since(settings: KafkaSettings, time_ms: int, advance: Advance) -> set[Input]:
    """Inputs that have an enriched page or a tombstone written at this time (Unix, ms) or later."""
    topic = settings.output_topic
    firsts = offsets_at(settings, topic, time_ms)
    ranges = {
        number: range(offsets.stop if (first := firsts[number]) is None else first, offsets.stop)
        for number, offsets in extents(settings, topic).items()
    }
    found: set[Input] = set()
    for record in read(settings, topic, ranges):
        advance(1)
        origin = input_of(record.headers)
        if origin is not None:
            found.add(origin)
    return found
