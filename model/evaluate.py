"""Measures a pipeline: syntax on CoNLL-U, entities on gold spans, words per second."""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import time
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Token
from spacy.training import Example

import worker.enrichment.news.components  # noqa: F401 - spaCy finds the factories in it
from corpora import ENTITY_LABELS, documents, read_sentences, syntax_doc

ARTICLE_WORDS = 550
BATCH = 64


def _dep(token: Token, _attribute: str) -> str:
    return str(token.dep_)


def syntax(nlp: Language, args: argparse.Namespace) -> dict[str, float]:
    """Scores on the raw text of a CoNLL-U file, with the tokens of the pipeline."""
    gold: list[Doc] = []
    for group in documents(read_sentences(args.conllu)):
        for sentence in group:
            sentence.new_paragraph &= args.paragraphs
        gold.append(syntax_doc(nlp.vocab, group))
    predicted = nlp.pipe((doc.text for doc in gold), batch_size=BATCH)
    examples = [Example(p, g) for p, g in zip(predicted, gold, strict=True)]
    heads = {"attr": "dep", "getter": _dep}
    bare = Scorer.score_deps(examples, ignore_labels=("dep", "punct"), **heads)
    every = Scorer.score_deps(examples, ignore_labels=("dep",), **heads)
    found = {
        "tokens": Scorer.score_tokenization(examples)["token_f"],
        "tag": Scorer.score_token_attr(examples, "tag")["tag_acc"],
        "pos": Scorer.score_token_attr(examples, "pos")["pos_acc"],
        "lemma": Scorer.score_token_attr(examples, "lemma")["lemma_acc"],
        "uas": bare["dep_uas"],
        "las": bare["dep_las"],
        "las_with_punctuation": every["dep_las"],
        "sentences": Scorer.score_spans(examples, "sents", has_annotation=_has_sents)["sents_f"],
    }
    return {name: round(100 * score, 1) for name, score in found.items()}


def _has_sents(doc: Doc) -> bool:
    return bool(doc.has_annotation("SENT_START"))


def read_gold(path: Path) -> list[dict[str, Any]]:
    """Rows of a gold file: id, text, ents, missing."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def entities(nlp: Language, args: argparse.Namespace) -> dict[str, float]:
    """Exact-span F1 by label on a gold file of character spans; writes the predictions."""
    rows = read_gold(args.gold)
    labels = {label for row in rows for *_, label in row["ents"]} & set(ENTITY_LABELS)
    docs = nlp.pipe((row["text"] for row in rows), batch_size=BATCH)
    right: collections.Counter[str] = collections.Counter()
    found: collections.Counter[str] = collections.Counter()
    wanted: collections.Counter[str] = collections.Counter()
    predictions: list[dict[str, Any]] = []
    for row, doc in zip(rows, docs, strict=True):
        spans = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
        keys = ("start", "end", "label")
        predictions.append(
            {"id": row["id"], "entities": [dict(zip(keys, s, strict=True)) for s in spans]}
        )
        unknown = row.get("missing", [])
        kept = {s for s in spans if not any(s[0] < e and b < s[1] for b, e in unknown)}
        gold = {(start, end, label) for start, end, label in row["ents"]}
        for group, counter in ((kept & gold, right), (kept, found), (gold, wanted)):
            for *_, label in group:
                counter.update({label: 1, "ALL": 1} if label in labels else {})
    if args.predictions:
        lines = (json.dumps(p, ensure_ascii=False) + "\n" for p in predictions)
        args.predictions.write_text("".join(lines), encoding="utf-8")
    return {
        label: round(200 * right[label] / max(1, found[label] + wanted[label]), 1)
        for label in ("ALL", *sorted(labels))
    }


def speed(nlp: Language, args: argparse.Namespace) -> dict[str, float]:
    """Words per second on articles of about 550 words put together from the gold texts."""
    words = " ".join(row["text"] for row in read_gold(args.gold)).split(" ")
    texts = [" ".join(words[i : i + ARTICLE_WORDS]) for i in range(0, len(words), ARTICLE_WORDS)]
    list(nlp.pipe(texts[:2]))
    started = time.perf_counter()
    tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=BATCH))
    seconds = time.perf_counter() - started
    return {
        "articles": len(texts),
        "words_per_second": round(len(words) / seconds),
        "tokens_per_second": round(tokens / seconds),
    }


SYNTAX = ("en_pud-ud-test", "en_ewt-ud-dev", "gum_permissive-dev")


def everything(nlp: Language, args: argparse.Namespace) -> dict[str, dict[str, float]]:
    """All of it: the treebanks' test and development parts, each gold file, the speed."""
    found: dict[str, dict[str, float]] = {}
    for name in SYNTAX:
        args.conllu, args.paragraphs = args.corpora / "ud" / f"{name}.conllu.gz", False
        found[name] = syntax(nlp, args)
    args.paragraphs = True
    args.conllu = args.corpora / "ud" / f"{SYNTAX[1]}.conllu.gz"
    found[f"{SYNTAX[1]}, blank lines"] = syntax(nlp, args)
    args.predictions = None
    for path in args.gold_files:
        args.gold = path
        found[path.name] = entities(nlp, args)
    if args.gold_files:
        found["speed"] = speed(nlp, args)
    return found


def main() -> None:
    """Prints the scores, one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the pipeline folder")
    tasks = parser.add_subparsers(dest="task", required=True)
    task = tasks.add_parser("syntax", help=syntax.__doc__)
    task.add_argument("--conllu", type=Path, required=True)
    task.add_argument("--paragraphs", action="store_true", help="blank lines between paragraphs")
    task.set_defaults(run=syntax)
    task = tasks.add_parser("entities", help=entities.__doc__)
    task.add_argument("--gold", type=Path, required=True, help="JSON lines: id, text, ents")
    task.add_argument("--predictions", type=Path, help="JSON lines to write: id, entities")
    task.set_defaults(run=entities)
    task = tasks.add_parser("speed", help=speed.__doc__)
    task.add_argument("--gold", type=Path, required=True, help="JSON lines with text")
    task.set_defaults(run=speed)
    task = tasks.add_parser("everything", help=everything.__doc__)
    task.add_argument("--corpora", type=Path, required=True, help="folder with ud/")
    task.add_argument("--gold-files", type=Path, nargs="*", default=[], help="as for entities")
    task.set_defaults(run=everything)
    args = parser.parse_args()
    found = args.run(spacy.load(args.model), args)
    if args.task != "everything":
        found = {args.task: found}
    for name, scores in found.items():
        print(json.dumps({"model": args.model.name, "test": name, **scores}))


if __name__ == "__main__":
    main()
