"""Where settings come from, and what is wrong with them, all at once.

Decides the order of sources (defaults < TOML file < environment < flags) and how a mistake is
worded. Must not know what a setting is used for. Nothing here quotes a secret, the content of a
file, or the value of a key it does not know (it may be a misspelt secret).
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from worker.failures import BadSettings
from worker.settings.connection import Group
from worker.settings.groups import GROUP_OF, GROUPS, SECRET_KEYS, Settings
from worker.settings.rules import RULES

ENV_PREFIX = "PAGEWIRE_"
CONFIG_KEY = "PAGEWIRE_CONFIG"
HIDDEN = "(hidden)"
NOT_SET = "(not set)"
DEFAULT = "default"
# Kubernetes puts such variables into every container of a namespace that has a Service whose
# name begins with "pagewire". They are nobody's mistake.
_SERVICE_LINK = re.compile(
    r"PAGEWIRE(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)"
)
_PLAIN_WORDS = {
    "int_parsing": "is no whole number",
    "int_from_float": "is no whole number",
    "float_parsing": "is no number",
    "bool_parsing": "is neither true nor false",
    "string_too_short": "is empty; write a name",
}
_SERVICE_LINK_VALUE = re.compile(r"(tcp|udp|sctp)://")


@dataclass(frozen=True, slots=True)
class _Given:
    """A value as one source gave it; `name` is the key as its writer wrote it."""

    name: str
    value: object
    quotable: bool = True


@dataclass(slots=True)
class _Draft:
    """What is gathered before it is known to be right."""

    given: dict[str, _Given] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


class Described(NamedTuple):
    """One effective setting, fit to be shown: a secret's value is hidden."""

    group: str
    key: str
    value: str
    source: str


def env_key(key: str) -> str:
    """Return the environment variable of a setting."""
    return ENV_PREFIX + key.upper()


def flag(key: str) -> str:
    """Return the command line flag of a setting."""
    return "--" + key.replace("_", "-")


