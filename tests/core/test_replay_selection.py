"""Which records a replay takes."""

import json
import re

from worker.failures import Reason, Stage
from worker.records import DeadLetter, Enriched, Origin, PageFacts, Processed, RawRecord
from worker.replay.estimate import Part, Sample, estimate
from worker.replay.sampling import stretches
from worker.replay.selection import FILTERED, Selection


def raw(url: str = "https://news.a.example/x", offset: int = 0, partition: int = 0) -> RawRecord:
    fields = {"url": url, "body": "x", "fetched_at": "2026-03-01T00:00:00Z"}
    value = json.dumps(fields | {"content_type": "text/html"}).encode()
    return RawRecord(Origin("raw", partition, offset), key=url.encode(), value=value)


def test_nothing_asked_for_takes_everything():
    assert not Selection().passes_by(raw())
    assert not Selection().passes_by(RawRecord(Origin("raw", 0, 0), key=None, value=b"no page"))


def test_domain_means_the_site_and_what_is_under_it():
    a = Selection(domains=frozenset({"a.example"}))
    assert not a.passes_by(raw("https://a.example/"))
    assert not a.passes_by(raw("https://news.A.example:8080/"))
    assert a.passes_by(raw("https://ba.example/"))
    assert a.passes_by(raw("https://example/a.example"))


def test_url_is_matched_anywhere():
    sport = Selection(url=re.compile("/sport/"))
    assert not sport.passes_by(raw("https://a.example/sport/1"))
    assert sport.passes_by(raw("https://a.example/politics/1"))


def test_record_that_is_no_page_is_known_by_its_key():
    wanted = Selection(domains=frozenset({"a.example"}))
    broken = RawRecord(Origin("raw", 0, 0), key=b"https://a.example/1", value=b"{")
    assert not wanted.passes_by(broken)
    assert wanted.passes_by(RawRecord(Origin("raw", 0, 0), key=None, value=b"{"))


def test_tombstone_is_known_by_its_key_and_a_url_with_a_broken_host_is_of_no_domain():
    wanted = Selection(domains=frozenset({"a.example"}))
    assert not wanted.passes_by(RawRecord(Origin("raw", 0, 0), b"https://a.example/1", None))
    assert wanted.passes_by(RawRecord(Origin("raw", 0, 0), b"https://b.example/1", None))
    assert wanted.passes_by(RawRecord(Origin("raw", 0, 0), b"http://[a.example/1", None))
    assert wanted.passes_by(raw("http://[a.example/1"))


def test_settled_offsets_are_passed_by_in_their_own_partition_only():
    wanted = Selection(settled={1: frozenset({5})})
    assert wanted.passes_by(raw(offset=5, partition=1))
    assert not wanted.passes_by(raw(offset=5, partition=0))
    assert not wanted.passes_by(raw(offset=6, partition=1))


def test_language_is_looked_at_when_it_is_known():
    english = Processed(Enriched(b"k", b"v"), PageFacts(language="en"))
    letter = Processed(DeadLetter(Reason.EMPTY, Stage.CLEAN, "nothing"))
    german = Selection(languages=frozenset({"de"}))
    assert german.of(english) == FILTERED
    assert german.of(letter) == letter  # a dead letter has no language: it is never hidden
    assert Selection(languages=frozenset({"en"})).of(english) == english


def test_estimate_scales_the_sample_and_gives_a_range():
    sample = Sample(100, 0, 1_000_000, 500_000, [Part(50, 5.0), Part(50, 5.0)], start_s=10)
    found = estimate(sample, 1_000, None)
    assert found is not None
    assert (found.input_bytes, found.output_bytes) == (10_000_000, 5_000_000)
    assert (found.speed_per_s, found.eta_s) == (10, 110)
    assert found.eta_low_s < 110 < found.eta_high_s
    slow = estimate(sample, 1_000, 2.0)
    assert slow is not None
    assert slow.eta_s == 510


def test_estimate_of_an_uneven_sample_has_a_wider_range():
    even = Sample(100, 0, 1, 1, [Part(25, 2.5)] * 4, start_s=0)
    uneven = Sample(100, 0, 1, 1, [Part(25, 1.0), Part(25, 4.0)] * 2, start_s=0)
    narrow, wide = estimate(even, 1_000, None), estimate(uneven, 1_000, None)
    assert narrow is not None
    assert wide is not None
    assert narrow.speed_per_s == wide.speed_per_s
    assert wide.eta_high_s - wide.eta_low_s > narrow.eta_high_s - narrow.eta_low_s


def test_sample_is_spread_over_the_whole_range():
    ranges = {0: range(1_000, 9_000), 1: range(0, 2_000), 2: range(0)}
    found = stretches(ranges, 500)
    starts = [stretch[0].start for stretch in found]
    assert starts == [1_000 + 1_000 * n for n in range(8)]
    assert 480 <= sum(len(offsets) for stretch in found for offsets in stretch.values()) <= 520
    assert all(set(o) <= set(ranges[n]) for stretch in found for n, o in stretch.items())


def test_small_range_is_sampled_whole():
    assert stretches({0: range(5, 30)}, 500) == [{0: range(5, 30)}]
