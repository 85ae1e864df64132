"""Dates, times, money, shares and measures by rule: their wording is closed enough.

Decides the spans of DATE, TIME, MONEY, PERCENT and QUANTITY. Must not resolve them: "Wednesday"
stays a word until somebody knows the day it was written on.
"""

import re
from collections.abc import Iterator

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
# Bare "May" and "March" are more often a verb; they need a word or a number that dates them.
_PLAIN_MONTH = r"(?:January|February|April|June|July|August|September|October|November|December)"
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_YEAR = r"(?:1[6-9]|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_WORD_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|several|a\ few|an?|half\ an?)"
)
# Few groups: each of "1,111,111,…" is the start of a number, and with no limit all of them would
# be read to the end.
_NUMBER = r"\d+(?:,\d{3}){0,6}(?:\.\d+)?"
_SCALE = r"(?:\s?(?:thousand|million|billion|trillion|m|bn|tn)\b)"
_COUNT = rf"(?:{_NUMBER}{_SCALE}?|{_WORD_NUMBER}{_SCALE}?)"
_UNIT = (
    r"(?:kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|miles?|feet|acres?|hectares?"
    r"|square\ (?:kilomet(?:er|re)s?|miles?|met(?:er|re)s?|feet)|km|kg|kilos?|kilograms?|grams?"
    r"|tonn?es?|tons|pounds\ of|litres?|liters?|gallons?|barrels?|megawatts?|gigawatts?|degrees)"
)
_PAST = r"(?:last|next|this|past|previous|coming|the\ (?:past|last|next|same))"

_RULES = (
    ("PERCENT", rf"\b{_COUNT}\s?(?:%|percent\b|per\ cent\b|percentage\ points?\b)"),
    ("MONEY", rf"(?:US|A|C|HK|NZ)?[$€£¥₹]\s?{_NUMBER}{_SCALE}?"),
    (
        "MONEY",
        rf"\b{_COUNT}\s(?:US\s)?(?:dollars|euros?|pounds\ sterling|yen|yuan|rubles|roubles|rupees"
        r"|francs|pesos|lira|cents|USD|EUR|GBP)\b",
    ),
    ("DATE", rf"\b{_YEAR}-[01]\d-[0-3]\d\b|\b\d{{1,2}}/\d{{1,2}}/{_YEAR}\b"),
    (
        "DATE",
        rf"\b(?:{_WEEKDAY},?\s)?(?:{_MONTH}\s{_DAY}\b(?:,?\s{_YEAR}\b)?"
        rf"|{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR}\b)?|{_MONTH},?\s{_YEAR}\b)",
    ),
    ("DATE", r"(?<=\b(?:in|of)\s)(?:May|March)\b|(?<=\b(?:since|until)\s)(?:May|March)\b"),
    ("DATE", rf"\b(?:{_PAST}\s)?(?:{_WEEKDAY}|{_PLAIN_MONTH})\b"),
    ("DATE", rf"\b{_PAST}\s(?:{_COUNT}\s)?(?:days?|weeks?|weekend|months?|years?|decades?)\b"),
    ("DATE", rf"\b{_COUNT}\s(?:days?|weeks?|months?|years?|decades?)\s(?:ago|earlier|later)\b"),
    ("DATE", r"\b(?:yesterday|today|tomorrow)\b"),
    ("DATE", rf"(?<=\b(?:in|by)\s){_YEAR}\b|(?<=\b(?:since|until)\s){_YEAR}\b"),
    ("TIME", r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.m\.|[ap]m\b)|\b[012]?\d:[0-5]\d\b"),
    ("TIME", rf"\b{_PAST}\s(?:{_COUNT}\s)?(?:hours?|minutes?|seconds?)\b"),
    ("TIME", rf"\b{_COUNT}\s(?:hours?|minutes?|seconds?)\b(?:\s(?:ago|earlier|later)\b)?"),
    ("QUANTITY", rf"\b{_COUNT}[\s-]{_UNIT}\b"),
)
_COMPILED = tuple(
    (label, re.compile(re.sub(r"(?<!\\) ", "", pattern).replace("\\ ", " ")))
    for label, pattern in _RULES
)


def measures(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, label) in characters, without overlaps: earlier rules win, then earlier spans.

    The order of the spans is that of the rules, not of the text.
    """
    taken = bytearray(len(text))
    for label, pattern in _COMPILED:
        for found in pattern.finditer(text):
            start, end = found.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield start, end, label
