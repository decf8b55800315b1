"""Traces as JSON: every array survives bit for bit; damaged or invalid files are refused in one line."""

import base64
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from transformer_explore.core.support import atomic
from transformer_explore.core.trace import Token, TraceError, save
from transformer_explore.core.trace.files.trace_files import from_bytes, schema_text, to_bytes

from tests.trace.making import ARRAYS, holding, same_bits

ways = pytest.mark.parametrize("compact", [False, True], ids=["readable", "compact"])
EXTREMES = [math.inf, -math.inf, math.nan, -0.0, 0.0, 5e-324, 1e-45, 1.17e-38, 3.4028234663852886e38, 0.1]
SCHEMA = orjson.loads(schema_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def strict(content: bytes) -> Any:
    """The data for a strict JSON reader."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(content.decode("utf-8"), parse_constant=refuse)


@ways
@given(array=ARRAYS)
@example(array=np.array(EXTREMES, np.float32))
@example(array=np.array([EXTREMES, EXTREMES[::-1]], np.float64))
@example(array=np.array([2.0**63, 1.7976931348623157e308, -5e-324]))
@example(array=np.array([2**63 - 1, -(2**63)]))
@example(array=np.array([0x15AE43FD, 0x95AE43FD, 0xFF800000], np.uint32).view(np.float32))
@example(array=np.array(-math.inf, np.float32))
@example(array=np.zeros((2, 0, 3), np.float32))
def test_every_array_survives_bit_for_bit(array: np.ndarray, compact: bool) -> None:
    content = to_bytes(holding(array), compact)
    VALIDATOR.validate(strict(content))
    (step,) = from_bytes(content).steps
    assert (step.values.shape, step.values.dtype) == (array.shape, array.dtype)
    assert same_bits(step.values, array)


@given(ARRAYS.filter(lambda array: array.dtype.kind == "f"))
def test_compact_files_keep_the_bits_of_nan(array: np.ndarray) -> None:
    (step,) = from_bytes(to_bytes(holding(array), compact=True)).steps
    assert step.values.tobytes() == array.tobytes()


def test_an_array_is_only_read_when_it_is_needed() -> None:
    data = strict(to_bytes(holding(np.zeros(2))))
    data["steps"][0]["values"] = [1.0, "far too much"]
    trace = from_bytes(orjson.dumps(data))
    with pytest.raises(TraceError, match=r"the values of 'part\.0' cannot be read"):
        _ = trace.steps[0].values


# -------------------------------------------------------------------- the schema and invalid fields
def test_the_schema_is_valid_and_describes_every_field() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    def described(part: dict[str, Any], path: str) -> None:
        for name, child in part.get("properties", {}).items():
            if "base64" not in path + name:
                assert "title" in child or "$ref" in child, f"{path}{name} has no title"
            described(child, f"{path}{name}.")

    described(SCHEMA, "")
    for name, part in SCHEMA["$defs"].items():
        described(part, f"{name}.")


def two_steps() -> Any:
    return strict(to_bytes(holding(np.zeros((2, 2)), np.zeros((2, 2)))))


def refused(data: Any) -> str:
    """The error when a file is opened or its arrays are read."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(TraceError) as error:
        _ = [step.values for step in from_bytes(content)]
    message = str(error.value)
    assert message.isprintable()
    return message


# Whether the schema refuses it as well, the fields of a step, and the message.
INVALID_STEPS: list[tuple[bool, dict[str, Any], str]] = [
    (True, {"name": "evil\n\x1b[31m\u202ename", "dtype": "float16"}, "damaged"),
    (False, {"shape": [3, 1]}, r"'part.0' declares the shape \[3, 1\], but its values have the shape \[2, 2\]"),
    (False, {"shape": [4, 1]}, r"'part.0' declares the shape \[4, 1\], but its values have the shape \[2, 2\]"),
    (True, {"shape": [-2, -2]}, "'part.0' has -2 instead of a non-negative whole number"),
    (True, {"shape": [2.5, 2]}, "'part.0' has 2.5 instead of a non-negative whole number"),
    (False, {"shape": [10**9, 10**9]}, "declares the shape"),
    (False, {"shape": [0, 2**62, 2**62], "axes": [*"abc"], "values": []}, "declares the shape"),
    (False, {"axes": ["a"]}, "'part.0' has 1 axes but 2 sizes"),
    (True, {"dtype": "object"}, "dtype 'object'"),
    (True, {"dtype": "float16"}, "dtype 'float16'"),
    (True, {"visit": True}, "'part.0' has True instead of a non-negative whole number"),
    (True, {"visit": -1}, "'part.0' has -1 instead of a non-negative whole number"),
    (True, {"iteration": -1}, "'part.0' has -1 instead of a non-negative whole number"),
    (False, {"values": [[1.0, 2.0], [3.0]]}, "cannot be read"),
    (False, {"values": [[1.0, "NaN"], ["NaN"]]}, "cannot be read"),
    (True, {"values": [[1.0, 2.0], [3.0, None]]}, "cannot be read"),
    (True, {"values": [[1.0, 2.0], [3.0, "4"]]}, "cannot be read"),
    (False, {"values": [[True, False], [True, False]]}, "cannot be read"),
    (True, {"values": [["Infinite", 1.0], [1.0, 1.0]]}, "a word that is not a number"),
    (False, {"values": {"base64": "!"}}, "cannot be read"),
    (False, {"values": {"base64": "AAA="}}, "cannot be read"),
    (False, {"values": {"base64": base64.b64encode(bytes(16)).decode()}}, "declares the shape"),
    (True, {"values": {"hex": "00"}}, "cannot be read"),
    (True, {"values": {"derived": 1}}, "cannot be read"),
    (True, {"values": {"same_as": "part.1"}}, "instead of an object"),
    (True, {"values": "text"}, "cannot be read"),
    (True, {"inputs": [{"layer": 3}]}, "is neither a step nor a parameter nor tokens"),
    (True, {"inputs": ["x"]}, "instead of an object"),
    (False, {"inputs": [{"step": "part.0", "visit": 0}]}, "reads 'part.0', which does not come before it"),
    (False, {"inputs": [{"step": "part.1", "visit": 1}]}, "reads 'part.1#1', which does not come before it"),
    (False, {"part": {"axis 0": 3}}, "'part.0' is a part along 'axis 0', which is not an axis of length 1"),
    (False, {"part": {"head": 0}}, "is a part along 'head'"),
    (True, {"part": [1]}, "instead of an object"),
    (True, {"statistics": {}}, "'part.0' has both values and statistics"),
]  # fmt: skip


@pytest.mark.parametrize(("schema_too", "fields", "message"), INVALID_STEPS, ids=str)
def test_an_invalid_step_is_refused(schema_too: bool, fields: dict[str, Any], message: str) -> None:
    data = two_steps()
    data["steps"][0].update(fields)
    assert VALIDATOR.is_valid(data) == (not schema_too)
    assert re.search(message, refused(data))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("version",), 2, "version 2 of the trace format; this program reads version 1"),
        (("version",), None, "version None of the trace format"),
        (("format",), "something else", "not a trace"),
        (("steps",), 7, "damaged"),
        (("steps",), {"a": 1}, "damaged"),
        (("model",), [], "damaged"),
        (("tokens",), [], "damaged"),
        (("tokens", "source"), [7], "damaged"),
        (("tokens", "source", 0, "id"), -1, "instead of a non-negative whole number"),
    ],
)
def test_an_invalid_field_of_the_trace_is_refused(path: tuple[Any, ...], value: Any, message: str) -> None:
    data = two_steps()
    part_of(data, path)[path[-1]] = value
    assert not VALIDATOR.is_valid(data)
    assert re.search(message, refused(data))


