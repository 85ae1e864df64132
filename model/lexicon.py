"""The lemmas there are: those of WordNet, and those of the treebanks."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path

from corpora import read_sentences
from train import SYNTAX_TRAIN

_WORDNET = {"VERB": "verb", "NOUN": "noun", "ADJ": "adj"}


def lexicon(corpora: Path) -> dict[str, list[str]]:
    """Part of speech to its lemmas, sorted; single words without digits."""
    packed = files("spacy_lookups_data").joinpath("data", "en_lemma_index.json.gz").read_bytes()
    index = json.loads(gzip.decompress(packed))
    found = {pos: set(index[name]) for pos, name in _WORDNET.items()}
    for name in SYNTAX_TRAIN:
        for sentence in read_sentences(corpora / "ud" / name):
            for pos, lemma in zip(sentence.upos, sentence.lemmas, strict=True):
                if pos in found:
                    found[pos].add(lemma)
    return {pos: sorted(w for w in words if w.isalpha()) for pos, words in found.items()}
