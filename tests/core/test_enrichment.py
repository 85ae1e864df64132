"""Enrichment: the bundled model and the rules around it."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from worker import enrichment
from worker.enrichment import SpacyPipeline, annotate, load_pipeline, things
from worker.enrichment.places import country_code, place_label
from worker.failures import ExitCode, ModelUnavailable, ProcessesNotReady
from worker.records import Entity

TEXT = (
    "Angela Merkel met Emmanuel Macron in Berlin on Wednesday. Merkel said that Germany would"
    " send 3,000 tonnes of wheat to Sudan.\n\nThe World Food Programme welcomed the plan. The WFP"
    " said that 40% of the families had no food and that it needed $2.5 million."
)


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    pipeline = load_pipeline("news")
    pipeline.warm_up()
    return pipeline


def entities(pipeline: SpacyPipeline, text: str) -> tuple[Entity, ...]:
    return pipeline.read([text], lambda doc, _: annotate(doc, text))[0]


def rules_only(text: str, *patterns: dict[str, str]) -> tuple[Entity, ...]:
    """Entities where the model is nothing but the given patterns."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(list(patterns))  # type: ignore[attr-defined]
    return annotate(nlp(text), text)


def test_country_that_ends_like_a_people_is_a_country():
    text = "The Philippines and the Filipinos"
    found = rules_only(
        text,
        {"label": "NORP", "pattern": "Philippines"},
        {"label": "NORP", "pattern": "Filipinos"},
    )
    assert [(ent.text, ent.label) for ent in found] == [
        ("Philippines", "GPE"),
        ("Filipinos", "NORP"),
    ]


def test_news_is_bundled_and_names_itself(news):
    assert news.model.name == "news"
    assert len(news.model.sha256) == 64
    assert news.speaks("en")
    assert not news.speaks("de")
    assert not news.speaks(None)


def test_hash_names_the_files_and_not_the_place(news, tmp_path):
    folder = Path(enrichment.__file__).parent / "models" / "news"
    copy = tmp_path / "elsewhere"
    shutil.copytree(folder, copy)
    assert load_pipeline(str(copy)).model.sha256 == news.model.sha256
    (copy / "meta.json").write_text((copy / "meta.json").read_text() + "\n")
    assert load_pipeline(str(copy)).model.sha256 != news.model.sha256


@pytest.mark.parametrize("name", ["en_no_such_pipeline", "/no/such/folder", ""])
def test_missing_model_stops_the_worker_with_a_word(name):
    with pytest.raises(ModelUnavailable, match="PAGEWIRE_SPACY_PIPELINE") as caught:
        load_pipeline(name)
    assert isinstance(caught.value, ProcessesNotReady)
    assert caught.value.exit_code is ExitCode.PROCESSES_NOT_READY


def test_entities_have_labels_and_exact_offsets(news):
    found = entities(news, TEXT)
    assert all(TEXT[ent.start : ent.end] == ent.text for ent in found)
    assert [ent.start for ent in found] == sorted(ent.start for ent in found)
    labels = {(ent.text, ent.label) for ent in found}
    assert {
        ("Angela Merkel", "PERSON"),
        ("Emmanuel Macron", "PERSON"),
        ("Berlin", "GPE"),
        ("Germany", "GPE"),
        ("Wednesday", "DATE"),
        ("3,000 tonnes", "QUANTITY"),
        ("40%", "PERCENT"),
        ("$2.5 million", "MONEY"),
    } <= labels


def test_entities_do_not_overlap(news):
    found = entities(news, TEXT)
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_surname_points_to_the_full_name(news):
    merkel = [ent for ent in entities(news, TEXT) if ent.text == "Merkel"]
    assert [ent.canonical for ent in merkel] == ["Angela Merkel"]


def test_initials_point_to_the_organisation():
    found = rules_only(
        "The Nordic Boat Union met. NBU members ate.",
        {"label": "ORG", "pattern": "Nordic Boat Union"},
        {"label": "ORG", "pattern": "NBU"},
    )
    assert [ent.canonical for ent in found] == ["Nordic Boat Union"] * 2


