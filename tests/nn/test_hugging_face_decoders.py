"""GPT-2, Llama, Mistral and Qwen2 from folders that transformers wrote, compared with transformers."""

import random
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.decoding.strategy import Beam, Greedy
from transformer_explore.core.nn.stack import DecoderConfiguration
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import decode, run
from transformer_explore.core.trace import Step, Trace, verify
from transformer_explore.core.trace.iterations import FINISHED

from tests.hugging_face import random_model, write
from tests.nn.float64 import doubled, in_float64

pytestmark = pytest.mark.numbers

TEXTS = ("the cats sat on the mat", "我爱你", "a", "the\n\tmats  are")
TOLERANCE = {"float32": 1e-5, "float64": 1e-10}
LONGEST = 40


def gpt2(draw: random.Random) -> dict[str, Any]:
    heads = draw.randint(1, 3)
    return {
        "n_head": heads,
        "n_embd": heads * draw.randint(1, 4),
        "n_layer": draw.randint(1, 3),
        "n_inner": draw.choice([None, 7]),
        "n_positions": LONGEST,
        "activation_function": draw.choice(["gelu_new", "gelu", "relu"]),
        "scale_attn_weights": draw.random() < 0.7,
        "tie_word_embeddings": draw.random() < 0.5,
        "layer_norm_epsilon": draw.choice([1e-5, 1e-3]),
    }


def llama(draw: random.Random) -> dict[str, Any]:
    groups = draw.randint(1, 3)
    heads = groups * draw.randint(1, 3)
    return {
        "hidden_size": heads * draw.randint(1, 3),
        "intermediate_size": draw.randint(3, 11),
        "num_hidden_layers": draw.randint(1, 3),
        "num_attention_heads": heads,
        "num_key_value_heads": groups,
        "head_dim": draw.choice([2, 4, 6]),  # not hidden_size / num_attention_heads
        "max_position_embeddings": LONGEST,
        "hidden_act": draw.choice(["silu", "gelu"]),
        "tie_word_embeddings": draw.random() < 0.5,
        "rms_norm_eps": draw.choice([1e-6, 1e-3]),
        "attention_bias": draw.random() < 0.5,
        "mlp_bias": draw.random() < 0.5,
        "rope_parameters": draw.choice(
            [
                {"rope_type": "default", "rope_theta": draw.choice([100.0, 10000.0])},
                {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.5},
                {
                    "rope_type": "llama3",
                    "rope_theta": 300.0,
                    "factor": 4.0,
                    "low_freq_factor": 1.0,
                    "high_freq_factor": 4.0,
                    "original_max_position_embeddings": 32,
                },
            ]
        ),
    }


def without(settings: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in names}


def mistral(draw: random.Random) -> dict[str, Any]:
    window = draw.choice([None, LONGEST])
    return without(llama(draw), "attention_bias", "mlp_bias") | {"sliding_window": window}


def qwen2(draw: random.Random) -> dict[str, Any]:
    return without(llama(draw), "attention_bias", "mlp_bias")


FAMILIES = {"gpt2": gpt2, "llama": llama, "mistral": mistral, "qwen2": qwen2}
CASES = [(model_type, seed) for model_type in FAMILIES for seed in range(5)]


def made(folder: Path, model_type: str, seed: int) -> Any:
    """Writes a random model to the folder and returns it as transformers runs it."""
    settings = FAMILIES[model_type](random.Random(f"{model_type} {seed}"))
    model = write(folder, model_type, random_model(model_type, seed, **settings))
    model.set_attn_implementation("eager")
    return model


def request(folder: Path, text: str, **more: Any) -> Request:
    return Request(source=text, model=str(folder), device="cpu", **more)


def ids(trace: Trace, name: str = "source") -> torch.Tensor:
    return torch.tensor([[token.id for token in trace.tokens[name]]])


def pairs(trace: Trace, theirs: Any) -> Iterator[tuple[str, np.ndarray]]:
    """The name of each of our steps, and what transformers has there."""
    sizes = DecoderConfiguration.from_dict(trace.model.configuration)
    *states, last = theirs.hidden_states
    layers = [f"decoder.layers.{n}" for n in range(sizes.layers)]
    first = "embedding.tokens" if sizes.embedding.positions == "none" else "embedding.sum"
    names = [first, *(f"{layer}.feed_forward_residual.add" for layer in layers)]
    yield from zip(names, (state[0].numpy() for state in states), strict=False)
    yield "decoder.norm", last[0].numpy()
    for layer, weights in zip(layers, theirs.attentions, strict=True):
        yield f"{layer}.self_attention.weights", weights[0].numpy()
    yield "logits", theirs.logits[0].numpy()
    yield "log_probabilities", torch.log_softmax(theirs.logits[0], dim=-1).numpy()


