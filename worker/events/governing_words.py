"""Words that put what they govern at a distance: plans, attempts, orders, fears, denials, wishes.

A table: which verbs, adjectives and nouns speak of something without saying that it is so, and how.
Must not know spaCy nor any event.
"""

from collections.abc import Callable, Mapping
from enum import Enum, unique

from worker.events.forms import all_noun_forms, all_verb_forms
from worker.records import Modality


@unique
class Distance(Enum):
    """How a governing word speaks of what it governs: modality, negated, told, also of clauses."""

    PROMISED = ("promised", Modality.PLANNED, False, True, True)  # its subject will do it
    WARNED = ("warned", Modality.PLANNED, False, True, True)  # of what it will do; else no distance
    REFUSED = ("refused", Modality.PLANNED, True, True, False)
    ATTEMPTED = ("attempted", Modality.ATTEMPTED, False, True, False)
    FAILED = ("failed", Modality.ATTEMPTED, True, True, False)  # failed to, foiled
    ORDERED = ("ordered", Modality.ORDERED, False, True, True)
    INSTRUCTED = ("instructed", Modality.ORDERED, False, True, False)  # "told that" tells a fact
    FORBIDDEN = ("forbidden", Modality.ORDERED, True, True, False)
    HELD = ("held", Modality.POSSIBLE, False, True, True)  # feared, expected, believed
    ALLEGED = ("alleged", Modality.POSSIBLE, False, True, False)  # accused of
    DENIED = ("denied", Modality.DENIED, False, True, True)
    WISHED = ("wished", Modality.POSSIBLE, False, False, True)
    PURPOSE = ("purpose", Modality.PLANNED, False, False, False)  # "came to attack"

    def __init__(
        self, _name: str, modality: Modality, negates: bool, told: bool, of_clauses: bool
    ) -> None:
        self.modality = modality
        self.negates = negates
        self.told = told
        self.of_clauses = of_clauses


_VERBS = {
    Distance.PROMISED: "agree aim arrange commit decide going intend offer plan"
    " pledge plot prepare promise resolve schedule swear threaten undertake volunteer vow",
    Distance.WARNED: "warn",
    Distance.REFUSED: "decline oppose refuse reject",
    Distance.ATTEMPTED: "attempt endeavor endeavour seek strive struggle try",
    Distance.FAILED: "avert avoid block deter fail foil prevent stop thwart",
    Distance.ORDERED: "appeal ask beg call command demand insist order plead propose recommend"
    " request urge",
    Distance.INSTRUCTED: "allow authorise authorize encourage instruct invite permit press pressure"
    " push summon tell",
    Distance.FORBIDDEN: "ban bar forbid prohibit",
    Distance.HELD: "anticipate believe consider expect fear mull predict suspect think",
    Distance.ALLEGED: "accuse charge",
    Distance.DENIED: "deny",
    Distance.WISHED: "dream hope like long need prefer want wish",
}
_NOUNS = {
    Distance.PROMISED: "agreement commitment decision intention offer plan pledge plot preparation"
    " promise readiness threat vow willingness",
    Distance.REFUSED: "refusal",
    Distance.ATTEMPTED: "attempt bid effort",
    Distance.FAILED: "failure",
    Distance.ORDERED: "appeal authorization call demand order permission proposal request",
    Distance.HELD: "ability chance danger fear likelihood opportunity possibility prospect right"
    " risk suspicion",
    Distance.DENIED: "denial",
    Distance.WISHED: "desire hope need wish",
}
_ADJECTIVES = {
    Distance.PROMISED: "committed determined due poised prepared ready set willing",
    Distance.REFUSED: "reluctant unwilling",
    Distance.FAILED: "unable",
    Distance.HELD: "able believed likely suspected thought",
    Distance.WISHED: "eager free keen",
}
# Whose object is not yet there: "demanded the withdrawal", but "called the attack a crime".
_OF_OBJECTS = (
    "avert avoid block consider demand expect fear foil intend mull offer oppose order plan pledge"
    " plot predict prepare prevent promise propose recommend refuse reject request schedule seek"
    " stop threaten thwart urge vow want need"
)
_OF_CASES = {
    "for": "appeal ask call hope long plan plead prepare press push wish",
    "on": "agree decide",
    "to": "agree commit",
    "with": "threaten",
}


def _by_form(
    words: Mapping[Distance, str], forms: Callable[[str], frozenset[str]]
) -> Mapping[str, Distance]:
    return {form: distance for distance, lemmas in words.items() for form in forms(lemmas)}


GOVERNING_VERBS = _by_form(_VERBS, all_verb_forms)
GOVERNING_NOUNS = _by_form(_NOUNS, all_noun_forms)
GOVERNING_ADJECTIVES = _by_form(_ADJECTIVES, lambda words: frozenset(words.split()))
GOVERNING_OBJECTS = all_verb_forms(_OF_OBJECTS)
GOVERNING_CASES = {case: all_verb_forms(lemmas) for case, lemmas in _OF_CASES.items()}
# Verbs that only carry a noun's event: their auxiliaries and negations are its own.
CARRIERS = all_verb_forms(
    "attend begin carry conduct continue do end give have hold impose initiate issue launch lead"
    " make mount open occur organise organize perform receive resume run send sign stage start"
    " suspend take"
)
# No events where they are done, or of many kinds; but who says he will do them has promised.
CONSENTING = all_verb_forms(
    "accept allow contribute give grant join let participate pay permit provide ratify recognise"
    " recognize resume return share"
)
