"""Java, Maven and Kafka's jars: found, or fetched once into a cache, or missing with one line why.

Decides where the jars are kept and which Java runs them. Must not know how a broker is run.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

POM = Path(__file__).with_name("pom.xml")
KAFKA_VERSION = ElementTree.parse(POM).findtext(".//{*}kafka.version") or ""
MINIMUM_JAVA = 17
MAVEN_TIMEOUT_S = 900.0


class BrokerError(Exception):
    """The local Kafka could not be fetched, started or reached."""


class MissingTool(BrokerError):
    """Java or Maven is not there, or is too old."""


def resolve(cache_dir: Path | None = None) -> list[Path]:
    """The broker's jars, through Maven the first time and from the cache after that.

    Their folder is named after the Kafka version and the pom, and appears whole or not at all.
    """
    if cache_dir is None:
        user_cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        cache_dir = Path(os.environ.get("KAFKA_CACHE_DIR") or Path(user_cache, "pagewire"))
    pom_digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:8]
    jars = cache_dir.absolute() / f"kafka-{KAFKA_VERSION}-{pom_digest}"
    if not jars.is_dir():
        require_java_and_maven()
        cache_dir.mkdir(parents=True, exist_ok=True)
        with (cache_dir / f"{jars.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # released by the close, and by any death
            if not jars.is_dir():  # else the process that held the lock before has made it
                _copy_jars(jars)
    return sorted(jars.glob("*.jar"))


def _copy_jars(target: Path) -> None:
    # The machine's own Maven settings say where from; a jar with a wrong checksum is refused.
    command = ["mvn", "--batch-mode", "--quiet", "--strict-checksums", "--file", str(POM)]
    command += ["dependency:copy-dependencies", "-DincludeScope=runtime"]
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"{target.name}.") as scratch:
        copied = Path(scratch, "jars")
        command.append(f"-DoutputDirectory={copied}")
        run(f"fetching Kafka {KAFKA_VERSION} with Maven", command, timeout_s=MAVEN_TIMEOUT_S)
        copied.rename(target)


def require_java_and_maven() -> None:
    """Raise MissingTool, with one line on what to install, unless both are there."""
    java()
    if shutil.which("mvn") is None:
        raise _missing("no mvn on the PATH")


def check_tools() -> None:
    """For `make`, before anything is installed: one line and exit 1 where a tool is missing."""
    try:
        require_java_and_maven()
    except MissingTool as missing:
        sys.exit(f"pagewire: {missing}")


def java() -> str:
    in_java_home = Path(os.environ.get("JAVA_HOME") or "/nonexistent", "bin", "java")
    java = shutil.which(in_java_home) or shutil.which("java")
    if java is None:
        raise _missing("no java on the PATH or under JAVA_HOME")
    if (version := _java_version(java)) < MINIMUM_JAVA:
        raise _missing(f"{java} is Java {version}")
    return java


@functools.cache
def _java_version(java: str) -> int:
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


def _missing(what: str) -> MissingTool:
    return MissingTool(
        f"{what}: the local Kafka needs Java {MINIMUM_JAVA} or newer and Maven"
        " (Debian: apt-get install openjdk-17-jre-headless maven)"
    )


def run(what: str, command: Sequence[str], *, timeout_s: float, cwd: Path | None = None) -> None:
    try:
        subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout_s,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise BrokerError(f"{what} took more than {timeout_s:.0f} s") from None
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.output.splitlines() if re.search("ERROR|Exception", line)]
        reason = (lines or ["no reason given"])[0]
        raise BrokerError(f"{what} failed: {reason}") from None
