"""Cleaning: what is no page, what charset it is in, where its article is. No spaCy here."""

from dataclasses import replace

import pytest

from worker.cleaning import clean
from worker.cleaning.titles import without_site
from worker.failures import PageRejected, Reason, Stage
from worker.limits import CleaningLimits
from worker.records import CleanPage, DateBasis, ExtractionMethod, PageWarning, RawPage

LIMITS = CleaningLimits()
PARAGRAPHS = (
    "The ferry between the two islands started again on Thursday after a break of nine weeks,"
    " and the first boat carried forty passengers and a piano.",
    "Captain Marta Lindqvist said that the engine had been rebuilt from parts that were made in"
    " the village, because none could be bought.",
    "Farmers had moved their cheese by rowing boat in the meantime. Two of them want to go on"
    " doing so, as the ride is free and the talk is good.",
)
HTML = (
    "<!DOCTYPE html><html lang='en'><head><title>Ferry runs again | The Islander</title>"
    "<meta property='og:site_name' content='The Islander'>"
    "<meta property='article:published_time' content='2024-03-07T08:00:00Z'>"
    "<meta name='author' content='Jo Berg'>"
    "<link rel='canonical' href='https://islander.example/ferry'></head><body>"
    "<nav><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
    "<article><h1>Ferry runs again</h1>{}</article>"
    "<footer>Privacy &amp; Cookies Policy</footer></body></html>"
).format("".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS))
FLAT = "\n\n".join(
    [
        "Home Islands Ferry runs again",
        "Ferry runs again",
        "by admin",
        *PARAGRAPHS,
        "0 comment",
        "You may also like",
        "Ten boats that never sailed",
        "Leave a Comment",
        "This website uses cookies to improve your experience. Accept Read More",
        "Privacy & Cookies Policy",
    ]
)
PAGE = RawPage(url="https://islander.example/ferry?utm=1", body=HTML, content_type="text/html")


def cleaned(body: str | bytes, **fields: str | None) -> CleanPage:
    page = replace(PAGE, body=body)
    return clean(replace(page, **fields), text_max_chars=100_000)  # type: ignore[arg-type]


def rejection(body: str | bytes) -> PageRejected:
    with pytest.raises(PageRejected) as caught:
        cleaned(body)
    assert caught.value.stage is Stage.CLEAN
    return caught.value


def test_article_comes_out_without_navigation_and_footer():
    page = cleaned(HTML)
    assert page.text == "\n\n".join(PARAGRAPHS)
    assert page.extraction_method is ExtractionMethod.TRAFILATURA
    assert page.warnings == ()


def test_metadata_of_the_head_comes_out_and_the_site_leaves_the_title():
    page = cleaned(HTML)
    assert (page.title, page.authors, page.site_name) == (
        "Ferry runs again",
        ("Jo Berg",),
        "The Islander",
    )
    assert page.canonical_url == "https://islander.example/ferry"
    assert (page.published, page.published_basis) == ("2024-03-07T08:00:00Z", DateBasis.MARKUP)


def test_declared_date_wins_over_the_date_of_the_page():
    page = cleaned(HTML, published_at="2024-03-06T22:30:00+01:00")
    assert page.published == "2024-03-06T22:30:00+01:00"
    assert page.published_basis is DateBasis.DECLARED


def test_declared_date_that_is_none_is_ignored():
    assert cleaned(HTML, published_at="last Tuesday").published_basis is DateBasis.MARKUP


def test_page_where_the_first_extractor_finds_nothing_falls_back_and_says_so():
    page = cleaned("<html><body><footer>Boats sail on every day.</footer></body></html>")
    assert page.text == "Boats sail on every day."
    assert page.extraction_method is ExtractionMethod.RESILIPARSE
    assert page.warnings == (PageWarning.EXTRACTION_FALLBACK,)


