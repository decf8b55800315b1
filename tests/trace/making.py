"""Traces that were not recorded, and trace files."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from transformer_explore.core.decoding.search import greedy_search
from transformer_explore.core.decoding.translator import Translator
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.recording.recording import record
from transformer_explore.core.trace import (
    Candidate,
    Expansion,
    Hypothesis,
    Iteration,
    ModelCard,
    Step,
    Token,
    Trace,
    load,
    measure,
    save,
)

from tests.models import ids, made, tiny, traced, unrecorded

FORMS = {"readable.json": False, "compact.json": True, "tensors.safetensors": False}
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
ARRAYS = st.sampled_from(["float32", "float64", "bool", "int64"]).flatmap(
    lambda dtype: hnp.arrays(dtype, SHAPES)
)


def holding(*arrays: np.ndarray) -> Trace:
    """A trace of steps with these arrays; each reads the previous step, tokens and a parameter."""
    before = [Source("step", f"part.{n}", n) for n in range(len(arrays))]
    steps = tuple(
        unrecorded(
            f"part.{n}", array, (f"axis {i}" for i in range(array.ndim)), visit=n, formula=r"\frac{x}{y}",
            inputs=(Source("tokens", "source"), *before[:n][-1:], Source("parameter", "w")),
            settings={"epsilon": 1e-5, "heads": 2},
        )
        for n, array in enumerate(arrays)
    )  # fmt: skip
    return Trace(
        model=ModelCard("zh-en", "transformer", {"d_model": 4, "residual": "post-norm"}, "0" * 64),
        run={"kind": "forward", "seed": None, "interventions": []},
        tokens={"source": (Token(4, "我"), Token(5, '"\\\n\x1b[31m\u202e')), "target": ()},
        steps=steps,
        vocabulary=("[PAD]", "我"),
    )


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays have the same bits, except in NaN."""
    if one.dtype.kind != "f":
        return np.array_equal(one, other)
    nan = np.isnan(one)
    return np.array_equal(nan, np.isnan(other)) and one[~nan].tobytes() == other[~nan].tobytes()


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder for one example of a property."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def through_a_file(trace: Trace, form: str) -> Trace:
    """The trace after saving, loading and reading every array."""
    with folder() as here:
        save(trace, here / form, FORMS[form])
        back = load(here / form, trace.parameters)
        for step in back:
            if step.statistics is None:
                _ = step.values
        return back


def decoded(cached: bool = True, seed: int = 0) -> Trace:
    """A recorded greedy decoding with all visits of the decoder and the iterations."""
    model = made(tiny(layers=2, longest=6), seed)
    source = ids((4, 7, 5))
    with torch.no_grad(), record(model, source=source) as recording:
        translator = Translator(model, source, 2, (3,), cached=cached, recording=recording)
        found = greedy_search(translator, [f"w{n}" for n in range(11)])
    given = {"source": (4, 7, 5), **translator.sequences()}
    whole = traced(model)
    return replace(
        whole,
        steps=recording.steps(),
        tokens={name: tuple(Token(i, f"w{i}") for i in row) for name, row in given.items()},
        iterations=found.iterations,
        run={**whole.run, "kind": "decode"},
    )


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
NATURALS = st.integers(0, 2**40)
REALS = st.floats(allow_nan=False)
TOKENS = st.builds(Token, NATURALS, WORDS)
CANDIDATES = st.builds(Candidate, TOKENS, REALS, REALS, st.sampled_from(["", "top-k", "top-p"]))
HYPOTHESES = st.builds(
    Hypothesis, number=NATURALS, parent=NATURALS, token=TOKENS, log_probability=REALS, length=NATURALS,
    length_penalty=REALS, score=REALS, state=st.sampled_from(["growing", "finished", "dropped"]), why=WORDS,
)  # fmt: skip
EXPANSIONS = st.builds(Expansion, NATURALS, NATURALS, st.lists(CANDIDATES, max_size=3).map(tuple))
ITERATIONS = st.builds(
    Iteration,
    NATURALS,
    st.lists(EXPANSIONS, max_size=2).map(tuple),
    st.lists(HYPOTHESES, max_size=2).map(tuple),
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Traces with everything a trace can contain; the operations do not fit their inputs."""
    arrays = draw(st.lists(ARRAYS, max_size=4))
    trace = holding(*arrays)
    steps = [_any_kind(draw, step) for step in trace]
    if steps and steps[0].statistics is None:  # another step with the same memory
        one = steps[0].values
        twin = replace(
            steps[0], name="twin", load=lambda: one.reshape(-1), shape=(one.size,), axes=("all",), part={}
        )
        steps.append(twin)
    prefix = {f"prefix#{n}": draw(st.lists(TOKENS, max_size=3).map(tuple)) for n in (1, 3)}
    iterations = draw(st.lists(ITERATIONS, max_size=2).map(tuple))
    return replace(trace, steps=tuple(steps), tokens={**trace.tokens, **prefix}, iterations=iterations)


def _any_kind(draw: st.DrawFn, step: Step) -> Step:
    changes: dict[str, object] = {"iteration": draw(st.none() | st.integers(0, 9))}
    if draw(st.booleans()):
        changes["inputs"] = (*step.inputs, Source("tokens", "prefix", 3))
    axes = [axis for axis, size in zip(step.axes, step.shape, strict=True) if size == 1]
    if axes and draw(st.booleans()):
        changes["part"] = {draw(st.sampled_from(axes)): draw(NATURALS)}
    if draw(st.integers(0, 3)) == 0:
        changes["statistics"] = measure(step.values)
    return replace(step, **changes)  # type: ignore[arg-type]


def facts(step: Step) -> list[object]:
    """Everything about a step except its array."""
    return [
        *(step.name, step.visit, step.operation, step.formula, step.inputs, dict(step.settings), step.axes),
        *(step.shape, step.dtype, step.iteration, step.derived, dict(step.part), step.statistics),
    ]
