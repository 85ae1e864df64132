"""Pronouns across sentences and numbers without their noun: who is meant, and who is not."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline, things
from worker.events import events
from worker.records import Annotations, Event, Participant


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def read(pipeline: SpacyPipeline, text: str) -> Annotations:
    def annotations(doc: Doc, _: int) -> Annotations:
        entities, named = things(annotate(doc, text), text)
        return Annotations(entities, named, events(doc, text, entities, named))

    return pipeline.read([text], annotations)[0]


def event_of(page: Annotations, trigger: str) -> Event:
    (event,) = [one for one in page.events if one.trigger.text == trigger]
    return event


def names(page: Annotations, parts: tuple[Participant, ...]) -> list[str]:
    return [
        part.text if part.thing is None else page.things[part.thing].canonical for part in parts
    ]


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        (
            "Ann Lee met the king. Tom Reed praised the army. He accused the miners of lying.",
            "accused",
            ["Tom Reed"],
        ),
        (
            "Ann Lee met the king. The governor, Tom Reed, left early. He blamed the miners.",
            "blamed",
            ["Tom Reed"],
        ),
        ("The army sent a brigade to the north. It also called up reservists.", "called", ["army"]),
        ("The miners marched to the palace. They blocked a gate.", "blocked", ["miners"]),
        ("The general and the bishop met. He blamed Chad.", "blamed", []),
        ("The army sent a brigade to the north.\nIt also called up reservists.", "called", []),
    ],
)
def test_pronoun_means_the_subject_of_the_sentence_before_where_there_is_one(
    news, text, trigger, actors
):
    page = read(news, text)
    assert names(page, event_of(page, trigger).actors) == actors


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        (
            "Senator Ada Bello resigned on Friday. Bello's cousin owned the mine."
            " He was arrested in May.",
            "arrested",
            ["Bello's cousin"],
        ),
        (
            "Governor Ada Bello praised the guards. The gunman wrote that he was alone."
            " He was jailed for life.",
            "jailed",
            ["gunman"],
        ),
        (
            "A nephew of Bello stabbed a trader. He was arrested at dawn.",
            "arrested",
            ["nephew of Bello"],
        ),
        (
            "Ada Bello said she would stay. The mine closed. He was arrested at dawn.",
            "arrested",
            [],
        ),
        (
            "Ada Bello said she would stay. The mine closed. She was arrested at dawn.",
            "arrested",
            ["Ada Bello"],
        ),
        (
            "The trial of Ada Bello began in March. She was jailed for life.",
            "jailed",
            ["Ada Bello"],
        ),
        (
            "Governor Ada Bello left. The governor hailed a taxi. She was arrested at dawn.",
            "arrested",
            ["Ada Bello"],
        ),
    ],
)
def test_he_is_no_name_that_a_nearer_noun_or_the_other_pronoun_stands_against(
    news, text, trigger, recipients
):
    page = read(news, text)
    assert names(page, event_of(page, trigger).recipients) == recipients


def test_noun_that_a_pronoun_means_stands_for_it(news):
    page = read(news, "The army sent a brigade to the north. It also called up reservists.")
    (actor,) = event_of(page, "called").actors
    assert (actor.start, actor.text, actor.sector) == (4, "army", "MIL")


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        ("Hundreds of farmers protested in Lyon.", "protested", ["farmers"]),
        ("Hundreds more farmers protested on Monday.", "protested", ["more farmers"]),
        ("On Sunday tens of thousands marched in Yangon.", "marched", []),
    ],
)
def test_number_is_how_many_and_no_actor(news, text, trigger, actors):
    page = read(news, text)
    assert names(page, event_of(page, trigger).actors) == actors


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("A joint statement urged restraint.", []),
        ("A statement by the ministry urged restraint.", ["ministry"]),
    ],
)
def test_statement_acts_for_whoever_made_it_and_is_nobody_itself(news, text, actors):
    page = read(news, text)
    assert names(page, event_of(page, "urged").actors) == actors


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        ("Students blocked the highway.", "blocked", ["highway"]),
        ("Farmers blocked the road in protest against the ministry.", "blocked", ["ministry"]),
        ("Police seized three hilltops.", "seized", ["hilltops"]),
    ],
)
def test_road_or_hill_is_the_recipient_where_nobody_is(news, text, trigger, recipients):
    page = read(news, text)
    assert names(page, event_of(page, trigger).recipients) == recipients