def test_surname_of_two_people_points_to_nobody():
    found = rules_only(
        "Ann Berg and Jo Berg met. Berg spoke.",
        {"label": "PERSON", "pattern": "Ann Berg"},
        {"label": "PERSON", "pattern": "Jo Berg"},
        {"label": "PERSON", "pattern": "Berg"},
    )
    assert [ent.canonical for ent in found] == ["Ann Berg", "Jo Berg", "Berg"]


def test_fullest_name_is_sought_once_for_each_short_form(monkeypatch):
    sought: list[str] = []

    def counted(label: str, candidates: set[str]) -> str | None:
        sought.append(" ".join(sorted(candidates)))
        return fullest(label, candidates)

    fullest = enrichment.short_forms._fullest
    monkeypatch.setattr(enrichment.short_forms, "_fullest", counted)
    words = [word for number in range(50) for word in (f"Ann{number}", "Berg", "Berg", "ate")]
    doc = Doc(Vocab(), words=words)
    full = [Span(doc, at, at + 2, "PERSON") for at in range(0, len(doc), 4)]
    doc.set_ents([*full, *(Span(doc, at, at + 1, "PERSON") for at in range(2, len(doc), 4))])
    assert annotate(doc, doc.text)[1].canonical == "Berg"
    assert len(sought) == len(set(sought))


def test_article_possessive_and_line_break_are_no_part_of_a_name():
    found = rules_only(
        "the Nordic Council's plan\nSport",
        {"label": "ORG", "pattern": "the Nordic Council's"},
        {"label": "PERSON", "pattern": "plan\nSport"},
    )
    assert [ent.text for ent in found] == ["Nordic Council", "plan"]


def test_country_that_acts_is_a_country_and_a_company_with_its_name_is_none():
    found = rules_only(
        "The United States condemned it. Air France flew.",
        {"label": "ORG", "pattern": "The United States"},
        {"label": "ORG", "pattern": "Air France"},
    )
    assert [(ent.text, ent.label) for ent in found] == [
        ("United States", "GPE"),
        ("Air France", "ORG"),
    ]


def test_title_that_was_split_from_its_name_is_nobody():
    found = rules_only(
        "Emir Sheikh Tamim Rashid met King.",
        {"label": "PERSON", "pattern": "Sheikh"},
        {"label": "PERSON", "pattern": "Tamim Rashid"},
        {"label": "PERSON", "pattern": "King"},
    )
    assert [ent.text for ent in found] == ["Tamim Rashid", "King"]


def test_article_that_belongs_to_the_name_stays():
    found = rules_only("Judges in The Hague ruled.", {"label": "LOC", "pattern": "The Hague"})
    assert [(ent.text, ent.label) for ent in found] == [("The Hague", "GPE")]


def test_countries_and_their_people_carry_the_iso_code(news):
    linked, _ = things(entities(news, TEXT), TEXT)
    codes = {ent.text: ent.ids.get("iso3166") for ent in linked}
    assert (codes["Germany"], codes["Sudan"], codes["Berlin"]) == ("DE", "SD", None)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Côte d’Ivoire", "GPE"),
        ("the Netherlands", "GPE"),
        ("Ouagadougou", "GPE"),
        ("Badghis Province", "GPE"),
        ("Pul-e-Charkhi Prison", "FAC"),
        ("Lake Chad", "LOC"),
        ("Middle East", "LOC"),
    ],
)
def test_places_are_split(name, label):
    assert place_label(name) == label


@pytest.mark.parametrize(
    ("name", "label", "code"),
    [
        ("U.S.", "GPE", "US"),
        ("Afghans", "NORP", "AF"),
        ("Turkish", "NORP", "TR"),
        ("Turkish", "GPE", None),
        ("Kabul", "GPE", None),
    ],
)
def test_country_codes(name, label, code):
    assert country_code(name, label) == code


def test_memory_does_not_grow_with_new_words(news):
    def read(number: int) -> int:
        texts = [f"Word{number}x{i} met qzx{number}w{i} in Berlin." for i in range(50)]
        return len(news.read(texts, lambda doc, _: len(doc)))

    read(0)
    before = len(news._nlp.vocab.strings)
    for number in range(1, 6):
        read(number)
    assert len(news._nlp.vocab.strings) == before


def test_texts_are_read_in_order_whatever_their_length(news):
    texts = [f"Text number {i}. " * (1 + i % 3 * 700) for i in range(9)]
    assert news.read(texts, lambda doc, _: doc.text) == texts
