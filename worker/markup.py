"""HTML in which a plain string is always text: only what was made here is markup.

Decides how tags, attributes and text are written, and that a document needs no network and runs no
script: should anything from a hostile page ever get through, it stays dead. Must not know what is
shown.
"""

import html
from collections.abc import Iterable
from urllib.parse import urlsplit

# A browser loads nothing and runs nothing, whatever the document says.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_VOID = frozenset({"input", "meta", "br"})


class Markup(str):
    """A string that is HTML already; every other string is escaped before it gets in."""

    __slots__ = ()


Content = str | Iterable[str] | None
Attribute = str | int | bool | None


def tag(element: str, /, *content: Content, **attributes: Attribute) -> Markup:
    """An element. `class_` is class, `data_n` is data-n; an attribute of None or False is left out.

    Content of None is nothing at all, and an iterable is its members.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    inside = joined(content)
    assert not (inside and element in _VOID)
    return Markup(f"<{element}{written}>" + ("" if element in _VOID else f"{inside}</{element}>"))


def joined(content: Iterable[Content], between: str = "") -> Markup:
    """The contents one after another, None left out; `between` is escaped like all other text."""
    return Markup(_text(between).join(_flat(one) for one in content if one is not None))


def own(text: str, **attributes: Attribute) -> Markup:
    """A value from the page inside a line of ours: letters that run from right to left stay in."""
    return tag("bdi", text, **attributes)


def address(url: str) -> Markup:
    """A link only where a click does what a reader expects: `javascript:` is shown, not linked."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        return own(url)
    return tag("a", own(url), href=url, rel="noopener noreferrer nofollow")


def document(title: str, style: str, *body: Content, refresh_s: int | None = None) -> str:
    """A whole document with this style sheet, to be written as UTF-8.

    `refresh_s`: after how many seconds a browser loads it again.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        None if refresh_s is None else tag("meta", http_equiv="refresh", content=refresh_s),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Markup(style)),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", *body), lang="en") + "\n"


def _flat(content: Content) -> str:
    if content is None:
        return ""
    return _text(content) if isinstance(content, str) else "".join(map(_text, content))


def _text(text: str) -> str:
    return text if isinstance(text, Markup) else html.escape(text)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    # Markup is no exception here: a tag inside a quoted attribute would be text.
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
