"""One table of hostile inputs: traces, other bytes and models, each with the error it has to cause, if any."""

import gzip
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from safetensors.numpy import load_file, save, save_file
from transformer_explore.core.checkpoints.checkpoint import CONFIGURATION, TOKENIZER, TRACE, WEIGHTS
from transformer_explore.core.checkpoints.sequence import SequenceCheckpoint
from transformer_explore.core.trace.files.json_reading import BEGINNING, PLACES
from transformer_explore.core.training.sequence_recipe import recipes

from tests.hostile.data import (
    HERE,
    Change,
    Data,
    data_of,
    dumps,
    step_of,
    tensor_file,
    tensors_of,
    with_places,
)
from tests.models import WORDS, write_small_model
from tests.sequences import write as write_sequence_model

PathChange = Callable[[Path], object]


class Case(NamedTuple):
    """A hostile input.

    Attributes:
        base: what is changed: one of `data.bases()`, "bytes", "model" or "sequence".
        change: of the trace's data or the model's path; for "bytes" the content.
        message: part of the error (a pattern for traces and bytes); empty if the input has to be readable.
    """

    base: str
    change: Any
    message: str = ""

    def write(self, folder: Path, compact: bool = False) -> Path:
        """Writes the input and returns its path."""
        if self.base == "model":
            path = write_small_model(folder / "model")
            self.change(path)
        elif self.base == "sequence":
            path = write_sequence_model(recipes("copying", "lstm")[0], folder)
            path = path.rename(path.with_name("model.safetensors"))
            self.change(path)
        else:
            path = folder / "trace"
            path.write_bytes(self.content(compact))
        return path

    def content(self, compact: bool = False) -> bytes:
        """The content of a trace or of other bytes."""
        if self.base == "bytes":
            return bytes(self.change)
        data = data_of(self.base, compact)
        self.change(data)
        return with_places(data) if compact else dumps(data)


# -------------------------------------------------------------------- traces
SCALED, SUM = f"{HERE}.scaled", "source_embedding.sum"
ESCAPE = "\x1b[31m\x1b]8;;http://x\x07\u202e[bold]x[/bold]\r\n"
LONG = 200_000
BILLION = 10**9


def nested(depth: int) -> list[Any]:
    deep: list[Any] = []
    for _ in range(depth):
        deep = [deep]
    return deep


def sets(*path: str | int, to: Any) -> Change:
    """Sets a field."""

    def change(data: Data) -> None:
        place: Any = data
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return change


def of_step(which: str = SCALED, /, **fields: Any) -> Change:
    """Sets fields of a step."""
    return lambda data: step_of(data, which).update(fields)


def adds(*steps: Data, tokens: dict[str, Any] | None = None) -> Change:
    """Appends steps."""

    def change(data: Data) -> None:
        data["tokens"].update(tokens or {})
        data["steps"] += steps

    return change


def a_step(name: str, operation: str = "add", inputs: Any = (), **fields: Any) -> Data:
    """A step with one number, except for the given fields."""
    named = [{"step": one, "visit": 0} if isinstance(one, str) else one for one in inputs]
    return {
        "name": name, "visit": 0, "operation": operation, "formula": "", "inputs": named, "settings": {},
        "axes": ["position", "feature"], "shape": [1, 1], "dtype": "float32", "values": [[1.0]],
    } | fields  # fmt: skip


DERIVED = {"derived": True}
TOKEN = {"tokens": "source"}


def _doubling(count: int) -> list[Data]:
    """Steps of which each concatenates the previous one with itself."""
    fields = {"operation": "key_cache", "axes": ["head", "key", "d_k"], "shape": [1, 1, 1], "values": [[[0]]]}
    first = a_step("k0", inputs=[TOKEN], **{**fields, "operation": "key"})
    return [first, *(a_step(f"k{n}", inputs=[f"k{n - 1}"] * 2, **fields) for n in range(1, count))]


