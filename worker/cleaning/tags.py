"""Markup to tags, cut where a browser would cut it.

Decides where a tag, a comment and a script begin and end, by the HTML standard: any other
reading lets a page hide its tags from us and show them to a parser. Must not know what tags mean.
"""

import re
from collections.abc import Iterator

_SPACE = r"\t\n\f\r "
_VALUE = rf"\"[^\"]*+\"|'[^']*+'|[^{_SPACE}>\"'][^{_SPACE}>]*+"
_ATTRIBUTE = rf"[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+(?:{_VALUE})?+)?+"
_GAP = rf"[{_SPACE}/]++"
# The same in larger steps, for tags where each "=" comes right after a plain name.
_PLAIN_ATTRIBUTES = rf"(?:[^=>]++|(?<=[^{_SPACE}/=\"'])=[{_SPACE}]*+(?:{_VALUE})?+)*+(?=>)"

# Groups: slash of a closing tag, name, attributes; the text up to the closing tag, if that comes
# next; the start of a CDATA section. A comment, and whatever else a browser drops up to the next
# ">", has none of them.
TAG = re.compile(
    rf"<(?:(/)?+([a-zA-Z][^{_SPACE}/>]*+)({_PLAIN_ATTRIBUTES}|(?:{_GAP}|{_ATTRIBUTE})*+)"
    rf"(?:>(?(1)|(?:([^<]*+)</\2[{_SPACE}]*+>)?+))?+"
    rf"|!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>|\Z))"
    rf"|(!\[CDATA\[)|[!?][^>]*+>?|/(?![a-zA-Z])[^>]*+>?)"
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_PIECE = re.compile(
    rf"(?P<gap>{_GAP})|(?P<name>[^{_SPACE}/>][^{_SPACE}/>=]*+)"
    rf"(?:[{_SPACE}]*+=[{_SPACE}]*+(?P<value>{_VALUE})?+)?+"
)
# What stands in these is text up to their closing tag. ASCII: "\u017f" is no "s" to a browser.
_CLOSING = {
    name: re.compile(rf"</(?ai:{name})(?=[{_SPACE}/>])")
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
RAW_TEXT = frozenset(_CLOSING)
_SCRIPT_MARK = re.compile(rf"<!--|</(?ai:script)(?=[{_SPACE}/>])")
_MARK_IN_COMMENT = re.compile(rf"-->|<(/?)(?ai:script)(?=[{_SPACE}/>])")


def end_of_raw_text(html: str, name: str, start: int) -> int:
    """Where the closing tag of a RAW_TEXT element begins whose content begins at `start`."""
    if name == "script":
        return _end_of_script(html, start)
    found = _CLOSING[name].search(html, start)
    return found.start() if found else len(html)


def _end_of_script(html: str, start: int) -> int:
    """As for the others, but a script within a comment within a script hides its closing tag."""
    while mark := _SCRIPT_MARK.search(html, start):
        if mark[0] != "<!--":
            return mark.start()
        start = mark.end() - 2  # "<!-->" is a whole comment
        hidden = False
        while inner := _MARK_IN_COMMENT.search(html, start):
            start = inner.end()
            if inner[1] is None:
                break
            if inner[1] and not hidden:
                return inner.start()
            hidden = not inner[1]
        else:
            break
    return len(html)


def attribute_count(attributes: str) -> int:
    """How many there are."""
    return len(_ONE_ATTRIBUTE.findall(attributes))


def attributes_of(attributes: str) -> Iterator[tuple[str, str]]:
    """Name in small letters and value of each attribute, in order; a name may come twice."""
    for piece in _PIECE.finditer(attributes):
        if piece["gap"] is None:
            value = piece["value"] or ""
            yield piece["name"].lower(), value[1:-1] if value[:1] in {'"', "'"} else value


def closes_itself(attributes: str) -> bool:
    """Whether the tag ends in a slash that is not part of a value."""
    if not attributes.endswith("/"):
        return False
    return [piece["gap"] for piece in _PIECE.finditer(attributes)][-1] is not None
