"""Flattened text: how it is cut into units, what is measured, how paragraphs come together."""

import numpy as np
import pytest

from worker.cleaning.flattened import keep_article
from worker.cleaning.flattened.features import NAMES, WIDTH, features
from worker.cleaning.flattened.headline import headline
from worker.cleaning.flattened.network import DILATIONS, bundled, network
from worker.cleaning.flattened.paragraphs import paragraphs
from worker.cleaning.flattened.units import LONGEST_UNIT_CHARS, WHOLE_LINE_CHARS, units

SENTENCE = "The ferry to the outer islands stayed in port because the wind had turned, she said. "
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
FURNITURE = (
    "Skip to content",
    "Home News Islands Weather",
    "Share on Facebook",
    "Sign up to our newsletter",
    "3 comments",
    "You may also like",
    "Privacy Policy",
    "This website uses cookies to improve your experience. Accept",
)


def column(name: str, text: str, title: str | None = None) -> list[float]:
    found = features(units(text), title)[:, NAMES.index(name)]
    return [round(float(value), 4) for value in found]


def page(*, gap: str = "\n\n") -> str:
    return gap.join([*FURNITURE[:4], *ARTICLE, *FURNITURE[4:]])


@pytest.mark.parametrize("text", ["", "\n \n\t\n", "\n" * 1000])
def test_text_without_a_line_has_no_units(text):
    assert units(text) == []


@pytest.mark.parametrize(
    "text",
    [
        page(),
        page(gap=" "),
        SENTENCE * 40,
        "word " * 1000,
        "x" * 5000,
        "  indented\n\n\ttwice \nthird",
        "渡轮星期四恢复了两岛之间的航行。" * 60,
        "a. " * 500 + "B" * 900,
    ],
)
def test_units_leave_out_nothing_but_space(text):
    position = 0
    for unit in units(text):
        assert text[position : unit.start].strip() == ""
        assert text[unit.start : unit.end] == unit.text == unit.text.strip()
        assert unit.line_start <= unit.start < unit.end <= unit.line_end
        position = unit.end
    assert text[position:].strip() == ""


def test_short_line_is_one_unit_and_long_line_one_for_each_sentence():
    assert [unit.text for unit in units("One. Two. Three.")] == ["One. Two. Three."]
    line = SENTENCE * 6
    assert len(line) > WHOLE_LINE_CHARS
    assert [unit.text for unit in units(line)] == [SENTENCE.strip()] * 6


def test_abbreviation_ends_no_sentence():
    line = "Dr. Ada Hall of St. Anne met Gen. Ugo Prim at 3 p.m. On Monday they spoke again. " * 6
    assert len(line) > WHOLE_LINE_CHARS
    assert {unit.text[:3] for unit in units(line)} == {"Dr."}


def test_sentence_without_end_is_cut_between_words():
    parts = units("menu " * 500)
    assert all(len(unit.text) <= LONGEST_UNIT_CHARS for unit in parts)
    assert {word for unit in parts for word in unit.text.split()} == {"menu"}


def test_unit_knows_its_line():
    first, second = units("  Heading\nText")
    assert (first.indent, first.blank_before, second.blank_before) == (2, True, False)
    assert units("a\n \nb")[1].blank_before


def test_every_feature_is_a_number_for_every_kind_of_line():
    text = page() + "\n#\n* \n12:30\n🔥🔥\n。\n\u0640\n\u3000ａ\n" + "W" * 3000
    found = features(units(text), "The ferry")
    assert found.shape == (len(units(text)), WIDTH)
    assert np.isfinite(found).all()
    assert np.abs(found).max() < 10


def test_features_of_no_units_have_their_width():
    assert features([], None).shape == (0, WIDTH)


def test_features_say_what_a_line_is_like():
    text = "# By Ada Hall\n3 hours ago\nhe went on...\nSubscribe\nSubscribe"
    assert column("heading mark", text) == [1, 0, 0, 0, 0]
    assert column("clock", text) == [0, 1, 0, 0, 0]
    assert column("lower start", text) == [0, 0, 1, 0, 0]
    assert column("ellipsis", text) == [0, 0, 1, 0, 0]
    assert column("repeated", text)[3:] == [0.3333, 0.3333]
    assert column("furniture 1", text) == [0, 0, 0, 1, 1]
    assert column("of title", text, "Ada Hall sails") == [0.6667, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("name", "line", "value"),
    [
        ("chars", "Ferry stuck", np.log1p(11) / 6),
        ("words", "Ferry stuck", np.log1p(2) / 4),
        ("word length", "Ferry stuck", 11 / 2 / 8),
        ("indent", "    Ferry", 0.2),
        ("closed", "“It is stuck.”)", 1),
        ("colon", "Stuck:", 1),
        ("bullet", "2) Ferry", 1),
        ("bullet", "2)Ferry", 0),
        ("capitalised", "Ferry stuck in Oslo A", 0.6),
        ("all capitals", "Ferry stuck in OSLO A", 0.2),
        ("digits", "12a4 ١", 0.5),
        ("symbols", "a/b @", 0.4),
        ("bar", "Home › News", 1),
        ("commas", "a, b，c、d", 0.6),
        ("quotes", "the «Elin»", 1),
        ("question", "Stuck? Yes", 1),
        ("stops", "One. Two. Three.", 0.5),
        ("wide letters", "渡轮 ab", 0.4),
        ("function words", "(The) ferry is stuck", 0.5),
        ("reported", "Hall said: no", 1),
        ("reader", "your ferry is stuck", 0.75),
        ("writer", "we’re stuck", 1.5),
        ("address", "see www.news.example", 1),
        ("date", "on 3 May", 1),
        ("date", "on Mayday 3", 0),
        ("clock", "at 12:30", 1),
        ("byline", "Written by Ada Hall", 1),
        ("furniture 0", "Copy link, now", 1),
        ("furniture 0", "copy the link", 0),
        ("furniture share", "Share: copy link", 0.6667),
        ("in title", "the ferry, the ferry!", 0.5),
    ],
)
def test_feature_is_measured_as_its_name_says(name, line, value):
    assert column(name, line, "Ferry to Oslo") == [pytest.approx(float(value), abs=1e-4)]


