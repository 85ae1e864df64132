"""When an event was: which of a sentence's dates is its own, and what to say where there is none.

Decides by syntax: what hangs on the trigger, then on its clause, then on a clause that shares its
time. A date on a reporting verb is the statement's, one on what is planned is the plan's. Must not
know what the words of a date mean (`days.py`), nor the types of events.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.background import day_of
from worker.events.days import Days, resolve
from worker.events.forms import words
from worker.events.paths import REPORTING_VERBS, cases, distance, ways_up
from worker.events.tense import auxiliaries, clause_verb, is_ahead
from worker.records import Entity, EventDate, EventDateBasis, Modality

_TIMES = frozenset({"DATE", "TIME"})
# Between a date and its verb: "on the night of 3 May", "early on Monday".
_PARTS_OF_TIME = words(
    "night morning afternoon evening day days week weekend month year hours eve early late"
    " midnight noon dawn dusk start end beginning"
)
_ON_NOUN = frozenset({"in", "on", "at", "during", "over", "since"})
_COST_ON_NOUN = 2
_NOT_YET = frozenset({Modality.PLANNED, Modality.POSSIBLE, Modality.ORDERED, Modality.CONDITIONAL})
_LEAD = re.compile(r"(?:^|[\s(])([A-Za-z]{2,8})\s(?:the\s)?$")
_LEAD_CHARS = 16
_BETWEEN = re.compile(r"\s(?:to|and|until|till)\s(?:the\s)?")
_DATELINE_CHARS = 250  # a dateline opens the text, perhaps below its title
_DATELINE_END = re.compile(r"[,.]?(?:\s\d\d)?\s{0,3}(?:\([^()\n]{1,60}\)\s{0,3})?(?:--?|[–—])\s")
_SMALL_WORDS = frozenset({"on", "late", "early", "in", "at", "a", "the", "statement"})
_MAX_BEFORE_DATE = 4
_NEAREST = 16  # dates of a sentence that a trigger looks at, on each side
_DAYS_IN_WEEK = 7
_PRESENT = frozenset({"has", "have", "is", "are"})
_BACKGROUND_DAYS = 30  # what is older than this is told as a story of its own


@dataclass(frozen=True, slots=True)
class _Mention:
    """A date in a sentence."""

    start: int
    end: int
    first: str  # its words; two dates for "from Monday to Friday"
    last: str
    lead: str  # the word before it
    head: Token  # its own uppermost word
    governor: Token  # what it dates


class Calendar:
    """The dates of a text, and the day on which it was `published`, as far as that is known."""

    def __init__(self, text: str, entities: Sequence[Entity], published: str | None) -> None:
        self._text = text
        self._times = [ent for ent in entities if ent.label in _TIMES]
        self._starts = [ent.start for ent in self._times]
        self.published = day_of(published) or self._dateline_day()
        self._sentence_start = -1
        self._mentions: tuple[_Mention, ...] = ()

    def of(
        self, trigger: Token, sentence: SpacySpan, modality: Modality = Modality.ACTUAL
    ) -> EventDate | None:
        """The date of an event; ask for the sentences and triggers in the order of the text."""
        self._read(sentence)
        costs = ways_up(trigger, other_subjects=False)
        own = self._own(trigger, costs) or self._in_front(trigger)
        if own is not None:
            return self._stated(own, trigger, modality)
        if modality in _NOT_YET or modality is Modality.HISTORICAL or is_ahead(trigger):
            return None
        helping = auxiliaries(clause_verb(trigger))
        background = None if helping & _PRESENT else self._background(sentence)
        if background is not None:
            return background
        if self.published is None or "had" in helping or _is_mentioned(trigger, costs):
            return None
        day = self.published.isoformat()
        return EventDate(None, None, None, day, day, EventDateBasis.PUBLICATION_DAY)

    def on(self, word: Token, sentence: SpacySpan) -> EventDate | None:
        """The date that hangs on the word itself, such as on the "said" of a statement."""
        self._read(sentence)
        for mention in self._mentions:
            if mention.governor.i == word.i:
                return self._stated(mention, word, Modality.ACTUAL)
        return None

    def _read(self, sentence: SpacySpan) -> None:
        """Finds the dates of a sentence, once for all of its triggers."""
        if self._sentence_start != sentence.start_char:
            self._sentence_start = sentence.start_char
            self._mentions = tuple(self._in_sentence(sentence))

    def _in_sentence(self, sentence: SpacySpan) -> Iterator[_Mention]:
        first = bisect_left(self._starts, sentence.start_char)
        last = bisect_left(self._starts, sentence.end_char)
        if first == last:
            return
        token_starts = [token.idx for token in sentence]
        at = first
        while at < last:
            ent = closing = self._times[at]
            lead = self._lead(ent.start)
            if lead in {"from", "between"} and at + 1 < last:
                following = self._times[at + 1]
                if _BETWEEN.fullmatch(self._text[ent.end : following.start]):
                    closing = following
                    at += 1
            at += 1
            if self._is_dateline(ent):
                continue
            if resolve(ent.text, "", self.published, ahead=False) is None:
                continue  # an hour or a duration
            begin = bisect_right(token_starts, ent.start) - 1
            end = bisect_left(token_starts, ent.end)
            head = _uppermost(sentence[max(0, begin) : end])
            governor = _reporting_verb(sentence, begin, head) or head.head
            yield _Mention(ent.start, closing.end, ent.text, closing.text, lead, head, governor)

    def _own(self, trigger: Token, costs: dict[int, int]) -> _Mention | None:
        """The date that is nearest on the ways that are open."""
        if not self._mentions:
            return None
        near = self._mentions
        if len(near) > _NEAREST:
            at = bisect_left([mention.start for mention in near], trigger.idx)
            near = near[max(0, at - _NEAREST) : at + _NEAREST]
        best: tuple[int, int, _Mention] | None = None
        for mention in near:
            cost = _cost(costs, mention)
            if cost is None:
                continue
            found = (cost, abs(mention.start - trigger.idx), mention)
            best = found if best is None or found[:2] < best[:2] else best
        return None if best is None else best[2]

    def _in_front(self, trigger: Token) -> _Mention | None:
        """The date before two clauses is of both: "on Monday A attacked and B fled"."""
        costs = ways_up(trigger)
        return next(
            (
                mention
                for mention in self._mentions[:_NEAREST]
                if mention.governor.i in costs and mention.head.i < mention.governor.i
            ),
            None,
        )

    def _stated(self, mention: _Mention, trigger: Token, modality: Modality) -> EventDate:
        """The interval that the words of a date mean."""
        ahead = is_ahead(mention.governor) or (
            modality is Modality.PLANNED and mention.governor.i == trigger.i
        )
        days = resolve(mention.first, mention.lead, self.published, ahead=ahead)
        if mention.last != mention.first and days is not None:
            days = _joined(days, resolve(mention.last, "", self.published, ahead=ahead))
        if days is None:
            days = Days(None, None, EventDateBasis.UNRESOLVED)
        return EventDate(
            mention.start,
            mention.end,
            self._text[mention.start : mention.end],
            None if days.earliest is None else days.earliest.isoformat(),
            None if days.latest is None else days.latest.isoformat(),
            days.basis,
        )

    def _background(self, sentence: SpacySpan) -> EventDate | None:
        """The old date of the sentences before: it holds for what the paragraph goes on to tell."""
        at = bisect_left(self._starts, sentence.start_char) - 1
        if at < 0 or "\n" in self._text[self._times[at].end : sentence.start_char]:
            return None
        ent = self._times[at]
        words = sentence.doc.char_span(ent.start, ent.end, alignment_mode="expand")
        if words is None or self._is_dateline(ent):
            return None
        head = _uppermost(words)
        if head.head.dep_ != "ROOT" or head.head.pos_ not in {"VERB", "AUX"}:
            return None  # "the 2015 deal" does not set the time of a story
        mention = _Mention(
            ent.start, ent.end, ent.text, ent.text, self._lead(ent.start), head, head.head
        )
        stated = self._stated(mention, head.head, Modality.ACTUAL)
        latest = day_of(stated.latest)
        if latest is None:
            return None
        is_old = self.published is None or (self.published - latest).days > _BACKGROUND_DAYS
        return stated if is_old else None

    def _lead(self, start: int) -> str:
        found = _LEAD.search(self._text[max(0, start - _LEAD_CHARS) : start])
        return found[1].lower() if found else ""

    def _is_dateline(self, ent: Entity) -> bool:
        if ent.start > _DATELINE_CHARS or _DATELINE_END.match(self._text, ent.end) is None:
            return False
        line = self._text.rfind("\n", 0, ent.start) + 1
        return ". " not in self._text[line : ent.start].replace("St. ", "")

    def _dateline_day(self) -> date | None:
        """The day of a dateline with its year: as good as the day of publication."""
        for ent in self._times:
            if ent.start > _DATELINE_CHARS:
                break
            if self._is_dateline(ent):
                days = resolve(ent.text, "", None, ahead=False)
                if days is not None and days.earliest == days.latest:
                    return days.earliest
        return None


def _uppermost(words: SpacySpan) -> Token:
    """The word of a date that all its others hang on, out to "the night of"."""
    inside = range(words.start, words.end)
    head = next((token for token in words if token.head.i not in inside), words[0])
    while head.head.lower_ in _PARTS_OF_TIME and head.head.i != head.i:
        if head.head.pos_ == "VERB":
            break
        head = head.head
    return head


def _reporting_verb(sentence: SpacySpan, begin: int, head: Token) -> Token | None:
    """The "said" right before a date: its own, wherever the parser hangs it."""
    if head.dep_ == "nmod:poss":
        return None
    for token in reversed(sentence[max(0, begin - _MAX_BEFORE_DATE) : max(0, begin)]):
        if token.lower_ in REPORTING_VERBS and token.pos_ == "VERB":
            return token
        if token.lower_ not in _SMALL_WORDS:
            return None
    return None


def _cost(costs: dict[int, int], mention: _Mention) -> int | None:
    """How far a date is from the trigger; None where it is not the trigger's."""
    governor = mention.governor
    if governor.i in costs:
        return costs[governor.i]
    if governor.pos_ in {"NOUN", "PROPN"} and governor.dep_ in {"obj", "nsubj:pass", "appos"}:
        # "Killed two guards on Monday" may hang on the guards; "the 2015 deal" is the deal's year.
        if not cases(mention.head) & _ON_NOUN:
            return None
        above = distance(costs, governor)
        return None if above is None else above + _COST_ON_NOUN
    return distance(costs, governor)


def _joined(first: Days, last: Days | None) -> Days:
    """From the first day of one to the last of the other."""
    if last is None or last.latest is None or first.earliest is None:
        return Days(None, None, EventDateBasis.UNRESOLVED)
    begin = first.earliest
    if last.latest < begin:  # "from Monday to Wednesday", on a Tuesday
        is_week = (begin - last.latest).days < _DAYS_IN_WEEK
        begin -= timedelta(_DAYS_IN_WEEK) if is_week else timedelta(0)
    if last.latest < begin:
        return Days(None, None, EventDateBasis.UNRESOLVED)
    stated = {first.basis, last.basis} == {EventDateBasis.STATED}
    basis = EventDateBasis.STATED if stated else EventDateBasis.RELATIVE
    return Days(begin, last.latest, basis)


def _is_mentioned(trigger: Token, costs: dict[int, int]) -> bool:
    """Whether a noun is only spoken of: "condemned the attack" says nothing of its day."""
    is_noun = trigger.pos_ == "NOUN" and trigger.head.i != trigger.i
    return is_noun and len(costs) == 1 and trigger.dep_ != "conj"
