"""The network as spaCy components: an encoder that runs it and heads that set the document.

Decides how answers become attributes of a Doc. `encoder` must come first; the heads may be left
out. What the encoder found stands beside the Doc and not in its `user_data`: a Doc has to be
serialised whatever heads ran, and this cannot be.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS
from spacy.tokens import Doc, Span, Token
from spacy.util import minibatch
from spacy.vocab import Vocab

from worker.enrichment.news import tags
from worker.enrichment.news.answers import Answer, answers
from worker.enrichment.news.calibration import Calibration
from worker.enrichment.news.consistency import consistent
from worker.enrichment.news.graph import Graph, Integers
from worker.enrichment.news.layout import layout
from worker.enrichment.news.lemmas import Lemmatizer
from worker.enrichment.news.names import spans

ARC_PROBABILITIES = "pagewire_arc_probabilities"
_BATCH = 32
_WIDEST_GAP = 3  # characters of whitespace inside a name
# What the encoder found of each document that it has read; goes when the document goes.
_answer_to: WeakKeyDictionary[Doc, Answer] = WeakKeyDictionary()


def _arc_probability(token: Token) -> float | None:
    found = token.doc.user_data.get(ARC_PROBABILITIES)
    return None if found is None else float(found[token.i])


# Somebody else's extension of that name is theirs.
if not Span.has_extension("confidence"):
    Span.set_extension("confidence", default=None)
if not Token.has_extension("confidence"):
    Token.set_extension("confidence", getter=_arc_probability)


@Language.factory("pagewire_encoder")
class Encoder:
    """Runs the network over batches of documents; everything else reads what it found."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._graph: Graph | None = None

    @property
    def graph(self) -> Graph:
        """The network; raises ValueError before it was loaded."""
        if self._graph is None:
            raise ValueError("the encoder has no network: load the pipeline from its folder")
        return self._graph

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Read documents, so many at a time."""
        batches: Iterator[list[Doc]] = minibatch(stream, batch_size)  # type: ignore[no-untyped-call]
        for docs in batches:
            tokens = [[token.text for token in doc] for doc in docs]
            layouts = [layout(found) for found in tokens]
            texts = [
                [found[number] for number in lay.tokens]
                for found, lay in zip(tokens, layouts, strict=True)
            ]
            for doc, found in zip(docs, answers(self.graph, texts, layouts), strict=True):
                _answer_to[doc] = found
                yield doc

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Encoder":
        """Load the network."""
        self._graph = Graph(Path(path))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Copy the network."""
        self.graph.to_disk(Path(path))


class _Head:
    """A component that reads the encoder's answer and needs its classes."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self._nlp = nlp
        self._hashes: _Hashes | None = None

    @property
    def hashes(self) -> "_Hashes":
        """The classes in the vocabulary, once the encoder has loaded them."""
        if self._hashes is None:
            self.from_disk("")
        if self._hashes is None:
            raise ValueError(f"{self.name} needs the component pagewire_encoder before it")
        return self._hashes

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "_Head":
        """Put the classes into the vocabulary now: in a memory zone they would not stay there."""
        for _, component in self._nlp.components:
            if isinstance(component, Encoder):
                self._hashes = _Hashes(self._nlp.vocab, component.graph)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Nothing of its own to store."""


class _Hashes:
    """Class numbers as spaCy stores them."""

    def __init__(self, vocab: Vocab, graph: Graph) -> None:
        classes = self.classes = graph.classes
        self.lemmatizer = Lemmatizer(classes.lemma, graph.lexicon)
        parts = [name.partition("|") for name in classes.morph]
        add = vocab.strings.add
        self.tag = np.array([add(tag) for tag in classes.tag], np.uint64)
        self.pos_names = [pos for pos, _, _ in parts]
        self.pos = np.array([IDS[pos] for pos in self.pos_names], np.uint64)
        self.morph = np.array([vocab.morphology.add(feats) for *_, feats in parts], np.uint64)
        self.agreement = tags.table(classes.tag, self.pos_names, frozenset(classes.agreeing))
        self.relation = np.array([add(name) for name in classes.relation], np.uint64)
        self.space = np.array([add("_SP"), IDS["SPACE"], vocab.morphology.add(""), 0], np.uint64)
        self.space_relation = add("dep")
        for label in classes.entity:
            add(label[2:])


