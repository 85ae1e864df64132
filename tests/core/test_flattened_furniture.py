"""What stands around an article in flattened text goes: its title, lists of others, readers."""

import pytest

from worker.cleaning import clean
from worker.cleaning.flattened import keep_article
from worker.cleaning.flattened.headline import headline
from worker.cleaning.flattened.listed import listed
from worker.cleaning.flattened.measured_title import measured_title
from worker.cleaning.flattened.units import units
from worker.records import CleanPage, RawPage

ARTICLE = (
    "The ferry to the outer islands stayed in port on Tuesday because the wind had turned, the"
    " harbour office in Norrvik said, and forty passengers spent the night in a school.",
    "Captain Marta Lindqvist told reporters that the engine had been repaired twice this winter and"
    " that she would not sail with a third fault on board.",
    "Farmers on the islands had been waiting for fodder since Friday. Two of them rowed across in"
    " the morning and came back with what their boats could carry.",
    "The office expects the wind to drop on Thursday. Until then the mail goes by helicopter, which"
    " the council pays for.",
)
HEADLINES = ("Mill owner fined over a spill", "Bakery wins a prize")


@pytest.mark.parametrize("label", ["Most read", "## You may also like", "More headlines:"])
def test_headlines_below_a_line_that_names_them_go(label):
    middle = [*ARTICLE[:1], label, *HEADLINES, *ARTICLE[1:], label, *HEADLINES]
    found = units("\n".join(middle))
    left = [
        unit.text for unit, is_listed in zip(found, listed(found), strict=True) if not is_listed
    ]
    assert left == list(ARTICLE)
    assert keep_article("\n".join(middle)).paragraphs == list(ARTICLE)


@pytest.mark.parametrize(
    "lines",
    [
        ["Read also", "What it costs"],  # the article's next heading
        ["Most read", "It is the book that is"],
        ["More", *HEADLINES],
        ["Most read are", "the mill", "and the bakery."],
        ["Related articles", "Two things speak for it:", "Its price"],
    ],
)
def test_label_without_a_list_takes_nothing(lines):
    assert not any(listed(units("\n".join([*ARTICLE[:1], *lines, *ARTICLE[1:]]))))


READER = "My grandfather said so in 1953 and nobody would listen to a man with a boat."


@pytest.mark.parametrize(
    "heading", ["3 Comments", "2 responses to “The gate”", "Comments (12)", "4 Kommentare"]
)
def test_what_readers_wrote_below_an_article_goes(heading):
    text = "\n\n".join([*ARTICLE, heading, READER, READER])
    assert keep_article(text).paragraphs == list(ARTICLE)


def test_number_of_comments_above_the_article_cuts_nothing():
    text = "\n\n".join(["The gate opens", "3 comments", *ARTICLE])
    assert keep_article(text).paragraphs[-len(ARTICLE) :] == list(ARTICLE)


def test_sentence_on_comments_is_no_heading():
    last = "14 responses to the call came in, and none of them was from the islands themselves."
    assert keep_article("\n\n".join([*ARTICLE, last, *ARTICLE])).paragraphs[-1] == ARTICLE[-1]


def test_breadcrumbs_are_no_headline():
    lines = ["Home > News > Courts", "Court frees ferry captain", *ARTICLE]
    assert headline(units("\n".join(lines))) == "Court frees ferry captain"
    lines[0] += " > Court frees ferry captain"
    assert headline(units("\n".join(lines))) == "Court frees ferry captain"


@pytest.mark.parametrize(
    "lines",
    [
        ["Lowmark Herald", "Tuesday, 3 February 2026", "Court frees ferry captain"],
        ["Von Ana Field, 3. Februar 2026, 14:05 Uhr", "Court frees ferry captain"],
        ["By Ana Field in Wick", "Court frees ferry captain"],
    ],
)
def test_bylines_and_dates_are_no_headline(lines):
    assert headline(units("\n".join([*lines, *ARTICLE]))) == "Court frees ferry captain"


