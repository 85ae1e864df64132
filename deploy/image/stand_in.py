"""A base image where none can be pulled: Debian with its own Python, under the Dockerfile's name.

Decides what the stand-in has. It stands in for the check only; what is shipped is built on the
image that the Dockerfile names, which has the same release of Debian and the same Python, in
another patch and from another place.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.image.containers import ContainerError, Store

_PACKAGES = "python3,python3-venv,ca-certificates"
_BASE = re.compile(r"^ARG PYTHON_IMAGE=(python:(3\.\d+)\.\d+-slim-([a-z]+))$", re.MULTILINE)
_PYTHON = "import sys; print('%d.%d' % sys.version_info[:2])"


@dataclass(frozen=True, slots=True)
class Base:
    """An image of the official Python: Debian's `suite` with `python` (3.N) in it."""

    name: str
    python: str
    suite: str


def base_image(dockerfile: str) -> Base:
    """What the Dockerfile builds on unless it is told another. Raises ContainerError."""
    if not (found := _BASE.search(dockerfile)):
        raise ContainerError("the Dockerfile pins no patch of Python on a release of Debian")
    return Base(*found.groups())


def make_stand_in(store: Store, base: Base, scratch: Path) -> None:
    """Put it into the store. Raises ContainerError."""
    root, log = scratch / "base", scratch / "debootstrap.log"
    command = ["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", base.suite, str(root)]
    with log.open("wb") as said:
        done = subprocess.run(command, stdout=said, stderr=said, check=False)
    if done.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise ContainerError(f"debootstrap failed with {done.returncode}:\n{tail}")
    asked = ["chroot", str(root), "python3", "-c", _PYTHON]
    has = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    if has != base.python:
        raise ContainerError(f"{base.name} cannot be stood in for: Debian's Python there is {has}")
    (root / "usr/bin/python").symlink_to("python3")
    # Packages as they were downloaded: a real base image has none of them either.
    for package in (root / "var/cache/apt/archives").glob("*.deb"):
        package.unlink()
    store.import_root(root, f"docker.io/library/{base.name}")


def pip_settings(scratch: Path) -> list[str]:
    """This machine's pip settings and certificates, as mounts for the build.

    They go in from outside, never through the Dockerfile. Raises ContainerError.
    """
    command = [sys.executable, "-m", "pip", "config", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ContainerError(f"pip does not say its settings:\n{done.stderr.strip()}")
    lines = re.findall(r"^(global|:env:)\.([\w-]+)='(.*)'$", done.stdout, re.MULTILINE)
    # As for pip itself, the environment goes before the files.
    found = {key: value for _, key, value in sorted(lines, reverse=True)}
    conf = scratch / "pip.conf"
    conf.write_text("[global]\n" + "".join(f"{key} = {value}\n" for key, value in found.items()))
    mounts = [f"{conf}:/etc/pip.conf:ro"]
    # Where they are here, so that what the settings name is there.
    named = [Path(found[key]) for key in ("cert", "find-links") if key in found]
    certificates = Path("/etc/ssl/certs")
    places = [certificates, *(each for each in named if certificates not in each.parents)]
    return mounts + [f"{place}:{place}:ro" for place in places if place.exists()]
