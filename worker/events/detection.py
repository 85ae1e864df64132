"""Sentences to events: the lexicon's words in the frames that the parse gives them.

Decides which words are triggers, and leaves out what is asked, supposed or merely wanted: an
event too many costs more than one too few. Must not know where the text came from.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from worker.events.coreference import Coreference
from worker.events.fitting import fits
from worker.events.forms import all_noun_forms, all_verb_forms, verb_forms
from worker.events.frames import Frame, clause_chain, noun_frame, verb_frame
from worker.events.lexicon import Entry, Lexicon, load_lexicon
from worker.events.occurrences import numbered
from worker.events.participants import Cast
from worker.events.parties import parties
from worker.events.plover import TYPES
from worker.records import Entity, Event, Sentence, Thing

_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor"})
_CONDITIONS = frozenset({"if", "unless", "whether"})
# What stands under these is not done but wanted, promised, feared or forbidden.
_INTENT_VERBS = all_verb_forms(
    "agree aim allow appeal ask attempt authorize ban beg call decide decline demand encourage"
    " expect forbid hope intend invite need offer order persuade plan pledge prepare prevent"
    " promise propose refuse request seek threaten try urge vow want warn wish"
)
_INTENT_NOUNS = all_noun_forms(
    "agreement ability attempt appeal call decision demand effort offer order plan pledge proposal"
    " promise readiness refusal request right risk threat vow way willingness chance"
)
_FAIL = verb_forms("fail")
_POSSIBLE = frozenset({"would", "could", "may", "might", "should", "must", "can"})
# Nobody writes longer ones: tables, lists and hostile pages, whose parse means nothing. It also
# keeps the time linear, because a word may look at all others of its sentence.
_MAX_SENTENCE_TOKENS = 300


def events(
    doc: Doc,
    text: str,
    entities: Sequence[Entity],
    things: Sequence[Thing] = (),
    published: str | None = None,
) -> tuple[Event, ...]:
    """The events of a text, ordered by trigger; offsets are characters of `text`.

    `doc` is the document of the text or of its shadow (same offsets), `entities` and `things` what
    was found in it, ordered by start; `published` is its day (ISO 8601), if known. A document
    without a parse has no events.
    """
    if not doc.has_annotation("DEP"):
        return ()
    cast = Cast(text, entities, things, Coreference(doc, text, entities, things))
    lexicon = load_lexicon()
    found = [event for sentence in doc.sents for event in _in_sentence(sentence, cast, lexicon)]
    return numbered(found, things)


def _in_sentence(sentence: SpacySpan, cast: Cast, lexicon: Lexicon) -> Iterator[Event]:
    """A sentence's events in the order of their triggers."""
    if sentence[-1].text == "?" or len(sentence) > _MAX_SENTENCE_TOKENS:
        return
    spoken_for: set[int] = set()  # objects that are part of a verb's phrase: "launched a strike"
    triggers: list[tuple[Token, Entry, Frame]] = []
    for pos in ("VERB", "NOUN", "ADJ"):
        for token in sentence:
            entries = lexicon.by_word.get((pos, token.lower_), ())
            if (
                not entries
                or not _is_word_of(pos, token)
                or token.i in spoken_for
                or not _is_told(token)
            ):
                continue
            frame = noun_frame(token) if pos == "NOUN" else verb_frame(token)
            entry = next((entry for entry in entries if fits(entry, frame, cast)), None)
            if entry is None:
                continue
            if entry.objects:
                spoken_for |= {thing.i for thing in frame.objects}
            triggers.append((token, entry, frame))
    for token, entry, frame in sorted(triggers, key=lambda found: found[0].i):
        yield _event(token, entry, frame, sentence, cast)


def _is_word_of(pos: str, token: Token) -> bool:
    """Whether the tagger agrees; it takes many a passive ("were injured") for an adjective."""
    if pos == "VERB" and token.pos_ == "ADJ":
        return any(child.dep_ == "aux:pass" for child in token.children)
    return token.pos_ == pos


def _is_told(token: Token) -> bool:
    """Whether the word is told as something that happens, not as a wish, a plan or a condition."""
    if token.pos_ == "NOUN" and token.dep_ in {"compound", "amod"}:
        return False
    if any(child.dep_ == "aux" and child.lower_ in _POSSIBLE for child in token.children):
        return False
    for node in clause_chain(token):
        if any(c.dep_ == "mark" and c.lower_ in _CONDITIONS for c in node.children):
            return False
        if node.pos_ != "VERB":
            continue
        if node.dep_ == "xcomp" and node.head.lower_ in _INTENT_VERBS:
            return False
        if node.dep_ in {"advcl", "acl"} and _is_infinitive(node):
            above = node.head.lower_
            if node.dep_ == "advcl" or above in _INTENT_NOUNS or above in _INTENT_VERBS:
                return False
    return True


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)


def _event(token: Token, entry: Entry, frame: Frame, sentence: SpacySpan, cast: Cast) -> Event:
    """The event of a trigger with its arguments."""
    actors, recipients = parties(token, entry, frame, cast)
    counted = [*frame.subjects, *frame.objects]
    plover = TYPES.get(entry.type or "")
    return Event(
        type=entry.type,
        ext_type=entry.ext_type,
        mode=entry.mode,
        contexts=entry.contexts,
        trigger=cast.span(token.idx, token.idx + len(token)),
        sentence=Sentence(sentence.start_char, sentence.end_char),
        actors=actors,
        recipients=recipients,
        location=cast.place(token, sentence, [*actors, *recipients]),
        date=cast.date(token, sentence),
        quantities=cast.quantities(token, counted),
        negated=_is_negated(token),
        quad_class=plover.quad_class if plover else None,
        score=plover.modes.get(entry.mode or "", plover.score) if plover else None,
        cameo_root=plover.cameo_root if plover else None,
    )


def _is_negated(token: Token) -> bool:
    """Whether it is "did not attack", "no attack", "failed to attack"."""
    if any(child.lower_ in _NEGATIONS for child in token.children):
        return True
    if token.dep_ == "xcomp" and token.head.lower_ in _FAIL:
        return True
    return token.dep_ == "obj" and any(c.lower_ in _NEGATIONS for c in token.head.children)
