"""Dates, times, money, shares, measures and numbers by rule: their wording is closed enough.

Decides the spans of DATE, TIME, MONEY, PERCENT, QUANTITY, CARDINAL and ORDINAL. Must not resolve
them: "Wednesday" stays a word until somebody knows the day it was written on.
"""

import re
from collections.abc import Iterator

LABELS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})


def _names(names: str) -> str:
    """Matches the names as they are written in sentences and in lines of capitals."""
    spelled = [form for name in names.split() for form in (name, name.upper())]
    return "(?:" + "|".join(map(re.escape, spelled)) + ")"


_FULL_MONTHS = "January February April June July August September October November December"
_ABBREVIATED = "Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec."
_MONTH = _names(f"{_FULL_MONTHS} March May {_ABBREVIATED}")
# Beside a day the short forms need no full stop: "26 Aug".
_SHORT_MONTH = rf"(?:{_MONTH}|{_names(_ABBREVIATED.replace('.', ''))}\b)"
# Bare "May" and "March" are more often a verb; they need a word or a number that dates them.
_PLAIN_MONTH = _names(_FULL_MONTHS)
_WEEKDAY = _names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_DAY_PART = r"(?i:morning|afternoon|evening|night)"
_YEAR = r"(?:1[6-9]|20)\d\d"
# "26 Aug 88": agencies write so; more words would make it a number of them ("88 people").
_YEAR_OR_ITS_END = rf"(?:,?\s{_YEAR}\b|\s\d\d(?=\s?[,;()\[\]]|\.(?!\d)|\s--|\s?$))"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"(?:\s?[-–]\s?|\s(?:to|and|or)\s)"
_PART = r"(?:(?i:early|late|mid)[\s-]|(?i:the\ )?(?:end|start|beginning|middle)\ of\ )"
_WORD_NUMBER = (
    r"(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|several|a\ few|an?|half\ an?)"
)
# Few groups: each of "1,111,111,…" is the start of a number, and with no limit all of them would
# be read to the end.
_NUMBER = r"\d+(?:,\d{3}){0,6}(?:\.\d+)?"
_SCALE = r"(?:\s?(?:thousand|million|billion|trillion|lakh|crore|m|bn|tn)\b)"
_RANGE = rf"{_NUMBER}(?:[-–]{_NUMBER})?"
_COUNT = rf"(?:{_RANGE}{_SCALE}?|{_WORD_NUMBER}{_SCALE}?)"
# "At 2220 on 29 July", but "at 1500 points".
_CLOCK_GOES_ON = r"(?=\s(?:on|today|yesterday|hours|GMT|local|this|last)\b|\s?[,;()]|\.(?!\d)|\s?$)"
_UNIT = (
    r"(?:kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?|miles?|feet|acres?|hectares?"
    r"|(?:square|cubic)\ (?:kilomet(?:er|re)s?|miles?|met(?:er|re)s?|feet)|sq\ km|km2|km|kg|kilos?"
    r"|kilograms?|grams?|tonn?es?|tons|pounds(?=\sof\b)|litres?|liters?|gallons?|barrels?|megawatts?"
    r"|gigawatts?|degrees)"
)
_PAST = r"(?i:last|next|this|past|previous|coming|the\ (?:past|last|next|same|following|previous))"
_PERIOD = r"(?:days?|weeks?|weekend|fortnight|months?|years?|decades?)"

# "one" is a pronoun more often than a number, and "second" and "first" are ordinals.
_UNITS = r"(?:two|three|four|five|six|seven|eight|nine)"
_TEENS = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_TENS = (
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    rf"(?:[\s-](?:one|{_UNITS}))?"
)
_SMALL = rf"(?:{_UNITS}|{_TEENS}|{_TENS})"
_BIG = r"(?:dozen|hundred|thousand|million|billion)"
_CARDINAL_WORDS = (
    rf"(?:(?:{_SMALL}|half\ an?|an?|one)(?:\s{_BIG}){{1,2}}"
    rf"(?:\s(?:and\s)?{_SMALL}(?:\s{_BIG}){{0,2}}){{0,3}}|{_SMALL}"
    rf"|(?:tens\ of\ |hundreds\ of\ )?(?:thousands|millions)|dozens|hundreds)"
)
_ORDINAL_WORDS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth)"
)
# Four digits alone may be a year, a room or a number of troops: these words before say a year.
_BEFORE_YEAR = ("in", "by", "since", "until", "from", "after", "before", "during", "between")


