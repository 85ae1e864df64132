"""Who says that an event happened: the nearest speaker above it, and whether in his own words.

Decides cue, speaker, quoted or paraphrased, and the day of the statement, at any depth of reported
speech. A quotation keeps its speaker to the end of its paragraph. Must not know the lexicon.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Doc, Token

from worker.events.forms import all_verb_forms
from worker.events.frames import clause_chain, verb_frame

_SAYING = all_verb_forms(
    "acknowledge add admit allege announce argue assert claim comment conclude confirm declare"
    " describe disclose estimate explain inform insist maintain mention note observe post proclaim"
    " quip quote recall recount reiterate remark repeat report reveal say state stress suggest tell"
    " testify tweet underline underscore warn write"
)
# With words for it: 'called the ruling "a crime"'.
_NAMING = all_verb_forms("brand call decry denounce dub label slam term")
_CLAUSES = frozenset({"ccomp", "parataxis"})
_NAMED = frozenset({"obj", "nsubj:pass"})  # "announced the attack"
_DOCUMENTS = frozenset({"statement", "report", "communique", "communiqué", "letter", "release"})
_AUTHORS = frozenset({"by", "from", "of"})
_BEFORE_NOUN = frozenset({"det", "amod", "compound", "nmod:poss", "nummod", "nmod:desc"})
_MAX_NOUN_TOKENS = 8
_MARKS, _BREAK = re.compile('[\n"“„«”»]'), re.compile("\n")
_MAX_STEPS = 20  # up the tree: what lies deeper is a list or a hostile page
_BESIDE_CHARS = 4  # between cue and quotation: 'said: "'


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody's words: the cue, and the head of the noun that names who speaks."""

    cue: Token
    cue_end: int  # character; "according to" has two words
    speaker: Token | None
    quoted: bool = False


