"""`make sbom`: what ships, as CycloneDX JSON.

    python -m deploy.supply_chain.sbom PYTHON FILE

cyclonedx-py reads the libraries out of the environment of PYTHON; here what the lock does not know
is left out (the development tools), licences are set to those of `licences.toml`, and the data
inside the package is added. Not in it: Python itself and Debian's packages, which are the base
image's (its publisher's SBOM, or a scanner, has them), and crates inside wheels, which list theirs
in `dist-info/sboms`. Equal environments give equal bytes: no time, no serial number.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseAcknowledgement, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

import worker
from deploy.supply_chain.licences import LOCK, ROOT, Bundled, Licences, licences, pins

_FORMAT = SchemaVersion.V1_6


def sbom(python: str) -> str:
    """The SBOM of Pagewire as installed for the interpreter `python`, JSON with a line end.

    Raises RuntimeError when cyclonedx-py fails, KeyError for a library without a licence,
    ValueError when what came out is no valid CycloneDX.
    """
    bom = _environment(python)
    whole = bom.metadata.component
    assert whole is not None  # pyproject.toml was given
    whole.version = worker.__version__
    held = licences()
    locked = {pin.name for pin in pins(LOCK.read_text(encoding="utf-8"))}

    shipped = [one for one in bom.components if canonicalize_name(one.name) in locked]
    for library in shipped:
        library.external_references = ()  # home pages and chats; the purl says where it is from
        library.licenses = [_licence(_chosen(held, canonicalize_name(library.name)))]
    pieces = [_component(one) for one in held.bundled]

    shown = {one.bom_ref: one for one in (whole, *shipped, *pieces)}
    graph = {one.ref: [to.ref for to in one.dependencies] for one in bom.dependencies}
    bom.components, bom.dependencies = [*shipped, *pieces], []
    for reference, component in shown.items():
        needed = [shown[one] for one in graph.get(reference, ()) if one in shown]
        bom.register_dependency(component, needed)
    bom.register_dependency(whole, pieces)
    return _written(bom)


def _environment(python: str) -> Bom:
    made = subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "environment", python),
            *("--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"),
            *("--spec-version", _FORMAT.to_version(), "--output-format", "JSON"),
            "--no-validate",  # done once, with the whole
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"cyclonedx-py failed: {made.stderr.decode(errors='replace')}")
    bom = Bom.from_json(json.loads(made.stdout))  # type: ignore[attr-defined]  # a decorator's
    assert isinstance(bom, Bom)
    return bom


def _chosen(held: Licences, name: str) -> str:
    return held.chosen.get(name, held.libraries[name])


def _licence(expression: str) -> LicenseExpression:
    return LicenseExpression(expression, acknowledgement=LicenseAcknowledgement.CONCLUDED)


def _component(piece: Bundled) -> Component:
    """A file with its SHA-256; of a folder, each file below it."""
    path = ROOT / piece.path
    described = path / "meta.json"
    return Component(
        name=piece.name,
        type=ComponentType(piece.type),
        version=json.loads(described.read_bytes())["version"] if described.exists() else None,
        bom_ref=piece.path,
        licenses=[_licence(piece.licence)],
        description=piece.note,
        hashes=[_sha256(path)] if path.is_file() else None,
        components=_files(sorted(path.rglob("*"))) if path.is_dir() else None,
        properties=[Property(name="pagewire:path", value=piece.path)],
    )


def _files(paths: Iterable[Path]) -> list[Component]:
    names = [(str(path.relative_to(ROOT)), path) for path in paths if path.is_file()]
    return [
        Component(
            name=name, type=ComponentType.FILE, bom_ref=f"file:{name}", hashes=[_sha256(path)]
        )
        for name, path in names
    ]


def _sha256(path: Path) -> HashType:
    return HashType(
        alg=HashAlgorithm.SHA_256, content=hashlib.sha256(path.read_bytes()).hexdigest()
    )


def _written(bom: Bom) -> str:
    # What the library makes anew for each document; the lines are sorted by it anyway.
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    document.pop("serialNumber", None)
    document["metadata"].pop("timestamp", None)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if mistake := JsonStrictValidator(_FORMAT).validate_str(text):
        raise ValueError(f"no valid CycloneDX {_FORMAT.to_version()}: {mistake}")
    return text


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    _, python, file = sys.argv
    Path(file).write_text(sbom(python), encoding="utf-8")


if __name__ == "__main__":
    main()
