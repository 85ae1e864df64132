"""Lines that a site repeats: what is learned of many pages, and what a page loses by it."""

import pickle
import random
from dataclasses import replace

import pytest

from worker.cleaning import clean
from worker.cleaning.site_learning import SeenPage, SiteLearner, learn
from worker.cleaning.site_lines import (
    SiteLines,
    decode_site_lines,
    encoded_rows,
    line_key,
    load_site_lines,
    site_of,
)
from worker.cleaning.visible_lines import visible_lines
from worker.failures import BadSettings, PageRejected, Reason
from worker.pipeline import PipelineConfig
from worker.records import RawPage

# Reads like an article, so that a page alone keeps it.
REPEATED = "The harbour master said on Monday that the ferry had carried the mail for forty years."
OWN = (
    "The ferry number {} sailed from the northern island on Thursday, and its captain said that"
    " it had carried forty passengers and a piano.",
    "Farmers on island {} had moved their cheese by rowing boat in the meantime, and two of them"
    " want to go on doing so.",
)
NAMES = ("Amber", "Birch", "Cedar", "Daisy", "Elder", "Fern", "Gorse", "Heath", "Ivy", "Juniper")


def own_lines(number: int) -> list[str]:
    name = NAMES[number % 10] + NAMES[number // 10 % 10].lower()
    return [line.format(name) for line in OWN]


def flat(number: int, site: str = "islander.example") -> RawPage:
    body = "\n\n".join([own_lines(number)[0], REPEATED, own_lines(number)[1]])
    return RawPage(url=f"https://www.{site}/{number}", body=body, content_type="text/plain")


def html(number: int) -> RawPage:
    first, second = own_lines(number)
    body = (
        f"<html><head><title>Ferry {number}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Ferry {number}</h1><p>{first}</p><p>{REPEATED}</p><p>{second}</p></article>"
        "</body></html>"
    )
    return RawPage(url=f"https://islander.example/{number}", body=body, content_type="text/html")


def seen(page: RawPage, fetched_at: str | None = None) -> SeenPage:
    return SeenPage(page.url, visible_lines(page), fetched_at)


def page_of(
    lines: list[str], number: int, day: int | None = None, site: str = "a.example"
) -> SeenPage:
    fetched_at = None if day is None else f"2026-03-{day:02}T06:00:00Z"
    return SeenPage(f"https://{site}/{number}", [*lines, *own_lines(number)], fetched_at)


def learned(pages: list[SeenPage], half_life_days: float = 30, max_sites: int = 10) -> bytes:
    found = learn(pages, half_life_days=half_life_days, max_sites=max_sites)
    return b"".join(row + b"\n" for row in encoded_rows(found))


def lines_of(pages: list[SeenPage], half_life_days: float = 30) -> SiteLines:
    return decode_site_lines(learned(pages, half_life_days))


def text_of(page: RawPage, site_lines: SiteLines | None) -> list[str]:
    return clean(page, text_max_chars=10_000, site_lines=site_lines).text.split("\n\n")


@pytest.mark.parametrize("page", [flat(7), html(7)], ids=["flattened", "html"])
def test_line_on_every_page_of_a_site_is_dropped_and_off_by_default(page):
    sites = lines_of(
        [
            seen(replace(page, url=f"https://islander.example/{n}", body=body))
            for n, body in enumerate(_bodies(page))
        ]
    )
    first, second = own_lines(7)
    assert text_of(page, None) == [first, REPEATED, second]
    assert text_of(page, sites) == [first, second]
    elsewhere = replace(page, url="https://mainland.example/7")
    assert text_of(elsewhere, sites) == [first, REPEATED, second]


def _bodies(page: RawPage) -> list[str | bytes]:
    make = html if page.content_type == "text/html" else flat
    return [make(number).body for number in range(10)]


def test_page_that_consists_of_known_lines_stays_as_it_is():
    pages = [page_of([*own_lines(7), REPEATED], number) for number in range(4)]
    sites = lines_of(pages)
    for page in (flat(7), html(7)):
        page = replace(page, url="https://a.example/new")
        assert text_of(page, sites) == text_of(page, None)


def test_line_inside_a_longer_line_is_kept():
    sites = lines_of([seen(flat(number)) for number in range(4)])
    page = replace(flat(7), body=f"{own_lines(7)[0]} {REPEATED} {own_lines(7)[1]}")
    assert REPEATED in text_of(page, sites)[0]


def test_lines_are_the_same_whatever_their_case_numbers_spaces_and_marks():
    assert line_key("Share 12 times!") == line_key(" • SHARE\u00a03,400  times") is not None
    assert line_key("Share it") != line_key("Share them")


@pytest.mark.parametrize("line", ["", "12:30", "A 1 b", "word " * 61])
def test_line_that_says_too_little_or_too_much_is_no_site_line(line):
    assert line_key(line) is None


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.News.Example:8080/a?b#c", "news.example"),
        ("http://blog.news.example./", "blog.news.example"),
        ("file:///page.html", ""),
        ("", ""),
        ("http://[::1", ""),
        ("https://" + "a" * 300, ""),
    ],
)
def test_site_is_the_host_without_www(url, site):
    assert site_of(url) == site


