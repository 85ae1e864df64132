"""Annotated documents into windows and batches: every label stays with its word."""

import random
from itertools import pairwise

import numpy as np
import pytest

from cutting import BATCH_PIECES, MULTIPLE, Piecewise, batches, cut
from examples import Annotated
from labels import IGNORED, LABELS
from worker.enrichment.news.windows import LONGEST
from worker.enrichment.news.wordpiece import WordPiece

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = [f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(400)]
SPELLER = WordPiece([*SPECIAL, ".", *WORDS])
ROOT, NOWHERE = -1, IGNORED


def document(tokens: list[str], head: list[int] | None = None) -> Annotated:
    """Whose labels are the numbers of its tokens."""
    numbers = list(range(len(tokens)))
    return Annotated(
        list(tokens),
        entity=numbers[:],
        tag=numbers[:],
        morph=numbers[:],
        lemma=numbers[:],
        begin=numbers[:],
        head=head if head is not None else [ROOT] * len(tokens),
        relation=numbers[:],
    )


def spelled(window: Piecewise) -> list[str]:
    """The first piece of each of the window's words."""
    vocabulary = [*SPECIAL, ".", *WORDS]
    return [vocabulary[window.pieces[at]] for at in window.words]


def prose(sentences: int, words: int) -> list[str]:
    return [WORDS[0].title(), *WORDS[1:words], "."] * sentences


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_each_word_is_in_one_window_with_its_own_labels(seed):
    tokens = [*prose(20, 15), "\n\n", *prose(3, 90), *WORDS]
    chance = None if seed is None else random.Random(seed)
    found = list(cut(document(tokens), SPELLER, chance))
    assert len(found) > 4
    assert max(len(window.pieces) for window in found) <= LONGEST
    words = [token.lower() for token in tokens if token.strip()]
    assert [word for window in found for word in spelled(window)] == words
    for name in ("entity", "tag", "morph", "lemma", "begin", "relation"):
        labels = [label for window in found for label in getattr(window, name)]
        assert labels == [number for number, token in enumerate(tokens) if token.strip()]


def test_sizes_of_windows_are_drawn_and_without_chance_always_the_same():
    def sizes(chance: random.Random | None) -> tuple[int, ...]:
        return tuple(len(w.words) for w in cut(document(prose(60, 9)), SPELLER, chance))

    assert len({sizes(random.Random(seed)) for seed in range(8)}) > 4
    assert sizes(None) == sizes(None)


def test_heads_count_the_words_of_their_window_from_one_and_a_root_is_zero():
    tokens = [WORDS[0], "\n\n", WORDS[1], WORDS[2]]
    (window,) = cut(document(tokens, head=[ROOT, NOWHERE, 3, 0]), SPELLER, None)
    assert window.head == [0, 3, 1]
    assert window.relation == [0, 2, 3]


def test_unknown_head_stays_unknown():
    (window,) = cut(document(WORDS[:2], head=[NOWHERE, ROOT]), SPELLER, None)
    assert window.head == [IGNORED, 0]


def test_head_in_another_window_teaches_neither_arc_nor_relation():
    tokens = prose(20, 15)
    last = len(tokens) - 1
    first, *_, end = cut(document(tokens, head=[last] * last + [0]), SPELLER, None)
    assert set(first.head) == set(first.relation) == {IGNORED}
    assert first.tag == list(range(len(first.words))), "what needs no other word is learnt"
    # The last word's head is far away; to the others of its window it is near.
    assert end.head == [len(end.words)] * (len(end.words) - 1) + [IGNORED]
    assert end.relation[-1] == IGNORED
    assert IGNORED not in end.relation[:-1]


def window(pieces: int, number: int) -> Piecewise:
    """With a word for each third piece, whose labels all are the window's number."""
    words = list(range(1, pieces, 3))
    labels = [[number] * len(words) for _ in LABELS]
    return Piecewise([9] * pieces, [1] * pieces, words, *labels)


SIZES = [3, 250, 128, 17, 16, 31, 200, *range(40, 120)]


@pytest.mark.parametrize("seed", [None, 1])
def test_batches_hold_every_window_once_and_no_more_pieces_than_they_may(seed):
    found = [window(size, number) for number, size in enumerate(SIZES)]
    chance = None if seed is None else random.Random(seed)
    made = list(batches(found, chance))
    numbers = [row[0] for batch in made for row in batch["entity"]]
    assert sorted(numbers) == list(range(len(SIZES)))
    for batch in made:
        rows, length = batch["pieces"].shape
        assert length % MULTIPLE == 0
        assert rows * length <= BATCH_PIECES
        assert length - max(np.count_nonzero(batch["pieces"], axis=1)) < MULTIPLE


def test_windows_of_like_length_share_a_batch():
    made = list(batches([window(size, n) for n, size in enumerate(SIZES)], None))
    ranges = [np.count_nonzero(batch["pieces"], axis=1) for batch in made]
    assert all(a.max() <= b.min() for a, b in pairwise(ranges))


def test_batches_come_in_random_order_of_the_chance_given():
    found = [window(size, number) for number, size in enumerate(SIZES)]

    def order(seed: int) -> list[int]:
        return [int(batch["entity"][0, 0]) for batch in batches(found, random.Random(seed))]

    assert order(1) == order(1) != order(2)
    assert sorted(order(1)) == sorted(order(2))


def test_padding_is_no_piece_and_teaches_nothing():
    (batch,) = batches([window(20, 5), window(30, 7)], None)
    assert batch["pieces"].shape == batch["cases"].shape == (2, 32)
    assert batch["pieces"].tolist() == [[9] * 20 + [0] * 12, [9] * 30 + [0] * 2]
    assert batch["words"].tolist() == [[1, 4, 7, 10, 13, 16, 19, 0, 0, 0], list(range(1, 30, 3))]
    for name in LABELS:
        assert batch[name].tolist() == [[5] * 7 + [IGNORED] * 3, [7] * 10]
    assert {array.dtype for array in batch.values()} == {np.dtype(np.int64)}
