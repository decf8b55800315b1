"""What the newer fields of a trace's JSON may hold: parts, statistics, iterations."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest
from jsonschema import Draft202012Validator
from transformer_explore.core.trace import TraceError, schema
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.trace.making import holding

VALIDATOR = Draft202012Validator(schema())


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("part", {"part": {"axis 0": 3}}, "'part.0' is a part along 'axis 0', which is no axis of length 1"),
        ("part", {"part": {"head": 0}}, "is a part along 'head'"),
        ("part", {"part": [1]}, "where an object belongs"),
        ("iteration", {"iteration": -1}, "'part.0' has -1 where"),
        ("values", {"statistics": {}}, "'part.0' has values, and statistics in their place"),
        ("values", {"values": {"derived": 1}}, "cannot be read"),
        ("values", {"values": {"same_as": "part.1"}}, "where an object belongs"),
        ("shape", {"shape": [0, 2**62, 2**62], "axes": [*"abc"], "values": []}, "says its shape"),
    ],
)
def test_what_a_field_should_not_hold_is_refused(kind: str, changes: dict[str, Any], message: str) -> None:
    data = orjson.loads(to_bytes(holding(np.zeros(2))))
    data["steps"][0].update(changes)
    with pytest.raises(TraceError, match=message) as error:
        _ = from_bytes(orjson.dumps(data) if kind != "shape" else json.dumps(data).encode()).steps[0].values
    assert "\n" not in str(error.value)


ITERATION = {
    "number": 0,
    "expansions": [
        {
            "hypothesis": 0,
            "visit": 0,
            "candidates": [{"id": 4, "text": "a", "log_probability": -0.5, "probability": 0.6}],
        }
    ],
    "hypotheses": [
        {
            "number": 1,
            "parent": 0,
            "token": {"id": 4, "text": "a"},
            "log_probability": -0.5,
            "length": 1,
            "length_penalty": 1.0,
            "score": "-Infinity",
            "state": "growing",
            "why": "best",
        }
    ],
}


def fields(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(data, dict):
        return [p for key, value in data.items() for p in [(*path, key), *fields(value, (*path, key))]]
    return (
        [p for n, value in enumerate(data) for p in fields(value, (*path, n))]
        if isinstance(data, list)
        else []
    )


@pytest.mark.parametrize("path", fields(ITERATION), ids=str)
def test_every_field_of_an_iteration_is_needed_and_of_its_kind(path: tuple[Any, ...]) -> None:
    data = orjson.loads(to_bytes(holding(np.zeros(2))))
    data["iterations"] = [ITERATION]
    assert from_bytes(orjson.dumps(data)).iterations[0].hypotheses[0].score == -np.inf
    for wrong in (None, True, {"a": 1}, "lost"):
        data["iterations"] = [orjson.loads(orjson.dumps(ITERATION))]
        part: Any = data["iterations"][0]
        for key in path[:-1]:
            part = part[key]
        if wrong == "lost":
            del part[path[-1]]
        elif path[-1] == "token" and wrong == {"a": 1}:
            continue
        else:
            part[path[-1]] = wrong
        assert not VALIDATOR.is_valid(data), (path, wrong)
        with pytest.raises(TraceError, match="damaged"):
            from_bytes(orjson.dumps(data))


@pytest.mark.parametrize("where", ["run", "settings"])
def test_a_number_that_json_lacks_is_not_written_as_another(where: str) -> None:
    trace = holding(np.zeros(1))
    settings = {"value": float("nan")}
    if where == "run":
        trace = replace(trace, run={"settings": [settings]})
    else:
        trace = replace(trace, steps=(replace(trace.steps[0], settings=settings),))
    with pytest.raises(TraceError, match="holds NaN or ∞, which JSON lacks"):
        to_bytes(trace)


@pytest.mark.parametrize("array", [np.zeros(2, np.float16), np.zeros(2, np.int32)])
def test_a_type_that_no_trace_holds_is_refused_when_it_is_written(array: np.ndarray) -> None:
    with pytest.raises(
        TraceError, match=r"cannot be written: it is (float16|int32), and a trace holds bool, int64"
    ):
        to_bytes(holding(array))


def test_what_is_nested_beyond_measure_is_refused_when_it_is_written() -> None:
    nested: Any = []
    for _ in range(5000):
        nested = [nested]
    with pytest.raises(TraceError, match="cannot be written as JSON: the run is nested too deeply"):
        to_bytes(replace(holding(), run={"deep": nested}))
