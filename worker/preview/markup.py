"""HTML in which a plain string is always text: only what was made here is markup.

Decides how tags, attributes and text are written. Must not know what is shown.
"""

import html
from collections.abc import Iterable

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