def part_of(data: Any, path: tuple[Any, ...]) -> Any:
    """The object or list that contains the last key of a path."""
    for key in path[:-1]:
        data = data[key]
    return data


def test_two_steps_with_the_same_name_and_visit_are_refused() -> None:
    data = two_steps()
    data["steps"][1].update(name="part.0", visit=0)
    assert "two steps have the same name and visit" in refused(data)


FIELDS = ["model", "run", "tokens", "steps"]
FIELDS_OF_A_STEP = [
    "name", "visit", "operation", "formula", "inputs", "settings", "axes", "shape", "dtype", "values"
]  # fmt: skip


@pytest.mark.parametrize(
    "path", [(f,) for f in FIELDS] + [("steps", 0, f) for f in FIELDS_OF_A_STEP], ids=str
)
def test_a_missing_field_is_named(path: tuple[Any, ...]) -> None:
    data = two_steps()
    del part_of(data, path)[path[-1]]
    assert refused(data) == f"damaged: the field {path[-1]!r} is missing"
    assert not VALIDATOR.is_valid(data)


CANDIDATE = {"id": 4, "text": "a", "log_probability": -0.5, "probability": 0.6}
HYPOTHESIS = {
    "number": 1, "parent": 0, "token": {"id": 4, "text": "a"}, "log_probability": -0.5, "length": 1,
    "length_penalty": 1.0, "score": "-Infinity", "state": "growing", "why": "best",
}  # fmt: skip
ITERATION = {
    "number": 0,
    "expansions": [{"hypothesis": 0, "visit": 0, "candidates": [CANDIDATE]}],
    "hypotheses": [HYPOTHESIS],
}


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all fields in objects."""
    if isinstance(data, dict):
        return [p for key, value in data.items() for p in [(*path, key), *paths(value, (*path, key))]]
    return (
        [p for n, value in enumerate(data) for p in paths(value, (*path, n))]
        if isinstance(data, list)
        else []
    )


@pytest.mark.parametrize("path", paths(ITERATION), ids=str)
def test_every_field_of_an_iteration_is_required_and_checked(path: tuple[Any, ...]) -> None:
    data = two_steps() | {"iterations": [ITERATION]}
    assert from_bytes(orjson.dumps(data)).iterations[0].hypotheses[0].score == -np.inf
    for wrong in (None, True, {"a": 1}, "lost"):
        if path[-1] == "token" and wrong == {"a": 1}:
            continue
        data["iterations"] = [orjson.loads(orjson.dumps(ITERATION))]
        part = part_of(data["iterations"][0], path)
        if wrong == "lost":
            del part[path[-1]]
        else:
            part[path[-1]] = wrong
        assert not VALIDATOR.is_valid(data), (path, wrong)
        assert refused(data).startswith("damaged")


@given(st.integers(0, 10_000), st.booleans())
def test_a_truncated_file_is_refused(length: int, compact: bool) -> None:
    content = to_bytes(holding(np.arange(6.0).reshape(2, 3)), compact).rstrip()
    cut_off = refused(content[: length % len(content)])
    assert cut_off.startswith(
        ("not valid JSON", "not a trace: neither valid JSON", "damaged: the file is truncated")
    )


@given(st.binary(max_size=50))
def test_random_bytes_are_refused(content: bytes) -> None:
    assert refused(content).startswith(("not valid JSON", "not a trace"))


def test_integers_beyond_64_bits_are_refused() -> None:
    data = strict(to_bytes(holding(np.zeros(1, np.int64))))
    data["steps"][0]["values"] = [2**63]
    refused(orjson.dumps(data))


# -------------------------------------------------------------------- what cannot be written
def nested(depth: int) -> Any:
    data: Any = []
    for _ in range(depth):
        data = [data]
    return data


NAN = {"value": float("nan")}
STEP = holding(np.zeros(1)).steps[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"run": {"settings": [NAN]}}, "contains NaN or ∞, which JSON cannot represent"),
        ({"steps": (replace(STEP, settings=NAN),)}, "contains NaN or ∞, which JSON cannot represent"),
        ({"run": {"deep": nested(5000)}}, "cannot be written as JSON: the run is nested too deeply"),
        ({"tokens": {"source": (Token(1, "\ud83d"),)}}, "cannot be written as JSON"),
        ({"steps": holding(np.zeros(2, np.float16)).steps},
            "type is float16, but a trace file can contain only bool, int64"),
        ({"steps": holding(np.zeros(2, np.int32)).steps},
            "type is int32, but a trace file can contain only bool, int64"),
    ],
    ids=["NaN in the run", "NaN in a setting", "deep run", "half a surrogate pair", "float16", "int32"],
)  # fmt: skip
def test_a_trace_that_json_cannot_hold_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TraceError, match=message):
        to_bytes(replace(holding(np.zeros(1)), **changes))


@pytest.mark.parametrize("step", ["writing", "renaming", "serializing"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["disk full", "Ctrl-C"])
def test_an_interrupted_export_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    target = tmp_path / "t.json"
    target.write_text("old content")

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    match step:
        case "writing":
            monkeypatch.setattr(atomic.os, "fsync", fail)
        case "renaming":
            monkeypatch.setattr(Path, "replace", fail)
        case "serializing":
            monkeypatch.setattr(orjson, "dumps", fail)
    with pytest.raises(type(error)):
        save(holding(np.zeros(3)), target)
    monkeypatch.undo()
    assert target.read_text() == "old content"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_an_error_of_the_operating_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save(holding(), tmp_path / "nowhere" / "t.json")
