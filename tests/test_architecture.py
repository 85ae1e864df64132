"""Holds the table of rooms: who may import whom, how long a file may grow, what nothing is called.

Decides by reading the source (ast), never by importing it. The reasons stand in
docs/decisions.md; a new module in worker/ needs a line in ROOMS.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STDLIB = frozenset(sys.stdlib_module_names)

# room -> libraries that are not in the standard library and that this room alone may import
CORE: dict[str, frozenset[str]] = {
    "__init__": frozenset(),
    "attempts": frozenset(),
    "breaker": frozenset(),
    "cleaning": frozenset(
        {
            "dateparser",
            "dateutil",
            "ftfy",
            "htmldate",
            "lxml",
            "numpy",
            "py3langid",
            "resiliparse",
            "trafilatura",
        }
    ),
    "codec": frozenset({"orjson"}),
    "contract": frozenset(),
    "dispatch": frozenset(),
    "enrichment": frozenset({"numpy", "onnxruntime", "spacy"}),
    "events": frozenset({"dateutil", "spacy"}),
    "failures": frozenset(),
    "headlines": frozenset(),
    "ledger": frozenset(),
    "limits": frozenset(),
    "minhash": frozenset({"rensa"}),
    "pipeline": frozenset(),
    "preview": frozenset(),
    "reconcile": frozenset(),
    "records": frozenset(),
}
EDGES: dict[str, frozenset[str]] = {
    "archives": frozenset({"fastwarc", "orjson"}),
    "health": frozenset({"prometheus_client"}),
    "kafka": frozenset({"kafka"}),
    "pool": frozenset(),
    "settings": frozenset({"pydantic", "pydantic_core"}),
    "status": frozenset(),
    "telemetry": frozenset({"prometheus_client"}),
    "watchdog": frozenset(),
}
# The only places that know several edges; no library of an edge is imported here.
COMPOSITION: dict[str, frozenset[str]] = {
    "__main__": frozenset(),
    "app": frozenset({"prometheus_client"}),
    "cli": frozenset({"rich"}),
    "commands": frozenset({"orjson", "pydantic", "rich"}),
    "diff": frozenset({"orjson"}),
    "configured": frozenset(),
    "inspect": frozenset({"orjson", "rich"}),
    "loop": frozenset(),
    "observer": frozenset(),
    "ports": frozenset(),
    "replay": frozenset(),
}
ROOMS = CORE | EDGES | COMPOSITION
SHARED_EDGES = {"settings", "telemetry"}  # every edge may read settings and tell what happened
# Tighter than the rule for the core: what these import besides the standard library.
ONLY = {
    "failures": set[str](),
    "headlines": set[str](),
    "inspect": {"cleaning", "codec", "failures", "preview", "records", "replay"},
    "records": {"failures"},
    "ledger": {"failures", "records"},
    "minhash": {"records"},
    "preview": {"records"},
}
# Here time comes in as an argument.
NO_CLOCK = {
    "attempts",
    "breaker",
    "codec",
    "headlines",
    "inspect",
    "ledger",
    "minhash",
    "preview",
    "reconcile",
    "records",
}

MAX_LINES = 300
# path -> why it may be longer
LONGER: dict[str, str] = {}

BANNED_NAMES = {"utils", "helpers", "common", "data", "info"}
BANNED_ENDINGS = re.compile(r"(Manager|Handler|Processor)$")


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "worker").parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Dotted names that the file imports, wherever in it; `worker.x` for one of our own."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: import with the full name"
            if node.module == "worker":
                yield from (f"worker.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def own_rooms(path: Path) -> set[str]:
    """Rooms of ours that the file imports, besides its own."""
    own = {name.split(".")[1] for name in imports(path) if name.startswith("worker.")}
    return {room for room in own if room in ROOMS} - {room_of(path)}


def bound_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that the source gives to something, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


def each(*folders: str) -> pytest.MarkDecorator:
    paths = sources(*folders)
    return pytest.mark.parametrize("path", paths, ids=[str(p.relative_to(ROOT)) for p in paths])


@each("worker")
def test_module_belongs_to_a_room(path: Path) -> None:
    assert room_of(path) in ROOMS, "give the new module its line in CORE, EDGES or COMPOSITION"


@each("worker")
def test_room_imports_only_rooms_it_may_know(path: Path) -> None:
    room = room_of(path)
    if room in ONLY:
        allowed = ONLY[room]
    elif room in CORE:
        allowed = set(CORE)
    elif room in EDGES:
        allowed = CORE.keys() | SHARED_EDGES
    else:
        allowed = set(ROOMS)
    assert own_rooms(path) <= allowed


@each("worker")
def test_room_imports_only_its_own_libraries(path: Path) -> None:
    foreign = {name.split(".")[0] for name in imports(path)} - STDLIB - {"worker"}
    assert foreign <= ROOMS.get(room_of(path), frozenset())


@pytest.mark.parametrize("room", sorted(NO_CLOCK))
def test_room_never_reads_the_clock(room: str) -> None:
    paths = [path for path in sources("worker") if room_of(path) == room]
    assert "time" not in {name for path in paths for name in imports(path)}
    assert not [p for p in paths if re.search(r"\b(now|today|utcnow)\(", p.read_text("utf-8"))]


def test_package_that_gathers_names_says_what_it_offers() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources("worker")
        if path.name == "__init__.py"
        and any(name.startswith("worker") for name in imports(path))
        and "__all__" not in {name for _, name in bound_names(syntax(path))}
    ]
    assert not silent


@each("worker", "deploy", "tests", "model")
def test_file_stays_short(path: Path) -> None:
    name, lines = str(path.relative_to(ROOT)), len(path.read_text(encoding="utf-8").splitlines())
    if name in LONGER:
        assert lines > MAX_LINES, "short again: take it off LONGER"
    else:
        assert lines <= MAX_LINES, "split it, or say in LONGER why not"


@each("worker", "deploy", "tests", "model")
def test_no_name_that_says_nothing(path: Path) -> None:
    assert path.stem not in BANNED_NAMES
    assert not set(path.relative_to(ROOT).parent.parts) & BANNED_NAMES
    empty = [
        f"line {line}: {name}"
        for line, name in bound_names(syntax(path))
        if name in BANNED_NAMES or BANNED_ENDINGS.search(name)
    ]
    assert not empty


@each("worker")
def test_module_says_what_it_decides(path: Path) -> None:
    assert ast.get_docstring(syntax(path))


def test_broad_except_is_only_around_one_page_and_around_the_program() -> None:
    broad = [
        str(path.relative_to(ROOT / "worker"))
        for path in sources("worker")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or {"Exception", "BaseException"} & set(names_in(node.type)))
    ]
    # The command line only turns what it catches into a traceback and an exit code of its own.
    assert broad == ["cli.py", "pool/process.py"]


def names_in(node: ast.AST) -> Iterator[str]:
    return (inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
