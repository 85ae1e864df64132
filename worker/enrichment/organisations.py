"""Organisations by name: a table of those that world news names, and words that say a body's kind.

Decides whether a name is one of the table, and what kind of body another name says it is. Must not
know where on the page the name stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from worker.enrichment.known import Known, Name
from worker.enrichment.names import folded

_COLUMNS = 6
_ONLY_ORG, _ONLY_AT_HOME = "~", "?"
_ORGANISATIONS = frozenset({"ORG", "MISC"})
_NEVER = frozenset({"GPE", "LOC", "FAC"})  # the White House that is painted, a place of the name
_HOME = 0.4  # the least share of a page's countries that makes it a page about a country
_SHORT_CHARS = 5  # a name in capitals as short as this must be written in capitals
_LONG_CHARS = 5  # a single word as long as this is an acronym of nobody else

# What the words of a body's name say of it; the first that fits. Sectors are PLOVER's.
_KINDS = (
    ("news agency", "JRN", r"news agency$|press agency$"),
    ("broadcaster", "JRN", r"\b(?:radio|television|tv|broadcasting)\b"),
    ("newspaper", "JRN", r"\b(?:newspaper|times|gazette|herald|tribune|daily|shimbun|zeitung)$"),
    ("party", "PTY", r"\bparty\b"),
    ("police", "COP", r"\b(?:police|gendarmerie|sheriffs? (?:office|department)|constabulary)\b"),
    ("intelligence agency", "SPY", r"\b(?:intelligence|secret service|security service)\b"),
    ("court", "JUD", r"\b(?:court|tribunal)\b"),
    ("prosecution", "JUD", r"\b(?:prosecutors? office|attorney generals? office|prosecution)\b"),
    ("parliament", "LEG", r"\b(?:parliament|senate|national assembly|legislative assembly)\b"),
    ("parliament", "LEG", r"\b(?:house of representatives|chamber of deputies|congress)$"),
    ("armed group", "REB", r"\b(?:liberation (?:front|army|movement)|resistance (?:front|army))\b"),
    ("armed group", "REB", r"\b(?:rebels|mujahideen|martyrs brigades?|militants)\b"),
    ("armed group", "PRM", r"\b(?:militia|paramilitary)\b"),
    ("military", "MIL", r"\b(?:army|navy|air force|armed forces|coast guard|military|marines)\b"),
    ("military", "MIL", r"\b(?:defen[cs]e forces?|infantry|regiment|battalion|brigade|squadron)\b"),
    ("ministry", "GOV", r"\b(?:ministry|ministries|foreign office|state department)\b"),
    ("embassy", "GOV", r"\b(?:embassy|consulate|high commission)\b"),
    ("central bank", "GOV", r"\b(?:central bank|reserve bank)\b"),
    ("government body", "GOV", r"^department of|\b(?:government|cabinet|treasury|electoral?)\b"),
    (
        "government body",
        "GOV",
        r"\b(?:election commission|municipality|city council|governorate)\b",
    ),
    ("university", "EDU", r"\b(?:university|college|school|polytechnic|academy)\b"),
    ("hospital", "MED", r"\b(?:hospital|clinic|medical (?:center|centre))\b"),
    ("religious organisation", "REL", r"\b(?:church|diocese|archdiocese|mosque|synagogue)\b"),
    ("trade union", "LAB", r"\b(?:workers|teachers|miners|doctors|trade) union\b"),
    ("bank", "BUS", r"\bbank$"),
    ("company", "BUS", r"\b(?:inc|corp|corporation|ltd|llc|plc|company|airlines|airways|gmbh)$"),
)
_COMPILED = tuple((kind, sector, re.compile(words)) for kind, sector, words in _KINDS)
_LONGEST_CHARS = 120  # of a name whose words are looked at


@dataclass(frozen=True, slots=True)
class _Alias:
    """A name of an organisation, and when it counts."""

    spelled: str
    known: Known
    country: str  # "" where it is in none
    needs: str  # "", "~" or "?" as in the table


@cache
def _aliases() -> dict[str, _Alias]:
    table = files(__package__).joinpath("organisations.tsv").read_text(encoding="utf-8")
    found: dict[str, _Alias] = {}
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        columns = line.split("|")
        if len(columns) != _COLUMNS:
            raise ValueError(f"organisations.tsv: expected {_COLUMNS} columns in {line!r}")
        usual, others, label, kind, sector, country = columns
        canonical = usual.lstrip(_ONLY_ORG + _ONLY_AT_HOME)
        ids = {"country": country} if country else {}
        key = ("organisation", canonical)
        known = Known(key, label, canonical, ids, kind, sector or None)
        for name in [usual, *filter(None, others.split(";"))]:
            needs = name[0] if name[0] in {_ONLY_ORG, _ONLY_AT_HOME} else ""
            spelled = name.removeprefix(needs)
            alias = _Alias(spelled, known, country, needs)
            if found.setdefault(folded(spelled), alias).known != known:
                raise ValueError(f"organisations.tsv: two are called {spelled!r}")
    return found


def organisation(name: Name, shares: Mapping[str, float]) -> Known | None:
    """What is known of a name that may be an organisation's.

    `shares` says how much of what a page names is in each country.
    """
    for form in name.forms:
        alias = _aliases().get(folded(form))
        if alias is None or not _counts(alias, form, name.label, shares):
            continue
        if form == name.text or _share_a_word(alias, name.text):
            return alias.known
    return _of_kind(name) if name.label == "ORG" else None


def _counts(alias: _Alias, form: str, label: str, shares: Mapping[str, float]) -> bool:
    """Whether the table's name is meant by this one."""
    if alias.spelled.isupper() and len(alias.spelled) <= _SHORT_CHARS and not form.isupper():
        return False
    if label in _NEVER and " " not in form and alias.known.label != "NORP":
        return alias.needs == "" and form.isupper()
    if alias.needs == _ONLY_ORG:
        return label in _ORGANISATIONS
    return alias.needs == "" or shares.get(alias.country, 0.0) >= _HOME


def _share_a_word(alias: _Alias, name: str) -> bool:
    """Whether the page's full name may be the table's: an acronym alone is often another's."""
    own = set(folded(alias.known.canonical or "").split())
    return any(len(word) > _SHORT_CHARS - 2 and word in own for word in folded(name).split())


def _of_kind(name: Name) -> Known | None:
    """A body that is in no table, by the words of its name."""
    words = folded(name.text)
    if len(words) <= _LONGEST_CHARS:
        for kind, sector, pattern in _COMPILED:
            if pattern.search(words):
                return Known(("name", words), kind=kind, sector=sector)
    return None


def is_news_agency(name: str) -> bool:
    """Whether it is one of the table: "(Reuters)" explains nothing that stands before it."""
    alias = _aliases().get(folded(name))
    return alias is not None and alias.known.sector == "JRN"


@cache
def unmistakable() -> Mapping[str, str]:
    """Names that are nobody else's, as they are spelled, with their labels."""
    return {
        alias.spelled: alias.known.label or "ORG"
        for alias in _aliases().values()
        if not alias.needs and (" " in alias.spelled or len(alias.spelled) >= _LONG_CHARS)
    }
