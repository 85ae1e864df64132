"""The topics themselves: make them, describe them, and refuse to start on ones that would hurt.

Decides what a topic must allow so that no record can stop its partition. Must not know pages.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import InvalidReplicationFactorError, KafkaError, TopicAlreadyExistsError

from worker.codec import KEY_MAX_BYTES
from worker.contract import TopicSpec
from worker.failures import KafkaUnavailable
from worker.kafka.client import connection, unavailable
from worker.settings import KafkaSettings

# What a dead letter's headers may add to the record that it repeats.
_FACTS_BYTES = 16 * 1024
# Beside the value of an enriched page: its key, and its headers and framing. 64 KiB in all.
_BESIDE_VALUE_BYTES = KEY_MAX_BYTES + 32 * 1024
_NO_LIMIT_MS = 2**63 - 1  # how Kafka writes that there is none


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """An existing topic. `config` holds Kafka's names and values, defaults included."""

    name: str
    partitions: int
    replication_factor: int
    config: Mapping[str, str]
    leaderless: tuple[int, ...] = ()  # partitions that no broker answers for now
    short_of_replicas: tuple[int, ...] = ()  # with fewer in sync than a write needs

    @property
    def max_message_bytes(self) -> int:
        """The largest record batch that the topic takes."""
        return int(self.config["max.message.bytes"])


def topic_name(settings: KafkaSettings, spec: TopicSpec) -> str:
    """The name that the settings give to a topic of the contract."""
    name: str = getattr(settings, spec.setting)
    return name


def create(settings: KafkaSettings, specs: Sequence[TopicSpec]) -> dict[str, bool]:
    """Create what is missing: name, and whether it is new. Raises KafkaUnavailable."""
    made: dict[str, bool] = {}
    with _admin(settings, "creating topics") as admin:
        for spec in specs:
            topic = NewTopic(
                topic_name(settings, spec),
                num_partitions=spec.partitions,
                replication_factor=spec.replication_factor,
                topic_configs=dict(spec.config),
            )
            try:
                admin.create_topics([topic])
            except TopicAlreadyExistsError:
                made[topic.name] = False
            except InvalidReplicationFactorError as error:
                there = len(admin.describe_cluster()["brokers"])
                raise KafkaUnavailable(
                    f"topic {topic.name} cannot have {_counted(spec.replication_factor, 'replica')}"
                    f" at {settings.bootstrap_servers}: {_counted(there, 'broker')} there, and each"
                    f" takes one. '--replication-factor {there}' is the most until there are more"
                ) from error
            else:
                made[topic.name] = True
    return made


def describe(settings: KafkaSettings, names: Sequence[str]) -> dict[str, TopicFacts | None]:
    """Each topic as it is; None for one that does not exist. Raises KafkaUnavailable."""
    with _admin(settings, "describing topics") as admin:
        found = {t["name"]: t for t in admin.describe_topics(list(names)) if not t["error_code"]}
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in found]
        configs: dict[str, Any] = {}
        if resources:
            configs = admin.describe_configs(resources, config_filter="all")["topic"]
    return {
        name: _facts(found[name], {key: entry["value"] for key, entry in configs[name].items()})
        if name in found
        else None
        for name in names
    }


def _facts(topic: Mapping[str, Any], config: Mapping[str, str]) -> TopicFacts:
    partitions = topic["partitions"]
    replicas = len(partitions[0]["replica_nodes"])
    needed = min(int(config.get("min.insync.replicas", 1)), replicas)
    led = [p for p in partitions if p["leader_id"] >= 0]
    return TopicFacts(
        topic["name"],
        partitions=len(partitions),
        replication_factor=replicas,
        config=config,
        leaderless=_numbers(p for p in partitions if p["leader_id"] < 0),
        short_of_replicas=_numbers(p for p in led if len(p["isr_nodes"]) < needed),
    )


