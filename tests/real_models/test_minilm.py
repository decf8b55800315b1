"""all-MiniLM-L6-v2, a BERT without heads, gives what transformers computes; paraphrases are close to each other."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace, verify

from tests.nn.test_hugging_face_encoders import expected
from tests.real_models.compared import difference

TEXTS = (
    "A man is playing a guitar.",
    "Someone plays an instrument.",
    "The stock market fell sharply today.",
    "naïve façade 我爱你 unbelievably-hyphenated",
)
PARAPHRASES = (
    ("A man is playing a guitar.", "Someone plays an instrument."),
    ("The children are swimming in the lake.", "Kids swim in a lake."),
    ("How do I change my password?", "What are the steps to reset my password?"),
)
LAST = "encoder.layers.5.feed_forward_residual.norm"


def traced(minilm: Path, text: str) -> Trace:
    return run(Request(source=text, model=str(minilm), device="cpu")).trace


@pytest.fixture(scope="module")
def theirs(minilm: Path) -> Any:
    from transformers import BertModel

    return BertModel.from_pretrained(minilm).eval()


@pytest.mark.parametrize("text", TEXTS)
def test_states_attention_and_pooler_are_those_of_transformers(minilm: Path, theirs: Any, text: str) -> None:
    trace = traced(minilm, text)
    ids = torch.tensor([[token.id for token in trace.tokens["source"]]])
    found = {name: values[0] for name, values in expected(theirs, ids, torch.zeros_like(ids)).items()}
    assert len(found) == 1 + 6 + 6 + 1
    assert difference(trace, found) < 1e-5


def test_the_tokens_are_those_of_transformers(minilm: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(minilm)
    for text in TEXTS:
        assert [token.id for token in traced(minilm, text).tokens["source"]] == tokenizer(text)["input_ids"]


def test_verify_finds_nothing(minilm: Path) -> None:
    assert {check.verdict for check in verify(traced(minilm, TEXTS[0]))} == {"same"}
    assert not list(find_any(str(minilm)).refusals())  # type: ignore[attr-defined]


def test_sentences_that_mean_the_same_are_closer_than_others(minilm: Path) -> None:
    def direction(text: str) -> np.ndarray:
        mean = traced(minilm, text)[LAST].values.mean(axis=0)
        return mean / np.linalg.norm(mean)

    pairs = [(direction(one), direction(other)) for one, other in PARAPHRASES]
    for place, (one, other) in enumerate(pairs):
        unrelated = [one @ each for number, pair in enumerate(pairs) if number != place for each in pair]
        assert one @ other > 0.5 > max(unrelated)
