"""Randomly damaged traces are refused in one line or can be read completely.

To run many more examples than usual:

    HOSTILE_EXAMPLES=25000 .venv/bin/python -m pytest --hypothesis-show-statistics tests/hostile/test_fuzz.py
"""

import copy
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from transformer_explore.core.operations import OPERATIONS

from tests.explorer.outside import NASTY
from tests.hostile.data import PARAMETERS, Data, bases, data_of, dumps, tensor_file, tensors_of, with_places
from tests.hostile.readers import outcome
from tests.trace.making import folder

pytestmark = pytest.mark.slow

EXAMPLES = os.environ.get("HOSTILE_EXAMPLES")
BASES = ("whole", "lean", "statistics", "part", "decoded")
fuzz = settings(
    max_examples=int(EXAMPLES or 40),
    derandomize=EXAMPLES is None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

NUMBERS = [
    -1, 0, 1, 2, 3, 7, 2**31, 10**9, 2**63 - 1, 2**63, 2**64 - 1, 0.5, -0.0, 1e-300, 1e300, -1e300, 1e17
]  # fmt: skip
WORDS = [
    "NaN", "Infinity", "-Infinity", "0,*", "*,*,*", "../../etc/passwd", "9" * 400, "x" * 3000, *NASTY[:-3]
]  # fmt: skip
KINDS = ["bool", "int64", "float32", "float64", "position", "query", "key", "head", "token", "feature"]
LISTS: list[Any] = [
    [], {}, [[]], [0] * 100, [[0.0] * 8] * 3, [[[1.0] * 3] * 3] * 2, ["NaN", 1, None], {"head": 0}
]  # fmt: skip
VALUES = [
    {"derived": True}, {"base64": ""}, {"base64": "AAAAAAAAAAA="}, {"same_as": {"step": "logits", "visit": 0}}
]  # fmt: skip
SETTINGS = (
    "d_k", "d_model", "first", "heads", "rate", "seed", "place", "visit", "region", "value", "padding"
)  # fmt: skip
WRITABLE = [word for word in WORDS if "\ud800" not in word]
HOSTILE = st.sampled_from(
    [None, True, False, *NUMBERS, *WRITABLE, *KINDS, *OPERATIONS, *LISTS, *VALUES]
).map(copy.deepcopy)  # fmt: skip


def _any_place(draw: st.DrawFn, data: Any) -> tuple[Any, Any]:
    """A list or an object somewhere inside the data, and one of its keys."""
    while True:
        keys = list(data) if isinstance(data, dict) else list(range(len(data)))
        key = keys[draw(st.integers(0, len(keys) - 1))]
        inner = data[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.integers(0, 3)) == 0:
            return data, key
        data = inner


def _a_step(draw: st.DrawFn, data: Data) -> Data:
    step: Data = data["steps"][draw(st.integers(0, len(data["steps"]) - 1))]
    return step


def _replace(draw: st.DrawFn, data: Data) -> None:
    place, key = _any_place(draw, data)
    place[key] = draw(HOSTILE)


def _replace_in_a_step(draw: st.DrawFn, data: Data) -> None:
    place, key = _any_place(draw, _a_step(draw, data))
    place[key] = draw(HOSTILE)


def _remove(draw: st.DrawFn, data: Data) -> None:
    place, key = _any_place(draw, data)
    del place[key]


def _repeat(draw: st.DrawFn, data: Data) -> None:
    place, key = _any_place(draw, data)
    if isinstance(place, list):
        place[key:key] = [place[key]] * draw(st.sampled_from([1, 2, 50]))
    else:
        place[draw(HOSTILE.filter(lambda value: isinstance(value, str)))] = place[key]


def _exchange(draw: st.DrawFn, data: Data) -> None:
    """Exchanges a field of two steps."""
    one, other = _a_step(draw, data), _a_step(draw, data)
    key = draw(st.sampled_from(sorted({*one} & {*other})))
    one[key], other[key] = other[key], one[key]


def _another_operation(draw: st.DrawFn, data: Data) -> None:
    step = _a_step(draw, data)
    step["operation"] = draw(st.sampled_from(sorted(OPERATIONS)))
    for name in SETTINGS:
        step["settings"].setdefault(name, draw(st.sampled_from([1, 2, 8, *NUMBERS, *WORDS[:6]])))


def _another_size(draw: st.DrawFn, data: Data) -> None:
    step = _a_step(draw, data)
    if step["shape"]:
        step["shape"][draw(st.integers(0, len(step["shape"]) - 1))] = draw(
            st.sampled_from([0, 1, 2, 3, 10**5, 10**9])
        )


def _derived(draw: st.DrawFn, data: Data) -> None:
    _a_step(draw, data)["values"] = copy.deepcopy(draw(st.sampled_from(VALUES)))


def _edited(draw: st.DrawFn, data: Data) -> None:
    step = _a_step(draw, data)
    names = [source["parameter"] for source in step["inputs"] if "parameter" in source] or ["nothing"]
    cell = draw(st.lists(st.sampled_from(["*", 0, 1, 10**9, -1, None, []]), max_size=3))
    edit = {"kind": "parameter", "parameter": names[0], "cell": cell, "value": draw(HOSTILE)}
    data["run"]["interventions"] = [edit]


DAMAGES: tuple[Callable[[st.DrawFn, Data], None], ...] = (
    _replace, _replace_in_a_step, _replace_in_a_step, _remove, _repeat, _exchange, _another_operation, _another_size,
    _derived, _edited,
)  # fmt: skip


def _damage(draw: st.DrawFn, data: Data) -> None:
    for damage in draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=4)):
        try:
            damage(draw, data)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            return  # already damaged too much


