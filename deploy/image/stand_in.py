"""A base image where none can be pulled: Debian with its own Python, under the Dockerfile's name.

Decides what the stand-in has. It stands in for the check only; what is shipped is built on the
image that the Dockerfile names.
"""

import re
import subprocess
from pathlib import Path

from deploy.image.containers import ContainerError, Store

_PACKAGES = "python3,python3-venv,ca-certificates"
_SUITE = "bookworm"


def base_image(dockerfile: Path) -> str:
    """The image that the Dockerfile builds on unless it is told another."""
    found = re.search(r"^ARG PYTHON_IMAGE=(\S+)$", dockerfile.read_text(), re.MULTILINE)
    if not found:
        raise ContainerError("the Dockerfile has no ARG PYTHON_IMAGE")
    return found[1]


def make_stand_in(store: Store, name: str, scratch: Path) -> None:
    """Put it into the store. Raises ContainerError."""
    root, log = scratch / "base", scratch / "debootstrap.log"
    command = ["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", _SUITE, str(root)]
    with log.open("wb") as said:
        done = subprocess.run(command, stdout=said, stderr=said, check=False)
    if done.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise ContainerError(f"debootstrap failed with {done.returncode}:\n{tail}")
    (root / "usr/bin/python").symlink_to("python3")
    # Packages as they were downloaded: a real base image has none of them either.
    for package in (root / "var/cache/apt/archives").glob("*.deb"):
        package.unlink()
    store.import_root(root, f"docker.io/library/{name}")


def pip_settings(scratch: Path) -> list[str]:
    """This machine's pip settings and certificates, as mounts for the build.

    They go in from outside, never through the Dockerfile.
    """
    said = subprocess.run(
        ["python3", "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    found = dict(re.findall(r"^(?:global|:env:)\.([\w-]+)='(.*)'$", said, re.MULTILINE))
    conf = scratch / "pip.conf"
    conf.write_text("[global]\n" + "".join(f"{key} = {value}\n" for key, value in found.items()))
    mounts = [f"{conf}:/etc/pip.conf:ro"]
    folders = [Path("/etc/ssl/certs"), Path(found.get("find-links", "/nonexistent"))]
    return mounts + [f"{folder}:{folder}:ro" for folder in folders if folder.is_dir()]
