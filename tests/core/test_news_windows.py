"""Layout and windows: what is a word, where a document may be cut, and that no word is lost."""

import random
from itertools import pairwise

import pytest
import spacy

from worker.enrichment.news.layout import Layout, layout
from worker.enrichment.news.windows import LONGEST, WANTED, Window, windows

FRAME = 2
OVERLAP = 48


def plain(count: int, *borders: int) -> list[bool]:
    """A border at each of these words and nowhere else."""
    return [word in borders for word in range(count)]


def cost(window: Window, pieces: list[int], line: list[bool]) -> int:
    """Pieces that the encoder reads: frame, context, words, and a [SEP] at each inner line."""
    inner = sum(line[window.first + 1 : window.end])
    return FRAME + sum(pieces[window.context : window.end]) + inner


def cuts(count: int, line: list[bool], sentence: list[bool]) -> list[int]:
    """Where a document of one-piece words is cut."""
    return [window.first for window in windows([1] * count, line, sentence)][1:]


def random_document(rng: random.Random) -> tuple[list[int], list[bool], list[bool]]:
    count = rng.randint(0, 700)
    sentences, lines = rng.choice([0, 0.01, 0.06, 0.5]), rng.choice([0, 0.005, 0.05, 0.9])
    pieces = [rng.choice([1, 1, 1, 2, 3, 12]) for _ in range(count)]
    line = [rng.random() < lines for _ in range(count)]
    sentence = [begins or rng.random() < sentences for begins in line]
    return pieces, line, sentence


def documents(seed: int, count: int = 150) -> list[tuple[list[int], list[bool], list[bool]]]:
    rng = random.Random(seed)
    return [random_document(rng) for _ in range(count)]


def test_word_belongs_to_exactly_one_window():
    for pieces, line, sentence in documents(1):
        found = windows(pieces, line, sentence)
        owned = [word for window in found for word in range(window.first, window.end)]
        assert owned == list(range(len(pieces)))
        assert all(window.first < window.end for window in found)


def test_no_window_is_longer_than_the_encoder_reads():
    longest = 0
    for pieces, line, sentence in documents(2):
        for window in windows(pieces, line, sentence):
            longest = max(longest, cost(window, pieces, line))
            assert cost(window, pieces, line) <= LONGEST
    assert longest == LONGEST


def test_context_is_the_end_of_the_window_before_and_small():
    for pieces, line, sentence in documents(3):
        found = windows(pieces, line, sentence)
        assert [window.context for window in found[:1]] in ([], [0])
        for before, window in pairwise(found):
            assert before.first < window.context <= window.first
            assert sum(pieces[window.context : window.first]) <= OVERLAP


def test_cut_without_context_is_where_a_sentence_or_a_line_begins():
    with_context = without = 0
    for pieces, line, sentence in documents(4):
        for window in windows(pieces, line, sentence)[1:]:
            if window.context == window.first:
                assert line[window.first] or sentence[window.first]
                without += 1
            else:
                with_context += 1
    assert with_context > 20
    assert without > 20


def test_window_with_a_border_is_never_cut_elsewhere():
    for pieces, line, sentence in documents(5):
        for before, window in pairwise(windows(pieces, line, sentence)):
            if window.context < window.first:
                assert not any(sentence[before.first + 1 : window.first + 1])


def test_empty_document_has_no_windows():
    assert windows([], [], []) == []


def test_short_document_is_one_window():
    borders = plain(WANTED - FRAME, 40, 80)
    assert windows([1] * (WANTED - FRAME), plain(WANTED - FRAME), borders) == [
        Window(0, 0, WANTED - FRAME)
    ]


def test_longest_window_is_filled_to_the_last_piece():
    fits, too_many = LONGEST - FRAME, LONGEST - FRAME + 1
    assert windows([1] * fits, plain(fits), plain(fits)) == [Window(0, 0, fits)]
    assert len(windows([1] * too_many, plain(too_many), plain(too_many))) == 2


def test_line_costs_a_piece():
    count = WANTED - FRAME
    assert cuts(count, plain(count, 0), plain(count, 0)) == []
    assert cuts(count, plain(count), plain(count, 80)) == []
    assert cuts(count, plain(count, 80), plain(count, 80)) == [80]


def test_window_ends_at_the_last_sentence_before_it_is_full_enough():
    assert cuts(200, plain(200), plain(200, 60, 100, 150)) == [100]


def test_window_grows_until_it_finds_a_sentence():
    assert cuts(300, plain(300), plain(300, 200)) == [200]


def test_end_of_a_line_is_a_better_cut_than_the_end_of_a_sentence():
    assert cuts(200, plain(200, 80), plain(200, 80, 120)) == [80]


def test_line_that_leaves_the_window_half_empty_is_no_better():
    assert cuts(200, plain(200, 40), plain(200, 40, 120)) == [120]


def test_early_line_is_better_than_no_border():
    assert cuts(140, plain(140, 5), plain(140, 5)) == [5]


def test_sentence_of_600_words_is_read_with_context():
    found = windows([1] * 600, plain(600), plain(600))
    assert found == [
        Window(0, 0, 254),
        Window(254 - OVERLAP, 254, 254 + 206),
        Window(460 - OVERLAP, 460, 600),
    ]


