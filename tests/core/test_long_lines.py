"""A page in one line: its article begins with a sentence, and teasers inside it go."""

import pytest

from worker.cleaning.flattened import keep_article
from worker.cleaning.flattened.leads import hidden_start, lead_start, menu_end
from worker.cleaning.flattened.long_lines import begun_at_sentence, without_teasers
from worker.cleaning.flattened.units import LONGEST_UNIT_CHARS, Unit, units

LEAD = (
    "The council of Wick fined the owner of a boat on Monday after she sank off Stroma, and four"
    " sailors had to swim ashore."
)
REST = (
    "The harbour master had told him in March that the hull was rotten, and he had promised to mend"
    " it before the winter.",
    "Captain Ana Ruiz said the pumps had failed one after the other and that nobody on shore had"
    " heard her call for help.",
    "Divers will look at the wreck on Thursday if the wind drops, the council said, and the owner"
    " has to pay for their boat.",
    "Two other boats of his may not leave the harbour until an engineer has looked at them and"
    " signed a paper that says so.",
)
ARTICLE = " ".join([LEAD, *REST])
MENU = "Skip to main content Home News Islands Sport"
LONG_MENU = f"{MENU} {'Weather Jobs Boats Farming Letters Opinion Podcasts Shop ' * 6}".strip()
HEADLINE = "Owner of a boat is fined after four sailors swim ashore at Stroma"
COOKIES = "We use cookies to make this site better. Accept all cookies Manage preferences"
FOOT = "Related topics Wick Ferries Subscribe to our newsletter © 2026 Wick Post. Privacy policy"
TEASERS = "Mill owner fined over a spill Bakery wins a prize"


@pytest.mark.parametrize(
    "header",
    [
        "By Ana Cruz",
        "By Ana Cruz and Olaf van der Berg Wick, 3 March 2026, 4:12 PM Share",
        "By Maria Clara Santos",
        "Published on Tuesday, 3 March 2026 at 14:05 GMT | 4 min read Facebook Twitter",
        "3 MAR 2026 Updated: 4 MAR 2026, 09:30 Share this article Print",
        "2026-03-03",
    ],
)
@pytest.mark.parametrize("top", ["", MENU, LONG_MENU, f"{COOKIES} {MENU}"])
def test_page_in_one_line_begins_below_its_byline_or_date(top, header):
    page = " ".join(filter(None, [top, HEADLINE, header, ARTICLE, FOOT]))
    assert keep_article(page).paragraphs == [ARTICLE]


@pytest.mark.parametrize("place", ["WICK — ", "WICK, March 3 (AP) - ", "PORT ELLEN (Reuters) – "])
@pytest.mark.parametrize("header", ["", "By Ana Cruz 3 March 2026 "])
def test_place_that_opens_the_first_sentence_is_kept(place, header):
    page = f"{MENU} {HEADLINE} {header}{place}{ARTICLE} {FOOT}"
    assert keep_article(page).paragraphs == [f"{place}{ARTICLE}"]


def test_menu_before_the_first_sentence_goes_and_a_headline_without_byline_stays():
    assert keep_article(f"{MENU} {HEADLINE} {ARTICLE} {FOOT}").paragraphs == [
        f"{HEADLINE} {ARTICLE}"
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The law that they passed on 3 March 2026 Wick and Thurso will have to keep.",
        "In a letter of March 3, 2026 Ana Cruz asked the council for a second boat.",
        "By New York standards the ferry is small.",
        "She read “Ships and Storms” By Ana Cruz to them, and they slept.",
        "The BBC and the Wick-Thurso line have said nothing.",
    ],
)
def test_date_or_name_inside_a_sentence_begins_none(sentence):
    assert lead_start(sentence) is None


def test_button_that_is_the_first_word_of_the_sentence_stays():
    assert lead_start("Owner fined By Ana Cruz Share prices fell on Monday in Wick.") == 24


@pytest.mark.parametrize(
    ("stretch", "rest"),
    [
        ("Home > News > Wick Council fines an owner", "Council fines an owner"),
        ("Menu Home News Boats Sport Council fines an owner", "Council fines an owner"),
        ("Accept all cookies Skip to content Council fines", "Council fines"),
        ("Home News Sport Business Business leaders meet", "Business leaders meet"),
        ("Home News Sport Boats Nets Salt Weather Council fines", "Council fines"),
        ("Home Boats Nets Salt Weather", "Home Boats Nets Salt Weather"),
        ("World Sport leaders meet in Wick", "World Sport leaders meet in Wick"),
        ("World leaders meet in Wick", "World leaders meet in Wick"),
        ("Accept nothing less, he said", "Accept nothing less, he said"),
        ("", ""),
    ],
)
def test_menu_ends_where_its_known_words_end(stretch, rest):
    assert stretch[menu_end(stretch) :] == rest


