"""Dates of events in sentences: whose a date is, on which days, and where there is none."""

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events
from worker.records import Event, EventDateBasis

WEDNESDAY = "2026-06-03T09:00:00+02:00"


STATED = [
    ("Rebels attacked the town on Monday.", "attacked", "Monday", "2026-06-01", "2026-06-01"),
    (
        "Rebels attacked the town on Monday, officials said on Tuesday.",
        "attacked",
        "Monday",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "The army said on Sunday that soldiers killed a rebel in early July.",
        "killed",
        "early July",
        "2025-07-01",
        "2025-07-10",
    ),
    (
        "The bombing of the bridge on Monday morning killed 12 people.",
        "killed",
        "Monday morning",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "Rebels shelled a market and killed six people two days ago.",
        "shelled",
        "two days ago",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "On Monday, rebels attacked the town and killed five guards.",
        "killed",
        "Monday",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "Rebels attacked the town on Monday and killed two guards on Tuesday.",
        "killed",
        "Tuesday",
        "2026-06-02",
        "2026-06-02",
    ),
    (
        "Last year 237 were killed, 157 injured and two arrested.",
        "arrested",
        "Last year",
        "2025-01-01",
        "2025-12-31",
    ),
    (
        "Soldiers were killed in clashes on the night of 3 to 4 May.",
        "killed",
        "3 to 4 May",
        "2026-05-03",
        "2026-05-04",
    ),
    (
        "An explosion that killed six people shook Kabul on Saturday.",
        "killed",
        "Saturday",
        "2026-05-30",
        "2026-05-30",
    ),
    (
        "At least 14 people died when a bomb exploded in a market on Tuesday.",
        "died",
        "Tuesday",
        "2026-06-02",
        "2026-06-02",
    ),
    (
        "A court sentenced the man over the 2015 attack.",
        "attack",
        "2015",
        "2015-01-01",
        "2015-12-31",
    ),
    (
        "Soldiers killed three rebels between Monday and Thursday.",
        "killed",
        "Monday and Thursday",
        "2026-05-25",
        "2026-05-28",
    ),
    (
        "The ministers will meet in Geneva on Thursday.",
        "meet",
        "Thursday",
        "2026-06-04",
        "2026-06-04",
    ),
    (
        "Rebels captured two soldiers since Monday.",
        "captured",
        "Monday",
        "2026-06-01",
        "2026-06-03",
    ),
    (
        "About 200 prisoners escaped over the weekend.",
        "escaped",
        "weekend",
        "2026-05-30",
        "2026-05-31",
    ),
    ("Israel bombed the port overnight.", "bombed", "overnight", "2026-06-02", "2026-06-03"),
    (
        "In March 2021 the army seized power. Soldiers killed hundreds of people.",
        "killed",
        "March 2021",
        "2021-03-01",
        "2021-03-31",
    ),
    (
        "On Monday, rebels attacked the town and the army killed five men.",
        "killed",
        "Monday",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "A bomb exploded on Monday. Six officers died.",
        "died",
        "Monday",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "Russia criticised the report and vetoed the draft on Monday.",
        "vetoed",
        "Monday",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "Rebels killed 12 people and wounded 30 on Friday.",
        "killed",
        "Friday",
        "2026-05-29",
        "2026-05-29",
    ),
    (
        "The crash of last Sunday, in which 31 people died, was an accident.",
        "died",
        "last Sunday",
        "2026-05-31",
        "2026-05-31",
    ),
    (
        "Hundreds have been seized since the abduction of 276 girls in Chibok in 2014.",
        "abduction",
        "2014",
        "2014-01-01",
        "2014-12-31",
    ),
    ("In March the builder agreed to pay.", "agreed", "March", "2026-03-01", "2026-03-31"),
    ("In 2019 the man was arrested.", "arrested", "2019", "2019-01-01", "2019-12-31"),
    (
        "Police arrested Kip in 2018. A court freed him a year later.",
        "freed",
        "a year later",
        "2019-01-01",
        "2019-12-31",
    ),
    (
        "Rebels attacked the town on 3 May. Two days later, soldiers killed five men.",
        "killed",
        "Two days later",
        "2026-05-05",
        "2026-05-05",
    ),
    (
        "Rebels attacked the town on 3 May. The following day, soldiers killed five men.",
        "killed",
        "The following day",
        "2026-05-04",
        "2026-05-04",
    ),
]
ANOTHER_DAY = [
    ("The army attacked in March. A week later it retreated.", "retreated", "A week later"),
    (
        "Rebels attacked, he said on 3 May. Two days later, soldiers killed five men.",
        "killed",
        "Two days later",
    ),
    ("Hours earlier, rebels shelled a market.", "shelled", "Hours earlier"),
    ("Rebels shelled a market a day earlier.", "shelled", "a day earlier"),
    ("Soldiers arrested a teacher the following day.", "arrested", "the following day"),
]
OF_THE_DAY = [
    ("Russia criticised the report and vetoed the draft on Monday.", "criticised"),
    ("On Monday the army shelled the port, and rebels have fled.", "fled"),
    ("Ten had been caught by Friday; three more fled.", "fled"),
    ("A court on Monday found the man guilty of stealing money.", "stealing"),
    ("Soldiers attacked a village.", "attacked"),
    ("Germany condemned Monday's attack.", "condemned"),
    ("Rebels attacked the town, officials said on Wednesday.", "attacked"),
    ("The police arrested a man who killed three people in 2019.", "arrested"),
    ("A court sentenced the man over the 2015 attack.", "sentenced"),
    ("Both sides agreed to withdraw 4,000 fighters by 15 June.", "agreed"),
    ("DOHA, May 3 (Agency) — Soldiers attacked a village.", "attacked"),
    ("On Monday rebels attacked the town.\n\nSoldiers arrested a teacher.", "arrested"),
]
NOWHERE = [
    ("He had killed two guards.", "killed"),  # before whatever day
    (
        "The minister on Tuesday described the attack on the convoy.",
        "attack",
    ),  # known from elsewhere
    ("The ministers will meet in Geneva.", "meet"),  # to come
]


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def event_of(
    pipeline: SpacyPipeline, text: str, trigger: str, published: str | None = WEDNESDAY
) -> Event:
    def read(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, annotate(doc, text), published=published)

    (event,) = [each for each in pipeline.read([text], read)[0] if each.trigger.text == trigger]
    return event


