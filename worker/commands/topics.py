"""`pagewire topics`: make the topics of the contract, or show what is there instead."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from worker.commands.command import CONNECTION_KEYS, TOPIC_KEYS, Command, count
from worker.commands.tables import print_table
from worker.contract import TopicSpec, topics
from worker.failures import ExitCode, KafkaUnavailable
from worker.settings import Settings

if TYPE_CHECKING:
    from worker.kafka.topics import TopicFacts

_LOOK_AGAIN_S = 0.1


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=("create", "describe"), help="what to do")
    parser.add_argument(
        "--partitions", type=count, metavar="N", help="create: instead of the contract's number"
    )
    parser.add_argument(
        "--replication-factor",
        type=count,
        metavar="N",
        help="create: instead of the broker's default",
    )


def _run(arguments: Namespace, settings: Settings) -> int:
    if arguments.action == "create":
        return _create(arguments, settings)
    return _describe(settings)


def _create(arguments: Namespace, settings: Settings) -> int:
    from worker.kafka.topics import create, describe

    asked = {
        name: value
        for name in ("partitions", "replication_factor")
        if (value := getattr(arguments, name)) is not None
    }
    made = create(settings.kafka, [replace(spec, **asked) for spec in topics()])
    for name, is_new in made.items():
        print(f"{name}: {'created' if is_new else 'exists already, left as it is'}")
    # The controller answers before its brokers know: what comes next in a script must find them.
    deadline = time.monotonic() + settings.kafka.request_timeout_s
    while None in describe(settings.kafka, list(made)).values():
        if time.monotonic() > deadline:
            raise KafkaUnavailable("topics were created, but the broker does not show them yet")
        time.sleep(_LOOK_AGAIN_S)
    return ExitCode.OK


def _describe(settings: Settings) -> int:
    from worker.kafka.topics import check, describe, topic_name

    names = {topic_name(settings.kafka, spec): spec for spec in topics()}
    found = describe(settings.kafka, list(names))
    print_table(
        ("topic", "partitions", "replicas", "deviates from the contract"),
        [_row(name, spec, found[name]) for name, spec in names.items()],
    )
    for line in _away(found.values()):
        print(line)
    # The same that `pagewire run` refuses to start on; it raises KafkaUnavailable.
    check(settings.kafka, output_max_bytes=settings.pipeline.output_max_bytes)
    return ExitCode.OK


def _row(name: str, spec: TopicSpec, facts: "TopicFacts | None") -> tuple[object, ...]:
    if facts is None:
        return name, "-", "-", "MISSING"
    deviations = "; ".join(_deviations(spec, facts)) or "-"
    return name, facts.partitions, facts.replication_factor, deviations


def _deviations(spec: TopicSpec, facts: "TopicFacts") -> Iterator[str]:
    if facts.partitions != spec.partitions:
        yield f"{spec.partitions} partitions"
    for option, wanted in spec.config.items():
        if (is_set := facts.config.get(option)) != wanted:
            yield f"{option} is {is_set}, not {wanted}"


def _away(topics: "Iterable[TopicFacts | None]") -> Iterator[str]:
    """Partitions that cannot be read or written now, because brokers are away."""
    for facts in filter(None, topics):
        if facts.leaderless:
            yield f"{facts.name}: no leader for partitions {_listed(facts.leaderless)}"
        if facts.short_of_replicas:
            yield f"{facts.name}: too few replicas in sync to write to partitions " + _listed(
                facts.short_of_replicas
            )


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


COMMAND = Command(
    name="topics",
    summary="create the topics that are missing, or describe what is there",
    description="""
        create: make the topics of schemas/topics.toml that are missing; existing ones are left as
        they are. describe: show them and where they deviate from the contract. Deviations are the
        operator's right. A topic that is missing, or that would refuse what the worker has to
        write, is not: the exit code is then 4, as it would be for 'pagewire run'.
    """,
    examples=(
        "pagewire topics create\n"
        "pagewire topics create --partitions 24 --replication-factor 3\n"
        "pagewire topics describe --bootstrap-servers kafka-1:9092"
    ),
    run=_run,
    usage="create|describe",
    add_arguments=_add_arguments,
    setting_keys=(*CONNECTION_KEYS, *TOPIC_KEYS, "output_max_bytes"),
)
