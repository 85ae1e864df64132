"""What the demo's tables say of a page and of a dead letter; no Kafka."""

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from deploy.local.outcomes import Outcome, Outcomes, Summary, letter_url
from deploy.local.report import show
from worker.records import Origin, RawRecord

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "value", "url"),
    [
        (b"https://islander.example/key", b'{"url": "https://islander.example/value"}', "key"),
        (None, b'{"url": "https://islander.example/value", "body": 3}', "value"),
        (b"", b'{"url": "https://islander.example/value"}', "value"),
        (None, b'{"url": 7}', "(no url)"),
        (None, b"no json", "(no url)"),
        (None, None, "(no url)"),
    ],
)
def test_dead_letter_is_called_by_its_key_or_by_the_url_in_its_json(key, value, url):
    found = letter_url(RawRecord(Origin("dead", 0, 0), key, value))
    assert found.removeprefix("https://islander.example/") == url


def test_warnings_of_a_page_stand_beside_it():
    page = Summary("1", "en", (), (), (), {}, ("paywall_teaser", "text_repaired"))
    outcome = Outcome("https://islander.example/ferry", NOON, NOON, page, None)
    out = io.StringIO()
    show(Console(file=out, width=150, highlight=False), Outcomes((outcome,), None, None))
    (row,) = [line for line in out.getvalue().splitlines() if "islander.example" in line]
    assert "paywall_teaser, text_repaired" in row
    assert "too long to be shown whole" in out.getvalue()
