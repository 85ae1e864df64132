"""When a page was published, and by whose word.

Decides what is a date, in which notation, and which of several dates is believed. A date that may
be read in two ways, or lacks its day, says nothing. Must not look at the clock: the same page has
the same date for ever.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from dateutil.parser import parse as parse_any
from htmldate import find_date

from worker.records import DateBasis

# Dates after this are misread numbers. Only for pages that do not say when they were fetched.
_END_OF_TIME = "2099-12-31"
# Newspapers put their archives online; what is older is a zero of somebody's calendar.
_OLDEST = "1850-01-01"
_ZEROS = frozenset({"1900-01-01", "1970-01-01"})
_VALUE_MAX_CHARS = 60
_TEXT_FROM = "1990-01-01"  # in running text, older dates are what the article is about
_EPOCH_S = re.compile(r"\d{10}")
_EPOCH_MS = re.compile(r"\d{13}")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d")
_DRAWN_WITHIN = timedelta(minutes=10)
_LONG_NUMBER = re.compile(r"\d{12}")
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\d{4}[-/.]")
_NUMBERS = re.compile(r"(?<!\d)\d{1,2}[/-]\d{1,2}(?!\d)")
_OFFSETS_H = {
    "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "PKT": 5, "JST": 9, "EDT": -4, "EST": -5, "CDT": -5, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_URL = re.compile(
    rf"(?<!\d)(?P<year>199\d|20\d\d)(?P<gap>[/_.-]?)(?P<month>0?[1-9]|1[0-2]|{'|'.join(_MONTHS)})"
    r"(?P=gap)(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)",
    re.IGNORECASE,
)
_URL_MAX_CHARS = 2_000


def published(
    declared: str | None, evidence: Iterable[tuple[str, DateBasis]], fetched_at: str | None
) -> tuple[str, DateBasis] | tuple[None, None]:
    """ISO 8601 date or date-time with its basis; (None, None) when nobody says.

    `evidence` comes with the most trustworthy first, and is not asked further than needed. Moments
    keep the offset they are given in: the day in it is the one that the article's "today" means.
    """
    if moment := _strict(declared):
        return moment, DateBasis.DECLARED
    latest = _day_after(latest_possible(fetched_at))
    for value, basis in evidence:
        moment = full_date(value)
        if moment and _OLDEST <= moment[:10] <= latest and moment[:10] not in _ZEROS:
            return moment, basis
    return None, None


def latest_possible(fetched_at: str | None) -> str:
    """The last day a page can have been published on, as YYYY-MM-DD."""
    moment = _strict(fetched_at)
    return moment[:10] if moment else _END_OF_TIME


def full_date(value: str) -> str | None:
    """The value as ISO 8601 if it names a day, in whatever notation, and can be read in one way."""
    value = value.strip()
    if not 6 <= len(value) <= _VALUE_MAX_CHARS:
        return None
    if moment := _strict(value):
        return moment
    if _EPOCH_S.fullmatch(value) or _EPOCH_MS.fullmatch(value):
        return _iso(datetime.fromtimestamp(int(value[:10]), UTC))
    if not _YEAR.search(value):
        return None
    try:
        moment = _one_reading(value)
    except (ValueError, OverflowError, TypeError):
        return None
    return moment if ":" in value or _LONG_NUMBER.search(value) else moment[:10]


def is_just_before(value: str, moment: str | None) -> bool:
    """Whether two moments lie within minutes; False where one is none."""
    moments = [_strict(value), _strict(moment)]
    if any(found is None or "T" not in found for found in moments):
        return False
    earlier, later = (datetime.fromisoformat(found or "") for found in moments)
    if (earlier.tzinfo is None) != (later.tzinfo is None):
        return False
    return abs(later - earlier) < _DRAWN_WITHIN


def in_url(url: str) -> str:
    """The day that stands in the path of a url, as YYYY-MM-DD; empty when there is none."""
    path = url[:_URL_MAX_CHARS].rpartition("//")[2]
    for found in _IN_URL.finditer(path.partition("?")[0]):
        month = found["month"].lower()
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
        # Without separators only eight digits are a date: 20241 may be anything.
        if not found["gap"] and len(found[0]) != len("YYYYMMDD"):
            continue
        try:
            return date(int(found["year"]), number, int(found["day"])).isoformat()
        except ValueError:
            continue
    return ""


def in_text(html: str, fetched_at: str | None) -> str:
    """The day that the visible text names as the page's, as YYYY-MM-DD; empty when it does not."""
    body = _BODY.search(html)  # the head is no text, and has been read with more care
    found = find_date(
        f"<html>{html[body.start() :]}" if body else html,
        original_date=True,
        extensive_search=True,
        min_date=_TEXT_FROM,
        # The default takes today as the last possible day, so a replay could differ.
        max_date=latest_possible(fetched_at),
    )
    if found is None or (found.endswith("-01") and not _names_first_day(html, found)):
        return ""
    return found


def _names_first_day(html: str, day: str) -> bool:
    """Whether the page really names a first of the month, and not only a month or a year."""
    year, month, _ = day.split("-")
    before = rf"(?<!\d)0?1(?!\d)[^\d<>]{{1,20}}(?:\d{{1,2}}[./-])?{year}"
    after = rf"{year}\D{{0,3}}0?{int(month)}\D{{0,3}}0?1(?!\d)"
    return re.search(f"{before}|{after}", html) is not None


def _one_reading(value: str) -> str:
    """The date or moment as ISO 8601. Raises ValueError when there is none, or more than one.

    What is missing is taken from the default, so two defaults show it; two orders of day and month
    show what is ambiguous. Where dots stand between the numbers, the day is first everywhere.
    """
    orders = (True, False) if _NUMBERS.search(value) else (True,)
    if _YEAR_FIRST.match(value):
        orders = (False,)
    (moment,) = {
        _iso(parse_any(value, default=default, dayfirst=day_first, tzinfos=_offset_s))
        for default in (datetime(2000, 1, 1), datetime(2004, 2, 2))
        for day_first in orders
    }
    return moment


def _strict(value: str | None) -> str | None:
    """The value as ISO 8601, when it is that or an RFC 5322 date as in HTTP and RSS.

    None for anything else. Empty dates are often written as the first moment of year 1 or the last
    of 9999: with an offset they lie outside the calendar in UTC, and say nothing.
    """
    if not value:
        return None
    value = value.strip()
    try:
        moment = _parsed(value)
        if len(value) in {len("YYYYMMDD"), len("YYYY-MM-DD")}:
            return moment.date().isoformat()
        return _iso(moment)
    except (ValueError, OverflowError):
        return None


def _parsed(value: str) -> datetime:
    try:
        if "W" in value[:8]:
            raise ValueError("a week is no day")
        return datetime.fromisoformat(value)
    except ValueError:
        return parsedate_to_datetime(value)


def _iso(moment: datetime) -> str:
    """ISO 8601 to the second. Raises OverflowError outside the calendar."""
    if moment.tzinfo is not None:
        moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _offset_s(name: str | None, offset_s: int | None) -> int | None:
    """Seconds east of UTC. Given always, or the library would ask the machine for its own zone."""
    if offset_s is not None:
        return offset_s
    hours = _OFFSETS_H.get((name or "").upper())
    return None if hours is None else hours * 3600


def _day_after(day: str) -> str:
    """The next day: somewhere it is tomorrow already."""
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except OverflowError:
        return day
