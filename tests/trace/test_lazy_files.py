"""Large traces are opened without reading them and written without copying them."""

import json
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from transformer_explore.core.trace import Trace, TraceError, load, save
from transformer_explore.core.trace import step as step_module
from transformer_explore.core.trace.files.content import Content
from transformer_explore.core.trace.files.json_writing import _lists
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.process import ROOT, run
from tests.trace.making import FORMS, holding

lazy_forms = pytest.mark.parametrize("form", ["compact.json", "tensors.safetensors"])


class Counted:
    """Counts the bytes that are read from files."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bytes = 0
        read = type(Content.of(Path(__file__))).read

        def counting(content: Content, start: int, end: int) -> bytes:
            found = read(content, start, end)
            self.bytes += len(found)
            return found

        monkeypatch.setattr("transformer_explore.core.trace.files.content._InFile.read", counting)


def large(steps: int = 8, cells: int = 2**18) -> Trace:
    """A trace with steps of 1 MiB each."""
    return holding(*(np.full(cells, n, np.float32) for n in range(steps)))


def test_a_step_of_a_compact_file_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(large(), tmp_path / "t.json", compact=True)
    counted = Counted(monkeypatch)
    trace = load(tmp_path / "t.json")
    assert counted.bytes < 100_000
    values = trace.steps[5].values
    assert (values == 5).all()
    assert counted.bytes < 100_000 + len(values) * 4 * 4 / 3
    (tmp_path / "t.json").unlink()  # an open file stays readable
    assert (trace.steps[7].values == 7).all()


@lazy_forms
def test_opening_needs_little_memory_and_a_step_its_own(tmp_path: Path, form: str) -> None:
    save(large(), tmp_path / form, FORMS[form])
    tracemalloc.start()
    trace = load(tmp_path / form)
    assert tracemalloc.get_traced_memory()[0] < 2**19
    assert (trace.steps[3].values == 3).all()
    current, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert current < 1.5 * 2**20
    assert peak < 4 * 2**20


@lazy_forms
def test_writing_needs_little_additional_memory(tmp_path: Path, form: str) -> None:
    trace = large()
    assert sum(step.values.nbytes for step in trace) == 2**23
    tracemalloc.start()
    save(trace, tmp_path / form, FORMS[form])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.5 * 2**20


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_arrays_used_long_ago_are_freed(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_module, "MOST_RECENT", 2**21)
    save(large(), tmp_path / form, FORMS[form])
    tracemalloc.start()
    trace = load(tmp_path / form)
    for number, step in enumerate([*trace, *reversed(trace.steps)]):
        assert step.values[0] == min(number, 15 - number)
    assert tracemalloc.get_traced_memory()[0] < 2.5 * 2**20
    tracemalloc.stop()


def test_recently_read_arrays_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(large(), tmp_path / "tensors.safetensors")
    trace = load(tmp_path / "tensors.safetensors")
    one = trace.steps[3].values
    counted = Counted(monkeypatch)
    assert trace.steps[3].values is one or np.shares_memory(trace.steps[3].values, one)
    assert counted.bytes == 0


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="this system does not list memory mappings")
def test_no_file_stays_mapped(tmp_path: Path) -> None:
    save(large(), tmp_path / "tensors.safetensors")
    trace = load(tmp_path / "tensors.safetensors")
    assert (trace.steps[3].values == 3).all()
    assert "tensors.safetensors" not in Path("/proc/self/maps").read_text()


READING = """
import sys
from pathlib import Path
from transformer_explore.core.trace import TraceError, load
def memory(what):
    return int(dict(line.split(":", 1) for line in open("/proc/self/status"))[what].split()[0]) * 1024
