"""The measure itself, on texts short enough to count by hand."""

import pytest

from tests.evaluation.shingles import page_score, same_words, score, shingles, words_within

SIX = "The boat sailed on Monday morning"  # three shingles


def test_shingles_are_runs_of_four_words_and_count_how_often_they_come():
    assert shingles("a b c d a b c d")["a", "b", "c", "d"] == 2
    assert shingles("a b c d e").total() == 2


def test_text_of_fewer_words_is_one_shingle():
    assert shingles("Boats, nets!") == {("Boats", "nets"): 1}
    assert not shingles(" ... ")


def test_punctuation_and_lines_do_not_count_and_case_does():
    assert page_score(SIX, "The boat sailed\n\non Monday, morning.").f1 == 1
    assert page_score(SIX, SIX.upper()).f1 == 0


def test_what_is_missing_costs_recall_and_what_is_too_much_costs_precision():
    less = page_score(SIX, "The boat sailed on Monday")
    assert less.precision == 1
    assert less.recall == pytest.approx(2 / 3)
    assert less.f1 == pytest.approx(0.8)
    more = page_score(SIX, SIX + " Read more about boats")
    assert more.precision == pytest.approx(3 / 7)
    assert more.recall == 1


def test_nothing_found_has_no_precision_and_nothing_to_find_no_recall():
    assert (page_score(SIX, "").precision, page_score(SIX, "").recall) == (None, 0)
    assert (page_score("", SIX).precision, page_score("", SIX).recall) == (0, None)
    assert page_score("", "").f1 == 1


def test_many_pages_have_the_f1_of_their_mean_precision_and_recall():
    found = score([page_score(SIX, SIX), page_score(SIX, ""), page_score(SIX, SIX)])
    assert found.precision == 1
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(0.8)
    assert score([]).f1 == 0


def test_fields_are_compared_by_their_words():
    assert same_words("Ada Berg, Jo Lund", "ada berg; Jo Lund")
    assert not same_words("Ada Berg", "By Ada Berg")


def test_words_stand_in_others_whole_together_and_in_order():
    assert words_within("ada Berg", "By Ada Berg, Oslo")
    assert not words_within("Ada Ber", "By Ada Berg")
    assert not words_within("Berg Ada", "By Ada Berg")
    assert not words_within("", "By Ada Berg")
