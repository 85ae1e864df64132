"""The tokenizer of the pipeline: spaCy's English one, moved towards Universal Dependencies.

What differs was counted on the treebanks' training parts: runs of punctuation are one token, words
with a bound prefix (re-elected, non-fiction) are not split, units part from their numbers.
"""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_RUNS = [
    r"[!?]{2,}",
    *(rf"{sign}{{2,}}" for sign in ("=", r"\*", "_", "~", "#", r"\$", "<", ">", r"\+")),
]
_UNITS = r"(?<=[0-9])(?:am|pm|bn|tn|mn)"
_BOUND = (
    "anti", "co", "counter", "cross", "e", "ex", "extra", "inter", "intra", "mid", "multi", "neo",
    "non", "over", "post", "pre", "pro", "re", "semi", "sub", "un",
)  # fmt: skip
_ABBREVIATIONS = (
    "al.", "Brig.", "ca.", "Capt.", "Cmdr.", "Col.", "etc.", "Ft.", "Lt.", "Maj.", "Sept.", "Sgt.",
    "vs.",
)  # fmt: skip
_JOINED = (("wan", "na"), ("out", "ta"), ("gim", "me"))


def tokenizer_pipeline() -> Language:
    """A pipeline that tokenises and nothing else."""
    nlp = spacy.blank("en")
    defaults = nlp.Defaults
    hyphen = next(rule for rule in defaults.infixes if "--" in rule and "(?=" in rule)
    # Before a capital the prefix is cut off all the same: the rest is most often a name.
    bound = "".join(rf"(?<!\b{prefix})(?<!\b{prefix.title()})" for prefix in _BOUND)
    lower, upper = spacy.lang.char_classes.ALPHA, spacy.lang.char_classes.ALPHA_UPPER
    infixes = [rule for rule in defaults.infixes if rule != hyphen]
    marks = spacy.lang.char_classes.HYPHENS
    infixes += [
        rf"(?<=[{lower}0-9]){bound}(?:{marks})(?=[{lower}])",
        rf"(?<=[{lower}0-9])(?:{marks})(?=[{upper}])",
        rf"(?<=[{lower}])(?:{marks})(?=[0-9])",
        r"(?<=[0-9])[–—](?=[0-9])",
    ]
    tokenizer = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.prefix_search = compile_prefix_regex([*_RUNS, *defaults.prefixes]).search
    tokenizer.suffix_search = compile_suffix_regex([*_RUNS, _UNITS, *defaults.suffixes]).search
    rules = {name: rule for name, rule in tokenizer.rules.items() if name != "and/or"}
    tokenizer.rules = rules
    for word in _ABBREVIATIONS:
        tokenizer.add_special_case(word, [{"ORTH": word}])
    for parts in _JOINED:
        for spelled in (parts, (parts[0].title(), parts[1])):
            tokenizer.add_special_case("".join(spelled), [{"ORTH": part} for part in spelled])
    return nlp
