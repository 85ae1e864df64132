"""What a page says of itself: which source is believed, and what is made of nonsense."""

import json
from dataclasses import replace

import pytest
from resiliparse.parse.html import HTMLTree

from worker.cleaning import clean
from worker.cleaning.markup import read_markup
from worker.cleaning.metadata import Metadata, markup_metadata
from worker.records import DateBasis, RawPage

TEXT = (
    "<p>The ferry between the two islands started again on Thursday after a break of nine weeks,"
    " and the first boat carried forty passengers and a piano.</p>"
)
PAGE = RawPage(
    url="https://islander.example/news/ferry",
    body="",
    content_type="text/html",
    fetched_at="2024-03-09T12:00:00Z",
)


def read(head: str = "", body: str = "", cheap: bool = False, **fields: object) -> Metadata:
    html = f"<html><head>{head}</head><body>{body}<article>{TEXT}</article></body></html>"
    page = replace(PAGE, body=html, **fields)  # type: ignore[arg-type]
    tree = HTMLTree.parse(html)
    return markup_metadata(read_markup(tree), tree, html, page, cheap=cheap)


def linked(**fields: object) -> str:
    article = {"@context": "https://schema.org", "@type": "NewsArticle"} | fields
    return f"<script type='application/ld+json'>{json.dumps(article)}</script>"


def meta(name: str, content: str, kind: str = "name") -> str:
    return f'<meta {kind}="{name}" content="{content}">'


def test_linked_data_gives_title_author_date_and_site():
    said = read(
        linked(
            headline="Ferry runs &amp; runs",
            author=[{"@type": "Person", "name": "Jo Berg"}, {"name": "Ann Lee"}],
            datePublished="2024-03-07T22:30:00+01:00",
            publisher={"name": "The Islander"},
        )
    )
    assert said == Metadata(
        title="Ferry runs & runs",
        authors=("Jo Berg", "Ann Lee"),
        published="2024-03-07T22:30:00+01:00",
        published_basis=DateBasis.MARKUP,
        site_name="The Islander",
    )


def test_author_that_is_a_reference_is_looked_up_in_the_graph():
    graph = [
        {"@type": "Article", "headline": "Ferry runs again", "author": {"@id": "#jo"}},
        {"@type": "Person", "@id": "#jo", "name": "Jo Berg"},
        {"@type": "WebSite", "name": "The Islander"},
    ]
    said = read(f"<script type='application/ld+json'>{json.dumps({'@graph': graph})}</script>")
    assert (said.authors, said.site_name) == (("Jo Berg",), "The Islander")


def test_linked_data_in_a_comment_with_raw_line_breaks_is_read():
    script = '<!-- {"@type": "Article", "headline": "Ferry\nruns again"} -->'
    said = read(f"<script type='application/ld+json'>{script}</script>")
    assert said.title == "Ferry runs again"


def test_articles_of_a_list_are_not_the_page():
    teaser = {"@type": "NewsArticle", "headline": "Another story", "author": "Ann Lee"}
    said = read(
        "<title>Ferry runs again</title>"
        + linked(**{"@type": "ItemList", "itemListElement": [teaser]})
    )
    assert (said.title, said.authors) == ("Ferry runs again", ())


@pytest.mark.parametrize(
    "wrong",
    [
        linked(headline=["a"], author=12, datePublished={"a": 1}, publisher=[[]]),
        linked(author={"name": {"name": "x"}}, headline=None, datePublished=7),
        linked(author=[None, [], 3.5, {"@id": 7}, {"name": [1, None]}]),
        linked(**{"@type": [1, None, {}]}),
        linked(**{"@graph": {"@graph": [[[{"@type": "Article", "headline": 1}]]]}}),
        "<script type='application/ld+json'>[1, 2, null, \"x\"]</script>",
        "<script type='application/ld+json'>{broken</script>",
        "<script type='application/ld+json'></script>",
        f"<script type='application/ld+json'>{'[' * 1_000}{']' * 1_000}</script>",
        f"<script type='application/ld+json'>{'[' * 100_000}</script>",
        f"<script type='application/ld+json'>{'9' * 100_000}</script>",
        linked(headline="x" * 400_000),
        linked(author="x" * 400_000),
        meta("author", "&lt;" * 50_000),
        meta("og:title", "| " * 50_000),
        meta("article:published_time", "9" * 50_000),
        meta("article:published_time", "1e999 2024 nan inf 12:99"),
        "<link rel='canonical' href='http://[bad'><base href='http://[worse'>",
        "<meta content='x'><meta name><meta property='' content=''>",
    ],
)
def test_nonsense_in_the_metadata_says_nothing_and_stops_nothing(wrong):
    said = read(f"{wrong}<title>Ferry runs again</title>")
    assert said == Metadata(title="Ferry runs again")


