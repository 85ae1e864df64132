"""A range of a topic and a pace, as `replay` and `redrive` take them on the command line.

Decides the flags and what their words mean. Must not know what is done with them.
"""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from worker.commands.command import WrongUse
from worker.replay.bounds import BEGINNING, END, Bounds, read_offsets, read_span, read_time

Read = TypeVar("Read")
_NAME = re.compile(r"[a-zA-Z0-9._-]{1,100}")
_RATE = re.compile(r"(\d+(?:\.\d+)?)(?:/s)?")


def add_name(parser: ArgumentParser) -> None:
    """The name by which a run is resumed."""
    parser.add_argument(
        "--name",
        type=_name,
        help="what this run is called: started again with it, it goes on where it was",
    )


def add_range(
    parser: ArgumentParser, *, default: str | None = None, times: str = "of the records"
) -> None:
    """Which records; `default` is where the range begins when nothing is said.

    `times` says whose times are meant.
    """
    group = parser.add_argument_group(
        "range", f"times are those {times}; the end is fixed when it starts"
    )
    said = f" (default: {default})" if default else ""
    group.add_argument(
        "--from",
        dest="first",
        metavar="TIME|beginning",
        help="records from this time on: 2021-07-01, 2021-07-01T06:00+02:00 (no zone: UTC), or"
        f" beginning, for all there is{said}",
    )
    group.add_argument(
        "--to", metavar="TIME|end", default=END, help="records before this time (default: end)"
    )
    group.add_argument("--last", metavar="SPAN", help="records of the last 90m, 24h, 7d ...")
    group.add_argument(
        "--offsets",
        metavar="P:FIRST-END,...",
        help="offsets by partition, the end exclusive; no other partitions: 0:100-200,3:50-",
    )


def add_pace(parser: ArgumentParser) -> Any:
    """How fast; returns the group of flags for more of them."""
    group = parser.add_argument_group("pace")
    group.add_argument("--rate", metavar="N/s", help="no more records a second than this")
    return group


def bounds(arguments: Namespace, *, default: str | None = None) -> Bounds:
    """The range that is asked for. Raises WrongUse."""
    ways = [arguments.first, arguments.last, arguments.offsets]
    if not any(ways) and default:
        arguments.first = default
    elif sum(way is not None for way in ways) != 1:
        raise WrongUse("say what is meant by one of --from, --last and --offsets")
    if arguments.offsets is not None and arguments.to != END:
        raise WrongUse("--offsets has its ends itself: leave out --to")
    return told(_bounds, arguments)


def rate(arguments: Namespace) -> float | None:
    """Records a second. Raises WrongUse."""
    return told(_rate, arguments.rate)


def told(read: Callable[..., Read], *arguments: Any) -> Read:
    """What `read` makes of an argument; its ValueError as WrongUse."""
    try:
        return read(*arguments)
    except ValueError as error:
        raise WrongUse(str(error)) from None


def pattern(text: str | None, flag: str) -> re.Pattern[str] | None:
    """A regular expression. Raises WrongUse."""
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise WrongUse(f"{flag}: {error}") from None


def _bounds(arguments: Namespace) -> Bounds:
    if arguments.offsets is not None:
        return Bounds(offsets=read_offsets(arguments.offsets))
    to = None if arguments.to == END else read_time(arguments.to)
    if arguments.last is not None:
        return Bounds((to or datetime.now(UTC)) - read_span(arguments.last), to)
    first = None if arguments.first == BEGINNING else read_time(arguments.first)
    if first and to and to <= first:
        raise ValueError(f"--to {arguments.to} is not after --from {arguments.first}")
    return Bounds(first, to)


def _rate(text: str | None) -> float | None:
    if text is None:
        return None
    found = _RATE.fullmatch(text)
    if found is None or float(found[1]) <= 0:
        raise ValueError(f"--rate {text!r} is no number of records a second, such as 200/s")
    return float(found[1])


def _name(text: str) -> str:
    if _NAME.fullmatch(text):
        return text
    raise ArgumentTypeError(f"{text!r} may have letters, digits, dots, dashes and underscores only")
