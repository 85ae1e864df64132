"""What pages vary in: quotes, breaks, capitals; never how many words there are."""

import random
from collections import Counter

import pytest

from treebanks import BLANK_LINE
from typesetting import curly, other_break, rewritten

WORDS = ["the", "Straße", "İzmir", "council", "of", "Geneva"]


@pytest.mark.parametrize(
    ("words", "spaces", "set_"),
    [
        (['"', "No", '"', "he"], [False, False, True, True], ["“", "No", "”", "he"]),
        (["he", ":", "``", "No", "''"], [0, 1, 0, 0, 1], ["he", ":", "“", "No", "”"]),
        (["'", "No", "'"], [False, False, True], ["‘", "No", "’"]),
        (["did", "n't", "o'clock"], [False, True, True], ["did", "n’t", "o’clock"]),
    ],
)
def test_quotes_turn_to_what_they_enclose(words, spaces, set_):
    assert curly(words, list(map(bool, spaces))) == set_


def test_break_is_mostly_a_blank_line_and_always_a_line_end():
    chance = random.Random(1)
    drawn = Counter(other_break(chance) for _ in range(2_000))
    assert 0.8 < drawn[BLANK_LINE] / 2_000 < 0.9
    assert len(drawn) == 5
    assert all("\n" in gap and not gap.strip() for gap in drawn)


def test_sentence_is_written_otherwise_now_and_then_in_words_as_long_as_before():
    chance = random.Random(1)
    drawn = Counter(tuple(rewritten(WORDS, chance)) for _ in range(4_000))
    assert set(drawn) == {
        tuple(WORDS),
        ("THE", "Straße", "İZMIR", "COUNCIL", "OF", "GENEVA"),
        ("The", "Straße", "İzmir", "Council", "of", "Geneva"),
        ("the", "straße", "İzmir", "council", "of", "geneva"),
    }
    assert drawn[tuple(WORDS)] > 0.9 * 4_000


def test_without_chance_nothing_changes():
    assert rewritten(WORDS, None) == WORDS
