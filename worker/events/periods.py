"""Weeks, months and years of the calendar: where they begin, their parts, and how many ago.

Decides arithmetic alone. Must not know the words that ask for it.
"""

from datetime import MINYEAR, date, timedelta

from dateutil.relativedelta import relativedelta

Interval = tuple[date, date]  # both days are in it


def ago(unit: str, count: int) -> relativedelta:
    """That many units, in days at the least."""
    if unit in {"hour", "minute", "second"}:
        return relativedelta(days=max(1, count // 24) if unit == "hour" else 1)
    name, times = {"fortnight": ("week", 2), "decade": ("year", 10)}.get(unit, (unit, 1))
    return relativedelta(**{f"{name}s": times * count})


def shift(unit: str, steps: int) -> relativedelta:
    return ago(unit, abs(steps)) * (1 if steps >= 0 else -1)


def start_of(unit: str, day: date) -> date:
    """The first day of the week, month, year or decade that the day lies in."""
    if unit in {"week", "fortnight"}:
        return day - timedelta(day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "decade":
        return date(max(MINYEAR, day.year // 10 * 10), 1, 1)
    return date(day.year, 1, 1) if unit == "year" else day


def end_of_month(start: date) -> date:
    end: date = start + relativedelta(months=1) - timedelta(1)
    return end


def part_of(part: str | None, first: date, last: date) -> Interval:
    """A third of it for "early", "mid" and "late"; of years in whole months."""
    if part is None:
        return first, last
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months > 1:
        third, two_thirds = relativedelta(months=months // 3), relativedelta(months=2 * months // 3)
    else:
        days = (last - first).days + 1
        third, two_thirds = relativedelta(days=days // 3), relativedelta(days=2 * days // 3)
    if part in {"early", "start", "beginning", "earlier"}:
        return first, first + third - timedelta(1)
    if part in {"mid", "middle"}:
        return first + third, first + two_thirds - timedelta(1)
    return first + two_thirds, last


def clipped(first: date, last: date, today: date, ahead: bool) -> Interval:
    """What lies in the past ends with the day of publication, what is to come begins with it."""
    if ahead:
        return (max(first, today), last) if last >= today else (first, last)
    return (first, min(last, today)) if first <= today else (first, last)
