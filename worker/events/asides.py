"""What is told of only as what somebody was in: "the bombing suspect", "victims of the flood".

Decides which words those are, and which of the words around are theirs: what the clause goes on to
say is of that somebody, and neither the day nor the place of what he was in. Must not know events.
"""

from collections.abc import Callable

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.forms import all_noun_forms
from worker.records import EventDate

_PREPOSITION_CHARS = 4  # " in "
_IN_IT = all_noun_forms("suspect victim survivor")


def is_of_somebody(word: Token) -> bool:
    """Whether it only says what somebody was in: "the *bombing* suspect"."""
    if word.pos_ != "NOUN" or word.head.lower_ not in _IN_IT:
        return False
    return word.i < word.head.i or word.dep_ == "nmod"


def is_named_by(word: Token, head: Token | None) -> bool:
    """Whether a name that hangs on `head` names the word: of "the Oslo bombing suspect", Oslo."""
    if head is None:
        return False
    return head.i == word.i or (is_of_somebody(word) and head.i == word.head.i)


def own_day(
    word: Token,
    sentence: SpacySpan,
    found: EventDate | None,
    on: Callable[[Token, SpacySpan], EventDate | None],
) -> EventDate | None:
    """The day that hangs on the word itself or stands in its name: "the *2019* bombing suspect".

    `found`: the day that the tree gives, or the sentences before; `on`: what hangs on a word.
    """
    if found is not None and found.start is not None and found.start >= sentence.start_char:
        return found
    named = (on(each, sentence) for each in (word, word.head))
    end = word.idx + len(word) + _PREPOSITION_CHARS
    return next((day for day in named if day and (day.start or 0) <= end), None)
