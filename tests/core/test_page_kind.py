"""What comes out of a page that is no article, and that an article is never taken for one."""

import json

import pytest

from worker.cleaning import clean
from worker.failures import PageRejected, Reason, Stage
from worker.records import PageWarning, RawPage

URL = "https://islander.example/2024/ferry"
HOME = "https://islander.example/"
SENTENCE = (
    "The ferry between the two islands started again on Thursday after a break of nine weeks. "
)
ARTICLE = "".join(f"<p>On day {i} this was said: {SENTENCE * 3}</p>" for i in range(6))
HEADLINES = [f"Harbour number {i} is closed for repairs" for i in range(6)]
LINKS = "".join(f"<h3><a href='/n/{i}'>{line}</a></h3>" for i, line in enumerate(HEADLINES))
TEASERS = "".join(
    f"<h3><a href='/n/{i}'>{line}</a></h3><p>The boats go from the next one until then.</p>"
    for i, line in enumerate(HEADLINES)
)
CONSENT = (
    "<p>We and our 214 partners use cookies to store information on your device.</p>"
    "<p>You can withdraw your consent at any time at the foot of every page.</p>"
)

WALL = "<p>We and our 842 partners store and access information on your device.</p>"
COOKIES = "We use cookies and similar means to make this site work and to show you advertisements."


def page(body: str, title: str = "", head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def linked_data(**fields: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(fields)}</script>"


def warnings(body: str, url: str = URL, http_status: int | None = None) -> set[PageWarning]:
    raw = RawPage(url=url, body=body, http_status=http_status)
    return set(clean(raw, text_max_chars=100_000).warnings) & {
        PageWarning.LIST_PAGE,
        PageWarning.PAYWALL_TEASER,
    }


def cause(body: str, http_status: int | None = None) -> str:
    with pytest.raises(PageRejected) as caught:
        warnings(body, http_status=http_status)
    assert (caught.value.reason, caught.value.stage) == (Reason.NO_ARTICLE, Stage.CLEAN)
    return caught.value.detail


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (page("<h1>Oops!</h1><p>Try the search.</p>", "404 - The Islander"), "an error page"),
        (page("<p>Nothing is here any more.</p>", "Page not found | Islander"), "an error page"),
        (page("<p>Zur Startseite</p>", "Seite nicht gefunden"), "an error page"),
        (page("<p>Revenir à la une</p>", "Page introuvable - L'Île"), "an error page"),
        (page("<p>返回首页</p>", "404 页面不存在"), "an error page"),
        (page("<p>Checking your browser.</p>", "Just a moment..."), "a wall against robots"),
        (page("<h1>Access Denied</h1>You don't have permission to access it."), "a wall against"),
        (page(CONSENT, "The Islander"), "a consent wall"),
        (page(f"<h1>We value your privacy</h1>{WALL}", "Before you continue"), "a consent wall"),
        (f"{COOKIES}\nAccept all\nReject all\nManage preferences", "a consent wall"),
        (f"{COOKIES}\n\nReject all\n\nPrivacy policy", "a consent wall"),
        (page("<noscript>Please enable JavaScript.</noscript>"), "a script-only page"),
        (page("<div id=root></div><script src=a.js></script>", "Islander"), "no words, 1 scripts"),
        (page("<h1>Forbidden</h1><p>nginx</p>", "Forbidden"), "a wall against robots"),
        (page("<h1>Gone</h1><p>Sorry, it was here.</p>", "Gone"), "an error page"),
        (page("<h1>410 Gone</h1><p>Nobody knows where all of it went.</p>" * 2), "an error page"),
        (page(f"<h1>Gone</h1><p>The page you requested is no more.</p>{SENTENCE}"), "an error"),
        ("Page not found\n\nThe page you are looking for has been removed.", "an error page"),
    ],
)
def test_page_in_an_article_s_place_is_rejected_with_its_cause(body, said):
    assert said in cause(body)


def test_cause_says_how_many_words_there_were_besides():
    body = page("<p>You need to enable JavaScript to run this app.</p><p>Home Sport</p>")
    assert cause(body) == (
        'a script-only page: "you need to enable javascript to run this app.", 2 words besides'
    )


