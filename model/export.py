"""Writes a trained network as the spaCy pipeline folder that ships with the worker."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from assemble import VERSIONS, description, pipeline
from encoder import Network
from epochs import Corpus, add_corpus_arguments, checked
from labels import CLASSED, Inventory
from lexicon import agreeing, lexicon
from quantise import Feed, quantise
from replacing import replaceable, replacing
from storage import load_network
from worker.enrichment.news.graph import CANDIDATES
from worker.enrichment.news.wordpiece import WordPiece

OPSET = 17
MEASURED_BATCHES = 60  # for the ranges of activations
_OUTPUTS = (
    "tag", "morph", "lemma", "entity", "begin", "arc", "relation_dependent", "relation_head",
)  # fmt: skip
_SYMBOLS = {"pieces": "T", "cases": "T", "words": "W"}


class Exported(torch.nn.Module):
    """The network without what the run time does itself."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, pieces: torch.Tensor, cases: torch.Tensor, words: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """See Network.forward; of tags, features and lemmas only the likeliest come out."""
        entity, tag, morph, lemma, *rest = self.network(pieces, cases, words)
        features, lemmas = (x.topk(CANDIDATES, dim=-1).indices for x in (morph, lemma))
        return tag.argmax(-1), features, lemmas, entity, *rest


def to_onnx(network: Network, path: Path) -> None:
    """The graph in float32."""
    network.eval()
    example = (
        torch.ones(2, 24, dtype=torch.int64),
        torch.zeros(2, 24, dtype=torch.int64),
        torch.ones(2, 9, dtype=torch.int64),
    )
    names = list(_SYMBOLS)
    dynamic = {name: {0: "windows", 1: symbol} for name, symbol in _SYMBOLS.items()}
    torch.onnx.export(
        Exported(network),
        example,
        str(path),
        input_names=names,
        output_names=list(_OUTPUTS),
        dynamic_axes=dynamic,
        opset_version=OPSET,
        dynamo=False,
    )


def write_network(
    network: Network,
    classes: Inventory,
    vocabulary: list[str],
    feeds: list[Feed],
    corpora: Path,
    folder: Path,
) -> None:
    """The encoder's files; without `feeds` in float32."""
    folder.mkdir(parents=True, exist_ok=True)
    graph = folder / "graph.onnx"
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        to_onnx(network, plain)
        if feeds:
            quantise(plain, graph, feeds)
        else:
            shutil.copyfile(plain, graph)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    heads = {name: getattr(classes, name) for name in CLASSED}
    heads["agreeing"] = agreeing(corpora)
    (folder / "classes.json").write_text(
        json.dumps(heads, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
    )
    (folder / "lexicon.json").write_text(
        json.dumps(lexicon(corpora), ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    np.savez(
        folder / "relations.npz",
        weight=network.relation.weight.detach().numpy().T.astype(np.float32),
        bias=network.relation.bias.detach().numpy().astype(np.float32),
    )


def main() -> None:
    """Exports, quantises, assembles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True, help="what train.py wrote")
    parser.add_argument("--name", required=True, choices=VERSIONS, help="whose version it gets")
    parser.add_argument("--out", type=Path, required=True, help="the pipeline folder")
    parser.add_argument("--exact", action="store_true", help="float32, to compare with")
    add_corpus_arguments(parser)
    args = checked(parser)
    if not replaceable(args.out, "meta.json"):
        parser.error(f"{args.out} is there and no pipeline folder: it would be replaced as a whole")
    network, classes, vocabulary = load_network(args.network)
    feeds: list[Feed] = []
    if not args.exact:
        batches = Corpus(args, WordPiece(vocabulary)).epoch()[:MEASURED_BATCHES]
        feeds = [{name: batch[name] for name in _SYMBOLS} for batch in batches]
    with tempfile.TemporaryDirectory() as scratch, replacing(args.out) as out:
        encoder = Path(scratch) / "encoder"
        write_network(network, classes, vocabulary, feeds, args.corpora, encoder)
        said = description(network.shape.layers, exact=args.exact)
        nlp = pipeline(args.name, said, encoder)
        nlp.to_disk(out)
        shutil.copyfile(Path(__file__).with_name("LICENSE-WEIGHTS"), out / "LICENSE")
    size = sum(file.stat().st_size for file in args.out.rglob("*") if file.is_file())
    print(f"{args.out}: {', '.join(nlp.pipe_names)}, {size / 1e6:.1f} MB")
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}")


if __name__ == "__main__":
    main()