@pytest.mark.parametrize(("text", "trigger", "words", "earliest", "latest"), STATED)
def test_date_belongs_to_its_event(news, text, trigger, words, earliest, latest):
    found = event_of(news, text, trigger).date
    assert found is not None
    assert (found.text, found.earliest, found.latest) == (words, earliest, latest)
    assert found.basis in {EventDateBasis.STATED, EventDateBasis.RELATIVE}
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(("text", "trigger", "words"), ANOTHER_DAY)
def test_day_that_is_counted_from_another_one_is_unresolved(news, text, trigger, words):
    found = event_of(news, text, trigger).date
    assert found is not None
    assert (found.text, found.earliest, found.latest) == (words, None, None)
    assert found.basis is EventDateBasis.UNRESOLVED


@pytest.mark.parametrize(("text", "trigger"), OF_THE_DAY)
def test_event_without_a_date_of_its_own_is_news_of_the_day(news, text, trigger):
    found = event_of(news, text, trigger).date
    assert found is not None
    assert (found.text, found.earliest, found.latest) == (None, "2026-06-03", "2026-06-03")
    assert found.basis is EventDateBasis.PUBLICATION_DAY


@pytest.mark.parametrize(("text", "trigger"), NOWHERE)
def test_event_that_is_not_news_of_the_day_has_no_date(news, text, trigger):
    assert event_of(news, text, trigger).date is None


@pytest.mark.parametrize(("text", "trigger"), OF_THE_DAY)
def test_no_date_is_made_up_without_a_day_of_publication(news, text, trigger):
    assert event_of(news, text, trigger, published=None).date is None


def test_relative_date_without_a_day_of_publication_is_unresolved(news):
    found = event_of(news, "Rebels attacked the town on Monday.", "attacked", None).date
    assert found is not None
    assert (found.text, found.earliest, found.latest) == ("Monday", None, None)
    assert found.basis is EventDateBasis.UNRESOLVED


def test_day_of_a_statement_is_that_of_its_cue(news):
    text = "Rebels attacked the town on Monday, officials said on Tuesday."
    attribution = event_of(news, text, "attacked").attribution
    assert attribution
    assert attribution.date
    assert (attribution.date.text, attribution.date.earliest) == ("Tuesday", "2026-06-02")
