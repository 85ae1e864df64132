"""Date and author in a text, where no markup names them: lines near the title that say it.

Decides which line is a dateline or a byline. Must not know what a scraper does to markup.
"""

import html
import re
from collections.abc import Iterator, Sequence

from worker.cleaning.dates import full_date, in_text

_SEARCHED_CHARS = 30_000
_TOP_LINES = 30
_LINES_BELOW = 15
_LINES_ABOVE = 3
_LINE_MAX_CHARS = 160
_WORDS_BESIDE_MAX = 8

_WORD = r"[^\W\d_]{3,12}"
# A day, a month and a year, the month as a word or the numbers from large to small.
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}(?:st|nd|rd|th|\.|º|er)?\s(?:de\s|of\s)?{_WORD}[.,]?\s(?:de\s|del\s)?(?P<a>\d{{4}})"
    rf"|{_WORD}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?P<b>\d{{4}})"
    r"|(?P<c>\d{4})[-/.]\d{1,2}[-/.]\d{1,2}|(?P<d>\d{4})年\d{1,2}月\d{1,2}日"
    r"|\d{1,2}[./-]\d{1,2}[./-](?P<e>\d{4}))(?!\d)"
)
_ENGLISH_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_MONTH_WORD = re.compile(_WORD)
_SAYS_SO = re.compile(
    r"\b(?:published|posted|updated|by|on|date|veröffentlicht|publié|publicado|pubblicato|gepubliceerd)\b"
    r"|发布|发表|來源|来源|掲載|작성|입력",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[*_]{0,2}(?:(?:written|posted|published|reported) )?(?:on .{6,30} )?(?:by|von|par|por):? \S",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|aktualisiert|mis à jour|actualizado)\b", re.IGNORECASE
)


def lines_near_title(text: str, title: str | None) -> list[str]:
    """The lines where byline and dateline are to be expected: below the title, then above it.

    Menus of any length may come before the title; without one, the first lines are all there is.
    """
    lines = [" ".join(line.split()) for line in text[:_SEARCHED_CHARS].splitlines()]
    lines = [line for line in lines if line]
    at_title = next((i for i, line in enumerate(lines) if line.lstrip("#* ") == title), None)
    if at_title is None:
        return lines[:_TOP_LINES]
    above = lines[max(0, at_title - _LINES_ABOVE) : at_title]
    return lines[at_title : at_title + _LINES_BELOW] + above


def dateline(lines: Sequence[str]) -> str:
    """The full date of the page's dateline; empty when there is none, or when lines disagree.

    A line that says "published" or "by" is believed before others, for many sites print the day of
    the visit.
    """
    says_so = [line for line in lines if _SAYS_SO.search(line) and not _UPDATED.search(line)]
    for candidates in (says_so, lines):
        days = dict.fromkeys(day for line in candidates for day in _days(line))
        if days:
            return next(iter(days)) if len(days) == 1 else ""
    return ""


def credits(lines: Sequence[str]) -> Iterator[str]:
    """Lines that say who wrote the page."""
    return (line for line in lines if _CREDIT.match(line) and len(line) <= _LINE_MAX_CHARS)


def _days(line: str) -> Iterator[str]:
    """The first full date of a line that holds little else."""
    if len(line) > _LINE_MAX_CHARS:
        return
    found = _DATE.search(line)
    if not found:
        return
    beside = f"{line[: found.start()]} {line[found.end() :]}"
    if len(beside.split()) > _WORDS_BESIDE_MAX:
        return
    day = full_date(re.sub("[年月]", "-", found[0]).rstrip("日")) or _in_other_language(found)
    if day:
        yield day


def _in_other_language(found: re.Match[str]) -> str:
    """The day by a library that knows the months of many languages, if it read all of the date."""
    if not _MONTH_WORD.search(found[0]) or _ENGLISH_MONTH.search(found[0]):
        return ""
    day = in_text(f"<html><body><p class='date'>{html.escape(found[0])}</p></body></html>", None)
    year = next(filter(None, found.groups()))
    numbers = {int(number) for number in re.findall(r"\d{1,2}(?!\d)", found[0].replace(year, " "))}
    return day if day[:4] == year and numbers & {int(day[8:] or 0)} else ""
