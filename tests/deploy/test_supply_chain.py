"""What ships is locked by hashes, under licences that are allowed, and in the SBOM."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from functools import reduce
from importlib import metadata
from pathlib import Path

import pytest
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.markers import Marker
from packaging.utils import canonicalize_name

from deploy.supply_chain import licences
from deploy.supply_chain.licences import LIST, LOCK, ROOT, identifiers, markdown, pins

HELD = licences.licences()
LOCKS = sorted(LOCK.parent.glob("*.txt"))
LOCKED = pins(LOCK.read_text(encoding="utf-8"))
HERE = [pin for pin in LOCKED if pin.marker is None or Marker(pin.marker).evaluate()]

# What wheels without a licence expression say, where it is no SPDX identifier itself.
OLD_WORDS = {
    "3-Clause BSD License": {"BSD-3-Clause"},
    "Apache 2.0": {"Apache-2.0"},
    "BSD": {"BSD-2-Clause", "BSD-3-Clause"},
    "BSD License": {"BSD-2-Clause", "BSD-3-Clause"},
    "ISC License": {"ISC"},
    "MIT License": {"MIT"},
    "The BSD 2-Clause License": {"BSD-2-Clause"},
}


def declared(name: str) -> set[str]:
    """The expressions that agree with the metadata of an installed wheel."""
    said = metadata.metadata(name)
    fields = (said.get_all(field, []) for field in ("License-Expression", "License", "Classifier"))
    text = next(
        one.rsplit(" :: ", 1)[-1]
        for field in fields
        for one in field
        if one and (" :: " not in one or one.startswith("License ::"))
    )
    try:
        return {canonicalize_license_expression(text)}
    except InvalidLicenseExpression:
        return OLD_WORDS.get(text, set())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_is_a_version_with_hashes(lock: Path):
    text = lock.read_text(encoding="utf-8")
    lines = text.replace("\\\n", "").splitlines()
    assert lines
    assert len(pins(text)) == len(lines)
    for line in lines:
        assert re.search(r"(?:\s+--hash=sha256:[0-9a-f]{64})+$", line), line


@pytest.mark.parametrize("lock", ["dev.txt", "supply.txt"])
def test_tools_run_beside_the_versions_that_ship(lock):
    shipped = {(pin.name, pin.version) for pin in LOCKED}
    beside = pins((LOCK.parent / lock).read_text(encoding="utf-8"))
    shared = {(pin.name, pin.version) for pin in beside if pin.name in HELD.libraries}
    assert shared
    assert shared <= shipped


def test_every_locked_library_has_a_licence():
    assert HELD.libraries.keys() == {pin.name for pin in LOCKED}


def test_every_licence_is_allowed():
    assert list(HELD.forbidden()) == []


@pytest.mark.parametrize(
    ("library", "said"),
    [
        ('"GPL-3.0-only"', ["x: GPL-3.0-only is not allowed"]),
        ('"MIT AND GPL-3.0-or-later"', ["x: GPL-3.0-or-later is not allowed"]),
        ('"MIT OR (GPL-2.0-only AND MIT)"', ["x: GPL-2.0-only is not allowed"]),
        ('"Apache-2.0 WITH LLVM-exception"', ["x: Apache-2.0 WITH LLVM-exception is not allowed"]),
        ('"MPL-2.0"', ["x: MPL-2.0 needs a note"]),
        ('"MIT"', []),
    ],
)
def test_licence_that_is_not_allowed_is_named(library, said):
    held = licences.read(
        f"chosen = {{}}\nnotes = {{}}\nbundled = []\nlibraries = {{x = {library}}}\n"
        'own = {files = []}\nallowed = {plainly = ["MIT"], with_note = ["MPL-2.0"]}'
    )
    assert list(held.forbidden()) == said


@pytest.mark.parametrize(
    "licence", sorted({*HELD.libraries.values(), *(piece.licence for piece in HELD.bundled)})
)
def test_licence_is_written_as_spdx_does(licence):
    assert canonicalize_license_expression(licence) == licence


def test_choice_is_one_that_the_library_offers():
    for name, chosen in HELD.chosen.items():
        assert chosen in HELD.libraries[name].split(" OR ")


@pytest.mark.parametrize("name", [pin.name for pin in HERE])
def test_installed_wheel_says_the_same_licence(name):
    assert HELD.libraries[name] in declared(name)


def test_wheels_that_bring_no_text_of_their_licence_are_under_that_of_the_code():
    without = {
        pin.name
        for pin in HERE
        if not any(
            re.match(r"(?i)licen[cs]e|copying", file.name)
            for file in metadata.files(pin.name) or ()
        )
    }
    assert {HELD.libraries[name] for name in without} == {"Apache-2.0"}
    (named,) = re.findall(r"library; (.+) bring none", LIST.read_text(encoding="utf-8"))
    assert set(re.findall(r"`([a-z]+)`", named)) == without


def test_list_of_licences_is_up_to_date():
    assert LIST.read_text(encoding="utf-8") == markdown(HELD, LOCKED), "make lock writes it"


def test_every_data_file_in_the_package_has_a_licence():
    own = {path for pattern in HELD.own for path in ROOT.glob(pattern)}
    others = [ROOT / piece.path for piece in HELD.bundled]
    files = [
        path
        for path in (*(ROOT / "worker").rglob("*"), *(ROOT / "schemas").glob("*"))
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]
    assert [
        str(path.relative_to(ROOT))
        for path in files
        if path not in own and not any(path.is_relative_to(other) for other in others)
    ] == []


def test_every_path_of_the_list_is_there():
    assert [piece.path for piece in HELD.bundled if not (ROOT / piece.path).exists()] == []
    assert [pattern for pattern in HELD.own if not list(ROOT.glob(pattern))] == []


def test_package_names_every_licence_of_what_it_bundles():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bundled = reduce(set.union, (identifiers(piece.licence) for piece in HELD.bundled))
    assert identifiers(project["license"]) == {"Apache-2.0"} | bundled


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> list[str]:
    """The SBOM of the running environment, made by two processes that hash differently."""
    folder = tmp_path_factory.mktemp("sbom")
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "deploy.supply_chain.sbom", sys.executable, folder / seed],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
    return [(folder / seed).read_text(encoding="utf-8") for seed in ("1", "2")]


def test_sbom_is_the_same_each_time(written):
    assert written[0] == written[1]


def test_sbom_has_what_ships_and_nothing_else(written):
    components = json.loads(written[0])["components"]
    libraries = {
        (canonicalize_name(one["name"]), one["version"]): one["licenses"][0]["expression"]
        for one in components
        if one["type"] == "library"
    }
    assert libraries == {
        (pin.name, pin.version): HELD.chosen.get(pin.name, HELD.libraries[pin.name]) for pin in HERE
    }
    rest = {one["name"]: one for one in components if one["type"] != "library"}
    assert {
        name: (one["type"], one["licenses"][0]["expression"]) for name, one in rest.items()
    } == {piece.name: (piece.type, piece.licence) for piece in HELD.bundled}


def test_sbom_has_the_hash_of_every_bundled_file(written):
    hashes = {
        one["bom-ref"].removeprefix("file:"): one["hashes"][0]["content"]
        for component in json.loads(written[0])["components"]
        for one in (component, *component.get("components", []))
        if "hashes" in one
    }
    assert "worker/enrichment/models/news/encoder/graph.onnx" in hashes
    for name, sha256 in hashes.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == sha256


def test_sbom_leads_from_the_worker_to_every_component(written):
    bom = json.loads(written[0])
    graph = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    todo, reached = [bom["metadata"]["component"]["bom-ref"]], set()
    while todo:
        here = todo.pop()
        if here not in reached:
            reached.add(here)
            todo += graph[here]
    assert reached >= {one["bom-ref"] for one in bom["components"]}
