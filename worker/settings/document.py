"""`docs/configuration.md`, printed from the settings themselves.

Decides the shape of that page. Must not know any setting by name but in its examples.
"""

from typing import Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

from worker.settings.groups import GROUPS, SECRET_KEYS
from worker.settings.kinds import MIB
from worker.settings.rules import RULES
from worker.settings.sources import env_key

_HEAD = """\
# Configuration

This page is printed by `python -m worker.settings`; a test holds it equal to the code.

A setting may come from four places. A later one wins:

1. its default;
2. a TOML file, named by `--config FILE` or `PAGEWIRE_CONFIG`, with a table per group
   (`[flow]`, then `in_flight_pages = 512`) or with the keys alone;
3. the environment: `PAGEWIRE_` and the key in capitals (`PAGEWIRE_IN_FLIGHT_PAGES=512`);
4. flags of the command.

Any variable also exists with `_FILE` at its end; then its value is read from that file
(`PAGEWIRE_SASL_PASSWORD_FILE=/run/secrets/kafka`). Setting both is a mistake.
`PAGEWIRE_SASL_OAUTH_TOKEN_FILE` is read again for every new token.

Sizes are bytes or a number with a unit (`64KiB`, `10MiB`); durations are seconds or a number
with a unit (`250ms`, `30s`, `5m`). A key that does not exist is a mistake, and all mistakes are
reported at once. `pagewire check-config` prints what is in force and where it came from;
secrets stay hidden.

What exactly-once needs has no setting: acknowledgement by all replicas, the idempotent producer,
transactions, `read_committed`, no automatic commit, cooperative rebalancing.
"""


def render_configuration_doc() -> str:
    """Return the whole page, as Markdown."""
    return "\n".join([_HEAD, *_tables(), *_rules()])


def _tables() -> list[str]:
    lines = []
    for group, model in GROUPS.items():
        lines += [f"## [{group}]", "", (model.__doc__ or "").strip(), ""]
        lines += ["| variable | default | meaning |", "|---|---|---|"]
        for key, found in model.model_fields.items():
            if found.default is PydanticUndefined:
                default = "(by machine)"
            elif found.default is None:
                default = "(not set)"
            else:
                default = f"`{_plain(key, found.default)}`"
            more = " Secret." if key in SECRET_KEYS else _choices(found.annotation)
            lines.append(f"| `{env_key(key)}` | {default} | {found.description}{more} |")
        lines.append("")
    return lines


def _rules() -> list[str]:
    lines = ["## What must hold between settings", ""]
    lines += [f"- {rule.says}; otherwise {rule.otherwise}." for rule in RULES]
    return [*lines, ""]


def _choices(annotation: object) -> str:
    """Name the values of a setting that takes only some; "" for others."""
    if get_origin(annotation) is Literal:
        return f" One of {', '.join(f'`{value}`' for value in get_args(annotation))}."
    return next(filter(None, map(_choices, get_args(annotation))), "")


def _plain(key: str, default: object) -> str:
    if isinstance(default, int) and key.endswith("_bytes"):
        unit, size = ("MiB", MIB) if default % MIB == 0 else ("KiB", 1024)
        return f"{default // size}{unit}"
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)
