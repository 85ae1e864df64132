"""Text that a scraper has already flattened: which lines of it are the article.

Decides with a few plain rules: lines that are furniture on every site go, and so does what stands
before the first and after the last line of prose. Must not know markup; it is gone.
"""

import re
from collections.abc import Sequence

from worker.cleaning.titles import without_site

_TAG = re.compile(
    r"</?(?:!doctype|html|head|body|title|meta|script|style|article|section|main|nav|header|footer"
    r"|div|p|h[1-6]|table|tr|td|ul|ol|li|br|hr|a|b|i|u|em|strong|span|font|img)\b|<!--",
    re.IGNORECASE,
)
_DOCUMENT_START = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_TAGS_IN_PLAIN_TEXT = 5  # a text may talk about tags; a page has more of them
_SAMPLE_CHARS = 200_000

# Whole lines that are furniture, whatever stands around them. Matched from the start of the line.
_FURNITURE = re.compile(
    r"""(?:
    \d*\s*comments?$ | no\ comments?(?:\ yet)?\.?$ | leave\ a\ (?:comment|reply)
    | you\ (?:may|might)\ also\ (?:like|be\ interested)
    | (?:related|recommended|popular|trending|recent|latest)\ (?:articles?|posts?|stories|news)$
    | most\ (?:read|popular|viewed|recent|shared)$ | read\ (?:more|also|next)\b.{0,60}$
    | more\ (?:from|on|in)\ .{1,60}$ | (?:see|view)\ (?:also|all)\b.{0,40}$
    | (?:share|tweet|pin|print|e-?mail|copy\ link|follow(?:\ us)?|subscribe|sign\ (?:in|up)|log\ ?in
        |register|search|menu|home|advertisement|sponsored|loading|close|skip\ to\b)(?:\b.{0,60})?$
    | .*\b(?:uses?|using)\b.{0,30}\bcookies\b.*
    | .*\b(?:cookies?|privacy)\b.{0,20}\bpolicy\b.{0,40}$
    | by\ (?:admin|administrator|editor|staff|webmaster)$
    | this\ site\ uses\ akismet | accept(?:\ (?:all|cookies|read\ more))?\.?$
    | (?:your\ e-?mail\ address\ will\ not\ be\ published|required\ fields\ are\ marked)
    | (?:copyright|©|\(c\)).{0,120}$ | all\ rights\ reserved | terms\ (?:of|and|&)\b.{0,40}$
    | (?:save\ my\ name|notify\ me\ of)\b.* | (?:previous|next)\ (?:post|article|story)\b.{0,120}$
    | .{0,3}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# Where an article ends for good, if it stands in the second half of the text.
_END = re.compile(
    r"(?:\d+ comments?|leave a (?:comment|reply)|you (?:may|might) also like|"
    r"related (?:articles?|posts?|stories|news)|most (?:read|popular)|more from\b.{0,60})$",
    re.IGNORECASE,
)
_SENTENCE_END = tuple('.!?…。！？؟۔।"”»’)')
_LONG_PROSE_CHARS = 80
_PROSE_CHARS = 25
_PROSE_WORDS = 6
_MENU_LINES = 4  # so many short lines in a row are a menu, not headings
_TITLE_SEARCH_LINES = 8
_TITLE_CHARS = (15, 250)


def has_markup(text: str, content_type: str | None) -> bool:
    """Whether an HTML extractor should read the body, whatever its name says."""
    declared_text = (content_type or "").lower().startswith("text/plain")
    if not declared_text:
        return _TAG.search(text) is not None
    tags = _TAG.findall(text, 0, _SAMPLE_CHARS)
    return len(tags) > _TAGS_IN_PLAIN_TEXT or _DOCUMENT_START.match(text) is not None


def keep_article(text: str, declared_title: str | None) -> tuple[str | None, str]:
    """Title and body of a flattened page; each line of the body is a paragraph."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    title = without_site(declared_title) or _headline(lines)
    kept = [line for line in _until_end(lines) if not _repeats(title, line)]
    kept = [line for line in kept if not _FURNITURE.match(line)]
    prose = [position for position, line in enumerate(kept) if _is_prose(line)]
    if prose:
        kept = _without_menus(kept[prose[0] : prose[-1] + 1])
    return title, "\n".join(kept or lines)


def _headline(lines: Sequence[str]) -> str | None:
    """The first line that looks like a headline; a line that stands there twice is the best."""
    shortest, longest = _TITLE_CHARS
    candidates = [
        line
        for line in lines[:_TITLE_SEARCH_LINES]
        if shortest <= len(line) <= longest
        and len(line.split()) >= 3
        and not line.endswith((".", ":", ","))
        and not _FURNITURE.match(line)
    ]
    for line in candidates:
        if any(line != other and other.endswith(line) for other in candidates):
            return without_site(line)  # a breadcrumb ends in it
    return without_site(candidates[0]) if candidates else None


def _repeats(title: str | None, line: str) -> bool:
    """Whether a line is the title again, alone, with the site's name or after breadcrumbs."""
    if title is None or title not in line:
        return False
    return not _is_sentence(line) or line == title


def _until_end(lines: Sequence[str]) -> Sequence[str]:
    """The lines before a mark that ends every article: comments, related posts."""
    for position in range(len(lines) // 2, len(lines)):
        if _END.match(lines[position]):
            return lines[:position]
    return lines


def _is_sentence(line: str) -> bool:
    return line.endswith(_SENTENCE_END)


def _is_prose(line: str) -> bool:
    """Long lines, and shorter ones that end as sentences do."""
    if len(line) >= _LONG_PROSE_CHARS:
        return True
    wordy = len(line.split()) >= _PROSE_WORDS or not line.isascii()
    return len(line) >= _PROSE_CHARS and wordy and _is_sentence(line)


def _without_menus(lines: Sequence[str]) -> list[str]:
    """The lines without long rows of short ones that are no sentences."""
    kept: list[str] = []
    row: list[str] = []
    for line in [*lines, None]:
        if line is not None and not _is_prose(line):
            row.append(line)
            continue
        if len(row) < _MENU_LINES:
            kept += row
        row = []
        if line is not None:
            kept.append(line)
    return kept
