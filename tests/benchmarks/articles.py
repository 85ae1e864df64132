"""News pages by the thousand: invented, deterministic, shaped like real ones.

Every page is HTML of about 550 words of article with the usual boilerplate around it, so that
cleaning, model and event rules all have their normal work. Names recur as they do in news.
"""

import random
from dataclasses import dataclass

PEOPLE = [
    "Amina Darwish", "Jonas Keller", "Maria Esteban", "Viktor Halas", "Leila Rahmani",
    "Samuel Okoro", "Chen Yaming", "Irina Petrova", "David Marsh", "Fatou Ndiaye",
]  # fmt: skip
ROLES = ["President", "Foreign Minister", "Defence Minister", "Governor", "General", "Mayor"]
PLACES = [
    "Geneva", "Nairobi", "Kabul", "Lima", "Warsaw", "Jakarta", "Tunis", "Ankara", "Dakar", "Oslo",
]  # fmt: skip
COUNTRIES = ["Kenya", "Peru", "Poland", "Turkey", "Senegal", "Norway", "Indonesia", "Tunisia"]
ORGANISATIONS = [
    "the United Nations", "the Red Cross", "the African Union", "the Interior Ministry",
    "the Northern Alliance", "the Port Workers Union", "the European Commission", "NATO",
]  # fmt: skip
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SENTENCES = [
    "{role} {person} met a delegation from {country} in {place} on {day} to discuss the border.",
    "At least {n} people were killed and {m} injured when rebels attacked a post near {place}.",
    "{org} said on {day} that it would send {m} tonnes of food and medicine to {place}.",
    "Police in {place} arrested {n} demonstrators after a march against rising prices, {org} said.",
    "“We will not accept these conditions,” {person} told reporters in {place} late on {day}.",
    "The government of {country} imposed sanctions on {n} companies that it accuses of smuggling.",
    "Thousands of workers went on strike in {place}, and {org} demanded talks with the government.",
    "{country} and {country2} signed an agreement on trade and energy worth ${m} million.",
    "Troops loyal to {person} withdrew from the outskirts of {place} before dawn on {day}.",
    "{role} {person} rejected the proposal, but added that negotiations in {place} would continue.",
    "Residents said that the road between {place} and {place2} had been closed for {n} days.",
    "{org} condemned the shelling of a hospital in {place}, which wounded {n} patients and nurses.",
    "The harvest was poor for the third year in a row, and prices of bread rose by {n} percent.",
    "A spokesperson for {org} declined to comment on reports that {n} prisoners had escaped.",
    "{country} will mobilise {m} soldiers along its southern frontier, {role} {person} announced.",
    "In {place}, schools stayed shut while engineers repaired a bridge damaged by the flood.",
]
SYLLABLES = ["ka", "ro", "mi", "ten", "bar", "lu", "sho", "ved", "ni", "gor", "al", "dos", "pe"]
LINKS = ["Home", "World", "Politics", "Business", "Sport", "Culture", "Opinion", "Weather"]


@dataclass(frozen=True, slots=True)
class Article:
    """One page: its url and its HTML."""

    url: str
    html: str


def article(number: int, *, words: int = 550) -> Article:
    """The page of that number: the same one every time."""
    chance = random.Random(number)
    title = f"{chance.choice(PLACES)} talks resume as {chance.choice(COUNTRIES)} counts the cost"
    paragraphs: list[str] = []
    written = 0
    while written < words:
        spoken = f"{_new_name(chance)} of {_new_name(chance)} was among those who spoke."
        paragraph = " ".join([*(_sentence(chance) for _ in range(chance.randint(2, 4))), spoken])
        paragraphs.append(paragraph)
        written += len(paragraph.split())
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    links = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in LINKS)
    related = "".join(
        f'<li><a href="/story/{chance.randrange(10**6)}">{chance.choice(PLACES)}: what we know</a>'
        for _ in range(12)
    )
    url = f"https://bench.example/{number}"
    return Article(
        url,
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{title} - Bench</title>
<meta property="og:site_name" content="Bench"><link rel="canonical" href="{url}">
<meta property="article:published_time" content="2026-03-{1 + number % 28:02}T08:00:00Z"></head>
<body><header><nav><ul>{links}</ul></nav></header><main><article><h1>{title}</h1>
<p class="byline">By {chance.choice(PEOPLE)}</p>
{body}
</article><aside><h2>You may also like</h2><ul>{related}</ul></aside></main>
<footer><p>This website uses cookies to improve your experience.</p></footer></body></html>""",
    )


def _new_name(chance: random.Random) -> str:
    """A word that no page had before, as every day's news has: it must not stay in memory."""
    return "".join(chance.choices(SYLLABLES, k=chance.randint(3, 6))).title()


def _sentence(chance: random.Random) -> str:
    return chance.choice(SENTENCES).format(
        role=chance.choice(ROLES),
        person=chance.choice(PEOPLE),
        place=chance.choice(PLACES),
        place2=chance.choice(PLACES),
        country=chance.choice(COUNTRIES),
        country2=chance.choice(COUNTRIES),
        org=chance.choice(ORGANISATIONS),
        day=chance.choice(DAYS),
        n=chance.randint(2, 90),
        m=chance.randint(100, 900),
    )