REFUSED_TRACES: dict[str, tuple[str, Change, str]] = {
    "step name too long": ("whole", of_step(name="x" * LONG), "at most 1000 characters"),
    "step name with too many parts": ("whole", of_step(name="." * 900), "and 64 parts"),
    "too many axes": ("whole", of_step(axes=["x"] * 99, shape=[1] * 99), "99 axes; at most"),
    "too many inputs": ("whole", of_step(inputs=[TOKEN] * 100), "100 inputs; at most"),
    "a billion empty rows": (
        "whole", of_step(shape=[BILLION, 0, 0], values=[]), r"the shape \[1000000000, 0, 0\], which is empty"),
    "setting is a list": ("whole", of_step(settings={"d_k": [4]}), ": expected a number or a string"),
    "setting is null": ("whole", of_step(settings={"d_k": None}), "has the setting None"),
    "deeply nested configuration": (
        "whole", sets("model", "configuration", to={"x": nested(500)}),
        "'configuration' is nested more than 32 levels deep"),
    "deeply nested run": ("whole", sets("run", to={"seed": nested(500)}), "'run' is nested more than"),
    "model name is a nested list": ("whole", sets("model", "name", to=nested(900)), "instead of a string"),
    "version is a nested list": ("whole", sets("version", to=nested(900)), "version .* of the trace format"),
    "size is a nested list": ("whole", of_step(shape=nested(900)), "damaged"),
    "vocabulary is a string": ("whole", sets("vocabulary", to="abc"), "instead of a list"),
    "vocabulary of numbers": ("whole", sets("vocabulary", to=[1, 2]), "has 1 instead of a string"),
    "steps is a string": ("whole", sets("steps", to="abc"), "'steps' has 'abc' instead of a list"),
    "steps are strings": ("whole", sets("steps", to=["abc"]), "'steps' has 'abc' instead of an object"),
    "tokens is a list": ("whole", sets("tokens", to=[]), "'tokens' has .* instead of an object"),
    "token is a string": ("whole", sets("tokens", "source", to=["x"]), "instead of an object"),
    "token id too large": (
        "whole", sets("tokens", "source", 0, "id", to=1e27), r"has 1e\+27 instead of a non-negative whole number"),
    "size is a float": ("whole", of_step(shape=[2.0, 3, 3]), "has 2.0 instead of a non-negative whole number"),
    "negative visit": ("whole", of_step(visit=-1), "has -1 instead of a non-negative whole number"),
    "part along an unknown axis": ("whole", of_step(part={"moon": 0}), "which is not an axis of length 1"),
    "part along a complete axis": ("whole", of_step(part={"head": 0}), "which is not an axis of length 1"),
    "tokens along an unknown axis": ("whole", of_step(along={"moon": ["source"]}), "which is not one of its axes"),
    "step before its input": (
        "whole", of_step(f"{HERE}.query", inputs=[{"step": SCALED, "visit": 0}]), "which does not come before it"),
    "step reads itself": ("whole", of_step(inputs=[{"step": SCALED, "visit": 0}]), "does not come before it"),
    "two steps with the same name": (
        "whole", lambda data: data["steps"].append(data["steps"][0]), "two steps have the same name"),
    "same_as itself": (
        "whole", of_step(values={"same_as": {"step": SCALED, "visit": 0}}),
        "which does not come before it or has no values of its own"),
    "same_as in a circle": (
        "whole", adds(a_step("b", values={"same_as": {"step": "a", "visit": 0}}, inputs=[]), a_step("a",
        values={"same_as": {"step": "b", "visit": 0}})), "which does not come before it or has no values of its own"),
    "same_as a larger array": (
        "whole", adds(a_step("a", values={"same_as": {"step": SCALED, "visit": 0}})),
        "which has a different size or type"),
    "a billion derived cells": (
        "whole", adds(a_step("a", "sinusoidal_positions", [TOKEN], shape=[3, BILLION], values=DERIVED)),
        "3,0.* cells are too many to compute from .* bytes"),
    "a thousand derived steps of a million cells": (
        "whole", adds(*(a_step(f"a{n}", "add", ["a", "a"], shape=[1, 10**6],
        values=DERIVED) for n in range(1000))), "1,0.*,... cells are too many"),
    "matrix product that takes a day": (
        "whole", adds(a_step("q", shape=[1000, BILLION]), a_step("a", "dot_products", ["q", "q"], shape=[900, 900],
        values=DERIVED)), "cells are too many"),
    "statistics of a cell that does not exist": (
        "statistics", lambda data: data["steps"][0]["statistics"].update(nan={"count": 1, "first": [9, 9],
        "last": [9, 9], "cells": []}), "has statistics for cell"),
    "statistics and values": ("statistics", lambda data: data["steps"][0].update(values=[]), "has both values"),
    "statistics are strings": (
        "statistics", lambda data: data["steps"][0]["statistics"].update(mean="big"),
        "has 'big' instead of a number"),
    "unknown state of a hypothesis": (
        "decoded", sets("iterations", 0, "hypotheses", 0, "state", to="asleep"),
        "has a hypothesis in the state 'asleep'"),
    "hypothesis with a negative parent": (
        "decoded", sets("iterations", 0, "hypotheses", 0, "parent", to=-1),
        "has -1 instead of a non-negative whole number"),
    "iterations is a number": ("decoded", sets("iterations", to=7), "has 7 instead of a list"),
    "candidate without an id": (
        "decoded", lambda data: data["iterations"][0]["expansions"][0]["candidates"][0].pop("id"),
        "the field 'id' is missing"),
}  # fmt: skip


def _many_hypotheses(data: Data) -> None:
    (first,) = data["iterations"][0]["hypotheses"]
    several = [
        {**first, "number": n % 7, "parent": (n * 3 + 1) % 5, "log_probability": "NaN", "state": state}
        for n, state in enumerate(["growing", "finished", "dropped"] * 5)
    ]
    data["iterations"][0]["hypotheses"] = several


def _a_chain_of_hypotheses(data: Data) -> None:
    (first,) = data["iterations"][0]["hypotheses"]
    data["iterations"] = [
        {"number": n, "expansions": [], "hypotheses": [{**first, "number": n + 1, "parent": n}]}
        for n in range(700)
    ]


def _candidates(**fields: Any) -> Change:
    def change(data: Data) -> None:
        for iteration in data["iterations"]:
            iteration["expansions"][0]["candidates"][0].update(fields)

    return change


def _edits(*edits: Any) -> Change:
    return sets("run", "interventions", to=list(edits))


