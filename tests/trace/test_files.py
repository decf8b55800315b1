"""A trace in a file: three forms of the same thing, written in pieces, opened without being read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from safetensors.numpy import load_file, save_file
from transformer_explore.core.trace import Trace, TraceError, lean, load, save, schema, statistics_only
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.models import made, traced
from tests.trace.making import FORMS, folder, holding, said, same_bits, through_a_file, traces

forms = pytest.mark.parametrize("form", FORMS)
lazy_forms = pytest.mark.parametrize("form", ["compact.json", "tensors.safetensors"])
VALIDATOR = Draft202012Validator(schema())


@forms
@given(trace=traces())
def test_all_that_a_trace_can_hold_comes_back(trace: Trace, form: str) -> None:
    back = through_a_file(trace, form)
    for field in ("model", "run", "tokens", "vocabulary", "iterations"):
        assert getattr(back, field) == getattr(trace, field)
    for one, other in zip(back, trace, strict=True):
        assert said(one) == said(other)
        if one.statistics is None:
            assert same_bits(one.values, other.values)


@forms
@pytest.mark.parametrize(
    "keep", [lambda trace: trace, lean, statistics_only], ids=["all", "lean", "statistics"]
)
def test_a_real_trace_comes_back(form: str, keep: Callable[[Trace], Trace]) -> None:
    trace = keep(traced(made()))
    for one, other in zip(through_a_file(trace, form), trace, strict=True):
        assert said(one) == said(other)
        if one.statistics is None:
            assert same_bits(one.values, other.values), one.name


@given(trace=traces(), compact=st.booleans())
def test_what_is_written_is_what_the_schema_says(trace: Trace, compact: bool) -> None:
    VALIDATOR.validate(json.loads(to_bytes(trace, compact)))


@lazy_forms
@given(trace=traces())
def test_a_file_that_was_read_is_written_again_byte_for_byte(trace: Trace, form: str) -> None:
    with folder() as here:
        for name in ("first", "second"):
            save(trace, here / f"{name}.{form}", FORMS[form])
            trace = load(here / f"{name}.{form}")
        assert (here / f"first.{form}").read_bytes() == (here / f"second.{form}").read_bytes()


@forms
def test_what_a_file_is_shows_in_its_content_and_not_in_its_name(tmp_path: Path, form: str) -> None:
    save(holding(np.ones(3)), tmp_path / form, FORMS[form])
    (tmp_path / form).rename(tmp_path / "anything")
    assert load(tmp_path / "anything")["part.0"].values.tolist() == [1, 1, 1]


# -------------------------------------------------------------------- one array, one place


def views_of_one_memory() -> Trace:
    array = np.arange(12.0).reshape(2, 6)
    return holding(array, array.reshape(3, 4), array[:1], array.T, array.copy(), np.zeros(0), np.zeros(0))


@forms
def test_steps_that_share_their_memory_are_written_once(tmp_path: Path, form: str) -> None:
    trace = views_of_one_memory()
    save(trace, tmp_path / form, FORMS[form])
    back = load(tmp_path / form)
    for one, other in zip(back, trace, strict=True):
        assert same_bits(one.values, other.values)
    assert np.shares_memory(back["part.0"].values, back["part.1#1"].values)
    assert not np.shares_memory(back["part.0"].values, back["part.4#4"].values)
    if form == "tensors.safetensors":
        assert set(load_file(tmp_path / form)) == {f"part.{n}#{n}" for n in range(2, 7)} | {"part.0"}
    else:
        steps = orjson.loads((tmp_path / form).read_bytes())["steps"]
        same = [
            step["values"]
            for step in steps
            if isinstance(step["values"], dict) and "same_as" in step["values"]
        ]
        assert same == [{"same_as": {"step": "part.0", "visit": 0}}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"step": "part.9"}, "'part.1' is the same as 'part.9#1', which has no values of its own before it"),
        ({"step": "part.1", "visit": 1}, "no values of its own before it"),
        ({"visit": -1}, "'part.1' has -1 where"),
        ({"visit": None}, "'part.1' has None where"),
    ],
)
def test_a_step_is_the_same_as_one_that_is_there_or_refused(changes: dict[str, Any], message: str) -> None:
    data = orjson.loads(to_bytes(views_of_one_memory()))
    data["steps"][1]["values"]["same_as"].update({"visit": 1 if "step" in changes else 0} | changes)
    with pytest.raises(TraceError, match=message):
        from_bytes(orjson.dumps(data))


@pytest.mark.parametrize("field", [{"shape": [3, 5]}, {"dtype": "float32"}])
def test_a_step_that_is_the_same_as_another_is_as_large(field: dict[str, Any]) -> None:
    data = orjson.loads(to_bytes(views_of_one_memory()))
    data["steps"][1].update(field)
    with pytest.raises(TraceError, match=r"'part\.1' is the same as 'part.0', but of another size or type"):
        from_bytes(orjson.dumps(data))


# -------------------------------------------------------------------- safetensors


def test_any_reader_of_safetensors_reads_the_arrays(tmp_path: Path) -> None:
    kinds = [
        np.ones((2, 3), np.float32),
        np.array([True, False, True]),
        np.arange(4),
        np.ones((0, 2)),
        np.array(2.5),
    ]
    trace = holding(*kinds)
    save(trace, tmp_path / "t.safetensors")
    there = load_file(tmp_path / "t.safetensors")
    assert set(there) == {str(step) for step in trace}
    for step in trace:
        assert same_bits(there[str(step)], step.values)


def test_a_safetensors_file_that_is_no_trace_is_refused(tmp_path: Path) -> None:
    save_file({"w": np.zeros(2)}, tmp_path / "w.safetensors")
    with pytest.raises(TraceError, match="no trace: a safetensors file without 'trace' in its metadata"):
        load(tmp_path / "w.safetensors")
    for metadata in ("{", '{"format": "else"}'):
        save_file({"w": np.zeros(2)}, tmp_path / "w.safetensors", {"trace": metadata})
        with pytest.raises(TraceError, match=r"no valid JSON|no trace"):
            load(tmp_path / "w.safetensors")


@pytest.mark.parametrize("names", [("part.1#1", "part.1"), ("__metadata__", "part.1")])
def test_names_that_would_be_one_in_safetensors_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    trace = holding(np.zeros(1), np.ones(1))
    steps = tuple(replace(step, name=name) for step, name in zip(trace, names, strict=True))
    with pytest.raises(TraceError, match="cannot be written as safetensors: something else has that name"):
        save(replace(trace, steps=steps), tmp_path / "t.safetensors")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [("shape", [3, 2]), ("dtype", "float64"), ("name", "other")])
def test_a_tensor_that_is_not_what_the_trace_says_is_refused(tmp_path: Path, change: tuple[str, Any]) -> None:
    save(holding(np.ones((2, 3), np.float32)), tmp_path / "t.safetensors")
    from safetensors import safe_open

    with safe_open(tmp_path / "t.safetensors", framework="numpy") as file:
        told = orjson.loads(file.metadata()["trace"])
    told["steps"][0][change[0]] = change[1]
    save_file(
        {"part.0": np.ones((2, 3), np.float32)}, tmp_path / "t.safetensors", {"trace": json.dumps(told)}
    )
    with pytest.raises(TraceError, match=r"damaged: (there is no tensor 'other'|'part\.0' says that it is)"):
        _ = load(tmp_path / "t.safetensors").steps[0].values


@given(st.data())
def test_a_damaged_safetensors_file_is_refused_in_one_line_or_read(data: st.DataObject) -> None:
    with folder() as here:
        save(holding(np.arange(6.0)), here / "t.safetensors")
        content = bytearray((here / "t.safetensors").read_bytes())
        if data.draw(st.booleans()):
            content = content[: data.draw(st.integers(9, len(content) - 1))]
        else:
            content[data.draw(st.integers(0, len(content) - 49))] ^= data.draw(st.integers(1, 255))
        (here / "t.safetensors").write_bytes(content)
        try:
            _ = [step.values for step in load(here / "t.safetensors")]
        except TraceError as error:
            assert "\n" not in str(error)
