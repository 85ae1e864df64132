"""`pagewire inspect`: one record with its history, raw beside enriched.

Decides which record is asked for, and in which form it is shown. How records are found stands in
`worker.commands.inspect_search`, what is made of them in `worker.inspect`.
"""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from worker.commands.command import CONNECTION_KEYS, TOPIC_KEYS, Command, WrongUse
from worker.commands.lines import STREAM, writing
from worker.commands.replacing import replacing
from worker.commands.replay_range import add_range, bounds, told
from worker.failures import ExitCode
from worker.records import EnrichedPage, RawRecord
from worker.replay.bounds import BEGINNING, END
from worker.settings import KafkaSettings, Settings

if TYPE_CHECKING:
    from worker.inspect import Inspection, Kind, Roles, Searched


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "topic", metavar="TOPIC", help="of raw pages, of enriched pages, or of dead letters"
    )
    which = parser.add_argument_group("record", "the newest one, unless it is said which")
    which.add_argument("--partition", type=_number, metavar="N", help="of this partition")
    which.add_argument(
        "--offset", type=_number, metavar="N", help="at this offset (partition 0 where it is alone)"
    )
    which.add_argument("--url", help="the newest one of the page with exactly this url")
    which.add_argument(
        "--id", metavar="HEX", help="the newest one with this id, as enriched pages have it"
    )
    add_range(parser, default=BEGINNING)
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="TOPIC",
        help="look for outcomes there as well, such as a replay's --output; repeatable",
    )
    parser.add_argument("--full", action="store_true", help="show all of it, however long")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything as one JSON document")
    form.add_argument(
        "--html", metavar="FILE|-", help="write an HTML page with names and events highlighted"
    )
    form.add_argument(
        "--body", metavar="FILE|-", help="write the raw page's body, byte for byte as it came"
    )


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)


def _run(arguments: Namespace, settings: Settings) -> int:
    from worker.commands.inspect_search import NotFound
    from worker.inspect import Roles

    kafka = settings.kafka
    if sum(way is not None for way in (arguments.offset, arguments.url, arguments.id)) > 1:
        raise WrongUse("say which record by one of --offset, --url and --id")
    roles = Roles(kafka.input_topic, kafka.output_topic, kafka.dead_letter_topic)
    try:
        asked = _asked(arguments, settings, roles)
    except NotFound as missing:
        print(f"pagewire inspect: not found: {missing}", file=sys.stderr)
        return ExitCode.PROBLEMS_FOUND
    return _show(arguments, _inspection(asked, settings, roles, arguments.also))


def _asked(arguments: Namespace, settings: Settings, roles: "Roles") -> RawRecord:
    """The record that is asked for. Raises NotFound, WrongUse."""
    from worker.commands.inspect_search import NotFound, at_place, newest
    from worker.inspect import id_of, kind_of, url_of
    from worker.kafka.reader import extents
    from worker.replay import run as runs

    kafka, topic, partition = settings.kafka, arguments.topic, arguments.partition
    form = settings.pipeline.input_format
    if arguments.offset is not None:
        if (arguments.first, arguments.last, arguments.offsets, arguments.to) != (
            *(None, None, None, END),
        ):
            raise WrongUse("an --offset needs no range: leave --from, --to, --last, --offsets out")
        if partition is None:
            if len(extents(kafka, topic)) > 1:
                raise WrongUse(f"{topic} has several partitions: say which, with --partition")
            partition = 0
        return at_place(kafka, (topic, partition, arguments.offset))
    planned = told(runs.planned, kafka, topic, bounds(arguments, default=BEGINNING))
    ranges = {
        part.partition: part.offsets for part in planned if partition in (None, part.partition)
    }
    if not ranges:
        raise WrongUse(f"{topic} has no partition {partition}: it has 0 to {len(planned) - 1}")

    def fits(record: RawRecord) -> bool:
        kind = kind_of(record, roles)
        if arguments.url is not None:
            return bool(url_of(record, kind, form) == arguments.url)
        return arguments.id is None or bool(id_of(record, kind, form) == arguments.id.lower())

    found = newest(kafka, topic, ranges, fits)
    if found is None:
        with_what = f"url {arguments.url}" if arguments.url else f"id {arguments.id}"
        what = f"record with the {with_what}" if arguments.url or arguments.id else "record"
        looked = sum(map(len, ranges.values()))
        raise NotFound(f"no {what} on {topic} ({looked:,} offsets were looked through)")
    return found


