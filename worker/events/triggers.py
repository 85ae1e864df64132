"""Which words state an event: the one that was looked up, and the noun that completes it.

Decides where a trigger and its sentence begin and end. Must not know who takes part in the event.
"""

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.fitting import first_token, own_nouns
from worker.events.forms import all_verb_forms
from worker.events.governing_words import CARRIERS
from worker.events.lexicon import Lexicon, Role
from worker.events.participants import Cast
from worker.events.promises import Told
from worker.records import Sentence

# Verbs that say little besides their noun. Who upheld a sentence has not passed it.
_CARRIERS = CARRIERS | all_verb_forms(
    "come commit draw face get join participate serve suffer sustain"
)
_MAX_TOKENS = 6  # of a phrase; what stands farther away is no part of it but a parser error


def trigger_span(one: Told, lexicon: Lexicon, cast: Cast) -> tuple[int, int]:
    """Its first character and the one behind its last: "killed", "suffered injuries", a storm's
    whole name.
    """
    if storm := cast.storm_at(one.trigger):
        return storm.name.start, storm.name.end
    last = max(_deeds(one, lexicon, cast), key=lambda noun: noun.i, default=one.trigger)
    return first_token(one.trigger).idx, last.idx + len(last)


def sentence_span(sentence: SpacySpan) -> Sentence:
    """Where a trigger's sentence stands, without the blank line that the parser counts in."""
    text = sentence.text
    blank = len(text) - len(text.rstrip())
    return Sentence(sentence.start_char, sentence.end_char - blank)


def _deeds(one: Told, lexicon: Lexicon, cast: Cast) -> list[Token]:
    """The nouns behind a verb that are the deed which the verb only carries out: "took part in
    the *demonstrations*". What it is done to is an argument.
    """
    verb, entry, frame = one.trigger, one.entry, one.frame
    if verb.lower_ not in _CARRIERS:
        return []
    own, name = own_nouns(entry, frame, cast), one.type or one.ext_type
    nouns = list(frame.objects)
    if nouns and entry.object is not Role.NONE:
        return []
    nouns += [n for by, n in frame.obliques if entry.roles.get(by, Role.NONE) is Role.NONE]
    near = [n for n in nouns if n.i in own and verb.i < n.i < verb.i + _MAX_TOKENS]
    return [noun for noun in near if _is_such(name, noun, lexicon)]


def _is_such(name: str | None, noun: Token, lexicon: Lexicon) -> bool:
    """Whether the noun alone may be an event of the type."""
    entries = lexicon.by_word.get(("NOUN", noun.lower_), ())
    return any(name in {entry.type, entry.ext_type} for entry in entries)
