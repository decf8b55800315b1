"""Traces in other wrappings: compressed with gzip, after a byte order mark, and as arrays for NumPy."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.trace import TraceError, load, save, statistics_only
from transformer_explore.core.trace.files import content as of_content
from transformer_explore.core.trace.files.formats import FORMATS, TRACES, format_of

from tests.models import made, traced
from tests.trace.making import holding, same_bits

TRACE = holding(np.arange(6.0).reshape(2, 3), np.array([True, False]), np.array(2.5))
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("compact", [False, True])
def test_a_compressed_trace_comes_back_and_is_what_gzip_reads(tmp_path: Path, compact: bool) -> None:
    file = tmp_path / "t.json.gz"
    save(TRACE, file, compact)
    assert json.loads(gzip.decompress(file.read_bytes()))["format"]
    for one, other in zip(load(file), TRACE, strict=True):
        assert same_bits(one.values, other.values)
    written = file.read_bytes()
    save(load(file), file, compact)
    assert file.read_bytes() == written  # no time in it


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_byte_order_mark_is_no_content(tmp_path: Path, compact: bool, compressed: bool) -> None:
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
        (whole[:-9], "cut off"),
        (whole[:3], "cut off"),
        (whole[:40] + b"\xff" + whole[41:], "cannot be unpacked"),
        (whole + b"more", "follows the end"),
        (gzip.compress(b"no trace"), "no valid JSON"),
        (gzip.compress(gzip.compress(b"{}")), "no valid JSON"),
    ):
        file.write_bytes(content)
        with pytest.raises(TraceError, match=why):
            load(file)
    monkeypatch.setattr(of_content, "LARGEST_OF_A_PIPE", 1000)
    file.write_bytes(gzip.compress(b" " * 100_000))
    with pytest.raises(TraceError, match="more than 1,000 bytes once unpacked"):
        load(file)


def test_numpy_reads_every_array_of_an_npz_file_by_the_name_of_its_step(tmp_path: Path) -> None:
    trace = traced(made())
    save(trace, tmp_path / "t.npz")
    with np.load(tmp_path / "t.npz") as arrays:
        assert set(arrays) == {*map(str, trace), "trace.json"}
        for step in trace:
            assert same_bits(arrays[str(step)], step.values)
        described = json.loads(arrays["trace.json"])
        assert [step["name"] for step in described["steps"]] == [step.name for step in trace]


def test_an_npz_file_is_written_byte_for_byte_again_and_refused_where_there_are_no_arrays(
    tmp_path: Path,
) -> None:
    for name in ("a", "b"):
        save(TRACE, tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    with pytest.raises(TraceError, match="only statistics"):
        save(statistics_only(traced(made())), tmp_path / "c.npz")
    assert not (tmp_path / "c.npz").exists()


def test_a_zip_archive_is_no_trace_and_that_is_said(tmp_path: Path) -> None:
    save(TRACE, tmp_path / "t.npz")
    with pytest.raises(TraceError, match="not a trace but a zip archive"):
        load(tmp_path / "t.npz")


@pytest.mark.parametrize("name", ["t.html", "t.gz", "t.txt", "t.csv.gz", "t.2024-01-01", "T.PT"])
def test_a_suffix_that_is_no_format_is_refused_and_the_formats_are_listed(tmp_path: Path, name: str) -> None:
    with pytest.raises(TraceError) as refused:
        save(TRACE, tmp_path / name)
    assert all(suffix in str(refused.value) for suffix in FORMATS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".npy"])
def test_a_whole_trace_is_no_table(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(TraceError, match=rf"\{suffix} holds a single array"):
        save(TRACE, tmp_path / f"t{suffix}")


def test_the_suffix_is_read_in_any_case_and_none_is_json() -> None:
    assert [format_of(f"A.B{suffix.upper()}") for suffix in TRACES] == list(TRACES)
    assert format_of("-") == format_of("/dev/stdout") == ".json"