def test_line_needs_three_pages_and_a_tenth_of_them():
    two = [page_of(["Follow us"], n) for n in range(2)] + [page_of([], 2)]
    assert not lines_of(two).on("https://a.example/")("Follow us")
    for others, known in ((27, True), (28, False)):
        pages = [page_of(["Follow us"] if n < 3 else [], n) for n in range(3 + others)]
        assert lines_of(pages).on("https://a.example/")("Follow us") is known


def test_article_that_is_fetched_again_does_not_become_the_site():
    same_url = [SeenPage("https://a.example/1#top", [f"Boat {name}", "News"]) for name in NAMES]
    same_text = [SeenPage(f"https://a.example/?{n}", ["Boat", "News"]) for n in range(10)]
    learner = SiteLearner(half_life_days=30, max_sites=10)
    assert [learner.see(page) for page in same_url + same_text].count(True) == 2
    assert not learner.learned()


def test_old_pages_weigh_less():
    old = [page_of(["Old slogan"], n, day=1) for n in range(10)]
    new = [page_of(["New slogan"], n, day=28) for n in range(10, 30)]
    for half_life_days, known in ((30, True), (3, False)):
        on_page = lines_of(old + new, half_life_days).on("https://a.example/")
        assert on_page("New slogan")
        assert on_page("Old slogan") is known


def test_page_without_a_date_weighs_as_much_as_the_newest():
    undated = [page_of(["Follow us"], n) for n in range(3)]
    dated = [page_of([], n, day=1 + n) for n in range(3, 28)]
    assert lines_of(undated + dated, 1).on("https://a.example/")("Follow us")
    broken = [replace(page, fetched_at="yesterday") for page in undated]
    assert learned(undated + dated, 1) == learned(broken + dated, 1)


def test_centuries_of_half_lives_do_not_overflow():
    pages = [
        replace(page_of(["Follow us"], n), fetched_at=f"{year}-01-01T00:00:00+14:00")
        for n, year in enumerate(("0001", "2026", "1950", "9999", "9999", "9999"))
    ]
    assert lines_of(pages, 0.1).on("https://a.example/")("Follow us")


def test_order_does_not_matter_while_nothing_is_forgotten():
    pages = [page_of(["Follow us", f"Tag {NAMES[n % 3]}"], n, day=1 + n % 28) for n in range(90)]
    shuffled = random.Random(4).sample(pages, len(pages))
    assert learned(pages, 5) == learned(shuffled, 5) == learned(pages, 5)


def test_memory_is_bounded_and_keeps_what_repeats():
    learner = SiteLearner(half_life_days=30, max_sites=3)
    for site in range(20):
        for number in range(12):
            noise = [f"{NAMES[number % 10]} {'x' * n} {site}" for n in range(1, 290)]
            lines = ["Follow us", *noise, *own_lines(number), f"Page {'y' * number}"]
            learner.see(SeenPage(f"https://s{site}.example/{number}", lines))
    for number in range(12):
        long = [
            f"{NAMES[number % 10]}{n:b}".replace("0", "o").replace("1", "l") + "x" * number
            for n in range(9_000)
        ]
        learner.see(SeenPage(f"https://last.example/{number}", ["Follow us", *long]))
    sites = learner._sites
    assert len(sites) == 3
    assert max(len(site.lines) for site in sites.values()) <= 4_000
    assert line_key("Follow us") in learner.learned()["last.example"]