def _edit(**fields: Any) -> Data:
    return {"kind": "parameter", "parameter": f"{HERE}.query.weight", "cell": [0, 0], "value": 1.0} | fields


def _rows(data: Data) -> Data:
    return step_of(data, "log_probabilities")


READABLE_TRACES: dict[str, tuple[str, Change]] = {
    "a billion missing cells": ("whole", of_step(shape=[1, BILLION, 3], values=[])),
    "a quintillion cells of which one is present": ("whole", of_step(shape=[10**6] * 3, values=[1])),
    "largest token id": ("whole", sets("tokens", "source", 0, "id", to=2**64 - 1)),
    "some token ids too large": ("whole", sets("tokens", "target", 1, "id", to=2**63)),
    "no tokens": ("whole", sets("tokens", to={})),
    "empty token sequences": ("whole", sets("tokens", to={"source": [], "target": []})),
    "long string among numbers": ("whole", of_step(values=["x" * LONG, *[0] * LONG])),
    "strings that look like numbers": ("whole", of_step(values=[[["1e5", " 1 ", "inf"]]])),
    "numbers, lists, strings and objects": ("whole", of_step(values=[[1, [2]], {"a": 1}, "NaN", None])),
    "deeply nested values": ("whole", of_step(values=nested(900))),
    "number too large for its type": ("whole", of_step(shape=[1, 1, 1], values=[[[1e300]]])),
    "base64 is a number": ("whole", of_step(values={"base64": 7})),
    "invalid base64": ("whole", of_step(values={"base64": "\u00ff" * 1000})),
    "derived is false": ("whole", of_step(values={"derived": False})),
    "cache that doubles forty times": ("whole", adds(*_doubling(40))),
    "token sequence repeated along an axis": (
        "whole", of_step(along={"query": ["source"] * 20_000, "key": ["nowhere"]})),
    "unknown operation": ("whole", of_step(operation=ESCAPE, formula=ESCAPE * 100)),
    "square root of a negative number": ("whole", of_step(f"{HERE}.scaled", settings={"d_k": -4})),
    "division by zero": ("whole", of_step(settings={"d_k": 0})),
    "d_k is a string": ("whole", of_step(settings={"d_k": "four"})),
    "d_k is NaN": ("whole", of_step(settings={"d_k": "NaN"})),
    "a billion heads": ("whole", of_step(f"{HERE}.query", settings={"heads": BILLION})),
    "no heads": ("whole", of_step(f"{HERE}.query", settings={"heads": 0})),
    "negative number of heads": ("whole", of_step(f"{HERE}.query", settings={"heads": -2})),
    "d_model too large": (
        "whole", adds(a_step("a", "sinusoidal_positions", [TOKEN], settings={"d_model": 10**12, "first": 0},
        shape=[3, 10**12], values=[]))),
    "part with d_model too large": (
        "whole", adds(a_step("a", "no_positions", [TOKEN], settings={"d_model": 10**11}, shape=[3, 1],
        values=[[0.0]] * 3, part={"feature": 5}))),
    "invalid first positions": (
        "whole", adds(*(a_step(f"a{n}", "sinusoidal_positions", [TOKEN], shape=[3, 2], values=[[0.0] * 2] * 3,
        settings={"d_model": 2, "first": first}) for n, first in enumerate([10**15, 2**64 - 1, 1e300, "9" * 5000,
        "9" * 400, -5, True, "NaN"])))),
    "invalid first learned positions": (
        "whole", adds(*(a_step(f"a{n}", "learned_positions", [TOKEN, SUM], shape=[3, 8], values=[[0.0] * 8] * 3,
        settings={"first": first}) for n, first in enumerate([10**15, 2**64 - 1, 1e300, "9" * 400, -5])))),
    "table lookup that would fill the memory": (
        "whole", adds(a_step("ids", axes=["position"], shape=[30_000], dtype="int64", values=[0] * 30_000),
        a_step("table", shape=[1, 30_000], values=[[0] * 30_000]), a_step("rows", "token_embedding", ["ids",
        "table"]), a_step("more", "token_embedding", ["ids", "table"], shape=[30_000, 30_000], values=[]))),
    "broadcast sums that would fill the memory": (
        "whole", adds(a_step("row", shape=[1, 30_000], values=[[0] * 30_000]), a_step("column", shape=[30_000, 1],
        values=[[0]] * 30_000), a_step("sum", "add", ["row", "column"]), a_step("too", "layer_norm", ["column",
        "row", "row"]), a_step("all", "add", ["row", "column"], shape=[30_000, 30_000], values=[]))),
    "invalid dropout rates and seeds": (
        "whole", adds(*(a_step(f"a{n}", operation, [SUM] * inputs, settings=one, shape=[3, 8],
        values=[[0.0] * 8] * 3) for n, (operation, inputs, one) in enumerate((operation, inputs, {"rate": rate,
        "seed": seed, "place": 1, "visit": 0}) for operation, inputs in (("dropout", 2), ("dropout_mask",
        1)) for rate, seed in ((1, 0), (2, 1), (-1, 2), ("NaN", 2**64 - 1), (0.1, -1), (0.1, "9" * 5000)))))),
    "invalid regions": (
        "whole", adds(*(a_step(f"a{n}", "set", ["source_embedding.sum"], shape=[3, 8], values=[[0.0] * 8] * 3,
        settings={"region": region, "value": value}) for n, (region, value) in enumerate([("0,*", "Infinity"),
        ("*" * 9999, 1), ("0," * 9999, 1), ("9" * 5000, 1), (f"{BILLION},*", 1), ("-1,0", 1), ("", 1), (",", 1),
        (ESCAPE, 1), (True, 1), ("0,0", ESCAPE), ("0,0", "9" * 5000), ("0,0", 2**64 - 1), ("0", 1), ("*,*,*",
        1)])))),
    "long chain of scaled steps": (
        "whole", adds(*(a_step(f"s{n}", "scaled", [f"s{n - 1}" if n else SCALED], settings={"d_k": 1},
        axes=["head", "query", "key"], shape=[2, 3, 3], values=[[[0.0] * 3] * 3] * 2) for n in range(150)))),
    "layer norm with invalid ε": (
        "whole", adds(a_step("g", axes=["feature"], shape=[8], values=[1.0] * 8), *(a_step(f"n{n}", "layer_norm",
        ["source_embedding.sum", "g", "g"], settings={"epsilon": epsilon}, shape=[3, 8],
        values=[[0.0] * 8] * 3) for n, epsilon in enumerate([-BILLION, 0, "NaN", "-Infinity", "x", 1e308])))),
    "NaN and ∞ in all operations": (
        "whole", adds(*(step for n, word in enumerate(["NaN", "Infinity", "-Infinity", 3e38,
        -3e38]) for operation in ("softmax", "log_softmax", "gelu", "relu", "scaled", "embedding_scale",
        "dropout") for step in (a_step(f"{operation}{n}.x", "given", shape=[2, 2], values=[[word] * 2] * 2),
        a_step(f"{operation}{n}.y", operation, [f"{operation}{n}.x"], shape=[2, 2], settings={"d_k": 4,
        "d_model": 4}, values=[[word] * 2] * 2))))),
    "terminal escapes in axes and tokens": (
        "whole", lambda data: (step_of(data).update(axes=[ESCAPE, "query", ESCAPE]),
        data["tokens"].update({ESCAPE: [{"id": 1, "text": ESCAPE}], "source": [{"id": 1, "text": ESCAPE}] * 3}),
        data["model"].update(name=ESCAPE, architecture=ESCAPE), data["run"].update(dtype=ESCAPE, strategy=ESCAPE))),
    "terminal escapes in names": (
        "whole", adds(*(a_step(name, inputs=[{"step": ESCAPE, "visit": 9}, {"parameter": ESCAPE},
        {"tokens": ESCAPE}]) for name in (ESCAPE, f"x.changed.{ESCAPE}", f"layers.{ESCAPE}",
        f"x.{ESCAPE}_residual", "", ".", "#", "x#1", "s." + "9" * 900, "layers.٣", "s.²")))),
    "part along an axis with tokens": (
        "whole", adds(a_step("a", "masked", [SCALED], axes=["query", "key"], shape=[1, 1], part={"query": 10**6,
        "key": 9}, along={"query": ["source"], "key": ["one"]}), tokens={"one": [{"id": 1, "text": "w"}],
        "source": [{"id": 1, "text": "w"}]})),
    "axes with the same name": ("whole", of_step(axes=["query"] * 3)),
    "table without rows": (
        "whole", lambda data: (data.update(vocabulary=["w"] * 500), data["steps"].append(a_step("a",
        axes=["position", "token"], shape=[0, 500], values=[])), data["steps"].append(a_step("b", axes=["position",
        "token"], shape=[1, 500], dtype="bool", values=[[True] * 500])))),
    "twenty thousand tables": (
        "whole", adds(a_step("a", axes=["x", "y", "z"], shape=[20_000, 1, 1], values=[[[0]]] * 20_000))),
    "predictions beyond the vocabulary": ("whole", sets("vocabulary", to=["w"])),
    "predictions without a target": ("whole", lambda data: data["tokens"].pop("target")),
    "predictions are a single number": ("whole", lambda data: _rows(data).update(axes=[], shape=[], values=1.0)),
    "three-dimensional predictions": (
        "whole", lambda data: _rows(data).update(axes=["a", "b", "c"], shape=[4, 11, 1], values=[[[0]] * 11] * 4)),
    "probabilities that overflow": (
        "whole", lambda data: _rows(data).update(dtype="float64", values=[[1e308] * 11] * 4)),
    "statistics of NaN and ∞": (
        "statistics", lambda data: [step["statistics"].update(min="NaN", max=-1e308, mean="Infinity",
        norm=None) for step in data["steps"]]),
    "statistics of a gigantic array": (
        "statistics", lambda data: [step.update(shape=[10**18] * len(step["shape"])) for step in data["steps"]]),
    "probabilities above 1": ("decoded", _candidates(probability=1e18)),
    "probabilities are NaN": ("decoded", _candidates(probability="NaN", log_probability="-Infinity")),
    "very long candidates": ("decoded", _candidates(text="猫" * 9999, cut=ESCAPE)),
    "very long translation": (
        "decoded",
        lambda data: [
            iteration["hypotheses"][0]["token"].update(text="x" * 50_000) for iteration in data["iterations"]
        ],
    ),
    "hypotheses in a circle": ("decoded", _many_hypotheses),
    "long chain of hypotheses": ("decoded", _a_chain_of_hypotheses),
    "empty iterations": (
        "decoded", sets("iterations", to=[{"number": 2**64 - 1, "expansions": [], "hypotheses": []}] * 3)),
    "invalid best hypothesis": (
        "decoded", lambda data: data["run"].update(best=[1], settings=[2], strategy={"a": 1}, ended=nested(9))),
    "edits of unknown parameters": ("whole", _edits(_edit(parameter="moon"), _edit(parameter=[1]))),
    "edits of cells that do not exist": ("whole", _edits(_edit(cell=[BILLION, 0]))),
    "edits with too many axes": ("whole", _edits(_edit(cell=["*"] * 100_000))),
    "edits whose cell is a string": ("whole", _edits(_edit(cell="all"))),
    "edits whose cell is deeply nested": ("whole", _edits(_edit(cell=[nested(20), 0]))),
    "edits to a string": ("whole", _edits(_edit(value=ESCAPE))),
    "edits to values too large": ("whole", _edits(_edit(value=1e300), _edit(value="NaN"), _edit(value=2**64 - 1))),
    "interventions is an object": ("whole", sets("run", "interventions", to={"kind": "parameter"})),
    "patch from a system file": (
        "whole", _edits({"kind": "patch", "step": SCALED, "cell": [0, 0, 0], "file": "/etc/passwd",
        "sha256": "0" * 64})),
    "no vocabulary": ("whole", lambda data: data.pop("vocabulary")),
    "derived step without its inputs": ("lean", lambda data: data["steps"].remove(step_of(data, f"{HERE}.query"))),
    "derived step with other inputs": ("lean", of_step(inputs=[TOKEN])),
    "derived step with another shape": ("lean", of_step(shape=[2, 3, 4])),
    "derived step of an unknown operation": ("lean", of_step(operation="rotary")),
    "derived step of another part": ("lean", of_step(shape=[1, 3, 3], part={"head": 1})),
}  # fmt: skip


