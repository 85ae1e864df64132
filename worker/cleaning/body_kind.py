"""Markup or text: what a body is, whatever it was called.

Decides whether an HTML extractor or the classifier of flattened text reads it. Must not know
either.
"""

import re

_TAG = re.compile(
    r"</?(?:!doctype|html|head|body|title|meta|script|style|article|section|main|nav|header|footer"
    r"|div|p|h[1-6]|table|tr|td|ul|ol|li|br|hr|a|b|i|u|em|strong|span|font|img)\b|<!--",
    re.IGNORECASE,
)
_DOCUMENT_START = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_TAGS_IN_PLAIN_TEXT = 5  # a text may talk about tags; a page has more of them
_SAMPLE_CHARS = 200_000


def has_markup(text: str, content_type: str | None) -> bool:
    """Whether an HTML extractor should read the body, whatever its name says."""
    declared_text = (content_type or "").lower().startswith("text/plain")
    if not declared_text:
        return _TAG.search(text) is not None
    tags = _TAG.findall(text, 0, _SAMPLE_CHARS)
    return len(tags) > _TAGS_IN_PLAIN_TEXT or _DOCUMENT_START.match(text) is not None