def _numbers(partitions: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    return tuple(sorted(partition["partition_index"] for partition in partitions))


def check(
    settings: KafkaSettings, *, output_max_bytes: int, reads_input: bool = True
) -> TopicFacts:
    """Refuse topics that could hold a worker up for ever; returns the dead-letter topic's facts.

    Raises KafkaUnavailable listing all that is wrong: a topic is missing, or refuses records that
    the worker would have to write, or would not keep them as they are. `reads_input`: whether the
    input topic is needed at all.
    """
    written = [settings.output_topic, settings.dead_letter_topic]
    topics = describe(settings, [settings.input_topic, *written] if reads_input else written)
    problems = [f"topic {name} does not exist" for name, facts in topics.items() if facts is None]
    raw, output, dead = (topics.get(name) for name in [settings.input_topic, *written])
    if output:
        problems.extend(_output_problems(output, output_max_bytes))
    if raw and dead:
        problems.extend(_dead_letter_problems(raw, dead))
    if problems or dead is None:
        listed = "\n".join(f"  {problem}" for problem in problems)
        missing = [name for name, facts in topics.items() if facts is None]
        raise KafkaUnavailable(
            f"the topics at {settings.bootstrap_servers} cannot be used:\n{listed}"
            + (f"\n'{_making(settings, missing)}' makes what is missing" if missing else "")
        )
    return dead


def _counted(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _making(settings: KafkaSettings, missing: Collection[str]) -> str:
    """The command that makes them; a name that is not the default goes with it."""
    words = ["pagewire topics create"]
    for key in ("input_topic", "output_topic", "dead_letter_topic"):
        name = getattr(settings, key)
        if name in missing and name != type(settings).model_fields[key].default:
            words.append(f"--{key.replace('_', '-')} {name}")
    return " ".join(words)


def _output_problems(output: TopicFacts, output_max_bytes: int) -> Iterator[str]:
    needed = output_max_bytes + _BESIDE_VALUE_BYTES
    if output.max_message_bytes < needed:
        yield (
            f"topic {output.name} takes records of {output.max_message_bytes} bytes, which is too "
            f"little for an enriched page of PAGEWIRE_OUTPUT_MAX_BYTES ({output_max_bytes}) with "
            f"its key and headers: set max.message.bytes to {needed} or more, or lower "
            f"PAGEWIRE_OUTPUT_MAX_BYTES by {needed - output.max_message_bytes}"
        )


def _dead_letter_problems(raw: TopicFacts, dead: TopicFacts) -> Iterator[str]:
    """A dead letter repeats its page with the page's timestamp, whatever that is."""
    needed = raw.max_message_bytes + _FACTS_BYTES
    if dead.max_message_bytes < needed:
        yield (
            f"topic {dead.name} takes records of {dead.max_message_bytes} bytes, which is too "
            f"little for a dead letter of {raw.name} ({raw.max_message_bytes} bytes and its "
            f"facts): set max.message.bytes to {needed} or more"
        )
    if dead.config.get("message.timestamp.type", "CreateTime") != "CreateTime":
        yield (
            f"topic {dead.name} replaces the timestamps of its records, and a dead letter keeps "
            "its page's: set message.timestamp.type to CreateTime"
        )
    for option, needed_ms in _timestamp_room(raw).items():
        # Brokers before 3.6 do not have these options.
        allowed_ms = int(dead.config.get(option, _NO_LIMIT_MS))
        if allowed_ms < needed_ms:
            yield (
                f"topic {dead.name} has {option}={allowed_ms} and would refuse dead letters of "
                f"{raw.name}: set it to {needed_ms} or more"
            )


def _timestamp_room(raw: TopicFacts) -> Mapping[str, int]:
    """How far from the clock, in milliseconds, timestamps of the raw topic can be when read."""
    ahead, behind = "message.timestamp.after.max.ms", "message.timestamp.before.max.ms"
    room = {option: int(raw.config[option]) for option in (ahead, behind) if option in raw.config}
    if behind in room:
        # A page grows older while it waits to be read.
        kept_ms = int(raw.config.get("retention.ms", -1))
        waits_ms = kept_ms if kept_ms >= 0 else _NO_LIMIT_MS
        room[behind] = min(room[behind] + waits_ms, _NO_LIMIT_MS)
    return room


@contextmanager
def _admin(settings: KafkaSettings, doing: str) -> Iterator[KafkaAdminClient]:
    try:
        admin = KafkaAdminClient(**connection(settings, "admin"))
        try:
            yield admin
        finally:
            admin.close()
    except KafkaError as error:
        raise unavailable(settings, doing, error) from error