def test_flattened_page_keeps_its_paragraphs_and_loses_its_furniture():
    page = cleaned(FLAT, content_type="text/plain")
    assert page.text == "\n\n".join(PARAGRAPHS)
    assert page.title == "Ferry runs again"
    assert page.extraction_method is ExtractionMethod.FLATTENED


def test_flattened_page_that_claims_to_be_html_is_read_as_text():
    assert cleaned(FLAT).extraction_method is ExtractionMethod.FLATTENED


def test_markup_that_claims_to_be_text_is_read_as_markup():
    page = cleaned(HTML, content_type="text/plain")
    assert page.extraction_method is ExtractionMethod.TRAFILATURA


def test_flattened_page_of_short_lines_is_kept_as_it_is():
    assert cleaned("Boats\nNets\nSalt", content_type="text/plain").text == "Boats\n\nNets\n\nSalt"


@pytest.mark.parametrize(
    "body",
    [b"%PDF-1.7\n%abc", "%PDF-1.7\n", b"\x1f\x8b\x08\x00", b"PK\x03\x04rest", b"\x89PNG\r\n\x1a\n"],
)
def test_other_file_formats_are_no_page(body):
    assert rejection(body).reason is Reason.NOT_A_PAGE


def test_random_bytes_are_no_page():
    state, noise = 1, bytearray()
    for _ in range(20_000):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        noise.append(state >> 16 & 0xFF)
    assert rejection(bytes(noise)).reason is Reason.NOT_A_PAGE


@pytest.mark.parametrize("body", ["", "   \n ", "<html><body></body></html>", "<p>*** --- 12</p>"])
def test_page_without_words_is_empty(body):
    assert rejection(body).reason is Reason.EMPTY


def test_attribute_flood_is_rejected_before_any_parser_sees_it():
    flood = "".join(f" a{number}=1" for number in range(LIMITS.tag_max_attributes + 1))
    error = rejection(HTML.replace("<article>", f"<article{flood}>"))
    assert error.reason is Reason.HOSTILE_MARKUP
    assert "attributes" in error.detail


def test_attributes_of_a_tag_that_never_ends_are_counted():
    assert rejection("<p>a</p><div" + " a" * 50_000).reason is Reason.HOSTILE_MARKUP


def test_long_attribute_is_no_flood():
    image = f"<img src='data:image/png;base64,{'A' * 50_000}'>"
    assert cleaned(HTML.replace("<article>", f"<article>{image}")).text == "\n\n".join(PARAGRAPHS)


def test_hostile_depth_is_rejected():
    deep = (
        "<div>" * (LIMITS.html_max_depth + 1)
        + PARAGRAPHS[0]
        + "</div>" * (LIMITS.html_max_depth + 1)
    )
    assert rejection(deep).reason is Reason.HOSTILE_MARKUP


def test_deep_page_is_read_by_the_parser_that_loses_nothing():
    deep = HTML.replace("<article>", "<div>" * 400 + "<article>")
    page = cleaned(deep)
    assert page.extraction_method is ExtractionMethod.RESILIPARSE
    assert PageWarning.EXTRACTION_FALLBACK not in page.warnings
    assert all(paragraph in page.text for paragraph in PARAGRAPHS)


def test_tags_inside_scripts_add_no_depth():
    script = f"<script>document.write('{'<div>' * 6_000}')</script>"
    page = cleaned(HTML.replace("</head>", f"{script}</head>"))
    assert page.extraction_method is ExtractionMethod.TRAFILATURA


@pytest.mark.parametrize(
    "body",
    [
        "<a " * 400_000,
        "<a x=" * 300_000,
        "<!--" * 300_000,
        "<script>" * 200_000,
        "<a '<a \"" * 150_000,
        "</div>" * 200_000,
        "<b><i>" * 200_000,
    ],
)
def test_broken_markup_ends_in_text_or_a_reason(body):
    outcome: CleanPage | Reason
    try:
        outcome = cleaned(body + "<p>word</p>")
    except PageRejected as rejected:
        outcome = rejected.reason
    if isinstance(outcome, CleanPage):
        assert "word" in outcome.text
    else:
        assert outcome in {Reason.HOSTILE_MARKUP, Reason.EMPTY}


