"""The Jobs for replays and redrives: named once, beside the workers, ended when they are done."""

import re
import shutil

import pytest

from tests.deploy.manifests import ASKED, JOBS, ROOT, kustomized, only, workload
from worker import contract
from worker.cli import make_parser
from worker.commands.replay_range import bounds
from worker.failures import ExitCode
from worker.replay.bounds import BEGINNING

each_job = pytest.mark.parametrize("job", JOBS)


@each_job
def test_job_is_named_once_and_works_where_the_workers_work(job):
    arguments = make_parser().parse_args(workload(job).container["args"])
    assert only(job, "Job")["metadata"]["name"] == f"pagewire-{job}-{arguments.name}"
    bounds(arguments, default=BEGINNING)  # raises for a range that cannot be read
    live, own = workload("production").environment(), workload(job).environment()
    different = {key for key in live | own if live.get(key) != own.get(key)}
    own_keys = {"INSTANCE_ID", "CPU_PROCESSES"}
    assert different <= {"REPLAY_INDEX", *(f"PAGEWIRE_{key}" for key in own_keys)}


@pytest.mark.parametrize("asked", ASKED)
def test_command_has_every_setting_of_the_live_worker(asked):
    """Else `check-config` says that all is well after a bad edit."""
    live, own = workload("production").environment(), workload(asked).environment()
    different = {key for key in live | own if live.get(key) != own.get(key)}
    assert different == {"REPLAY_INDEX", "PAGEWIRE_INSTANCE_ID"}


def test_edited_setting_reaches_workers_jobs_and_the_command(tmp_path):
    shutil.copytree(ROOT / "deploy" / "kubernetes", tmp_path / "kubernetes")
    shutil.copytree(ROOT / "deploy" / "grafana", tmp_path / "grafana")
    overlays = tmp_path / "kubernetes" / "overlays"
    with (overlays / "production" / "settings" / "pagewire.env").open("a") as settings:
        settings.write("PAGEWIRE_INPUT_TOPIC=edited\n")
    for overlay in ("production", *JOBS, *ASKED):
        assert "PAGEWIRE_INPUT_TOPIC: edited" in kustomized(overlays / overlay)


def test_replay_yields_to_the_live_workers():
    arguments = make_parser().parse_args(workload("replay").container["args"])
    assert arguments.yield_to == workload("production").environment()["PAGEWIRE_GROUP_ID"]


def test_replay_writes_the_topic_that_its_login_may_write():
    arguments = make_parser().parse_args(workload("replay").container["args"])
    rights = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^### Rights of a replay$(.*?)^##", rights, re.MULTILINE | re.DOTALL)
    (row,) = [row for row in table.splitlines() if f"topic `{arguments.output}`" in row]
    assert "Write" in row


@each_job
def test_job_ends_when_every_share_is_done(job):
    spec = only(job, "Job")["spec"]
    read = {"replay": "input_topic", "redrive": "dead_letter_topic"}[job]
    (partitions,) = [t.partitions for t in contract.topics() if t.setting == read]
    assert spec["completionMode"] == "Indexed"  # a name for each, that its next pod has too
    assert spec["completions"] == spec["parallelism"] <= partitions
    assert spec["podReplacementPolicy"] == "Failed"
    assert spec["template"]["spec"]["restartPolicy"] == "Never"


@each_job
def test_job_gives_up_only_where_the_next_start_would_end_the_same_way(job):
    spec = only(job, "Job")["spec"]
    ignored, failed, told = spec["podFailurePolicy"]["rules"]
    assert (ignored["action"], failed["action"], told["action"]) == (
        "Ignore",
        "FailJob",
        "FailIndex",
    )
    assert ignored["onPodConditions"] == [{"type": "DisruptionTarget", "status": "True"}]
    for rule in (failed, told):
        assert rule["onExitCodes"]["containerName"] == workload(job).container["name"]
        assert rule["onExitCodes"]["operator"] == "In"
    assert set(failed["onExitCodes"]["values"]) == {
        ExitCode.USAGE,
        ExitCode.BAD_SETTINGS,
        ExitCode.PROCESSES_NOT_READY,
        ExitCode.BREAKER_TRIPPED,
    }
    # The others have their shares still: one that found something must not end theirs.
    assert told["onExitCodes"]["values"] == [ExitCode.PROBLEMS_FOUND]
    assert spec["backoffLimitPerIndex"] > 1  # without it the API server refuses FailIndex
    assert "backoffLimit" not in spec
