"""Events: every sentence of the lexicon runs, and so do the traps of the grammar."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import Any

import pytest

from worker.enrichment import Doc, SpacyPipeline, annotate, load_pipeline
from worker.events import events, load_lexicon, parse_entry
from worker.events.forms import verb_forms
from worker.events.lexicon import Entry
from worker.events.plover import EXT_TYPES, PLOVER_TYPES
from worker.records import Event

# The first of them waits for thousands of sentences to be read, on whatever processor that is.
pytestmark = pytest.mark.timeout(900)
LEXICON = load_lexicon()


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def found(pipeline: SpacyPipeline, text: str) -> tuple[Event, ...]:
    def read(doc: Doc, _: int) -> tuple[Event, ...]:
        return events(doc, text, annotate(doc, text))

    return pipeline.read([text], read)[0]


@pytest.fixture(scope="module")
def in_lexicon(news: SpacyPipeline) -> Callable[[str], dict[str, tuple[Event, ...]]]:
    """Events of every sentence of a type's entries; read at once, for there are hundreds."""

    @cache
    def of_type(name: str) -> dict[str, tuple[Event, ...]]:
        entries = [entry for entry in LEXICON.entries if entry.name == name]
        texts = sorted({text for one in entries for text in one.examples + one.counter_examples})

        def read(doc: Doc, index: int) -> tuple[Event, ...]:
            return events(doc, texts[index], annotate(doc, texts[index]))

        return dict(zip(texts, news.read(texts, read), strict=True))

    return of_type


def names(pipeline: SpacyPipeline, text: str) -> list[str | None]:
    return [event.type or event.ext_type for event in found(pipeline, text)]


def only(pipeline: SpacyPipeline, text: str) -> Event:
    (event,) = found(pipeline, text)
    return event


def case(entry: Entry, sentence: str) -> object:
    return pytest.param(entry, sentence, id=f"{entry.name}-{sentence[:40]}")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [case(entry, text) for entry in LEXICON.entries for text in entry.examples],
)
def test_example_of_the_lexicon_has_its_event(in_lexicon, entry, sentence):
    told = in_lexicon(entry.name)[sentence]
    hits = [event for event in told if entry.name in (event.type, event.ext_type)]
    assert [hit for hit in hits if hit.trigger.text.lower().split()[0] in entry.forms]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [case(entry, text) for entry in LEXICON.entries for text in entry.counter_examples],
)
def test_counter_example_of_the_lexicon_has_none(in_lexicon, entry, sentence):
    told = in_lexicon(entry.name)[sentence]
    assert entry.name not in {event.type or event.ext_type for event in told}


def test_lexicon_covers_every_type():
    assert {entry.name for entry in LEXICON.entries} | {
        entry.ext_type for entry in LEXICON.entries if entry.ext_type
    } == PLOVER_TYPES | EXT_TYPES


def test_every_entry_has_a_counter_example():
    assert [entry.lemmas for entry in LEXICON.entries if not entry.counter_examples] == []


def test_no_two_types_ask_the_same_of_a_word():
    kept = {"type", "ext_type", "mode", "contexts", "subject", "object", "possessor", "roles"}
    kept |= {"lemmas", "examples", "counter_examples"}
    asked: dict[str, set[str]] = {}
    for entry in LEXICON.entries:
        for lemma in entry.lemmas:
            conditions = {f.name: getattr(entry, f.name) for f in fields(entry)} | {"lemma": lemma}
            key = repr(sorted((k, _plain(v)) for k, v in conditions.items() if k not in kept))
            asked.setdefault(key, set()).add(entry.name)
    assert [key for key, names in asked.items() if len(names) > 1] == []


def _plain(value: object) -> str:
    """A condition as text that does not depend on the order of a set."""
    if isinstance(value, frozenset):
        return repr(sorted(value))
    if isinstance(value, dict):
        return repr(sorted((key, sorted(words)) for key, words in value.items()))
    return repr(value)


@pytest.mark.parametrize(
    ("raw", "mistake"),
    [
        ({"lemmas": ["x"], "type": "AID", "examples": ["a"], "colour": 1}, "colour"),
        ({"lemmas": ["x"], "type": "AID"}, "example"),
        ({"lemmas": ["x"], "type": "HELP", "examples": ["a"]}, "type"),
        ({"lemmas": ["x"], "type": "AID", "ext_type": "HELP", "examples": ["a"]}, "type"),
        ({"lemmas": ["x"], "type": "AID", "examples": ["a"], "object": "victim"}, "victim"),
        ({"lemmas": ["x"], "type": "AID", "examples": ["a"], "pos": "ADV"}, "pos"),
    ],
)
def test_lexicon_entry_that_makes_no_sense_is_refused(raw, mistake):
    with pytest.raises(ValueError, match=mistake):
        parse_entry(raw)


def test_actor_and_recipient_of_an_active_sentence(news):
    event = only(news, "Rebels attacked the army.")
    assert [part.text for part in event.actors] == ["Rebels"]
    assert [part.text for part in event.recipients] == ["army"]


def test_passive_turns_actor_and_recipient_round(news):
    event = only(news, "The mayor was arrested by soldiers.")
    assert [part.text for part in event.actors] == ["soldiers"]
    assert [part.text for part in event.recipients] == ["mayor"]


