"""Where a trigger ends, and which words are none: titles, and what something might be used for."""

import pytest

from tests.core.events_read import names, read
from worker.enrichment import SpacyPipeline, load_pipeline


@pytest.fixture(scope="module")
def news() -> SpacyPipeline:
    return load_pipeline("news")


def types_in(pipeline: SpacyPipeline, text: str) -> list[str | None]:
    return [event.type or event.ext_type for event in read(pipeline, text).events]


def test_prison_is_nobody_where_a_pronoun_is_convicted(news):
    (event,) = read(news, "The judge sentenced her to death.").events
    assert names(event.actors) == ["judge"]
    assert event.recipients == ()


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("The pistol was used to kill two guards.", ["ASSAULT"]),
        ("The pistol was not used to kill two guards.", []),
        ("The pistol could be used to kill two guards.", []),
        ("The men bought a pistol to kill two guards.", []),
    ],
)
def test_what_something_was_used_for_was_done(news, text, types):
    assert types_in(news, text) == types


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Nine guards suffered minor injuries.", "suffered minor injuries"),
        ("Thousands took part in the march.", "took part in the march"),
        ("The judge imposed a sentence on the smuggler.", "imposed a sentence"),
        ("The court upheld the sentence.", "upheld"),
        ("A court jailed the smuggler.", "jailed"),
    ],
)
def test_noun_that_completes_a_verb_belongs_to_the_trigger(news, text, trigger):
    (event,) = read(news, text).events
    assert event.trigger.text == trigger


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("2019 Kandara bombing", []),
        ("Threats and arrests", []),
        ("Attack on a convoy", ["ASSAULT"]),
        ("The attack.", ["ASSAULT"]),
        ("Flood victims", []),
        ("Attack and casualties", []),
        ("Mortar attack, three dead", ["ASSAULT"]),
        ("Bus crash: 12 dead", ["DISASTER"]),
    ],
)
def test_title_without_a_verb_tells_of_nothing(news, text, types):
    assert types_in(news, text) == types
