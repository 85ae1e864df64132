"""What kind of actor a noun is where it stands: its phrase, and what its sentence is about.

Decides where the phrase alone would mislead: officers are police unless the sentence speaks of a
coup, the rebels of a party sit in a parliament, the president of a club is no head of state. What
stands beside the noun decides before the sentence. Must not know names: it asks what they are.
"""

from collections.abc import Callable, Iterator, Sequence

from spacy.tokens import Token

from worker.enrichment.titles import bodies, is_of_any_body
from worker.events.forms import all_noun_forms, words
from worker.events.frames import conjuncts
from worker.events.sectors import is_party, says_sector, sector_of

_OFFICERS = all_noun_forms("officer")
_REBELS = all_noun_forms("rebel")
_COUPS = all_noun_forms("coup junta mutineer putsch") | words("mutinied mutinies mutiny")
_ARMIES = _COUPS | all_noun_forms("army barracks battalion brigade garrison military navy regiment")
_WITHIN = frozenset({"from", "in", "inside", "of", "within"})
# Besides the bodies that govern nobody, whoever has a president or a secretary of its own.
_ELECTING = frozenset({"BUS", "EDU", "JRN", "JUD", "LEG", "NGO", "PTY", "REL"})
_OF_LAND = frozenset({"GPE", "LOC"})


def sector_at(
    head: Token, kinds_at: Callable[[Token], frozenset[str]], phrase: Sequence[str] = ()
) -> str | None:
    """The sector of the noun phrase, in lower case, that ends with `head`; without one, of what
    stands before it. `kinds_at` tells the label and the sector of the name that a word lies in.
    """
    noun = head.lower_
    phrase = phrase or [*(token.lower_ for token in head.lefts), noun]
    found = sector_of([*_misread_before(head), *phrase])
    if found != sector_of([noun]):  # "bank president", "intelligence officers"
        return found
    if noun in _OFFICERS:
        if any(map(says_sector, phrase[:-1])):  # "police officers" beside an army
            return found
        return "MIL" if _is_of_army(head) else found
    if noun in _REBELS:
        own = [word for token in _within(head) for word in (token, *token.lefts)]
        return "LEG" if is_party(token.lower_ for token in own) else found
    return _sector_of_body(head, kinds_at, found) if is_of_any_body(noun) else found


def _is_of_army(officers: Token) -> bool:
    """Whether they are an army's, or the sentence tells of a coup or of what an army did."""
    own = [word.lower_ for token in _within(officers) for word in (*token.lefts, token)]
    if any(sector_of([word]) == "COP" for word in own):
        return False
    first = officers.head if officers.dep_ == "conj" else officers
    if any(sector_of([each.lower_]) == "MIL" for each in conjuncts(first)):
        return True  # "a soldier and two officers"
    loyal = (each for child in officers.rights if child.dep_ == "amod" for each in child.subtree)
    if any(sector_of([each.lower_]) == "MIL" for each in loyal):
        return True  # "officers loyal to the general"
    theirs = {token.i for token in officers.subtree}
    return any(
        token.lower_ in _COUPS
        or (token.lower_ in _ARMIES and (token.i in theirs or token.dep_.startswith("nsubj")))
        for token in officers.sent
    )


def _sector_of_body(
    office: Token, kinds_at: Callable[[Token], frozenset[str]], found: str | None
) -> str | None:
    """The sector of the body whose president it is: "of the African Union", "the bank's"."""
    known = bodies()
    owners = (token for token in office.lefts if token.dep_ == "nmod:poss")
    for token in (*owners, *_within(office)):
        kinds = kinds_at(token)
        if kinds & _OF_LAND:  # the Russian Federation
            return found
        if sector := next(iter(kinds - {"ORG"}), None) if "ORG" in kinds else None:
            return sector
        if token.lower_ in known:
            return known[token.lower_] or None
        if (sector := sector_of([token.lower_])) in _ELECTING:
            return sector
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
