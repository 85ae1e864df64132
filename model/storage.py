"""Trained networks as files: weights, measures, classes and word pieces in one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from encoder import Network
from labels import CLASSED, Inventory
from measures import Shape, Sizes


def save_network(network: Network, classes: Inventory, vocabulary: list[str], path: Path) -> None:
    """The network with all that is needed to use it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {
            "state": network.state_dict(),
            "shape": asdict(network.shape),
            "sizes": asdict(network.sizes),
            "classes": {name: getattr(classes, name) for name in CLASSED},
            "vocabulary": vocabulary,
        },
        path,
    )


def load_network(path: Path) -> tuple[Network, Inventory, list[str]]:
    """A trained network, its classes and its vocabulary."""
    saved = torch.load(path, weights_only=True)
    network = Network(Shape(**saved["shape"]), Sizes(**saved["sizes"]))
    network.load_state_dict(saved["state"])
    return network, Inventory(**saved["classes"]), saved["vocabulary"]
