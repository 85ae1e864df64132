"""A page as its reader skims it: how many headlines lead elsewhere, how much text stands between.

Decides what counts as a headline of another page: a line that is a link, wholly and at some length;
and which of the page's lines are the article's. Must not know what follows from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from worker.cleaning.scripts import SENTENCE_ENDS
from worker.cleaning.stand_ins import word_count

_TAG = re.compile(r"<(/?)(?:(a)|h[1-6]|p|ul|ol|li|br|pre)\b[^<>]*+>|\n")
_HEADLINE_WORDS_MIN = 4
_HEADLINE_WORDS_MAX = 20
_BESIDE_HEADLINE_MAX = 3  # "(video)", "2 hours ago"
_TEXT_WORDS_MIN = 8  # of a line that may be an article's
_TEXT_ENDS = (*SENTENCE_ENDS, ":", ";", "'", "’", "»", ")", "]")
_START_WORDS = 3  # by which a line is found in the article


@dataclass(frozen=True, slots=True)
class Outline:
    """Headlines of other pages, and the most words of the article without one between them."""

    headlines: int
    longest_stretch_words: int


def outline(tree: HTMLTree, article: str) -> Outline:
    """Of the page, `article` being the text that was found in it. Linear; 2 ms on a usual page."""
    starts = _starts(article)
    headlines = stretch = longest = 0
    for text, linked in _lines(tree):
        words = word_count(text)
        beside = words - word_count(linked)
        if beside <= _BESIDE_HEADLINE_MAX and words - beside >= _HEADLINE_WORDS_MIN:
            headlines += 1
            stretch = 0
        elif beside >= _TEXT_WORDS_MIN and _start(text) in starts:
            stretch += words
            longest = max(longest, stretch)
    return Outline(headlines, longest)


def text_outline(text: str) -> Outline:
    """Of a text whose links are gone: a headline is a short line that ends like none of a text."""
    headlines = stretch = longest = 0
    for line in map(str.strip, text.split("\n")):
        words = word_count(line)
        ends = line.endswith(_TEXT_ENDS)
        if not ends and _HEADLINE_WORDS_MIN <= words <= _HEADLINE_WORDS_MAX:
            headlines += not line[0].islower()  # else a piece of a sentence
            stretch = 0
        elif words >= _TEXT_WORDS_MIN:
            stretch += words
            longest = max(longest, stretch)
    return Outline(headlines, longest)


def page_lines(tree: HTMLTree, article: str) -> list[tuple[str, bool]]:
    """The visible lines of the page, each with whether it is a line of the article."""
    starts = {_start(line) for line in article.split("\n") if line.strip()}
    return [
        (line, word_count(line) >= _TEXT_WORDS_MIN and _start(line) in starts)
        for line, _ in _lines(tree)
    ]


def _lines(tree: HTMLTree) -> Iterator[tuple[str, str]]:
    """The visible lines, each as its whole text and that of its links."""
    html = extract_plain_text(
        tree,
        main_content=False,
        links=True,
        alt_texts=False,
        list_bullets=False,
        preserve_formatting="minimal_html",
    )
    text, linked = [], []
    in_link, begin = False, 0
    for tag in _TAG.finditer(html + "\n"):
        piece = html[begin : tag.start()]
        text.append(piece)
        if in_link:
            linked.append(piece)
        begin = tag.end()
        if tag[2]:
            in_link = not tag[1]
        else:
            line = "".join(text).strip()
            if line:
                yield line, "".join(linked)
            text, linked = [], []


def _starts(article: str) -> set[str]:
    """Each place in the article at which a line may start."""
    words = article.split()
    found = {" ".join(words[i : i + _START_WORDS]) for i in range(len(words))}
    return found | {_start(line) for line in article.split("\n")}


def _start(line: str) -> str:
    return " ".join(line.split(None, _START_WORDS)[:_START_WORDS])
