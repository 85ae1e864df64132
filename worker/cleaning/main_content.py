"""The text of a page's article, by trafilatura: its own steps, less those that lead nowhere here.

Decides in which order they are taken, as `bare_extraction` does. That copies the tree five times,
calls back into Python for each element that it looks at, and reads the whole page again to learn
whether it found too little; here a bound nearly always says so. The text is the same, but for
briefs that the library would join into one line. Must not know how the tree was made ready.
"""

import re
from copy import copy

from lxml.etree import XPath, _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.baseline import baseline, html2txt
from trafilatura.core import (
    ESCALATION_ACCEPT_RATIO,
    ESCALATION_MAX_LENGTH,
    ESCALATION_PAGE_SHARE,
)
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Document, Extractor
from trafilatura.xml import delete_element, xmltotxt

_OPTIONS = Extractor(output_format="python", fast=True, comments=False)
_WIDER = Extractor(output_format="python", fast=True, comments=False, recall=True)
_FORUM = "DiscussionForumPosting"  # schema.org; there the comments are the content
_JOINED_RATIO = 2  # times what was found paragraph by paragraph
_APPENDED_IN = frozenset({"aside", "div", "section"})
_COMMENTS_IN = frozenset({"details", "div", "list", "section"})
_COMMENT_LISTS = frozenset({"ol", "ul"})
_PLACES = tuple(_APPENDED_IN | _COMMENTS_IN | _COMMENT_LISTS)
# Names of places that trafilatura takes away first of all (2.3: RAW_TREE_PRUNE_XPATH and
# REMOVE_COMMENTS_AND_LISTS_XPATH).
_APPENDED = re.compile(r"mvp-post-add-(?:box|wrap)")
_SCROLLED = re.compile(r"infinite-?scroll")  # unless the headline stands in it
_SHARE_BUTTONS = "elementor-share-buttons"
_COMMENTS_ID = re.compile(r"[Cc]omment(?!ary)|comol|disqus_thread|dsq-comments")
_COMMENT_LIST_ID = re.compile(r"[Cc]omment(?!ary)|comol")
_COMMENTS_CLASS = re.compile(r"^[Cc]omment(?!ary)|(?:article|post)-comments")
# None of them is named without one of these.
_RARE = re.compile("omment|comol|disqus|dsq-|mvp-post|infinite|elementor-share")
# No less than the library's measure of a page: its text, with a space on each side of its blocks.
_MOST_CHARS = XPath(
    "string-length(normalize-space(.)) + 2 * (count(descendant::*)"
    " - count(descendant::a) - count(descendant::img) - count(descendant::span))"
)


def main_content(tree: HtmlElement, html: str) -> str | None:
    """As `bare_extraction` gives it, fast and without comments; None where it finds nothing.

    `html`: the page that was parsed.
    """
    if _FORUM not in html:
        try:
            return _best(tree)
        except (TypeError, ValueError):  # of a tree that the library's steps stumble over
            pass
    document = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False)
    return document.text or "" if isinstance(document, Document) else None


def _best(tree: HtmlElement) -> str | None:
    """What is found at first; all there is, or what a wider search finds, if that is little."""
    _drop_other_places(tree)
    body, text = _found(tree, _OPTIONS)
    if len(text) < _OPTIONS.min_extracted_size:
        every_body, every_text, every_chars = baseline(tree)
        # It makes one line of an <article>, title and date included: not for these alone.
        is_joined = len(every_body) == 1 < len(body) and "\n" not in every_text
        if every_chars > (_JOINED_RATIO if is_joined else 1) * len(text):
            body, text = every_body, every_text
    if 0 < len(text) < ESCALATION_MAX_LENGTH and _is_little(text, tree):
        wider_body, wider_text = _found(tree, _WIDER)
        is_enough = len(wider_text) >= _OPTIONS.min_extracted_size
        if is_enough and len(wider_text) > ESCALATION_ACCEPT_RATIO * len(text):
            body = wider_body
    return xmltotxt(body, False) if text else None


def _found(tree: HtmlElement, options: Extractor) -> tuple[_Element, str]:
    cleaned = convert_tags(tree_cleaning(copy(tree), options), options)
    return extract_content(cleaned, options)


def _is_little(text: str, tree: HtmlElement) -> bool:
    """Whether the text is but a small share of the page's."""
    body = tree.find(".//body")
    most_chars = _MOST_CHARS(tree if body is None else body)
    if len(text) >= ESCALATION_PAGE_SHARE * most_chars:
        return False
    return len(text) < ESCALATION_PAGE_SHARE * len(html2txt(tree))


def _drop_other_places(tree: HtmlElement) -> None:
    """Takes away readers' comments, and articles that a site appends to the one asked for."""
    for element in list(filter(_is_other_place, tree.iter(*_PLACES))):
        delete_element(element)


def _is_other_place(element: HtmlElement) -> bool:
    names = element.get("id", ""), element.get("class", "")
    if not (_RARE.search(names[0]) or _RARE.search(names[1])):
        return False
    return _holds_comments(element.tag, *names) or _is_appended(element, *names)


def _holds_comments(tag: str, id_: str, class_: str) -> bool:
    if tag in _COMMENTS_IN:
        return bool(_COMMENTS_ID.match(id_) or _COMMENTS_CLASS.search(class_))
    in_list = tag in _COMMENT_LISTS
    return in_list and bool(_COMMENT_LIST_ID.match(id_) or _COMMENTS_CLASS.search(class_))


def _is_appended(element: HtmlElement, id_: str, class_: str) -> bool:
    if element.tag not in _APPENDED_IN:
        return False
    if _SHARE_BUTTONS in class_ or any(map(_APPENDED.search, (id_, class_))):
        return True
    return any(map(_SCROLLED.search, (id_, class_))) and element.find(".//h1") is None
