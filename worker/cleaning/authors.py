"""Who wrote a page: names out of what metadata and bylines say.

Decides what is a name and what is a role, a date, an address or nobody. Must not know where on the
page a text stood.
"""

import html
import re
from collections.abc import Iterable, Iterator

_TEXT_MAX_CHARS = 500
_NAME_MAX_CHARS = 80
_AUTHORS_MAX = 20
_INITIALS_MAX_CHARS = 5
_UNSPACED_MAX_CHARS = 15  # of a word without capitals
_DECLARED_WORDS_MAX = 8
_BYLINE_WORDS = range(2, 6)

_LEAD = re.compile(
    r"\s*(?:(?:(?:written|posted|published|reported|reporting|words|story|text|article|review"
    r"|interview|opinion|analysis|contributed|submitted|created)\s+)?by"
    r"|authors?|from|von|text|autore?|autora|autorin|author\(s\)|par|por|di|door|av|af|tekst|texto"
    r"|przez|автор|текст|作者|文|記者|记者|kirjoittaja|yazan|oleh)(?=[\s:：／/])\s*[:：／/]?\s*",
    re.IGNORECASE,
)
# Credits of people who did something else.
_OTHER_CREDIT = re.compile(
    r"\s*(?:edited|produced|photograph\w{0,4}|photos?|video|images?|illustrat\w{1,4}|translated)\s+by\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\s*[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7a3]{1,8}\s?[:：]\s*")
