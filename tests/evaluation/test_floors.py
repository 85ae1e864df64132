"""Floors of quality: they may rise, never fall. Changed texts need new floors and a digest."""

import pytest

from tests.evaluation import scoring
from worker.pipeline import Pipeline, PipelineConfig, load

DIGEST = "96aac86fb45a247f"
ENTITY_FLOORS = {"news": 97.0, "news-fast": 95.5}
NAME_FLOORS = {"news": 88.0, "news-fast": 88.0}  # of the weakest region


@pytest.fixture(scope="module", params=sorted(ENTITY_FLOORS))
def pipeline(request: pytest.FixtureRequest) -> Pipeline:
    return load(PipelineConfig(spacy_pipeline=request.param))


def test_floors_belong_to_these_texts():
    assert scoring.digest(scoring.SENTENCES, scoring.NAMES) == DIGEST


def test_entities_of_our_own_sentences_do_not_get_worse(pipeline):
    score = scoring.entity_f(pipeline, scoring.read_sentences())
    print(f"{pipeline.model.name}: entities F {score:.1f}")
    assert score >= ENTITY_FLOORS[pipeline.model.name]


def test_no_region_s_names_are_found_less_often(pipeline):
    recall = scoring.name_recall(pipeline)
    print(pipeline.model.name, {region: round(share) for region, share in recall.items()})
    assert min(recall.values()) >= NAME_FLOORS[pipeline.model.name], recall