@st.composite
def readable(draw: st.DrawFn) -> bytes:
    data = data_of(draw(st.sampled_from(BASES)))
    _damage(draw, data)
    return dumps(data)


@st.composite
def compact(draw: st.DrawFn) -> bytes:
    """Arrays as base64, with correct or slightly wrong positions."""
    data = data_of(draw(st.sampled_from(BASES)), compact=True)
    _damage(draw, data)
    content = with_places(data)
    if draw(st.integers(0, 3)):
        return content
    places = [at for at in range(40, min(len(content), 700)) if content[at : at + 1].isdigit()]
    damaged = bytearray(content)
    for _ in range(draw(st.integers(1, 3)) if places else 0):
        damaged[places[draw(st.integers(0, len(places) - 1))]] = draw(st.sampled_from(b'0123456789,-[]. "'))
    return bytes(damaged)


@st.composite
def tensors(draw: st.DrawFn) -> bytes:
    """A safetensors file with a damaged trace, header or numbers."""
    header, trace, numbers = tensors_of(draw(st.sampled_from(BASES)))
    if draw(st.booleans()):
        _damage(draw, trace)
    if draw(st.booleans()):
        for damage in draw(st.lists(st.sampled_from([_replace, _remove, _repeat, _of_a_tensor]), max_size=3)):
            try:
                damage(draw, header)
            except (KeyError, TypeError, AttributeError, IndexError, ValueError):
                break
    cut = draw(st.sampled_from([0, 0, 0, 1, 8, 1000]))
    return tensor_file(header, trace, numbers[: len(numbers) - cut])


def _of_a_tensor(draw: st.DrawFn, header: Data) -> None:
    names = [name for name in header if name != "__metadata__"]
    tensor = header[names[draw(st.integers(0, len(names) - 1))]]
    kind = draw(st.sampled_from(["dtype", "shape", "data_offsets"]))
    types = ["F16", "BF16", "F8_E4M3", "U8", "I64", "F64", "BOOL", "C64", "X", 7]
    sizes = st.lists(st.sampled_from([0, 1, 3, 2**40, 2**63, 2**64 - 1, -1]), max_size=4)
    tensor[kind] = draw(st.sampled_from(types) if kind == "dtype" else sizes)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Bytes that were lost, duplicated or changed."""
    base, form = draw(st.sampled_from(BASES)), draw(st.integers(0, 2))
    if form == 2:
        content = tensor_file(*tensors_of(base))
    else:
        content = with_places(data_of(base, True)) if form else dumps(data_of(base))
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, max(0, len(changed) - 1)) | st.integers(0, 60))
        how = draw(st.integers(0, 9))
        if how == 0:
            del changed[at:]
        elif how == 1:
            changed[at:at] = draw(
                st.binary(max_size=9) | st.sampled_from([b"[" * 2000, b'"', b"\xff\xfe", b"\\ud800"])
            )
        elif how == 2:
            changed[at : at + 5] = changed[at // 2 : at // 2 + 5]
        elif at < len(changed):
            changed[at] = draw(st.integers(0, 255) | st.sampled_from(b"0123456789ABCabc/+"))
    return bytes(changed)


FORMS = {"readable": readable(), "compact": compact(), "tensors": tensors(), "damaged": damaged()}


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_file_is_refused_in_one_line_or_read_completely(form: str) -> None:
    read = [0]
    bases()  # created before the work is measured

    @fuzz
    @given(FORMS[form])
    def one(content: bytes) -> None:
        with folder() as here:
            (here / "trace").write_bytes(content)
            refused = outcome(here / "trace", PARAMETERS)
        event("refused" if refused else "read")
        read[0] += not refused

    one()
    assert read[0]  # slightly damaged files are still readable
