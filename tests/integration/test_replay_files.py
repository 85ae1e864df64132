"""`pagewire replay --from-files` with real files, and on real Kafka where outcomes go there."""

import json
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from deploy.local.broker import Broker
from tests.edges.web_archives import answer, record
from tests.edges.web_archives import page as warc_page
from tests.integration import hooks
from tests.integration.filing import Replay, archive, lines, replayed
from tests.integration.replaying import by_replay, page
from tests.integration.world import Worker, World


def test_files_go_through_the_pipeline_into_files_without_any_kafka(tmp_path: Path) -> None:
    counts = archive(tmp_path / "in", pages=40)
    out = tmp_path / "out"
    arguments = ("--name", "a", "--to-files", out, "--pages-per-file", 30)
    replay = replayed(tmp_path, tmp_path / "in", *arguments)
    assert replay.process.returncode == 0, replay.log
    assert replay.report["ok"]
    assert replay.report["finished"]
    assert replay.counts == counts
    assert "1 no pages, among the filtered (status 404 1)" in replay.log
    names = sorted(path.name for path in out.iterdir() if path.suffix == ".jsonl")
    assert names == ["a-00001.jsonl", "a-00002.jsonl", "a-00003.jsonl", "a-dead-letters.jsonl"]
    assert not list(out.glob("*.partial"))
    enriched = lines(out, "a-0*.jsonl")
    urls = [json.loads(line)["url"] for line in enriched]
    assert urls == [
        *(f"https://a.example/{number}" for number in [*range(40), 0]),
        *(f"https://x.example/{number}" for number in range(40)),
    ]
    rejected, bad = map(json.loads, lines(out, "a-dead-letters.jsonl"))
    assert rejected["where"].startswith("1.jsonl:41 (byte ")
    assert (rejected["rejected"]["reason"], rejected["value"]) == ("EMPTY", hooks.REJECT.decode())
    assert bad["where"].startswith("2.warc.gz:41 (byte ")
    assert "WARC-Target-URI" in bad["rejected"]["detail"]
    assert "was done before" not in replay.log
    for pipeline in ("load", "load_mended"):  # there is nothing left that it could make otherwise
        again = replayed(tmp_path, tmp_path / "in", *arguments, TEST_LOAD=pipeline)
        assert (again.process.returncode, again.report) == (0, replay.report), again.log
        assert "a was done before, and nothing is done now" in again.log
        assert lines(out, "a-0*.jsonl") == enriched


@pytest.mark.timeout(300)
def test_files_to_files_killed_and_resumed_give_what_a_run_through_gives(tmp_path: Path) -> None:
    counts = archive(tmp_path / "in")
    arguments = ("--pages-per-file", 70, "--to-files")
    killed = ("--name", "a", "--rate", "60/s", *arguments, tmp_path / "killed")
    chance = random.Random(6)
    place = tmp_path / "killed" / "a.place.json"
    for _ in range(5):
        before = place.read_bytes() if place.exists() else b""
        with Replay(tmp_path, tmp_path / "in", *killed) as it:
            it.wait_for_log("partitions assigned")
            deadline = time.monotonic() + 30
            while not place.exists() or place.read_bytes() == before:
                assert time.monotonic() < deadline, it.log
                time.sleep(0.05)
            time.sleep(chance.uniform(0.0, 1.0))
            assert it.process.poll() is None, it.log
    last = replayed(tmp_path, tmp_path / "in", "--name", "a", *arguments, tmp_path / "killed")
    assert last.process.returncode == 0, last.log
    through = replayed(tmp_path, tmp_path / "in", "--name", "a", *arguments, tmp_path / "through")
    assert through.process.returncode == 0, through.log
    for folder in (tmp_path / "killed", tmp_path / "through"):
        assert not list(folder.glob("*.partial"))
    names = sorted(path.name for path in (tmp_path / "through").glob("*.jsonl"))
    assert len(names) == 10
    assert sorted(path.name for path in (tmp_path / "killed").glob("*.jsonl")) == names
    for name in names:
        assert (tmp_path / "killed" / name).read_bytes() == (
            tmp_path / "through" / name
        ).read_bytes()
    assert last.counts == through.counts == counts