_INNER_BY = re.compile(r"\bby\s+(?=[^\W\d_])", re.IGNORECASE)
_NOISE = re.compile(
    r"https?://\S{1,300}|www\.\S{1,300}|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{1,60}|@\w{1,30}"
    r"|<[^<>]{0,200}>",
)
_ASIDE = re.compile(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]")
_PIECES = re.compile(r"[\n\r\t|•·►–—/／]|\s[-~]\s|\s{3,}")
_COMMA = re.compile(r"\s*[,;、，]\s*")
_AND = re.compile(r"\s(?:&|and|und|et|y|e|og|och|en|ja|и|with|mit|avec)\s", re.IGNORECASE)
_JOINT = re.compile(
    r"[\s,;、，&]*+(?:(?:and|und|et|y|e|og|och|en|ja|и|with|mit|avec)(?=\s))?+[\s,;、，&]*+",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# From here on a byline speaks of time.
_DATE = re.compile(
    rf"\b(?:{_MONTH}\.?\s+\d|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}\b|\d{{4}}\b|\d{{1,2}}[:./-]\d"
    r"|(?:published|updated|posted|last\s+modified|modified|created)\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d+\s+(?:min|hour|day|week|month)s?\b)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:reporter|correspondent|editor|editors|writer|writers|journalist|columnist|contributor"
    r"|contributors(?!\sto\s)|contributing|producer|staff|chief|senior|director|professor|lecturer|fellow"
    r"|analyst|researcher|critic|blogger|photographer|newsroom|intern|specialist"
    r"|associate|assistant|manager|founder|president|anchor|freelancer?|redaktion|redakteur(?:in)?"
    r"|rédaction|redacción|redazione|redactie|ph\.?d|m\.?d|m\.?a|b\.?a|mba|m\.?sc|jr|sr|esq)\b\.?",
    re.IGNORECASE,
)
# Groups without a face, whatever stands before the last word.
_UNIT = re.compile(
    r"(?:^|\s)(?:bureau|desk|newsroom|team|staff|editors|reporters|writers)$", re.IGNORECASE
)
_NOBODY = re.compile(
    r"(?:admin\w{0,20}|\w{0,20}admin|administrator|staff|editor|editors|editorial|newsroom|webmaster"
    r"|guest(?:\s\w{1,20})?|anonymous|unknown|user|author|authors|none|null|nil|n/?a|undefined|test"
    r"|default|root|owner|super\s?user|the\s(?:editor|author|team)|view\s.{1,60}|follow\s.{1,60}"
    r"|see\s.{1,60}|more\s.{1,60}|all\s.{1,60}|about\s.{1,60}|contact\s.{1,60}|share.{0,60}"
    r"|print.{0,60}|read\s.{1,60}|posts?\s.{1,60}|articles?\s.{1,60}|follow|twitter|facebook"
    r"|email|e-mail|special\sto\s.{1,60}|website|subscribe|news|blog|home|by|false|true|individual)",
    re.IGNORECASE,
)
_PARTICLES = {
    *("de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "ul"),
    *("bin", "bint", "ben", "ibn", "abu", "van", "von", "der", "den", "ten", "ter", "zu", "zur"),
    *("y", "e", "i", "of", "st", "mac", "mc", "af", "av"),
}
_UNIT_AFTER_NAME = re.compile(r"\s(?:for|in|at|of\sthe|from|on|is|was|has)\s.{0,200}$")
_LETTER = re.compile(r"[^\W\d_]")


def declared_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names that metadata gives; organisations are taken as they stand there."""
    return _distinct(name for text in texts for name in _declared(text))


def byline_names(text: str) -> tuple[str, ...]:
    """Names of a visible byline, which is free text: only what looks like a person's name."""
    return _distinct(_byline(html.unescape(text[:_TEXT_MAX_CHARS])))


def catalogued_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Names of library metadata, where "Berg, Jo van" is one person with the last name first."""
    return declared_names(_turned(text[:_TEXT_MAX_CHARS]) for text in texts)


def _declared(text: str) -> Iterator[str]:
    text = _without_noise(text, " ")
    if ";" in text:  # then a comma is inside a name
        text = "\n".join(map(_turned, text.split(";")))
    found = False
    for piece in _PIECES.split(text):
        if _OTHER_CREDIT.match(piece):
            continue
        names = _parts(_before_date(_without_lead(piece)), after_name=found)
        found = found or bool(names)
        yield from (name for name in names if len(name.split()) <= _DECLARED_WORDS_MAX)


def _byline(text: str) -> Iterator[str]:
    """Names of the first piece that has any, and of those that are joined to it by "and"."""
    found = joined = False
    for piece in _PIECES.split(_without_noise(text, "\n")):
        plain = _without_lead(piece)
        if _JOINT.fullmatch(f"{plain} "):
            joined = joined or bool(plain)
            continue
        if _OTHER_CREDIT.match(piece):
            continue
        credited = plain != " ".join(piece.split())
        if found and not (joined or credited or _starts_joint(plain)):
            return
        names = [
            n for part in _parts(_before_date(plain), after_name=found) if (n := _person(part))
        ]
        yield from names
        found, joined = found or bool(names), plain.endswith((",", "&", " and"))


def _starts_joint(piece: str) -> bool:
    joint = _JOINT.match(f"{piece} ")
    return joint is not None and bool(joint[0].strip())


def _without_noise(text: str, gap: str) -> str:
    """The text without addresses, and without asides unless there is nothing else."""
    text = _NOISE.sub(gap, html.unescape(text[:_TEXT_MAX_CHARS]))
    plain = _ASIDE.sub(" ", text)
    return plain if _LETTER.search(plain) else text.strip(" ()[]\n\t")


def _without_lead(piece: str) -> str:
    """What follows "by", if it stands there at all."""
    piece = " ".join(piece.split())
    if lead := _LEAD.match(f"{piece} ") or _LABEL.match(piece):
        return piece[lead.end() :]
    by = _INNER_BY.search(piece) if _DATE.match(piece) else None
    return piece[by.end() :] if by else piece  # "3 March 2024 by Jo Berg"


def _turned(text: str) -> str:
    """The name with the first name first, if it looks like the other way round."""
    last, comma, first = (part.strip() for part in text.partition(","))
    one_word = 1 in (len(last.split()), len(first.split()))
    return f"{first} {last}" if comma and first and "," not in first and one_word else text


def _parts(piece: str, *, after_name: bool) -> list[str]:
    """The names between commas and conjunctions, up to the first role."""
    parts: list[str] = []
    for part in _separated(piece):
        if _UNIT.search(part) or _NOBODY.fullmatch(part) or part.isdigit():
            continue
        if part.isascii() and (part.islower() and " " not in part):
            continue  # a user's name
        if (parts or after_name) and part.isupper() and len(part) <= _INITIALS_MAX_CHARS:
            continue  # a degree, or an agency
        role = _ROLE.search(part)
        if not role:
            whole = _UNIT_AFTER_NAME.sub("", part)
            parts.append(whole if _person(whole) else part)
            continue
        name = part[: role.start()].strip(" ,-")
        if len(name.split()) >= 2 and _person(name) and not (parts or after_name):
            return [name]  # "Jo Berg Staff Writer"
        if parts:
            break
    return parts


def _separated(piece: str) -> Iterator[str]:
    for part in _COMMA.split(piece):
        names = [" ".join(name.split()) for name in _AND.split(f" {part} ")]
        # "Jo Berg and Ann Lee" are two, "Johnson and Johnson" is one.
        whole = any(name.isascii() and name and " " not in name for name in names)
        for name in [" ".join(part.split())] if whole else names:
            name = _JOINT.sub("", f"{name} ", count=1).strip(" .,:;\"'“”’-*&") if name else ""
            if _LETTER.search(name) and len(name) <= _NAME_MAX_CHARS:
                yield name


def _person(part: str) -> str | None:
    """The part if it may be somebody's name, without "for the Courier" after it."""
    part = _UNIT_AFTER_NAME.sub("", part)
    words = part.split()
    if any(char.isdigit() for char in part) or not words:
        return None
    if not re.search(r"[a-z]", part, re.IGNORECASE):  # scripts without capitals, or without spaces
        longest = max(map(len, words))
        return part if 2 <= len(part) <= 30 and longest <= _UNSPACED_MAX_CHARS else None
    if len(words) not in _BYLINE_WORDS:
        return None
    capitals = [word for word in words if word[0].isupper() or word.lower() in _PARTICLES]
    return part if len(capitals) == len(words) and words[-1][0].isupper() else None


def _before_date(piece: str) -> str:
    date = _DATE.search(piece)
    return piece[: date.start()] if date else piece


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in its first spelling that is not in capitals throughout."""
    chosen: dict[str, str] = {}
    for name in names:
        key = name.casefold()
        if key not in chosen or (chosen[key].isupper() and not name.isupper()):
            chosen[key] = name
    return tuple(chosen.values())[:_AUTHORS_MAX]
