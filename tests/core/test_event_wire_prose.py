"""What wire reports write and parsers misread: titles, quotations, numbers in a row."""

from collections.abc import Callable

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline, things
from worker.events import events
from worker.records import Annotations, Event, Modality, Participant

Read = Callable[[str], Annotations]


@pytest.fixture(scope="module")
def read() -> Read:
    pipeline: SpacyPipeline = load_pipeline("news")

    def found(text: str) -> Annotations:
        def annotations(doc: Doc, _: int) -> Annotations:
            entities, named = things(annotate(doc, text), text)
            given = events(doc, text, entities, named, published="2026-06-03T12:00:00Z")
            return Annotations(entities, named, given)

        return pipeline.read([text], annotations)[0]

    return found


def of(read: Read, text: str, trigger: str) -> Event:
    (event,) = (one for one in read(text).events if one.trigger.text == trigger)
    return event


def types(read: Read, text: str) -> list[str | None]:
    return [event.type or event.ext_type for event in read(text).events]


def names(parts: tuple[Participant, ...]) -> list[str]:
    return [part.text for part in parts]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        (
            "A court in Accra on Monday sentenced former transport minister Kofi Mensah to nine"
            " years in prison.",
            "sentenced",
            ["court"],
            ["Kofi Mensah"],
        ),
        (
            "Secretary of Defense Ann Marr and Kenyan Secretary of Defense Daniel Otieno"
            " discussed the dam.",
            "discussed",
            ["Ann Marr", "Daniel Otieno"],
            [],
        ),
        (
            "Otieno called on “the Kenyan people and their leaders to make hard choices”.",
            "called",
            ["Otieno"],
            ["Kenyan people", "leaders"],
        ),
        (
            "In a telephone call with Daniel Otieno, Foreign Minister Ann Marr praised Kenya.",
            "call",
            ["Daniel Otieno", "Ann Marr"],
            ["Daniel Otieno"],
        ),
        ("The two clans agreed to form a joint committee.", "agreed", ["clans"], []),
        ("Kenya and Mali agreed to resume talks in Geneva.", "agreed", ["Kenya", "Mali"], []),
        ("Rescuers pulled 40 survivors from the water.", "pulled", ["Rescuers"], ["survivors"]),
        (
            "The rebels attacked the fort, and the marines were confronting them.",
            "confronting",
            ["marines"],
            ["rebels"],
        ),
        (
            "Traders blocked the ring road. Police beat them with batons.",
            "beat",
            ["Police"],
            ["Traders"],
        ),
    ],
)
def test_participants_are_those_that_a_reader_sees(read, text, trigger, actors, recipients):
    event = of(read, text, trigger)
    assert (names(event.actors), names(event.recipients)) == (actors, recipients)


def test_object_is_never_the_subject_of_its_own_clause(read):
    assert "army" not in names(of(read, "The army arrested them.", "arrested").recipients)


def test_we_in_a_quotation_is_who_is_quoted(read):
    text = 'Daniel Otieno spoke at dawn.\n\n"We condemn the attack on Mali," Ann Marr said.'
    event = of(read, text, "condemn")
    assert names(event.actors) == ["Ann Marr"]


def test_passive_is_not_read_into_the_last_sentence_of_a_paragraph(read):
    text = "General Ann Marr warned against an attack.\n\nThe market was closed."
    assert names(of(read, text, "warned").actors) == ["Ann Marr"]


def test_question_at_the_end_of_a_paragraph_is_no_event(read):
    assert types(read, "Did the army attack the town?\n\nNobody knows.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said 30 fighters were killed, 12 injured and two men were arrested.",
        "The ministry said 30 fighters were killed and 12 injured, and two men were arrested.",
    ],
)
def test_each_number_of_a_row_is_an_event(read, text):
    assert [one.trigger.text for one in read(text).events] == ["killed", "injured", "arrested"]


def test_day_behind_a_row_of_casualties_is_that_of_all(read):
    text = "Thirty fighters were killed and two men were arrested in the past 24 hours."
    days = {one.date.earliest for one in read(text).events if one.date}
    assert days == {"2026-06-02"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The collapse of a footbridge that killed 14 shocked Peru.", ["DISASTER", "CASUALTY"]),
        ("A ferry sank off Tonga, drowning 27 passengers.", ["DISASTER", "CASUALTY"]),
        ("Poland will send 5,000 soldiers to the border.", ["MOBILIZE"]),
        ("The ministry intends to deploy troops.", ["MOBILIZE"]),
        ("The general vowed to attack the town.", ["THREATEN"]),
        ("The navy said it would strike.", ["THREATEN"]),
        ("The rebels were forbidden to travel to the capital.", ["COERCE"]),
        ("The army has completed 90% of the withdrawal.", ["RETREAT"]),
        ("Prosecutors charged three bankers with laundering the money.", ["ACCUSE"]),
        ("The army closed the shop, according to a statement issued in Bonn.", ["COERCE"]),
        ("Kenya and Mali are to resume talks in Geneva.", ["AGREE"]),
        ("Kenya offered to send doctors and signed a treaty with Mali.", ["AGREE", "SUPPORT"]),
    ],
)
def test_events_are_those_that_are_told(read, text, expected):
    assert types(read, text) == expected


def test_what_is_set_for_a_day_to_come_is_planned(read):
    event = of(read, "Talks between Peru and Chile are set for 14 June.", "Talks")
    assert event.modality is Modality.PLANNED
    assert event.date is not None
    assert event.date.earliest == "2026-06-14"
    assert event.location is None  # between two countries is nowhere


def test_relative_clause_keeps_its_date_to_itself(read):
    text = "The premier, who sacked the general in 2020, dismissed the accusations."
    assert of(read, text, "dismissed").modality is Modality.ACTUAL
    assert of(read, text, "sacked").modality is Modality.HISTORICAL


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Rebels took control of the facility.", "facility"),
        ("Rebels seized the governor's office.", "office"),
    ],
)
def test_what_is_taken_is_where_it_happens(read, text, place):
    event = read(text).events[0]
    assert event.location is not None
    assert place in event.location.text


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("The union president, Lena Odu, condemned the police.", "LAB"),
        ("Lena Odu, president of the miners' union, condemned the police.", "LAB"),
        ("The president, Lena Odu, condemned the police.", "GOV"),
        ("Riot police chief Lena Odu condemned the press.", "COP"),
    ],
)
def test_union_leader_is_no_government(read, text, sector):
    assert of(read, text, "condemned").actors[0].sector == sector
