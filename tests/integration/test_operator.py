"""Kafka's own tools as deploy/kubernetes starts them, with the operator's rights and no others."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from deploy.local.broker import Broker
from deploy.local.fetching import java, resolve
from tests.deploy.manifests import KUBERNETES
from tests.integration.guarded import (
    PASSWORD,
    TABLES,
    allow,
    as_user,
    guarded_broker,
    without_a_row,
)
from tests.integration.world import Worker, World

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]

WITHOUT = without_a_row("operator")
TRANSACTION = "a-scraper"
# What the scripts in the `bin` of Kafka's distribution start.
MAIN_OF = {
    "kafka-broker-api-versions.sh": "org.apache.kafka.tools.BrokerApiVersionsCommand",
    "kafka-configs.sh": "kafka.admin.ConfigCommand",
    "kafka-console-consumer.sh": "org.apache.kafka.tools.consumer.ConsoleConsumer",
    "kafka-consumer-groups.sh": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
    "kafka-topics.sh": "org.apache.kafka.tools.TopicCommand",
    "kafka-transactions.sh": "org.apache.kafka.tools.TransactionsCommand",
}


@dataclass(frozen=True)
class Tools:
    """The folder of the container, but for where Kafka and the login are, and a world to mend."""

    broker: Broker
    folder: Path
    world: World
    open_since: int  # where the transaction that nobody ends begins, on partition 0

    def ask(self, user: str, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What one of the tools says to this user, with {w.names} and {t.counts} filled in."""
        login = self.folder / user
        login.mkdir(exist_ok=True)
        (login / "username").write_text(user)
        (login / "password").write_text(PASSWORD)
        self._write("client.properties", login, "client.properties")
        script = self._write("as-operator.sh", login, tool)
        address = self.broker.address("LOGIN")
        return subprocess.run(
            [script, *(word.format(w=self.world, t=self) for word in arguments)],
            env={**os.environ, "PAGEWIRE_BOOTSTRAP_SERVERS": address},
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    @property
    def one_more(self) -> int:
        """Partitions that the raw topic could be given now: what it has already is refused."""
        consumer = KafkaConsumer(bootstrap_servers=self.broker.bootstrap_servers)
        found = consumer.partitions_for_topic(self.world.raw)
        consumer.close()
        return len(found) + 1

    def _write(self, name: str, login: Path, path: str) -> Path:
        text = (KUBERNETES / "overlays" / "tools" / name).read_text(encoding="utf-8")
        for there, place in {
            "/opt/kafka/bin": str(self.folder / "bin"),
            "/etc/pagewire/tools": str(login),
            "/etc/pagewire/login": str(login),
            "SASL_SSL": "SASL_PLAINTEXT",
            "SCRAM-SHA-512": "PLAIN",
            "scram.ScramLoginModule": "plain.PlainLoginModule",
        }.items():
            text = text.replace(there, place)
        written = login / path
        written.write_text(text)
        written.chmod(0o755)
        return written


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    folder = tmp_path_factory.mktemp("tools")
    (folder / "bin").mkdir()
    classpath = ":".join(map(str, resolve()))
    jvm = f"{java()} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m"
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    for tool, main in MAIN_OF.items():
        script = folder / "bin" / tool
        script.write_text(f'#!/bin/sh\nexec {jvm} {quiet} -cp {classpath} {main} "$@"\n')
        script.chmod(0o755)
    with guarded_broker(("operator", *WITHOUT)) as broker:
        world = World(broker.bootstrap_servers, partitions=2)
        world.send([b"page"] * 6)
        allow(broker, "operator", TABLES["operator"], world)
        for user, missing in WITHOUT.items():
            rows = [row for row in TABLES["operator"] if row != missing]
            allow(broker, user, rows, world)
        producer = KafkaProducer(
            bootstrap_servers=broker.bootstrap_servers,
            transactional_id=TRANSACTION,
            transaction_timeout_ms=600_000,
        )
        producer.init_transactions()
        producer.begin_transaction()
        sent = producer.send(world.raw, b"page", partition=0).get(30)
        yield Tools(broker, folder, world, sent.offset)
        producer.close(timeout=0)


# Each as the runbook has it, and what the tool then says.
ASKED = {
    "group": (
        "kafka-consumer-groups.sh --group group-{w.name} --topic {w.raw}:1"
        " --reset-offsets --to-offset 2 --execute",
        "2",
    ),
    "raw": ("kafka-topics.sh --alter --topic {w.raw} --partitions {t.one_more}", ""),
    "dead": (
        "kafka-configs.sh --alter --entity-type topics --entity-name {w.dead}"
        " --add-config max.message.bytes=20000000",
        "Completed updating config",
    ),
    "transactional": ("kafka-transactions.sh list", TRANSACTION),
    "brokers": ("kafka-broker-api-versions.sh", "Produce(0)"),
    "cluster": (
        "kafka-configs.sh --describe --entity-type clients --entity-default",
        "",
    ),
}
# Which of them needs a row; the rows of the topics are told apart by what is done to each.
NEEDED_BY = {
    "raw-pages": "raw",
    "dead-letters": "dead",
    "pagewire": "group",
    "*": "transactional",
    "kafka-cluster": "cluster",
}


@pytest.mark.parametrize("what", [what for what in ASKED if what != "group"])
def test_operator_may_do_it(tools: Tools, what: str) -> None:
    command, says = ASKED[what]
    done = tools.ask("operator", *command.split())
    assert done.returncode == 0, done.stdout + done.stderr
    assert says in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("user", WITHOUT)
def test_without_one_of_the_rows_something_is_refused(
    tools: Tools, user: str, tmp_path: Path
) -> None:
    _, name, _, _ = WITHOUT[user]
    if name == "enriched-pages":  # which is what a replay's topic begins with
        assert create_topics(tools, user, tmp_path) == 4
        return
    command, says = ASKED[NEEDED_BY[name]]
    done = tools.ask(user, *command.split())
    told = done.stdout + done.stderr  # some of the tools end with 0 all the same
    assert done.returncode != 0 or "Authorization" in told or says not in told


def create_topics(tools: Tools, user: str, scratch: Path) -> int:
    settings = tools.world.settings(**as_user(tools.broker, user))
    settings["PAGEWIRE_OUTPUT_TOPIC"] = f"{tools.world.enriched}-of-{user}"
    asked = ("topics", "create", "--replication-factor=1")
    with Worker(settings, scratch / "log", *asked, module="worker") as command:
        return command.wait(60)


def test_operator_makes_topics(tools: Tools, tmp_path: Path) -> None:
    assert create_topics(tools, "operator", tmp_path) == 0
    described = tools.ask("operator", "kafka-topics.sh", "--describe")
    assert f"{tools.world.enriched}-of-operator" in described.stdout


def test_offset_that_was_reset_is_where_the_group_goes_on(tools: Tools) -> None:
    done = tools.ask("operator", *ASKED["group"][0].split())
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    consumer = KafkaConsumer(
        bootstrap_servers=tools.broker.bootstrap_servers, group_id=f"group-{tools.world.name}"
    )
    committed = consumer.committed(TopicPartition(tools.world.raw, 1))
    consumer.close()
    assert committed == 2


def test_record_that_kills_workers_can_be_kept_for_a_report(tools: Tools) -> None:
    asked = "kafka-console-consumer.sh --topic {w.raw} --partition 1 --offset 0 --max-messages 1"
    read = tools.ask("operator", *asked.split())
    assert read.stdout.strip() == "page"


def test_abort_of_a_transaction_is_for_those_who_run_kafka(tools: Tools) -> None:
    where = f"--topic {{w.raw}} --partition 0 --start-offset {tools.open_since}"
    found = tools.ask("operator", *f"kafka-transactions.sh describe-producers {where}".split()[:6])
    assert str(tools.open_since) in found.stdout.split()
    refused = tools.ask("operator", *f"kafka-transactions.sh abort {where}".split())
    assert refused.returncode == 1
    assert "cluster authorization" in refused.stderr
