"""Buildah and podman without an engine, in a store of their own that is thrown away.

Decides the flags that work where there is no Docker, no registry and no cgroup delegation
(docs/decisions.md has why). Must not know what is built or checked.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BUILD_TIMEOUT_S = 1800.0
# podman wants a cgroup2 mount, which a machine with the old or the mixed layout lacks: it gets one
# in a mount namespace of its own.
_OWN_CGROUPS = (
    'umount -R -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup && exec podman "$@"'
)


class ContainerError(Exception):
    """A build or a container did not do what it should; the message says all."""


class Store:
    """Images and containers in one folder. `vfs` copies layers, and works on every file system."""

    def __init__(self, folder: Path) -> None:
        self._flags = (f"--root={folder}/root", f"--runroot={folder}/run", "--storage-driver=vfs")

    def import_root(self, root: Path, image: str) -> None:
        """A folder as an image of that name. Raises ContainerError."""
        tar = subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE)
        command = ["podman", *self._flags, "import", '--change=CMD ["python3"]', "-", image]
        _run("importing the base image", command, stdin=tar.stdout)
        if tar.wait() != 0:
            raise ContainerError("importing the base image: tar failed")

    def build(
        self, source: Path, image: str, *, mounts: Sequence[str], arguments: Mapping[str, str]
    ) -> None:
        """The Dockerfile of `source`, with what it may see of this machine. Raises ContainerError.

        In Docker's format: that of OCI has no health check.
        """
        more = [f"--tag={image}"]
        more += [f"--build-arg={name}={value}" for name, value in arguments.items()]
        self._build("building the image", source, mounts, more)

    def build_files(self, source: Path, target: str, folder: Path, mounts: Sequence[str]) -> None:
        """What the stage `target` of the Dockerfile has, as files. Raises ContainerError."""
        more = [f"--target={target}", f"--output=type=local,dest={folder}"]
        self._build(f"building {target}", source, mounts, more)

    def config(self, image: str) -> dict[str, Any]:
        """What the image says of itself: `User`, `Labels` and the like, and `Size` in bytes."""
        said = _run("inspecting the image", ["podman", *self._flags, "image", "inspect", image])
        (found,) = json.loads(said)
        config: dict[str, Any] = found["Config"]
        return config | {"Size": found["Size"], "Healthcheck": found.get("Healthcheck")}

    def run_command(
        self, image: str, arguments: Sequence[str], *, more: Sequence[str] = ()
    ) -> list[str]:
        """The command line of a container that may do nothing it does not need.

        Read-only, as the image's own user, without capabilities, with `/tmp` in memory.
        """
        flags = ["--rm", "--network=host", "--cgroups=disabled", "--read-only", "--tmpfs=/tmp"]
        flags += ["--cap-drop=ALL", "--security-opt=no-new-privileges", "--init=false"]
        # Without these podman asks for more than a container inside a container may have.
        flags += ["--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"]
        podman = [*self._flags, "--cgroup-manager=cgroupfs", "run", *flags, *more, image]
        return [
            shutil.which("unshare") or "unshare",
            "--mount",
            "sh",
            "-c",
            _OWN_CGROUPS,
            "podman",
            *podman,
            *arguments,
        ]

    def _build(self, what: str, source: Path, mounts: Sequence[str], more: Sequence[str]) -> None:
        command = ["buildah", *self._flags, "bud", "--format=docker", "--isolation=chroot"]
        command += ["--network=host", "--pull-never", *(f"--volume={mount}" for mount in mounts)]
        _run(what, [*command, *more, str(source)], shown=True)

    def remove_containers(self) -> None:
        """Those that were left behind. Raises ContainerError."""
        _run("removing containers", ["podman", *self._flags, "rm", "--all", "--force"])

    def output(self, image: str, *arguments: str, more: Sequence[str] = ()) -> str:
        """What a container wrote on stdout, once it has ended well. Raises ContainerError."""
        return _run("running the image", self.run_command(image, arguments, more=more))


@contextmanager
def store() -> Iterator[Store]:
    """A store for one check. Raises ContainerError when a tool is missing, or without root."""
    missing = [tool for tool in ("buildah", "podman", "debootstrap") if not shutil.which(tool)]
    if missing:
        raise ContainerError(
            f"no {', '.join(missing)} on the PATH (Debian: apt-get install buildah podman"
            " debootstrap)"
        )
    # Their folders belong to many users: only root can fill and remove them.
    with tempfile.TemporaryDirectory(prefix="pagewire-image-") as folder:
        images = Store(Path(folder))
        try:
            yield images
        finally:
            images.remove_containers()


def _run(what: str, command: Sequence[str], *, stdin: Any = subprocess.DEVNULL,
         shown: bool = False) -> str:  # fmt: skip
    """Run a command to its end; with `shown` its words go to stderr. Raises ContainerError."""
    try:
        done = subprocess.run(
            command,
            stdin=stdin,
            stdout=sys.stderr if shown else subprocess.PIPE,
            stderr=subprocess.STDOUT if shown else subprocess.PIPE,
            text=True,
            check=False,
            timeout=BUILD_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired:
        raise ContainerError(f"{what} took more than {BUILD_TIMEOUT_S:.0f} s") from None
    if done.returncode:
        raise ContainerError(f"{what} failed with {done.returncode}:\n{done.stderr or ''}")
    return done.stdout or ""