# -------------------------------------------------------------------- other bytes
GOOD = dumps(data_of("whole"))
PACKED = with_places(data_of("whole", compact=True))
TENSORS = tensor_file(*tensors_of("whole"))


def with_text(text: bytes) -> bytes:
    """A trace with this text for its first token."""
    return GOOD.replace(b'"w4"', b'"' + text + b'"', 1)


def with_listed(places: bytes) -> bytes:
    """A compact trace with these positions of its arrays."""
    return BEGINNING + PLACES + places + b"]," + PACKED.partition(b"]],")[2]


def tensor_header(**changes: Any) -> bytes:
    """A safetensors file with a changed header for one tensor."""
    fields, trace, numbers = tensors_of("whole")
    fields[f"{HERE}.scaled"] = fields[f"{HERE}.scaled"] | changes
    return tensor_file(fields, trace, numbers)


def metadata(value: Any) -> bytes:
    fields, trace, numbers = tensors_of("whole")
    return tensor_file({**fields, "__metadata__": value}, trace, numbers)


def with_another_tensor() -> bytes:
    fields, trace, numbers = tensors_of("whole")
    place = [len(numbers), len(numbers) + 4]
    fields["unused"] = {"dtype": "F32", "shape": [1], "data_offsets": place}
    return tensor_file(fields, trace, numbers + bytes(4))


