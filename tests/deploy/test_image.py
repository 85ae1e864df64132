"""The Dockerfile and what `make image-check` decides without an image; what documents say of it."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry

from deploy.image.containers import ContainerError
from deploy.image.listed import complaints
from deploy.image.stand_in import base_image, pip_settings
from tests.deploy.room import BESIDE_THE_PROCESSES, MIB, time_to_stop_s
from worker.health import Health, HealthServer
from worker.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COMPOSE = yaml.safe_load((ROOT / "deploy/compose/compose.yaml").read_text(encoding="utf-8"))
CLOSED_PORT = "http://127.0.0.1:9"


# -- the base


def test_base_is_pinned_to_a_patch_of_a_tested_python_on_a_release_of_debian():
    base = base_image(DOCKERFILE)
    assert f"Programming Language :: Python :: {base.python}" in PROJECT["classifiers"]


@pytest.mark.parametrize("image", ["python:3.13-slim", "python:3.13.16-slim", "python:3-slim-sid"])
def test_base_that_somebody_else_can_move_is_refused(image):
    with pytest.raises(ContainerError, match="no patch of Python"):
        base_image(f"ARG PYTHON_IMAGE={image}\n")


def test_every_stage_is_built_on_the_one_base():
    stages = set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))
    assert stages == {"${PYTHON_IMAGE}", "build", "scratch"}
    assert set(re.findall(r"python:[\w.-]+", DOCKERFILE)) == {base_image(DOCKERFILE).name}


# -- what the build may see of this machine


def test_build_sees_pip_s_settings_and_the_files_they_name(tmp_path, monkeypatch):
    certificate = tmp_path / "proxy.pem"
    certificate.touch()
    monkeypatch.setenv("PIP_CERT", str(certificate))
    settings, *mounts = pip_settings(tmp_path)
    assert f"{certificate}:{certificate}:ro" in mounts
    file, there, _ = settings.split(":")
    assert there == "/etc/pip.conf"
    assert f"cert = {certificate}\n" in Path(file).read_text(encoding="utf-8")


def test_pip_that_cannot_read_its_settings_is_said(tmp_path, monkeypatch):
    broken = tmp_path / "broken.conf"
    broken.write_text("cert\n", encoding="utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(broken))
    with pytest.raises(ContainerError, match=r"broken\.conf"):
        pip_settings(tmp_path)


# -- labels


def test_labels_that_are_addresses_by_the_specification_are_addresses():
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', DOCKERFILE))
    assert labels["licenses"] == PROJECT["license"]
    of_addresses = {"url", "source", "documentation"} & labels.keys()
    assert all(labels[name].startswith("https://") for name in of_addresses)


# -- the health checks


def check_of_image() -> list[str]:
    (command,) = re.findall(r"^HEALTHCHECK .*\\\n\s+CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    words: list[str] = json.loads(command)
    return words


def check_of_compose() -> list[str]:
    words: list[str] = COMPOSE["services"]["worker"]["healthcheck"]["test"]
    return words[1:]


@pytest.fixture
def clock() -> list[float]:
    """The time is what is in it."""
    return [0.0]


@pytest.fixture
def health(clock: list[float]) -> Health:
    return Health(stall_limit_s=90, progress_limit_s=600, clock=lambda: clock[0])


@pytest.fixture
def port(health: Health) -> Iterator[int]:
    server = HealthServer("127.0.0.1", 0, health, CollectorRegistry(), str)
    server.start()
    yield server.port
    server.stop()


def ends_with(command: list[str], port: int) -> int:
    """The exit code of a health check at a port, where there is a proxy that does not answer."""
    python, *words = command
    assert python == "python"
    words = [word.replace(" 9464,", f" {port},") for word in words]  # compose.yaml has it fixed
    proxies = {"HTTP_PROXY": CLOSED_PORT, "http_proxy": CLOSED_PORT, "no_proxy": "", "NO_PROXY": ""}
    done = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **proxies, "PAGEWIRE_HTTP_PORT": str(port)},
        capture_output=True,
        check=False,
        timeout=30,
    )
    return done.returncode


def test_health_check_of_the_image_says_whether_the_worker_lives(clock, port):
    assert ends_with(check_of_image(), port) == 0
    clock[0] = 90.0  # and the loop has not turned
    assert ends_with(check_of_image(), port) == 1


def test_health_check_of_compose_says_whether_the_worker_is_ready(health, port):
    assert ends_with(check_of_compose(), port) == 1
    health.pool_ready(True)
    health.assigned([])
    assert ends_with(check_of_compose(), port) == 0


@pytest.mark.parametrize("check", [check_of_image, check_of_compose])
def test_health_check_where_nothing_listens_says_no(check):
    assert ends_with(check(), 9) == 1


# -- the SBOM

BOM = {
    "bomFormat": "CycloneDX",
    "metadata": {"component": {"name": "pagewire", "version": "1.0"}},
    "components": [
        {"type": "library", "name": "lxml", "version": "6.0"},
        {"type": "machine-learning-model", "name": "news", "version": "1"},
    ],
}


def test_sbom_of_just_what_is_installed_is_good():
    assert list(complaints(BOM, {"pagewire==1.0", "lxml==6.0"})) == []


@pytest.mark.parametrize(
    ("bom", "installed", "said"),
    [
        (BOM, {"pagewire==1.0", "lxml==6.0", "pip==25"}, ["the SBOM does not list pip==25"]),
        (BOM, {"pagewire==1.0"}, ["the SBOM lists lxml==6.0, which the image lacks"]),
        (
            BOM | {"components": BOM["components"][:1]},  # type: ignore[index]
            {"pagewire==1.0", "lxml==6.0"},
            ["the SBOM lists no model"],
        ),
        ({}, set(), ["the SBOM is no CycloneDX"]),
    ],
)
def test_sbom_that_does_not_fit_the_image_is_found(bom, installed, said):
    assert list(complaints(bom, installed)) == said


# -- what stands in several places


@pytest.fixture
def settings() -> Settings:
    """What holds where nothing is said."""
    return load_settings({})


@pytest.mark.parametrize(
    ("path", "pattern", "places"),
    [
        ("README.md", r"(?:docker stop -t|terminationGracePeriodSeconds:) (\d+)", 2),
        ("docs/operations.md", r"drains on SIGTERM: give it (\d+) s", 1),
        ("docs/runbook.md", r"`terminationGracePeriodSeconds`\s+\((\d+) s\)", 1),
        ("deploy/compose/compose.yaml", r"^x-pagewire.*?^  stop_grace_period: (\d+)s$", 1),
        ("deploy/kubernetes/base", r"terminationGracePeriodSeconds: (\d+)", 2),
    ],
)
def test_every_place_gives_the_same_time_to_stop(path, pattern, places, settings):
    whole = ROOT / path
    files = sorted(whole.rglob("*.yaml")) if whole.is_dir() else [whole]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    found = re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    assert found == ["60"] * places
    assert time_to_stop_s(settings) <= 60


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("docs/runbook.md", 3),
        ("deploy/compose/compose.yaml", 1),
        ("deploy/kubernetes/README.md", 1),
    ],
)
def test_every_place_has_the_same_memory_beside_the_cpu_processes(path, places, settings):
    text = (ROOT / path).read_text(encoding="utf-8")
    named = [float(gib) for gib in re.findall(r"(0\.\d+) GiB", text)]
    needed_gib = (BESIDE_THE_PROCESSES + settings.flow.in_flight_max_bytes) / (1024 * MIB)
    assert named == [pytest.approx(needed_gib, abs=0.05)] * places
    assert min(named) >= needed_gib
