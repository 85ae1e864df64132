"""Which event a sentence tells of where one word governs another: promise, threat, refusal, demand.

Decides, by PLOVER's logic, the type and the mode of an event that is spoken of and not done, and
which words are only the content of another event: "threatened to attack" is one event, not two.
Must not know how the words were found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from worker.events.breakdowns import breakdown_of
from worker.events.forms import all_noun_forms, all_verb_forms, verb_forms
from worker.events.frames import Frame
from worker.events.governing_words import Distance
from worker.events.lexicon import Entry, Role
from worker.events.modality import Manner, manner
from worker.events.relief import is_relief
from worker.records import Modality

_COOPERATION = frozenset({"SUPPORT", "AID", "COOPERATE", "CONSULT", "CONCEDE", "RETREAT"})
_CONFLICT = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})
# Types whose words speak of another event, which is then their content and no event besides them.
_GOVERNING = frozenset({"AGREE", "THREATEN", "REJECT", "REQUEST", "CONCEDE"})
# Of these, only what somebody is accused of or forbidden is.
_DISTANCES_OF = {
    "ACCUSE": frozenset({Distance.ALLEGED}),
    "COERCE": frozenset({Distance.FORBIDDEN}),
}
# What a word of consent is, where somebody says that he will do it or will not.
CONSENT = Entry(
    lemmas=frozenset({"consent"}),
    type="CONCEDE",
    roles={"to": Role.RECIPIENT, "with": Role.RECIPIENT},
)
_BEFALLING = frozenset({"CASUALTY", "DISASTER"})
_OBLIGATION = frozenset({"must", "should", "ought"})
_SWORN = all_verb_forms("pledge promise swear vow") | all_noun_forms("pledge promise vow")
_SCHEDULED = all_verb_forms("arrange schedule set") | {"due"}
_INTENDED = all_verb_forms("decide intend plan prepare") | {"ready", "set"}
_WARNED = verb_forms("warn")
_THREAT_MODES: Mapping[str, str] = {
    "ASSAULT": "violence",
    "MOBILIZE": "violence",
    "COERCE": "restrict",
    "COERCE arrest": "arrest",
    "COERCE deport": "expel",
    "SANCTION": "relations",
    "SANCTION expel": "expel",
    "SANCTION convict": "arrest",
}
_ANSWER_MODES: Mapping[str, str] = {  # of REQUEST and REJECT
    "AID": "assist",
    "SUPPORT": "assist",
    "COOPERATE": "assist",
    "CONSULT": "meet",
    "CONCEDE": "yield",
    "RETREAT": "yield",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A trigger with the entry that it fits and how it is spoken of."""

    token: Token
    entry: Entry
    frame: Frame
    manner: Manner


@dataclass(frozen=True, slots=True)
class Told:
    """An event that the sentence tells of; `frame` and `entry` say who stands where in it."""

    trigger: Token
    type: str | None
    ext_type: str | None
    mode: str | None
    entry: Entry
    frame: Frame
    manner: Manner
    content: Found | None = None  # what is promised, threatened, refused or asked for
    asked: tuple[Token, ...] = ()  # who must do it: "said that France must withdraw"
    named: Token | None = None  # the noun that names it, where another word tells of it


def told(found: Sequence[Found]) -> Iterator[Told]:
    """The events among the triggers of a sentence, ordered by trigger."""
    found = [_as_meant(one) for one in found]
    by_token = {one.token.i: one for one in found}
    failures = {word.i for one in found if (word := _failure(one)) and word.i != one.token.i}
    contents: dict[int, Found] = {}
    rest: list[Found] = []
    for one in found:
        if one.token.i in failures:  # "the talks failed to reach a deal" is told of the talks
            continue
        if not _is_worth_telling(one) or _carries_another(one, by_token):
            continue
        above = _swallowed_by(one, by_token)
        if above is None:
            rest.append(one)
        elif one.manner.governors[0].i == above.token.i:
            contents.setdefault(above.token.i, one)
    events = [_event(one, contents.get(one.token.i)) for one in rest]
    seen: set[tuple[int, str]] = set()
    for event in sorted(events, key=lambda event: event.trigger.i):
        key = (event.trigger.i, event.type or event.ext_type or "")
        if key not in seen:  # "plans to meet and to help" promises once
            seen.add(key)
            yield event


def _as_meant(one: Found) -> Found:
    """The same, and a move of forces that help as the aid that it is."""
    if one.entry.type != "MOBILIZE" or not is_relief(one.token, one.frame):
        return one
    relief = replace(one.entry, type="AID", mode=None, contexts=("disasters",))
    return replace(one, entry=relief)


