"""The demo's page as it came beside what is left of it; no Kafka."""

import io

import pytest
from rich.console import Console

from deploy.local.report import show_beside
from deploy.local.side_by_side import Pair, SideBySide, side_by_side
from worker.records import RawPage

FIRST = "The boat sailed from Port Lerran on Monday with a piano on board."
SECOND = "Nobody could say whose piano it was, the harbour office said."
HTML = (
    "<html><body><ul><li><a href='/'>Home</a></li></ul><h1>Boat sails</h1>"
    f"<p>{FIRST}</p><div>Advertisement</div><p>{SECOND}</p><p>Boat</p></body></html>"
)


def page(body: str | bytes) -> RawPage:
    return RawPage(url="https://islander.example/boat", body=body)


def printed(shown: SideBySide, columns: int, *, color: bool = False) -> str:
    out = io.StringIO()
    show_beside(Console(file=out, width=columns, force_terminal=color, highlight=False), shown)
    return out.getvalue()


@pytest.mark.parametrize("body", [HTML, HTML.encode()])
def test_lines_of_the_article_stand_beside_it_and_furniture_beside_nothing(body):
    shown = side_by_side(page(body), f"{FIRST}\n\n{SECOND}")
    assert [(pair.raw, pair.clean) for pair in shown.pairs if pair.kept] == [
        (FIRST, (FIRST,)),
        (SECOND, (SECOND,)),
    ]
    dropped = [pair for pair in shown.pairs if not pair.kept]
    assert [pair.raw.lstrip("• ") for pair in dropped] == [
        "Home",
        "Boat sails",
        "Advertisement",
        "Boat",  # a word of the text, but not its next one
    ]
    assert not any(pair.clean for pair in dropped)
    assert shown.contrast == 2


def test_text_that_was_flattened_is_shown_as_it_is():
    shown = side_by_side(page(f"Home\n\n{FIRST}\n{SECOND}"), f"{FIRST}\n\n{SECOND}")
    assert [pair.kept for pair in shown.pairs] == [False, True, True]


def test_paragraphs_that_were_one_line_are_all_there():
    shown = side_by_side(page(f"{FIRST} {SECOND}"), f"{FIRST}\n\n{SECOND}")
    assert shown.pairs == (Pair(f"{FIRST} {SECOND}", kept=True, clean=(FIRST, SECOND)),)


def test_paragraph_without_a_line_comes_last():
    shown = side_by_side(page("Home"), FIRST)
    assert shown.pairs == (Pair("Home", kept=False), Pair("", kept=True, clean=(FIRST,)))


def test_long_page_is_shown_to_a_limit_and_says_how_much_more_there_is():
    shown = side_by_side(page("\n".join(["Home"] * 7 + [FIRST])), FIRST, max_lines=5)
    assert (len(shown.pairs), shown.more_lines) == (5, 3)
    assert "... and 3 more lines" in printed(shown, 80)


@pytest.mark.parametrize("columns", [60, 80, 150])
def test_table_fits_the_terminal(columns):
    shown = side_by_side(page(HTML), f"{FIRST}\n\n{SECOND}")
    out = printed(shown, columns)
    assert max(map(len, out.splitlines())) <= columns
    assert out.count("Advertisement") == 1
    assert out.count("piano") == 4  # two sentences, each on both sides


def test_dropped_lines_are_dim_and_kept_ones_are_not():
    shown = SideBySide("", (Pair("Menu", kept=False), Pair("News", kept=True)), more_lines=0)
    out = printed(shown, 80, color=True)
    assert "\x1b[2mMenu" in out
    assert "\x1b[2mNews" not in out


def test_page_cannot_steer_the_terminal():
    shown = side_by_side(page(f"\x1b[2J\x07{FIRST}\x9b1m"), FIRST)
    assert "\x1b" not in printed(shown, 80)
    assert not any(char in shown.pairs[0].raw for char in "\x07\x1b\x9b")


def test_brackets_of_a_page_are_no_markup_of_the_table():
    shown = SideBySide("[red]", (Pair("[bold]x[/bold]", kept=True, clean=("[/]",)),), 0)
    assert "[bold]x[/bold]" in printed(shown, 80)
