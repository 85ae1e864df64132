"""Dates of a page that lie outside the calendar: they say nothing, and stop nothing."""

import pytest

from worker.cleaning import clean
from worker.records import CleanPage, DateBasis, RawPage

TEXT = "The ferry to the island sailed again on Thursday, after nine weeks in the dock."
DATED = (
    "<html><head><title>Ferry</title>"
    "<meta property='article:published_time' content='2024-03-07T08:00:00Z'></head>"
    f"<body><article><p>{TEXT}</p></article></body></html>"
)


def cleaned(
    body: str, *, published_at: str | None = None, fetched_at: str = "2024-03-08T06:00:00Z"
) -> CleanPage:
    page = RawPage(
        url="https://islander.example/ferry",
        body=body,
        fetched_at=fetched_at,
        content_type="text/html" if body == DATED else "text/plain",
        published_at=published_at,
    )
    return clean(page, text_max_chars=1000)


@pytest.mark.parametrize(
    "date",
    [
        "0001-01-01T00:00:00+03:00",
        "9999-12-31T23:59:59-01:00",
        "Fri, 31 Dec 9999 23:59:59 -0800",
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
    ],
)
def test_declared_date_outside_the_calendar_says_nothing(date):
    assert cleaned(DATED, published_at=date).published_basis is DateBasis.MARKUP
    undated = cleaned(TEXT, published_at=date)
    assert (undated.published, undated.published_basis) == (None, None)


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+03:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"],
)
def test_fetch_at_either_end_of_the_calendar_does_not_stop_the_page(moment):
    assert cleaned(DATED, fetched_at=moment).text == TEXT