def test_large_page_is_read_by_the_cheap_parser():
    large = HTML.replace("<article>", "<article>" + f"<p>{PARAGRAPHS[0]}</p>" * 12_000)
    assert len(large) > 1_500_000
    page = clean(replace(PAGE, body=large), text_max_chars=5_000)
    assert page.extraction_method is ExtractionMethod.RESILIPARSE
    assert PageWarning.TEXT_TRUNCATED in page.warnings
    assert len(page.text) <= 5_000
    assert page.text.endswith(".")


@pytest.mark.parametrize(
    ("charset", "declared", "mismatch"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8", None, False),
        ("utf-8", "iso-8859-1", True),
        ("cp1252", "windows-1252", False),
        ("cp1252", "utf-8", True),
        ("utf-16", "utf-16", False),
        ("utf-8-sig", "utf-8", False),
    ],
)
def test_charset_is_found_by_evidence_and_wrong_claims_are_flagged(charset, declared, mismatch):
    body = HTML.replace("rowing boat", "rowing boat “Zoë Ångström”").encode(charset)
    page = cleaned(body, charset=declared)
    assert "“Zoë Ångström”" in page.text
    assert (PageWarning.CHARSET_MISMATCH in page.warnings) == mismatch


def test_charset_of_the_markup_is_read():
    russian = "Паром снова ходит между островами. Капитан доволен, пассажиры тоже довольны."
    body = f"<html><head><meta charset='windows-1251'></head><body><p>{russian}</p></body></html>"
    page = cleaned(body.encode("cp1251"), content_type=None)
    assert russian in page.text
    assert page.warnings == ()


def test_python_codecs_are_no_charsets():
    page = cleaned(HTML.encode(), charset="unicode_escape")
    assert page.text == "\n\n".join(PARAGRAPHS)


def test_page_cut_off_inside_a_character_is_still_utf8():
    body = (HTML.split("</article>")[0] + "é").encode()[:-1]
    assert PARAGRAPHS[1] in cleaned(body, charset="utf-8").text


def test_characters_that_break_others_are_gone():
    dirty = HTML.replace("The ferry", "The\x00 fer\x07ry\ud800")
    assert cleaned(dirty).text == "\n\n".join(PARAGRAPHS)


def test_runs_of_one_symbol_shrink_and_words_stay():
    page = cleaned("Look" + "!" * 500 + " said the captain.", content_type="text/plain")
    assert page.text == "Look!!! said the captain."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("\n".join(PARAGRAPHS), "en"),
        (
            "Die Fähre fährt wieder. Der Kapitän freut sich, und die Fahrgäste freuen sich mit.",
            "de",
        ),
        ("عادت العبارة إلى العمل بين الجزيرتين يوم الخميس بعد توقف دام تسعة أسابيع.", "ar"),
        ("渡轮星期四恢复了两岛之间的航行，第一班船载了四十名乘客和一架钢琴。", "zh"),
    ],
)
def test_language_is_recognised(text, language):
    page = cleaned(text, content_type="text/plain")
    assert page.language == language
    assert page.language_confidence is not None
    assert 0.35 <= page.language_confidence <= 1


def test_language_is_left_open_when_nothing_speaks_for_one():
    page = cleaned("Qx 12 zz", content_type="text/plain")
    assert (page.language, page.language_confidence) == (None, None)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry runs again today - The Islander", "Ferry runs again today"),
        ("Ferry runs again | Some Other Site", "Ferry runs again"),
        ("Ferry – a love story", "Ferry – a love story"),
        ("Win-win for ferries", "Win-win for ferries"),
    ],
)
def test_titles_lose_the_site_and_nothing_else(title, expected):
    assert without_site(title, "The Islander") == expected
