"""Which event a sentence tells of where one word governs another: promise, threat, refusal, demand.

Decides, by PLOVER's logic, the type and the mode of an event that is spoken of and not done, and
which words are only the content of another event: "threatened to attack" is one event, not two.
Must not know how the words were found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from worker.events.forms import all_noun_forms, all_verb_forms
from worker.events.frames import Frame
from worker.events.lexicon import Entry
from worker.events.modality import Manner
from worker.records import Modality

_COOPERATION = frozenset({"SUPPORT", "AID", "COOPERATE", "CONSULT", "CONCEDE", "RETREAT"})
_CONFLICT = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})
# Types whose words speak of another event, which is then their content and no event besides them.
_GOVERNING = frozenset({"AGREE", "THREATEN", "REJECT", "REQUEST", "CONCEDE"})
_OBLIGATION = frozenset({"must", "should", "ought"})
_SWORN = all_verb_forms("pledge promise swear vow") | all_noun_forms("pledge promise vow")
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


def told(found: Sequence[Found]) -> Iterator[Told]:
    """The events among the triggers of a sentence, ordered by trigger."""
    by_token = {one.token.i: one for one in found}
    contents: dict[int, Found] = {}
    rest: list[Found] = []
    for one in found:
        governor = one.manner.governor
        above = by_token.get(governor.i) if governor is not None else None
        if above is not None and above.entry.type in _GOVERNING:
            contents.setdefault(above.token.i, one)
        elif _is_worth_telling(one):
            rest.append(one)
    events = [_event(one, contents.get(one.token.i)) for one in rest]
    seen: set[tuple[int, str]] = set()
    for event in sorted(events, key=lambda event: event.trigger.i):
        key = (event.trigger.i, event.type or event.ext_type or "")
        if key not in seen:  # "plans to meet and to help" promises once
            seen.add(key)
            yield event


def _is_worth_telling(one: Found) -> bool:
    """Whether somebody says so; what was not said is no statement."""
    if one.entry.ext_type == "STATEMENT":
        return one.manner.modality is Modality.ACTUAL and not one.manner.negated
    return one.manner.told


def _event(one: Found, content: Found | None) -> Told:
    entry, manner = one.entry, one.manner
    if entry.type in _GOVERNING and content is not None:
        kind, mode = _with_content(one, content)
        return Told(one.token, kind, None, mode, entry, one.frame, manner, content)
    if entry.ext_type == "STATEMENT" and (asked := _asked(one.frame)):
        return Told(one.token, "REQUEST", None, None, entry, one.frame, manner, asked=asked)
    if manner.modality is Modality.PLANNED:
        kind, mode = _announced(one)
        if kind is not None:
            trigger = one.token if manner.governor is None else manner.governor
            return Told(trigger, kind, None, mode, entry, one.frame, manner)
    return Told(one.token, entry.type, entry.ext_type, entry.mode, entry, one.frame, manner)


def _asked(frame: Frame) -> tuple[Token, ...]:
    """Of whom it is said that he must do something."""
    for verb in frame.complements:
        if any(child.lower_ in _OBLIGATION for child in verb.children if child.dep_ == "aux"):
            return tuple(child for child in verb.children if child.dep_.startswith("nsubj"))
    return ()


def _with_content(one: Found, content: Found) -> tuple[str | None, str | None]:
    """Type and mode of a word that speaks of another event."""
    kind, what = one.entry.type, content.entry
    if kind == "AGREE" and what.type in _CONFLICT and one.token.lower_ in _SWORN:
        kind = "THREATEN"
    if kind == one.entry.type and one.entry.mode is not None:
        return kind, one.entry.mode
    return kind, _mode(kind, what)


def _announced(one: Found) -> tuple[str | None, str | None]:
    """What it is that somebody will do it, or will not."""
    what = one.entry
    if what.type in _COOPERATION:
        kind = "REJECT" if one.manner.negated else "AGREE"
        return kind, _mode(kind, what)
    is_deed = one.token.pos_ == "VERB" or one.manner.governor is None  # not "planned attacks"
    if what.type in _CONFLICT and is_deed and not one.manner.negated:
        return "THREATEN", _mode("THREATEN", what)
    return None, None


def _mode(kind: str | None, content: Entry) -> str | None:
    """The mode of a threat, a refusal or a demand by what it is about."""
    modes = {"THREATEN": _THREAT_MODES, "REJECT": _ANSWER_MODES, "REQUEST": _ANSWER_MODES}
    of_kind = modes.get(kind or "", {})
    return of_kind.get(f"{content.type} {content.mode}", of_kind.get(content.type or ""))