for path in map(Path, sys.argv[1:]):
    Path("/proc/self/clear_refs").write_text("5")  # resets the measurement
    before = memory("VmRSS")
    try:
        load(path).steps[0].values
    except TraceError:
        pass
    print(memory("VmHWM") - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not report the memory")
def test_reading_needs_at_most_twice_the_memory_of_the_file(tmp_path: Path) -> None:
    head = b'{"format":"transformer-explore/trace","version":1,"other":['
    contents = {
        "first": b"{}",
        "holes": head + b" " * 2**17,
        "honest": to_bytes(large(8, 2**19)),
        "zeros": head + b"0," * 2**23,
        "lists": head + b"[]," * 2**23,
        "words": head + b'"",' * 2**23,
        "spaces": head + b" " * 2**25,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    os.truncate(tmp_path / "holes", 2**27)
    done = run([sys.executable, "-c", READING, *(str(tmp_path / name) for name in contents)], ROOT)
    assert done.returncode == 0, done.stderr
    for most, name in list(zip(map(int, done.stdout.split()), contents, strict=True))[1:]:
        assert most < 2 * (tmp_path / name).stat().st_size + 2**23, name


def test_readable_files_are_written_piece_by_piece(tmp_path: Path) -> None:
    trace = holding(np.full((2, 2**20), 0.123456, np.float32))
    tracemalloc.start()
    save(trace, tmp_path / "t.json")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**22
    assert (load(tmp_path / "t.json").steps[0].values == np.float32(0.123456)).all()


@pytest.mark.parametrize("shape", [(2**18 + 7,), (3, 2**17 + 1), (2**17, 3), (2, 2, 2**17), (1, 2**18, 1)])
def test_nested_lists_written_in_pieces_are_the_same(shape: tuple[int, ...]) -> None:
    numbers = np.arange(np.prod(shape), dtype=np.int64).reshape(shape)
    assert b"".join(_lists(numbers)) == orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY)


def test_a_trace_can_overwrite_its_own_file(tmp_path: Path) -> None:
    for form, compact in FORMS.items():
        save(large(3, 100), tmp_path / form, compact)
        save(load(tmp_path / form), tmp_path / form, compact)
        assert [step.values[0] for step in load(tmp_path / form)] == [0, 1, 2]


def test_a_compact_file_without_positions_is_read() -> None:
    data = orjson.loads(to_bytes(large(2, 5), compact=True))
    del data["packed_at"]
    assert [step.values.tolist() for step in from_bytes(orjson.dumps(data))] == [[0] * 5, [1] * 5]


# -------------------------------------------------------------------- positions of arrays
def with_places(change: Callable[[list[list[int]]], object]) -> bytes:
    """A compact file with changed positions of the same width."""
    content = to_bytes(large(2, 9), compact=True)
    places = orjson.loads(content)["packed_at"]
    result = change(places)
    written = b",".join(b"[%15d,%15d]" % tuple(place) for place in places)
    if isinstance(result, bytes):
        written = result
    start, end = content.index(b"[[") + 1, content.index(b"]]") + 1
    return content[:start] + written.ljust(end - start) + content[end:]


def swap(places: list[list[int]]) -> None:
    places[0], places[1] = places[1], places[0]


def at(number: int, bound: int, value: int) -> Callable[[list[list[int]]], None]:
    def change(places: list[list[int]]) -> None:
        places[number][bound] += value

    return change


@pytest.mark.parametrize(
    "change",
    [
        *(at(n, bound, by) for n in (0, 1) for bound in (0, 1) for by in (-4, -1, 1, 4, 10**6, -(10**4))),
        swap,
        lambda places: places.pop(),
        lambda places: places.append(places[-1]),
        lambda places: places.__setitem__(1, places[0]),
        lambda places: b"[]",
        lambda places: b"7,8",
        lambda places: b"[1,2,3]",
        lambda places: b'["a","b"]',
        lambda places: b"[1.5,2]",
        lambda places: b"[true,false]",
        lambda places: b"[[1,2],[3,4]]",
    ],
)
def test_wrong_positions_are_ignored(change: Callable[[list[list[int]]], object]) -> None:
    assert [step.values.tolist() for step in from_bytes(with_places(change))] == [[0] * 9, [1] * 9]


@pytest.mark.parametrize("compact", [True, False])
@pytest.mark.parametrize(
    "rewritten",
    [
        lambda data: json.dumps(data),
        lambda data: json.dumps(data, indent=4, sort_keys=True),
        lambda data: json.dumps(data, separators=(",", ":")),
        lambda data: json.dumps(data | {"format": data.pop("format")}),
        lambda data: json.dumps(data | {"note": {"values": [0] * 2**16, "base64": "A" * 2**17}}),
        lambda data: json.dumps(data | {"note": '"values":[1,2' * 2**14}),
        lambda data: json.dumps(data | {"note": ['"values":', [0] * 2**16]}),
    ],
)
@pytest.mark.parametrize("length", [5, 100_000])  # short arrays are parsed with the rest of the file
def test_a_rewritten_file_is_read(length: int, rewritten: Callable[[Any], str], compact: bool) -> None:
    trace = large(3, length)
    content = to_bytes(trace, compact)
    again = from_bytes(rewritten(orjson.loads(content)).encode())
    for step, same in zip(trace, again, strict=True):
        assert np.array_equal(step.values, same.values)


def test_long_arrays_may_contain_nan_and_infinity() -> None:
    values = np.tile(np.array([0.5, np.nan, np.inf, -np.inf], np.float32), (100, 500))
    again = from_bytes(to_bytes(holding(values))).steps[0].values
    assert np.array_equal(again, values, equal_nan=True)


def test_a_damaged_long_array_is_refused() -> None:
    content = to_bytes(large(1, 100_000)).replace(b"[0.0,", b"[0.0,,", 1)
    with pytest.raises(TraceError, match="cannot be read"):
        _ = from_bytes(content).steps[0].values
