"""Words as the encoder reads them: pieces, letter case, and words that no vocabulary has."""

import random

import pytest

from worker.enrichment.news.wordpiece import Case, WordPiece, _parts, case_of

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
PIECES = (
    *("un", "##load", "##loading", "##ing", "load", "harbour", "##s", "cafe", "i", "ist", "##an"),
    *("##bul", "'", "’", "-", "[", "]", "cls", "sep", "unk", "港", "口", "a", "##a", "b", "$", "5"),
)
VOCABULARY = (*SPECIAL, *PIECES)
UNKNOWN = [VOCABULARY.index("[UNK]")]
MOST_PIECES = 12


@pytest.fixture
def speller() -> WordPiece:
    return WordPiece(VOCABULARY)


def pieces(speller: WordPiece, word: str) -> list[str]:
    return [VOCABULARY[number] for number in speller.spell(word)[0]]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("harbour", ["harbour"]),
        ("harbours", ["harbour", "##s"]),
        ("unloading", ["un", "##loading"]),
        ("HARBOUR", ["harbour"]),
        ("Café", ["cafe"]),
        ("Cafe\u0301", ["cafe"]),
        ("İstanbul", ["ist", "##an", "##bul"]),
        ("load-ist", ["load", "-", "ist"]),
        ("load’s", ["load", "’", "[UNK]"]),
        ("$5", ["$", "5"]),
    ],
)
def test_word_becomes_the_longest_pieces_from_the_left(speller, word, expected):
    assert pieces(speller, word) == expected


def test_greedy_choice_is_never_taken_back():
    # "a" and "##bc" would cover "abc", but "ab" is longer than "a".
    vocabulary = (*SPECIAL, "a", "ab", "##bc", "##cd")
    speller = WordPiece(vocabulary)
    assert [vocabulary[number] for number in speller.spell("abcd")[0]] == ["ab", "##cd"]
    assert [vocabulary[number] for number in speller.spell("abc")[0]] == ["[UNK]"]


def test_one_unknown_stretch_makes_the_whole_part_unknown(speller):
    assert pieces(speller, "harbourq") == ["[UNK]"]
    assert pieces(speller, "harbour-q") == ["harbour", "-", "[UNK]"]


def test_piece_that_begins_a_word_does_not_continue_one(speller):
    assert pieces(speller, "unharbour") == ["[UNK]"]


def test_ideographs_stand_alone(speller):
    assert pieces(speller, "港口港") == ["港", "口", "港"]
    assert pieces(speller, "a港b") == ["a", "港", "b"]
    assert pieces(speller, "a\U00020001b") == ["a", "[UNK]", "b"]


@pytest.mark.parametrize(
    "word",
    [
        "\u200b",  # zero-width space
        "\u200d\u2060",  # joiners
        "\ufeff",  # byte order mark
        "\u0301",  # an accent alone
        "\x00\x07",
        "\x7f",
        "\u00ad",  # soft hyphen
        "\ufffd",
        "\u2028",
        "",
    ],
)
def test_word_without_pieces_is_unknown(speller, word):
    assert speller.spell(word) == (tuple(UNKNOWN), Case.NONE)


@pytest.mark.parametrize("word", ["har\u200bbour", "har\u00adbour", "\ufeffharbour", "har\x00bour"])
def test_invisible_characters_do_not_part_a_word(speller, word):
    assert pieces(speller, word) == ["harbour"]


@pytest.mark.parametrize("word", ["😀", "😀😀😀", "👩‍🚒", "🇳🇴"])
def test_emoji_outside_the_vocabulary_is_one_unknown(speller, word):
    assert pieces(speller, word) == ["[UNK]"]


@pytest.mark.parametrize("name", ["[CLS]", "[SEP]", "[UNK]"])
def test_page_cannot_write_a_special_piece(speller, name):
    assert pieces(speller, name) == ["[", name[1:-1].lower(), "]"]


def test_page_cannot_write_a_continuation(speller):
    assert "##s" not in pieces(speller, "##s")


