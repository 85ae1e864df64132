"""`make dashboards`: writes deploy/grafana/dashboards/*.json again.

Decides which dashboards there are, and their files.
"""

import json
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.content import content
from deploy.grafana.overview import overview
from deploy.grafana.pipeline import pipeline
from deploy.grafana.replay import replay

FOLDER = Path(__file__).with_name("dashboards")


def generated() -> dict[str, str]:
    """The JSON of each dashboard by the name of its file."""
    boards = {board.uid: board for board in (overview(), pipeline(), content(), replay())}
    return {
        f"{uid}.json": json.dumps(board, cls=JSONEncoder, indent=1, ensure_ascii=False) + "\n"
        for uid, board in boards.items()
    }


if __name__ == "__main__":
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
