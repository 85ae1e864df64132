"""Where a name ends at the latest, and what a head says that has no answer to read."""

import pytest
import spacy
from spacy.tokens import Doc

from worker.enrichment.news.components import _answer, _unbroken


def end_of(*tokens: str) -> str:
    """The name in these tokens, of which all that are no whitespace are said to be one."""
    doc = Doc(spacy.blank("en").vocab, words=list(tokens), spaces=[False] * len(tokens))
    words = [token.i for token in doc if not token.is_space]
    return doc[words[0] : words[_unbroken(doc, words, 0, len(words)) - 1] + 1].text


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n ", "\r\n", "    ", "\t\t\t\t"])
def test_name_ends_at_a_line_break_and_at_a_wide_gap(gap):
    assert end_of("Hanna", gap, "Vermeer") == "Hanna"


@pytest.mark.parametrize("gap", [" ", "   ", "\t", "\u00a0"])
def test_name_runs_across_a_narrow_gap(gap):
    assert end_of("Hanna", gap, "Vermeer") == f"Hanna{gap}Vermeer"


def test_name_ends_at_the_first_gap_that_is_too_wide():
    assert end_of("Hanna", " ", "Maria", "\n", "Vermeer", "\n", "Berlin") == "Hanna Maria"


def test_name_without_whitespace_is_whole():
    assert end_of("Vermeer") == "Vermeer"
    assert end_of("O", "’", "Hara") == "O’Hara"


def test_gap_outside_the_name_does_not_end_it():
    doc = Doc(spacy.blank("en").vocab, words=["said", "\n", "Hanna", "Vermeer", "\n", "Berlin"])
    assert _unbroken(doc, [0, 2, 3, 5], 1, 3) == 3


def test_document_that_the_encoder_has_not_read_has_no_answer():
    with pytest.raises(ValueError, match="pagewire_encoder"):
        _answer(spacy.blank("en")("Vermeer"))