def test_sentence_is_told_by_a_first_word_that_is_small_elsewhere():
    assert hidden_start(f"Boats leave Wick {LEAD}") == len("Boats leave Wick ")
    assert hidden_start("Thousands came to see The Who play in Wick on Monday.") is None
    assert hidden_start("Nobody in The Hague said a word to them about it.") is None


def kept_texts(kept: tuple[list[Unit], list[bool]]) -> list[str]:
    return [unit.text for unit, keep in zip(*kept, strict=True) if keep]


def test_text_that_would_begin_inside_a_sentence_begins_with_that_sentence():
    sentence = f"Nobody {'on the shore, in the harbour or at sea ' * 9}heard her call for help."
    text = f"{sentence} {ARTICLE}"
    found = units(text)
    assert len(found[0].text) <= LONGEST_UNIT_CHARS < len(sentence)
    kept = [False, *[True] * (len(found) - 1)]
    assert " ".join(kept_texts(begun_at_sentence(text, found, kept))) == text


def test_menu_before_such_a_sentence_goes_as_far_as_it_is_known():
    text = f"{LONG_MENU} {HEADLINE} {ARTICLE}"
    found = units(text)
    cut = next(number for number, unit in enumerate(found) if unit.text.endswith("ashore."))
    assert cut > 0
    kept = [number >= cut for number in range(len(found))]
    assert " ".join(kept_texts(begun_at_sentence(text, found, kept))) == ARTICLE
    text = text.replace("The council", "Wick council")
    found = units(text)
    assert kept_texts(begun_at_sentence(text, found, kept))[0].startswith(HEADLINE[:20])


def test_text_begins_with_the_next_sentence_where_rows_of_links_stand_before():
    text = f"{'nets and ropes ' * 80}for sale. {ARTICLE}"
    found = units(text)
    end = next(number for number, unit in enumerate(found) if unit.text.endswith("sale."))
    kept = [number >= end for number in range(len(found))]
    assert " ".join(kept_texts(begun_at_sentence(text, found, kept))) == ARTICLE


def test_sentence_that_fell_with_the_byline_before_it_is_kept():
    text = f"{HEADLINE} By Ana Cruz {ARTICLE}"
    found = units(text)
    kept = [False, *[True] * (len(found) - 1)]
    assert " ".join(kept_texts(begun_at_sentence(text, found, kept))) == ARTICLE
    notice = "Sign up and we send you all our stories about your harbour at six in the morning."
    text = f"{HEADLINE} By Ana Cruz {notice} {ARTICLE}"
    found = units(text)
    kept = [False, *[True] * (len(found) - 1)]
    assert " ".join(kept_texts(begun_at_sentence(text, found, kept))) == ARTICLE


def test_lines_that_were_not_cut_stay_as_they_are():
    text = f"{HEADLINE} By Ana Cruz The owner paid.\n{LEAD}"
    found = units(text)
    assert begun_at_sentence(text, found, [True] * 2) == (found, [True] * 2)
    assert begun_at_sentence(text, found, [False] * 2) == (found, [False] * 2)
    text = f"Most read {TEASERS}\n{LEAD}"
    found = units(text)
    assert without_teasers(text, found, [True] * 2) == (found, [True] * 2)


def left(*parts: str) -> list[str]:
    text = " ".join(parts)
    found = units(text)
    return kept_texts(without_teasers(text, found, [True] * len(found)))


@pytest.mark.parametrize(
    "label", ["You may also like", "Read also:", "Related stories", "Lire aussi :", "Most read |"]
)
def test_teasers_inside_a_line_go_up_to_the_next_sentence(label):
    assert left(LEAD, label, TEASERS, *REST) == [LEAD, *REST]
    quote = '"We swam for an hour," the captain told reporters.'
    assert left(LEAD, label, TEASERS, quote, *REST) == [LEAD, quote, *REST]
    assert left(LEAD, *REST, label, TEASERS) == [LEAD, *REST]
    assert left(LEAD, *REST, label, "Mill owner fined.") == [LEAD, *REST]
    assert left(LEAD, *REST, label, TEASERS * 20)[: len(REST) + 1] == [LEAD, *REST]


def test_teasers_after_the_end_of_a_caption_take_only_themselves():
    assert left("The boat in May", "Read also:", TEASERS, *REST, LEAD)[0] == "The boat in May"


@pytest.mark.parametrize(
    "sentence",
    [
        "You may also like what the council did with the boats in March.",
        "Most read are the letters of the captain, the paper said on Monday.",
        "“You may also like Thurso,” the captain told her sailors on Monday.",
        "Related stories Captain Ana Ruiz said that nobody on shore had heard her call for help.",
    ],
)
def test_sentence_that_only_looks_like_teasers_stays(sentence):
    assert left(LEAD, sentence, *REST) == [LEAD, sentence, *REST]


def test_row_of_teasers_without_end_goes():
    assert left(LEAD, "Read also: Mill", "Bakery Harbour " * 60)[0] == LEAD