@pytest.mark.kafka
@pytest.mark.timeout(300)
def test_files_to_topics_killed_and_resumed_give_each_page_one_outcome(
    broker: Broker, tmp_path: Path
) -> None:
    counts = archive(tmp_path / "in")
    world = World(broker.bootstrap_servers, partitions=2)
    chance = random.Random(7)
    seen = 0
    for _ in range(4):
        with Replay(tmp_path, tmp_path / "in", "--name", "a", "--rate", "30/s", world=world) as it:
            deadline = time.monotonic() + 60
            while len(world.outcomes()) <= seen:
                assert time.monotonic() < deadline, it.log
            time.sleep(chance.uniform(0.0, 1.0))
            assert it.process.poll() is None, it.log
        seen = len(world.outcomes())
    last = replayed(tmp_path, tmp_path / "in", "--name", "a", world=world)
    assert last.process.returncode == 0, last.log
    assert last.counts == counts
    found = by_replay(world.outcomes())
    assert set(found) == {"a"}
    out = tmp_path / "out"
    files = replayed(tmp_path, tmp_path / "in", "--name", "a", "--to-files", out)
    assert files.process.returncode == 0, files.log
    enriched = [o.value for o in found["a"] if o.topic == world.enriched]
    assert Counter(enriched) == Counter(lines(out, "a-0*.jsonl"))
    letters = [o for o in found["a"] if o.topic == world.dead]
    assert [o.reason for o in letters] == ["EMPTY", "SCHEMA_VIOLATION"]
    assert letters[0].headers["pagewire.file"].startswith(b"1.jsonl:301 (byte ")


def test_run_that_is_told_to_stop_goes_on_later(tmp_path: Path) -> None:
    counts = archive(tmp_path / "in")
    arguments = ("--name", "a", "--to-files", tmp_path / "out")
    stopped = Replay(tmp_path, tmp_path / "in", *arguments, "--rate", "40/s")
    with stopped:
        stopped.wait_for_log("partitions assigned")
        time.sleep(1)
        stopped.terminate()
        assert stopped.wait() == 8, stopped.log
    assert not stopped.report["finished"]
    assert not stopped.report["unbalanced"]
    last = replayed(tmp_path, tmp_path / "in", *arguments)
    assert (last.process.returncode, last.counts) == (0, counts), last.log


def test_source_that_cannot_be_read_ends_it_behind_all_that_could(tmp_path: Path) -> None:
    archive(tmp_path / "in", pages=20)
    (tmp_path / "in" / "3.txt").write_text("Flattened text.\n")
    (tmp_path / "in" / "3.txt.meta.json").write_text("{")
    arguments = ("--name", "a", "--to-files", tmp_path / "out")
    for _ in range(4):  # no page is taken for one that kills the worker
        failed = replayed(tmp_path, tmp_path / "in", *arguments)
        assert failed.process.returncode == 2, failed.log
        assert "3.txt.meta.json: is no JSON" in failed.log
        assert len(lines(tmp_path / "out", "a-0*.jsonl.partial")) == 41
    (tmp_path / "in" / "3.txt.meta.json").unlink()
    last = replayed(tmp_path, tmp_path / "in", *arguments)
    assert (last.process.returncode, last.counts) == (0, (45, 42, 2, 1)), last.log


def test_name_of_another_run_or_of_one_at_work_is_refused(tmp_path: Path) -> None:
    archive(tmp_path / "in")
    arguments = ("--name", "a", "--to-files", tmp_path / "out")
    with Replay(tmp_path, tmp_path / "in", *arguments, "--rate", "40/s") as first:
        first.wait_for_log("partitions assigned")
        second = replayed(tmp_path, tmp_path / "in", *arguments)
        assert second.process.returncode == 3
        assert "is at work in" in second.log
    (tmp_path / "in" / "3.jsonl").write_bytes(page(9999))
    other = replayed(tmp_path, tmp_path / "in", *arguments)
    assert other.process.returncode == 3, other.log
    assert "take another --name" in other.log