@pytest.mark.parametrize(
    "lines",
    [
        ["We use cookies to show you what you like. Accept all cookies", "Skip to main content"],
        ["We value your privacy", "Manage preferences", "Jump to the navigation"],
        ["Our cookies remember who you are on this website", "Save article"],
        ["Home News Islands Weather", "Sport Culture Opinion Podcasts Shop"],
        ["News » Islands » Courts", "Share this on your network", "HOME | NEWS | SPORT"],
        ["The Lowmark Daily Herald", "Subscribe for 2 crowns a month"],
        ["首页 时政 社会 财经 体育", "江湾日报>>社会>>正文"],
        ["Mill owner fined over a spill", "Most read this week in Lowmark"],
    ],
)
@pytest.mark.parametrize("credit", ["By Ana Field", "3 February 2026, 14:05"])
def test_what_stands_around_a_headline_is_none(lines, credit):
    foot = "© 2026 The Lowmark Daily Herald Ltd. All rights reserved."
    page = [*lines, "Court frees ferry captain", "Share", credit, *ARTICLE, foot]
    assert headline(units("\n".join(page))) == "Court frees ferry captain"
    del page[len(lines) + 2]
    assert headline(units("\n".join(page))) == "Court frees ferry captain"


def test_page_of_furniture_alone_has_no_headline():
    lines = ["We use cookies to show you what you like", "Skip to main content", "Home > News"]
    assert headline(units("\n".join(lines))) is None


def test_network_compares_lines_with_the_title_it_was_fitted_with():
    lines = ["Skip to main content", "Court frees ferry captain", "By Ana Field", *ARTICLE]
    assert measured_title(units("\n".join(lines))) == lines[0]
    assert keep_article("\n".join(lines)).title == lines[1]
    assert measured_title(units("\n".join(lines[1:]))) == lines[1]
    assert measured_title(units("\n".join(["Captain freed", *lines[2:]]))) == "Captain freed"
    assert measured_title(units("News\nBoats")) is None


def test_summary_between_headline_and_byline_is_no_headline():
    lines = ["Court frees the captain of the ferry", "He had been held since his ship sank in May"]
    assert headline(units("\n".join([*lines, "By Ana Field", *ARTICLE]))) == lines[0]
    lines[1] += ", and will sail again in the spring."
    assert headline(units("\n".join([*lines, "By Ana Field", *ARTICLE]))) == lines[0]


def test_name_of_the_site_is_no_headline_where_the_title_ends_with_it():
    lines = ["Court frees captain of ferry | The Lowmark Herald", "The Lowmark Herald"]
    page = [*lines, "Court frees captain of ferry", *ARTICLE]
    assert headline(units("\n".join(page))) == "Court frees captain of ferry"


def test_headline_of_two_words_is_known_by_the_byline_below_it():
    lines = ["News", "Captain freed", "By Ana Field", *ARTICLE, "Mill owner fined over a spill"]
    assert headline(units("\n".join(lines))) == "Captain freed"


def test_headline_in_a_script_without_spaces_is_found():
    lines = ["สะพานเก่าเปิดอีกครั้ง", *ARTICLE, "Mill owner fined over a spill"]
    assert headline(units("\n".join(lines))) == lines[0]


@pytest.mark.parametrize("label", ["Latest", "Top of the week"])
def test_guessed_title_below_a_brief_does_not_cut_the_brief(label):
    brief = "The curfew in Moss was lifted at noon."
    menu = ("Lowmark Herald", "News", "Sport", "Business", "Weather")
    foot = ("© 2026 Lowmark Herald Ltd. All rights reserved.", "Privacy", "Terms", "Contact us")
    others = ("Mill owner fined over river spill", "School bus route to change in autumn")
    page = cleaned("\n\n".join([*menu, "Curfew lifted", brief, label, *others, "Rain", *foot]))
    assert page.title in (label, others[0])
    assert brief in page.text


def cleaned(*lines: str) -> CleanPage:
    body = "\n".join(lines)
    return clean(RawPage(url="https://islander.example/n/1", body=body), text_max_chars=10_000)


def test_title_byline_and_appeals_go_as_from_html():
    top = ("By Mira Holt", "Ferry stays in port", "Mira Holt")
    page = cleaned(*top, *ARTICLE, "Read more: How the ferry sank")
    assert page.text == "\n\n".join(ARTICLE)
    assert page.authors == ("Mira Holt",)


def test_page_of_nothing_but_its_notice_keeps_it():
    assert cleaned("© Harbour Post 2026").text == "© Harbour Post 2026"
