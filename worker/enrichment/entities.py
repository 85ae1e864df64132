"""A document's entities: the model's, trimmed and refined, and the measures it does not know.

Decides spans, labels and the fullest form of each name. Must not know where the text came from.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Span

from worker.enrichment import titles
from worker.enrichment.measures import measures
from worker.enrichment.organisations import unmistakable
from worker.enrichment.places import country_code, is_demonym, place_label
from worker.enrichment.short_forms import with_full_names
from worker.enrichment.spotting import Spotter
from worker.records import Entity

_LEADING = re.compile(r"(?:(?:the|an?)\s+|[\s\"'“”‘’(\[-]+)", re.IGNORECASE)
_TRAILING = re.compile(r"(?:\s(?:of|and|the|for|in)|['’]s|['’]|[\s\"“”‘,;:)\]-]+)$")
_WITH_ARTICLE = ("The Hague", "THE HAGUE")  # names that begin with one
_OF, _OF_CHARS = re.compile(r" (?:of|for)(?: the)? $"), 9
_LONGER_NAME = re.compile(r" [A-Z]")  # "Reuters Institute" is not Reuters
_LABELS = {"PER": "PERSON"}  # what other people's pipelines call it


def annotate(doc: Doc, text: str, min_confidence: float = 0.0) -> tuple[Entity, ...]:
    """The entities of a text, ordered by start, without overlaps; offsets are characters of `text`.

    `doc` is the document of the text or of its shadow: same length, same offsets. What the model is
    less sure of than `min_confidence` is left out; what has no confidence stays.
    """
    found: list[Entity] = []
    for ent in doc.ents:
        confidence = _confidence(ent)
        if confidence is not None and confidence < min_confidence:
            continue
        start, end = _trimmed(text, ent.start_char, ent.end_char)
        if start < end:
            label = _LABELS.get(ent.label_, ent.label_)
            cut, title = titles.inside(text[start:end]) if label == "PERSON" else (0, None)
            one = _entity(text, start + cut, end, place_label(text[start + cut : end]), label)
            found.append(replace(one, title=title, confidence=confidence))
    found = _with_titles(_without_lone_titles(found), text)
    taken = bytearray(len(text))
    for known in found:
        taken[known.start : known.end] = b"\1" * (known.end - known.start)
    for start, end in _organisations().spot(text):
        if not any(taken[start:end]) and not _LONGER_NAME.match(text, end):
            taken[start:end] = b"\1" * (end - start)
            label = unmistakable()[text[start:end]]
            found.append(_entity(text, start, end, label, label))
    for start, end, label in measures(text):
        if not any(taken[start:end]):
            found.append(_entity(text, start, end, label, label))
    return with_full_names(sorted(found, key=lambda ent: ent.start), text)


@cache
def _organisations() -> Spotter:
    return Spotter(unmistakable())


def _without_lone_titles(found: list[Entity]) -> list[Entity]:
    """Right before a person that the model has split from it, a title is nobody.

    Alone, some are surnames.
    """
    people = {ent.start for ent in found if ent.label == "PERSON"}
    return [
        ent
        for ent in found
        if not (ent.label == "PERSON" and ent.end + 1 in people and titles.is_title(ent.text))
    ]


def _with_titles(found: Sequence[Entity], text: str) -> list[Entity]:
    """People with what stands at their names; a title ends where another name does."""
    titled: list[Entity] = []
    floor = 0
    for ent in found:
        if ent.label == "PERSON":
            left = ent.start - (len(ent.title) + 1 if ent.title else 0)
            words = [titles.before(text, left, floor), ent.title]
            title = " ".join(filter(None, words)) or titles.behind(text, ent.end)
            if (
                title is None
                and text.startswith(", ", ent.start - 2)
                and text[ent.end :][:1] == ","
            ):
                title = _title_before_comma(titled, text, ent.start - 1, floor)
            ent = replace(ent, title=title)
        titled.append(ent)
        floor = ent.end
    return titled


def _title_before_comma(found: Sequence[Entity], text: str, start: int, floor: int) -> str | None:
    """ "The foreign minister, Ann Lee," and "the president of Norway, Ann Lee,"."""
    if not found or found[-1].end != start - 1:
        return titles.before(text, start, floor)
    of = _OF.search(text, max(0, found[-1].start - _OF_CHARS), found[-1].start)
    floor = found[-2].end if len(found) > 1 else 0
    return titles.before(text, of.start() + 1, floor) if of else None


def _confidence(ent: Span) -> float | None:
    """What the pipeline says of how sure it is, if it says anything."""
    value = ent._.confidence if Span.has_extension("confidence") else None
    return value if isinstance(value, float) else None


def _entity(text: str, start: int, end: int, place: str, label: str) -> Entity:
    """An entity whose canonical form is its own; a plain LOC becomes what the atlas knows.

    A country is a country still where the model calls it an organisation, since it acts, or a
    people, since its name ends like one ("the Philippines").
    """
    name = text[start:end]
    is_country = country_code(name, "GPE") is not None
    if label == "LOC" or (
        is_country and (label == "ORG" or (label == "NORP" and not is_demonym(name)))
    ):
        label = place
    return Entity(start, end, name, label, canonical=" ".join(name.split()))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span on one line, without article, quotes and possessive."""
    while start < end and (lead := _LEADING.match(text, start, end)):
        if text.startswith(_WITH_ARTICLE, start, end):
            break
        start = lead.end()
    line_end = text.find("\n", start, end)
    end = line_end if line_end >= 0 else end
    while start < end and (trail := _TRAILING.search(text[start:end])):
        end = start + trail.start()
    return start, end
