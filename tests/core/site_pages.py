"""Pages of a site about ferries, and what is learned of them; for the tests of site lines."""

import random
from dataclasses import dataclass

from worker.cleaning.site_learning import SeenPage, learn
from worker.cleaning.site_lines import SiteLines, decode_site_lines, encoded_rows
from worker.records import RawPage

# Reads like an article, so that a page alone keeps it.
REPEATED = "The harbour master said on Monday that the ferry had carried the mail for forty years."
OWN = (
    "The ferry number {} sailed from the northern island on Thursday, and its captain said that"
    " it had carried forty passengers and a piano.",
    "Farmers on island {} had moved their cheese by rowing boat in the meantime, and two of them"
    " want to go on doing so.",
)
NAMES = ("Amber", "Birch", "Cedar", "Daisy", "Elder", "Fern", "Gorse", "Heath", "Ivy", "Juniper")


def own_lines(number: int) -> list[str]:
    name = NAMES[number % 10] + NAMES[number // 10 % 10].lower()
    return [line.format(name) for line in OWN]


def flat(number: int, site: str = "islander.example") -> RawPage:
    body = "\n\n".join([own_lines(number)[0], REPEATED, own_lines(number)[1]])
    return RawPage(url=f"https://www.{site}/{number}", body=body, content_type="text/plain")


def html(number: int) -> RawPage:
    first, second = own_lines(number)
    body = (
        f"<html><head><title>Ferry {number}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Ferry {number}</h1><p>{first}</p><p>{REPEATED}</p><p>{second}</p></article>"
        "</body></html>"
    )
    return RawPage(url=f"https://islander.example/{number}", body=body, content_type="text/html")


def page_of(
    lines: list[str], number: int, day: int | None = None, site: str = "a.example"
) -> SeenPage:
    fetched_at = None if day is None else f"2026-03-{day:02}T06:00:00Z"
    return SeenPage(f"https://{site}/{number}", [*lines, *own_lines(number)], fetched_at)


def learned(pages: list[SeenPage], half_life_days: float = 30, max_sites: int = 10) -> bytes:
    found = learn(pages, half_life_days=half_life_days, max_sites=max_sites)
    return b"".join(row + b"\n" for row in encoded_rows(found))


def lines_of(pages: list[SeenPage], half_life_days: float = 30) -> SiteLines:
    return decode_site_lines(learned(pages, half_life_days))


@dataclass(frozen=True)
class SimulatedSite:
    """Pages of which some follow one story, and what stands on them."""

    pages: list[SeenPage]
    own: list[str]  # each on one page
    background: str  # on most pages of the story
    furniture: list[str]  # on every page
    disclaimer: str  # as long as a paragraph, on two pages of three


def simulated_site(of_pages: int, share: float, seed: int) -> SimulatedSite:
    """A site with this share of its pages about one story."""
    chance = random.Random(seed)
    background, disclaimer = (_sentence(chance, chance.randint(20, 40)) for _ in range(2))
    furniture = [f"{name} {'x' * n} news" for n, name in enumerate(NAMES)]
    own = [_sentence(chance, chance.randint(5, 40)) for _ in range(of_pages * 4)]
    pages = []
    for number in range(of_pages):
        lines = [*furniture, *own[number * 4 : number * 4 + 4]]
        if number < share * of_pages and chance.random() < 0.9:
            lines.append(background)
        if number % 3:
            lines.append(disclaimer)
        pages.append(SeenPage(f"https://a.example/{number}", lines))
    chance.shuffle(pages)
    return SimulatedSite(pages, own, background, furniture, disclaimer)


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices("aeiourtlnmsk", k=5)) for _ in range(words)) + "."
