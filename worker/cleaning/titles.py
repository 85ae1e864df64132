"""What a page is called, without the name of its site.

Decides where a title ends and a site's suffix begins. Must not know the markup.
"""

import re

_SEPARATOR = re.compile(r"\s+[|–—·»:-]\s+")
_MAX_SITE_WORDS = 5  # suffixes are names; longer ones are part of the headline
_MIN_TITLE_WORDS = 3


def without_site(title: str | None, site_name: str | None = None) -> str | None:
    """The title without "| Site" or "- Site" at its end; None when there is no title."""
    title = " ".join((title or "").split())
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title or None
    last = separators[-1]
    head, site = title[: last.start()], title[last.end() :]
    bar = last[0].strip() in {"|", "·", "»"}
    named = site_name is not None and site.casefold() == site_name.casefold()
    short = len(site.split()) <= _MAX_SITE_WORDS and len(head.split()) >= _MIN_TITLE_WORDS
    return head if named or (bar and short) else title
