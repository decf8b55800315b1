"""Encoders compute what `transformers` computes, for random configurations and weights."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from transformer_explore.core.checkpoints.hugging_face import HuggingFaceModel, model_at
from transformer_explore.core.checkpoints.loading import load_assigned
from transformer_explore.core.nn.leaf import Leaf
from transformer_explore.core.running.encoder import ARCHITECTURE

from tests.hugging_face import random_model, write

CLOSE = {torch.float32: 1e-5, torch.float64: 1e-10}
PADDING = 0
CONFIGURATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "one head of odd width": ("BertForPreTraining", {"hidden_size": 7, "num_attention_heads": 1}),
    "GELU with tanh": ("BertForPreTraining", {"hidden_act": "gelu_new", "type_vocab_size": 3}),
    "ReLU": ("BertForMaskedLM", {"hidden_act": "relu", "num_attention_heads": 4, "layer_norm_eps": 1e-5}),
    "untied": ("BertForMaskedLM", {"tie_word_embeddings": False, "num_hidden_layers": 3}),
    "no head": ("BertModel", {"hidden_size": 12, "num_attention_heads": 3, "intermediate_size": 5}),
}
IDS = torch.tensor([[2, 5, 6, 7, 4, 8, 3, 9, 10, 3, 5], [2, 11, 4, 3, 12, 13, 3, 0, 0, 0, 0]])
TYPES = torch.tensor([[0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0]])


def saved(folder: Path, theirs: Any) -> HuggingFaceModel:
    write(folder, "bert", theirs)
    found = model_at(folder, "encoder")
    assert found is not None
    return found


def steps(module: nn.Module, *inputs: Tensor) -> dict[str, Tensor]:
    """The output of each leaf, for a whole batch."""
    found: dict[str, Tensor] = {}
    handles = [
        leaf.register_forward_hook(lambda leaf, given, output, name=name: found.update({name: output}))
        for name, leaf in module.named_modules()
        if isinstance(leaf, Leaf)
    ]
    with torch.no_grad():
        module(*inputs)
    for handle in handles:
        handle.remove()
    return found


def expected(theirs: Any, ids: Tensor, types: Tensor) -> dict[str, Tensor]:
    """The same by transformers, under our names."""
    theirs.set_attn_implementation("eager")
    with torch.no_grad():
        out = theirs(
            input_ids=ids,
            token_type_ids=types,
            attention_mask=ids != PADDING,
            output_hidden_states=True,
            output_attentions=True,
        )
        inner = getattr(theirs, "bert", theirs)
        first, *others = out.hidden_states
        found = {"embedding.norm": first}
        for number, (hidden, weights) in enumerate(zip(others, out.attentions, strict=True)):
            found[f"encoder.layers.{number}.feed_forward_residual.norm"] = hidden
            found[f"encoder.layers.{number}.self_attention.weights"] = weights
        if inner.pooler is not None:
            found["pooler.tanh"] = inner.pooler(others[-1])[:, None]
    for name, ours in (
        ("logits", "masked_words.logits"),
        ("prediction_logits", "masked_words.logits"),
        ("seq_relationship_logits", "next_sentence.logits"),
    ):
        if getattr(out, name, None) is not None:
            logits = getattr(out, name)
            found[ours] = logits if logits.ndim == 3 else logits[:, None]
    return found


@pytest.mark.parametrize("dtype", CLOSE, ids=str)
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_hidden_state_attention_map_and_head_equals_that_of_transformers(
    name: str, dtype: torch.dtype, tmp_path: Path
) -> None:
    head, settings = CONFIGURATIONS[name]
    theirs = random_model("bert", head=head, **settings)
    ours = load_assigned(saved(tmp_path, theirs), ARCHITECTURE.build, "cpu").to(dtype)
    found = steps(ours, IDS, TYPES)
    real = IDS != PADDING
    for step, right in expected(theirs.to(dtype), IDS, TYPES).items():
        mine = found[step]
        if mine.shape[-2] == IDS.shape[1]:  # rows of padding are read by nobody
            rows = real if mine.ndim == 3 else real[:, None].expand(mine.shape[:-1])
            mine, right = mine[rows], right[rows]
        assert torch.allclose(mine, right, rtol=0, atol=CLOSE[dtype]), step
