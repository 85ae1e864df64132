"""The network: a MiniLM encoder and the heads that read it, in plain torch.

One pass of the encoder feeds all heads. The parse is biaffine (Dozat & Manning 2017,
arXiv:1611.01734) over the words of a window; relations are read from the sum of what the dependent
and its head say, so that the run time can decode them for any head.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from measures import Shape, Sizes

CASES = 6
ARC_WIDTH = 128
RELATION_WIDTH = 128
_FARTHEST = 128  # pieces; what is farther counts as this far


class Layer(nn.Module):
    """One transformer layer, normalised after each half as in BERT."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_heads = shape.attention_heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.mixed = nn.Linear(shape.width, shape.width)
        self.after_attention = nn.LayerNorm(shape.width, eps=1e-12)
        self.wide = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.after_inner = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x: [batch, T, width]; bias: [batch, 1 or heads, 1 or T, T], very negative at padding."""
        batch, length, width = x.shape
        size = width // self.attention_heads
        qkv = self.qkv(x).view(batch, length, 3, self.attention_heads, size)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax((q / math.sqrt(size)) @ k.transpose(-1, -2) + bias, dim=-1)
        mixed = (weights @ v).transpose(1, 2).reshape(batch, length, width)
        x = self.after_attention(x + self.mixed(mixed))
        return self.after_inner(x + self.narrow(functional.gelu(self.wide(x))))


class Network(nn.Module):
    """Encoder and heads; see `forward` for what goes in and comes out."""

    def __init__(self, shape: Shape, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape, self.sizes = shape, sizes
        self.pieces = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.cases = nn.Embedding(CASES, shape.width)
        self.embedded = nn.LayerNorm(shape.width, eps=1e-12)
        if shape.distances:
            self.distances = nn.Embedding(shape.distances, shape.attention_heads)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.dropout = nn.Dropout(dropout)
        self.entity = nn.Linear(shape.width, sizes.entity)
        self.tag = nn.Linear(shape.width, sizes.tag)
        self.morph = nn.Linear(shape.width, sizes.morph)
        self.lemma = nn.Linear(shape.width, sizes.lemma)
        self.begin = nn.Linear(shape.width, 1)
        self.arc_dependent = nn.Linear(shape.width, ARC_WIDTH)
        self.arc_head = nn.Linear(shape.width, ARC_WIDTH)
        self.arc = nn.Linear(ARC_WIDTH, ARC_WIDTH, bias=False)
        self.arc_prior = nn.Linear(ARC_WIDTH, 1, bias=False)
        self.relation_dependent = nn.Linear(shape.width, RELATION_WIDTH)
        self.relation_head = nn.Linear(shape.width, RELATION_WIDTH, bias=False)
        self.relation = nn.Linear(RELATION_WIDTH, sizes.relation)

    def forward(self, pieces: Tensor, cases: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """Logits of each word of each window.

        pieces, cases: [batch, T], padded with 0; words: [batch, W], the first piece of each word,
        padded with 0. Returns entity, tag, morph, lemma: [batch, W, classes]; begin: [batch, W];
        arc: [batch, W, 1 + W], column 0 is the root; relation_dependent: [batch, W, width];
        relation_head: [batch, 1 + W, width].
        """
        bias = (pieces == 0).float()[:, None, None, :] * -10000.0
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.pieces(pieces) + self.positions(places)[None] + self.cases(cases)
        x = self.dropout(self.embedded(x))
        if self.shape.distances:
            far = distance_classes(places[None, :] - places[:, None], self.shape.distances)
            bias = bias + self.distances(far).permute(2, 0, 1)[None]
        bias = bias.to(x.dtype)
        for layer in self.layers:
            x = layer(x, bias)
        return self.heads(x, words)

    def heads(self, x: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """What the heads read off the encoded pieces; [CLS] stands for the root."""
        read = torch.gather(x, 1, words[:, :, None].expand(-1, -1, x.shape[2]))
        rooted = torch.cat([x[:, :1], read], dim=1)
        read, rooted = self.dropout(read), self.dropout(rooted)
        dependent = self.dropout(functional.gelu(self.arc_dependent(read)))
        head = self.dropout(functional.gelu(self.arc_head(rooted)))
        arc = self.arc(dependent) @ head.transpose(1, 2) + self.arc_prior(head).transpose(1, 2)
        return (
            self.entity(read),
            self.tag(read),
            self.morph(read),
            self.lemma(read),
            self.begin(read).squeeze(-1),
            arc,
            self.relation_dependent(read),
            self.relation_head(rooted),
        )

    def relations(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Relation logits [..., classes] of dependents and the heads chosen for them."""
        return self.relation(functional.relu(dependent + head))


def distance_classes(distance: Tensor, classes: int) -> Tensor:
    """Near distances one by one, far ones by their logarithm, each direction apart.

    As in T5 (Raffel et al. 2020, arXiv:1910.10683), whose scheme MPNet has taken over.
    """
    each = classes // 2
    near = each // 2
    size = distance.abs()
    far = near + (torch.log(size.clamp(min=1) / near) / math.log(_FARTHEST / near) * (each - near))
    found = torch.where(size < near, size, far.long().clamp(max=each - 1))
    return found + each * (distance > 0)
