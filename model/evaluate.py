"""Measures a pipeline as the worker runs it; changes nothing. Runs in the worker's environment."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import spacy
from spacy.language import Language

import accuracy
import footprint
from corpora import entity_files
from gold import read_gold
from lines import Unreadable
from treebanks import documents, read_sentences, syntax_doc
from worker.enrichment import SpacyPipeline, load_pipeline

PUD, EWT, GUM = "en_pud-ud-test", "en_ewt-ud-dev", "gum_permissive-dev"
TREEBANKS = (PUD, EWT, GUM)
EXAMPLES = """examples:
  evaluate.py --model worker/enrichment/models/news everything --corpora CORPORA
  evaluate.py --model worker/enrichment/models/news everything --corpora CORPORA \\
      --gold gold/*.jsonl.gz
  evaluate.py --model build/news entities --gold gold/pud.jsonl.gz
  evaluate.py --model build/news syntax --conllu CORPORA/ud/en_ewt-ud-dev.conllu.gz --paragraphs
  evaluate.py --model build/news confidence --corpora CORPORA
"""


class Candidate:
    """The pipeline to measure, loaded when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def nlp(self) -> Language:
        """As spaCy loads it."""
        return spacy.load(self.folder)

    @cached_property
    def pipeline(self) -> SpacyPipeline:
        """As the worker loads it."""
        return load_pipeline(str(self.folder.resolve()))


Results = Iterator[tuple[str, accuracy.Scores]]
Task = Callable[[Candidate, argparse.Namespace], Results]


def syntax(one: Candidate, args: argparse.Namespace) -> Results:
    """Tokens, tags, features, lemmas, trees and sentences on a CoNLL-U file."""
    yield "syntax", accuracy.syntax(one.nlp, args.conllu, paragraphs=args.paragraphs)


def entities(one: Candidate, args: argparse.Namespace) -> Results:
    """F1 of exact spans by label on gold files, of what `pagewire annotate` gives."""
    for path in args.gold:
        yield path.name, accuracy.entities(one.pipeline, path)


def confidence(one: Candidate, args: argparse.Namespace) -> Results:
    """The gap between confidence and truth, on held-out passages and gold files."""
    for name, scores in accuracy.confidence(one.pipeline, args.corpora, args.gold):
        yield f"confidence, {name}", scores


def names(one: Candidate, args: argparse.Namespace) -> Results:
    """Recall of people's names by world region, on tests/evaluation/names.toml."""
    yield "names", accuracy.names(one.pipeline)


def speed(one: Candidate, args: argparse.Namespace) -> Results:
    """Words per second, and the graph's share of the time."""
    yield "speed", footprint.speed(one.nlp, _articles(args))


def cost(one: Candidate, args: argparse.Namespace) -> Results:
    """Memory of one process over a bare `import spacy`, and size on disk."""
    yield "footprint", footprint.footprint(one.folder, _articles(args))


def everything(one: Candidate, args: argparse.Namespace) -> Results:
    """All of it: treebanks, gold files, confidence, names, speed, memory, disk."""
    for name in TREEBANKS:
        path = _treebank(args.corpora, name)
        yield name, accuracy.syntax(one.nlp, path, paragraphs=False)
    blank = accuracy.syntax(one.nlp, _treebank(args.corpora, EWT), paragraphs=True)
    yield f"{EWT}, blank lines", blank
    args.conllu = _treebank(args.corpora, PUD)
    for task in (entities, confidence, names, speed, cost):
        yield from task(one, args)


def _treebank(corpora: Path, name: str) -> Path:
    return corpora / "ud" / f"{name}.conllu.gz"


def complaints(args: argparse.Namespace) -> list[str]:
    """What is wrong with the files that the task reads, all of it, before the first is scored."""
    needed = [args.model / "meta.json"]
    needed += [args.conllu] if args.conllu else []
    if args.corpora:
        needed += entity_files(args.corpora)
        if args.run is everything:
            needed += [_treebank(args.corpora, name) for name in TREEBANKS]
    found = [f"{path}: no such file" for path in needed if not path.is_file()]
    for path in args.gold:
        try:
            read_gold(path)
        except Unreadable as error:
            found.append(str(error))
    return found


def _articles(args: argparse.Namespace) -> list[str]:
    """Of the words of a treebank, or of gold files; `everything` takes what is always there."""
    if args.conllu is None:
        return footprint.articles([row.text for path in args.gold for row in read_gold(path)])
    vocab = spacy.blank("en").vocab
    groups = documents(read_sentences(args.conllu))
    return footprint.articles([syntax_doc(vocab, group).text for group in groups])


def main() -> None:
    """Prints the scores, one JSON object a line, as they come."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", type=Path, required=True, help="the pipeline folder")
    parser.set_defaults(corpora=None, conllu=None, gold=[])
    tasks = parser.add_subparsers(dest="task", required=True)

    def add(run: Task, name: str) -> argparse.ArgumentParser:
        task = tasks.add_parser(name, help=run.__doc__, description=run.__doc__)
        task.set_defaults(run=run)
        return task

    gold = {"type": Path, "nargs": "*", "default": [], "help": "JSON lines: text, ents, missing"}
    task = add(syntax, "syntax")
    task.add_argument("--conllu", type=Path, required=True)
    task.add_argument("--paragraphs", action="store_true", help="blank lines between paragraphs")
    add(entities, "entities").add_argument("--gold", **{**gold, "nargs": "+", "required": True})
    task = add(confidence, "confidence")
    task.add_argument("--corpora", type=Path, help="folder with entities/")
    task.add_argument("--gold", **gold)
    add(names, "names")
    for run, name in ((speed, "speed"), (cost, "footprint")):
        words = add(run, name).add_mutually_exclusive_group(required=True)
        words.add_argument("--conllu", type=Path, help="a treebank with words to read")
        words.add_argument("--gold", **{**gold, "nargs": "+"})
    task = add(everything, "everything")
    task.add_argument("--corpora", type=Path, required=True, help="folder with ud/ and entities/")
    task.add_argument("--gold", **gold)
    args = parser.parse_args()
    if wrong := complaints(args):
        parser.error("\n  ".join(["these cannot be read:", *wrong]))
    try:
        for name, scores in args.run(Candidate(args.model), args):
            print(json.dumps({"model": args.model.name, "test": name, **scores}), flush=True)
    except Unreadable as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
