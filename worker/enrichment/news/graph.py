"""The network as a file: an ONNX graph with the pieces and the classes that belong to it.

Decides how it is stored, loaded and run. Must not know documents. It runs on one thread, because
the worker has one process per core.
"""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

from worker.enrichment.news.wordpiece import WordPiece

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_GRAPH, _VOCABULARY, _CLASSES, _RELATIONS, _LEXICON = (
    "graph.onnx",
    "vocabulary.txt",
    "classes.json",
    "relations.npz",
    "lexicon.json",
)
CANDIDATES = 3  # classes of features, and lemmas, that each word gets
_FILES = (_GRAPH, _VOCABULARY, _CLASSES, _RELATIONS, _LEXICON)
# What onnxruntime raises has no base of its own: each is an Exception and nothing more.
_BROKEN = (
    *(onnx_errors.Fail, onnx_errors.InvalidProtobuf, onnx_errors.InvalidGraph),
    *(onnx_errors.InvalidArgument, onnx_errors.NotImplemented, onnx_errors.RuntimeException),
    *(onnx_errors.EngineError, onnx_errors.NoModel, onnx_errors.NoSuchFile),
    *(AttributeError, KeyError, TypeError, EOFError, BadZipFile, zlib.error),
)
_QUIET = 3  # errors only
# Words in one matrix product. OpenBLAS starts a second thread, which then spins, from 2^18
# multiplications on for most processors; one word takes width * classes, about 2^12.7.
_ROWS = 32


@dataclass(frozen=True, slots=True)
class Classes:
    """What each head tells apart, in the order of its logits."""

    entity: tuple[str, ...]  # O, B-PERSON, I-PERSON ...
    tag: tuple[str, ...]  # Penn tags
    morph: tuple[str, ...]  # part of speech, then | and features
    lemma: tuple[str, ...]  # scripts of `lemmas`
    relation: tuple[str, ...]  # Universal Dependencies, ROOT at roots
    agreeing: tuple[str, ...]  # tag|part of speech, such as VBD|VERB: pairs that go together


@dataclass(frozen=True, slots=True)
class Findings:
    """What the graph says of a batch of windows; W is the most words that they have room for.

    tag: [windows, W], the likeliest class; morph, lemma: [windows, W, 3], the likeliest three,
    the best first; entity: [windows, W, classes], logits;
    begin: [windows, W], a sentence begins there; arc: [windows, W, 1 + W], column 0 is the root;
    relation_dependent: [windows, W, width]; relation_head: [windows, 1 + W, width]. Padding holds
    nothing of use.
    """

    tag: Integers
    morph: Integers
    lemma: Integers
    entity: Floats
    begin: Floats
    arc: Floats
    relation_dependent: Floats
    relation_head: Floats


class Graph:
    """A loaded network."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError or ValueError when the folder holds no whole network."""
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(f"{folder} lacks {', '.join(missing)}")
        self._folder = folder
        try:
            found = json.loads((folder / _CLASSES).read_text(encoding="utf-8"))
            self.classes = Classes(**{name: tuple(values) for name, values in found.items()})
            with np.load(folder / _RELATIONS) as arrays:
                self._weight: Floats = arrays["weight"]
                self._bias: Floats = arrays["bias"]
            words = json.loads((folder / _LEXICON).read_text(encoding="utf-8"))
            # Part of speech to the lemmas there are.
            self.lexicon = {pos: frozenset(lemmas) for pos, lemmas in words.items()}
            vocabulary = (folder / _VOCABULARY).read_text(encoding="utf-8").splitlines()
            self.speller = WordPiece(vocabulary)  # the pieces that the graph was trained on
            self._session = _session(folder / _GRAPH)
        except _BROKEN as error:
            raise ValueError(f"{folder} holds no whole network: {error}") from error

    def run(self, pieces: Integers, cases: Integers, words: Integers) -> Findings:
        """One pass; pieces, cases: [windows, T], words: [windows, W], all padded with 0."""
        feed = {"pieces": pieces, "cases": cases, "words": words}
        return Findings(*self._session.run(None, feed))

    def relations(self, dependents: Floats, heads: Floats) -> Floats:
        """Relation logits [windows, W, classes] of dependents and their heads [windows, W, width].

        A product for each window and `_ROWS` of its words: over all windows at once, its kernel
        and with it the last bits would depend on how many windows there are; over all words, it
        would not stay on one thread.
        """
        both = np.maximum(dependents + heads, 0.0)
        parts = [
            both[:, start : start + _ROWS] @ self._weight
            for start in range(0, both.shape[1], _ROWS)
        ]
        return np.concatenate(parts, axis=1) + self._bias

    def to_disk(self, folder: Path) -> None:
        """Copy the files into another folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            (folder / name).write_bytes((self._folder / name).read_bytes())


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = _QUIET
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