def _after(words: tuple[str, ...]) -> str:
    """Matches behind one of the words, also where it opens a sentence.

    A look back needs a fixed width.
    """
    spelled = (form for word in words for form in (word, word.capitalize(), word.upper()))
    return "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in spelled) + ")"


_RULES = (
    ("PERCENT", rf"\b{_COUNT}\s?(?:%|percent\b|per\ cent\b|percentage\ points?\b)"),
    ("MONEY", rf"(?:US|A|C|HK|NZ)?[$€£¥₹]\s?{_RANGE}{_SCALE}?"),
    ("MONEY", rf"\b(?:Rs\.?|Tk|USD|EUR|GBP|CHF)\s?{_RANGE}{_SCALE}?"),
    (
        "MONEY",
        rf"\b{_COUNT}\s(?:US\s|(?:[A-Z][a-z]{{1,15}}\s){{1,2}})?"  # "Swiss francs"
        r"(?:dollars|euros?|pounds\ sterling|pounds(?!\sof\b)|shillings"
        r"|yen|yuan|rubles|roubles|rupees|francs|pesos|liras?|naira|dinars|dirhams|riyals|rials"
        r"|birr|taka"
        r"|hryvnias?|zlotys?|kron(?:or|er)|baht|rupiah|cents|USD|EUR|GBP)\b",
    ),
    ("DATE", rf"\b{_YEAR}-[01]\d-[0-3]\d\b|\b\d{{1,2}}/\d{{1,2}}/{_YEAR}\b"),
    (
        "DATE",
        rf"\b(?:{_WEEKDAY},?\s)?(?:{_SHORT_MONTH}\s{_DAY}\b(?:{_TO}{_DAY}\b(?!\s[a-z]))?"
        rf"(?:,?\s{_YEAR}\b)?|(?:{_DAY}{_TO})?{_DAY}\s(?:of\s)?{_SHORT_MONTH}{_YEAR_OR_ITS_END}?"
        rf"|{_PART}?{_MONTH},?\s{_YEAR}\b)",
    ),
    ("DATE", rf"\b{_PART}?{_MONTH}\s(?:of\s)?(?i:last|this|next)\s(?i:year)\b"),
    (
        "DATE",
        rf"\b(?i:first|second|third|fourth|last)\s(?i:week|half)\sof\s{_MONTH}(?:,?\s{_YEAR}\b)?",
    ),
    (
        "DATE",
        r"\b(?i:start|beginning|middle|end)\sof\s(?i:the|this|last|next)\s(?i:week|month|year)\b",
    ),
    ("DATE", rf"{_after(('in', 'of', 'since', 'until', 'by'))}(?:May|March)\b"),
    ("DATE", rf"\b{_PART}(?:May|March)\b"),
    ("TIME", rf"\b(?:(?i:last|this|next|following)\s{_DAY_PART}|(?i:tonight|overnight))\b"),
    ("TIME", rf"\b(?:{_WEEKDAY}|(?i:yesterday|tomorrow))\s{_DAY_PART}\b"),
    ("DATE", rf"\b(?:{_PART}|{_PAST}\s)?(?:{_WEEKDAY}|{_PLAIN_MONTH})\b"),
    (
        "DATE",
        rf"\b(?:{_PART}|(?i:earlier|later)\ )?{_PAST}\s(?:{_COUNT}\s)?{_PERIOD}\b"
        r"|\bweekend\b|\bthe\ day\ (?:before|after)\b",
    ),
    ("DATE", rf"\b(?:{_COUNT}\s)?{_PERIOD}\s(?:ago|earlier|later)\b"),
    ("DATE", r"\b(?i:yesterday|today|tomorrow)\b"),
    ("DATE", r"\b(?:the\ )?(?:early\ |late\ |mid-)?(?:1[6-9]|20)\d0s\b"),
    ("DATE", rf"(?:{_after(_BEFORE_YEAR)}|\b{_PART}){_YEAR}(?:{_TO}{_YEAR})?\b(?![,.]\d|-\w)"),
    ("DATE", r"(?<=\bthe\s)(?:19\d\d|20[0-3]\d)(?=\s[a-z-]+(?<!s)\b)"),
    ("TIME", r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.m\.|[ap]m\b)|\b[012]?\d:[0-5]\d\b"),
    ("TIME", rf"{_after(('at',))}(?:[01]\d|2[0-3])[0-5]\d\b{_CLOCK_GOES_ON}"),
    ("TIME", rf"\b{_PAST}\s(?:{_COUNT}\s)?(?:hours?|minutes?|seconds?)\b"),
    (
        "TIME",
        rf"\b(?!an?\ssecond\b){_COUNT}\s(?:hours?|minutes?|seconds?)\b(?:\s(?:ago|earlier|later)\b)?",
    ),
    ("TIME", r"\b(?i:hours|minutes)\s(?:ago|earlier|later)\b"),
    ("QUANTITY", rf"\b{_RANGE}(?:km2?|[ckm]g|[cm]m|[kMG]W)\b"),
    ("QUANTITY", rf"(?<!\d\s)\b{_COUNT}[\s-]{_UNIT}\b"),  # "$80 a barrel" is no quantity of oil
    ("ORDINAL", rf"\b(?:\d{{1,4}}(?:st|nd|rd|th)|(?<!\bat\s){_ORDINAL_WORDS})\b(?!-)"),
    (
        "CARDINAL",
        rf"(?<![\w.,:/$€£¥₹#-])(?!(?:19\d\d|20[0-3]\d)\b){_NUMBER}"
        rf"(?:[-–]{_NUMBER})?{_SCALE}?(?:(?=-strong\b)|(?![\w/:%-]|[.,]\d))",
    ),
    ("CARDINAL", rf"\b(?i:{_CARDINAL_WORDS})\b(?!-)"),
)
_COMPILED = tuple(
    (label, re.compile(re.sub(r"(?<!\\) ", "", pattern).replace("\\ ", " ")))
    for label, pattern in _RULES
)
# What any of the rules can begin with. Each rule is asked at these words alone: that is a tenth of
# the time that all rules take to look at every letter of a page.
_PIECE = re.compile(r"[A-Za-z]+|\d+|[$€£¥₹]")
_FIRST: str = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " half several dozens hundreds thousands millions tens first second third fourth fifth sixth"
    " seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth"
    " seventeenth eighteenth nineteenth twentieth january february march april may june july"
    " august september october november december jan feb mar apr jun jul aug sep sept oct nov"
    " dec monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow"
    " tonight overnight weekend early late mid earlier later end start beginning middle last"
    " next this past previous coming day days week weeks fortnight month months year years"
    " decade decades hours minutes us hk nz rs tk usd eur gbp chf"
)
_AFTER_THE: str = (
    "dozen hundred thousand million billion few day week weekend fortnight month year decade"
    " hour minute second kilometer kilometre meter metre mile acre hectare ton tonne gallon"
    " barrel percentage past last next same following previous end start beginning middle early"
    " late mid"
)
_FIRST_WORDS, _AFTER_ARTICLE = frozenset(_FIRST.split()), frozenset(_AFTER_THE.split())
_ARTICLES = frozenset({"a", "an", "the"})


def measures(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, label) in characters, without overlaps: earlier rules win, then earlier spans.

    The order of the spans is that of the rules, not of the text.
    """
    taken = bytearray(len(text))
    starts = list(_starts(text))
    for label, pattern in _COMPILED:
        for at in starts:
            found = None if taken[at] else pattern.match(text, at)
            if found is not None:
                start, end = found.span()
                if not any(taken[start:end]):
                    taken[start:end] = b"\1" * (end - start)
                    yield start, end, label


def _starts(text: str) -> Iterator[int]:
    """Where a rule may begin."""
    article = None  # its place, until the word behind it is known
    for piece in _PIECE.finditer(text):
        word = piece[0]
        known = not word.isalpha() or word.lower() in _FIRST_WORDS
        if article is not None and (word.lower() in _AFTER_ARTICLE or word[0].isdigit()):
            yield article
        article = piece.start() if word.lower() in _ARTICLES else None
        if known:
            yield piece.start()
