"""The network of `worker/cleaning/flattened/network.py` in torch, and how it learns."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import torch
from pages import Page
from torch import Tensor, nn
from torch.nn import functional

from worker.cleaning.flattened.features import WIDTH
from worker.cleaning.flattened.network import DILATIONS

CHANNELS = 32
BATCH = 16  # pages
RATE = 3e-3
WARM_UP = 0.15  # of all steps
DECAY = 0.02
LARGEST_GRADIENT = 1.0
_FORGOTTEN_FEATURES, _FORGOTTEN_CHANNELS = 0.1, 0.2
_LEAST_SPREAD = 0.05  # of a feature: rare ones are not blown up
_EVEN = 0.2  # weight of a unit whatever its length, beside that of its words
_CUT = 0.5  # of the pages begin later and end earlier than they do
_SHORTEST_CUT = 12  # units


class Net(nn.Module):
    """Features [pages, units, WIDTH] to log-odds [pages, units]."""

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        seen = np.concatenate([page.features for page in pages])
        self.register_buffer("mean", torch.tensor(seen.mean(0)))
        self.register_buffer("spread", torch.tensor(seen.std(0) + _LEAST_SPREAD))
        self.entry = nn.Linear(WIDTH, CHANNELS)
        self.page = nn.Linear(CHANNELS, CHANNELS, bias=False)
        self.layers = nn.ModuleList(
            nn.Conv1d(CHANNELS, CHANNELS, 3, padding=far, dilation=far) for far in DILATIONS
        )
        self.out = nn.Linear(CHANNELS, 1)
        self.forget_features = nn.Dropout(_FORGOTTEN_FEATURES)
        self.forget_channels = nn.Dropout(_FORGOTTEN_CHANNELS)

    def forward(self, features: Tensor, there: Tensor) -> Tensor:
        """`there`: 1.0 at units, 0.0 at padding, [pages, units]."""
        mask = there[..., None]
        x = self.forget_features((features - self.mean) / self.spread)
        x = functional.relu(self.entry(x)) * mask
        mean = x.sum(1, keepdim=True) / there.sum(1)[:, None, None]
        x = functional.relu(x + self.page(mean)) * mask
        for layer in self.layers:
            seen = self.forget_channels(x).transpose(1, 2)
            x = (x + functional.relu(layer(seen).transpose(1, 2))) * mask
        return self.out(x).squeeze(-1)

    def weights(self) -> dict[str, Tensor]:
        """As `worker.cleaning.flattened.network.network` takes them."""
        found = {
            "mean": self.mean,
            "spread": self.spread,
            "entry": self.entry.weight.T,
            "entry_bias": self.entry.bias,
            "page": self.page.weight.T,
            "out": self.out.weight[0],
            "out_bias": self.out.bias[0],
        }
        for far, layer in zip(DILATIONS, self.layers, strict=True):
            before, itself, after = layer.weight.permute(2, 1, 0)
            found[f"layer_{far}"] = torch.cat([before, itself, after])
            found[f"layer_{far}_bias"] = layer.bias
        return {name: value.detach() for name, value in found.items()}


def fitted(pages: Sequence[Page], epochs: float, seed: int, tell: Callable[[], object]) -> Net:
    """A network trained on the pages; `tell` is called after every step."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    net = Net(pages)
    steps = steps_of(len(pages), epochs)
    adam = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    rates = torch.optim.lr_scheduler.OneCycleLR(adam, RATE, steps + 1, pct_start=WARM_UP)
    order: list[Page] = []
    for _ in range(steps):
        if len(order) < BATCH:
            order += chance.sample(list(pages), len(pages))
        batch = [_cut(page, chance) for page in order[:BATCH]]
        order = order[BATCH:]
        adam.zero_grad()
        _loss(net, *_padded(batch)).backward()
        nn.utils.clip_grad_norm_(net.parameters(), LARGEST_GRADIENT)
        adam.step()
        rates.step()
        tell()
    return net.eval()


def steps_of(pages: int, epochs: float) -> int:
    """How often `fitted` learns."""
    return max(1, int(epochs * pages) // BATCH)


def _loss(net: Net, features: Tensor, kept: Tensor, weights: Tensor, there: Tensor) -> Tensor:
    """Cross entropy by words and a little by units, and what the page lacks of F1 = 1."""
    odds = net(features, there)
    known = (weights > 0) * there
    share = weights / weights.sum(1, keepdim=True).clamp(min=1)
    share = share + _EVEN * known / there.sum(1, keepdim=True)
    wrong = functional.binary_cross_entropy_with_logits(odds, kept, reduction="none")
    sure = torch.sigmoid(odds) * weights
    truth = kept * weights
    f = 2 * (sure * kept).sum(1) / (sure.sum(1) + truth.sum(1)).clamp(min=1)
    return ((wrong * share).sum(1) + 1 - f).mean()


def _cut(page: Page, chance: random.Random) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The page, or a part of it with the whole article in it."""
    whole = (page.features, page.kept, page.weights)
    inside = np.flatnonzero(page.kept > 0.5)
    count = len(page.kept)
    if not len(inside) or count < _SHORTEST_CUT or chance.random() > _CUT:
        return whole
    start, end = chance.randint(0, inside[0]), chance.randint(inside[-1], count - 1) + 1
    return tuple(part[start:end] for part in whole)


def _padded(batch: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> list[Tensor]:
    """Features, kept, weights and where there are units, of pages of equal length."""
    longest = max(len(kept) for _, kept, _ in batch)
    found = [
        np.zeros((len(batch), longest, *shape), np.float32) for shape in ((WIDTH,), (), (), ())
    ]
    for number, page in enumerate(batch):
        for target, values in zip(found, (*page, np.ones(len(page[1]))), strict=True):
            target[number, : len(values)] = values
    return [torch.from_numpy(array) for array in found]