def _inspection(
    asked: RawRecord, settings: Settings, roles: "Roles", also: Sequence[str]
) -> "Inspection":
    from worker.commands.inspect_search import outcomes
    from worker.inspect import Inspection, Kind, assemble, input_place, kind_of
    from worker.inspect.inspection import shown_page, shown_raw
    from worker.inspect.raw_side import read_raw

    kafka = settings.kafka
    kind = kind_of(asked, roles)
    place = input_place(asked, kind)
    found: dict[tuple[str, int, int], RawRecord] = {}
    searched: list[Searched] = []
    gone = None
    if place is not None:
        source, gone = _input(kafka, asked, kind, place)
        known = source or (asked if kind is Kind.DEAD_LETTER else None)
        topics = {roles.output_topic, roles.dead_letter_topic, *also}
        topics |= {asked.origin.topic} - ({place[0]} if kind is Kind.INPUT else set())
        records, searched = outcomes(
            kafka, sorted(topics), place, known.timestamp_ms if known else None
        )
        found = {_key(record): record for record in (*records, *([source] if source else ()))}
    found.setdefault(_key(asked), asked)
    entries = assemble(found.values(), roles)
    raw, enriched = shown_raw(entries), shown_page(asked, entries)
    page, problem = _page(enriched.record.value or b"") if enriched else (None, None)
    return Inspection(
        asked,
        kind,
        place,
        entries,
        tuple(searched),
        gone,
        raw=read_raw(_restored(raw.record, raw.kind), settings.pipeline.input_format)
        if raw
        else None,
        raw_from=raw.place if raw and raw.kind is not Kind.INPUT else None,
        page=page,
        page_problem=problem,
    )


def _input(
    kafka: KafkaSettings, asked: RawRecord, kind: "Kind", place: tuple[str, int, int]
) -> tuple[RawRecord | None, str | None]:
    """The input record, or why there is none. On a mirror of a topic there may be no such topic."""
    from worker.commands.inspect_search import NotFound, at_place
    from worker.failures import KafkaUnavailable
    from worker.inspect import Kind

    if kind is Kind.INPUT:
        return asked, None
    try:
        return at_place(kafka, place), None
    except (NotFound, WrongUse, KafkaUnavailable) as missing:
        return None, str(missing)


def _key(record: RawRecord) -> tuple[str, int, int]:
    return record.origin.topic, record.origin.partition, record.origin.offset


def _restored(record: RawRecord, kind: "Kind") -> RawRecord:
    from worker.inspect.identity import as_input

    return as_input(record, kind)


def _page(value: bytes) -> tuple[EnrichedPage | None, str | None]:
    """The record as the page it is, or what is wrong with it."""
    try:
        return TypeAdapter(EnrichedPage).validate_json(value), None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        return None, f"{field}: {first['msg']}" if field else first["msg"]


def _show(arguments: Namespace, inspection: "Inspection") -> int:
    from worker.inspect import as_json, escaped, inspection_html, shown

    if arguments.json:
        document = as_json(inspection)
        on_terminal = sys.stdout.isatty()
        with writing(STREAM) as write:
            write(escaped(document.decode()).encode() if on_terminal else document)
    elif arguments.html:
        _write(arguments.html, inspection_html(inspection).encode("utf-8", "replace"))
    elif arguments.body:
        return _write_body(arguments.body, inspection)
    else:
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False)
        console.print(shown(inspection, columns=console.width, full=arguments.full))
    return ExitCode.OK


def _write_body(target: str, inspection: "Inspection") -> int:
    from worker.inspect import line

    raw = inspection.raw
    if raw is None or raw.page is None:
        why = line(raw.problem if raw and raw.problem else inspection.gone or "no input record")
        print(f"pagewire inspect: there is no body to write: {why}", file=sys.stderr)
        return ExitCode.PROBLEMS_FOUND
    body = raw.page.body
    _write(target, body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"))
    return ExitCode.OK


def _write(target: str, content: bytes) -> None:
    """The bytes as they are. Raises WrongUse."""
    if target == STREAM:
        if sys.stdout.isatty():
            raise WrongUse("a page's bytes can steer a terminal: name a file, or pipe them on")
        sys.stdout.buffer.write(content)
        return
    with replacing(target) as file:
        file.write(content)


COMMAND = Command(
    name="inspect",
    summary="one record with its history, raw beside enriched",
    description="""
        Show one record and everything that became of it: the input record, every enriched page,
        tombstone and dead letter that settles it, with who wrote it (the live worker, or a replay
        or redrive by its name), when, and with which version of the pipeline; the raw page beside
        the clean text, with names and events marked. TOPIC may be any of the three: from an
        outcome the way leads back to its input, and from there to all others.

        The newest record is shown that fits --url or --id, reading backwards; --from, --to, --last
        bound how far. Outcomes are looked for from an hour before the input's timestamp on, to the
        end. Only committed records are read; nothing is written, and no consumer group is used.
        The exit code is 1 if there is no such record.
    """,
    examples=(
        "pagewire inspect raw-pages --partition 3 --offset 4711\n"
        "pagewire inspect enriched-pages --url https://example.org/news/1 --html page.html\n"
        "pagewire inspect dead-letters                          # the newest one: what, and why\n"
        "pagewire inspect enriched-pages --id 2fd4e1c67a2d28fced849ee1bb76e739 --last 7d --json\n"
        "pagewire inspect raw-pages --offset 12 --partition 0 --body - | file -"
    ),
    run=_run,
    usage="TOPIC",
    add_arguments=_add_arguments,
    setting_keys=(
        *CONNECTION_KEYS,
        *TOPIC_KEYS,
        "input_format",
        "fetch_max_bytes",
        "transaction_timeout_s",
    ),
)
