"""Words for a time to an interval of days: "last week", "3 to 5 May", "since Monday".

Decides what the words mean on the day they were published, and that nothing is guessed: without
that day only what names its year has days, and vague words ("a few weeks ago") have none. Must not
know which event they belong to.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from worker.events.periods import Interval
from worker.events.readings import (
    MONTHS,
    WEEKDAYS,
    Now,
    another_day,
    decade,
    iso,
    month_day,
    month_of_that_year,
    month_of_year,
    near_day,
    part_of_period,
    period,
    piece_of_month,
    slashed,
    time_ago,
    time_later,
    weekday,
    weekend,
    years,
)
from worker.records import EventDateBasis

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_UNTIL_DAY = r"(?:\s?[-–]\s?|\s(?:to|and|or)\s)(?P<until>\d{1,2})(?:st|nd|rd|th)?"
_FROM_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s?[-–]\s?|\s(?:to|and|or)\s)"
_YEAR = r"(?:,?\s(?P<year>\d{4}))?"
_YEAR_OR_ITS_END = r"(?:,?\s(?P<year>\d{4}|\d\d))?"
_PART = r"(?:(?P<part>early|late|mid|end|start|beginning|middle|earlier|later)(?:[\s-]of\s|[\s-]))?"
_WHICH = r"(?P<which>last|next|this|past|previous|coming|following|same)"
_DAYS_IN_WEEK = 7
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade|hour|minute|second)s?"


@dataclass(frozen=True, slots=True)
class Days:
    """An interval of days, both ends in it; none where the words do not give them."""

    earliest: date | None
    latest: date | None
    basis: EventDateBasis


UNRESOLVED = Days(None, None, EventDateBasis.UNRESOLVED)


def resolve(
    words: str, lead: str, published: date | None, *, ahead: bool, is_past: bool = False
) -> Days | None:
    """The days that the words give; None where they give no day at all ("10:30", "two hours").

    `lead` is the word before them ("since", "until"), `published` the page's day, `ahead` whether
    the clause speaks of the future, `is_past` whether it tells what was done.
    """
    key = " ".join(words.lower().replace("’", "'").split()).removeprefix("the ")
    now = Now(published, ahead, is_past)
    for pattern, read, needs_published in _FORMS:
        found = pattern.fullmatch(key)
        if found is None:
            continue
        if lead in {"before", "after"}:
            return UNRESOLVED  # of the event it only says on which side
        if needs_published(found) and published is None:
            return UNRESOLVED
        try:
            interval = read(found, now)
        except (ValueError, OverflowError):  # 31 June, the year 0
            return UNRESOLVED
        if interval is None:
            return UNRESOLVED
        basis = EventDateBasis.RELATIVE if needs_published(found) else EventDateBasis.STATED
        return Days(*_with_lead(lead, interval, published), basis)
    return None


def resolve_later(words: str, anchor: Days, published: date | None) -> Days | None:
    """The days that "a year later" gives, counted from the days of another date.

    None where they cannot be told, or lie behind the day of publication.
    """
    found = _LATER.fullmatch(" ".join(words.lower().split()).removeprefix("the "))
    if found is None or anchor.earliest is None or anchor.latest is None:
        return None
    try:
        interval = time_later(found, (anchor.earliest, anchor.latest))
    except (ValueError, OverflowError):
        return None
    if interval is None or (published is not None and interval[0] > published):
        return None
    return Days(*interval, EventDateBasis.RELATIVE)


def joined(first: Days, last: Days | None) -> Days:
    """From the first day of one to the last of the other."""
    if last is None or last.latest is None or first.earliest is None:
        return UNRESOLVED
    begin = first.earliest
    if last.latest < begin:  # "from Monday to Wednesday", on a Tuesday
        is_week = (begin - last.latest).days < _DAYS_IN_WEEK
        begin -= timedelta(_DAYS_IN_WEEK) if is_week else timedelta(0)
    if last.latest < begin:
        return UNRESOLVED
    stated = {first.basis, last.basis} == {EventDateBasis.STATED}
    basis = EventDateBasis.STATED if stated else EventDateBasis.RELATIVE
    return Days(begin, last.latest, basis)


def _with_lead(lead: str, interval: Interval, published: date | None) -> Interval:
    """ "Since" reaches to the day of publication, "until" and "by" begin there."""
    first, last = interval
    if published is None:
        return interval
    if lead == "since" and first <= published:
        return first, published
    if lead in {"until", "till", "by", "within"} and published <= last:
        return published, last
    return interval


def _always(found: re.Match[str]) -> bool:
    return True


def _never(found: re.Match[str]) -> bool:
    return False


def _without_year(found: re.Match[str]) -> bool:
    return not found["year"]


_WEEKDAY_BEFORE = rf"(?:(?:{'|'.join(WEEKDAYS)}),?\s)?"
_NUMBER_YEAR = r"(?P<year>\d{4})"
_COUNT = r"(?:(?P<count>[\w ,.]{1,24}?)\s)?"
_LATER = re.compile(
    rf"{_COUNT}{_UNIT}\slater|(?:following|next)\s(?P<next>day|week|month|year)|(?P<same>same)\sday"
    r"|(?:following|next)\s(?P<part>morning|afternoon|evening|night)"
)
_Reader = Callable[[re.Match[str], Now], Interval | None]
# Whole phrases only: words that are not understood must not be resolved by half.
_FORMS: tuple[tuple[re.Pattern[str], _Reader, Callable[[re.Match[str]], bool]], ...] = tuple(
    (re.compile(pattern), read, needs_published)
    for pattern, read, needs_published in (
        (rf"{_NUMBER_YEAR}-(?P<month>\d\d)-{_DAY}", iso, _never),
        (rf"(?P<one>\d{{1,2}})/(?P<other>\d{{1,2}})/{_NUMBER_YEAR}", slashed, _never),
        (rf"{_WEEKDAY_BEFORE}{_MONTH}\s{_DAY}(?:{_UNTIL_DAY})?{_YEAR}", month_day, _without_year),
        (
            rf"{_WEEKDAY_BEFORE}{_DAY}\s(?:of\s)?{_MONTH}{_YEAR_OR_ITS_END}",
            month_day,
            _without_year,
        ),
        (
            rf"{_FROM_DAY}(?P<until>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}{_YEAR_OR_ITS_END}",
            month_day,
            _without_year,
        ),
        (rf"{_PART}(?:{_WHICH}\s)?{_MONTH}{_YEAR}", month_of_year, _without_year),
        (
            rf"{_PART}{_MONTH}\s(?:of\s)?(?P<which>last|this|next)\syear",
            month_of_that_year,
            _always,
        ),
        (
            rf"(?P<nth>first|second|third|fourth|last)\s(?P<span>week|half)\sof\s{_MONTH}{_YEAR}",
            piece_of_month,
            _without_year,
        ),
        (
            r"(?P<part>start|beginning|middle|end)\sof\s(?:the|(?P<which>this|last|next))"
            r"\s(?P<unit>week|month|year)",
            part_of_period,
            _always,
        ),
        (
            rf"{_PART}{_NUMBER_YEAR}(?:(?:\s?[-–]\s?|\s(?:to|and|or)\s)(?P<until>\d{{4}}))?",
            years,
            _never,
        ),
        (rf"{_PART}{_NUMBER_YEAR}s", decade, _never),
        (
            rf"{_PART}(?:{_WHICH}\s)?(?P<weekday>{'|'.join(WEEKDAYS)})"
            r"(?:\s(?:morning|afternoon|evening|night))?",
            weekday,
            _always,
        ),
        (
            r"(?P<word>yesterday|today|tomorrow|tonight|overnight|last night"
            r"|this (?:morning|afternoon|evening|night))(?:\s(?:morning|afternoon|evening|night))?",
            near_day,
            _always,
        ),
        (rf"(?:{_WHICH}\s)?weekend", weekend, _always),
        (rf"{_PART}{_WHICH}\s{_COUNT}{_UNIT}", period, _always),
        (rf"{_COUNT}{_UNIT}\s(?P<direction>ago|earlier|later)", time_ago, _always),
        (r"day (?:before|after)", another_day, _always),
        (r"(?:next|following) (?:morning|afternoon|evening|night)", another_day, _always),
    )
)
