"""The topics file fits the settings, the schemas and what the worker may write."""

import shutil
import subprocess
import sys
import typing
from pathlib import Path

import pytest

from tests.contract.examples import SCHEMAS
from worker import contract
from worker.codec import KEY_MAX_BYTES, URL_MAX_CHARS
from worker.contract import TopicSetting
from worker.settings import KafkaSettings, PipelineSettings


def test_topics_are_the_three_of_the_settings():
    defaults = KafkaSettings()
    assert [topic.setting for topic in contract.topics()] == list(typing.get_args(TopicSetting))
    assert all(topic.name == getattr(defaults, topic.setting) for topic in contract.topics())


@pytest.mark.parametrize("topic", contract.topics(), ids=lambda topic: topic.name)
def test_topic_has_a_schema_and_text_options(topic):
    assert topic.schema in SCHEMAS
    assert topic.partitions >= 1
    assert {"cleanup.policy", "retention.ms", "max.message.bytes"} <= set(topic.config)
    assert all(isinstance(value, str) for value in topic.config.values())


def test_topics_have_room_for_what_the_worker_may_write():
    room = {t.setting: int(t.config["max.message.bytes"]) for t in contract.topics()}
    pages = PipelineSettings()
    assert room["input_topic"] == pages.page_max_bytes + 64 * 1024
    # Key, two trace headers of 8 KiB, and 4 KiB for the other headers and the framing.
    assert room["output_topic"] >= pages.output_max_bytes + KEY_MAX_BYTES + 20 * 1024
    assert KEY_MAX_BYTES >= 4 * URL_MAX_CHARS
    assert room["dead_letter_topic"] == room["input_topic"] + 256 * 1024


def test_dead_letters_outlive_raw_pages():
    # Both keep the page's own timestamp: were it otherwise, an old page would vanish on failing.
    kept_ms = {topic.setting: int(topic.config["retention.ms"]) for topic in contract.topics()}
    assert kept_ms["dead_letter_topic"] > kept_ms["input_topic"]


def test_installed_package_reads_the_contract_inside_itself(tmp_path):
    # As the wheel lays it out: no checkout beside it.
    source = Path(contract.__file__).parent
    package = tmp_path / "site" / "worker"
    package.mkdir(parents=True)
    for name in ("__init__.py", "contract.py"):
        shutil.copy(source / name, package)
    shutil.copytree(contract.folder(), package / "schemas")
    script = "from worker import contract; print(contract.folder(), len(contract.topics()))"
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=package.parent, capture_output=True, text=True
    )
    assert found.stdout.split() == [str(package / "schemas"), "3"], found.stderr


def test_package_without_its_contract_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.setattr(contract, "__file__", str(tmp_path / "worker" / "contract.py"))
    with pytest.raises(FileNotFoundError, match=r"worker/schemas or .*schemas"):
        contract.folder.__wrapped__()
