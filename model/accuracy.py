"""How right a pipeline is: syntax, entities, names by world region, confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Token
from spacy.training import Example

from confidence import error, halves, judged, unseen
from gold import BATCH, Passage, annotated, comparable, read_gold, spans
from tests.evaluation import scoring
from treebanks import documents, read_sentences, syntax_doc
from worker.commands.progress import progress
from worker.enrichment import SpacyPipeline
from worker.pipeline import Pipeline, PipelineConfig

Scores = dict[str, float]
_PLACES = 1  # digits after the point


def syntax(nlp: Language, conllu: Path, *, paragraphs: bool) -> Scores:
    """Percent right on the raw text of a CoNLL-U file, with the pipeline's own tokens.

    `tokens` and `sentences` are F1. Tag, pos, lemma, uas and las count the tokens that are in gold
    too; uas and las leave out punctuation. `paragraphs`: blank lines stand between them.
    """
    gold: list[Doc] = []
    for group in documents(read_sentences(conllu)):
        for sentence in group:
            sentence.new_paragraph &= paragraphs
        gold.append(syntax_doc(nlp.vocab, group))
    predicted: list[Doc] = []
    with progress(conllu.name, len(gold)) as advance:
        for doc in nlp.pipe((doc.text for doc in gold), batch_size=BATCH):
            predicted.append(doc)
            advance(1)
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
    return {name: round(100 * score, _PLACES) for name, score in found.items()}


def _dep(token: Token, _attribute: str) -> str:
    return str(token.dep_)


def _has_sents(doc: Doc) -> bool:
    return bool(doc.has_annotation("SENT_START"))


def entities(pipeline: SpacyPipeline, gold: Path) -> Scores:
    """F1 by label, 0 to 100, of what `pagewire annotate` finds in a gold file's texts.

    Spans and labels must be the same once both sides are folded and trimmed (`gold.compared`).
    """
    rows = read_gold(gold)
    pairs: list[tuple[scoring.Entities, scoring.Entities]] = []
    with progress(gold.name, len(rows)) as advance:
        for row, found in zip(rows, annotated(pipeline, rows, advance), strict=True):
            pairs.append((spans(comparable(row, found)), row.entities))
    labels = sorted(set().union(*(row.labels for row in rows)))
    found_f = scoring.f_by_label(pairs, labels)
    return {label: round(found_f[label], _PLACES) for label in ("ALL", *labels)}


def names(pipeline: SpacyPipeline) -> Scores:
    """Percent of people's names found whole and as PERSON, by world region, the weakest first."""
    recall = scoring.name_recall(Pipeline(PipelineConfig(), pipeline))
    regions = sorted(recall, key=lambda region: recall[region])
    return {region: round(recall[region], _PLACES) for region in regions}


def confidence(
    pipeline: SpacyPipeline, corpora: Path | None, gold: Sequence[Path]
) -> Iterator[tuple[str, Scores]]:
    """Calibration error in points, 0 to 100, with the number of entities; changes nothing.

    On the passages of each corpus that neither the training nor the calibration saw, on all of
    them, and on each gold file.
    """
    tests: dict[str, list[Passage]] = {}
    if corpora is not None:
        tests = {name: halves(rows)[1] for name, rows in unseen(corpora).items()}
        tests["all held out"] = [row for rows in tests.values() for row in rows]
    tests.update((path.name, read_gold(path)) for path in gold)
    for name, rows in tests.items():
        with progress(name, len(rows)) as advance:
            yield name, _apart(pipeline, rows, advance)


def _apart(
    pipeline: SpacyPipeline, rows: Sequence[Passage], advance: Callable[[int], None]
) -> Scores:
    sure, right = judged(pipeline, rows, advance)
    return {"confidence_error": round(100 * error(sure, right), _PLACES), "entities": len(sure)}