class Speakers:
    """Who speaks where in a text."""

    def __init__(self, doc: Doc, text: str) -> None:
        self._quotes = tuple(quotations(text))
        self._quote_starts = [start for start, _ in self._quotes]
        self._length = len(text)
        self._breaks = [found.start() for found in _BREAK.finditer(text)]
        cues = [token for token in doc if token.pos_ == "VERB" and token.lower_ in _SAYING]
        self._cues = [cue for cue in cues if self._quote_at(cue.idx) is None]
        self._cue_starts = [cue.idx for cue in self._cues]

    def speech(self, trigger: Token) -> Speech | None:
        """Whose words tell of `trigger`; None where they are the page's own."""
        quote = self._quote_at(trigger.idx)
        found = _reported_by(trigger)
        if found is None and quote is not None:
            cue = _named_so(trigger, quote[0]) or self._cue_beside(quote)
            found = None if cue is None else _spoken(cue)
        if found is not None and quote is None and self._is_behind_quotation(found.cue, trigger):
            return None  # '"We waited," said Ana, who was jailed': the page tells so, not she
        if found is None or quote is None:
            return found
        return Speech(found.cue, found.cue_end, found.speaker, quoted=True)

    def _is_behind_quotation(self, cue: Token, trigger: Token) -> bool:
        """Whether a quotation ends at the cue, and the trigger stands behind both."""
        before = bisect_right(self._quote_starts, cue.idx) - 1
        if before < 0 or trigger.i < cue.i:
            return False
        return 0 <= cue.idx - self._quotes[before][1] <= _BESIDE_CHARS

    def _quote_at(self, char: int) -> tuple[int, int] | None:
        """The quotation that a character lies in."""
        at = bisect_right(self._quote_starts, char) - 1
        return self._quotes[at] if at >= 0 and char < self._quotes[at][1] else None

    def _cue_beside(self, quote: tuple[int, int]) -> Token | None:
        """The word of saying that a quotation belongs to, in the same paragraph.

        Right before it ("he said: ..."), else the next one before another quotation begins, else
        the last one: a speaker keeps speaking until somebody else does.
        """
        start, end = quote
        first, last = self._paragraph(start)
        at = bisect_left(self._cue_starts, start)
        before = self._cues[at - 1] if at and self._cue_starts[at - 1] >= first else None
        if before is not None and start - before.idx - len(before) <= _BESIDE_CHARS:
            return before
        at = bisect_left(self._cue_starts, end)
        after = self._cues[at] if at < len(self._cues) and self._cue_starts[at] < last else None
        if after is not None:
            following = bisect_left(self._quote_starts, end)
            if following == len(self._quotes) or after.idx < self._quote_starts[following]:
                return after
        return before or after

    def _paragraph(self, char: int) -> tuple[int, int]:
        at = bisect_left(self._breaks, char)
        start = self._breaks[at - 1] if at else 0
        return start, self._breaks[at] if at < len(self._breaks) else self._length


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Where quotations start and end; one that is not closed ends with its paragraph."""
    opened: int | None = None
    for mark in _MARKS.finditer(text):
        at, char = mark.start(), mark[0]
        if char == "\n":
            if opened is not None:
                yield opened, at
            opened = None
        elif char == '"':
            if opened is not None:
                yield opened, at
            opened = None if opened is not None else at
        elif char in "“„«":
            opened = at if opened is None else opened
        elif opened is not None:  # it closes
            yield opened, at
            opened = None
    if opened is not None:
        yield opened, len(text)


def _reported_by(trigger: Token) -> Speech | None:
    """The nearest speech above a word, or beside its clause."""
    for step, node in enumerate(clause_chain(trigger)):
        if step > _MAX_STEPS:
            break
        for child in node.children:
            if child.dep_ == "parataxis" and _says(child) and child.i != trigger.i:
                return _spoken(child)
            source = _according_to(child)
            if source is not None:
                return source
        # "Claimed responsibility for the attack" is more than a report of it.
        is_said = node.dep_ in _CLAUSES or (node.i == trigger.i and node.dep_ in _NAMED)
        if is_said and _says(node.head):
            return _spoken(node.head)
    return None


def _named_so(trigger: Token, quote_start: int) -> Token | None:
    """The "called" before a quotation that is no sentence of its own."""
    for node in islice(trigger.ancestors, _MAX_STEPS):
        if node.idx < quote_start and node.pos_ == "VERB":
            return node if node.lower_ in _NAMING else None
    return None


def _says(token: Token) -> bool:
    return token.pos_ == "VERB" and token.lower_ in _SAYING


def _according_to(noun: Token) -> Speech | None:
    """ "According to the ministry"."""
    for case in noun.children:
        if case.dep_ == "case" and case.lower_ == "according":
            end = max((child.idx + len(child) for child in case.children), default=case.idx)
            return Speech(case, max(end, case.idx + len(case)), _author(noun))
    return None


def _spoken(cue: Token) -> Speech:
    subjects = [*verb_frame(cue).subjects] or _beside(cue)
    return Speech(cue, cue.idx + len(cue), _author(subjects[0]) if subjects else None)


def _beside(cue: Token) -> list[Token]:
    """The noun right before or behind the cue: ", the ministry said", ", said the minister".

    The parse often gives it to the verb of what is said.
    """
    if not cue.i or cue.i + 1 >= len(cue.doc):
        return []
    noun = cue.nbor(-1)
    if noun.is_punct:
        noun = cue.nbor(1)
        for _ in range(_MAX_NOUN_TOKENS):
            if noun.head.i <= noun.i or noun.dep_ not in _BEFORE_NOUN:
                break
            noun = noun.head
    return [noun] if noun.pos_ in {"NOUN", "PROPN", "PRON"} else []


def _author(noun: Token) -> Token:
    """Of a statement or a report whoever made it, where that is said."""
    if noun.lower_ not in _DOCUMENTS:
        return noun
    for child in noun.children:
        if child.dep_ == "nmod:poss":
            return child
        if child.dep_ == "nmod" and any(c.lower_ in _AUTHORS for c in child.children):
            return child
    return noun
