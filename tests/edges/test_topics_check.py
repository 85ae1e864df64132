"""What makes topics unfit: whatever would refuse a record that the worker has to write."""

import pytest

from worker.contract import topics as contract_topics
from worker.failures import KafkaUnavailable
from worker.kafka import topics
from worker.kafka.topics import TopicFacts
from worker.settings import KafkaSettings, PipelineSettings

SETTINGS = KafkaSettings()
OUTPUT_MAX_BYTES = PipelineSettings().output_max_bytes
AFTER, BEFORE = "message.timestamp.after.max.ms", "message.timestamp.before.max.ms"
NO_LIMIT_MS = 2**63 - 1
DAY_MS = 24 * 60 * 60 * 1000
# What Kafka 4 adds of its own to a topic's options.
BROKERS_OWN = {
    "message.timestamp.type": "CreateTime",
    AFTER: str(60 * 60 * 1000),
    BEFORE: str(NO_LIMIT_MS),
}


@pytest.fixture
def cluster(monkeypatch):
    """The options of the three topics, as the contract makes them; a test changes them."""
    options = {spec.setting: BROKERS_OWN | dict(spec.config) for spec in contract_topics()}

    def describe(settings, names):
        by_name = {getattr(SETTINGS, setting): held for setting, held in options.items()}
        return {name: TopicFacts(name, 6, 1, by_name[name]) for name in names}

    monkeypatch.setattr(topics, "describe", describe)
    return options


def problems(output_max_bytes: int = OUTPUT_MAX_BYTES) -> list[str]:
    with pytest.raises(KafkaUnavailable) as caught:
        topics.check(SETTINGS, output_max_bytes=output_max_bytes)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_topics_of_the_contract_are_accepted(cluster):
    facts = topics.check(SETTINGS, output_max_bytes=OUTPUT_MAX_BYTES)
    assert facts.name == SETTINGS.dead_letter_topic


def test_topics_of_a_broker_without_timestamp_limits_are_accepted(cluster):
    for held in cluster.values():
        held.pop(AFTER)
        held.pop(BEFORE)
    topics.check(SETTINGS, output_max_bytes=OUTPUT_MAX_BYTES)


def test_output_topic_needs_room_beside_the_largest_value(cluster):
    needed = OUTPUT_MAX_BYTES + 64 * 1024
    cluster["output_topic"]["max.message.bytes"] = str(needed)
    topics.check(SETTINGS, output_max_bytes=OUTPUT_MAX_BYTES)
    cluster["output_topic"]["max.message.bytes"] = str(needed - 1)
    (problem,) = problems()
    assert f"set max.message.bytes to {needed} or more" in problem
    assert "lower PAGEWIRE_OUTPUT_MAX_BYTES by 1" in problem
    topics.check(SETTINGS, output_max_bytes=OUTPUT_MAX_BYTES - 1)


def test_dead_letter_topic_that_replaces_timestamps_is_refused(cluster):
    cluster["dead_letter_topic"]["message.timestamp.type"] = "LogAppendTime"
    (problem,) = problems()
    assert problem.endswith("set message.timestamp.type to CreateTime")


def test_dead_letter_topic_takes_timestamps_as_far_ahead_as_the_raw_topic(cluster):
    cluster["input_topic"][AFTER] = str(DAY_MS)
    cluster["dead_letter_topic"][AFTER] = str(DAY_MS)
    topics.check(SETTINGS, output_max_bytes=OUTPUT_MAX_BYTES)
    cluster["dead_letter_topic"][AFTER] = str(DAY_MS - 1)
    (problem,) = problems()
    assert f"{AFTER}={DAY_MS - 1}" in problem
    assert problem.endswith(f"set it to {DAY_MS} or more")


def test_dead_letter_topic_takes_pages_that_waited_for_the_whole_retention(cluster):
    cluster["input_topic"] |= {BEFORE: str(DAY_MS), "retention.ms": str(7 * DAY_MS)}
    cluster["dead_letter_topic"][BEFORE] = str(8 * DAY_MS)
    topics.check(SETTINGS, output_max_bytes=OUTPUT_MAX_BYTES)
    cluster["dead_letter_topic"][BEFORE] = str(8 * DAY_MS - 1)
    (problem,) = problems()
    assert problem.endswith(f"set it to {8 * DAY_MS} or more")


@pytest.mark.parametrize(("limit", "kept"), [(str(DAY_MS), "-1"), (str(NO_LIMIT_MS), "1")])
def test_raw_topic_without_a_limit_needs_a_dead_letter_topic_without_one(cluster, limit, kept):
    cluster["input_topic"] |= {BEFORE: limit, "retention.ms": kept}
    topics.check(SETTINGS, output_max_bytes=OUTPUT_MAX_BYTES)
    cluster["dead_letter_topic"][BEFORE] = str(365 * DAY_MS)
    (problem,) = problems()
    assert problem.endswith(f"set it to {NO_LIMIT_MS} or more")


def test_everything_that_is_wrong_is_said_at_once(cluster):
    cluster["output_topic"]["max.message.bytes"] = "1048588"
    cluster["dead_letter_topic"] |= {
        "max.message.bytes": "1048588",
        "message.timestamp.type": "LogAppendTime",
        BEFORE: "0",
    }
    assert len(problems()) == 4
