"""Loading a spaCy pipeline and running texts through it.

Decides what "news" and "news-fast" mean, which languages a pipeline speaks, and that memory is
given back after every batch. Must not know what is read off the documents.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from worker.enrichment.shadow import shadow_of
from worker.failures import ModelUnavailable
from worker.records import Model

NEWS, NEWS_FAST = "news", "news-fast"
_BUNDLED = {NEWS: "news", NEWS_FAST: "news_fast"}  # profile: its folder in models/
_ANY_LANGUAGE = "xx"  # spaCy's code for a pipeline of many languages
# Texts go through spaCy in groups: that is faster than one by one, and beyond this size only the
# memory grows. A longer text is a group of its own.
_GROUP_CHARS = 30_000
_WARM_UP = "On Monday, officials in Geneva said that 12 people had been killed in the attack."

_Read = TypeVar("_Read")


class SpacyPipeline:
    """A loaded spaCy pipeline. One per process, one thread: memory zones are not thread-safe."""

    def __init__(self, nlp: Language, model: Model) -> None:
        self._nlp = nlp
        self.model = model

    def speaks(self, language: str | None) -> bool:
        """Whether texts in this language (ISO 639-1) are worth annotating."""
        return self._nlp.lang == _ANY_LANGUAGE or language == self._nlp.lang

    def warm_up(self) -> None:
        """Fill caches that must not be filled inside a memory zone."""
        for doc in self._nlp.pipe([_WARM_UP] * 2):
            len(doc)

    def read(self, texts: Sequence[str], reader: Callable[[Doc, int], _Read]) -> list[_Read]:
        """What `reader(doc, index)` takes from each text's document, in the order of the texts.

        The documents die when this returns, and their memory with them: the reader must return
        plain values, nothing of spaCy's. Offsets in a document are offsets in its text.
        """
        with self._nlp.memory_zone():
            docs = (
                doc
                for group in _groups([shadow_of(text) for text in texts])
                for doc in self._nlp.pipe(group, batch_size=len(group))
            )
            return [reader(doc, index) for index, doc in enumerate(docs)]


def _groups(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, in groups of at most `_GROUP_CHARS` characters or one text."""
    group: list[str] = []
    chars = 0
    for text in texts:
        if group and chars + len(text) > _GROUP_CHARS:
            yield group
            group, chars = [], 0
        group.append(text)
        chars += len(text)
    if group:
        yield group


def load_pipeline(name_or_path: str) -> SpacyPipeline:
    """The bundled pipeline of that name, otherwise what spaCy finds under that name or path.

    Raises ModelUnavailable with a line about what to do.
    """
    if name_or_path in _BUNDLED:
        bundled = files(__package__).joinpath("models", _BUNDLED[name_or_path])
        with as_file(bundled) as folder:
            return _load(str(folder), name_or_path)
    return _load(name_or_path, name_or_path)


def _load(source: str, asked_for: str) -> SpacyPipeline:
    try:
        nlp = spacy.load(source)
    except (OSError, ImportError, ValueError, KeyError, EOFError) as error:
        lines = (line for line in str(error).splitlines() if line.strip())
        first_line = next(lines, type(error).__name__)
        raise ModelUnavailable(
            f"the spaCy pipeline {asked_for!r} cannot be loaded: {first_line} "
            "(PAGEWIRE_SPACY_PIPELINE takes 'news', 'news-fast', an installed pipeline or a path)"
        ) from error
    name = asked_for if asked_for in _BUNDLED else f"{nlp.meta['lang']}_{nlp.meta['name']}"
    return SpacyPipeline(nlp, Model(name, str(nlp.meta["version"]), _sha256(nlp)))


def _sha256(nlp: Language) -> str:
    """Of the pipeline's files by sorted path; of its configuration when it has no files."""
    digest = hashlib.sha256()
    if nlp.path is None:
        digest.update(nlp.config.to_str().encode())
        return digest.hexdigest()
    folder = Path(nlp.path)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" in file.parts:
            continue
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
