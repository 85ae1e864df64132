"""Places that have no name: "at the airport", "near the border", "in three villages".

Decides which nouns are places and which words belong to one. Must not know events; which place is
whose is decided in `locations.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from worker.events.forms import all_noun_forms, words

_NOUNS = all_noun_forms("""
    airfield airport apartment area backyard barracks base basement bazaar beach border bridge
    building cafe café camp campus canyon capital carriageway castle cathedral cave cemetery
    checkpoint church city clinic coast coastline compound corridor courthouse courtyard
    crossing crossroads dam delta desert district dock dormitory embassy enclave estate facility
    factory farm farmhouse farmland ferry flat foothill forest fort fortress frontier garage
    garden gate ghetto gorge governorate gulf gym hamlet harbor harbour headquarters heights
    highlands highway hill hillside hilltop home hospital hostel hotel house housing intersection
    island
    jail jungle kindergarten lagoon lake lane marina market marketplace marsh mine monastery
    monument morgue mosque motorway mountain museum neighborhood neighbourhood nightclub nursery
    office oilfield orchard outpost outskirts palace park pass peninsula pier pipeline plain
    plantation plateau plaza port prefecture prison province quarry railway ranch refinery
    region reservoir residence restaurant ridge river road roadblock roadside roundabout runway
    savanna school sea seaport settlement shelter shipyard shop shopping-centre shore shrine
    slipway slum square stadium station steppe strait street strip suburb supermarket swamp
    synagogue temple terminal territory theater theatre town township tunnel university valley
    villa village ward warehouse wharf woodland woods workshop yard zone
""") | words("north south east west northeast northwest southeast southwest cities")
_BEFORE_HEAD = frozenset({"amod", "compound", "flat", "nmod:desc"})
_JOINED = frozenset({"ADJ", "NOUN", "PROPN", "VERB", "NUM"})
_MAX_BEFORE = 4


@dataclass(frozen=True, slots=True)
class UnnamedPlace:
    """A noun of a place with the words before it that say which."""

    noun: Token
    preposition: str
    start: int
    end: int


def is_place_noun(noun: Token) -> bool:
    """Whether the noun says of what sort a place is."""
    return noun.pos_ in {"NOUN", "PROPN"} and noun.lower_ in _NOUNS


def unnamed_places(sentence: SpacySpan) -> Iterator[UnnamedPlace]:
    """The sentence's nouns of places, in their order."""
    for token in sentence:
        if is_place_noun(token) and token.dep_ not in _BEFORE_HEAD and _is_one(token):
            yield UnnamedPlace(
                token, preposition_of(token), first_word(token).idx, token.idx + len(token)
            )


def preposition_of(noun: Token) -> str:
    """The word that says how it is the place of something; "out of" is "from"."""
    words = [child.lower_ for child in noun.children if child.dep_ == "case"]
    return "from" if words[:2] == ["out", "of"] else words[0] if words else ""


def first_word(noun: Token) -> Token:
    """Where the words begin that say which one it is: at "Gerland" in "the Gerland station"."""
    first = noun
    while noun.i - first.i < _MAX_BEFORE and not first.is_sent_start:
        before = first.nbor(-1)
        if before.dep_ not in _BEFORE_HEAD or before.pos_ not in _JOINED:
            break
        if not noun.left_edge.i <= before.i:
            break
        first = before
    return first


def _is_one(noun: Token) -> bool:
    """Whether a certain place is meant: plurals, and singulars with an article or more.

    Bare ones are ways of speaking: "two years in prison", "at home", "in hospital".
    """
    if noun.tag_ in {"NNS", "NNPS", "NNP"}:
        return noun.text != "House"  # of a parliament
    return any(child.dep_ in {"det", "nmod:poss", "amod", "compound"} for child in noun.lefts)
