"""The sample pages of the demo: the files in `pages/`, and two that are made when it runs.

Decides what is made instead of kept in git: a page of 3 MB, and a page that comes a second time.
Must not know Kafka or the worker.
"""

import json
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

PAGES = Path(__file__).with_name("pages")
LONG_PAGE_BYTES = 3_000_000
TWICE = "ceasefire-brief.html"

_FIRST_DAY = date(2018, 1, 1)
_PLACES = (
    "Accra", "Almaty", "Baku", "Colombo", "Dakar", "Erbil", "Guayaquil", "Kampala", "Lima",
    "Manila", "Nairobi", "Odesa", "Peshawar", "Quito", "Riga", "Tunis", "Ulaanbaatar", "Zagreb",
)  # fmt: skip
_COUNTRIES = (
    "Argentina", "Bangladesh", "Croatia", "Ecuador", "Ghana", "Indonesia", "Jordan", "Kenya",
    "Latvia", "Mongolia", "Norway", "Peru", "Senegal", "Thailand", "Uganda", "Vietnam",
)  # fmt: skip
_SENTENCES = (
    "{country} sent {n} soldiers to the border with {other} on {day}.",
    "In {place}, {n} people protested on {day} and demanded cheaper bread.",
    "Ministers of {country} and {other} met in {place} and signed an agreement on railways.",
    "Police in {place} arrested {n} men on {day} and seized two trucks.",
    "Floods killed {n} people near {place}; {country} asked for help.",
    "{country} delivered {n} tonnes of wheat to {other} on {day}.",
    "The foreign ministry of {country} rejected an offer from {other}.",
    "{country} imposed sanctions on {n} companies, a spokesman in {place} said.",
)


def lay_out(folder: Path) -> None:
    """Put all sample pages with their sidecars into `folder`, which must not exist yet."""
    shutil.copytree(PAGES, folder, ignore=shutil.ignore_patterns("README.md"))
    again = folder / f"{Path(TWICE).stem}-again.html"
    shutil.copyfile(folder / TWICE, again)
    shutil.copyfile(sidecar(folder / TWICE), sidecar(again))
    chronicle = folder / "chronicle.html"
    chronicle.write_text(_long_page(LONG_PAGE_BYTES), encoding="utf-8")
    facts = {
        "url": "https://news.example/archive/chronicle",
        "content_type": "text/html; charset=utf-8",
        "fetched_at": "2026-10-01T03:00:00Z",
        "http_status": 200,
        "source": "archive",
    }
    sidecar(chronicle).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def sidecar(page: Path) -> Path:
    """The file beside a page that says what the scraper knew of it."""
    return page.with_name(f"{page.name}.meta.json")


def _long_page(size_bytes: int) -> str:
    """A chronicle of invented days, as long as asked; the same one every time."""
    start = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>Chronicle of the years since 2018</title></head>\n"
        "<body><article><h1>Chronicle of the years since 2018</h1>\n"
    )
    parts, size = [start], len(start)
    for paragraph in _paragraphs(random.Random(2018)):
        parts.append(paragraph)
        size += len(paragraph)
        if size >= size_bytes:
            return "".join([*parts, "</article></body></html>\n"])
    raise AssertionError("days never end")


def _paragraphs(rng: random.Random) -> Iterator[str]:
    day = _FIRST_DAY
    while True:
        written = f"{day.day} {day:%B %Y}"
        country, other = rng.sample(_COUNTRIES, 2)
        sentences = (
            sentence.format(
                country=country,
                other=other,
                place=rng.choice(_PLACES),
                n=rng.randrange(3, 900),
                day=written,
            )
            for sentence in rng.sample(_SENTENCES, 4)
        )
        yield f"<p>{' '.join(sentences)}</p>\n"
        if rng.random() < 0.2:
            day += timedelta(days=1)
