"""`pagewire verify`: whether every input record has exactly one outcome, from the topics alone.

Decides which offsets are asked about and in which order the topics are read. The counting is in
`worker.reconcile`, the words in `worker.commands.verdict`.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Mapping

from worker.codec import REPLAY_HEADER, input_of
from worker.commands.command import CONNECTION_KEYS, TOPIC_KEYS, Command
from worker.commands.progress import progress
from worker.commands.verdict import Verdict, print_json, print_tables
from worker.failures import ExitCode
from worker.reconcile import Kind, Reconciliation
from worker.records import RawRecord
from worker.settings import KafkaSettings, Settings

EARLIEST, COMMITTED, END = "earliest", "committed", "end"


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="first",
        type=_bound(EARLIEST),
        default=EARLIEST,
        metavar="OFFSET",
        help="first input offset of each partition (default: earliest)",
    )
    parser.add_argument(
        "--to",
        type=_bound(COMMITTED, END),
        default=COMMITTED,
        metavar="committed|end|OFFSET",
        help="where to stop in each partition: before the group's committed offset, at the end of"
        " the topic (everything must be done), or before an offset. Default: committed, or end for"
        " a group that has committed nothing",
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON instead of a table")


def _bound(*words: str) -> Callable[[str], str | int]:
    def read(text: str) -> str | int:
        if text in words:
            return text
        if text.isdigit():
            return int(text)
        raise ArgumentTypeError(f"{text!r} is neither {', '.join(words)} nor an offset")

    return read


def _run(arguments: Namespace, settings: Settings) -> int:
    verdict = verify(settings.kafka, first=arguments.first, to=arguments.to)
    (print_json if arguments.json else print_tables)(verdict)
    return ExitCode.PROBLEMS_FOUND if verdict.report.problems else ExitCode.OK


def verify(
    settings: KafkaSettings, *, first: str | int = EARLIEST, to: str | int = COMMITTED
) -> Verdict:
    """Read the input and both output topics and count. Raises KafkaUnavailable.

    The group's offsets are taken first, and the topics' ends after them: an outcome is committed
    together with its input's offset, so none that belongs to the range can be missed.
    """
    from worker.kafka.reader import committed_offsets, extents

    left = committed_offsets(settings, settings.group_id, settings.input_topic)
    committed = {number: found.offset for number, found in left.items()}
    inputs = extents(settings, settings.input_topic)
    if to == COMMITTED and not committed:
        to = END
    ranges = {
        number: _range(there, first, to, committed.get(number)) for number, there in inputs.items()
    }
    counted = Reconciliation(settings.input_topic, ranges)
    for raw in _read(settings, settings.input_topic, ranges):
        counted.saw_input(raw.origin.partition, raw.origin.offset)
    for topic in (settings.output_topic, settings.dead_letter_topic):
        for raw in _read(settings, topic, extents(settings, topic)):
            if any(name == REPLAY_HEADER for name, _ in raw.headers):
                counted.saw_replayed()
                continue
            place = (topic, raw.origin.partition)
            counted.saw_outcome(_kind(raw, settings), place, input_of(raw.headers))
    waiting = {number: there.stop - ranges[number].stop for number, there in inputs.items()}
    return Verdict(settings.input_topic, settings.group_id, str(to), waiting, counted.report())


def _range(there: range, first: str | int, to: str | int, committed: int | None) -> range:
    """The part of a partition that is asked about."""
    start = there.start if first == EARLIEST else max(there.start, min(int(first), there.stop))
    if to == COMMITTED:
        stop = start if committed is None else committed
    else:
        stop = there.stop if to == END else int(to)
    return range(start, max(start, min(stop, there.stop)))


def _kind(raw: RawRecord, settings: KafkaSettings) -> Kind:
    if raw.origin.topic == settings.dead_letter_topic:
        return Kind.DEAD_LETTER
    return Kind.TOMBSTONE if raw.value is None else Kind.ENRICHED


def _read(settings: KafkaSettings, topic: str, ranges: Mapping[int, range]) -> Iterator[RawRecord]:
    """The records in the ranges, with a progress bar that counts offsets."""
    from worker.kafka.reader import read

    with progress(f"reading {topic}", sum(map(len, ranges.values()))) as advance:
        for raw in read(settings, topic, ranges):
            yield raw
            advance(1)


COMMAND = Command(
    name="verify",
    summary="check that every input has exactly one outcome",
    description="""
        Read the input topic and both output topics (read_committed) and hold them against each
        other. Every input record must have one outcome: an enriched page, a dead letter or a
        tombstone. Within a partition of an output topic, the outcomes of one input partition must
        be in order. The exit code is 1 if anything is lost, settled twice, out of order, or names
        no input record.

        What a replay or a redrive has written is counted and left out: each reports on itself.

        Outcomes that retention has removed count as lost: say with --from where they begin.
    """,
    examples=(
        "pagewire verify\n"
        "pagewire verify --to end --json > report.json    # nothing may be left to do\n"
        "pagewire verify --group news --from 1000 --bootstrap-servers kafka-1:9092"
    ),
    run=_run,
    add_arguments=_add_arguments,
    setting_keys=(
        *CONNECTION_KEYS,
        *TOPIC_KEYS,
        "group_id",
        "fetch_max_bytes",
        "transaction_timeout_s",
    ),
    short_flags={"group_id": "--group", "input_topic": "--topic"},
)
