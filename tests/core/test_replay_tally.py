"""What a replay remembers beside its offsets."""

from dataclasses import replace

import pytest

from worker.attempts import Mark
from worker.failures import BadSettings, Reason, Stage
from worker.records import DeadLetter, Enriched, Filtered, Outcome, Tombstone
from worker.replay.report import Report
from worker.replay.tally import Identity, Tally

EMPTY = Tally("abc", 10, 20)
OUTCOMES: list[Outcome] = [
    Enriched(b"k", b"v"),
    Enriched(b"k", b"v"),
    DeadLetter(Reason.EMPTY, Stage.CLEAN, "nothing"),
    Tombstone(b"k"),
    Filtered(),
]


def test_tally_counts_every_kind_of_outcome():
    after = EMPTY.after(OUTCOMES, 5)
    assert (after.enriched, after.dead_letters, after.tombstones, after.filtered) == (2, 1, 1, 1)
    assert (after.read, after.settled) == (5, 5)


def test_tally_and_the_loops_own_mark_stand_beside_each_other():
    tally = EMPTY.after(OUTCOMES, 5)
    metadata = tally.beside(Mark(2, 1).encode())
    assert Tally.within(metadata) == tally
    assert Mark.decode(metadata) == Mark(2, 1)
    assert Tally.within(tally.beside("")) == tally
    assert Mark.decode(tally.beside("")) == Mark()


def test_tally_of_a_long_replay_fits_into_a_brokers_limit():
    most = replace(Tally("f" * 16, 2**62, 2**63 - 1, 2**62, 2**62, 2**62, 2**62, 2**62), done=True)
    assert len(most.beside(Mark(99, 99).encode())) < 1024  # brokers allow 4096 by default


def test_metadata_of_others_has_no_tally():
    for metadata in (None, "", "{}", "no json", "[]", '{"replay": 3}', '{"replay": {"of": "x"}}'):
        assert Tally.within(metadata) is None


def test_what_another_pipeline_has_begun_is_refused_and_what_to_do_is_said():
    run = Identity("r", "abc", "mine-2")
    run.require_pipeline(run.begun(10, 20))
    with pytest.raises(BadSettings, match="begun with the pipeline mine-1, and this one is mine-2"):
        run.require_pipeline(replace(EMPTY, version="mine-1"))


def test_what_was_begun_before_versions_were_noted_is_refused_in_words_that_say_so():
    earlier = EMPTY.beside("").replace(',"version":""', "")  # as that release wrote it
    left = Identity("r", "abc", "mine-2").left(earlier)
    assert left == EMPTY
    with pytest.raises(BadSettings) as caught:
        Identity("r", "abc", "mine-2").require_pipeline(left)
    assert "begun with a release that did not write down which pipeline it was" in str(caught.value)
    assert "take another --name" in str(caught.value)


def test_report_is_finished_when_every_range_is_done_or_empty():
    done = EMPTY.after(OUTCOMES, 5).finished()
    report = Report("r", "raw", "out", {0: range(10, 20), 1: range(0)}, {0: done})
    assert report.finished
    assert report.ok
    assert report.rows()[-1] == ("all", "", "", 5, 2, 1, 1, 1, "done")
    begun = Report("r", "raw", "out", {0: range(10, 20)}, {0: EMPTY})
    assert not begun.finished


def test_report_says_where_the_outcomes_are():
    tallies = {0: EMPTY.after(OUTCOMES, 5), 1: None, 2: EMPTY.after(OUTCOMES, 5)}
    ranges = dict.fromkeys(tallies, range(10, 20))
    report = Report("r", "raw", "out", ranges, tallies, letters_to="dead")
    assert report.places == {"out": 6, "dead": 2}
    assert Report("r", "files", "folder", ranges, tallies).places == {"folder": 8}
    assert Report("r", "raw", "out", ranges, {0: EMPTY}, letters_to="dead").places == {}


def test_record_without_an_outcome_makes_the_report_a_problem():
    lost = EMPTY.after(OUTCOMES, 6).finished()
    report = Report("r", "raw", "out", {0: range(10, 20)}, {0: lost})
    assert not report.ok
    assert report.unbalanced == [0]
    assert report.as_json()["ok"] is False
    assert report.rows()[0][-1] == "UNBALANCED"


def test_offsets_that_retention_took_meanwhile_make_the_report_a_problem():
    cut = EMPTY.after(OUTCOMES, 5, gone=3).finished()
    assert Tally.within(cut.beside("")) == cut
    report = Report("r", "raw", "out", {0: range(10, 20)}, {0: cut})
    assert (report.finished, report.ok, report.gone) == (True, False, 3)
    assert report.rows()[0][-1] == "3 GONE"