def _swallowed_by(one: Found, by_token: Mapping[int, Found]) -> Found | None:
    """The event that this one is only the content of."""
    for governor in one.manner.governors:
        above = by_token.get(governor.i)
        if above is None:
            if governor.pos_ == "NOUN" and (topic := by_token.get(governor.head.i)) is not None:
                return topic  # "praised the decision to leave": that is what it praises
        elif above.entry.type in _GOVERNING or (
            one.manner.distance in _DISTANCES_OF.get(above.entry.type or "", ())
            and one.token.pos_ == "VERB"
        ):
            return above
    return None


def _carries_another(one: Found, by_token: Mapping[int, Found]) -> bool:
    """Whether what is consented to is an event that has its own words: "will resume talks"."""
    return one.entry is CONSENT and any(noun.i in by_token for noun in one.frame.objects)


def _is_worth_telling(one: Found) -> bool:
    """Whether somebody says so; what was not said is no statement."""
    if one.entry.ext_type == "STATEMENT":
        return one.manner.modality is Modality.ACTUAL and not one.manner.negated
    if one.entry.ext_type in _BEFALLING and one.manner.distance is not None:
        return one.manner.modality is Modality.DENIED  # "a threat of famine" is none yet
    return one.manner.told


def _event(one: Found, content: Found | None) -> Told:
    entry, how = one.entry, one.manner
    plain = Told(one.token, entry.type, entry.ext_type, entry.mode, entry, one.frame, how)
    if (word := _failure(one)) is not None:
        said = manner(word)
        return replace(plain, trigger=word, type="REJECT", mode=None, manner=said, named=one.token)
    if entry.ext_type == "STATEMENT" and (asked := _asked(one.frame)):
        return replace(plain, type="REQUEST", ext_type=None, asked=asked)
    if how.modality is Modality.PLANNED and (kind := _announced(one)) is not None:
        trigger = one.token if how.governor is None else how.governor
        said = replace(how, negated=False)  # what is told is the refusal, and that is a fact
        mode = _mode(kind, entry)
        return replace(plain, trigger=trigger, type=kind, mode=mode, manner=said, content=content)
    if entry.type in _GOVERNING and content is not None:
        kind = _answered(one, content)
        mode = entry.mode if kind == entry.type else None
        said = how if kind == entry.type else replace(how, negated=False)
        mode = mode or _mode(kind, content.entry)
        return replace(plain, type=kind, mode=mode, manner=said, content=content)
    return plain


def _failure(one: Found) -> Token | None:
    """The word that tells that these talks came to nothing: they are no meeting, but a refusal."""
    if one.entry.type != "CONSULT" or one.manner.modality is Modality.PLANNED:
        return None  # "the stalled talks will resume"
    return breakdown_of(one.token)


def _asked(frame: Frame) -> tuple[Token, ...]:
    """Of whom it is said that he must do something."""
    for verb in frame.complements:
        if any(child.lower_ in _OBLIGATION for child in verb.children if child.dep_ == "aux"):
            return tuple(child for child in verb.children if child.dep_.startswith("nsubj"))
    return ()


def _answered(one: Found, content: Found) -> str | None:
    """The type of a word that speaks of another event: "agreed not to meet" rejects."""
    kind, what = one.entry.type, content.entry.type
    if kind == "AGREE" and what in _CONFLICT and one.token.lower_ in _SWORN:
        return "THREATEN"
    if kind == "AGREE" and what in _COOPERATION and content.manner.negated:
        return "REJECT"
    return kind


def _announced(one: Found) -> str | None:
    """What it is to say that one will do it, or will not; None where it stays what it is."""
    if one.token.pos_ == "NOUN" and one.entry.type == "RETREAT" and not one.manner.negated:
        return "CONCEDE"  # a ceasefire that will begin has been announced
    what, negated, above = one.entry.type, one.manner.negated, one.manner.governor
    if above is not None and above.lower_ in _WARNED:
        return "THREATEN" if what in _COOPERATION or what in _CONFLICT else None
    if above is not None and above.lower_ in _SCHEDULED:
        return None  # a calendar promises nothing
    if what == "MOBILIZE" and (above is None or above.lower_ in _INTENDED):
        return None  # who will send troops to his border has not yet threatened anybody
    if what in _COOPERATION:
        return "REJECT" if negated else "AGREE"
    is_deed = one.token.pos_ == "VERB" or above is None  # not "planned attacks"
    return "THREATEN" if what in _CONFLICT and is_deed and not negated else None


def _mode(kind: str | None, content: Entry) -> str | None:
    """The mode of a threat, a refusal or a demand by what it is about."""
    modes = {"THREATEN": _THREAT_MODES, "REJECT": _ANSWER_MODES, "REQUEST": _ANSWER_MODES}
    of_kind = modes.get(kind or "", {})
    return of_kind.get(f"{content.type} {content.mode}", of_kind.get(content.type or ""))