def test_http_status_of_an_error_is_enough_where_little_is_said():
    assert cause(page("<p>It was here yesterday.</p>"), http_status=410) == (
        'an error page: "HTTP 410", 4 words besides'
    )


def test_title_of_one_word_is_believed_with_the_status_of_an_error():
    body = page(f"<h1>Forbidden</h1><p>{SENTENCE * 2}</p>", "Forbidden")
    assert warnings(body) == set()
    assert 'an error page: "HTTP 403"' in cause(body, http_status=403)


@pytest.mark.parametrize(
    ("body", "http_status"),
    [
        (page(ARTICLE, "Page not found - how the web forgets"), None),
        (page(ARTICLE, "Ferry runs again"), 404),
        (page(f"{ARTICLE}<p>Please enable JavaScript to see the comments.</p>"), None),
        (page(f"<p>{SENTENCE}</p><p>Turn on JavaScript to see the map.</p>"), None),
        (page(f"<p>{SENTENCE}</p>{LINKS}<p>We use cookies.</p>", "Ferry runs again now"), None),
        (page("<p>Visitors saw only the words 404, page not found, for two hours.</p>"), None),
        (f"{SENTENCE}\n{COOKIES}\nAccept all\nReject all", None),
        (page(f"<p>{SENTENCE}</p>{WALL}", "Before you continue"), None),
        (page("<p>Dozens of sites use cookies without consent, a study says.</p>"), None),
        (page("<p>Loading...</p>" + "<p>Bexter two Newton one</p>" * 40), None),
        (page("<p>It is a thriller about a hotel room.</p>" + ARTICLE, "404"), None),
        (page(f"<h1>Gone</h1><p>{SENTENCE}</p>", "Gone | Islander"), None),
        (page(f"<h1>Forbidden</h1><p>{SENTENCE * 2}</p>", "Forbidden"), 200),
        (page(f"<p>{SENTENCE}</p>", "404"), None),
        (f"Gone\n\n{SENTENCE}", None),
        ("Autumn\n" + "The boats are in.\nGone.\nThe sea is dark.\n" * 3, None),
    ],
)
def test_article_that_has_such_words_is_an_article(body, http_status):
    assert warnings(body, http_status=http_status) == set()


@pytest.mark.parametrize("body", [page(LINKS), page(TEASERS)])
def test_page_of_headlines_at_a_site_s_own_address_is_a_list(body):
    assert warnings(body, HOME) == {PageWarning.LIST_PAGE}


@pytest.mark.parametrize(
    ("title", "head", "url"),
    [
        ("Harbours | Islander", "", URL),
        ("Harbours of the outer islands Archives - Islander", "", URL),
        ('Search results for "harbours" | Islander', "", URL),
        ("What is new in the harbours", linked_data(**{"@type": "CollectionPage"}), URL),
        ("What is new in the harbours", "", "https://islander.example/tag/harbours/"),
    ],
)
def test_page_of_headlines_that_is_called_like_a_list_is_one(title, head, url):
    assert warnings(page(TEASERS, title, head), url) == {PageWarning.LIST_PAGE}


@pytest.mark.parametrize(
    "body",
    [
        page(TEASERS, head=linked_data(**{"@type": "NewsArticle", "headline": "Harbours"})),
        page(TEASERS, head="<meta property='og:type' content='article'>"),
        page(f"<p>{SENTENCE * 6}</p>{TEASERS}"),
        page("".join(f"<p>On day {i}: {SENTENCE}</p>" for i in range(8)) + LINKS),
        page(TEASERS.replace("number 5 is closed for repairs", "five")),
    ],
)
def test_declared_article_or_long_text_or_few_headlines_are_no_list(body):
    assert warnings(body, HOME) == set()


def test_headlines_below_a_brief_make_no_list_of_it():
    body = page(
        f"<h1>Ferry runs again today</h1><p>{SENTENCE}</p>{LINKS}", "Ferry runs again today"
    )
    assert warnings(body) == set()


