"""Trace files: three equivalent formats, compression, NumPy files, and the choice of a format by its suffix."""

import gzip
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
from transformer_explore.core.trace import (
    Trace,
    TraceError,
    drop_recomputable,
    load,
    save,
    statistics_only,
)
from transformer_explore.core.trace.files import content as file_content
from transformer_explore.core.trace.files.trace_files import (
    FORMATS,
    TRACES,
    format_of,
    from_bytes,
    schema_text,
    to_bytes,
)

from tests.models import made, traced
from tests.trace.making import FORMS, facts, folder, holding, same_bits, through_a_file, traces

forms = pytest.mark.parametrize("form", FORMS)
lazy_forms = pytest.mark.parametrize("form", ["compact.json", "tensors.safetensors"])
VALIDATOR = Draft202012Validator(orjson.loads(schema_text()))


@forms
@given(trace=traces())
def test_every_possible_trace_survives(trace: Trace, form: str) -> None:
    back = through_a_file(trace, form)
    for field in ("model", "run", "tokens", "vocabulary", "iterations"):
        assert getattr(back, field) == getattr(trace, field)
    for one, other in zip(back, trace, strict=True):
        assert facts(one) == facts(other)
        if one.statistics is None:
            assert same_bits(one.values, other.values)


@forms
@pytest.mark.parametrize(
    "reduce",
    [lambda trace: trace, drop_recomputable, statistics_only],
    ids=["complete", "without recomputable arrays", "statistics"],
)
def test_a_real_trace_survives(form: str, reduce: Callable[[Trace], Trace]) -> None:
    trace = reduce(traced(made()))
    for one, other in zip(through_a_file(trace, form), trace, strict=True):
        assert facts(one) == facts(other)
        if one.statistics is None:
            assert same_bits(one.values, other.values), one.name


@given(trace=traces(), compact=st.booleans())
def test_written_files_follow_the_schema(trace: Trace, compact: bool) -> None:
    VALIDATOR.validate(json.loads(to_bytes(trace, compact)))


@lazy_forms
@given(trace=traces())
def test_reading_and_writing_gives_the_same_bytes(trace: Trace, form: str) -> None:
    with folder() as here:
        for name in ("first", "second"):
            save(trace, here / f"{name}.{form}", FORMS[form])
            trace = load(here / f"{name}.{form}")
        assert (here / f"first.{form}").read_bytes() == (here / f"second.{form}").read_bytes()


@forms
def test_the_format_is_recognized_by_content_not_by_name(tmp_path: Path, form: str) -> None:
    save(holding(np.ones(3)), tmp_path / form, FORMS[form])
    (tmp_path / form).rename(tmp_path / "anything")
    assert load(tmp_path / "anything")["part.0"].values.tolist() == [1, 1, 1]


# -------------------------------------------------------------------- shared memory
def sharing_memory() -> Trace:
    array = np.arange(12.0).reshape(2, 6)
    return holding(array, array.reshape(3, 4), array[:1], array.T, array.copy(), np.zeros(0), np.zeros(0))


@forms
def test_arrays_that_share_memory_are_written_once(tmp_path: Path, form: str) -> None:
    trace = sharing_memory()
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
        values = [step["values"] for step in steps]
        same = [each for each in values if isinstance(each, dict) and "same_as" in each]
        assert same == [{"same_as": {"step": "part.0", "visit": 0}}]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"step": "part.9"},
            "'part.1' is the same as 'part.9#1', which does not come before it or has no values of its own",
        ),
        ({"step": "part.1", "visit": 1}, "does not come before it or has no values of its own"),
        ({"visit": -1}, "'part.1' has -1 instead"),
        ({"visit": None}, "'part.1' has None instead"),
    ],
)
def test_a_reference_to_a_missing_array_is_refused(changes: dict[str, Any], message: str) -> None:
    data = orjson.loads(to_bytes(sharing_memory()))
    data["steps"][1]["values"]["same_as"].update({"visit": 1 if "step" in changes else 0} | changes)
    with pytest.raises(TraceError, match=message):
        from_bytes(orjson.dumps(data))


@pytest.mark.parametrize("field", [{"shape": [3, 5]}, {"dtype": "float32"}])
def test_a_reference_to_an_array_of_another_size_is_refused(field: dict[str, Any]) -> None:
    data = orjson.loads(to_bytes(sharing_memory()))
    data["steps"][1].update(field)
    with pytest.raises(TraceError, match=r"'part\.1' is the same as 'part.0', which has a different size"):
        from_bytes(orjson.dumps(data))


# -------------------------------------------------------------------- safetensors
def test_other_programs_can_read_the_safetensors_file(tmp_path: Path) -> None:
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


def test_a_safetensors_file_that_is_not_a_trace_is_refused(tmp_path: Path) -> None:
    save_file({"w": np.zeros(2)}, tmp_path / "w.safetensors")
    with pytest.raises(TraceError, match="not a trace: a safetensors file without 'trace' in its metadata"):
        load(tmp_path / "w.safetensors")
    for metadata in ("{", '{"format": "else"}'):
        save_file({"w": np.zeros(2)}, tmp_path / "w.safetensors", {"trace": metadata})
        with pytest.raises(TraceError, match=r"not valid JSON|not a trace"):
            load(tmp_path / "w.safetensors")