def test_flood_of_elements_is_cut_off():
    flood = (
        meta("author", "Jo Berg") * 20_000
        + "<script type='application/ld+json'>{}</script>" * 20_000
    )
    body = "<h1>x</h1>" * 20_000 + "<time>y</time><a rel=author class=byline>z</a>" * 20_000
    assert read(flood, body).authors == ("Jo Berg",)


def test_deep_wrappers_of_a_byline_are_read_at_bounded_cost():
    body = "<div class=author>" * 200 + "<b>x</b>" * 50_000 + "</div>" * 200
    assert read(body=body).authors == ()


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (meta("author", "Jo Berg"), ""),
        (meta("parsely-author", "Jo Berg"), ""),
        (meta("dc:creator", "Berg, Jo", "property"), ""),
        (meta("DC.creator", "Jo Berg"), ""),
        (meta("byl", "By Jo Berg"), ""),
        (meta("article:author", "Jo Berg", "property"), ""),
        ("", "<a rel='author' href='/jo'>Jo Berg</a>"),
        ("", "<div itemprop='author'><img alt=''><span itemprop='name'>Jo Berg</span></div>"),
        ("", "<p class='Story-Byline'>By <b>Jo Berg</b><span>Staff Writer</span></p>"),
    ],
)
def test_author_is_found_wherever_sites_put_it(head, body):
    assert read(head, body).authors == ("Jo Berg",)


def test_links_of_two_authors_beside_each_other_are_both_taken():
    body = "<p><a rel='author'>Jo Berg</a> <a rel='author'>Ann Lee</a></p>"
    assert read(body=body).authors == ("Jo Berg", "Ann Lee")


def test_author_of_a_comment_or_teaser_is_not_the_pages():
    body = (
        "<ul class='related'><li class='author'>Ann Lee</li></ul>"
        "<div id='comments'><a rel='author'>Kim Roe</a></div>"
    )
    assert read(body=body).authors == ()


@pytest.mark.parametrize(
    "line", ["By Ines Calder, Court Reporter", "Posted on February 3, 2026 by Ines Calder"]
)
def test_byline_that_only_its_words_tell_is_read_above_the_text(line):
    head, body = "<title>Ferry runs</title>", f"<h1>Ferry runs</h1><div>{line}</div>"
    assert read(head, body).authors == ("Ines Calder",)
    assert read(head, body, cheap=True).authors == ()
    assert read(head, f"<h1>Ferry runs</h1>{TEXT}<div>{line}</div>").authors == ()


def test_site_is_the_author_only_if_nobody_else_is_named():
    head = meta("og:site_name", "The Islander", "property") + meta("author", "The Islander")
    assert read(head).authors == ("The Islander",)
    assert read(head, "<p class='byline'>By Jo Berg</p>").authors == ("Jo Berg",)


def test_address_of_an_author_is_no_name():
    head = meta("article:author", "https://social.example/jo", "property")
    assert read(head).authors == ()


@pytest.mark.parametrize(
    ("head", "body", "fields", "published", "basis"),
    [
        (meta("article:published_time", "2024-03-07 08:00:00 -0500", "property"), "", {},
         "2024-03-07T08:00:00-05:00", DateBasis.MARKUP),
        (meta("parsely-pub-date", "2024-03-07T08:00:00.5Z"), "", {},
         "2024-03-07T08:00:00Z", DateBasis.MARKUP),
        (meta("DC.date.issued", "2024-03-07"), "", {}, "2024-03-07", DateBasis.MARKUP),
        ("", "<time class=updated datetime=2024-03-08></time><time datetime=2024-03-07></time>",
         {}, "2024-03-07", DateBasis.MARKUP),
        ("", "<span itemprop='datePublished' content='2024-03-07'></span>", {},
         "2024-03-07", DateBasis.MARKUP),
        ("", "", {"url": "https://islander.example/2024/mar/07/ferry"},
         "2024-03-07", DateBasis.URL),
        ("<link rel='canonical' href='/2024-03-07/ferry'>", "", {}, "2024-03-07", DateBasis.URL),
        ("", "<p class='date'>7 March 2024</p>", {}, "2024-03-07", DateBasis.TEXT),
        ("", "<p class='date'>7. März 2024</p>", {}, "2024-03-07", DateBasis.TEXT),
        (meta("article:modified_time", "2024-03-07", "property"), "", {}, "2024-03-07",
         DateBasis.MARKUP),
        ("", "", {"headers": {"Last-Modified": "Thu, 07 Mar 2024 08:00:00 GMT"}},
         "2024-03-07T08:00:00Z", DateBasis.HEADER),
        ("", "", {}, None, None),
    ],
)  # fmt: skip
def test_date_comes_with_its_basis(head, body, fields, published, basis):
    said = read(head, body, **fields)
    assert (said.published, said.published_basis) == (published, basis)


