"""Where the first sentence of an article begins in a line that holds its headline and byline too.

Decides by what papers write right before it: byline, date, time, buttons; or by how it begins
itself, "WICK, 3 May (AP) -". Must not know which sentences were kept.
"""

import re
from collections.abc import Iterator
from itertools import islice

from worker.cleaning.flattened.words import FUNCTION_WORDS, SECTIONS

_UPPER = "A-ZÀ-ÖØ-Þ"
# Words that a sentence begins with, and no name.
_OPENS = "(?:The|A|An|In|On|At|As|It|He|She|We|They|I|But|And|When|After|For|This|There|If)"
_MONTH = (
    "(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    "|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAY = "(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?"
_DAY = (
    rf"{_WEEKDAY}(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? \d{{4}}"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4})\b"
)
_CLOCK = r"\d{1,2}[:.]\d\d ?(?:[AaPp]\.?[Mm]\b\.?)?(?: ?(?:GMT|UTC|[A-Z]{1,3}T)\b)?"
_PART = rf"(?!{_OPENS}\b|{_MONTH}\b)[{_UPPER}][\w'’-]+"
# A name has two parts; a third one is told from the sentence's first word by what follows.
_NAME = (
    rf"{_PART}(?: [{_UPPER}]\.)?(?: (?:al|bin|da|de|del|der|la|van|von))* {_PART}"
    rf"(?: {_PART}(?= (?:{_OPENS} |\d|{_MONTH} |Published |Updated |Share )))?"
)
_BYLINE = re.compile(
    rf"(?<![\"“‘'(\w])(?:By|BY|Von|Par|Por) (?:{_NAME}|admin\b)"
    rf"(?:(?:, and |, | and | & | und | et | y ){_NAME}){{0,4}}(?: in {_PART})?"
)
_DATED = re.compile(rf"(?<![\w/.-]){_DAY}(?:,? (?:at )?{_CLOCK})?")
# After one of these the date is part of a sentence.
_SENTENCE_DATE = re.compile(
    r"\b(?<!ublished )(?<!osted )(?<!pdated )"
    r"(?:after|and|at|before|between|by|dated|for|from|in|of|on|since|the|to|until)$",
    re.IGNORECASE,
)
_SENTENCE_DATELINE = re.compile(
    rf"(?<![\w-])[{_UPPER}][{_UPPER}.' ]{{2,30}}(?:, [{_UPPER}][\w. ]{{2,25}})?"
    rf"(?: \([{_UPPER}][\w/ ]{{1,20}}\))? ?[-–—] ?(?=[\"“‘]?[{_UPPER}])"
)
_HEADER = re.compile(
    rf"[\s,;|·•/–—-]+|(?:(?:Last |First )?(?:Updated|Published|Posted|Modified):?(?: (?:on|at))?"
    rf"|{_DAY}|(?:at )?{_CLOCK}|Share(?: this(?: article| story)?| on \w+)?|Print|Email|Tweet"
    r"|Facebook|Twitter|WhatsApp|LinkedIn|Telegram|Copy link|Save|Listen"
    r"|\d{1,3} (?:minutes?|mins?) read|\d{1,4} comments?|\d{1,2} (?:hours?|days?) ago"
    r")(?=[\s,;|·•/–—-]|$)"
)
_FEWEST_WORDS = 5
_OPENS_LOW = re.compile(r"[\"“‘'«(\[]*(\w)")

_PHRASE = re.compile(
    r"(?:(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation)|(?:accept|reject) all cookies"
    r"|(?:manage|cookie) (?:preferences|settings)|accept|subscribe now|sign (?:in|up)|log in"
    r"|(?:open |main )?menu)\b"
    r"|(?:\w+ ){0,2}\w+(?: [>»›→] (?:\w+ ){0,2}?\w+(?= [>»›→]))* [>»›→] \w+",
    re.IGNORECASE,
)
_FEWEST_ENTRIES = 3
_MENU_WORDS = 4  # the last of them is a known one; where no menu is sure yet, the second
_WORD = re.compile(r"\w+")


def lead_start(stretch: str, fewest_words: int = 2) -> int | None:
    """Where the sentence at the end of a stretch begins, if what stands before it says so."""
    for start in _starts(stretch):
        if _is_sentence(stretch[start:], fewest_words):
            return start
    return None


def menu_end(stretch: str) -> int:
    """Where a menu at the beginning of a stretch ends; 0 where there is none to be sure of."""
    ends, phrases = [0], 0
    while True:
        if phrase := _PHRASE.match(stretch, ends[-1]):
            ends.append(_after_spaces(stretch, phrase.end()))
            phrases += 1
        elif entry := _entry(stretch, ends[-1], is_menu=len(ends) > _FEWEST_ENTRIES):
            ends.append(entry)
        else:
            break
    # The last entry may be the sentence's first word: "Home World Business leaders meet".
    while len(ends) > 1 and _opens_low(stretch[ends[-1] :]):
        ends.pop()
    return ends[-1] if phrases or len(ends) > _FEWEST_ENTRIES else 0


def _entry(stretch: str, position: int, *, is_menu: bool) -> int | None:
    """Where a part of a paper ends that stands next, or behind a few words that may be parts."""
    own = _MENU_WORDS if is_menu else 2
    for word in islice(_WORD.finditer(stretch, position), own):
        if not word[0][0].isupper() or stretch[position : word.start()].strip():
            return None
        if word[0].casefold() in SECTIONS:
            return _after_spaces(stretch, word.end())
        position = word.end()
    return None


def hidden_start(stretch: str) -> int | None:
    """Where a sentence at the end of a stretch begins by its first word alone: "Wick The council".

    Only a word that is written small in the middle of a sentence says so, before one that is.
    """
    words = list(re.finditer(r"\S+", stretch))
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if begins_sentence(word[0], before[0], after[0]) and after[0][0].islower():
            is_sentence = _is_sentence(stretch[word.start() :], _FEWEST_WORDS)
            return word.start() if is_sentence else None
    return None


def _starts(stretch: str) -> Iterator[int]:
    """The places where a sentence may begin, the most likely first."""
    datelines = [found.start() for found in _SENTENCE_DATELINE.finditer(stretch)]
    yield from reversed(datelines)
    headers = [found.end() for found in _BYLINE.finditer(stretch)]
    headers += [
        found.end()
        for found in _DATED.finditer(stretch)
        if not _SENTENCE_DATE.search(stretch[: found.start()].rstrip())
    ]
    for header in sorted(headers, reverse=True):
        yield from _after_header(stretch, header)


def _after_header(stretch: str, position: int) -> list[int]:
    """Where what belongs to a byline ends; a button may be the sentence's first word as well."""
    ends = [position]
    while found := _HEADER.match(stretch, ends[-1]):
        ends.append(found.end())
    return ends[:0:-1]


def _is_sentence(text: str, fewest_words: int) -> bool:
    if not text or text[0].isspace() or _HEADER.match(text[:1]) or _opens_low(text):
        return False
    return len(text.split()) >= fewest_words


def _opens_low(text: str) -> bool:
    first = _OPENS_LOW.match(text)
    return first is None or first[1].islower()


def _after_spaces(text: str, position: int) -> int:
    return len(text) - len(text[position:].lstrip())


def begins_sentence(word: str, before: str, after: str) -> bool:
    """Whether a word with a capital begins a sentence although no full stop stands before it."""
    return (
        re.fullmatch(_OPENS, word) is not None
        and before.casefold() not in FUNCTION_WORDS
        and before[-1:].isalnum()
        and (after[:1].islower() or (word == "The" and not before[:1].isupper()))
    )