def _without_a_tensor() -> bytes:
    fields, trace, numbers = tensors_of("whole")
    del fields[f"{HERE}.scaled"]
    return tensor_file(fields, trace, numbers)


REFUSED_BYTES: dict[str, tuple[bytes, str]] = {
    "empty file": (b"", "neither valid JSON"),
    "zero bytes": (bytes(1000), "neither valid JSON"),
    "zip bomb": (gzip.compress(bytes(10**7)), "neither valid JSON"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "neither valid JSON"),
    "invalid UTF-8": (with_text(b"\xff\xfe"), "not valid JSON"),
    "escaped half surrogate": (with_text(rb"\ud800"), "not valid JSON"),
    "encoded half surrogate": (with_text(b"\xed\xa0\x80"), "not valid JSON"),
    "line break in a string": (with_text(b"\n"), "not valid JSON"),
    "NaN as a number": (GOOD.replace(b'"version":1', b'"version":NaN', 1), "not valid JSON"),
    "number with a million digits": (
        GOOD.replace(b'"version":1', b'"version":' + b"9" * 10**6, 1), "version|not valid JSON"),
    "a million brackets": (b"[" * 10**6, "neither valid JSON"),
    "a million nested objects": (b'{"a":' * 10**6, "not valid JSON"),
    "two traces": (GOOD + GOOD, "not valid JSON"),
    "half a trace": (GOOD[: len(GOOD) // 2], "not valid JSON"),
    "trace without its end": (PACKED[:-10], "damaged|not valid JSON"),
    "half a compact trace": (PACKED[: len(PACKED) // 2], "the file is truncated"),
    "half a safetensors file": (TENSORS[: len(TENSORS) // 2], "not a readable safetensors file"),
    "endless list of positions": (BEGINNING + PLACES + b"[1,2]," * 10**5, "damaged|not valid JSON"),
    "deeply nested positions": (with_listed(b"[" * 2000 + b"]" * 2000), "not valid JSON|listed positions"),
    "wrong header length": (b"\xff" * 7 + b"\x00" + TENSORS[8:], "neither valid JSON"),
    "header one byte short": (
        (int.from_bytes(TENSORS[:8], "little") - 1).to_bytes(8, "little") + TENSORS[8:],
        "not a readable safetensors file"),
    "metadata is a list": (metadata([]), "not a readable safetensors file"),
    "metadata of numbers": (metadata({"trace": 7, "other": 7}), "not a readable safetensors file|not a trace"),
    "no metadata": (metadata(None), "not a trace|not a readable safetensors file"),
    "overlapping tensors": (tensor_header(data_offsets=[0, 72]), "not a readable safetensors file"),
    "tensors beyond the end": (tensor_header(data_offsets=[2**63, 2**64 - 1]), "not a readable safetensors file"),
    "tensors with reversed offsets": (tensor_header(data_offsets=[72, 0]), "not a readable safetensors file"),
    "tensor of a quintillion cells": (tensor_header(shape=[2**32, 2**32]), "not a readable safetensors file"),
    "missing tensor": (_without_a_tensor(), "there is no tensor|not a readable safetensors file"),
}  # fmt: skip

WRONG_POSITIONS = {
    "strings": b'"a"',
    "numbers": b"1,2,3",
    "three numbers": b"[1,2,3]",
    "floats": b"[1.0,2.0]",
    "before the beginning": b"[-9,-1]",
    "reversed": b"[900,800]",
    "overlapping": b"[900,950],[940,960]",
    "in the middle of words": b"[900,950]",
    "beyond the end": b"[900,99999999999999999999]",
    "beyond 64 bits": b"[900,18446744073709551615]",
    "too few": b"",
}


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


NOT_FILES: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    "pipe without a writer": os.mkfifo,
    "socket": _socket,
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "empty device": lambda path: path.symlink_to("/dev/null"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "link to itself": lambda path: path.symlink_to(path),
    "broken link": lambda path: path.symlink_to(path.parent / "nowhere"),
    "missing": lambda path: None,
}


# -------------------------------------------------------------------- models
DEEP = b"[" * 100_000


def configured(**settings: Any) -> PathChange:
    def change(model: Path) -> None:
        path = model / CONFIGURATION
        path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | settings))

    return change


def holding(name: str, content: bytes) -> PathChange:
    return lambda model: (model / name).write_bytes(content)


def weights(change: Callable[[dict[str, np.ndarray]], object]) -> PathChange:
    def changed(model: Path) -> None:
        stored = load_file(model / WEIGHTS)
        change(stored)
        save_file(stored, model / WEIGHTS)

    return changed


def header(text: bytes, length: int | None = None) -> bytes:
    return (len(text) if length is None else length).to_bytes(8, "little") + text


def tokenizer(**parts: Any) -> PathChange:
    def change(model: Path) -> None:
        path = model / TOKENIZER
        path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | parts))

    return change


def with_words(words: dict[str, int]) -> PathChange:
    return tokenizer(model={"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"})


DOUBLES = {"type": "Replace", "pattern": {"String": "我"}, "content": "我我"}


REFUSED_MODELS: dict[str, tuple[PathChange, str]] = {
    "a billion features": (configured(d_model=10**9), "with d_model = 1000000000 is too large"),
    "a million features for short sentences": (configured(d_model=10**6, longest=4), "weights.safetensors contains"),
    "a million layers": (configured(layers=10**6), "a model with layers = 1,000,000"),
    "2^64 - 1 layers": (configured(layers=2**64 - 1), "a model with layers = 18,446,744,073,709,551,615"),
    "a trillion positions": (configured(longest=10**12), "longest = 1000000000000 with d_model = 8"),
    "a single position": (configured(longest=1), "invalid longest = 1"),
    "a trillion words": (configured(vocabulary=10**12), "at least 8,000,0"),
    "a billion hidden features": (configured(d_ff=10**9), "a model with layers = 1 has at least"),
    "a billion heads": (configured(heads=10**9), "cannot be divided evenly among 1000000000 heads"),
    "negative number of layers": (configured(layers=-1), "invalid layers = -1"),
    "half a layer": (configured(layers=0.5), "invalid layers = 0.5"),
    "layers is true": (configured(layers=True), "invalid layers = True"),
    "layers is a string": (configured(layers="x" * 10**6), "layers = 'xxxx"),
    "layers is a nested list": (configured(layers=[[[1]]] * 9999), "layers = [[[1]]"),
    "size beyond integers": (configured(d_model=1e300), "invalid d_model = 1e+300"),
    "size is null": (configured(d_model=None), "invalid d_model = None"),
    "dropout of 1": (configured(dropout=1), "invalid dropout = 1"),
    "dropout is a string": (configured(dropout="x"), "invalid dropout = 'x'"),
    "negative dropout": (configured(dropout=-0.5), "invalid dropout = -0.5"),
    "padding beyond the vocabulary": (configured(padding=11), "invalid padding = 11"),
    "padding is a string": (configured(padding="[PAD]"), "invalid padding = '[PAD]'"),
    "padding id of a word": (configured(padding=4), "reads part of this text as padding"),
    "padding id of the begin mark": (configured(padding=2), "starts with padding"),
    "residual is a nested list": (configured(residual=[[["post-norm"]]]), "unknown residual = [[['post-norm']]]"),
    "unknown setting": (configured(**{ESCAPE: 1}), "unknown setting"),
    "deeply nested configuration": (holding(CONFIGURATION, DEEP), "configuration.json: "),
    "configuration with NaN": (holding(CONFIGURATION, b'{"d_model": NaN}'), CONFIGURATION),
    "configuration is not UTF-8": (holding(CONFIGURATION, b"\xff\xfe{}"), CONFIGURATION),
    "configuration is a list": (holding(CONFIGURATION, b"[]"), "expected a JSON object"),
    "configuration too large": (holding(CONFIGURATION, b" " * 2**21), "is larger than 1,048,576 bytes"),
    "empty configuration": (holding(CONFIGURATION, b""), CONFIGURATION),
    "empty weights": (holding(WEIGHTS, b""), "not a readable safetensors file"),
    "truncated weights": (
        lambda model: (model / WEIGHTS).write_bytes((model / WEIGHTS).read_bytes()[:-1]),
        "not a readable safetensors file"),
    "weights header longer than the file": (
        holding(WEIGHTS, header(b"{}", 2**63)), "not a readable safetensors file"),
    "weights header of maximal length": (
        holding(WEIGHTS, header(b"{}", 2**64 - 1)), "not a readable safetensors file"),
    "deeply nested weights header": (holding(WEIGHTS, header(b'{"a":' + DEEP)), "not a readable safetensors file"),
    "overlapping weights": (
        holding(WEIGHTS, header(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},'
                                b'"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}') + bytes(4)),
        "not a readable safetensors file",
    ),
    "weights with more cells than bytes": (
        holding(WEIGHTS,
        header(b'{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}') + bytes(4)),
        "not a readable safetensors file"),
    "weights of an unknown type": (
        holding(WEIGHTS, header(b'{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]}}') + bytes(1)),
        "not a readable safetensors file"),
    "integer weights": (
        weights(lambda stored: stored.update({"a": np.zeros(3, np.int64)})),
        "a contains int64, not floating-point weights"
    ),
    "boolean weights": (
        weights(lambda stored: stored.update({ESCAPE: np.zeros(3, bool)})), "contains bool, not floating-point weights"
    ),
    "weights without numbers": (
        weights(lambda stored: stored.update({name: array[:0] for name, array in stored.items()})), "weights"),
    "no weights": (holding(WEIGHTS, header(b"{}")), "weights.safetensors contains 0 arrays"),
    "transposed weights": (
        weights(lambda stored: stored.update({name: np.ascontiguousarray(array.T) for name,
        array in stored.items()})), "not ["),
    "terminal escapes in names of weights": (
        weights(lambda stored: stored.update({ESCAPE: np.zeros(1, np.float32)})), "does not belong to the model"),
    "missing tokenizer": (lambda model: (model / TOKENIZER).unlink(), "not a readable tokenizer"),
    "empty tokenizer": (holding(TOKENIZER, b""), "not a readable tokenizer"),
    "tokenizer is a list": (holding(TOKENIZER, b"[]"), "not a readable tokenizer"),
    "deeply nested tokenizer": (holding(TOKENIZER, DEEP), "not a readable tokenizer"),
    "tokenizer is not UTF-8": (holding(TOKENIZER, b"\xff\xfe{}"), "not a readable tokenizer"),
    "unknown kind of tokenizer": (tokenizer(model={"type": "Telepathy"}), "not a readable tokenizer"),
    "tokenizer with too many words": (
        with_words({**WORDS, "x": 11}), "largest id is 11, but the model has only 11 tokens"),
    "tokenizer with four billion words": (with_words({**WORDS, "x": 2**32 - 1}), "its largest id is 4,294,967,295"),
    "tokenizer without begin and end marks": (with_words({"[UNK]": 0, "我": 4}), "has no [BOS] token"),
    "tokenizer without an unknown token": (with_words({"爱": 4}), "cannot be read"),
    "tokenizer that removes all words": (
        tokenizer(normalizer={"type": "Replace", "pattern": {"String": "我"}, "content": ""}),
        "this text contains no words"),
    "tokenizer that expands every text": (
        tokenizer(normalizer={"type": "Sequence", "normalizers": [DOUBLES] * 60}), "could produce far too much text"),
    "tokenizer with a long prefix": (
        tokenizer(normalizer={"type": "Prepend", "prepend": "x" * 9999}), "could produce far too much text"),
    "tokenizer that inserts characters": (
        tokenizer(normalizer={"type": "Sequence", "normalizers": [{"type": "Replace", "pattern": {"Regex": ""},
        "content": "我"}] * 40}), "could produce far too much text"),
    "tokenizer that panics": (
        tokenizer(normalizer={"type": "Precompiled", "precompiled_charsmap": "!"}), "not a readable tokenizer"),
    "tokenizer whose merges panic": (
        tokenizer(model={"type": "BPE", "vocab": WORDS | {"ab": 9, "a": 7, "b": 8}, "merges": ["a b"],
        "continuing_subword_prefix": "x" * 99}), "not a readable tokenizer"),
    "shipped trace is not a trace": (holding(TRACE, b"{}"), "not a trace"),
    "shipped trace is cut off": (holding(TRACE, b'{"format":'), "not valid JSON"),
}  # fmt: skip

READABLE_MODELS: dict[str, PathChange] = {
    "tokenizer that pads to a billion tokens": tokenizer(
        padding={"strategy": {"Fixed": 10**9}, "direction": "Right", "pad_to_multiple_of": None,
                 "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}
    ),
    "tokenizer that truncates every text": tokenizer(
        truncation={"direction": "Right", "max_length": 0, "strategy": "LongestFirst", "stride": 0}
    ),
    "tokenizer with too few words": with_words(dict(list(WORDS.items())[:5])),
    "terminal escapes in words": with_words(
        {word if number < 5 else f"{ESCAPE}{number}": number for number, word in enumerate([*WORDS, *"abcd"])}
    ),
}  # fmt: skip


def rewritten(file: Path, header: Any = None, **arrays: Any) -> None:
    """Rewrites the file with other arrays (None removes one) and another header."""
    about = header if header is not None else SequenceCheckpoint("x", file)._header
    held = load_file(file) | {name.replace("__", "."): array for name, array in arrays.items()}
    raw = about if isinstance(about, str) else orjson.dumps(about).decode()
    file.write_bytes(save({n: a for n, a in held.items() if a is not None}, {"transformer-explore": raw}))


def sequence_header(**changes: Any) -> PathChange:
    return lambda file: rewritten(file, SequenceCheckpoint("x", file)._header | changes)


def sequence_configuration(**changes: Any) -> PathChange:
    def change(file: Path) -> None:
        header = SequenceCheckpoint("x", file)._header
        rewritten(file, header | {"configuration": header["configuration"] | changes})

    return change


REFUSED_SEQUENCES: dict[str, tuple[PathChange, str]] = {
    "empty file": (lambda file: file.write_bytes(b""), "not a sequence model"),
    "not safetensors": (lambda file: file.write_bytes(b"\x80\x04K\x01." * 9), "not a sequence model"),
    "truncated": (lambda file: file.write_bytes(file.read_bytes()[:-9]), "not a sequence model"),
    "only weights": (lambda file: file.write_bytes(save(load_file(file))), "not a sequence model"),
    "header is not JSON": (lambda file: rewritten(file, "{"), "not a sequence model"),
    "header is a list": (lambda file: rewritten(file, "[1]"), "incomplete header"),
    "deeply nested header": (lambda file: rewritten(file, "[" * 100_000), "not a sequence model"),
    "incomplete header": (lambda file: rewritten(file, {"task": "copying"}), "incomplete header"),
    "unknown task": (sequence_header(task=ESCAPE), "there is no task"),
    "task is a list": (sequence_header(task=["copying"]), "there is no task"),
    "another task": (sequence_header(task="glossing"), "do not match the task glossing"),
    "configuration is a number": (sequence_header(configuration=7), "model.safetensors"),
    "unknown setting": (sequence_configuration(**{ESCAPE: 1}), "unknown setting"),
    "another family": (sequence_configuration(family="rnn"), "is missing"),
    "unknown family": (sequence_configuration(family=ESCAPE), "unknown family"),
    "other words": (sequence_configuration(streams={"symbol": 12, ESCAPE: 2}), "its vocabulary or answers"),
    "streams is a number": (sequence_configuration(streams=12), "model.safetensors"),
    "negative stream": (
        sequence_configuration(streams={"symbol": 12, "mark": -2}),
        "whole numbers of at least 1",
    ),
    "other answers": (sequence_configuration(answers=11), "its vocabulary or answers"),
    "a billion layers": (sequence_configuration(layers=10**9), "one dilation"),
    "more layers than weights": (sequence_configuration(layers=3, dilations=[1, 5, 1]), "is missing"),
    "size is a string": (sequence_configuration(size="28"), "model.safetensors"),
    "wider than its weights": (sequence_configuration(size=29), "model.safetensors"),
    "a million features": (sequence_configuration(size=10**6), "too few"),
    "a trillion hidden features": (sequence_configuration(family="attention", d_ff=10**12), "is missing"),
    "missing weight": (lambda file: rewritten(file, logits__bias=None), "logits.bias is missing"),
    "additional weight": (lambda file: rewritten(file, extra=np.ones(2)), "does not belong to the model"),
    "weight with another shape": (
        lambda file: rewritten(file, logits__bias=np.ones(3)),
        "logits.bias is [3]",
    ),
    "integer weight": (
        lambda file: rewritten(file, logits__bias=np.ones(10, dtype=np.int32)),
        "not floating-point weights",
    ),
}

REFUSED: dict[str, Case] = (
    {name: Case(*entry) for name, entry in REFUSED_TRACES.items()}
    | {name: Case("bytes", *entry) for name, entry in REFUSED_BYTES.items()}
    | {f"model: {name}": Case("model", *entry) for name, entry in REFUSED_MODELS.items()}
    | {f"sequence model: {name}": Case("sequence", *entry) for name, entry in REFUSED_SEQUENCES.items()}
)
READABLE: dict[str, Case] = {name: Case(*entry) for name, entry in READABLE_TRACES.items()} | {
    f"model: {name}": Case("model", change) for name, change in READABLE_MODELS.items()
}