def test_part_of_a_hundred_characters_is_the_longest_known(speller):
    assert pieces(speller, "a" * 100) == ["a"] + ["##a"] * (MOST_PIECES - 1)
    assert pieces(speller, "a" * 101) == ["[UNK]"]
    assert pieces(speller, "á" * 100) == ["a"] + ["##a"] * (MOST_PIECES - 1)
    assert pieces(speller, "á" * 101) == ["[UNK]"]


def test_long_part_does_not_hide_what_follows(speller):
    assert pieces(speller, "á" * 500 + "-b") == ["[UNK]", "-", "b"]


@pytest.mark.parametrize("word", ["a-" * 300, "港" * 300, "a" * 90, "-" * 13])
def test_word_has_no_more_pieces_than_allowed(speller, word):
    assert len(speller.spell(word)[0]) == MOST_PIECES


def test_enormous_word_is_put_together_no_further_than_it_can_be_known(speller):
    # As a whole that took over ten seconds, for it is quadratic in the length.
    assert pieces(speller, "ก" * 400_000) == ["[UNK]"]
    assert [len(part) for part in _parts("ก" * 400_000 + "-" + "a" * 99)] == [101, 1, 99]


def test_any_word_has_pieces_of_the_vocabulary(speller):
    rng = random.Random(5)
    letters = "aAbuUnloadingsİßéÉ港口'’-[]#$5😀\u200b\u0301\x01\u00a0ΣςﬁǅꙀ\U000e0101"
    for _ in range(500):
        word = "".join(rng.choices(letters, k=rng.randint(1, 30)))
        found, case = speller.spell(word)
        assert 1 <= len(found) <= MOST_PIECES
        assert all(1 <= number < len(VOCABULARY) for number in found)
        assert case is case_of(word)


def test_word_is_spelled_the_same_twice(speller):
    first = speller.spell("Harbours")
    assert speller.spell("Harbours") == first == WordPiece(VOCABULARY).spell("Harbours")


def test_case_is_remembered_with_the_word_as_written(speller):
    cases = [speller.spell(word)[1] for word in ("cafe", "Cafe", "CAFE", "cafe")]
    assert cases == [Case.LOWER, Case.TITLE, Case.UPPER, Case.LOWER]


def test_full_memory_begins_anew(speller, monkeypatch):
    monkeypatch.setattr("worker.enrichment.news.wordpiece._CACHED_WORDS", 3)
    for number in range(10):
        speller.spell(f"a{number}")
        assert len(speller._seen) <= 3
    assert pieces(speller, "harbours") == ["harbour", "##s"]


@pytest.mark.parametrize("missing", SPECIAL)
def test_vocabulary_without_a_special_piece_is_refused(missing):
    with pytest.raises(KeyError, match=missing.strip("[]")):
        WordPiece(piece for piece in VOCABULARY if piece != missing)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("harbour", Case.LOWER),
        ("n’t", Case.LOWER),
        ("1st", Case.LOWER),
        ("Harbour", Case.TITLE),
        ("O’Hara", Case.TITLE),
        ("Éire", Case.TITLE),
        ("NATO", Case.UPPER),
        ("U.S.", Case.UPPER),
        ("3D", Case.UPPER),
        ("McCoy", Case.MIXED),
        ("iPad", Case.MIXED),
        ("I", Case.CAPITAL),
        ("Ø", Case.CAPITAL),
        ("a", Case.LOWER),
        ("1,000", Case.NONE),
        ("–", Case.NONE),
        ("港口", Case.NONE),
        ("😀", Case.NONE),
        ("", Case.NONE),
    ],
)
def test_case_says_how_a_word_is_written(word, expected):
    assert case_of(word) is expected


def test_values_of_case_are_what_the_network_was_trained_on():
    names = [case.name for case in sorted(Case)]
    assert names == ["NONE", "LOWER", "TITLE", "UPPER", "MIXED", "CAPITAL"]
    assert [int(case) for case in sorted(Case)] == list(range(6))
