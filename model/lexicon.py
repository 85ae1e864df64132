"""What the run time knows of words beside the network: lemmas, and what goes with a tag."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from importlib.resources import files
from pathlib import Path

from treebanks import SYNTAX_TRAIN, read_sentences

_WORDNET = {"VERB": "verb", "NOUN": "noun", "ADJ": "adj"}
_RARE, _FEW = 0.01, 20  # share of a tag's words, and count: below both it is a slip


def lexicon(corpora: Path) -> dict[str, list[str]]:
    """Part of speech to its lemmas in WordNet and the treebanks, sorted; words without digits."""
    packed = files("spacy_lookups_data").joinpath("data", "en_lemma_index.json.gz").read_bytes()
    index = json.loads(gzip.decompress(packed))
    found = {pos: set(index[name]) for pos, name in _WORDNET.items()}
    for name in SYNTAX_TRAIN:
        for sentence in read_sentences(corpora / "ud" / name):
            for pos, lemma in zip(sentence.upos, sentence.lemmas, strict=True):
                if pos in found:
                    found[pos].add(lemma)
    return {pos: sorted(w for w in words if w.isalpha()) for pos, words in found.items()}


def agreeing(corpora: Path) -> list[str]:
    """The pairs tag|part of speech that the treebanks have, slips left out, sorted."""
    pairs: Counter[tuple[str, str]] = Counter()
    for name in SYNTAX_TRAIN:
        for sentence in read_sentences(corpora / "ud" / name):
            pairs.update(zip(sentence.xpos, sentence.upos, strict=True))
    tags: Counter[str] = Counter()
    for (tag, _), count in pairs.items():
        tags[tag] += count
    return sorted(
        f"{tag}|{pos}"
        for (tag, pos), count in pairs.items()
        if count >= min(_FEW, _RARE * tags[tag])
    )