def test_filters_hold_for_files_too(tmp_path: Path) -> None:
    archive(tmp_path / "in", pages=20)
    replay = replayed(
        tmp_path,
        tmp_path / "in",
        *("--name", "a", "--to-files", tmp_path / "out", "--domain", "x.example"),
    )
    assert replay.process.returncode == 0, replay.log
    assert replay.counts == (44, 20, 1, 23)
    assert all(b"x.example" in line for line in lines(tmp_path / "out", "a-0*.jsonl"))


def test_filters_read_files_as_json_whatever_the_raw_topic_has(tmp_path: Path) -> None:
    archive(tmp_path / "in", pages=5)
    arguments = ("--name", "a", "--to-files", tmp_path / "out", "--domain", "x.example")
    replay = replayed(tmp_path, tmp_path / "in", *arguments, PAGEWIRE_INPUT_FORMAT="bytes")
    assert (replay.process.returncode, replay.counts) == (0, (14, 5, 1, 8)), replay.log


def test_run_that_was_begun_with_another_pipeline_is_not_gone_on_with(tmp_path: Path) -> None:
    archive(tmp_path / "in", pages=30)
    arguments = ("--name", "a", "--to-files", tmp_path / "out")
    with Replay(tmp_path, tmp_path / "in", *arguments, "--rate", "20/s") as first:
        first.wait_for_log("partitions assigned")
        time.sleep(1)
        first.terminate()
        assert first.wait() == 8, first.log
    other = replayed(tmp_path, tmp_path / "in", *arguments, TEST_LOAD="load_mended")
    assert other.process.returncode == 3, other.log
    assert "begun with the pipeline hooked-1, and this one is hooked-2" in other.log
    last = replayed(tmp_path, tmp_path / "in", *arguments)
    assert last.process.returncode == 0, last.log


@pytest.mark.kafka
def test_letter_of_what_could_not_be_read_keeps_its_reason(broker: Broker, tmp_path: Path) -> None:
    world = World(broker.bootstrap_servers)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.warc").write_bytes(record(None, answer(b"<p>x")) + warc_page(1))
    replay = replayed(tmp_path, tmp_path / "in", "--name", "a", world=world)
    assert (replay.process.returncode, replay.counts) == (0, (2, 1, 1, 0)), replay.log
    with Worker(
        world.settings(cpu_processes=1),
        tmp_path / "redrive.log",
        *("redrive", "--name", "r"),
        module="tests.integration.hooked_command",
    ) as redrive:
        assert redrive.wait() == 0, redrive.log
    (letter,) = (o for o in world.outcomes() if o.topic == world.dead)
    assert (letter.reason, letter.facts["pagewire.attempts"]) == ("SCHEMA_VIOLATION", "1")


def test_dry_run_plans_an_archive_without_any_kafka(tmp_path: Path) -> None:
    archive(tmp_path / "in", pages=40)
    out = tmp_path / "out"
    planned = replayed(tmp_path, tmp_path / "in", "--to-files", out, "--dry-run")
    assert planned.process.returncode == 0, planned.log
    plan = planned.report
    assert (plan["files"], plan["output"]) == (2, str(out))
    assert plan["size_bytes"] == sum(file.stat().st_size for file in (tmp_path / "in").iterdir())
    found = plan["estimate"]
    assert found["records"] == 82  # all of it was read: what is no page takes no time
    assert 0 < found["eta_low_s"] < found["eta_s"] < found["eta_high_s"]
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "beginning"), "is a range of its own"),
        (("--to", "2021-07-08"), "is a range of its own"),
        (("--skip-version", "current"), "no --skip-version"),
        (("--output", "x"), "--to-files needs no Kafka"),
    ],
)
def test_flags_that_mean_topics_are_refused(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    replay = replayed(tmp_path, tmp_path, "--name", "a", "--to-files", tmp_path / "out", *arguments)
    assert replay.process.returncode == 2
    assert words in replay.log
