"""One name, one label: mentions of a document agree, and those that were missed are found."""

import random
from itertools import pairwise

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

import worker.enrichment.news.components  # noqa: F401  (gives spans their confidence)
from worker.enrichment.news.consistency import consistent

Mention = tuple[str, str, float | None]  # text, label, confidence
Found = list[tuple[str, str]]

FOUND_BY_RULE = 0.56


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.blank("en")


def read(nlp: Language, text: str, *mentions: Mention) -> Doc:
    """A document in which these were found, in the order of the text."""
    doc, at, ents = nlp(text), 0, []
    for name, label, confidence in mentions:
        at = text.index(name, at)
        ent = doc.char_span(at, at + len(name), label)
        assert ent is not None, name
        if confidence is not None:
            ent._.confidence = confidence
        ents.append(ent)
        at += len(name)
    doc.set_ents(ents)
    return doc


def agreed(doc: Doc) -> list[Span]:
    """In the order of the text; set_ents refuses spans that overlap."""
    doc.set_ents(consistent(doc))
    return list(doc.ents)


def pairs(doc: Doc) -> Found:
    return [(ent.text, ent.label_) for ent in agreed(doc)]


def test_empty_document_has_nothing(nlp):
    assert consistent(nlp("")) == []
    assert consistent(nlp(" \n\n ")) == []


def test_entities_that_agree_stay_as_they_are(nlp):
    text = "Ann Berg left Oslo for the Nordic Boat Union in Bergen."
    mentions = [("Ann Berg", "PERSON"), ("Oslo", "LOC"), ("Nordic Boat Union", "ORG")]
    doc = read(nlp, text, *((name, label, 0.9) for name, label in mentions))
    before = list(doc.ents)
    assert consistent(doc) == before
    assert pairs(doc) == mentions


@pytest.mark.parametrize(("confidence", "label"), [(0.5, "ORG"), (0.4, "LOC")])
def test_name_takes_the_label_of_most_confidence_all_together(nlp, confidence, label):
    text = "Sandvik grew. Sandvik sold boats. Sandvik is a town."
    votes = [("LOC", 0.9), ("ORG", confidence), ("ORG", confidence)]
    doc = read(nlp, text, *(("Sandvik", *vote) for vote in votes))
    assert pairs(doc) == [("Sandvik", label)] * 3


@pytest.mark.parametrize("labels", [("LOC", "ORG"), ("ORG", "LOC")])
def test_tie_does_not_depend_on_the_order(nlp, labels):
    first, second = labels
    doc = read(nlp, "Sandvik or Sandvik", ("Sandvik", first, 0.7), ("Sandvik", second, 0.7))
    assert pairs(doc) == [("Sandvik", "LOC")] * 2


def test_label_of_one_name_says_nothing_of_another(nlp):
    doc = read(nlp, "Sandvik met Sandnes.", ("Sandvik", "ORG", 0.9), ("Sandnes", "LOC", 0.2))
    assert pairs(doc) == [("Sandvik", "ORG"), ("Sandnes", "LOC")]


def test_confidence_stays_with_the_mention(nlp):
    doc = read(nlp, "Sandvik or Sandvik", ("Sandvik", "ORG", 0.75), ("Sandvik", "LOC", 0.25))
    assert [(ent.label_, ent._.confidence) for ent in agreed(doc)] == [("ORG", 0.75), ("ORG", 0.25)]


def test_surname_follows_the_full_name(nlp):
    doc = read(nlp, "Ann Berg left. Berg sang.", ("Ann Berg", "PERSON", 0.9), ("Berg", "ORG", 0.95))
    assert pairs(doc) == [("Ann Berg", "PERSON"), ("Berg", "PERSON")]


