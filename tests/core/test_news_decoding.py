"""Decoding: entity labels, trees and confidences from what the network says of words."""

import math
import random
from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np
import pytest

from worker.enrichment.news import names, tags, trees
from worker.enrichment.news.calibration import Calibration
from worker.enrichment.news.graph import Floats

LABELS = ("O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG")


def well_formed(labels: list[str]) -> bool:
    return all(
        not label.startswith("I-") or before[2:] == label[2:]
        for before, label in pairwise(["O", *labels])
    )


def decoded(logits: Floats, length: int | None = None) -> list[str]:
    """The labels of one window of which the first `length` are words and no padding."""
    mask = np.arange(len(logits)) < (len(logits) if length is None else length)
    chosen, _ = names.decode(logits[None], mask[None], LABELS)
    return [LABELS[label] for label in chosen[0]]


def total(logits: Floats, labels: tuple[str, ...] | list[str]) -> float:
    return float(sum(logits[at, LABELS.index(label)] for at, label in enumerate(labels)))


def noise(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).normal(0, 3, shape).astype(np.float32)


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_labels_are_the_most_probable_well_formed_ones(length):
    every = [list(one) for one in product(LABELS, repeat=length) if well_formed(list(one))]
    mended = 0
    for seed in range(15):
        logits = noise(seed, length, len(LABELS))
        assert decoded(logits) == max(every, key=lambda labels: total(logits, labels))
        mended += decoded(logits) != [LABELS[label] for label in logits.argmax(-1)]
    assert mended > 2


def test_labels_are_always_well_formed_and_padding_is_outside():
    logits = noise(100, 60, 40, len(LABELS))
    lengths = np.random.default_rng(101).integers(1, 41, 60)
    mask = np.arange(40) < lengths[:, None]
    before = logits.copy()
    chosen, probability = names.decode(logits, mask, LABELS)
    for row, length in zip(chosen, lengths, strict=True):
        assert well_formed([LABELS[label] for label in row])
        assert not row[length:].any()
    assert (chosen[mask] != 0).any()
    assert ((probability > 0) & (probability <= 1)).all()
    assert (logits == before).all()


def test_padding_does_not_change_the_labels():
    logits = noise(102, 30, len(LABELS))
    assert decoded(logits, 12)[:12] == decoded(logits[:12])


def test_probability_is_the_label_s_share_among_the_labels_of_its_word():
    logits = np.log(np.array([[[0.1, 0.2, 0.6, 0.05, 0.05]]], np.float32)) + 40
    chosen, probability = names.decode(logits, np.array([[True]]), LABELS)
    assert LABELS[chosen[0, 0]] == "B-PERSON"  # I-PERSON is likelier and cannot begin
    assert probability[0, 0] == pytest.approx(0.2, abs=1e-4)


def test_huge_logits_leave_probabilities_finite():
    logits = np.array([[[1e4, -1e4, 0, 0, 0], [-1e4, 0, 1e4, 0, 0]]], np.float32)
    chosen, probability = names.decode(logits, np.ones((1, 2), bool), LABELS)
    assert np.isfinite(probability).all()
    assert well_formed([LABELS[label] for label in chosen[0]])


def test_only_its_own_type_goes_before_an_inside():
    may = names.follows(LABELS)
    allowed = {(LABELS[a], LABELS[b]) for a, b in np.argwhere(may)}
    assert {a for a, b in allowed if b == "I-ORG"} == {"B-ORG", "I-ORG"}
    assert all((a, b) in allowed for a in LABELS for b in ("O", "B-PERSON", "B-ORG"))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("", []),
        ("O O", []),
        ("B-ORG", [(0, 1, "ORG")]),
        ("O B-ORG I-ORG O", [(1, 3, "ORG")]),
        ("B-ORG B-ORG I-ORG", [(0, 1, "ORG"), (1, 3, "ORG")]),
        ("B-ORG B-PERSON", [(0, 1, "ORG"), (1, 2, "PERSON")]),
        ("O B-PERSON I-PERSON I-PERSON", [(1, 4, "PERSON")]),
    ],
)
def test_entity_reaches_from_its_begin_to_its_last_inside(labels, expected):
    assert names.spans(labels.split()) == expected


def is_tree(heads: list[int]) -> bool:
    """One root, and every word hangs below it; head 0 is the root's, i + 1 is word i."""

    def climbs(word: int) -> bool:
        for _ in heads:
            if heads[word] == trees.ROOT:
                return True
            word = heads[word] - 1
        return False

    return heads.count(trees.ROOT) == 1 and all(climbs(word) for word in range(len(heads)))


def all_trees(count: int) -> Iterator[tuple[int, ...]]:
    return (heads for heads in product(range(count + 1), repeat=count) if is_tree(list(heads)))


def worth(scores: Floats, heads: tuple[int, ...] | list[int]) -> float:
    return float(sum(scores[word, head] for word, head in enumerate(heads)))


def arcs(seed: int, count: int) -> Floats:
    """Scores of one sentence; few words go to the root."""
    scores = noise(seed, count, count + 1)
    scores[np.arange(count), np.arange(count) + 1] = -1e9
    return scores


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_best_tree_is_the_best_of_all_trees(count):
    every = list(all_trees(count))
    assert len(every) == count ** (count - 1)  # Cayley
    for seed in range(12 if count == 5 else 120):
        scores = arcs(seed, count)
        found = trees.best_tree(scores).tolist()
        assert is_tree(found)
        best = max(worth(scores, heads) for heads in every)
        assert worth(scores, found) == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("count", [6, 17, 60])
