"""Sentences to events: the lexicon's words in the frames that the parse gives them.

Decides which words are triggers, and puts an event together from what its neighbours find. An event
too many costs more than one too few. Must not know where the text came from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from worker.events.asides import is_of_somebody, own_day
from worker.events.attribution import Speakers, Speech
from worker.events.background import is_after, is_background
from worker.events.confidence import confidence
from worker.events.coreference import Coreference
from worker.events.dates import Calendar
from worker.events.elisions import clause_frame, elided_subject, may_be_headline
from worker.events.evidence import evidence
from worker.events.fitting import fitting_entry, own_nouns, spelling
from worker.events.frames import Frame, last_word, verb_frame
from worker.events.genres import Genres
from worker.events.governing_words import CONSENTING
from worker.events.headline_trust import less_trusted
from worker.events.lexicon import Entry, Lexicon, load_lexicon
from worker.events.locations import BODILY, Places
from worker.events.mentions import (
    is_charge,
    is_described,
    is_generic,
    is_mention,
    is_part,
    is_title,
    is_undone,
)
from worker.events.modality import Manner, manner
from worker.events.noun_frames import noun_frame
from worker.events.number_roles import Counting
from worker.events.numerals import Numerals
from worker.events.occurrences import numbered
from worker.events.participants import Cast
from worker.events.parties import parties
from worker.events.plover import TYPES
from worker.events.prominence import prominence
from worker.events.promises import CONSENT, Found, Told, told
from worker.events.quantities import quantities
from worker.events.storms import is_head_of_storm
from worker.events.tense import is_narrated
from worker.events.triggers import sentence_span, trigger_span
from worker.records import (
    Attribution,
    Entity,
    Event,
    EventDate,
    LocationBasis,
    Modality,
    Quantity,
    Thing,
)

_SOMEBODY = frozenset({"PERSON", "ORG", "GPE", "NORP"})
# Done with words: a day that is still to come is that of what they are about.
_SAID = frozenset(
    {"ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "STATEMENT", "SUPPORT", "THREATEN"}
)
_SPOKEN_OF = frozenset({"it", "he", "she", "they", "government"})
# Nobody writes longer ones: tables, lists and hostile pages, whose parse means nothing. It also
# keeps the time linear, because a word may look at all others of its sentence.
_MAX_SENTENCE_TOKENS = 300


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of the page beside the sentence that is read."""

    cast: Cast
    calendar: Calendar
    places: Places
    numerals: Numerals
    speakers: Speakers
    genres: Genres
    entities: Sequence[Entity]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that a sentence may tell, and what speaks for it and against it."""

    event: Event
    evidence: tuple[str, ...]
    prominence: float


def events(
    doc: Doc,
    text: str,
    entities: Sequence[Entity],
    things: Sequence[Thing] = (),
    published: str | None = None,
    min_confidence: float = 0.0,
) -> tuple[Event, ...]:
    """The events of a text, ordered by trigger; offsets are characters of `text`.

    `doc` is the document of the text or of its shadow (same offsets), `entities` and `things` what
    was found in it, ordered by start; `published` is its day (ISO 8601), if known. What is less
    sure than `min_confidence` is left out. A document without a parse has no events.
    """
    found = [one.event for one in candidates(doc, text, entities, things, published)]
    sure = [
        event for event in less_trusted(found, text) if (event.confidence or 0) >= min_confidence
    ]
    return numbered(sure, things)


def candidates(
    doc: Doc,
    text: str,
    entities: Sequence[Entity],
    things: Sequence[Thing] = (),
    published: str | None = None,
) -> list[Candidate]:
    """All that may be events, likely or not, with the evidence that their confidence comes from."""
    if not doc.has_annotation("DEP"):
        return []
    speakers = Speakers(doc, text)
    page = _Page(
        Cast(text, entities, things, Coreference(doc, text, entities, things), speakers),
        Calendar(text, entities, published),
        Places(doc, text, entities),
        Numerals(text, entities),
        speakers,
        Genres(doc),
        entities,
    )
    lexicon = load_lexicon()
    return [one for sentence in doc.sents for one in _in_sentence(sentence, page, lexicon)]


def _in_sentence(sentence: SpacySpan, page: _Page, lexicon: Lexicon) -> Iterator[Candidate]:
    """A sentence's events in the order of their triggers.

    A word of saying is no event where what it reports is one: that event names its speaker. Of all
    such words readers mark one in five as an event (WikiEvents), of those left one in four.
    """
    if last_word(sentence).text == "?" or len(sentence) > _MAX_SENTENCE_TOKENS:
        return
    cast = page.cast
    spoken_for: set[int] = set()  # objects that are part of a verb's phrase: "launched a strike"
    found: list[Found] = []
    tokens = list(sentence)  # each walk over a span makes them anew
    for pos in ("VERB", "NOUN", "ADJ"):
        for token in tokens:
            if not _is_word_of(pos, token, cast) or token.i in spoken_for:
                continue
            entries = _entries(lexicon, pos, token, cast)
            if not entries and not (pos == "VERB" and token.lower_ in CONSENTING):
                continue
            if is_part(token) or is_undone(token) or is_charge(token) or is_generic(token):
                continue
            entry, frame = _read(token, pos, entries, cast)
            how = manner(token)
            if entry is None and _is_consent(token, frame, how, cast):
                entry = CONSENT
            if entry is None:
                continue
            if pos == "NOUN" and (is_mention(token, frame, entry) or is_title(token, frame)):
                continue
            if pos == "VERB" and is_described(token, entry):
                continue
            spoken_for |= own_nouns(entry, frame, cast)
            found.append(Found(token, entry, frame, how))
    spoken = [(one, page.speakers.speech(one.trigger)) for one in told(found)]
    cues = {speech.cue.i for _, speech in spoken if speech is not None}
    emitted = [
        (one, speech)
        for one, speech in spoken
        if one.ext_type != "STATEMENT" or one.trigger.i not in cues
    ]
    countings = [
        Counting(one.trigger, one.frame, one.type or one.ext_type or "", one.mode)
        for one, _ in emitted
    ]
    counted = quantities(page.numerals, sentence, countings)
    for (one, speech), numbers in zip(emitted, counted, strict=True):
        event = _event(one, speech, numbers, sentence, page)
        seen = evidence(one, event, sentence, page.genres, page.entities)
        first = prominence(one, arguments=len(event.actors) + len(event.recipients))
        yield Candidate(replace(event, confidence=confidence(seen, first)), seen, first)


def _read(
    token: Token, pos: str, entries: Sequence[Entry], cast: Cast
) -> tuple[Entry | None, Frame]:
    """The entry that fits the word, if one does, and the frame in which it does."""
    frames = [noun_frame(token) if pos == "NOUN" else clause_frame(token)]
    if pos == "VERB" and may_be_headline(token):
        frames.insert(0, verb_frame(token, passive=True))
    for frame in frames:
        entry = fitting_entry(entries, frame, cast, token)
        if entry is not None:
            return entry, frame
    return None, frames[-1]


def _is_consent(token: Token, frame: Frame, how: Manner, cast: Cast) -> bool:
    """Whether somebody, by name or as he was named before, announces to do it or not to."""
    if token.lower_ not in CONSENTING or how.governor or how.modality is not Modality.PLANNED:
        return False
    return any(
        noun.lower_ in _SPOKEN_OF or cast.label_at(noun) in _SOMEBODY for noun in frame.subjects
    )


def _entries(lexicon: Lexicon, pos: str, token: Token, cast: Cast) -> tuple[Entry, ...]:
    """What the lexicon has for a word: for "sit-in" as a whole, or else for its last part; for the
    name of a storm what it has for storms.
    """
    storm = cast.storm_at(token) if pos == "NOUN" else None
    whole = lexicon.by_word.get((pos, storm.kind if storm else spelling(token)), ())
    return whole or lexicon.by_word.get((pos, token.lower_), ())


def _is_word_of(pos: str, token: Token, cast: Cast) -> bool:
    """Whether the tagger agrees; it takes many a passive ("were injured") for an adjective."""
    if pos == "VERB" and token.pos_ == "ADJ":
        is_passive = any(child.dep_ == "aux:pass" for child in token.children)
        return is_passive or elided_subject(token) is not None
    storm = cast.storm_at(token) if pos == "NOUN" else None
    return is_head_of_storm(token, storm) if storm else token.pos_ == pos


def _event(
    one: Told,
    speech: Speech | None,
    numbers: tuple[Quantity, ...],
    sentence: SpacySpan,
    page: _Page,
) -> Event:
    """The event that is told, with its arguments."""
    trigger, cast = one.trigger, page.cast
    said_on = None if speech is None else page.calendar.on(speech.cue, sentence)
    actors, recipients = parties(one, cast)
    kind = one.type or one.ext_type or ""
    # Talks that failed were where talks are.
    named, sort = (one.named, one.entry.name) if one.named else (trigger, kind)
    scene = page.places.named_after(named, sentence, sort)
    if scene is not None:  # nobody: "the Oslo talks"
        actors = tuple(part for part in actors if part.entity != scene)
    modality = one.manner.modality
    when = page.calendar.of(
        trigger, sentence, modality, is_bodily=kind in BODILY, is_said=kind in _SAID
    )
    if is_of_somebody(trigger):  # "the bombing suspect was seen on Friday"
        when = own_day(trigger, sentence, when, page.calendar.on)
    is_told_ahead = not is_narrated(trigger) and is_after(when, page.calendar.published)
    if modality is Modality.ACTUAL and is_told_ahead:
        modality = Modality.PLANNED  # "a ceasefire takes effect on 1 March"
    if modality is Modality.ACTUAL and is_background(trigger, when, page.calendar.published):
        modality = Modality.HISTORICAL
    place = page.places.of(named, sentence, [*actors, *recipients], sort, one.mode)
    if place is not None and place.basis is LocationBasis.PAGE:
        # What was long ago was not where the page has just been.
        place = None if modality is Modality.HISTORICAL else place
    plover = TYPES.get(one.type or "")
    return Event(
        type=one.type,
        ext_type=one.ext_type,
        mode=one.mode,
        contexts=one.entry.contexts,
        trigger=cast.span(*trigger_span(one, load_lexicon(), cast)),
        sentence=sentence_span(sentence),
        actors=actors,
        recipients=recipients,
        location=place,
        date=when,
        quantities=numbers,
        attribution=None if speech is None else _attribution(speech, said_on, cast),
        negated=one.manner.negated,
        modality=modality,
        quad_class=plover.quad_class if plover else None,
        score=plover.modes.get(one.mode or "", plover.score) if plover else None,
        cameo_root=plover.cameo_root if plover else None,
    )


def _attribution(speech: Speech, said_on: EventDate | None, cast: Cast) -> Attribution:
    """Who says so, as it goes into the record."""
    who = cast.participants([] if speech.speaker is None else [speech.speaker])
    return Attribution(
        cue=cast.span(speech.cue.idx, speech.cue_end),
        speaker=who[0] if who else None,
        quoted=speech.quoted,
        date=said_on,
    )
