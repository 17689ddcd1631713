"""`python -m trainer.labs.pretrain`: from the documentation's pages to the shipped weights.

corpus   --docs HTML_FOLDER --work FOLDER    text to tokens, and the tokenizer
weights  --work FOLDER [recipe]              tokens to weights (minutes; torch)
ship     --work FOLDER --out data/labmodel   weights, tokenizer and manifest to their place
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

from trainer.errors import TrainerError
from trainer.labs.model.opening import MANIFEST, TOKENIZER, WEIGHTS
from trainer.labs.model.shape import Shape
from trainer.labs.model.tokenizer import learn
from trainer.labs.model.weights import pack
from trainer.labs.pretrain.weights import Recipe


def main() -> None:
    """Run one of the three steps."""
    parser = argparse.ArgumentParser(prog="python -m trainer.labs.pretrain", description=__doc__)
    steps = parser.add_subparsers(required=True)
    corpus = steps.add_parser("corpus")
    corpus.add_argument("--docs", type=Path, required=True)
    corpus.set_defaults(step=make_corpus)
    weights = steps.add_parser("weights")
    for field in fields(Recipe):
        kind = type(field.default)
        weights.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    weights.set_defaults(step=make_weights)
    ship = steps.add_parser("ship")
    ship.add_argument("--out", type=Path, required=True)
    ship.set_defaults(step=ship_model)
    for step in (corpus, weights, ship):
        step.add_argument("--work", type=Path, required=True)
    chosen = parser.parse_args()
    try:
        chosen.step(chosen)
    except (OSError, TrainerError) as error:
        say(f"trainer: {error}")
        sys.exit(1)


def make_corpus(chosen: argparse.Namespace) -> None:
    """Write tokens, tokenizer and what was left out."""
    from pydoc_data.topics import topics

    from trainer.labs.pretrain.corpus import read_corpus

    corpus = read_corpus(chosen.docs, topics.values())
    text = "\n\n".join(corpus.training)
    tokenizer = learn(text, Shape().vocabulary)
    chosen.work.mkdir(parents=True, exist_ok=True)
    np.save(chosen.work / "tokens.npy", tokenizer.encode(text))
    np.save(chosen.work / "held_out.npy", tokenizer.encode("\n\n".join(corpus.held_out)))
    (chosen.work / TOKENIZER).write_text(json.dumps({"merges": tokenizer.merges}))
    told = {
        "characters": len(text),
        "pages": len(corpus.training),
        "pages_held_out": len(corpus.held_out),
        "pages_left_out": corpus.left_out,
        "paragraphs_left_out": corpus.paragraphs,
    }
    (chosen.work / "corpus.json").write_text(json.dumps(told))
    say(json.dumps(told))


def make_weights(chosen: argparse.Namespace) -> None:
    """Train, and write weights and what the run was."""
    from trainer.labs.pretrain.weights import pretrain

    recipe = Recipe(**{field.name: getattr(chosen, field.name) for field in fields(Recipe)})
    tokens, held_out = (np.load(chosen.work / f"{name}.npy") for name in ("tokens", "held_out"))
    weights, told = pretrain(tokens, held_out, Shape(), recipe, say)
    (chosen.work / WEIGHTS).write_bytes(pack(weights))
    (chosen.work / "run.json").write_text(json.dumps(asdict(recipe) | told))
    say(json.dumps(told))


def ship_model(chosen: argparse.Namespace) -> None:
    """Copy weights and tokenizer to their place, and write the manifest beside them."""
    from trainer.labs.pretrain.manifest import describe

    chosen.out.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS, TOKENIZER):
        (chosen.out / name).write_bytes((chosen.work / name).read_bytes())
    told = [json.loads((chosen.work / name).read_text()) for name in ("run.json", "corpus.json")]
    manifest = describe(chosen.out, *told)
    (chosen.out / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    say(json.dumps(manifest["perplexity"]))


def say(text: str) -> None:
    """Print a line on stderr."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a script's progress


if __name__ == "__main__":
    main()
