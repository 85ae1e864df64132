"""What each form of words for a time means, given the day on which it was written.

Decides the interval of one form, whose pattern (`days.py`) has named its parts. Must not know the
other forms.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from worker.events.numbers import number_of
from worker.events.periods import (
    Interval,
    ago,
    clipped,
    end_of_month,
    part_of,
    shift,
    start_of,
)

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ],
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    )
}
_SATURDAY = 5
_DAYS_IN_WEEK = 7
_MONTHS_IN_YEAR = 12
_NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_IN_A_DAY = frozenset({"hour", "minute", "second"})
_DIGITS_OF_ENDING = 2
_LATEST_YEAR = 2049  # of a page without a day: "88" is 1988, "24" is 2024
_SOON_DAYS = 42  # a day so near is named without its year


@dataclass(frozen=True, slots=True)
class Now:
    """What relative words are relative to."""

    published: date | None
    ahead: bool  # the clause speaks of what is to come
    is_past: bool = False  # the clause tells what was done, so that no day to come is meant


def _today(now: Now) -> date:
    if now.published is None:
        raise ValueError("relative words without a day that they are relative to")
    return now.published


def iso(found: re.Match[str], now: Now) -> Interval:
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return day, day


def slashed(found: re.Match[str], now: Now) -> Interval | None:
    """03/07/2024 is two days in the world, unless one of its numbers is no month."""
    one, other, year = int(found["one"]), int(found["other"]), int(found["year"])
    if one <= _MONTHS_IN_YEAR and other <= _MONTHS_IN_YEAR and one != other:
        return None
    month, day = (one, other) if one <= _MONTHS_IN_YEAR else (other, one)
    return date(year, month, day), date(year, month, day)


def month_day(found: re.Match[str], now: Now) -> Interval:
    """ "3 May", "May 3, 2024", "3 to 5 May": the nearest one that fits the tense.

    Where the tense leaves it open a day of the coming weeks is meant, not one of last year.
    """
    month, first = MONTHS[found["month"]], int(found["day"])
    last = int(found.groupdict().get("until") or first)
    if found["year"]:
        year = _full_year(found["year"], now)
        return date(year, month, first), date(year, month, last)
    today = _today(now)
    soon = today + timedelta(0 if now.is_past else _SOON_DAYS)
    for year in (today.year, today.year + 1):
        start, end = _in_year(year, month, first), _in_year(year, month, last)
        if start and end and today < start <= soon:
            return start, end
    start, end = date(today.year, month, first), date(today.year, month, last)
    if now.ahead and end < today:
        return date(today.year + 1, month, first), date(today.year + 1, month, last)
    if not now.ahead and start > today:
        return date(today.year - 1, month, first), date(today.year - 1, month, last)
    return start, end


def _full_year(digits: str, now: Now) -> int:
    """ "88" is the last year before the page's day that ends so."""
    if len(digits) > _DIGITS_OF_ENDING:
        return int(digits)
    latest = _LATEST_YEAR if now.published is None else now.published.year + 1
    return latest - (latest - int(digits)) % 100