@pytest.mark.parametrize(("model_type", "seed"), CASES)
def test_logits_states_and_attention_equal_those_of_transformers(
    model_type: str, seed: int, tmp_path: Path
) -> None:
    model = made(tmp_path, model_type, seed)
    for dtype, most in TOLERANCE.items():
        with in_float64() if dtype == "float64" else nullcontext(), torch.no_grad():
            reference = doubled(model) if dtype == "float64" else model
            if dtype == "float64":
                reference.set_attn_implementation("eager")
            for text in TEXTS[seed % 2 :: 2]:
                trace = run(request(tmp_path, text, dtype=dtype)).trace
                theirs = reference(
                    ids(trace), output_hidden_states=True, output_attentions=True, use_cache=False
                )
                compared = dict(pairs(trace, theirs))
                assert len(compared) == len(theirs.hidden_states) + len(theirs.attentions) + 2
                for name, expected in compared.items():
                    assert expected.dtype == dtype
                    np.testing.assert_allclose(trace[name].values, expected, rtol=0, atol=most, err_msg=name)


@pytest.mark.parametrize(("model_type", "seed"), CASES[::2])
def test_verify_finds_nothing_in_honest_traces_and_finds_a_planted_change(
    model_type: str, seed: int, tmp_path: Path
) -> None:
    made(tmp_path, model_type, seed)
    for more in (
        {},
        {"strategy": Greedy(), "length": 3},
        {"strategy": Greedy(), "length": 2, "cached": False},
    ):
        trace = run(request(tmp_path, TEXTS[0], **more)).trace
        assert {check.verdict for check in verify(trace)} == {"same"}
    for step in trace.steps[::7]:
        values = ~step.values if step.dtype == "bool" else step.values + np.float32(0.01)
        changed = with_values(trace, step, values)
        assert step.source in {check.step.source for check in verify(changed) if check.verdict == "different"}


def with_values(trace: Trace, step: Step, values: np.ndarray) -> Trace:
    other = replace(step, load=lambda: values)
    return replace(trace, steps=tuple(other if each is step else each for each in trace))


# -------------------------------------------------------------------- decoding
@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize(("model_type", "seed"), CASES[1::3])
def test_greedy_search_equals_generate(model_type: str, seed: int, cached: bool, tmp_path: Path) -> None:
    model = made(tmp_path, model_type, seed)
    for text in TEXTS[:2]:
        ours = decode(request(tmp_path, text, strategy=Greedy(), length=12, cached=cached))
        read = torch.tensor([[token.id for token in ours.source]])
        theirs = generated(model, read, find_any(str(tmp_path)).special_tokens.end, max_new_tokens=12)[0]
        assert [token.id for token in ours.answer] == theirs[: len(ours.answer)]
        assert len(theirs) == len(ours.answer) + ours.finished


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("model_type", FAMILIES)
def test_beam_search_equals_generate(model_type: str, early: bool, cached: bool, tmp_path: Path) -> None:
    compared = 0
    for seed in range(2):
        model = made(tmp_path / str(seed), model_type, seed)
        beam = Beam(3, 0.0, early_stop=early)
        ours = decode(request(tmp_path / str(seed), TEXTS[0], strategy=beam, length=6, cached=cached))
        ends = find_any(str(tmp_path / str(seed))).special_tokens.end
        read = torch.tensor([[token.id for token in ours.source]])
        theirs = generated(
            model, read, ends, max_new_tokens=6, num_beams=3, length_penalty=0.0, early_stopping=early
        )
        if ours.finished or not any(h.state == FINISHED for h in ours.hypotheses()):
            assert [token.id for token in ours.answer] == theirs[0][: len(ours.answer)]
            compared += 1
    assert compared


def generated(model: Any, read: torch.Tensor, ends: tuple[int, ...], **settings: Any) -> list[list[int]]:
    """What `generate` adds, with the end but without what follows it."""
    found = model.generate(
        read,
        do_sample=False,
        eos_token_id=list(ends),
        pad_token_id=0,
        attention_mask=torch.ones_like(read),
        **settings,
    )
    added = [row[read.shape[1] :].tolist() for row in found]
    return [row[: next((n + 1 for n, id in enumerate(row) if id in ends), len(row))] for row in added]
