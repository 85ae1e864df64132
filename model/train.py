"""Trains one half of the pipeline, the syntax or the entities, on one CPU core."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from spacy.cli.train import train
from spacy.lookups import Lookups
from spacy.util import registry

HERE = Path(__file__).parent


@registry.misc("news.gazetteer.v1")  # type: ignore[untyped-decorator]
def gazetteer_norms(path: str) -> Lookups:
    """The gazetteer as the table that spaCy asks for the NORM of a word."""
    lookups = Lookups()
    classes = json.loads(Path(path).read_text(encoding="utf-8"))["classes"]
    lookups.add_table("lexeme_norm", classes)
    return lookups


def main() -> None:
    """Runs spaCy's training with the config of the chosen half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", choices=("syntax", "entities"))
    parser.add_argument("--data", type=Path, required=True, help="folder written by convert.py")
    parser.add_argument("--out", type=Path, required=True, help="gets model-best and model-last")
    parser.add_argument("--gazetteer", type=Path, required=True, help="file by gazetteer.py")
    parser.add_argument("--steps", type=int, help="instead of the number in the config")
    args = parser.parse_args()
    overrides: dict[str, str | int] = {
        "paths.train": str(args.data / f"{args.half}-train.spacy"),
        "paths.dev": str(args.data / f"{args.half}-dev.spacy"),
        "paths.gazetteer": str(args.gazetteer),
    }
    if args.steps:
        overrides["training.max_steps"] = args.steps
    train(HERE / f"{args.half}.cfg", args.out, overrides=overrides)


if __name__ == "__main__":
    main()
