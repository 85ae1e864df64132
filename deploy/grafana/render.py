"""Pictures of the dashboards from any Prometheus, where no Grafana is at hand.

    python -m deploy.grafana.render http://127.0.0.1:9090 --minutes 60 --output pictures/

Decides where on the picture a panel goes. Must not know which metrics there are.
"""

import argparse
import sys
import time
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

from deploy.grafana import drawing
from deploy.grafana.questions import Panel, Window, boards, panels, series
from deploy.local.prometheus import PrometheusError

# Pixels of a unit of the grid, as in Grafana on a screen of 1,536 pixels.
_COLUMN, _ROW, _HEAD, _GAP, _DPI = 64, 38, 46, 8, 100


def draw_boards(address: str, window: Window, folder: Path) -> list[Path]:
    """One PNG for each dashboard. Raises PrometheusError."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for name, board in boards():
        found = [(panel, _courses(address, panel, window)) for panel in panels(board)]
        path = folder / f"{name}.png"
        _picture(board["title"], found, window).savefig(path, dpi=_DPI)
        # A picture of few colours: a third of the bytes.
        Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
        drawn.append(path)
    return drawn


def _courses(address: str, panel: Panel, window: Window) -> list[drawing.Course]:
    return [
        drawing.course(target.name(found["metric"]), found["metric"], found["values"])
        for target in panel.targets
        for found in series(address, target, window)
    ]


def _picture(title: str, found: list[tuple[Panel, list[drawing.Course]]], window: Window) -> Figure:
    width = 24 * _COLUMN
    height = _HEAD + _ROW * max(y + h for panel, _ in found for _, y, _, h in [panel.place])
    figure = Figure(figsize=(width / _DPI, height / _DPI), facecolor=drawing.BACKGROUND)
    figure.text(12 / width, 1 - 28 / height, title, color=drawing.TEXT, fontsize=15, weight="bold")
    for panel, courses in found:
        x, y, w, h = panel.place
        left, top = x * _COLUMN + _GAP / 2, _HEAD + y * _ROW + _GAP / 2
        box = drawing.Box(left, top, w * _COLUMN - _GAP, h * _ROW - _GAP, width, height)
        drawing.draw(figure, box, panel, courses, window)
    return figure


def main() -> int:
    """Draw all dashboards."""
    parser = argparse.ArgumentParser(prog="python -m deploy.grafana.render")
    parser.add_argument("address", help="of a Prometheus, as http://127.0.0.1:9090")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    length_s = 60 * options.minutes
    try:
        window = Window(time.time(), length_s, step_s=max(1.0, length_s / 300))
        draw_boards(options.address, window, options.output)
    except (OSError, PrometheusError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