def load_settings(
    environ: Mapping[str, str],
    config_file: Path | str | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """Gather the settings; a later source wins: defaults, TOML file, environment, flags.

    `config_file` wins over `PAGEWIRE_CONFIG`. `overrides` are flags by setting name; None means
    that the flag was not given. Raises BadSettings with all mistakes, a line each.
    """
    draft = _Draft()
    named = "--config" if config_file else CONFIG_KEY
    path = config_file or environ.get(CONFIG_KEY)
    if path:
        _read_toml(draft, Path(path), named)
    _read_environment(draft, environ)
    for key, value in (overrides or {}).items():
        if key not in GROUP_OF:
            draft.mistakes.append(f"{flag(key)}: no such setting{_did_you_mean(key, GROUP_OF)}")
        elif value is not None:
            draft.given[key] = _Given(flag(key), value)
    settings = Settings(
        **{group: _group(draft, group) for group in GROUPS},  # type: ignore[arg-type]
        sources={key: given.name for key, given in draft.given.items()},
    )
    draft.mistakes.extend(_broken_rules(draft, settings))
    if draft.mistakes:
        count = len(draft.mistakes)
        head = "1 mistake" if count == 1 else f"{count} mistakes"
        raise BadSettings(
            f"{head} in the settings:\n" + "\n".join(f"  {m}" for m in draft.mistakes)
        )
    return settings


def describe(settings: Settings) -> list[Described]:
    """List every effective setting in order, with secrets hidden and where each came from."""
    return [
        Described(group, key, _shown(key, value), settings.sources.get(key, DEFAULT))
        for group in GROUPS
        for key, value in getattr(settings, group)
    ]


def _read_toml(draft: _Draft, path: Path, named: str) -> None:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        draft.mistakes.append(f"{named}={path}: cannot be read: {error.strerror}")
        return
    except ValueError as error:  # broken TOML or no UTF-8
        draft.mistakes.append(f"{named}={path}: is no TOML file: {error}")
        return
    for name, value, key, mistake in _toml_keys(tree, path.name):
        if mistake:
            draft.mistakes.append(f"{name}: {mistake}")
        elif key in draft.given:
            draft.mistakes.append(f"{name}: is also set as {draft.given[key].name}")
        else:
            draft.given[key] = _Given(name, value)


def _toml_keys(tree: Mapping[str, Any], file: str) -> Iterator[tuple[str, Any, str, str]]:
    """Yield (name as written, value, key, mistake or "") for every key of the file."""
    for top, inner in tree.items():
        if top in GROUPS and isinstance(inner, dict):
            for key, value in inner.items():
                name = f"{file} [{top}] {key}"
                if key in GROUPS[top].model_fields:
                    yield name, value, key, ""
                elif key in GROUP_OF:
                    yield name, value, key, f"belongs to the table [{GROUP_OF[key]}]"
                else:
                    yield name, value, key, f"no such setting{_did_you_mean(key, GROUP_OF)}"
        elif top in GROUP_OF:
            yield f"{file} {top}", inner, top, ""
        elif isinstance(inner, dict):
            yield f"{file} [{top}]", inner, top, f"no such table; there are {', '.join(GROUPS)}"
        else:
            yield f"{file} {top}", inner, top, f"no such setting{_did_you_mean(top, GROUP_OF)}"


def _read_environment(draft: _Draft, environ: Mapping[str, str]) -> None:
    known = {env_key(key): key for key in GROUP_OF}
    for name in sorted(environ):
        if not name.startswith(ENV_PREFIX) or name == CONFIG_KEY:
            continue
        value = environ[name]
        by_file = known.get(name.removesuffix("_FILE"))
        if name in known:
            draft.given[known[name]] = _Given(name, value)
        elif name.endswith("_FILE") and by_file is not None:
            _read_value_file(draft, environ, name, by_file)
        elif not _is_service_link(name, value):
            draft.mistakes.append(
                f"{name}: no such setting{_did_you_mean(name, [*known, CONFIG_KEY])}"
            )


def _read_value_file(draft: _Draft, environ: Mapping[str, str], name: str, key: str) -> None:
    if env_key(key) in environ:
        draft.mistakes.append(f"{name}: {env_key(key)} is set as well; keep one of the two")
        draft.broken.add(key)
        return
    path = Path(environ[name])
    try:
        # Editors and `echo` end a file with a newline that no password contains.
        value = path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except OSError as error:
        draft.mistakes.append(f"{name}={path}: cannot be read: {error.strerror}")
        draft.broken.add(key)
        return
    except UnicodeDecodeError:
        draft.mistakes.append(f"{name}={path}: is no UTF-8 text")
        draft.broken.add(key)
        return
    draft.given[key] = _Given(name, value, quotable=False)


def _is_service_link(name: str, value: str) -> bool:
    return bool(
        _SERVICE_LINK.fullmatch(name)
        or (name.endswith("_PORT") and _SERVICE_LINK_VALUE.match(value))
    )


def _group(draft: _Draft, group: str) -> Group:
    """Build one group; what is wrong in it becomes mistakes, and defaults stand in for it."""
    model = GROUPS[group]
    values = {
        key: given.value
        for key, given in draft.given.items()
        if GROUP_OF[key] == group and key not in draft.broken
    }
    try:
        return model(**values)
    except ValidationError as error:
        for wrong in error.errors():
            key = str(wrong["loc"][0])
            if key not in draft.broken:
                draft.mistakes.append(f"{_as_written(draft, key)}: {_because(wrong)}")
                draft.broken.add(key)
        return model(**{key: value for key, value in values.items() if key not in draft.broken})


def _broken_rules(draft: _Draft, settings: Settings) -> Iterator[str]:
    """Check what must hold between settings; a setting that is wrong by itself is left out."""
    for rule in RULES:
        if draft.broken.isdisjoint(rule.keys) and not rule.holds(settings):
            written = ", ".join(_in_rule(draft, settings, key) for key in rule.keys)
            yield f"{written}: it must hold that {rule.says}; otherwise {rule.otherwise}"


def _as_written(draft: _Draft, key: str) -> str:
    given = draft.given[key]
    if key in SECRET_KEYS or not given.quotable:
        return given.name
    value = given.value
    between = " " if given.name.startswith("--") else "="
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{given.name}{between}{text if text.isprintable() and text else repr(text)}"


def _in_rule(draft: _Draft, settings: Settings, key: str) -> str:
    if key in draft.given:
        return _as_written(draft, key)
    value = getattr(getattr(settings, GROUP_OF[key]), key)
    if value is None:
        return f"{env_key(key)} not set"
    return f"{env_key(key)}={_shown(key, value)} (default)"


def _because(wrong: ErrorDetails) -> str:
    if wrong["type"] == "value_error":
        return str(wrong["ctx"]["error"])
    plain = _PLAIN_WORDS.get(wrong["type"])
    return plain or wrong["msg"].removeprefix("Input ").removeprefix("String ")


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _shown(key: str, value: object) -> str:
    if value is None:
        return NOT_SET
    if key in SECRET_KEYS or isinstance(value, SecretStr):
        return HIDDEN
    return str(value).lower() if isinstance(value, bool) else str(value)
