"""Windows as the encoder reads them: the frame, the lines, the context, and where words begin."""

import random

import pytest

from worker.enrichment.news.batching import EncodedWindow, framed
from worker.enrichment.news.layout import Layout
from worker.enrichment.news.windows import Window, windows
from worker.enrichment.news.wordpiece import Case, Spelling, WordPiece

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
PAD, _, CLS, SEP = range(4)
A, B, C, D = ((10,), Case.LOWER), ((20, 21), Case.TITLE), ((30,), Case.UPPER), ((40,), Case.NONE)


@pytest.fixture
def speller() -> WordPiece:
    return WordPiece(SPECIAL)


def lines(count: int, *begin: int) -> Layout:
    """Words of which these begin a line."""
    line = [word in begin for word in range(count)]
    return Layout(list(range(count)), line, [False] * count, line)


def read(speller: WordPiece, window: Window, spelled: list[Spelling], lay: Layout) -> EncodedWindow:
    return framed(7, window, spelled, lay, speller)


def test_words_stand_between_a_start_and_an_end(speller):
    row = read(speller, Window(0, 0, 3), [A, B, C], lines(3))
    assert row.pieces == [CLS, 10, 20, 21, 30, SEP]
    assert row.cases == [0, Case.LOWER, Case.TITLE, Case.TITLE, Case.UPPER, 0]
    assert row.words == [1, 2, 4]
    assert (row.document, row.window) == (7, Window(0, 0, 3))


def test_separator_stands_where_a_line_begins(speller):
    row = read(speller, Window(0, 0, 3), [A, B, C], lines(3, 1, 2))
    assert row.pieces == [CLS, 10, SEP, 20, 21, SEP, 30, SEP]
    assert row.cases == [0, Case.LOWER, 0, Case.TITLE, Case.TITLE, 0, Case.UPPER, 0]
    assert row.words == [1, 3, 6]


def test_line_that_begins_the_window_needs_no_separator(speller):
    assert read(speller, Window(1, 1, 3), [A, B, C], lines(3, 1)).pieces == [CLS, 20, 21, 30, SEP]


def test_context_is_read_and_its_words_are_not(speller):
    row = read(speller, Window(1, 2, 4), [A, B, C, D], lines(4))
    assert row.pieces == [CLS, 20, 21, 30, 40, SEP]
    assert row.words == [3, 4]


def test_line_inside_the_context_or_after_it_needs_no_separator(speller):
    row = read(speller, Window(0, 2, 4), [A, B, C, D], lines(4, 1, 2))
    assert SEP not in row.pieces[:-1]
    assert read(speller, Window(0, 2, 4), [A, B, C, D], lines(4, 3)).pieces[-3:] == [SEP, 40, SEP]


def test_every_word_of_a_document_is_read_once_and_at_its_first_piece(speller):
    rng = random.Random(21)
    for _ in range(50):
        count = rng.randint(1, 600)
        spelled = [
            ((number + 4,) * rng.choice([1, 1, 2, 12]), Case.LOWER) for number in range(count)
        ]
        lay = lines(count, *rng.sample(range(count), count // rng.choice([3, 40])))
        rows = [
            read(speller, window, spelled, lay)
            for window in windows([len(pieces) for pieces, _ in spelled], lay.line, lay.sentence)
        ]
        assert [row.pieces[at] - 4 for row in rows for at in row.words] == list(range(count))
        assert all(len(row.pieces) == len(row.cases) <= 256 for row in rows)
        assert all(row.pieces[0] == CLS and row.pieces[-1] == SEP for row in rows)
