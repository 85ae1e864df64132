"""Inflected forms of English words: from the dictionary form to everything a text may hold.

Decides spelling alone. The lexicon is a closed list, so its forms can be made beforehand; going
the other way, from a text's word to its dictionary form, needs a lemmatizer, and those guess
wrongly at the rarer words of the news. A form that no text ever holds does no harm.
"""

_IRREGULAR = {
    "beat": "beaten",
    "begin": "began begun",
    "break": "broke broken",
    "die": "died dying",
    "fight": "fought",
    "flee": "fled",
    "freeze": "froze frozen",
    "give": "gave given",
    "have": "has had having",
    "hold": "held",
    "lead": "led",
    "lose": "lost",
    "make": "made",
    "man": "men",
    "meet": "met",
    "overrun": "overran",
    "retake": "retook retaken",
    "run": "ran",
    "say": "said",
    "seek": "sought",
    "send": "sent",
    "shoot": "shot",
    "steal": "stole stolen",
    "take": "took taken",
    "tell": "told",
    "withdraw": "withdrew withdrawn",
    "woman": "women",
}
_VOWELS = "aeiou"


def verb_forms(lemma: str) -> frozenset[str]:
    """The verb as it stands in texts: third person, past, participles, British and American."""
    forms = {lemma, *_s_forms(lemma), *_IRREGULAR.get(lemma, "").split()}
    stem = lemma.removesuffix("e")
    forms.add(f"{stem}ing")
    doubled = lemma[-1] not in _VOWELS + "wxy" and lemma[-2] in _VOWELS
    if doubled:
        forms.add(f"{lemma}{lemma[-1]}ing")
    if lemma not in _IRREGULAR:  # "sayed" is a name
        forms.add(f"{stem}ed")
        if doubled:
            forms.add(f"{lemma}{lemma[-1]}ed")
        if lemma.endswith("y") and lemma[-2] not in _VOWELS:
            forms.add(f"{lemma[:-1]}ied")
    return frozenset(forms)


def noun_forms(lemma: str) -> frozenset[str]:
    """Singular and plural."""
    return frozenset({lemma, *_s_forms(lemma), *_IRREGULAR.get(lemma, "").split()})


def all_verb_forms(lemmas: str) -> frozenset[str]:
    """All forms of many verbs, given as one text."""
    return frozenset(form for lemma in lemmas.split() for form in verb_forms(lemma))


def all_noun_forms(lemmas: str) -> frozenset[str]:
    """Singulars and plurals of many nouns, given as one text."""
    return frozenset(form for lemma in lemmas.split() for form in noun_forms(lemma))


def words(text: str) -> frozenset[str]:
    """The words of a text: what would be a page of quotation marks otherwise."""
    return frozenset(text.split())


def _s_forms(lemma: str) -> set[str]:
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return {f"{lemma[:-1]}ies"}
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return {f"{lemma}es"}
    return {f"{lemma}s"}