def _in_year(year: int, month: int, day: int) -> date | None:
    """None for 29 February of a year that has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of_year(found: re.Match[str], now: Now) -> Interval:
    """ "June 2019", "early July", "last May"."""
    month, part = MONTHS[found["month"]], found.groupdict().get("part")
    if found["year"]:
        start = date(int(found["year"]), month, 1)
        return part_of(part, start, end_of_month(start))
    today, which = _today(now), found.groupdict().get("which")
    ahead = which in {"next", "coming"} or (now.ahead and which not in {"last", "past"})
    step = 1 if ahead else -1
    start = date(today.year, month, 1)
    strict = which in {"last", "past", "next"}
    this_month = month == today.month
    if (this_month and strict) or (not this_month and (month > today.month) != ahead):
        start = date(today.year + step, month, 1)
    first, last = part_of(part, start, end_of_month(start))
    return clipped(first, last, today, ahead)


def month_of_that_year(found: re.Match[str], now: Now) -> Interval:
    """ "April last year"."""
    step = {"last": -1, "next": 1}.get(found["which"], 0)
    start = date(_today(now).year + step, MONTHS[found["month"]], 1)
    return part_of(found["part"], start, end_of_month(start))


def piece_of_month(found: re.Match[str], now: Now) -> Interval:
    """ "The first week of May", "the second half of June"."""
    start = month_of_year(found, now)[0].replace(day=1)
    end, nth = end_of_month(start), _NTH[found["nth"]]
    if found["span"] == "half":
        middle = start.replace(day=15)
        return (start, middle) if nth == 0 else (middle + timedelta(1), end)
    if nth < 0:
        return end - timedelta(_DAYS_IN_WEEK - 1), end
    first = start + timedelta(nth * _DAYS_IN_WEEK)
    return first, first + timedelta(_DAYS_IN_WEEK - 1)


def part_of_period(found: re.Match[str], now: Now) -> Interval:
    """ "The start of the year", "the end of last month"."""
    unit, step = found["unit"], {"last": -1, "next": 1}.get(found["which"] or "", 0)
    first = start_of(unit, _today(now)) + shift(unit, step)
    return part_of(found["part"], first, first + shift(unit, 1) - timedelta(1))


def years(found: re.Match[str], now: Now) -> Interval:
    first, last = int(found["year"]), int(found["until"] or found["year"])
    return part_of(found["part"], date(first, 1, 1), date(last, 12, 31))


def decade(found: re.Match[str], now: Now) -> Interval:
    year = int(found["year"])
    return part_of(found["part"], date(year, 1, 1), date(year + 9, 12, 31))


def weekday(found: re.Match[str], now: Now) -> Interval:
    """The last one on or before the day of publication, or the next one on or after it."""
    today, which = _today(now), found["which"]
    ahead = which in {"next", "coming"} or (now.ahead and which not in {"last", "past"})
    offset = WEEKDAYS[found["weekday"]] - today.weekday()
    offset = offset % _DAYS_IN_WEEK if ahead else -(-offset % _DAYS_IN_WEEK)
    if offset == 0 and which in {"last", "past", "previous", "next"}:
        offset = _DAYS_IN_WEEK if ahead else -_DAYS_IN_WEEK
    day = today + timedelta(offset)
    return day, day


def near_day(found: re.Match[str], now: Now) -> Interval:
    today = _today(now)
    first, last = {
        "yesterday": (-1, -1),
        "tomorrow": (1, 1),
        "last night": (-1, 0),
        "overnight": (-1, 0),
    }.get(found["word"], (0, 0))
    return today + timedelta(first), today + timedelta(last)


def weekend(found: re.Match[str], now: Now) -> Interval:
    today, which = _today(now), found["which"]
    back = (today.weekday() - _SATURDAY) % _DAYS_IN_WEEK
    saturday = today - timedelta(back)
    inside = back <= 1
    if which in {"next", "coming"} or (now.ahead and not inside and which not in {"last", "past"}):
        saturday += timedelta(_DAYS_IN_WEEK)
    elif which in {"last", "past", "previous"} and inside:
        saturday -= timedelta(_DAYS_IN_WEEK)
    return clipped(saturday, saturday + timedelta(1), today, now.ahead)


def period(found: re.Match[str], now: Now) -> Interval | None:
    """ "Last week", "this year", "the past two days", "next month"."""
    which, unit, today = found["which"], found["unit"], _today(now)
    if which in {"following", "same"} or (which == "previous" and found["count"]):
        return None  # relative to another day of the text
    if found["count"]:
        count = _whole_number(found["count"])
        if count is None:
            return None
        span = ago(unit, count)
        return (today, today + span) if which in {"next", "coming"} else (today - span, today)
    if which == "past" or unit in {"day", "hour", "minute", "second"}:
        if unit == "day" and which in {"last", "next", "previous"}:
            return None
        return today - ago(unit, 1), today
    step = {"last": -1, "previous": -1, "next": 1, "coming": 1}.get(which, 0)
    first = start_of(unit, today) + shift(unit, step)
    last = first + shift(unit, 1) - timedelta(1)
    part = found["part"]
    if part in {"earlier", "later"}:
        return clipped(first, last, today, part == "later")
    first, last = part_of(part, first, last)
    return clipped(first, last, today, now.ahead) if step == 0 else (first, last)


def time_ago(found: re.Match[str], now: Now) -> Interval | None:
    """Days are counted exactly; nobody who writes "two months ago" has counted the days."""
    if found["direction"] != "ago" or not found["count"]:
        return None  # earlier and later are relative to another day of the text
    count = _whole_number(found["count"])
    if count is None:
        return None
    today, unit = _today(now), found["unit"]
    if unit in {"hour", "minute", "second"}:
        return today - timedelta(1), today
    then = today - ago(unit, count)
    if unit == "day":
        return then, then
    if unit in {"week", "fortnight"}:
        return then - timedelta(3), then + timedelta(3)
    start = start_of(unit, then)
    return start, start + shift(unit, 1) - timedelta(1)


def time_later(found: re.Match[str], anchor: Interval) -> Interval | None:
    """ "A year later", "the following day": as exact as the days that it is counted from.

    Hours later it is still that day, for all that is said.
    """
    if found["same"] or (found["unit"] in _IN_A_DAY and anchor[0] == anchor[1]):
        return anchor
    unit = found["next"] or ("day" if found["part"] else found["unit"])
    count = 1 if found["next"] or found["part"] else _whole_number(found["count"] or "")
    if count is None or unit in {"hour", "minute", "second"}:
        return None
    first, last = anchor
    span = ago(unit, count)
    if first == last:
        if unit == "day":
            return first + span, last + span
        if unit in {"week", "fortnight"} and not found["next"]:
            return first + span - timedelta(3), first + span + timedelta(3)
        start = start_of(unit, first + span)
        return start, start + shift(unit, 1) - timedelta(1)
    if unit == "year" and start_of("year", first) == first:
        return first + span, last + span  # of a year, only a year is known
    return None


def another_day(found: re.Match[str], now: Now) -> None:
    """ "The day before": of which day, is not said here."""


def _whole_number(words: str) -> int | None:
    """Of units of time; half of one, or more than there are years, gives no date."""
    number = number_of(words)
    return int(number) if number is not None and number.is_integer() and number < MAXYEAR else None
