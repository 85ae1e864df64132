"""What sort of page an article was looked for in: article, list of articles, or an article's start.

Decides what is said of a page when no article, or less than one, is in it. To call an article
something else is the worse mistake, so every judgement here needs two signs that do not depend on
each other, and a page that declares an article is never a list. Must not know what follows for
the page.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from resiliparse.parse.html import HTMLTree

from worker.cleaning.list_marks import is_row_of_teasers
from worker.cleaning.markup import Markup, select
from worker.cleaning.outline import Outline, outline, page_lines, text_outline
from worker.cleaning.paywall_words import CONTINUED, LOCKED_TIERS
from worker.cleaning.stand_in_words import StandIn
from worker.cleaning.stand_ins import Shown, stand_in, word_count
from worker.cleaning.titles import parts_of
from worker.failures import PageRejected, Reason, Stage
from worker.records import PageWarning

_SCRIPTS_MAX = 100
# A line of this length is no teaser's; the longest that were seen have 60 words.
_PARAGRAPH_WORDS_MIN = 80
_HEADLINES_MIN = 6
_STRETCH_WORDS_MAX = 80  # of the article's text between two of them
_OWN_HEADLINE_WORDS_MIN = 4  # sections are called by fewer
_LIST_TITLE = re.compile(
    r"(?:tag|topic|category|author|thema|schlagwort|rubrique|etiqueta)\s*:"
    r"|(?:search )?results for\b|search results\b|suchergebnisse\b|résultats\b|resultados de\b"
    r"|(?:page|seite|página|pagina) \d+"
    r"|.{0,200}\b(?:archives?|all articles|all stories|alle artikel|tous les articles)"
    r"(?:, (?:page|seite) \d+)?$",
    re.IGNORECASE,
)

# In the last two segments of a path: /tag/sea, /topics, /search. Articles may stand deeper.
_LIST_PATHS = frozenset(
    ("author", "authors", "categories", "category", "search", "suche", "tag", "tags", "topic",
     "topics", "thema", "themen")
)  # fmt: skip

_TEASER_WORDS_MAX = 200
_CONTINUED_LINE_WORDS_MAX = 30  # longer lines are an article's own
_AFTER_TEASER_WORDS_MAX = 150  # offers, prices
_TEXT_TO_OFFER_WORDS_MAX = 40  # tags, buttons to share; a brief's neighbours are further down
_TEXT_AFTER_OFFER_WORDS_MAX = 25  # a price that was taken for text
_SENTENCE_BORDER = re.compile(r"(?<=[.!?…。！？])\s+")
_CUT = ("...", "…", "[…]", "[...]")


def reject_stand_in(text: str, titles: Sequence[str], http_status: int | None) -> None:
    """Raises PageRejected(NO_ARTICLE) for a page that a site sends in an article's place."""
    cause = stand_in(Shown(text, titles, http_status))
    if cause is not None:
        raise PageRejected(Reason.NO_ARTICLE, Stage.CLEAN, cause)


def reject_shell(text: str, tree: HTMLTree) -> None:
    """Raises PageRejected(NO_ARTICLE) for a page without words that has scripts to fetch some."""
    if not any(map(str.isalpha, text)) and (scripts := select(tree, "script[src]", _SCRIPTS_MAX)):
        cause = f"{StandIn.SCRIPT}: no words, {len(scripts)} scripts"
        raise PageRejected(Reason.NO_ARTICLE, Stage.CLEAN, cause)


def markup_kind(
    tree: HTMLTree | None, said: Markup, url: str, title: str | None, text: str
) -> list[PageWarning]:
    """What a reader should know of the page's kind. No `tree`: the page is too large to look."""
    if is_teaser(text, locked=_is_locked(said)) or (tree is not None and _is_cut_below(tree, text)):
        return [PageWarning.PAYWALL_TEASER]
    if tree is not None and is_list(tree, said, url=url, title=title, text=text):
        return [PageWarning.LIST_PAGE]
    return []


