"""A real Prometheus on loopback with the config and the rules of deploy/prometheus, for tests and
for whoever draws dashboards from real data.

Decides how it is started, asked and ended. Must not know which metrics there are. It is not
fetched: PyPI, npm and Maven have none, so `prometheus` has to be on the PATH.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from deploy.local.lifeline import DIE_WITH_PARENT
from deploy.local.loopback import free_port

FOLDER = Path(__file__).parents[1] / "prometheus"
_START_TIMEOUT_S, _ANSWER_TIMEOUT_S, _LOOK_S = 30.0, 10.0, 0.1


class PrometheusError(Exception):
    """Prometheus did not start, or refused a question; the message says all."""


def ask(address: str, path: str) -> Any:
    """What the API of any Prometheus says under `data`. Raises PrometheusError."""
    try:
        with urllib.request.urlopen(address + path, timeout=_ANSWER_TIMEOUT_S) as reply:
            return json.load(reply)["data"]
    except urllib.error.HTTPError as refusal:
        raise PrometheusError(f"{path}: {refusal.read().decode()}") from None


class Prometheus:
    """One Prometheus; as a context it is ended, whatever happens.

    `targets` are host:port by the name of a job in the config. It asks them, and evaluates the
    rules, every `interval_s` seconds instead of what the config says. Names are not looked up.
    """

    def __init__(
        self, scratch: Path, targets: dict[str, Sequence[str]], *, interval_s: int = 1
    ) -> None:
        self._log_path = scratch / "prometheus.log"
        self._port = free_port()
        config = scratch / "prometheus.yml"
        config.write_text(yaml.safe_dump(_on_loopback(interval_s)), encoding="utf-8")
        (scratch / "targets").mkdir(exist_ok=True)
        for job, file in {"pagewire": "workers", "pagewire-replay": "replays"}.items():
            listed = json.dumps([{"targets": list(targets.get(job, ()))}])  # JSON is YAML
            (scratch / "targets" / f"{file}.yml").write_text(listed, encoding="utf-8")
        program = shutil.which("prometheus")
        if program is None:
            raise PrometheusError("no prometheus on the PATH (Debian: apt-get install prometheus)")
        command = [
            program,
            f"--config.file={config}",
            f"--storage.tsdb.path={scratch / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{self._port}",
            "--log.level=warn",
        ]
        tied = [sys.executable, "-I", "-S", "-c", DIE_WITH_PARENT, str(os.getpid())]
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [*tied, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    def query(self, expression: str) -> list[Any]:
        """The series that an expression gives now. Raises PrometheusError when it is none."""
        asked = urllib.parse.urlencode({"query": expression})
        series: list[Any] = self.ask(f"/api/v1/query?{asked}")["result"]
        return series

    def ask(self, path: str) -> Any:
        """What its API says under `data`. Raises PrometheusError."""
        return ask(self.address, path)

    def __enter__(self) -> "Prometheus":
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = self._log_path.read_text(encoding="utf-8", errors="replace")
                raise PrometheusError(f"Prometheus does not start:\n{said[-4000:]}")
            time.sleep(_LOOK_S)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/-/ready", timeout=_ANSWER_TIMEOUT_S):
                return True
        except OSError:
            return False


def _on_loopback(interval_s: int) -> Any:
    """The config as it is, but for the time between two looks and what would ask a name server."""
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
    config["global"] |= {
        "scrape_interval": f"{interval_s}s",
        "scrape_timeout": f"{interval_s}s",
        "evaluation_interval": f"{interval_s}s",
    }
    config["rule_files"] = [str(FOLDER / pattern) for pattern in config["rule_files"]]
    for job in config["scrape_configs"]:
        del job["dns_sd_configs"]
    return config