def test_passive_without_agent_names_no_actor(news):
    event = only(news, "The mayor was arrested.")
    assert event.actors == ()
    assert [part.text for part in event.recipients] == ["mayor"]


def test_named_participant_points_to_its_entity(news):
    text = "President Emmanuel Macron visited Egypt."

    def read(doc: Doc, _: int) -> tuple[str, str]:
        entities = annotate(doc, text)
        (event,) = events(doc, text, entities)
        (actor,), (recipient,) = event.actors, event.recipients
        assert actor.entity is not None
        assert recipient.entity is not None
        return entities[actor.entity].text, entities[recipient.entity].text

    assert news.read([text], read) == [("Emmanuel Macron", "Egypt")]


def test_conjoined_participants_are_all_there(news):
    event = only(news, "Germany and France condemned the coup.")
    assert [part.text for part in event.actors] == ["Germany", "France"]


def test_both_sides_of_talks_are_actors(news):
    event = only(news, "The envoy met with the rebels.")
    assert [part.text for part in event.actors] == ["envoy", "rebels"]
    assert [part.text for part in event.recipients] == ["rebels"]  # whom the other side met


def test_subject_is_shared_by_conjoined_verbs(news):
    attack, arrest = found(news, "Soldiers attacked the village and arrested the teacher.")
    assert [part.text for part in attack.actors] == [part.text for part in arrest.actors]


def test_light_verb_lends_its_subject_to_the_noun(news):
    event = only(news, "The envoy held talks with the rebels.")
    assert event.trigger.text == "talks"
    assert [part.text for part in event.actors] == ["envoy", "rebels"]


def test_pronouns_are_nobody(news):
    event = only(news, "They attacked it.")
    assert (event.actors, event.recipients) == ((), ())


@pytest.mark.parametrize(
    "text", ["The army did not attack the village.", "The army never attacked the village."]
)
def test_negation_is_kept(news, text):
    assert only(news, text).negated


@pytest.mark.parametrize(
    "text",
    [
        "Did the army attack the village?",
        "If the army attacked the village, nobody would know.",
        "The army could attack the village.",
        "The king ordered a chair from the village.\n\nWhat did he plan?",
    ],
)
def test_what_is_asked_or_supposed_is_no_assault(news, text):
    assert "ASSAULT" not in names(news, text)


def test_threat_is_not_the_deed(news):
    assert names(news, "North Korea threatened to attack Japan.") == ["THREATEN"]


def test_refusal_is_not_the_deed(news):
    assert names(news, "The guards refused to release the hostages.") == ["REJECT"]


def test_place_date_and_numbers_come_from_the_sentence(news):
    event = only(news, "About 200 soldiers attacked a village in Sudan on Tuesday.")
    assert event.location is not None
    assert event.date is not None
    assert (event.location.text, event.date.text) == ("Sudan", "Tuesday")
    assert [quantity.text for quantity in event.quantities] == ["About 200"]


def test_no_date_is_made_up(news):
    assert only(news, "Soldiers attacked a village.").date is None


def test_offsets_are_those_of_the_text(news):
    text = "“Well,” he said.\n\n" + "(" * 400 + " Soldiers attacked a village in Sudan on Tuesday."
    for event in found(news, text):
        places: list[Any] = [event.trigger, *event.actors, *event.recipients, *event.quantities]
        places += [place for place in (event.location, event.date) if place is not None]
        assert {place.text for place in places} - {None, ""}
        assert all(text[place.start : place.end] == place.text for place in places)
        assert event.sentence.start <= event.trigger.start < event.trigger.end
        assert event.trigger.end <= event.sentence.end


def test_endless_sentence_is_read_to_its_end(news):
    clause = "Rebels attacked villages, "
    triggers = [event.trigger for event in found(news, clause * 2_000)]
    assert {trigger.text for trigger in triggers} <= {"attacked"}
    assert len({trigger.start for trigger in triggers}) == len(triggers)
    assert max(trigger.start for trigger in triggers) > len(clause) * 1_900


def test_document_without_a_parse_has_no_events():
    import spacy

    text = "Rebels attacked the army."
    assert events(spacy.blank("en")(text), text, ()) == ()


def test_forms_of_irregular_verbs_do_not_hit_names():
    assert "sayed" not in verb_forms("say")
    assert {"said", "says", "saying"} <= verb_forms("say")
    assert {"expelled", "expelling", "expels"} <= verb_forms("expel")
    assert {"denied", "denies", "denying"} <= verb_forms("deny")


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Students staged a sit-in.", ["PROTEST"]),
        ("The envoy called for talks.", ["REQUEST"]),
        ("The governor lifted the ban on rallies.", ["CONCEDE"]),
        ("The mayor praised the wounded soldiers.", ["SUPPORT"]),
        ("Neighbours heard the explosion.", []),
        ("The blast cordon was lifted.", []),
        ("The bombing suspect was arrested.", ["ASSAULT", "COERCE"]),
    ],
)
def test_word_that_belongs_to_another_is_no_event_of_its_own(news, text, types):
    assert names(news, text) == types


def test_word_with_hyphens_is_one_trigger(news):
    (event,) = found(news, "The sit-in by pupils began in May.")
    assert event.trigger.text == "sit-in"
