"""Inflected forms of English words: from the dictionary form to everything a text may hold.

Decides spelling alone. The lexicon is a closed list, so its forms can be made beforehand; going
the other way, from a text's word to its dictionary form, needs a lemmatizer, and those guess
wrongly at the rarer words of the news. A form that no text ever holds does no harm.
"""

_IRREGULAR = {
    "beat": "beaten",
    "begin": "began begun",
    "bite": "bit bitten",
    "bleed": "bled",
    "blow": "blew blown",
    "break": "broke broken",
    "bring": "brought",
    "build": "built",
    "burn": "burned burnt",
    "burst": "burst",
    "buy": "bought",
    "cast": "cast",
    "catch": "caught",
    "child": "children",
    "cling": "clung",
    "come": "came",
    "crisis": "crises",
    "cut": "cutting cut",
    "deal": "dealt",
    "die": "died dying",
    "dig": "dug",
    "draw": "drew drawn",
    "drink": "drank drunk",
    "drive": "drove driven",
    "fall": "fell fallen",
    "feed": "fed",
    "fight": "fought",
    "find": "found",
    "fisherman": "fishermen",
    "flee": "fled",
    "fling": "flung",
    "fly": "flew flown",
    "forbid": "forbade forbidden forbidding",
    "forgive": "forgave forgiven",
    "freeze": "froze frozen",
    "get": "got gotten",
    "give": "gave given",
    "go": "goes went gone going",
    "grow": "grew grown",
    "hang": "hanged hung",
    "have": "has had having",
    "hide": "hid hidden",
    "hit": "hitting",
    "hold": "held",
    "keep": "kept",
    "lay": "laid",
    "lead": "led",
    "leave": "left",
    "lend": "lent",
    "let": "let",
    "life": "lives",
    "lose": "lost",
    "make": "made",
    "man": "men manned",
    "meet": "met",
    "outrun": "outran",
    "overcome": "overcame",
    "override": "overrode overridden",
    "overrun": "overran",
    "oversee": "oversaw overseen",
    "overthrow": "overthrew overthrown",
    "pay": "paid",
    "policeman": "policemen",
    "put": "putting",
    "quit": "quit",
    "rebuild": "rebuilt",
    "resell": "resold",
    "retake": "retook retaken",
    "ride": "rode ridden",
    "ring": "rang rung",
    "rise": "rose risen",
    "run": "ran",
    "say": "said",
    "see": "saw seeing seen",
    "seek": "sought",
    "sell": "sold",
    "send": "sent",
    "set": "setting set",
    "shake": "shook shaken",
    "shoot": "shot",
    "shut": "shutting",
    "sink": "sank sunk",
    "sit": "sat",
    "slay": "slew slain slayed",
    "slit": "slitting slit",
    "speak": "spoke spoken",
    "spill": "spilled spilt",
    "spread": "spread",
    "stand": "stood",
    "steal": "stole stolen",
    "stick": "stuck",
    "strike": "struck stricken",
    "swear": "swore sworn",
    "sweep": "swept",
    "swim": "swam swum",
    "take": "took taken",
    "teach": "taught",
    "tear": "tore torn",
    "tell": "told",
    "think": "thought",
    "throw": "threw thrown",
    "traffic": "trafficked trafficking",
    "undertake": "undertook undertaken",
    "underwrite": "underwrote underwritten",
    "unfreeze": "unfroze unfrozen",
    "uphold": "upheld",
    "veto": "vetoes vetoed",
    "waylay": "waylaid",
    "wear": "wore worn",
    "win": "won winning",
    "withdraw": "withdrew withdrawn",
    "withhold": "withheld",
    "woman": "women",
    "write": "wrote written",
}
_VOWELS = "aeiou"


def verb_forms(lemma: str) -> frozenset[str]:
    """The verb as it stands in texts: third person, past, participles, British and American."""
    forms = {lemma, *_s_forms(lemma), *_IRREGULAR.get(lemma, "").split()}
    stem = lemma.removesuffix("e")
    doubled = lemma[-1] not in _VOWELS + "wxy" and lemma[-2] in _VOWELS
    # One short syllable always doubles: "raped" is not from "rap".
    only_doubled = doubled and sum(letter in _VOWELS for letter in lemma) == 1
    if not only_doubled:
        forms.add(f"{stem}ing")
    if doubled:
        forms.add(f"{lemma}{lemma[-1]}ing")
    if lemma not in _IRREGULAR:  # "sayed" is a name
        if not only_doubled:
            forms.add(f"{stem}ed")
        if doubled:
            forms.add(f"{lemma}{lemma[-1]}ed")
        if lemma.endswith("y") and lemma[-2] not in _VOWELS:
            forms.add(f"{lemma[:-1]}ied")
    return frozenset(forms)


def noun_forms(lemma: str) -> frozenset[str]:
    """Singular and plural."""
    forms = {lemma, *_s_forms(lemma), *_IRREGULAR.get(lemma, "").split()}
    if lemma.endswith("man"):  # "gunmen"; the "humen" that it makes besides is in no text
        forms.add(f"{lemma[:-3]}men")
    return frozenset(forms)


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
