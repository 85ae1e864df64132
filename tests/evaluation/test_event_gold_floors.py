"""Floors of events on public sets that do not belong into a repository: they may rise, never fall.

Where `PAGEWIRE_EVENT_GOLD` names a folder with `<set>.dev.jsonl` and the `score_events.py` that
reads them. docs/quality.md has what was reached. `pytest -s` prints the scores.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from worker.cli import main

GOLD = os.environ.get("PAGEWIRE_EVENT_GOLD")
# set, measure and, where it has several, which of them
FLOORS = {
    ("plv", "type_micro", "F1"): 0.859,
    ("plv", "type_macro_F1", None): 0.832,
    ("plv", "sentence_type_top1", None): 0.810,
    ("plv", "actors", "F1"): 0.847,
    ("plv", "recipients", "F1"): 0.665,
    ("plv", "recipients_lenient", "F1"): 0.778,
    ("plover_gsr", "type_micro", "F1"): 0.833,
    ("plover_gsr", "actors", "F1"): 0.735,
    ("plover_gsr", "recipients", "F1"): 0.628,
    ("wikievents", "trigger_identification", "F1"): 0.639,
    ("wikievents", "type_micro", "F1"): 0.535,
    ("wikievents", "actors", "F1"): 0.541,
    ("wikievents", "recipients", "F1"): 0.550,
    ("case2021", "sentence_type_anyhit", None): 0.884,
    ("ecbplus", "trigger_identification", "F1"): 0.449,
}
pytestmark = [
    pytest.mark.skipif(
        not GOLD,
        reason="PAGEWIRE_EVENT_GOLD names no folder with <set>.dev.jsonl and score_events.py;"
        " docs/quality.md says what it is",
    ),
    pytest.mark.timeout(600),
]


@cache
def scores(name: str, folder: Path) -> dict[str, Any]:
    """What the sets' own scorer says of what `pagewire annotate` finds."""
    texts, found = Path(GOLD or "") / f"{name}.dev.jsonl", folder / f"{name}.jsonl"
    assert main(["annotate", "--input", str(texts), "--output", str(found)]) == 0
    scorer = [sys.executable, str(Path(GOLD or "") / "score_events.py"), "--json"]
    answer = subprocess.run(
        [*scorer, "--gold", str(texts), "--pred", str(found)],
        capture_output=True,
        check=True,
        text=True,
    )
    (only,) = json.loads(answer.stdout).values()
    return dict(only)


@pytest.mark.parametrize(("name", "measure", "part"), FLOORS)
def test_events_of_the_gold_are_found_as_well_as_before(
    name: str, measure: str, part: str | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    value = scores(name, folder)[measure]
    reached = value[part] if part else value
    print(f"{name}, {measure}: {reached:.4f}")
    assert reached >= FLOORS[name, measure, part]
