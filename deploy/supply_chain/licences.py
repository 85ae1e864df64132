"""What ships with Pagewire under which licence: reads `licences.toml`, writes docs/licences.md.

Decides what is allowed and how the list looks. Must not know how an SBOM is made; needs no library,
since `make lock` runs it before any is installed.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements/runtime.txt"
LIST = ROOT / "docs/licences.md"

_PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)
_IDENTIFIER = re.compile(r"[A-Za-z0-9.-]+(?: WITH [A-Za-z0-9.-]+)?")

_HEAD = """\
# Licences of what ships

Written by `make lock` from `deploy/supply_chain/licences.toml` and the runtime lock; change those,
not this file. A test fails when a library or a data file has no licence there, when one is not
allowed there, or when an installed wheel says another. The texts are in the `dist-info` folder of
each library; `fastwarc`, `flatbuffers` and `resiliparse` bring none, theirs is in `LICENSE`.

Not in this list: Python and Debian's packages in the base image, and the crates compiled into
wheels that are written in Rust; those wheels list them in `dist-info/sboms`.
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """A line of a lock. `marker` says where it is installed (PEP 508); None is everywhere."""

    name: str
    version: str
    marker: str | None


@dataclass(frozen=True, slots=True)
class Bundled:
    """Data of others in the package. `type` is CycloneDX's, `path` is from the project's root."""

    name: str
    type: str
    path: str
    licence: str
    note: str


@dataclass(frozen=True, slots=True)
class Licences:
    """`licences.toml`. Licences are SPDX expressions, libraries have the lock's names."""

    plainly: frozenset[str]
    with_note: frozenset[str]
    chosen: dict[str, str]
    notes: dict[str, str]
    libraries: dict[str, str]
    bundled: tuple[Bundled, ...]
    own: tuple[str, ...]

    def forbidden(self) -> Iterator[str]:
        """What is under a licence that is not allowed, or not without a note; a line each."""
        for name, licence in self.libraries.items():
            yield from self._forbidden(name, self.chosen.get(name, licence), self.notes.get(name))
        for piece in self.bundled:
            yield from self._forbidden(piece.name, piece.licence, piece.note)

    def _forbidden(self, name: str, licence: str, note: str | None) -> Iterator[str]:
        for identifier in identifiers(licence):
            if identifier in self.with_note:
                if not note:
                    yield f"{name}: {identifier} needs a note"
            elif identifier not in self.plainly:
                yield f"{name}: {identifier} is not allowed"


def identifiers(licence: str) -> set[str]:
    """The licences in an SPDX expression, whether all or one of them holds."""
    return {
        found
        for part in re.split(r"\b(?:AND|OR)\b", licence)
        for found in _IDENTIFIER.findall(part)
    }


def read(text: str) -> Licences:
    """Raises TOMLDecodeError, KeyError or TypeError when `text` is not in the form of the file."""
    table: dict[str, Any] = tomllib.loads(text)
    return Licences(
        plainly=frozenset(table["allowed"]["plainly"]),
        with_note=frozenset(table["allowed"]["with_note"]),
        chosen=table["chosen"],
        notes=table["notes"],
        libraries=table["libraries"],
        bundled=tuple(Bundled(**one) for one in table["bundled"]),
        own=tuple(table["own"]["files"]),
    )


def licences() -> Licences:
    """The project's own file, read."""
    return read(Path(__file__).with_name("licences.toml").read_text(encoding="utf-8"))


def pins(lock: str) -> list[Pin]:
    """The text of a lock; a library is there twice where two Pythons get two versions."""
    return [Pin(*found.groups()) for found in _PIN.finditer(lock)]


def markdown(held: Licences, locked: list[Pin]) -> str:
    """docs/licences.md. Raises KeyError for a library without a licence."""
    lines = [_HEAD, "## Libraries", "", "| library | version | licence | |", "|---|---|---|---|"]
    for pin in locked:
        licence = held.libraries[pin.name]
        if pin.name in held.chosen:
            licence += f"; here {held.chosen[pin.name]}"
        notes = [held.notes.get(pin.name, "")]
        if pin.marker:
            notes.insert(0, f"Only where `{pin.marker}`.")
        lines.append(f"| {pin.name} | {pin.version} | {licence} | {' '.join(notes).strip()} |")
    lines += ["", "## Models and data of others", "", "| what | licence | |", "|---|---|---|"]
    for piece in held.bundled:
        lines.append(f"| {piece.name}, `{piece.path}` | {piece.licence} | {piece.note} |")
    lines += [
        "",
        "Everything else in the package is under Apache-2.0, data files too. Event types, sectors",
        "and scores are PLOVER 2.0's, as facts; the tables adapted from it (CC-BY-SA-4.0) are in",
        "`docs/events.md`, which is not in the package.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    held, locked = licences(), pins(LOCK.read_text(encoding="utf-8"))
    if unknown := {pin.name for pin in locked} - held.libraries.keys():
        raise SystemExit(
            f"deploy/supply_chain/licences.toml has no licence for {', '.join(sorted(unknown))}"
        )
    LIST.write_text(markdown(held, locked), encoding="utf-8")


if __name__ == "__main__":
    main()