def test_long_sentence_becomes_a_tree(count):
    for seed in range(4):
        assert is_tree(trees.best_tree(arcs(seed, count)).tolist())


def test_cycles_within_cycles_become_a_tree():
    # Each word wants its neighbour, the pairs want each other, and nobody wants the root.
    count = 8
    scores = np.full((count, count + 1), -50, np.float32)
    for word in range(count):
        for level in (1, 2, 4):
            scores[word, (word ^ level) + 1] = 40 / level
    assert is_tree(trees.best_tree(scores).tolist())


def test_best_tree_leaves_the_scores_alone():
    scores = arcs(3, 9)
    before = scores.copy()
    trees.best_tree(scores)
    assert (scores == before).all()


@pytest.mark.parametrize("bias", [0.0, 30.0])
def test_every_sentence_of_every_window_is_a_tree_of_its_own(bias):
    count, width = 12, 24
    rng = np.random.default_rng(8)
    lengths = rng.integers(1, width + 1, count)
    lengths[0] = width
    mask = np.arange(width) < lengths[:, None]
    begin = rng.normal(-1, 1, (count, width)).astype(np.float32)
    starts = trees.sentence_starts(begin, mask, np.zeros((count, width), bool))
    arc = noise(9, count, width, width + 1)
    arc[:, :, trees.ROOT] += bias  # at 30 every word would be a root
    heads, probability = trees.trees(arc, starts, mask)
    for row, length in enumerate(lengths):
        for first, end in pairwise([*np.flatnonzero(starts[row, :length]).tolist(), length]):
            found = heads[row, first:end].tolist()
            assert all(head == trees.ROOT or first < head <= end for head in found)
            assert is_tree([head - first if head else trees.ROOT for head in found])
    assert ((probability[mask] >= 0) & (probability[mask] <= 1)).all()


def test_tree_that_every_word_wants_is_taken_with_its_probability():
    arc = np.zeros((1, 3, 4), np.float32)
    for word, head in enumerate((2, 0, 2)):
        arc[0, word, head] = math.log(6)
    heads, probability = trees.trees(arc, np.array([[True, False, False]]), np.ones((1, 3), bool))
    assert heads.tolist() == [[2, 0, 2]]
    assert probability[0] == pytest.approx([6 / 8] * 3)  # the root and two other words


def test_word_takes_no_head_beyond_its_sentence():
    arc = np.zeros((1, 4, 5), np.float32)
    arc[:, :2, 3:] = 50  # words 0 and 1 want heads in the second sentence
    heads, _ = trees.trees(arc, np.array([[True, False, True, False]]), np.ones((1, 4), bool))
    assert set(heads[0, :2].tolist()) <= {0, 1, 2}


def test_word_takes_no_padding_for_its_head():
    arc = np.zeros((1, 4, 5), np.float32)
    arc[:, :, 4] = 50
    mask = np.array([[True, True, True, False]])
    heads, _ = trees.trees(arc, np.array([[True, False, False, False]]), mask)
    assert is_tree(heads[0, :3].tolist())


def test_sentence_starts_at_the_window_and_after_a_blank_line_and_where_the_head_says():
    begin = np.array([[-5, -5, 2, -5, 2], [-5, -5, -5, 2, 2]], np.float32)
    mask = np.array([[True] * 5, [True, True, True, False, False]])
    paragraph = np.array([[False, True, False, False, False], [False] * 5])
    assert trees.sentence_starts(begin, mask, paragraph).tolist() == [
        [True, True, True, False, True],
        [True, False, False, False, False],
    ]


def sure(*probabilities: float) -> Floats:
    return np.array(probabilities, np.float32)


def test_uncalibrated_confidence_is_that_of_the_least_sure_word():
    assert Calibration().confidence(sure(0.9, 0.3, 0.99)) == pytest.approx(0.3)


def test_slope_and_offset_move_the_log_odds():
    assert Calibration(2.0, 1.0).confidence(sure(0.5)) == pytest.approx(1 / (1 + math.exp(-1)))
    assert Calibration(2.0, 0.0).confidence(sure(0.8)) == pytest.approx(16 / 17)


@pytest.mark.parametrize("probability", [0.0, 1.0, 1e-30])
def test_certainty_stays_a_probability(probability):
    assert 0 < Calibration(1.3, -0.4).confidence(sure(probability)) < 1


def test_surer_words_give_no_lower_confidence():
    rng = random.Random(12)
    calibration = Calibration(0.7, -0.2)
    found = [calibration.confidence(sure(p)) for p in sorted(rng.random() for _ in range(50))]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_features_go_with_the_tag_where_any_candidate_does():
    agreement = tags.table(["VBD", "NN"], ["ADJ", "VERB", "NOUN"], {"VBD|VERB", "NN|NOUN"})
    tag = np.array([0, 1, 1, 0])
    candidates = np.array([[0, 1, 2], [2, 0, 1], [1, 0, 1], [1, 0, 2]])
    assert tags.features(tag, candidates, agreement).tolist() == [1, 2, 1, 1]
    assert tags.features(tag[:0], candidates[:0], agreement).tolist() == []
