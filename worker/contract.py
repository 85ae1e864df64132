"""The contract that ships with the worker: its topics and its JSON Schemas.

Decides where the `schemas/` folder is found (inside the installed package, or beside it in a
checkout) and the form of its topics file. Must not know Kafka's client or any code that reads
and writes pages: the codec holds the same rules by hand, and a contract test compares them.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

TopicSetting = Literal["input_topic", "output_topic", "dead_letter_topic"]


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic that the worker needs. `name` is its default; `setting` is what renames it."""

    name: str
    setting: TopicSetting
    schema: str  # name of the schema of its values; of the facts in its headers for dead letters
    key: str  # what the record key is, in words
    partitions: int
    replication_factor: int  # -1 is the broker's own default
    config: Mapping[str, str]  # Kafka's names and values, as an admin client takes them


@cache
def topics() -> tuple[TopicSpec, ...]:
    """The topics in the order of the topics file. Raises FileNotFoundError in a broken install."""
    with (folder() / "topics.toml").open("rb") as file:
        tables = tomllib.load(file)["topics"]
    return tuple(
        TopicSpec(
            name=name,
            setting=table["setting"],
            schema=table["schema"],
            key=table["key"],
            partitions=table["partitions"],
            replication_factor=table["replication_factor"],
            config={option: str(value) for option, value in table["config"].items()},
        )
        for name, table in tables.items()
    )


def schema(name: str) -> dict[str, Any]:
    """A JSON Schema by name, such as "raw-page.v1". Raises LookupError with the names there are."""
    known = {path.stem: path for path in sorted(folder().glob("*.v*.json"))}
    if name not in known:
        raise LookupError(f"no schema {name!r}; there are {', '.join(known)}")
    document: dict[str, Any] = json.loads(known[name].read_text("utf-8"))
    return document


@cache
def folder() -> Path:
    """The folder of the schemas, installed or in a checkout. Raises FileNotFoundError."""
    package = Path(__file__).parent
    candidates = (package / "schemas", package.parent / "schemas")
    for candidate in candidates:
        if (candidate / "topics.toml").is_file():
            return candidate
    raise FileNotFoundError(f"no topics.toml in {' or '.join(map(str, candidates))}")
