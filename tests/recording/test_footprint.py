"""The size of a recording is predicted exactly, from shapes only."""

import gc
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.decoding.search import forced_search
from transformer_explore.core.decoding.translator import Translator
from transformer_explore.core.interventions import parse
from transformer_explore.core.interventions.apply import intervened
from transformer_explore.core.nn.configuration import BASE, POSITIONS, RESIDUALS, Configuration
from transformer_explore.core.recording.footprint import Footprint, of_decoding, of_forward
from transformer_explore.core.recording.recording import record
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import ModelCard, Step, Trace, bytes_of

from tests.models import ids, made, tiny

pytestmark = pytest.mark.slow

LENGTHS = st.integers(1, 8)
MODELS = st.builds(
    lambda **parts: tiny(**parts),
    heads=st.sampled_from([1, 2]),
    layers=st.integers(1, 2),
    residual=st.sampled_from(RESIDUALS),
    positions=st.sampled_from(POSITIONS),
)
WANTED = st.builds(
    lambda keep, dtype, spec: Request(
        source="", keep=keep, dtype=dtype, interventions=tuple(map(parse, spec))
    ),
    st.sampled_from(["everything", "lean", "statistics"]),
    st.sampled_from(["float32", "float64", "bfloat16"]),
    st.sampled_from([(), ("no-scaling",), ("silence encoder.layers.0.self_attention 0",), ("dropout 3",)]),
)


def held(steps: tuple[Step, ...]) -> Footprint:
    """The size of the recorded steps."""
    trace = Trace(model=ModelCard("", "", {}, ""), run={}, tokens={}, steps=steps)
    return Footprint(len(steps), bytes_of(trace))


def model_of(sizes: Configuration, wanted: Request) -> Any:
    return made(sizes).to(getattr(torch, wanted.dtype))


@settings(max_examples=25, deadline=None)
@given(MODELS, WANTED, LENGTHS, LENGTHS)
def test_the_size_of_a_forward_pass(sizes: Configuration, wanted: Request, source: int, target: int) -> None:
    model, source_ids, target_ids = model_of(sizes, wanted), ids([4] * source), ids([5] * target)
    with (
        torch.no_grad(),
        intervened(model, wanted.interventions) as changed,
        record(changed, wanted.keep, source=source_ids, target=target_ids) as recording,
    ):
        changed(source_ids, target_ids)
        assert of_forward(wanted, sizes, source, target) == held(recording.steps())


@settings(max_examples=25, deadline=None)
@given(MODELS, WANTED, LENGTHS, LENGTHS, st.booleans())
def test_decoding_size(sizes: Configuration, wanted: Request, source: int, target: int, cached: bool) -> None:
    wanted = replace(wanted, cached=cached)
    model, asked = model_of(sizes, wanted), ids([4] * source)
    with (
        torch.no_grad(),
        intervened(model, wanted.interventions) as changed,
        record(changed, wanted.keep, source=asked) as recording,
    ):
        translator = Translator(changed, asked, 2, (3,), cached=cached, recording=recording)
        forced_search(translator, [f"w{i}" for i in range(11)], [5] * (target - 1))
        reads = [len(prefix) for prefix in translator.prefixes]
        assert of_decoding(wanted, sizes, source, reads) == held(recording.steps())


def test_the_size_of_the_base_model() -> None:
    """More than 100 MiB at 128 tokens; at 512 tokens a gibibyte, or about a quarter without recomputable arrays."""
    size = of_forward(Request(source=""), BASE, 128, 128)
    assert size.steps == 304
    assert 100 < size.bytes / 2**20 < 160
    whole = of_forward(Request(source=""), BASE, 512, 512)
    lean = of_forward(Request(source="", keep="lean"), BASE, 512, 512)
    assert lean.steps == whole.steps
    assert lean.bytes < whole.bytes / 3.9


@pytest.mark.parametrize("keep", ["lean", "statistics"])
def test_memory_that_is_not_stored_is_freed_while_the_model_runs(keep: Any) -> None:
    """No softmax output is still in memory after the model has run."""
    model, asked, said = made(tiny(layers=2)), ids([4] * 7), ids([5] * 8)
    with torch.no_grad(), record(model, keep, source=asked, target=said) as recording:
        model(asked, said)
        gc.collect()
        alive = [x for x in gc.get_objects() if type(x) is torch.Tensor and x.shape == (1, 2, 8, 7)]
    assert not alive
    assert len(recording) == len(recording.steps())
