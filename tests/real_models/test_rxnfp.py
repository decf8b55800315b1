"""The BERT of rxnfp, trained on chemical reactions, gives what transformers computes, its two heads included."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace, verify

from tests.nn.test_hugging_face_encoders import expected
from tests.real_models.compared import difference

REACTION = "CC(=O)O.OCC>>CC(=O)OCC"  # acetic acid and ethanol become ethyl acetate
MASKED = "CC(=O)O.OCC>>CC(=O)[MASK]CC"
PAIR = "CC(=O)O.OCC>>[MASK]C(=O)OCC [SEP] CCO"


def traced(rxnfp: Path, text: str) -> Trace:
    return run(Request(source=text, model=str(rxnfp), device="cpu")).trace


@pytest.fixture(scope="module")
def theirs(rxnfp: Path) -> Any:
    from transformers import BertForPreTraining

    return BertForPreTraining.from_pretrained(rxnfp).eval()


@pytest.mark.parametrize("text", [REACTION, MASKED, PAIR])
def test_states_attention_and_heads_are_those_of_transformers(rxnfp: Path, theirs: Any, text: str) -> None:
    trace = traced(rxnfp, text)
    ids, types = (torch.tensor([[token.id for token in trace.tokens[name]]]) for name in ("source", "types"))
    found = {name: values[0] for name, values in expected(theirs, ids, types).items()}
    assert {"masked_words.logits", "next_sentence.logits", "pooler.tanh"} < found.keys()
    assert difference(trace, found) < 1e-5


def test_the_hidden_atom_is_predicted(rxnfp: Path) -> None:
    trace = traced(rxnfp, MASKED)
    [place] = [n for n, token in enumerate(trace.tokens["source"]) if token.text == "[MASK]"]
    best = int(np.argmax(trace["masked_words.logits"].values[place]))
    model_words = trace.vocabulary
    assert model_words[best] == "O"


def test_verify_finds_nothing(rxnfp: Path) -> None:
    assert {check.verdict for check in verify(traced(rxnfp, PAIR))} == {"same"}
