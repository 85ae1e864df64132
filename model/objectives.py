"""What the training aims at, and how near it is: losses of the heads and scores on dev windows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from encoder import Network
from labels import IGNORED

WEIGHTS = {
    "entity": 6.0,  # the parse has more to say and drowns it otherwise
    "arc": 1.0,
    "relation": 1.0,
    "tag": 0.5,
    "morph": 0.5,
    "lemma": 0.5,
    "begin": 0.5,
}
# What a teacher has an opinion on: of a relation only the two halves are put out.
TAUGHT = ("entity", "tag", "morph", "lemma", "begin", "arc")
_PER_WORD = ("entity", "tag", "morph", "lemma")  # one class each, whatever the other words are
OUTPUTS = ("entity", "tag", "morph", "lemma", "begin", "arc", "relation_dependent", "relation_head")


def answered(network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """What the network says of a batch, by head; shapes as of `Network.forward`."""
    with torch.autocast("cpu", torch.bfloat16):
        out = network(batch["pieces"], batch["cases"], batch["words"])
    return dict(zip(OUTPUTS, out, strict=True))


def tensors(batch: dict[str, np.ndarray]) -> dict[str, Tensor]:
    """The batch for torch."""
    return {name: torch.from_numpy(array) for name, array in batch.items()}


def losses(network: Network, out: dict[str, Tensor], batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """The loss of each head, a scalar, averaged over the words whose label is known.

    `out` comes from `answered`, `batch` from `tensors`; labels are [windows, W], IGNORED where
    nothing is known. Heads that nothing is known for are left out while the network trains.
    """
    found: dict[str, Tensor] = {}
    for name in _PER_WORD:
        found[name] = _cross_entropy(out[name], batch[name])
    known = batch["begin"] != IGNORED
    if known.any():
        wanted = batch["begin"][known].float()
        found["begin"] = functional.binary_cross_entropy_with_logits(
            out["begin"][known].float(), wanted
        )
    found["arc"] = _cross_entropy(hidden_padding(out["arc"], batch["words"]), batch["head"])
    head = batch["head"].clamp(min=0)
    chosen = torch.gather(
        out["relation_head"], 1, head[:, :, None].expand(-1, -1, out["relation_head"].shape[2])
    )
    relation = network.relations(out["relation_dependent"].float(), chosen.float())
    found["relation"] = _cross_entropy(relation, batch["relation"])
    return {
        name: loss for name, loss in found.items() if loss.requires_grad or not network.training
    }


def hidden_padding(arc: Tensor, words: Tensor) -> Tensor:
    """Arc scores [windows, W, 1 + W] without heads that are padding; words: [windows, W]."""
    absent = functional.pad(words == 0, (1, 0), value=False)
    return arc.float().masked_fill(absent[:, None, :], -1e4)


def _cross_entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    known = wanted != IGNORED
    if not known.any():
        return torch.zeros(())
    return functional.cross_entropy(logits[known].float(), wanted[known])


def distilled(
    out: dict[str, Tensor], taught: dict[str, Tensor], words: Tensor, heads: Sequence[str]
) -> Tensor:
    """How far the student is from the teacher in these heads, over all words, annotated or not.

    `out` and `taught` come from `answered`, the student's and the teacher's, and have equal shapes;
    words: [windows, W]. A scalar: the heads' divergences, nats a word, weighted as the losses are.
    """
    there = words != 0
    total = torch.zeros(())
    for name in heads:
        if name == "begin":
            says = torch.sigmoid(taught[name][there].float())
            apart = functional.binary_cross_entropy_with_logits(out[name][there].float(), says)
            total = total + WEIGHTS[name] * apart
            continue
        ours, theirs = out[name].float(), taught[name].float()
        if name == "arc":
            ours, theirs = hidden_padding(ours, words), hidden_padding(theirs, words)
        total = total + WEIGHTS[name] * functional.kl_div(
            functional.log_softmax(ours[there], -1),
            functional.log_softmax(theirs[there], -1),
            log_target=True,
            reduction="batchmean",
        )
    return total


@torch.no_grad()
def measure(network: Network, dev: list[dict[str, np.ndarray]]) -> dict[str, float]:
    """Percent of right answers on the development windows (heads by argmax, gold tokens).

    `entity` leaves out the words that are outside in gold and in the answer; `begin` is the
    intersection over union of the sentence starts in gold and in the answer. Ends in training mode.
    """
    network.eval()
    right: dict[str, int] = {}
    total: dict[str, int] = {}

    def count(name: str, hits: Tensor) -> None:
        right[name] = right.get(name, 0) + int(hits.sum())
        total[name] = total.get(name, 0) + hits.numel()

    for arrays in dev:
        batch = tensors(arrays)
        out = answered(network, batch)
        for name in _PER_WORD:
            known = batch[name] != IGNORED
            if name == "entity":
                guess = out[name].argmax(-1)
                known &= (batch[name] != 0) | (guess != 0)
            count(name, out[name].argmax(-1)[known] == batch[name][known])
        known = batch["begin"] != IGNORED
        wanted, guess = batch["begin"][known] == 1, out["begin"][known] > 0
        count("begin", (wanted & guess)[wanted | guess])
        heads = hidden_padding(out["arc"], batch["words"]).argmax(-1)
        known = batch["head"] != IGNORED
        chosen = torch.gather(
            out["relation_head"], 1, heads[:, :, None].expand(-1, -1, out["relation_head"].shape[2])
        )
        relation = network.relations(out["relation_dependent"].float(), chosen.float()).argmax(-1)
        hit = heads[known] == batch["head"][known]
        count("uas", hit)
        count("las", hit & (relation[known] == batch["relation"][known]))
    network.train()
    return {name: round(100 * right[name] / max(1, total[name]), 2) for name in right}