def test_pair_of_words_is_looked_for_inside_a_unit_only():
    assert column("furniture 0", "a copy\nlink copy link") == [0, 1]


def test_place_of_a_unit_is_told_from_both_ends():
    assert column("position", "a\nb\nc\nd") == [0, 0.25, 0.5, 0.75]
    before, after = (column(f"units {side}", "a\nb\nc\nd") for side in ("before", "after"))
    assert before[0] == 0
    assert before == sorted(before)
    assert after == sorted(after, reverse=True)


def test_topic_of_a_page_is_that_of_its_long_sentences():
    text = "\n".join([*ARTICLE, "Ferry passengers", "Ten best garden chairs"])
    *_, near, far = column("own topic", text)
    assert near > far == 0


def test_network_that_ships_fits_the_features():
    assert bundled().entry.shape[0] == WIDTH
    assert bundled().mean.shape == (WIDTH,)
    assert bundled().scores(np.zeros((3, WIDTH), dtype=np.float32)).shape == (3,)


def test_network_without_a_layer_is_refused():
    weights = {name: [1.0] for name in ("mean", "spread", "entry", "entry_bias", "page", "out")}
    with pytest.raises(KeyError):
        network(weights | {"out_bias": 0.0})


def test_network_sees_as_far_as_its_layers_reach_and_no_farther():
    reach = sum(DILATIONS)
    rows = np.random.default_rng(1).normal(size=(4 * reach, WIDTH)).astype(np.float32)
    rows -= rows.mean(axis=0)
    other = rows.copy()
    other[0] += 1
    other[1] -= 1  # the page's mean stays as it is
    differs = np.abs(bundled().scores(rows) - bundled().scores(other))
    assert differs[: reach + 2].max() > 1e-3
    assert np.isfinite(differs).all()


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n \n    "])
def test_article_is_kept_and_furniture_dropped(gap):
    found = keep_article(page(gap=gap))
    assert not found.everything
    assert found.paragraphs == list(ARTICLE)


def test_article_in_one_line_is_found_too():
    (text,) = keep_article(page(gap=" ")).paragraphs[:1]
    assert "forty passengers spent the night in a school" in text
    assert "cookies" not in text


def test_page_without_any_article_comes_out_whole_and_says_so():
    found = keep_article("Boats\nNets\nSalt")
    assert found.everything
    assert found.paragraphs == ["Boats", "Nets", "Salt"]


def test_empty_page_has_no_paragraphs():
    assert keep_article("").paragraphs == []


def joined(text: str) -> list[str]:
    found = units(text)
    return paragraphs(text, found, [True] * len(found))


def test_line_broken_at_a_link_is_one_paragraph_again():
    text = "The council\nvoted\n, by nine to two, for the\nHarbour Act\nin the evening.\nNext."
    assert joined(text) == [
        "The council voted, by nine to two, for the Harbour Act in the evening.",
        "Next.",
    ]


def test_wrapped_text_is_unwrapped_at_blank_lines():
    words = (SENTENCE * 6).split()
    lines: list[str] = [""]
    for word in words:
        if len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    wrapped = "\n".join(lines)
    assert joined(f"{wrapped}\n\n{wrapped}") == [" ".join(words)] * 2


def test_heading_stays_a_paragraph_of_its_own():
    text = f"{ARTICLE[0]}\nA third fault\n{ARTICLE[1]}"
    assert joined(text) == [ARTICLE[0], "A third fault", ARTICLE[1]]


def test_marks_of_markdown_are_gone_where_a_page_is_written_in_it():
    text = "## Ferry in port\n\nThe **Norrvik** ferry stayed.\n\n* It was windy."
    assert joined(text) == ["Ferry in port", "The Norrvik ferry stayed.", "It was windy."]
    assert joined("The **Norrvik** ferry stayed.") == ["The **Norrvik** ferry stayed."]


def test_dropped_unit_divides_what_stood_around_it():
    text = SENTENCE * 6
    found = units(text)
    kept = [position != 2 for position in range(len(found))]
    assert [len(part) for part in paragraphs(text, found, kept)] == [
        len((SENTENCE * 2).strip()),
        len((SENTENCE * 3).strip()),
    ]


def headline_of(*lines: str) -> str | None:
    return headline(units("\n".join(lines)))


def test_headline_is_the_line_that_stands_there_twice():
    assert (
        headline_of(
            "All the news of the islands",
            "Home Islands Ferry stays in port",
            "Ferry stays in port",
        )
        == "Ferry stays in port"
    )


def test_headline_is_else_the_first_line_that_looks_like_one():
    assert headline_of("Menu", "Ferry stays in port | The Islander") == "Ferry stays in port"
    assert headline_of("Menu", "It was windy, she said.") is None
