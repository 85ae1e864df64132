"""The topics themselves: make them, describe them, and refuse to start on ones that would hurt.

Decides what a topic must allow so that no record can stop its partition. Must not know pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from worker.contract import TopicSpec
from worker.failures import KafkaUnavailable
from worker.kafka.client import connection, unavailable
from worker.settings import KafkaSettings

# What a dead letter's headers may add to the record that it repeats.
_FACTS_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """An existing topic. `config` holds Kafka's names and values, defaults included."""

    name: str
    partitions: int
    replication_factor: int
    config: Mapping[str, str]

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
        name: TopicFacts(
            name,
            partitions=len(found[name]["partitions"]),
            replication_factor=len(found[name]["partitions"][0]["replica_nodes"]),
            config={key: entry["value"] for key, entry in configs[name].items()},
        )
        if name in found
        else None
        for name in names
    }


def check(settings: KafkaSettings, *, output_max_bytes: int) -> TopicFacts:
    """Refuse topics that could hold a worker up for ever; returns the dead-letter topic's facts.

    Raises KafkaUnavailable listing all that is wrong: a topic is missing, or refuses records that
    the worker would have to write.
    """
    names = [settings.input_topic, settings.output_topic, settings.dead_letter_topic]
    topics = describe(settings, names)
    problems = [f"topic {name} does not exist" for name, facts in topics.items() if facts is None]
    raw, output, dead = (topics[name] for name in names)
    if raw and dead and dead.max_message_bytes < raw.max_message_bytes + _FACTS_BYTES:
        problems.append(
            f"topic {dead.name} takes records of {dead.max_message_bytes} bytes, which is too "
            f"little for a dead letter of {raw.name} ({raw.max_message_bytes} bytes and its "
            f"facts): set max.message.bytes to {raw.max_message_bytes + _FACTS_BYTES} or more"
        )
    if output and output.max_message_bytes < output_max_bytes:
        problems.append(
            f"topic {output.name} takes records of {output.max_message_bytes} bytes: lower "
            f"PAGEWIRE_OUTPUT_MAX_BYTES ({output_max_bytes}) or raise max.message.bytes"
        )
    if problems or dead is None:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise KafkaUnavailable(
            f"the topics at {settings.bootstrap_servers} cannot be used:\n{listed}\n"
            "'pagewire topics create' makes the ones that are missing"
        )
    return dead


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