@pytest.mark.parametrize(
    ("head", "body", "fields"),
    [
        (meta("article:published_time", "1970-01-01T00:00:00Z", "property"), "", {}),
        (meta("article:published_time", "2031-01-01", "property"), "", {}),  # after the visit
        (meta("date", "03/07/2024"), "", {}),  # March or July
        (meta("date", "March 2024"), "", {}),
        ("", "<footer>© 2024 The Islander</footer>", {}),
        ("", "<p class='date'>March 2024</p>", {}),
        ("", "", {"headers": {"last-modified": "Sat, 09 Mar 2024 11:59:58 GMT"}}),  # drawn for us
        ("", "", {"url": "https://islander.example/2024/13/45/ferry"}),
        ("", "", {"url": "https://islander.example/item-1202403071"}),
    ],
)
def test_what_is_no_date_for_sure_is_none(head, body, fields):
    said = read(head, body, **fields)
    assert (said.published, said.published_basis) == (None, None)


def test_date_of_the_evening_keeps_its_day():
    head = meta("article:published_time", "2024-03-07T23:30:00-05:00", "property")
    assert (read(head).published or "")[:10] == "2024-03-07"


def test_site_that_is_a_day_ahead_of_the_visit_is_believed():
    head = meta("article:published_time", "2024-03-10", "property")
    assert read(head, fetched_at="2024-03-09T12:00:00Z").published == "2024-03-10"


def test_cheap_reading_leaves_the_visible_text_alone():
    assert read(body="<p class='date'>7 March 2024</p>", cheap=True).published is None


@pytest.mark.parametrize(
    ("head", "site_name"),
    [
        (meta("og:site_name", "The Islander", "property"), "The Islander"),
        (meta("og:site_name", "Islander | All the news of the isles", "property"), "Islander"),
        (meta("application-name", "The Islander"), "The Islander"),
        ("<title>Ferry runs again - The Islander</title>", "The Islander"),
        ("<title>Ferry runs again - Sea life</title>", None),
        (meta("og:site_name", "@islander", "property"), None),
    ],
)
def test_site_has_the_name_it_gives_itself(head, site_name):
    assert read(head).site_name == site_name


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("<link rel='canonical' href='https://islander.example/ferry'>",
         "https://islander.example/ferry"),
        ("<link rel='shortlink canonical' href='/ferry'>", "https://islander.example/ferry"),
        ("<link rel='canonical' href='//isle.example/ferry'>", "https://isle.example/ferry"),
        ("<base href='https://isle.example/a/'><link rel='canonical' href='ferry'>",
         "https://isle.example/a/ferry"),
        (meta("og:url", "https://islander.example/ferry", "property"),
         "https://islander.example/ferry"),
        ("<link rel='canonical' href='https://islander.example/'>", None),  # of every page
        ("<link rel='canonical' href='javascript:alert(1)'>", None),
        ("<link rel='canonical' href='ftp://islander.example/ferry'>", None),
        ("<link rel='canonical' href='https://islander.example/a b'>", None),
        ("<link rel='canonical' href=''>", None),
        ("", None),
    ],
)  # fmt: skip
def test_canonical_url_is_whole_or_none(head, canonical):
    assert read(head).canonical_url == canonical


def test_page_in_another_language_keeps_its_metadata():
    body = (
        "<html><head><title>Die Fähre fährt wieder</title>"
        "<meta name='author' content='Silke Brandt'></head><body><article><p>Die Fähre zwischen den"
        " beiden Inseln fährt seit Donnerstag wieder, nach einer Pause von neun Wochen.</p>"
        "</article></body></html>"
    )
    page = clean(replace(PAGE, body=body), text_max_chars=1_000)
    assert (page.title, page.authors, page.language) == (
        "Die Fähre fährt wieder",
        ("Silke Brandt",),
        "de",
    )