def text_kind(whole: str, url: str, title: str | None, text: str) -> list[PageWarning]:
    """The same of a text without markup. `text` is what was kept of the `whole`."""
    if word_count(text) <= _TEASER_WORDS_MAX and any(map(_asks_to_pay, _sentences(whole))):
        return [PageWarning.PAYWALL_TEASER]
    called = _has_url_of_list(url) or _LIST_TITLE.match(title or "")
    if called and (is_row_of_teasers(whole) or _is_skimmed(text_outline(whole), text)):
        return [PageWarning.LIST_PAGE]
    return []


def is_list(tree: HTMLTree, said: Markup, *, url: str, title: str | None, text: str) -> bool:
    """Whether the page lists articles: it is called like a list and says little but headlines."""
    if _declares_article(said) or not _is_called_list(said, url, title):
        return False
    return _is_skimmed(outline(tree, text), text)


def is_teaser(text: str, *, locked: bool = False) -> bool:
    """Whether only the beginning of an article is there, before or instead of a paywall."""
    lines = text.split("\n")
    before = 0
    for number, line in enumerate(lines):
        if _asks_to_pay(line):
            after = sum(map(word_count, lines[number + 1 :]))
            return before <= _TEASER_WORDS_MAX and after <= _AFTER_TEASER_WORDS_MAX
        before += word_count(line)
        if before > _TEASER_WORDS_MAX:
            break
    return locked and (before <= _TEASER_WORDS_MAX or text.rstrip().endswith(_CUT))


def _is_cut_below(tree: HTMLTree, text: str) -> bool:
    """Whether the page asks to pay right below a few words of an article.

    What asks stands in a box that no extractor takes for text, or behind the article's element.
    """
    if word_count(text) > _TEASER_WORDS_MAX:
        return False
    lines = page_lines(tree, text)
    seen, between = False, 0
    for number, (line, is_text) in enumerate(lines):
        if is_text:
            seen, between = True, 0
        elif seen and between <= _TEXT_TO_OFFER_WORDS_MAX and _asks_to_pay(line):
            after = sum(word_count(line) for line, is_text in lines[number:] if is_text)
            return after <= _TEXT_AFTER_OFFER_WORDS_MAX
        else:
            between += word_count(line)
    return False


def _is_skimmed(found: Outline, text: str) -> bool:
    """Whether there are many headlines, little between them, and no paragraph of an article."""
    return (
        found.headlines >= _HEADLINES_MIN
        and found.longest_stretch_words <= _STRETCH_WORDS_MAX
        and all(word_count(line) < _PARAGRAPH_WORDS_MIN for line in text.split("\n"))
    )


def _declares_article(said: Markup) -> bool:
    if said.linked.is_article:
        return True
    social = any("article" in kind.lower() for kind in said.every("og:type"))
    return (social or bool(said.every("article:published_time"))) and not said.linked.is_list


def _is_called_list(said: Markup, url: str, title: str | None) -> bool:
    if said.linked.is_list or _has_url_of_list(url):
        return True
    names = [*parts_of(said.title), *said.headings]
    return word_count(title or "") < _OWN_HEADLINE_WORDS_MIN or any(map(_LIST_TITLE.match, names))


def _has_url_of_list(url: str) -> bool:
    """Whether the address is a site's own, or that of a tag, a topic, a search."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname:
        return False
    path = [segment.lower() for segment in parts.path.split("/") if segment]
    return (not path and not parts.query) or not _LIST_PATHS.isdisjoint(path[-2:])


def _is_locked(said: Markup) -> bool:
    tiers: Sequence[str] = said.every("article:content_tier")
    return said.linked.is_locked or any(tier.lower() in LOCKED_TIERS for tier in tiers)


def _sentences(whole: str) -> Iterator[str]:
    """The lines, and the sentences of a line that is too long for an offer."""
    for line in whole.split("\n"):
        if word_count(line) <= _CONTINUED_LINE_WORDS_MAX:
            yield line
        else:
            yield from _SENTENCE_BORDER.split(line)


def _asks_to_pay(line: str) -> bool:
    if word_count(line) > _CONTINUED_LINE_WORDS_MAX:
        return False
    plain = line.casefold().replace("’", "'")
    return any(words in plain for words in CONTINUED)