@pytest.mark.parametrize(
    ("full", "label", "confidence"),
    [
        ("Ann Berg", "PERSON", 0.59),
        ("Ann Berg", "PERSON", None),
        ("Nordic Berg", "ORG", 0.9),
        ("Berg", "PERSON", 0.7),
    ],
)
def test_surname_follows_only_a_person_named_in_full_and_surely(nlp, full, label, confidence):
    doc = read(nlp, f"{full} left. Berg sang.", (full, label, confidence), ("Berg", "LOC", 0.95))
    assert pairs(doc)[1] == ("Berg", "LOC")


@pytest.mark.parametrize("surname", ["Li", "BERG", "berg"])
def test_short_or_oddly_written_surname_is_not_followed(nlp, surname):
    doc = read(nlp, f"Ann {surname} left. {surname} sang.", (f"Ann {surname}", "PERSON", 0.9))
    assert pairs(doc) == [(f"Ann {surname}", "PERSON")]


def test_missed_surname_is_found(nlp):
    doc = read(nlp, "Ann Berg left. On Monday Berg sang.", ("Ann Berg", "PERSON", 0.9))
    found = agreed(doc)
    assert [(ent.text, ent.label_) for ent in found] == [("Ann Berg", "PERSON"), ("Berg", "PERSON")]
    assert [ent._.confidence for ent in found] == [0.9, FOUND_BY_RULE]


def test_missed_mention_is_found_with_the_label_that_was_agreed(nlp):
    text = "Sandvik grew. Sandvik sold boats. Boats from Sandvik sank."
    doc = read(nlp, text, ("Sandvik", "LOC", 0.4), ("Sandvik", "ORG", 0.9))
    assert pairs(doc) == [("Sandvik", "ORG")] * 3


def test_word_that_is_also_written_small_is_not_added(nlp):
    doc = read(nlp, "Target grew. Target: the target was met.", ("Target", "ORG", 0.9))
    assert pairs(doc) == [("Target", "ORG")]


def test_name_written_small_is_not_added(nlp):
    assert pairs(read(nlp, "Apple grew. An apple fell.", ("Apple", "ORG", 0.9))) == [
        ("Apple", "ORG")
    ]


def test_single_letter_is_not_added(nlp):
    assert pairs(read(nlp, "X grew and X fell.", ("X", "ORG", 0.9))) == [("X", "ORG")]


def test_word_inside_another_entity_is_not_added(nlp):
    text = "Sandvik grew. Sandvik Boats sank."
    doc = read(nlp, text, ("Sandvik", "LOC", 0.9), ("Sandvik Boats", "ORG", 0.9))
    assert pairs(doc) == [("Sandvik", "LOC"), ("Sandvik Boats", "ORG")]


def test_name_of_several_words_is_not_looked_for(nlp):
    text = "Nordic Boats grew. Nordic Boats sank."
    doc = read(nlp, text, ("Nordic Boats", "ORG", 0.9))
    assert pairs(doc) == [("Nordic Boats", "ORG")]


@pytest.mark.parametrize("label", ["LOC", "MISC", "ORG"])
def test_nationality_is_a_nationality_whatever_the_network_says(nlp, label):
    doc = read(nlp, "The Norwegian crew sang.", ("Norwegian", label, 0.35))
    found = agreed(doc)
    assert [(ent.text, ent.label_, ent._.confidence) for ent in found] == [
        ("Norwegian", "NORP", 0.35)
    ]


def test_person_and_longer_name_are_no_nationality(nlp):
    text = "Danish Rail hired Mr. German."
    doc = read(nlp, text, ("Danish Rail", "ORG", 0.9), ("German", "PERSON", 0.9))
    assert pairs(doc) == [("Danish Rail", "ORG"), ("German", "PERSON")]


def test_missed_nationality_is_found(nlp):
    doc = read(nlp, "Oslo hired a Danish crew.", ("Oslo", "LOC", 0.9))
    found = agreed(doc)
    assert [(ent.text, ent.label_) for ent in found] == [("Oslo", "LOC"), ("Danish", "NORP")]
    assert found[1]._.confidence == FOUND_BY_RULE