@pytest.mark.parametrize("names", [("part.1#1", "part.1"), ("__metadata__", "part.1")])
def test_names_that_collide_in_safetensors_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    trace = holding(np.zeros(1), np.ones(1))
    steps = tuple(replace(step, name=name) for step, name in zip(trace, names, strict=True))
    with pytest.raises(TraceError, match="cannot be written as safetensors: the name is already taken"):
        save(replace(trace, steps=steps), tmp_path / "t.safetensors")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [("shape", [3, 2]), ("dtype", "float64"), ("name", "other")])
def test_a_tensor_unlike_its_declaration_is_refused(tmp_path: Path, change: tuple[str, Any]) -> None:
    save(holding(np.ones((2, 3), np.float32)), tmp_path / "t.safetensors")
    from safetensors import safe_open

    with safe_open(tmp_path / "t.safetensors", framework="numpy") as file:
        data = orjson.loads(file.metadata()["trace"])
    data["steps"][0][change[0]] = change[1]
    save_file(
        {"part.0": np.ones((2, 3), np.float32)}, tmp_path / "t.safetensors", {"trace": json.dumps(data)}
    )
    with pytest.raises(TraceError, match=r"damaged: (there is no tensor 'other'|'part\.0' declares)"):
        _ = load(tmp_path / "t.safetensors").steps[0].values


# -------------------------------------------------------------------- gzip, byte order marks, NumPy, file names
TRACE = holding(np.arange(6.0).reshape(2, 3), np.array([True, False]), np.array(2.5))
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("compact", [False, True])
def test_a_compressed_trace_survives_and_is_a_gzip_file(tmp_path: Path, compact: bool) -> None:
    file = tmp_path / "t.json.gz"
    save(TRACE, file, compact)
    assert json.loads(gzip.decompress(file.read_bytes()))["format"]
    for one, other in zip(load(file), TRACE, strict=True):
        assert same_bits(one.values, other.values)
    written = file.read_bytes()
    save(load(file), file, compact)
    assert file.read_bytes() == written  # it contains no time


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_byte_order_mark_is_skipped(tmp_path: Path, compact: bool, compressed: bool) -> None:
    file = tmp_path / "t.json"
    save(TRACE, file, compact)
    marked = BOM + file.read_bytes()
    file.write_bytes(gzip.compress(marked) if compressed else marked)
    for one, other in zip(load(file), TRACE, strict=True):
        assert same_bits(one.values, other.values)


def test_a_damaged_gzip_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "t.json.gz"
    save(TRACE, file)
    whole = file.read_bytes()
    for content, why in (
        (whole[:-9], "truncated"),
        (whole[:3], "truncated"),
        (whole[:40] + b"\xff" + whole[41:], "cannot be decompressed"),
        (whole + b"more", "after the end"),
        (gzip.compress(b"text"), "neither valid JSON"),
        (gzip.compress(gzip.compress(b"{}")), "neither valid JSON"),
    ):
        file.write_bytes(content)
        with pytest.raises(TraceError, match=why):
            load(file)
    monkeypatch.setattr(file_content, "LARGEST_OF_A_PIPE", 1000)
    file.write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(TraceError, match="decompresses to more than 1,000 bytes"):
        load(file)


def test_numpy_can_read_the_npz_file(tmp_path: Path) -> None:
    trace = traced(made())
    save(trace, tmp_path / "t.npz")
    with np.load(tmp_path / "t.npz") as arrays:
        assert set(arrays) == {*map(str, trace), "trace.json"}
        for step in trace:
            assert same_bits(arrays[str(step)], step.values)
        described = json.loads(arrays["trace.json"])
        assert [step["name"] for step in described["steps"]] == [step.name for step in trace]


def test_an_npz_file_is_reproducible_and_needs_arrays(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(TRACE, tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with pytest.raises(TraceError, match="only statistics"):
        save(statistics_only(traced(made())), tmp_path / "c.npz")
    assert not (tmp_path / "c.npz").exists()


def test_a_zip_archive_is_refused(tmp_path: Path) -> None:
    save(TRACE, tmp_path / "t.npz")
    with pytest.raises(TraceError, match="not a trace but a zip archive"):
        load(tmp_path / "t.npz")


@pytest.mark.parametrize("name", ["t.htm", "t.gz", "t.txt", "t.csv.gz", "t.2024-01-01", "T.PT"])
def test_an_unknown_suffix_is_refused_with_a_list_of_formats(tmp_path: Path, name: str) -> None:
    with pytest.raises(TraceError) as refused:
        save(TRACE, tmp_path / name)
    assert all(suffix in str(refused.value) for suffix in FORMATS)
    assert list(tmp_path.iterdir()) == []


def test_a_page_is_not_a_trace(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match=r"\.html file is for people.*use \.json"):
        save(TRACE, tmp_path / "t.html")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".npy"])
def test_a_whole_trace_cannot_be_a_table(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(TraceError, match=rf"\{suffix} file contains a single array"):
        save(TRACE, tmp_path / f"t{suffix}")


def test_the_suffix_is_case_insensitive_and_defaults_to_json() -> None:
    assert [format_of(f"A.B{suffix.upper()}") for suffix in TRACES] == list(TRACES)
    assert format_of("-") == format_of("/dev/stdout") == ".json"
