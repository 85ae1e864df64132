"""Lines that a site repeats: what a page loses by them, and the file that they stand in."""

import pickle
from dataclasses import replace

import pytest

from tests.core.site_pages import REPEATED, flat, html, learned, lines_of, own_lines, page_of
from worker.cleaning import clean
from worker.cleaning.site_learning import SeenPage
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


def seen(page: RawPage, fetched_at: str | None = None) -> SeenPage:
    return SeenPage(page.url, visible_lines(page), fetched_at)


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
    pages = [page_of([*own_lines(7), REPEATED], number) for number in range(10)]
    sites = lines_of(pages)
    assert all(map(sites.on("https://a.example/new"), [*own_lines(7), REPEATED]))
    for page in (flat(7), html(7)):
        page = replace(page, url="https://a.example/new")
        assert text_of(page, sites) == text_of(page, None)


@pytest.mark.parametrize("kind", [flat, html], ids=["flattened", "html"])
def test_title_and_author_are_found_where_the_site_is_known_to_repeat_their_lines(kind):
    title, byline = "Ferry carries the mail again after forty years", "By Ann Boe"
    body = str(kind(7).body).replace("Ferry 7", title)
    if kind is flat:
        body = f"{title}\n\n{byline}\n\n{body}"
    else:
        body = body.replace("<head>", "<head><meta name='author' content='Ann Boe'>")
    page = replace(kind(7), body=body)
    sites = lines_of(
        [page_of([title, byline, REPEATED], n, site="islander.example") for n in range(5)]
    )
    assert all(map(sites.on(page.url), (title, byline, REPEATED)))
    found = clean(page, text_max_chars=10_000, site_lines=sites)
    assert (found.title, found.authors) == (title, ("Ann Boe",))
    assert REPEATED not in found.text


def test_line_inside_a_longer_line_is_kept():
    sites = lines_of([seen(flat(number)) for number in range(5)])
    assert REPEATED not in text_of(flat(7), sites)
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
    path.write_bytes(learned([page_of(["Follow us"], n) for n in range(5)]))
    config = PipelineConfig(site_lines=load_site_lines(path))
    sent = pickle.dumps(config)
    path.write_bytes(learned([page_of(["Follow them"], n) for n in range(5)]))
    arrived = pickle.loads(sent).site_lines
    assert arrived == config.site_lines
    assert arrived.on("https://a.example/")("Follow us")
