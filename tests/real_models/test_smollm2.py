"""SmolLM2-135M-Instruct from a quantized GGUF file gives what transformers computes with the same decoded weights."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import decode, run
from transformer_explore.core.trace import Trace, verify

from tests.gguf_files import NAMES
from tests.real_models.compared import difference

TEXT = "The capital of France is"


def transformers_model(smollm2: Path) -> Any:
    """The model of transformers, with weights that the package `gguf` has read and decoded."""
    import gguf
    from transformers import LlamaConfig, LlamaForCausalLM

    settings = LlamaConfig(
        vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, max_position_embeddings=8192, rms_norm_eps=1e-5, tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 100000.0}, bos_token_id=1, eos_token_id=2,
    )  # fmt: skip
    heads = {"attn_q": settings.num_attention_heads, "attn_k": settings.num_key_value_heads}
    weights = {}
    for tensor in gguf.GGUFReader(smollm2).tensors:
        name, array = tensor.name, gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        for there, here in sorted(
            NAMES.items(), key=lambda names: -len(names[1])
        ):  # attn_output before output
            name = name.replace(f"{here}.", f"{there}.")
        kind = tensor.name.split(".")[-2]
        if kind in heads:  # llama.cpp stores the two halves of each head alternately
            array = array.reshape(heads[kind], -1, 2, array.shape[-1]).swapaxes(1, 2).reshape(array.shape)
        weights[name] = torch.from_numpy(np.array(array))
    model = LlamaForCausalLM(settings)
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert (missing, unexpected) == (["lm_head.weight"], [])
    model.set_attn_implementation("eager")
    return model.eval()


@pytest.fixture(scope="module")
def theirs(smollm2: Path) -> Any:
    return transformers_model(smollm2)


def request(smollm2: Path, **more: Any) -> Request:
    return Request(source=TEXT, model=str(smollm2), device="cpu", **more)


def both(smollm2: Path, theirs: Any) -> tuple[Trace, dict[str, torch.Tensor]]:
    """Our trace, and what transformers has at its steps."""
    trace = run(request(smollm2)).trace
    ids = torch.tensor([[token.id for token in trace.tokens["source"]]])
    with torch.no_grad():
        output = theirs(ids, output_hidden_states=True, output_attentions=True, use_cache=False)
    *states, last = output.hidden_states
    layers = [f"decoder.layers.{number}" for number in range(30)]
    names = ["embedding.tokens", *(f"{layer}.feed_forward_residual.add" for layer in layers[:-1])]
    found = dict(zip(names, (state[0] for state in states), strict=True))
    found |= {
        f"{layer}.self_attention.weights": weights[0]
        for layer, weights in zip(layers, output.attentions, strict=True)
    }
    return trace, found | {"decoder.norm": last[0], "logits": output.logits[0]}


def test_logits_states_and_attention_are_those_of_transformers(smollm2: Path, theirs: Any) -> None:
    trace, found = both(smollm2, theirs)
    assert len(found) == 30 + 30 + 2
    assert difference(trace, found) < 1e-5


def test_the_continuation_is_that_of_transformers(smollm2: Path, theirs: Any) -> None:
    ours = decode(request(smollm2, strategy=Greedy(), length=20))
    assert ours.answer[0].text == "␣Paris"
    ids = torch.tensor([[token.id for token in ours.source]])
    with torch.no_grad():
        found = theirs.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=20, pad_token_id=2
        )
    assert [token.id for token in ours.answer] == found[0, ids.shape[1] :].tolist()


def test_verify_finds_nothing(smollm2: Path) -> None:
    trace = run(request(smollm2)).trace
    assert {check.verdict for check in verify(trace)} == {"same"}


def test_its_formats_are_reported(smollm2: Path) -> None:
    model = find_any(str(smollm2))
    assert model.notices == (  # type: ignore[attr-defined]
        "SmolLM2-135M-Instruct.Q4_1: stored as Q4_1, Q8_0, float32, read as float32",
    )
    assert not list(model.refusals())  # type: ignore[attr-defined]
