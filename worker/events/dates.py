"""When an event was: which of a sentence's dates is its own, and what to say where there is none.

Decides by syntax: what hangs on the trigger, then on its clause, then on a clause that shares its
time. A date on a reporting verb is the statement's, one on what is planned is the plan's. Must not
know what the words of a date mean (`days.py`), nor the types of events.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.background import day_of, is_after
from worker.events.date_owners import (
    HAVE,
    NOT_YET,
    DateMention,
    can_be_of,
    cost_of,
    is_mentioned,
    is_of_next_verb,
    is_of_what_is_said,
    is_reporting,
    is_right_before,
    nearest_verb,
    reporting_verb,
    told_apart,
    uppermost,
    years_of_nouns,
)
from worker.events.datelines import DATELINE_CHARS
from worker.events.days import UNRESOLVED, Days, joined, resolve, resolve_later
from worker.events.paths import ways_up
from worker.events.tense import auxiliaries, clause_verb, is_ahead, is_past
from worker.events.undated import is_counted_from, is_in_relative_clause, is_of_many_days
from worker.records import Entity, EventDate, EventDateBasis, Modality

_TIMES = frozenset({"DATE", "TIME"})
_LEAD = re.compile(r"(?:^|[\s(])([A-Za-z]{2,8})\s(?:the\s)?$")
_LEAD_CHARS = 16
_BETWEEN = re.compile(r"\s(?:to|and|until|till)\s(?:the\s)?")
_DATELINE_END = re.compile(r"[,.]?(?:\s\d\d)?\s{0,3}(?:\([^()\n]{1,60}\)\s{0,3})?(?:--?|[–—])\s")
_NEAREST = 16  # dates of a sentence that a trigger looks at, on each side
_MAX_BEFORE = 4  # words
_PRESENT = frozenset({"has", "have", "is", "are"})
_ONE_STORY_DAYS = 100
_BACKGROUND_DAYS = 30  # what is older than this is told as a story of its own


class Calendar:
    """The dates of a text, and the day on which it was `published`, as far as that is known."""

    def __init__(self, text: str, entities: Sequence[Entity], published: str | None) -> None:
        self._text = text
        self._times = [ent for ent in entities if ent.label in _TIMES]
        self._starts = [ent.start for ent in self._times]
        self.published = day_of(published) or self._dateline_day()
        self._sentence_start = -1
        self._mentions: tuple[DateMention, ...] = ()

    def of(
        self,
        trigger: Token,
        sentence: SpacySpan,
        modality: Modality = Modality.ACTUAL,
        *,
        is_bodily: bool = False,
        is_said: bool = False,
    ) -> EventDate | None:
        """The date of an event; ask for the sentences and triggers in the order of the text.

        `is_bodily`: whether it is harm and fight, of which one sentence after the other tells
        without a date: "A bomb exploded on Monday. Six officers died." `is_said`: whether it is
        done with words, and the day may be that of what it asks for: "called a strike on 2 March".
        """
        self._read(sentence)
        costs = ways_up(trigger, other_subjects=False)
        helping = auxiliaries(clause_verb(trigger))
        own = self._own(trigger, costs, modality, is_bodily=is_bodily)
        if own is not None and is_said and is_of_what_is_said(trigger, own):
            own = None
        own = own or self._in_front(trigger, helping)
        stated = None if own is None else self._stated(own, trigger, modality)
        is_done = is_said and modality is Modality.ACTUAL
        if stated is not None and not (is_done and is_after(stated, self.published)):
            return stated
        if modality in NOT_YET or modality is Modality.HISTORICAL or is_ahead(trigger):
            return None
        if not helping & _PRESENT:
            background = self._background(sentence, is_bodily=is_bodily)
            if background is not None:
                return background if self._goes_on(trigger, background) else None
        if self.published is None or self._is_of_other_days(trigger, costs, helping):
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

    def _goes_on(self, trigger: Token, background: EventDate) -> bool:
        """Whether a sentence goes on with the days of the one before: it names none of its own, and
        they are not a whole year, which begins a story and does not date its next step.
        """
        own = (mention for mention in self._mentions if not is_reporting(mention.governor))
        if any(own) or is_in_relative_clause(trigger):
            return False
        first, last = day_of(background.earliest), day_of(background.latest)
        return first is not None and last is not None and (last - first).days <= _ONE_STORY_DAYS

    def _is_of_other_days(
        self, trigger: Token, costs: dict[int, int], helping: frozenset[str]
    ) -> bool:
        """Whether the sentence says enough to know that it was not on the day of publication."""
        if "had" in helping or is_mentioned(trigger, costs):
            return True
        if is_of_many_days(trigger) or is_counted_from(trigger):
            return True
        if is_in_relative_clause(trigger) and any(map(self._is_of_another_day, self._mentions)):
            return True
        above = {verb.i for verb in told_apart(trigger)}
        return any(
            self._is_of_another_day(mention)
            for mention in self._mentions
            if mention.governor.i in above
        )

    def _is_of_another_day(self, mention: DateMention) -> bool:
        """Whether it is before the day of publication, or after it."""
        stated = self._stated(mention, mention.governor, Modality.ACTUAL)
        day = day_of(stated.latest)
        return day is not None and day != self.published

    def _read(self, sentence: SpacySpan) -> None:
        """Finds the dates of a sentence, once for all of its triggers."""
        if self._sentence_start != sentence.start_char:
            self._sentence_start = sentence.start_char
            found = list(self._in_sentence(sentence))
            taken = {mention.head.i for mention in found}
            found += [each for each in years_of_nouns(sentence) if each.head.i not in taken]
            self._mentions = tuple(sorted(found, key=lambda mention: mention.start))

    def _in_sentence(self, sentence: SpacySpan) -> Iterator[DateMention]:
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
            head = uppermost(sentence[max(0, begin) : end])
            governor = reporting_verb(sentence, begin, head) or nearest_verb(head)
            yield DateMention(ent.start, closing.end, ent.text, closing.text, lead, head, governor)

    def _own(
        self, trigger: Token, costs: dict[int, int], modality: Modality, *, is_bodily: bool
    ) -> DateMention | None:
        """The date that is nearest on the ways that are open."""
        if not self._mentions:
            return None
        near = self._mentions
        if len(near) > _NEAREST:
            at = bisect_left([mention.start for mention in near], trigger.idx)
            near = near[max(0, at - _NEAREST) : at + _NEAREST]
        best: tuple[int, int, DateMention] | None = None
        for mention in near:
            cost = cost_of(costs, mention)
            if cost is None or not can_be_of(trigger, mention, modality):
                continue
            if not is_bodily and is_of_next_verb(trigger, mention):
                continue
            found = (cost, abs(mention.start - trigger.idx), mention)
            best = found if best is None or found[:2] < best[:2] else best
        return None if best is None else best[2]

    def _in_front(self, trigger: Token, helping: frozenset[str]) -> DateMention | None:
        """The date before two clauses is of both: "on Monday A attacked and B fled"."""
        if helping & HAVE:
            return None  # "on Monday A attacked, and B has fled"
        costs = ways_up(trigger)
        return next(
            (
                mention
                for mention in self._mentions[:_NEAREST]
                if mention.governor.i in costs and mention.head.i < mention.governor.i
            ),
            None,
        )

    def _stated(self, mention: DateMention, trigger: Token, modality: Modality) -> EventDate:
        """The interval that the words of a date mean."""
        ahead = (
            is_ahead(mention.governor)
            or mention.lead == "for"  # "called a strike for 6 June"
            or (modality is Modality.PLANNED and mention.governor.i == trigger.i)
        )
        was = not ahead and is_past(mention.governor)
        days = resolve(mention.first, mention.lead, self.published, ahead=ahead, is_past=was)
        if mention.last != mention.first and days is not None:
            last = resolve(mention.last, "", self.published, ahead=ahead, is_past=was)
            days = joined(days, last)
        if days is None or days.basis is EventDateBasis.UNRESOLVED:
            days = self._counted_on(mention) or UNRESOLVED
        return EventDate(
            mention.start,
            mention.end,
            self._text[mention.start : mention.end],
            None if days.earliest is None else days.earliest.isoformat(),
            None if days.latest is None else days.latest.isoformat(),
            days.basis,
        )

    def _background(self, sentence: SpacySpan, *, is_bodily: bool) -> EventDate | None:
        """The date of the sentences before, if it holds for what the paragraph goes on to tell:
        an old one that opens its sentence; any of what happens to bodies.
        """
        at = bisect_left(self._starts, sentence.start_char) - 1
        if at < 0 or "\n" in self._text[self._times[at].end : sentence.start_char]:
            return None
        ent = self._times[at]
        words = sentence.doc.char_span(ent.start, ent.end, alignment_mode="expand")
        if words is None or self._is_dateline(ent):
            return None
        head = uppermost(words)
        if not is_bodily and head.i > head.head.i:
            return None
        if head.head.dep_ != "ROOT" or head.head.pos_ not in {"VERB", "AUX"}:
            return None  # "the 2015 deal" does not set the time of a story
        mention = DateMention(
            ent.start, ent.end, ent.text, ent.text, self._lead(ent.start), head, head.head
        )
        stated = self._stated(mention, head.head, Modality.ACTUAL)
        latest = day_of(stated.latest)
        if latest is None:
            return None
        inherited = replace(stated, basis=EventDateBasis.RELATIVE)  # not stated of this event
        if self.published is None:
            return inherited
        days_ago = (self.published - latest).days
        goes_on = is_bodily and days_ago >= 0 and is_right_before(words, sentence)
        return inherited if goes_on or days_ago > _BACKGROUND_DAYS else None

    def _counted_on(self, mention: DateMention) -> Days | None:
        """What "a year later" is, if the nearest date before it in its paragraph is an event's."""
        at = bisect_left(self._starts, mention.start) - 1
        if at < 0 or "\n" in self._text[self._times[at].end : mention.start]:
            return None
        ent = self._times[at]
        words = mention.head.doc.char_span(ent.start, ent.end, alignment_mode="expand")
        if words is None:
            return None
        nearby = words.doc[max(0, words.start - _MAX_BEFORE) : words.end]
        if reporting_verb(nearby, words.start - nearby.start, uppermost(words)) is not None:
            return None
        anchor = resolve(ent.text, self._lead(ent.start), self.published, ahead=False)
        return None if anchor is None else resolve_later(mention.first, anchor, self.published)

    def _lead(self, start: int) -> str:
        found = _LEAD.search(self._text[max(0, start - _LEAD_CHARS) : start])
        return found[1].lower() if found else ""

    def _is_dateline(self, ent: Entity) -> bool:
        if ent.start > DATELINE_CHARS or _DATELINE_END.match(self._text, ent.end) is None:
            return False
        line = self._text.rfind("\n", 0, ent.start) + 1
        return ". " not in self._text[line : ent.start].replace("St. ", "")

    def _dateline_day(self) -> date | None:
        """The day of a dateline with its year: as good as the day of publication."""
        for ent in self._times:
            if ent.start > DATELINE_CHARS:
                break
            if self._is_dateline(ent):
                days = resolve(ent.text, "", None, ahead=False)
                if days is not None and days.earliest == days.latest:
                    return days.earliest
        return None
