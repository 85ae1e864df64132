"""Lemmas: scripts that cut an ending and put another one, and which of the candidates is taken."""

import random

import pytest

from worker.enrichment.news import lemmas
from worker.enrichment.news.lemmas import UNCHANGED, Lemmatizer, lemma_of, script

SCRIPTS = ("l|0|", "l|1|", "l|2|", "l|3|y", "k|0|")
AS_IT_IS, WITHOUT_ONE, WITHOUT_TWO, WITH_Y, AS_WRITTEN = range(5)
LEXICON = {"NOUN": frozenset({"boat", "city", "axe", "ax"}), "VERB": frozenset({"sink"})}


@pytest.fixture
def lemmatizer() -> Lemmatizer:
    return Lemmatizer(SCRIPTS, LEXICON)


@pytest.mark.parametrize(
    ("form", "lemma", "made_by"),
    [
        ("was", "be", "l|3|be"),
        ("Cities", "city", "l|3|y"),
        ("LONDON", "London", "t|0|"),
        ("I", "I", "k|0|"),
        ("harbour", "harbour", "l|0|"),
        ("Boats", "boat", "l|1|"),
        ("NATO", "NATO", "k|0|"),
        ("’s", "be", "l|2|be"),
        ("’s", "’s", "l|0|"),
        ("n’t", "not", "l|2|ot"),
        ("don’t", "do", "l|3|"),
        ("O’HARA’S", "O’Hara", "t|2|"),
        ("İ", "i", "k|1|i"),
        ("İzmir", "İzmir", "k|0|"),
        ("a|b", "a|c", "l|1|c"),
        ("went", "go|away", "l|4|go|away"),
    ],
)
def test_script_is_the_shortest_and_makes_the_lemma(form, lemma, made_by):
    assert script(form, lemma) == made_by
    assert lemma_of(form, made_by) == lemma


def test_script_always_makes_its_lemma():
    rng = random.Random(11)
    letters = "abesySTAIİıßſŉǆǅΣσς’'|-港😀\u0307\u200b"
    for _ in range(3000):
        form, lemma = ("".join(rng.choices(letters, k=rng.randint(1, 6))) for _ in range(2))
        if rng.random() < 0.5:
            lemma = form[: rng.randint(1, len(form))] + rng.choice(["", lemma])
        assert lemma_of(form, script(form, lemma)) == lemma


@pytest.mark.parametrize("made_by", ["l|3|", "l|4|x", "k|9|", "t|3|"])
def test_script_that_would_leave_nothing_leaves_the_form(made_by):
    assert lemma_of("Was", made_by) == "Was"


def test_script_does_to_other_words_what_it_did_to_the_first():
    assert lemma_of("Ferries", script("Cities", "city")) == "ferry"
    assert lemma_of("BERGEN", script("LONDON", "London")) == "Bergen"
    assert lemma_of("any|thing", UNCHANGED) == "any|thing"


@pytest.mark.parametrize(
    ("form", "pos", "candidates", "lemma"),
    [
        ("boats", "NOUN", (WITHOUT_ONE, AS_IT_IS, WITHOUT_TWO), "boat"),  # the best makes a word
        ("boats", "NOUN", (AS_IT_IS, WITHOUT_TWO, WITHOUT_ONE), "boat"),  # only the last one does
        ("axes", "NOUN", (AS_IT_IS, WITHOUT_TWO, WITHOUT_ONE), "ax"),  # two do: the better one
        ("axes", "NOUN", (WITHOUT_ONE, WITHOUT_TWO, AS_IT_IS), "axe"),
        ("yachts", "NOUN", (AS_IT_IS, WITHOUT_ONE, WITHOUT_TWO), "yachts"),  # none: the best
        ("Cities", "NOUN", (AS_WRITTEN, AS_IT_IS, WITH_Y), "city"),
        ("boats", "VERB", (AS_IT_IS, WITHOUT_ONE, WITHOUT_TWO), "boats"),  # no verb
        ("boats", "PROPN", (AS_IT_IS, WITHOUT_ONE, WITHOUT_TWO), "boats"),  # needs no word
    ],
)
def test_first_candidate_that_makes_a_word_is_taken(lemmatizer, form, pos, candidates, lemma):
    assert lemmatizer.lemma(form, pos, candidates) == lemma


def test_form_part_of_speech_and_candidates_are_remembered_together(lemmatizer):
    questions = [
        ("boats", "NOUN", (AS_IT_IS, WITHOUT_ONE)),
        ("boats", "VERB", (AS_IT_IS, WITHOUT_ONE)),
        ("boats", "VERB", (WITHOUT_ONE, AS_IT_IS)),
        ("Boats", "PROPN", (AS_WRITTEN, AS_IT_IS)),
    ]
    for _ in range(2):
        found = [lemmatizer.lemma(*question) for question in questions]
        assert found == ["boat", "boats", "boat", "Boats"]


def test_full_memory_begins_anew(lemmatizer, monkeypatch):
    monkeypatch.setattr(lemmas, "_CACHED_LEMMAS", 3)
    for number in range(10):
        assert lemmatizer.lemma(f"Boat{number}", "PROPN", (AS_WRITTEN,)) == f"Boat{number}"
        assert len(lemmatizer._seen) <= 3
