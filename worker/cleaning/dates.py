"""When a page was published, and by whose word.

Decides between what the scraper declared and what the page says. Must not look at the clock: the
same page has the same date for ever.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from worker.records import DateBasis

# Dates after this are misread numbers. Only for pages that do not say when they were fetched.
_END_OF_TIME = "2099-12-31"


def published(
    declared: str | None, on_page: str | None
) -> tuple[str, DateBasis] | tuple[None, None]:
    """ISO 8601 date or date-time with its basis; (None, None) when nobody says."""
    for value, basis in ((declared, DateBasis.DECLARED), (on_page, DateBasis.PAGE)):
        iso = _iso(value)
        if iso:
            return iso, basis
    return None, None


def latest_possible(fetched_at: str | None) -> str:
    """The last day a page can have been published on, as YYYY-MM-DD."""
    iso = _iso(fetched_at)
    return iso[:10] if iso else _END_OF_TIME


def _iso(value: str | None) -> str | None:
    """The value as ISO 8601, when it is that or an RFC 5322 date as in HTTP and RSS.

    None for anything else. Empty dates are often written as the first moment of year 1 or the last
    of 9999: with an offset they lie outside the calendar in UTC, and say nothing.
    """
    if not value:
        return None
    value = value.strip()
    try:
        moment = _parsed(value)
        if len(value) == len("YYYY-MM-DD"):
            return moment.date().isoformat()
        if moment.tzinfo is None:
            return moment.isoformat()
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return None


def _parsed(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return parsedate_to_datetime(value)
