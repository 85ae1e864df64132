"""The records' closed sets, numbers and days in words for a reader.

Decides wording only: plain text in, plain text out. Must not know HTML.
"""

from collections.abc import Mapping

from worker.records import (
    DateBasis,
    Event,
    EventDate,
    EventDateBasis,
    LocationBasis,
    PageWarning,
    Qualifier,
    Quantity,
)

QUAD_CLASSES: Mapping[int, str] = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
    0: "not in PLOVER",
}
PUBLISHED_BASES: Mapping[DateBasis, str] = {
    DateBasis.DECLARED: "declared by the raw record",
    DateBasis.MARKUP: "from the page's markup",
    DateBasis.TEXT: "found in the visible text",
    DateBasis.URL: "from the url",
    DateBasis.HEADER: "HTTP Last-Modified: not later than this",
}
DATE_BASES: Mapping[EventDateBasis, str] = {
    EventDateBasis.STATED: "stated",
    EventDateBasis.RELATIVE: "reckoned from the publication",
    EventDateBasis.PUBLICATION_DAY: "nothing stated: day of publication",
    EventDateBasis.UNRESOLVED: "not resolved",
}
LOCATION_BASES: Mapping[LocationBasis, str] = {
    LocationBasis.STATED: "stated",
    LocationBasis.SENTENCE: "nearest in the sentence",
    LocationBasis.PAGE: "nearest before it in its paragraph",
}
QUALIFIERS: Mapping[Qualifier, str] = {
    Qualifier.ABOUT: "about ",
    Qualifier.MORE_THAN: "more than ",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.LESS_THAN: "less than ",
    Qualifier.AT_MOST: "at most ",
}
WARNINGS: Mapping[PageWarning, str] = {
    PageWarning.TEXT_TRUNCATED: "The text was longer than the limit; the rest was cut.",
    PageWarning.LANGUAGE_UNSUPPORTED: "Not annotated: the model does not speak this language.",
    PageWarning.EXTRACTION_FALLBACK: "The first extractor found nothing; the second one did.",
    PageWarning.TEXT_REPAIRED: "There was mojibake in the text, and it was repaired.",
    PageWarning.CHARSET_MISMATCH: "The bytes are not in the charset that was declared.",
    PageWarning.LIST_PAGE: "This is a list of other pages: teasers, not an article.",
    PageWarning.PAYWALL_TEASER: "Only the beginning: the rest is for subscribers.",
    PageWarning.WEAK_HEADLINE: "The headline is clickbait, asks, or reads as machine-translated.",
    PageWarning.BODY_INCOMPLETE: "The body was packed, and its end is missing or damaged.",
}
_HUGE = 1e15  # more digits than anybody reads


def type_name(event: Event) -> str:
    """PLOVER's type, else our own."""
    return event.type or event.ext_type or "?"


def number(value: float) -> str:
    """A number as people write it: 2,000,000 or 0.25."""
    if abs(value) >= _HUGE:
        return f"{value:.3g}"
    whole = float(value).is_integer()  # an int is a float to mypy, and has no such method on 3.11
    return f"{value:,.0f}" if whole else f"{value:,.2f}".rstrip("0").rstrip(".")


def signed(value: float) -> str:
    """A score: -9.5, 0 or +4, with a minus sign and not a hyphen."""
    return f"{value:+.3g}".replace("-", "\N{MINUS SIGN}") if value else "0"


def percent(share: float) -> str:
    """A share of 1 in percent."""
    return f"{share:.0%}"


def amount(quantity: Quantity) -> str:
    """A quantity in figures, its unit apart: "about 200", "20 to 30", "6 of 7", "at least 90%"."""
    if quantity.value is None:
        return quantity.text
    words = QUALIFIERS[quantity.qualifier] if quantity.qualifier else ""
    words += number(quantity.value)
    if quantity.high is not None:
        words += f" to {number(quantity.high)}"
    if quantity.whole is not None:
        words += f" of {number(quantity.whole)}"
    return words + ("%" if quantity.unit == "%" else "")


def interval(date: EventDate) -> str | None:
    """The days of a date; None where they are not known."""
    if date.earliest is None or date.latest is None:
        return date.earliest or date.latest
    return date.earliest if date.earliest == date.latest else f"{date.earliest} to {date.latest}"


def coordinates(latitude: float, longitude: float) -> str:
    """Degrees with the side of the globe: 54.25° N, 7.50° W."""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.2f}° {north}, {abs(longitude):.2f}° {east}"
