"""What kind of actor a noun is where it stands: its phrase, and what its sentence is about.

Decides where the phrase alone would mislead: officers are police unless the sentence speaks of an
army, the rebels of a party sit in a parliament, the president of a club is no head of state. Must
not know names.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from worker.enrichment.titles import bodies, is_of_any_body
from worker.events.forms import all_noun_forms, words
from worker.events.sectors import is_party, sector_of

_OFFICERS = all_noun_forms("officer")
_REBELS = all_noun_forms("rebel")
_ARMIES = words(
    "army armies barracks battalion battalions brigade coup garrison junta military mutineers"
    " mutiny navy putsch regiment regiments"
)
_WITHIN = frozenset({"from", "in", "inside", "of", "within"})


def sector_at(head: Token, phrase: Sequence[str]) -> str | None:
    """The sector of the noun phrase, in lower case, that ends with `head`."""
    noun = head.lower_
    found = sector_of([*_misread_before(head), *phrase])
    if found != sector_of([noun]):  # "bank president", "intelligence officers"
        return found
    if noun in _OFFICERS:
        return "MIL" if any(token.lower_ in _ARMIES for token in head.sent) else found
    if noun in _REBELS:
        own = [word for token in _within(head) for word in (token, *token.lefts)]
        return "LEG" if is_party(token.lower_ for token in own) else found
    if found == "GOV" and is_of_any_body(noun):
        known = bodies()
        return next((known[t.lower_] or None for t in _within(head) if t.lower_ in known), found)
    return found


def _misread_before(noun: Token) -> list[str]:
    """The word right before it that the parser took for another subject: "company president"."""
    before = noun.nbor(-1) if noun.i else noun
    is_twin = (before.dep_, before.head.i) == (noun.dep_, noun.head.i) and before.pos_ == "NOUN"
    return [before.lower_] if is_twin and before.i < noun.i else []


def _within(noun: Token) -> Iterator[Token]:
    """What it is of or in: "rebels in the party", "the president of the club"."""
    for token in noun.rights:
        cases = {child.lower_ for child in token.lefts if child.dep_ == "case"}
        if token.dep_ == "nmod" and cases & _WITHIN:
            yield token
