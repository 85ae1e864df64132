"""Every expression of every dashboard, put to a real Prometheus that looks at a real worker."""

import math
import time
from pathlib import Path

import pytest
from PIL import Image

from deploy.grafana.questions import Target, Window, boards, panels, series
from deploy.grafana.render import draw_boards
from deploy.grafana.scene import scene
from deploy.local.broker import Broker

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus, pytest.mark.slow]

TARGETS = [
    (f"{name}: {panel.title}: {target.expr}", target)
    for name, board in boards()
    for panel in panels(board)
    for target in panel.targets
]
# 130 pages: at 2 a second the replay outlasts what is asked of it.
ROUNDS, REPLAY_PAGES_PER_S = 12, 2.0


def has_numbers(address: str, target: Target, window: Window) -> bool:
    """Whether a series with a number comes: zero is one, and the share of nothing is none."""
    found = series(address, target, window)
    return any(not math.isnan(float(text)) for each in found for _, text in each["values"])


@pytest.mark.timeout(400)
def test_every_expression_gives_series_and_every_dashboard_a_picture(
    own_broker: Broker, tmp_path: Path
) -> None:
    # A broker of its own: the scene uses the topics of the contract.
    with scene(tmp_path, own_broker, cpu_processes=1) as played:
        for round_number in range(ROUNDS):
            played.publish(round_number)
        with played.replay("again", REPLAY_PAGES_PER_S) as replay:
            address, missing = played.prometheus.address, dict(TARGETS)
            deadline = time.monotonic() + 200
            while missing:
                window = Window(time.time(), length_s=20, step_s=1)
                answered = [k for k, t in missing.items() if has_numbers(address, t, window)]
                for question in answered:
                    del missing[question]
                assert time.monotonic() < deadline, "\n".join(missing)
                replay.require_alive()
                time.sleep(1)
            drawn = draw_boards(address, Window(time.time(), length_s=60), tmp_path / "pictures")
    assert [path.stem for path in drawn] == [name for name, _ in boards()]
    for path in drawn:
        with Image.open(path) as picture:
            assert picture.width == 24 * 64
