"""What a page says of itself in JSON-LD: headline, authors, dates, publisher.

Decides which of the objects is the article, and takes only what has the right type. Must not know
the rest of the markup, nor what is a name or a date.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# A page has a few scripts of a few thousand characters; whole catalogues are not about the page.
_SCRIPT_MAX_CHARS = 300_000
_OBJECTS_MAX = 500
_VALUES_MAX = 50
_VALUE_MAX_CHARS = 1_000
# The decoder's own limit depends on how deep the caller's stack is, so a page might be read here
# and not there.
_NESTING_MAX = 60

_WRAPPING = re.compile(r"<!--|-->|(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>|;\s*$")
_BRACKET = re.compile(r"[\[\]{}]")
_TAG = re.compile(r"<[^<>]{1,200}>")
_ARTICLE_TYPE = re.compile(r"[A-Za-z:/.]{0,60}(?:Article|Posting|Report|Review|Recipe)$")
_PAGE_TYPE = re.compile(r"[A-Za-z:/.]{0,60}(?:Page|CreativeWork|VideoObject|Book)$")
_LIST_TYPE = re.compile(r"[A-Za-z:/.]{0,60}(?:CollectionPage|SearchResultsPage)$")
# Where the article may hide. Not "hasPart", "mentions" and the like: those are other articles.
_INTO = ("@graph", "mainEntity", "mainEntityOfPage")


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What the objects say of the page; empty where they are silent."""

    headlines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    site_names: tuple[str, ...] = ()  # the publisher's, the web site's
    is_article: bool = False  # one of the objects is one
    is_list: bool = False  # the page is a collection or the results of a search
    is_locked: bool = False  # not all of the article is free to read


def linked_data(scripts: Iterable[str]) -> LinkedData:
    """The article of the page's JSON-LD, completed by the object of the page around it."""
    objects = [found for script in scripts for found in _objects(_decoded(script))]
    objects = objects[:_OBJECTS_MAX]
    by_id = {
        ref: found for found in objects if (ref := _string(found.get("@id"))) and "name" in found
    }
    article: Mapping[str, Any] = next((o for o in objects if _is(o, _ARTICLE_TYPE)), {})
    around: Mapping[str, Any] = next((o for o in objects if _is(o, _PAGE_TYPE)), {})
    site: Mapping[str, Any] = next((o for o in objects if _is(o, re.compile("WebSite$"))), {})
    publisher = _names(article.get("publisher") or around.get("publisher"), by_id)
    return LinkedData(
        headlines=tuple(
            filter(None, (_string((article or around).get(key)) for key in ("headline", "name")))
        ),
        authors=tuple(_names(article.get("author") or article.get("creator"), by_id))
        or tuple(_names(around.get("author"), by_id)),
        published=_string(article.get("datePublished")) or _string(around.get("datePublished")),
        modified=_string(article.get("dateModified")) or _string(around.get("dateModified")),
        site_names=(*publisher[:1], *_names(site, by_id)[:1]),
        is_article=bool(article),
        is_list=any(_is(found, _LIST_TYPE) for found in objects),
        is_locked=_is_false((article or around).get("isAccessibleForFree")),
    )


def _decoded(script: str) -> Any:
    """The script's value; None when it is no JSON, or larger or deeper than any article needs."""
    if len(script) > _SCRIPT_MAX_CHARS or _is_too_deep(script):
        return None
    for text in (script, _WRAPPING.sub("", script)):
        try:
            return json.loads(text, strict=False)  # raw newlines inside strings are common
        except ValueError:
            continue
    return None


def _is_too_deep(script: str) -> bool:
    depth = 0
    for bracket in _BRACKET.finditer(script):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > _NESTING_MAX:
            return True
    return False


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects that may be about the page, outer ones first."""
    if isinstance(value, list):
        for member in value[:_OBJECTS_MAX]:
            yield from _objects(member)
    elif isinstance(value, dict):
        yield value
        for key in _INTO:
            yield from _objects(value.get(key))


def _is(node: Mapping[str, Any], kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    types = types[:_VALUES_MAX] if isinstance(types, list) else [types]
    return any(isinstance(name, str) and kind.match(name[:80]) for name in types)


def _names(value: Any, by_id: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Names of people or organisations, given as text, as objects, as references or as a list."""
    names = []
    for member in value[:_VALUES_MAX] if isinstance(value, list) else [value]:
        if isinstance(member, dict):
            known = member if "name" in member else by_id.get(_string(member.get("@id")), member)
            given, family = _string(known.get("givenName")), _string(known.get("familyName"))
            member = known.get("name") or f"{given} {family}"
        inner = member[:_VALUES_MAX] if isinstance(member, list) else [member]
        names += [name for name in map(_string, inner) if name]
    return names


def _is_false(value: Any) -> bool:
    return value is False or _string(value).rpartition("/")[2].casefold() == "false"


def _string(value: Any) -> str:
    """The value as one line without markup; empty when it is no text or too long for a fact."""
    if not isinstance(value, str) or len(value) > _VALUE_MAX_CHARS:
        return ""
    return " ".join(_TAG.sub("", html.unescape(value)).split())
