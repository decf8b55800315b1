"""How well a model translates 150 sentences of beginners, which were written without knowing the training grammar.

    python benchmarks/beginner.py [MODEL]

Prints a Markdown table. `beginner.tsv` has one sentence in each line and its good translations as patterns, separated
by tabs: `(a|b|)` is a, b or nothing. Never train or tune on these sentences.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from transformer_explore.core.checkpoints import find
from transformer_explore.core.checkpoints.checkpoint import Checkpoint
from transformer_explore.core.checkpoints.loading import load_model
from transformer_explore.core.decoding.greedy import greedy
from transformer_explore.core.grammar import recognise
from transformer_explore.core.grammar.vocabulary import Vocabulary
from transformer_explore.core.running.text import tokens_of

SENTENCES = Path(__file__).with_name("beginner.tsv")
LONGEST = 60


@dataclass(frozen=True)
class Result:
    """A sentence, whether the grammar contains it, its greedy translation, and whether that is a good one."""

    source: str
    is_inside: bool
    translation: str
    is_good: bool


def sentences() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each sentence and what its good translations match when their spaces are removed."""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        source, *patterns = line.split("\t")
        yield source, re.compile("|".join(map(_expression, patterns)))


def _expression(pattern: str) -> str:
    return re.sub(r"([?.])", r"\\\1", pattern.replace(" ", "")).replace("(", "(?:")


def results(checkpoint: Checkpoint) -> Iterator[Result]:
    """The results of a model, in the order of the file."""
    model, words = load_model(checkpoint), Vocabulary(checkpoint.tokenizer)
    for source, good in sentences():
        tokens = tokens_of(checkpoint, source, LONGEST)
        (out,) = greedy(model, torch.tensor([[token.id for token in tokens]]), words.begin, words.end)
        translation = " ".join(words.words(out))
        inside = bool(recognise("".join(token.text for token in tokens)))
        yield Result(source, inside, translation, good.fullmatch(translation.replace(" ", "")) is not None)


def main() -> None:
    torch.set_num_threads(1)  # the matrices are small
    found = list(results(find(*sys.argv[1:2])))
    known = [one for one in found if one.is_inside]
    for name, some in (("all", found), ("inside the grammar", known)):
        count = sum(one.is_good for one in some)
        print(f"- {name}: {count} of {len(some)} good ({count / max(1, len(some)):.3f})")
    print("\n| sentence | in the grammar | translation | good |\n|---|---|---|---|")
    for one in found:
        inside, good = ("yes" if it_is else "no" for it_is in (one.is_inside, one.is_good))
        print(f"| {one.source} | {inside} | {one.translation} | {good} |")


if __name__ == "__main__":
    main()