def test_context_ends_before_a_word_that_does_not_fit_into_it():
    pieces = [1] * 200 + [40, 12] + [1] * 200
    found = windows(pieces, plain(402), plain(402))
    assert found[0] == Window(0, 0, 204)
    assert (found[1].context, found[1].first) == (201, 204)


def test_enormous_word_has_a_window_of_its_own():
    pieces = [1, 1, LONGEST * 4, 1, 1]
    found = windows(pieces, plain(5), plain(5))
    # It sees the word before it, and is too long to be context itself.
    assert found == [Window(0, 0, 2), Window(1, 2, 3), Window(3, 3, 5)]


def test_lines_of_one_word_each_fill_windows():
    count = 400
    found = windows([1] * count, [True] * count, [True] * count)
    assert [window.first for window in found] == [0, 63, 126, 189, 252, 315, 378]


def words(tokens: list[str]) -> Layout:
    found = layout(tokens)
    count = len(found.tokens)
    assert [len(found.line), len(found.paragraph), len(found.sentence)] == [count] * 3
    return found


def tokens_of(text: str) -> list[str]:
    return [token.text for token in spacy.blank("en")(text)]


def test_document_without_tokens_has_no_words():
    assert words([]) == Layout([], [], [], [])


def test_document_of_whitespace_has_no_words():
    assert words([" ", "\n\n", "\t", "\u3000", "\u2028"]) == Layout([], [], [], [])


def test_word_numbers_skip_whitespace():
    assert words([" ", "Rain", "\n", "fell", "  ", "."]).tokens == [1, 3, 5]


@pytest.mark.parametrize("invisible", ["\u200b", "\ufeff", "\u2060", "\x00"])
def test_invisible_character_that_is_no_whitespace_is_a_word(invisible):
    assert words(["Rain", invisible, "fell"]).tokens == [0, 1, 2]


def test_single_newline_begins_a_line_and_no_paragraph():
    found = words(["Harbour", "\n", "Rain"])
    assert found.line == [False, True]
    assert found.paragraph == [False, False]


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", " \n\t\n ", "\r\n\r\n", "\n\n\n\n", "\n\u00a0\n"])
def test_blank_line_begins_a_paragraph(gap):
    found = words(["Harbour", gap, "Rain", "fell"])
    assert found.line == found.paragraph == [False, True, False]


@pytest.mark.parametrize("gap", [" ", "\t", "   ", "\u00a0"])
def test_space_begins_nothing(gap):
    found = words(["Rain", gap, "fell"])
    assert found.line == found.paragraph == found.sentence == [False, False]


def test_newline_in_front_of_the_text_begins_a_line():
    assert words(["\n\n", "Rain"]).paragraph == [True]


def test_line_is_a_border_whatever_the_case():
    assert words(["heavy", "\n", "rain"]).sentence == [False, True]


@pytest.mark.parametrize("end", [".", "!", "?", "…", "?!", "..."])
def test_sentence_may_begin_after_a_full_stop(end):
    assert words(["Rain", "fell", end, "Boats", "sank"]).sentence == [False] * 3 + [True, False]


@pytest.mark.parametrize("token", ["5", "$", "“", "港", "😀", "É"])
def test_sentence_may_begin_with_what_has_no_lower_case(token):
    assert words(["fell", ".", token]).sentence[-1]


def test_lower_case_does_not_begin_a_sentence():
    assert words(["approx", ".", "ten", "Boats"]).sentence == [False] * 4


@pytest.mark.parametrize("closing", ["”", '"', "’", "'", ")", "]", "»"])
def test_sentence_begins_after_the_closing_quote(closing):
    found = words(["“", "Rain", ".", closing, "Boats", "sank"])
    assert found.sentence[4:] == [True, False]


def test_quote_without_a_full_stop_ends_no_sentence():
    assert words(["“", "Rain", "”", "Boats"]).sentence == [False] * 4


def test_layout_follows_the_tokenizer():
    text = "Storm in Bergen\n\nRain fell. Boats sank.\nNo one was hurt."
    tokens = tokens_of(text)
    found = words(tokens)
    begins = [tokens[at] for at, one in zip(found.tokens, found.sentence, strict=True) if one]
    assert begins == ["Rain", "Boats", "No"]
    assert [tokens[at] for at, one in zip(found.tokens, found.line, strict=True) if one] == [
        "Rain",
        "No",
    ]
    assert sum(found.paragraph) == 1


def test_paragraph_is_a_line_and_a_line_is_a_border():
    rng = random.Random(6)
    choices = ["Rain", "fell", ".", "”", " ", "\n", "\n\n", "\t", "\u200b", "5"]
    for _ in range(200):
        tokens = rng.choices(choices, k=rng.randint(0, 40))
        found = words(tokens)
        assert found.tokens == [at for at, token in enumerate(tokens) if token.strip()]
        assert all(line for line, para in zip(found.line, found.paragraph, strict=True) if para)
        assert all(may for may, line in zip(found.sentence, found.line, strict=True) if line)