@pytest.mark.parametrize("word", ["danish", "DANISH", "Turkey", "Boats"])
def test_only_a_capitalised_nationality_is_added(nlp, word):
    assert pairs(read(nlp, f"Oslo bought {word} here.", ("Oslo", "LOC", 0.9))) == [("Oslo", "LOC")]


def test_mention_without_confidence_has_the_weakest_voice(nlp):
    doc = read(nlp, "Sandvik or Sandvik", ("Sandvik", "LOC", None), ("Sandvik", "ORG", 0.01))
    assert pairs(doc) == [("Sandvik", "ORG")] * 2


def tagged(doc: Doc, **parts: str) -> Doc:
    for token in doc:
        token.pos_ = parts.get(token.text, "NOUN")
    return doc


@pytest.mark.parametrize(
    ("name", "part"), [("special", "ADJ"), ("federal bank", "NOUN"), ("We", "PRON"), ("us", "PRON")]
)
@pytest.mark.parametrize("label", ["PERSON", "ORG", "LOC"])
def test_plain_word_or_pronoun_is_no_name(nlp, name, part, label):
    doc = read(nlp, f"Before it {name} moved on.", (name, label, 0.9))
    assert pairs(tagged(doc, **{name: part})) == []


@pytest.mark.parametrize(
    ("name", "label", "part"),
    [
        ("dpa", "ORG", "PROPN"),
        ("Pentagon", "ORG", "NOUN"),
        ("US", "LOC", "PRON"),
        ("civil war", "MISC", "NOUN"),
        ("邵伯", "LOC", "NOUN"),
        ("24/7", "ORG", "NUM"),
    ],
)
def test_name_stays_where_a_capital_or_the_tagger_speaks_for_it_or_the_script_has_none(
    nlp, name, label, part
):
    doc = read(nlp, f"Before it {name} moved on.", (name, label, 0.9))
    assert pairs(tagged(doc, **{name: part})) == [(name, label)]


def test_where_no_tagger_ran_small_letters_are_believed(nlp):
    doc = read(nlp, "a man from oslo said", ("oslo", "LOC", 0.9))
    assert pairs(doc) == [("oslo", "LOC")]


def test_component_keeps_confidences(nlp):
    doc = read(nlp, "Sandvik or Sandvik", ("Sandvik", "ORG", 0.75), ("Sandvik", "LOC", 0.25))
    component = spacy.blank("en").add_pipe("pagewire_consistency")
    found = component(doc).ents
    assert [(ent.label_, ent._.confidence) for ent in found] == [("ORG", 0.75), ("ORG", 0.25)]


def random_document(nlp: Language, rng: random.Random) -> Doc:
    words = rng.choices(
        ["Ann", "Berg", "Sandvik", "Danish", "Oslo", "berg", "a", "\n", "X", "."], k=30
    )
    doc, ents, at = Doc(nlp.vocab, words=words), [], 0
    while at < len(doc):
        end = at + rng.randint(1, 3)
        if rng.random() < 0.5 and end <= len(doc) and not doc[at].is_space:
            ent = Span(doc, at, end, rng.choice(["PERSON", "ORG", "LOC", "MISC"]))
            ent._.confidence = rng.random()
            ents.append(ent)
        at = end
    doc.set_ents(ents)
    return doc


def test_no_mention_is_lost_or_overlaps_and_equal_names_have_equal_labels(nlp):
    rng = random.Random(13)
    for _ in range(150):
        doc = random_document(nlp, rng)
        before = {(ent.start, ent.end): ent._.confidence for ent in doc.ents}
        found = agreed(doc)
        after = {(ent.start, ent.end): ent._.confidence for ent in found}
        assert before.items() <= after.items()
        assert all(end - start == 1 for start, end in after.keys() - before.keys())
        assert all(left.end <= right.start for left, right in pairwise(found))
        assert len({(e.text, e.label_) for e in found}) == len({e.text for e in found})
