"""A trace survives being written as JSON, bit for bit; what is damaged is refused in one line."""

from __future__ import annotations

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
from transformer_explore.core.trace import Token, TraceError, load, save, schema
from transformer_explore.core.trace.files import atomic
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.trace.making import ARRAYS, holding, same_bits

ways = pytest.mark.parametrize("compact", [False, True], ids=["readable", "compact"])


def strict(content: bytes) -> Any:
    """What a strict JSON reader makes of it."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(content.decode("utf-8"), parse_constant=refuse)


EXTREMES = [math.inf, -math.inf, math.nan, -0.0, 0.0, 5e-324, 1e-45, 1.17e-38, 3.4028234663852886e38, 0.1]
VALIDATOR = Draft202012Validator(schema())


@ways
@given(array=ARRAYS)
@example(array=np.array(EXTREMES, np.float32))
@example(array=np.array([EXTREMES, EXTREMES[::-1]], np.float64))
@example(array=np.array([2.0**63, 1.7976931348623157e308, -5e-324]))
@example(array=np.array([2**63 - 1, -(2**63)]))
@example(array=np.array([0x15AE43FD, 0x95AE43FD, 0xFF800000], np.uint32).view(np.float32))
@example(array=np.array(-math.inf, np.float32))
@example(array=np.zeros((2, 0, 3), np.float32))
def test_every_array_comes_back_bit_for_bit(array: np.ndarray, compact: bool) -> None:
    content = to_bytes(holding(array), compact)
    VALIDATOR.validate(strict(content))
    (step,) = from_bytes(content).steps
    assert (step.values.shape, step.values.dtype) == (array.shape, array.dtype)
    assert same_bits(step.values, array)


@given(ARRAYS.filter(lambda array: array.dtype.kind == "f"))
def test_compact_keeps_even_which_nan_it_was(array: np.ndarray) -> None:
    (step,) = from_bytes(to_bytes(holding(array), compact=True)).steps
    assert step.values.tobytes() == array.tobytes()


def test_nothing_is_made_of_an_array_until_somebody_looks() -> None:
    data = strict(to_bytes(holding(np.zeros(2))))
    data["steps"][0]["values"] = [1.0, "far too much"]
    trace = from_bytes(orjson.dumps(data))
    with pytest.raises(TraceError, match=r"the values of 'part\.0' cannot be read"):
        _ = trace.steps[0].values


# -------------------------------------------------------------------- the schema


def test_the_schema_is_one_and_describes_itself() -> None:
    Draft202012Validator.check_schema(schema())

    def described(part: dict[str, Any], path: str) -> None:
        for name, child in part.get("properties", {}).items():
            if "base64" not in path + name:
                assert "title" in child or "$ref" in child, f"{path}{name} has no title"
            described(child, f"{path}{name}.")

    described(schema(), "")
    for name, part in schema()["$defs"].items():
        described(part, f"{name}.")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("format",), "something else"),
        (("tokens", "source", 0, "id"), -1),
        (("steps", 0, "dtype"), "float16"),
        (("steps", 0, "shape"), [2.5]),
        (("steps", 0, "values"), ["Infinite"]),
        (("steps", 0, "values"), [None]),
        (("steps", 0, "values"), {"hex": "00"}),
        (("steps", 0, "inputs"), [{"layer": 3}]),
        (("steps", 0, "inputs"), ["x"]),
        (("steps", 0, "visit"), -1),
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(path: tuple[str | int, ...], value: Any) -> None:
    data = strict(to_bytes(holding(np.zeros(1))))
    put(data, path, value)
    assert not VALIDATOR.is_valid(data)
    if path not in {("tokens", "source", 0, "id"), ("model", "sha256"), ("steps", 0, "inputs")} or value == [
        "x"
    ]:
        with pytest.raises(TraceError):
            _ = from_bytes(orjson.dumps(data)).steps[0].values


def put(data: Any, path: tuple[str | int, ...], value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


# -------------------------------------------------------------------- damaged files


def refused(content: bytes) -> str:
    """The message with which a file is refused, when it is opened or when its array is looked at."""
    with pytest.raises(TraceError) as error:
        _ = [step.values for step in from_bytes(content)]
    message = str(error.value)
    assert "\n" not in message
    assert message.isprintable()
    return message


@given(st.integers(0, 10_000), st.booleans())
def test_a_truncated_file_is_refused(length: int, compact: bool) -> None:
    content = to_bytes(holding(np.arange(6.0).reshape(2, 3)), compact).rstrip()
    cut_off = refused(content[: length % len(content)])
    assert cut_off.startswith(("no valid JSON", "damaged: the file is cut off"))


@given(st.binary(max_size=50))
def test_garbage_is_refused(content: bytes) -> None:
    assert refused(content).startswith(("no valid JSON", "no trace"))


FIELDS = ["model", "run", "tokens", "steps"]
FIELDS_OF_A_STEP = [
    "name",
    "visit",
    "operation",
    "formula",
    "inputs",
    "settings",
    "axes",
    "shape",
    "dtype",
    "values",
]


@pytest.mark.parametrize("path", [(f,) for f in FIELDS] + [("steps", 0, f) for f in FIELDS_OF_A_STEP])
def test_a_missing_field_is_named(path: tuple[Any, ...]) -> None:
    data = strict(to_bytes(holding(np.zeros(1))))
    part = data
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    assert refused(orjson.dumps(data)) == f"damaged: the field {path[-1]!r} is missing"
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("version",), 2, "version 2 of the trace format; this program reads version 1"),
        (("version",), None, "version None of the trace format"),
        (("format",), "x", "no trace"),
        (("steps",), 7, "damaged"),
        (("steps",), {"a": 1}, "damaged"),
        (("model",), [], "damaged"),
        (("tokens",), [], "damaged"),
        (("tokens", "source"), [7], "damaged"),
        (("steps", 0, "name"), "evil\n\x1b[31m\u202ename", "damaged"),
        (("steps", 0, "shape"), [3, 1], r"'part.0' says its shape is \[3, 1\], but its values are \[2, 2\]"),
        (("steps", 0, "shape"), [4, 1], r"'part.0' says its shape is \[4, 1\], but its values are \[2, 2\]"),
        (("steps", 0, "shape"), [-2, -2], "'part.0' has -2 where"),
        (("steps", 0, "shape"), [10**9, 10**9], "says its shape"),
        (("steps", 0, "axes"), ["a"], "'part.0' has 1 axes and 2 sizes"),
        (("steps", 0, "dtype"), "object", "dtype 'object'"),
        (("steps", 0, "visit"), True, "'part.0' has True where"),
        (("steps", 0, "values"), [[1.0, 2.0], [3.0]], "cannot be read"),
        (("steps", 0, "values"), [[1.0, "NaN"], ["NaN"]], "cannot be read"),
        (("steps", 0, "values"), [[1.0, 2.0], [3.0, None]], "cannot be read"),
        (("steps", 0, "values"), [[1.0, 2.0], [3.0, "4"]], "cannot be read"),
        (("steps", 0, "values"), [[True, False], [True, False]], "cannot be read"),
        (("steps", 0, "values"), {"base64": "!"}, "cannot be read"),
        (("steps", 0, "values"), {"base64": "AAA="}, "cannot be read"),
        (("steps", 0, "values"), {"base64": base64.b64encode(bytes(16)).decode()}, "says its shape"),
        (("steps", 0, "values"), {"hex": "00"}, "cannot be read"),
        (("steps", 0, "values"), "text", "cannot be read"),
        (("steps", 0, "inputs"), [{"layer": 3}], "names no step, parameter or tokens"),
        (("steps", 0, "inputs"), [{"step": "part.0", "visit": 0}], "uses 'part.0', which was not there yet"),
        (
            ("steps", 0, "inputs"),
            [{"step": "part.1", "visit": 1}],
            "uses 'part.1#1', which was not there yet",
        ),
        (("steps", 1, "name"), "part.0", "two steps have the same name and visit"),
    ],
)
def test_what_a_field_should_not_hold_is_refused_in_one_line(
    path: tuple[Any, ...], value: Any, message: str
) -> None:
    data = strict(to_bytes(holding(np.zeros((2, 2)), np.zeros((2, 2)))))
    data["steps"][1]["visit"] = 0 if path == ("steps", 1, "name") else 1
    put(data, path, value)
    if path == ("steps", 0, "name"):  # a name from outside stands in a message, and stays data
        data["steps"][0]["dtype"] = "float16"
    assert re.search(message, refused(orjson.dumps(data)))


def test_whole_numbers_beyond_64_bits_are_refused_and_do_not_wrap() -> None:
    data = strict(to_bytes(holding(np.zeros(1, np.int64))))
    data["steps"][0]["values"] = [2**63]
    refused(orjson.dumps(data))


def test_a_text_that_is_half_a_character_cannot_be_written_and_says_so() -> None:
    trace = replace(holding(), tokens={"source": (Token(1, "\ud83d"),)})
    with pytest.raises(TraceError, match="cannot be written as JSON"):
        to_bytes(trace)


# -------------------------------------------------------------------- whole or not at all


@pytest.mark.parametrize("breaks", ["writing", "renaming", "serialising"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["disk full", "Ctrl-C"])
def test_an_interrupted_export_leaves_what_was_there_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str, error: BaseException
) -> None:
    target = tmp_path / "t.json"
    target.write_text("what was there")

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    match breaks:
        case "writing":
            monkeypatch.setattr(atomic.os, "fsync", fail)
        case "renaming":
            monkeypatch.setattr(Path, "replace", fail)
        case "serialising":
            monkeypatch.setattr(orjson, "dumps", fail)
    with pytest.raises(type(error)):
        save(holding(np.zeros(3)), target)
    monkeypatch.undo()
    assert target.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    save(holding(), tmp_path / "new.json")
    assert (tmp_path / "new.json").stat().st_mode == (tmp_path / "usual").stat().st_mode
    (tmp_path / "new.json").chmod(0o600)
    save(holding(), tmp_path / "new.json")
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o600


def test_a_link_keeps_pointing_at_the_file_that_is_written(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    save(holding(), tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert load(tmp_path / "real.json").model.name == "zh-en"


def test_a_folder_that_is_not_there_is_the_operating_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save(holding(), tmp_path / "nowhere" / "t.json")
