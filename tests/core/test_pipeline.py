"""The pipeline: every record ends in one outcome, and the same record in the same bytes."""

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from worker import __version__
from worker.codec import KEY_MAX_BYTES
from worker.failures import Reason, Stage
from worker.pipeline import Pipeline, PipelineConfig, load
from worker.records import (
    DeadLetter,
    Enriched,
    ExtractionMethod,
    Origin,
    Processed,
    RawRecord,
    Tombstone,
)

ARTICLE = (
    "Soldiers attacked the village of Tamba in Sudan on Tuesday. Amina Osman, the mayor, said that"
    " six farmers were killed.\n\nThe United Nations condemned the attack. Osman met a delegation"
    " from Egypt in Khartoum and asked for food."
)
GERMAN = (
    "Die Fähre fährt wieder. Der Kapitän freut sich, und die Fahrgäste freuen sich mit ihm, denn"
    " sie haben neun Wochen lang gewartet."
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    loaded = load(PipelineConfig())
    loaded.warm_up()
    return loaded


def record(body: str | bytes = ARTICLE, *, offset: int = 0, **fields: object) -> RawRecord:
    page: dict[str, object] = {
        "url": f"https://news.example/{offset}",
        "fetched_at": "2024-03-08T06:00:00Z",
        "content_type": "text/plain",
    }
    if isinstance(body, bytes):
        page["body_base64"] = base64.b64encode(body).decode()
    else:
        page["body"] = body
    value = orjson.dumps(page | fields)
    return RawRecord(Origin("raw-pages", 2, offset), key=None, value=value)


def enriched(processed: Processed) -> dict[str, Any]:
    assert isinstance(processed.outcome, Enriched)
    page: dict[str, Any] = orjson.loads(processed.outcome.value)
    return page


def letter(processed: Processed) -> DeadLetter:
    assert isinstance(processed.outcome, DeadLetter)
    return processed.outcome


def test_page_comes_out_enriched_with_its_provenance(pipeline):
    raw = record(offset=7, source="crawler", meta={"seed": [1, 2]}, title="War in Tamba")
    page = enriched(pipeline.process_one(raw))
    assert page["text"] == ARTICLE
    assert (page["title"], page["source"], page["meta"]) == (
        "War in Tamba",
        "crawler",
        {"seed": [1, 2]},
    )
    assert {"Sudan", "Egypt"} <= {ent["text"] for ent in page["entities"]}
    assert {"ASSAULT", "ACCUSE"} <= {event["type"] for event in page["events"]}
    provenance = page["provenance"]
    assert provenance["pipeline_version"] == pipeline.version
    assert provenance["model"]["sha256"] == pipeline.model.sha256
    assert provenance["extraction_method"] == ExtractionMethod.FLATTENED
    assert provenance["input"] == {
        "sha256": hashlib.sha256(raw.value or b"").hexdigest(),
        "topic": "raw-pages",
        "partition": 2,
        "offset": 7,
    }


def test_version_names_the_distribution_and_the_model(pipeline):
    assert pipeline.version == f"{__version__}+news-{pipeline.model.version}"


def test_record_from_a_file_has_no_place_in_kafka(pipeline):
    raw = RawRecord(Origin("", 0, 0), None, record().value)
    page = enriched(pipeline.process_one(raw))
    assert page["provenance"]["input"]["topic"] is None
    assert page["provenance"]["input"]["offset"] is None


def test_key_of_the_input_is_kept_and_the_url_stands_in_for_none(pipeline):
    keyed = RawRecord(Origin("raw-pages", 0, 0), b"\xffkey", record().value)
    assert pipeline.process_one(keyed).outcome.key == b"\xffkey"
    assert pipeline.process_one(record(offset=3)).outcome.key == b"https://news.example/3"


def test_null_value_passes_as_a_tombstone(pipeline):
    raw = RawRecord(Origin("raw-pages", 0, 0), b"gone", None)
    assert pipeline.process_one(raw).outcome == Tombstone(b"gone")


def test_tombstone_with_a_key_that_no_page_may_have_is_a_dead_letter(pipeline):
    for size, kind in ((KEY_MAX_BYTES, Tombstone), (KEY_MAX_BYTES + 1, DeadLetter)):
        raw = RawRecord(Origin("raw-pages", 0, 0), b"k" * size, None)
        assert type(pipeline.process_one(raw).outcome) is kind
    dead = letter(pipeline.process_one(raw))
    assert (dead.reason, dead.stage) == (Reason.TOO_LARGE, Stage.DECODE)


def test_every_record_of_a_batch_has_one_outcome_and_rejections_come_first(pipeline):
    bad = RawRecord(Origin("raw-pages", 0, 1), None, b"{")
    gone = RawRecord(Origin("raw-pages", 0, 3), b"key", None)
    batch = [record(), bad, record(offset=2), gone, record("", offset=4)]
    outcomes = list(pipeline.process(batch))
    assert [index for index, _ in outcomes] == [1, 3, 4, 0, 2]
    kinds = [type(processed.outcome) for _, processed in outcomes]
    assert kinds == [DeadLetter, Tombstone, DeadLetter, Enriched, Enriched]


def test_neighbours_do_not_change_a_page(pipeline):
    alone = pipeline.process_one(record()).outcome
    batch = [record(), record(GERMAN, offset=1), record(ARTICLE * 3, offset=2)]
    assert dict(pipeline.process(batch))[0].outcome == alone


def test_empty_batch_has_no_outcomes(pipeline):
    assert list(pipeline.process([])) == []


@pytest.mark.parametrize(
    ("raw", "reason", "stage"),
    [
        (RawRecord(Origin("t", 0, 0), None, b"no json"), Reason.UNDECODABLE, Stage.DECODE),
        (RawRecord(Origin("t", 0, 0), None, b"{}"), Reason.SCHEMA_VIOLATION, Stage.DECODE),
        (record(b"%PDF-1.4 ..."), Reason.NOT_A_PAGE, Stage.CLEAN),
        (record("<html></html>"), Reason.EMPTY, Stage.CLEAN),
        (RawRecord(Origin("t", 0, 0), None, None), Reason.SCHEMA_VIOLATION, Stage.DECODE),
        (record("<html>" + "<div>" * 6_000), Reason.HOSTILE_MARKUP, Stage.CLEAN),
    ],
)
def test_rejected_page_is_a_dead_letter_with_its_reason(pipeline, raw, reason, stage):
    processed = pipeline.process_one(raw)
    dead = letter(processed)
    assert (dead.reason, dead.stage) == (reason, stage)
    assert dead.detail
    assert "\n" not in dead.detail


def test_page_that_outgrows_the_output_limit_is_a_dead_letter(pipeline):
    small = Pipeline(PipelineConfig(output_max_bytes=500), pipeline._spacy)
    dead = letter(small.process_one(record()))
    assert (dead.reason, dead.stage) == (Reason.TOO_LARGE, Stage.ENCODE)


def test_record_over_the_input_limit_is_a_dead_letter(pipeline):
    small = Pipeline(PipelineConfig(page_max_bytes=100), pipeline._spacy)
    dead = letter(small.process_one(record()))
    assert (dead.reason, dead.stage) == (Reason.TOO_LARGE, Stage.DECODE)


def test_page_in_another_language_passes_without_annotations(pipeline):
    page = enriched(pipeline.process_one(record(GERMAN)))
    assert (page["language"], page["text"]) == ("de", GERMAN)
    assert (page["entities"], page["events"]) == ([], [])
    assert page["warnings"] == ["language_unsupported"]


def test_long_text_is_cut_and_says_so(pipeline):
    short = Pipeline(PipelineConfig(text_max_chars=130), pipeline._spacy)
    page = enriched(short.process_one(record()))
    assert page["warnings"] == ["text_truncated"]
    assert ARTICLE.startswith(page["text"])


def test_bytes_of_the_input_may_be_the_page_itself(pipeline):
    config = PipelineConfig(input_format="bytes")
    raw = RawRecord(Origin("raw-pages", 0, 0), b"https://news.example/b", ARTICLE.encode())
    page = enriched(Pipeline(config, pipeline._spacy).process_one(raw))
    assert (page["url"], page["text"]) == ("https://news.example/b", ARTICLE)


def test_facts_count_what_was_found_and_time_every_stage(pipeline):
    processed = pipeline.process_one(record())
    page = enriched(processed)
    facts = processed.facts
    assert sum(facts.entities.values()) == len(page["entities"])
    assert sum(facts.events.values()) == len(page["events"])
    assert (facts.language, facts.extraction_method) == ("en", ExtractionMethod.FLATTENED)
    stages = {Stage.DECODE, Stage.CLEAN, Stage.ANNOTATE, Stage.EVENTS, Stage.ENCODE}
    assert set(facts.stage_s) == stages
    assert all(seconds > 0 for seconds in facts.stage_s.values())


def test_exception_of_our_own_passes_through(pipeline, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("worker.pipeline.annotate", broken)
    with pytest.raises(ZeroDivisionError):
        pipeline.process_one(record())


def test_annotate_text_leaves_the_text_alone(pipeline):
    text = "  Soldiers   attacked\n\n\n the village" + "." * 50 + " in Sudan.  "
    annotations = pipeline.annotate_text(text)
    assert {"Sudan"} <= {ent.text for ent in annotations.entities}
    assert all(text[ent.start : ent.end] == ent.text for ent in annotations.entities)
    assert all(
        text[event.trigger.start : event.trigger.end] == event.trigger.text
        for event in annotations.events
    )


def test_annotate_texts_equals_one_by_one(pipeline):
    texts = [ARTICLE, "", "Rebels attacked the army."]
    assert pipeline.annotate_texts([(text, None) for text in texts]) == [
        pipeline.annotate_text(text) for text in texts
    ]


def test_same_record_gives_the_same_bytes_in_every_process():
    script = (
        "import sys, orjson, hashlib\n"
        "from tests.core.test_pipeline import record, HTML_RECORD\n"
        "from worker.pipeline import PipelineConfig, load\n"
        "pipeline = load(PipelineConfig())\n"
        "for raw in (record(), HTML_RECORD):\n"
        "    print(hashlib.sha256(pipeline.process_one(raw).outcome.value).hexdigest())\n"
    )
    digests = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=110,
        )
        digests.add(done.stdout)
    assert len(digests) == 1
    assert len(digests.pop().split()) == 2


HTML_RECORD = record(
    "<html><head><title>War in Tamba | Daily</title></head><body><nav><a href='/'>Home</a></nav>"
    "<article><h1>War in Tamba</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE.split("\n\n"))
    + "<p>Published on 7 March 2024</p></article></body></html>",
    content_type="text/html",
)