def test_digests_are_bounded():
    learner = SiteLearner(half_life_days=30, max_sites=3)
    for number in range(5_000):
        learner.see(
            SeenPage(
                f"https://a.example/{number}",
                [f"Boat {'x' * (number % 200)} {'y' * (number // 200)}"],
            )
        )
    assert len(learner._sites["a.example"].digests) == 8_000


def test_site_with_the_fewest_pages_is_forgotten_first():
    pages = [page_of(["Follow us"], n, site="large.example") for n in range(4)]
    pages += [page_of(["Follow us"], n, site="small.example") for n in range(3)]
    pages += [page_of(["Follow us"], 1, site=f"s{n}.example") for n in range(9)]
    sites = decode_site_lines(learned(pages, max_sites=2)).sites
    assert list(sites) == ["large.example"]


def test_visible_lines_are_those_of_the_whole_page():
    lines = [line.strip() for line in visible_lines(html(7))]
    assert {"Home", "Ferry 7", REPEATED} <= set(lines)
    with pytest.raises(PageRejected) as caught:
        visible_lines(replace(html(7), body=b"%PDF-1.7"))
    assert caught.value.reason is Reason.NOT_A_PAGE


def test_file_says_the_same_whatever_the_order_of_sites_and_lines():
    sites = {"b.example": [b"\xff" * 8, b"\x00" * 8], "a.example": [b"\x01" * 8], "c.example": []}
    again = {name: keys[::-1] for name, keys in reversed(sites.items())}
    assert list(encoded_rows(sites)) == list(encoded_rows(again))
    content = b"".join(row + b"\n" for row in encoded_rows(sites))
    found = decode_site_lines(content)
    assert found.sites == {"a.example": b"\x01" * 8, "b.example": b"\x00" * 8 + b"\xff" * 8}
    assert found != decode_site_lines(content.replace(b"01", b"02"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "row 1 is no JSON"),
        (b"\xff\xfe", "row 1 is no JSON"),
        (b'["x"]\n', "row 1 is no JSON object"),
        (b'{"id":1}\n', "is no file of site lines"),
        (b'{"format":"pagewire-site-lines","version":2,"sites":0}\n', "is of version 2"),
        (b'{"format":"pagewire-site-lines","version":1,"sites":1}\n', "does not end"),
        (b'{"format":"pagewire-site-lines","version":1,"sites":0}', "does not end"),
        (
            b'{"format":"pagewire-site-lines","version":1,"sites":1}\n{"site":"a"}\n',
            "row 2 is no site",
        ),
        (
            b'{"format":"pagewire-site-lines","version":1,"sites":1}\n{"site":"a","lines":["0"]}\n',
            "row 2 has a line that is no key",
        ),
    ],
)
def test_broken_file_is_a_mistake_in_the_settings(tmp_path, content, says):
    path = tmp_path / "sites.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadSettings, match=says) as caught:
        load_site_lines(path)
    assert str(path) in str(caught.value)


def test_file_that_is_not_there_is_a_mistake_and_no_file_is_none(tmp_path):
    with pytest.raises(BadSettings, match="cannot be read: No such file"):
        load_site_lines(tmp_path / "none")
    assert load_site_lines(None) is None


def test_lines_travel_to_another_process_as_they_were_read(tmp_path):
    path = tmp_path / "sites.jsonl"
    path.write_bytes(learned([page_of(["Follow us"], n) for n in range(3)]))
    config = PipelineConfig(site_lines=load_site_lines(path))
    sent = pickle.dumps(config)
    path.write_bytes(learned([page_of(["Follow them"], n) for n in range(3)]))
    arrived = pickle.loads(sent).site_lines
    assert arrived == config.site_lines
    assert arrived.on("https://a.example/")("Follow us")