@Language.factory(
    "pagewire_tagger", assigns=["token.tag", "token.pos", "token.morph", "token.lemma"]
)
class Tagger(_Head):
    """Penn tags, parts of speech, features and lemmas."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the tags of one document."""
        known, found = self.hashes, _answer(doc)
        values = np.empty((len(doc), 4), np.uint64)
        values[:] = known.space
        for token in doc if len(found.words) < len(doc) else ():
            values[token.i, 3] = token.orth
        morph = tags.features(found.tag, found.morph, known.agreement)
        add, lemma = doc.vocab.strings.add, known.lemmatizer.lemma
        lemmas = [
            add(lemma(word, known.pos_names[features], tuple(candidates)))
            for word, features, candidates in zip(
                found.words, morph.tolist(), found.lemma.tolist(), strict=True
            )
        ]
        columns = (known.tag[found.tag], known.pos[morph], known.morph[morph])
        values[found.tokens] = np.stack([*columns, np.array(lemmas, np.uint64)], axis=1)
        doc.from_array([TAG, POS, MORPH, LEMMA], values)  # type: ignore[arg-type]
        return doc


@Language.factory("pagewire_parser", assigns=["token.dep", "token.head", "doc.sents"])
class Parser(_Head):
    """Trees and sentences; `token._.confidence` is the probability of the arc to its head."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the trees of one document."""
        known, found = self.hashes, _answer(doc)
        words = np.array(found.tokens, np.int64)
        own = np.arange(len(doc))
        heads = own.copy()
        relations = np.full(len(doc), known.space_relation, np.uint64)
        probabilities = np.ones(len(doc), np.float32)
        heads[words] = words[found.head]
        relations[words] = known.relation[found.relation]
        probabilities[words] = found.arc_probability
        _attach_spaces(heads, words)
        values = np.stack([(heads - own).view(np.uint64), relations], axis=1)
        doc.from_array([HEAD, DEP], values)  # type: ignore[arg-type]
        doc.user_data[ARC_PROBABILITIES] = probabilities
        return doc


def _attach_spaces(heads: Integers, words: Integers) -> None:
    """Let whitespace hang on the word before it, or on the first word."""
    if not len(words):
        return
    spaces = np.setdiff1d(np.arange(len(heads)), words)
    before = np.searchsorted(words, spaces) - 1
    heads[spaces] = words[np.maximum(before, 0)]


@Language.factory(
    "pagewire_ner",
    default_config={"calibration": {"slope": 1.0, "offset": 0.0}},
    assigns=["doc.ents", "token.ent_type", "token.ent_iob"],
)
class Recognizer(_Head):
    """Entities; `span._.confidence` is the calibrated probability that span and label are right."""

    def __init__(self, nlp: Language, name: str, calibration: dict[str, float]) -> None:
        super().__init__(nlp, name)
        self._calibration = Calibration(**calibration)

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one document."""
        found, classes = _answer(doc), self.hashes.classes.entity
        labels = [classes[label] for label in found.label.tolist()]
        ents: list[Span] = []
        for first, whole, label in spans(labels):
            end = _unbroken(doc, found.tokens, first, whole)
            ent = Span(doc, found.tokens[first], found.tokens[end - 1] + 1, label)
            ent._.confidence = self._calibration.confidence(found.label_probability[first:end])
            ents.append(ent)
        doc.set_ents(ents)
        return doc


def _unbroken(doc: Doc, tokens: Sequence[int], first: int, end: int) -> int:
    """Where a name ends at the latest: at a line break, or a gap that hides something."""
    for word in range(first + 1, end):
        gap = doc[tokens[word - 1] + 1 : tokens[word]]
        if len(gap) and ("\n" in gap.text or len(gap.text) > _WIDEST_GAP):
            return word
    return end


@Language.factory("pagewire_consistency", assigns=["doc.ents"])
class Consistency:
    """One name, one label in a document; then drops what the encoder found: no head comes after."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Set the document's entities anew."""
        doc.set_ents(consistent(doc))
        _answer_to.pop(doc, None)
        return doc


def _answer(doc: Doc) -> Answer:
    found = _answer_to.get(doc)
    if found is None:
        raise ValueError("the component pagewire_encoder must run before this one")
    return found