def test_flattened_home_page_is_a_list():
    text = "\n\n".join(f"{line}\n\nThe boats go from the next one." for line in HEADLINES)
    assert warnings(text, HOME) == {PageWarning.LIST_PAGE}
    assert warnings(text, URL) == set()


AGES = ("3 hours ago", "5h", "vor 4 Tagen", "Mar 2, 2026", "2 May 2026", "[…]", "Continue reading")


@pytest.mark.parametrize("age", AGES)
def test_list_that_has_lost_its_lines_is_told_by_what_stands_at_each_article(age):
    items = [f"{line} The boats go from the next one. {age}" for line in HEADLINES]
    assert warnings(" ".join(items), HOME) == {PageWarning.LIST_PAGE}
    assert warnings(" ".join(items), URL) == set()
    assert warnings(" ".join(items[:5]), HOME) == set()
    assert warnings(f"{' '.join(items)} {SENTENCE * 6}", HOME) == set()


TIER = "<meta property='article:content_tier' content='locked'>"
LOCKED = linked_data(**{"@type": "NewsArticle", "headline": "Ferry", "isAccessibleForFree": False})


@pytest.mark.parametrize(
    "body",
    [
        page(f"<p>{SENTENCE * 2}</p>", head=LOCKED),
        page(f"{ARTICLE}<p>And the captain, who had...</p>", head=LOCKED),
        page(f"<p>{SENTENCE * 2}</p>", head=TIER),
        page(f"<p>{SENTENCE * 2}</p><p>To continue reading, subscribe or sign in.</p>"),
        page(f"<p>{SENTENCE * 2}</p><p>Il vous reste 84 % de cet article à lire.</p>"),
        f"{SENTENCE * 2}\n\nSubscribe to unlock this article\n\nFrom 1 a month",
        f"Home News Ferry runs {SENTENCE * 2}Subscribe to unlock this article. From 1 a month",
    ],
)
def test_beginning_of_an_article_before_a_paywall_is_a_teaser(body):
    assert warnings(body) == {PageWarning.PAYWALL_TEASER}


OFFER = "<h3>Subscribe to continue reading</h3><p>From 1 a month. Cancel at any time.</p>"
START = f"<article><h1>Ferry runs again now</h1><p>{SENTENCE * 2}</p>"


@pytest.mark.parametrize(
    "body",
    [
        page(f"{START}<div class='paywall'>{OFFER}</div></article>"),
        page(f"{START}<section class='subscribe-box'>{OFFER}</section></article>"),
        page(f"{START}</article><div class='offer'>{OFFER}</div>"),
        page(f"{START}</article><ul><li>Share</li><li>Ferries</li></ul><aside>{OFFER}</aside>"),
    ],
)
def test_offer_in_a_box_that_is_no_text_makes_a_teaser_of_the_words_above(body):
    found = clean(RawPage(url=URL, body=body), text_max_chars=100_000)
    assert PageWarning.PAYWALL_TEASER in found.warnings
    assert "Subscribe" not in found.text


@pytest.mark.parametrize(
    "body",
    [
        page(f"<article>{ARTICLE}<div class='paywall'>{OFFER}</div></article>"),
        page(f"<div class='paywall'>{OFFER}</div>{START}</article>"),
        page(f"{START}<div class='paywall'>{OFFER}</div><p>So {SENTENCE * 2}</p></article>"),
        page(f"{START}</article><div class='related'>{TEASERS}</div><footer>{OFFER}</footer>"),
        page(f"{START}</article><footer><p>Already a subscriber? Sign in</p></footer>"),
    ],
)
def test_offer_below_a_whole_article_or_away_from_its_end_makes_no_teaser(body):
    assert warnings(body) == set()


@pytest.mark.parametrize(
    "body",
    [
        page(ARTICLE, head=LOCKED),
        page(f"{ARTICLE}<p>To continue reading, subscribe or sign in.</p>"),
        page(f"<p>{SENTENCE * 2}</p><p>Already a subscriber? Sign in</p>"),
        page(f"<p>{SENTENCE * 2}</p>", head=LOCKED.replace("false", "true")),
    ],
)
def test_whole_article_of_a_site_that_sells_is_no_teaser(body):
    assert warnings(body) == set()
