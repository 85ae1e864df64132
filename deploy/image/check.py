"""`make image-check`: build the image for real, run it locked down against Kafka, and stop it.

Decides what is asked of the image. Nothing of it stays on the machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from deploy.image.containers import ContainerError, Store, store
from deploy.image.listed import INSTALLED, complaints
from deploy.image.stand_in import base_image, make_stand_in, pip_settings
from deploy.local.broker import Broker
from deploy.local.fetching import BrokerError, check_tools
from deploy.local.loopback import free_port
from deploy.local.outcomes import count_inputs
from deploy.local.worker_process import (
    ROOT,
    CommandFailed,
    WorkerProcess,
    environment,
    run_command,
)
from worker.settings import load_settings

IMAGE = "localhost/pagewire:check"
PAGES = ROOT / "deploy/local/pages"
USER = "10001:10001"
READY_TIMEOUT_S = 180.0
DONE_TIMEOUT_S = 180.0
LABELS = ("title", "description", "licenses", "version", "revision")
# What has no business in an image that runs: compilers, pip beside our code, sources and caches.
UNWANTED = """
import pathlib, shutil
found = [tool for tool in ("gcc", "cc", "g++", "make", "ld") if shutil.which(tool)]
paths = ["/src", "/wheels", "/opt/build", "/opt/pagewire/bin/pip", "/root/.cache", "/tmp/pip"]
found += [path for path in paths if pathlib.Path(path).exists()]
print(*found, sep="\\n")
"""
say = Console(stderr=True, highlight=False).print


def main() -> int:
    """Exit code 0 when the image does all that is asked of it."""
    if os.geteuid() != 0:
        print("image-check: containers without an engine need root", file=sys.stderr)
        return 1
    check_tools()
    try:
        with store() as images, tempfile.TemporaryDirectory(prefix="pagewire-check-") as scratch:
            build(images, Path(scratch))
            look(images)
            list_contents(images, Path(scratch))
            work(images, Path(scratch))
    except (BrokerError, CommandFailed, ContainerError) as error:
        print(f"image-check: {error}", file=sys.stderr)
        return 1
    say("the image is good")
    return 0


def build(images: Store, scratch: Path) -> None:
    """The stand-in for the base, and the Dockerfile on it."""
    base = base_image((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    say(f"making a stand-in for {base.name} (two minutes)")
    make_stand_in(images, base, scratch)
    say("building the Dockerfile")
    arguments = {"VERSION": "0.0.0-check", "REVISION": _revision()}
    images.build(ROOT, IMAGE, mounts=pip_settings(scratch), arguments=arguments)


def look(images: Store) -> None:
    """What the image says of itself, and what is in it. Raises ContainerError."""
    config = images.config(IMAGE)
    labels = config.get("Labels") or {}
    wrong = [
        f"label org.opencontainers.image.{name} is not set"
        for name in LABELS
        if not labels.get(f"org.opencontainers.image.{name}")
    ]
    if config.get("User") != USER:
        wrong.append(f"its user is {config.get('User')!r} instead of {USER}")
    if config.get("Entrypoint") != ["pagewire"] or config.get("Cmd") != ["run"]:
        wrong.append("it does not run `pagewire run`")
    if "9464/tcp" not in (config.get("ExposedPorts") or {}):
        wrong.append("it does not expose port 9464")
    if not config.get("Healthcheck"):
        wrong.append("it has no health check")
    python = ("--entrypoint=python", "--user=0")  # another could not look everywhere
    wrong += [f"has {found}" for found in images.output(IMAGE, "-c", UNWANTED, more=python).split()]
    if wrong:
        raise ContainerError("the image is not as it should be:\n" + "\n".join(wrong))
    say(
        f"image: {config['Size'] / 1e6:.0f} MB, user {USER}, labels, health check, nothing unwanted"
    )


def list_contents(images: Store, scratch: Path) -> None:
    """The SBOM that comes out of the build lists what the image has. Raises ContainerError."""
    say("building the SBOM")
    images.build_files(ROOT, "sbom", scratch / "sbom", pip_settings(scratch))
    (document,) = (scratch / "sbom").rglob("*.json")
    bom = json.loads(document.read_bytes())
    installed = images.output(IMAGE, "-c", INSTALLED, more=["--entrypoint=python"]).split()
    if wrong := list(complaints(bom, set(installed))):
        raise ContainerError("the SBOM is not as it should be:\n" + "\n".join(wrong))
    say(f"SBOM: CycloneDX {bom['specVersion']}, all of the {len(installed)} that are installed")


def work(images: Store, scratch: Path) -> None:
    """Pages through the image, locked down, against a real Kafka. Raises CommandFailed."""
    with Broker() as broker:
        port = free_port()
        settings = {
            "bootstrap_servers": broker.bootstrap_servers,
            "http_host": "127.0.0.1",
            "http_port": str(port),
            "cpu_processes": "2",
        }
        env = environment(settings, scratch)
        run_command("topics", "create", env=env)
        run_command("publish", str(PAGES), env=env, allowed=(0, 1))
        published = count_inputs(load_settings(env).kafka)
        command = images.run_command(IMAGE, (), more=_variables(settings))
        say("starting it read-only, without root and capabilities")
        started = time.monotonic()
        with WorkerProcess(env, scratch / "worker.log", command=command) as worker:
            worker.wait_until_ready(READY_TIMEOUT_S)
            say(f"ready after {time.monotonic() - started:.1f} s")
            _health_check(images, settings, healthy=True)
            _wait_for_pages(worker, published)
            say(f"{published} pages have their outcome; SIGTERM")
            worker.drain()
        _health_check(images, settings, healthy=False)
        said, _ = run_command("verify", "--to", "end", env=env)
        say(said.strip())


def _wait_for_pages(worker: WorkerProcess, published: int) -> None:
    """Return once it has done them all. Raises CommandFailed."""
    if not published:
        raise CommandFailed(f"{PAGES}: no page could be published")
    deadline = time.monotonic() + DONE_TIMEOUT_S
    while (done := worker.pages_done()) < published:
        if time.monotonic() > deadline:
            raise CommandFailed(
                f"the worker has done {done} of {published} pages in {DONE_TIMEOUT_S:g} s"
            )
        time.sleep(1)


def _health_check(images: Store, settings: dict[str, str], *, healthy: bool) -> None:
    """The image's own health check says what is true. Raises ContainerError."""
    test: Sequence[str] = images.config(IMAGE)["Healthcheck"]["Test"]
    more = [*_variables(settings), f"--entrypoint={test[1]}"]
    command = images.run_command(IMAGE, test[2:], more=more)
    code = subprocess.run(command, capture_output=True, check=False).returncode
    if (code == 0) != healthy:
        raise ContainerError(f"the health check ends with {code}, healthy or not: {healthy}")


def _variables(settings: dict[str, str]) -> list[str]:
    return [f"--env=PAGEWIRE_{key.upper()}={value}" for key, value in settings.items()]


def _revision() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
