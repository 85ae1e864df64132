"""Floors of the events of whole pages: they may rise, never fall. Other pages need new ones.

The pages were marked before anything had read them, and are not fitted on. docs/quality.md has what
was reached, and how far they are unseen.
"""

import pytest

from tests.evaluation.event_pages import page_files
from tests.evaluation.event_scoring import Score, score_files, total
from tests.evaluation.scoring import digest
from worker.pipeline import PipelineConfig, load

DIGEST = "e9766999b1d08c96"
FLOORS = {
    "news": {
        "trigger": 80.7,
        "type": 78.4,
        "actors": 74.1,
        "recipients": 72.9,
        "days": 73.0,
        "places": 62.2,
        "quantities": 75.3,
        "polarity": 99.0,
        "modality": 94.2,
    },
    "news-fast": {"type": 76.9},
}
MOST_EXTRA = 7.0  # events too many for 100 marked ones


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    """The score of all test pages, by the pipeline that read them."""
    return {
        name: total(
            score_files(load(PipelineConfig(spacy_pipeline=name)), page_files("test")).values()
        )
        for name in FLOORS
    }


def test_floors_belong_to_these_pages():
    assert digest(*page_files("test")) == DIGEST


@pytest.mark.parametrize(
    ("pipeline", "number"), [(name, number) for name in FLOORS for number in FLOORS[name]]
)
def test_events_of_whole_pages_do_not_get_worse(scores, pipeline, number):
    reached = scores[pipeline].numbers()[number]
    print(f"{pipeline}: {number} {reached:.1f}")
    assert reached >= FLOORS[pipeline][number]


def test_no_more_events_are_made_up(scores):
    assert scores["news"].numbers()["extra"] <= MOST_EXTRA
