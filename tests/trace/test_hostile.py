"""Files that somebody made to do harm, or that were broken on their way.

Each is refused in one line, or all that reads a trace comes to an end with it: in bounded time and memory, never with a
traceback, and with nothing on the terminal that acts there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from transformer_explore.core.trace import TraceError, load

from tests.trace.hostile import HERE, PARAMETERS, Change, Data, data_of, dumps, step_of, with_places
from tests.trace.readers import bounded, outcome, said

pytestmark = pytest.mark.slow

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
    """Puts something into a field."""

    def change(data: Data) -> None:
        place: Any = data
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return change


def of_step(which: str = SCALED, /, **fields: Any) -> Change:
    """Puts something into the fields of a step."""
    return lambda data: step_of(data, which).update(fields)


def adds(*steps: Data, tokens: dict[str, Any] | None = None) -> Change:
    """Puts steps at the end."""

    def change(data: Data) -> None:
        data["tokens"].update(tokens or {})
        data["steps"] += steps

    return change


def a_step(name: str, operation: str = "add", inputs: Any = (), **fields: Any) -> Data:
    """A step of one number, but for what is said otherwise."""
    named = [{"step": one, "visit": 0} if isinstance(one, str) else one for one in inputs]
    return {
        "name": name, "visit": 0, "operation": operation, "formula": "", "inputs": named, "settings": {},
        "axes": ["position", "feature"], "shape": [1, 1], "dtype": "float32", "values": [[1.0]],
    } | fields  # fmt: skip


DERIVED = {"derived": True}
TOKEN = {"tokens": "source"}


def write(folder: Path, content: bytes) -> Path:
    path = folder / "trace"
    path.write_bytes(content)
    return path


# -------------------------------------------------------------------- refused when they are opened


def _doubling(count: int) -> list[Data]:
    """Steps of which each joins the one before it to itself."""
    fields = {"operation": "key_cache", "axes": ["head", "key", "d_k"], "shape": [1, 1, 1], "values": [[[0]]]}
    first = a_step("k0", inputs=[TOKEN], **{**fields, "operation": "key"})
    return [first, *(a_step(f"k{n}", inputs=[f"k{n - 1}"] * 2, **fields) for n in range(1, count))]


REFUSED: dict[str, tuple[str, Change, str]] = {
    "a step with a name as long as a book": ("whole", of_step(name="x" * LONG), "at most 1000 characters"),
    "a step inside of a thousand parts": ("whole", of_step(name="." * 900), "and 64 parts"),
    "an array of a hundred axes": ("whole", of_step(axes=["x"] * 99, shape=[1] * 99), "99 axes; an array has"),
    "a step that reads a hundred others": ("whole", of_step(inputs=[TOKEN] * 100), "100 inputs; there can be"),
    "nothing at all, on a billion rows": (
        "whole",
        of_step(shape=[BILLION, 0, 0], values=[]),
        r"its shape is \[1000000000, 0, 0\], which holds nothing",
    ),
    "a setting that is a list": ("whole", of_step(settings={"d_k": [4]}), "where a setting belongs"),
    "a setting that is nothing": ("whole", of_step(settings={"d_k": None}), "has None where a setting belongs"),
    "a configuration as deep as a well": (
        "whole",
        sets("model", "configuration", to={"x": nested(500)}),
        "'configuration' is nested more than 32 deep",
    ),
    "a run as deep as a well": ("whole", sets("run", to={"seed": nested(500)}), "'run' is nested more than"),
    "a model named by a deep list": ("whole", sets("model", "name", to=nested(900)), "where a text belongs"),
    "a deep list for a version": ("whole", sets("version", to=nested(900)), "version .* of the trace format"),
    "a deep list for a size": ("whole", of_step(shape=nested(900)), "damaged"),
    "a vocabulary that is a word": ("whole", sets("vocabulary", to="abc"), "where a list belongs"),
    "a vocabulary of numbers": ("whole", sets("vocabulary", to=[1, 2]), "has 1 where a text belongs"),
    "a text for steps": ("whole", sets("steps", to="abc"), "'steps' has 'abc' where a list belongs"),
    "steps that are words": ("whole", sets("steps", to=["abc"]), "'steps' has 'abc' where an object belongs"),
    "tokens that are a list": ("whole", sets("tokens", to=[]), "'tokens' has .* where an object belongs"),
    "a token that is a word": ("whole", sets("tokens", "source", to=["x"]), "where an object belongs"),
    "a token of a billion billion billion": (
        "whole",
        sets("tokens", "source", 0, "id", to=1e27),
        r"has 1e\+27 where a size, a visit or an id",
    ),
    "a size that is almost a number": ("whole", of_step(shape=[2.0, 3, 3]), "has 2.0 where a size"),
    "a visit before the first": ("whole", of_step(visit=-1), "has -1 where a size, a visit"),
    "a part along no axis": ("whole", of_step(part={"moon": 0}), "which is no axis of length 1"),
    "a part along all of an axis": ("whole", of_step(part={"head": 0}), "which is no axis of length 1"),
    "tokens along no axis": ("whole", of_step(along={"moon": ["source"]}), "which is none of its axes"),
    "a step before what it is made from": (
        "whole",
        of_step(f"{HERE}.query", inputs=[{"step": SCALED, "visit": 0}]),
        "which was not there yet",
    ),
    "a step made from itself": ("whole", of_step(inputs=[{"step": SCALED, "visit": 0}]), "not there yet"),
    "two steps of one name": (
        "whole",
        lambda data: data["steps"].append(data["steps"][0]),
        "two steps have the same name",
    ),
    "the same as itself": (
        "whole",
        of_step(values={"same_as": {"step": SCALED, "visit": 0}}),
        "which has no values of its own before it",
    ),
    "the same as what is the same as another": (
        "whole",
        adds(
            a_step("b", values={"same_as": {"step": "a", "visit": 0}}, inputs=[]),
            a_step("a", values={"same_as": {"step": "b", "visit": 0}}),
        ),
        "which has no values of its own before it",
    ),
    "the same as what is larger": (
        "whole",
        adds(a_step("a", values={"same_as": {"step": SCALED, "visit": 0}})),
        "of another size or type",
    ),
    "a billion cells that follow from one": (
        "whole",
        adds(
            a_step("a", "sinusoidal_positions", [TOKEN], shape=[3, BILLION], values=DERIVED),
        ),
        "to compute 3,0.* cells from a file of .* bytes is too much",
    ),
    "a thousand steps of a million cells that follow from one": (
        "whole",
        adds(*(a_step(f"a{n}", "add", ["a", "a"], shape=[1, 10**6], values=DERIVED) for n in range(1000))),
        "to compute 1,0.*,... cells",
    ),
    "a product of matrices that takes all day": (
        "whole",
        adds(a_step("q", shape=[1000, BILLION]),
             a_step("a", "dot_products", ["q", "q"], shape=[900, 900], values=DERIVED)),
        "to compute .* cells",
    ),
    "statistics of a cell outside": (
        "statistics",
        lambda data: data["steps"][0]["statistics"].update(
            nan={"count": 1, "first": [9, 9], "last": [9, 9], "cells": []}
        ),
        "has statistics of a cell",
    ),
    "statistics and values": ("statistics", lambda data: data["steps"][0].update(values=[]), "has values, and"),
    "statistics that are words": (
        "statistics",
        lambda data: data["steps"][0]["statistics"].update(mean="big"),
        "has 'big' where a number belongs",
    ),
    "a hypothesis that is asleep": (
        "decoded",
        sets("iterations", 0, "hypotheses", 0, "state", to="asleep"),
        "has a hypothesis that is 'asleep'",
    ),
    "a hypothesis of a negative parent": (
        "decoded",
        sets("iterations", 0, "hypotheses", 0, "parent", to=-1),
        "has -1 where a size, a visit or an id",
    ),
    "iterations that are a number": ("decoded", sets("iterations", to=7), "has 7 where a list belongs"),
    "a token of a candidate that is missing": (
        "decoded",
        lambda data: data["iterations"][0]["expansions"][0]["candidates"][0].pop("id"),
        "the field 'id' is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", REFUSED)
def test_it_is_refused_when_it_is_opened(story: str, tmp_path: Path) -> None:
    base, change, message = REFUSED[story]
    for compact in (False, True):
        data = data_of(base, compact)
        change(data)
        refused_with(message, write(tmp_path, with_places(data) if compact else dumps(data)))


def refused_with(message: str, path: Path) -> None:
    with bounded(), pytest.raises(TraceError, match=message) as error:
        load(path, PARAMETERS)
    said(error.value)


# -------------------------------------------------------------------- read, and then?


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


READ: dict[str, tuple[str, Change]] = {
    "a billion cells that are not there": ("whole", of_step(shape=[1, BILLION, 3], values=[])),
    "a quintillion cells, and one is there": ("whole", of_step(shape=[10**6] * 3, values=[1])),
    "the largest id there is": ("whole", sets("tokens", "source", 0, "id", to=2**64 - 1)),
    "ids of which some are too large": ("whole", sets("tokens", "target", 1, "id", to=2**63)),
    "no tokens at all": ("whole", sets("tokens", to={})),
    "sequences without a token": ("whole", sets("tokens", to={"source": [], "target": []})),
    "a word among numbers, as long as a book": ("whole", of_step(values=["x" * LONG, *[0] * LONG])),
    "words that are numbers elsewhere": ("whole", of_step(values=[[["1e5", " 1 ", "inf"]]])),
    "numbers, lists, words and objects": ("whole", of_step(values=[[1, [2]], {"a": 1}, "NaN", None])),
    "lists in lists": ("whole", of_step(values=nested(900))),
    "a number too large for its type": ("whole", of_step(shape=[1, 1, 1], values=[[[1e300]]])),
    "base64 that is a number": ("whole", of_step(values={"base64": 7})),
    "base64 that is none": ("whole", of_step(values={"base64": "\u00ff" * 1000})),
    "not derived": ("whole", of_step(values={"derived": False})),
    "a cache that doubles, forty times": ("whole", adds(*_doubling(40))),
    "the same words along an axis a thousand times": (
        "whole",
        of_step(along={"query": ["source"] * 20_000, "key": ["nowhere"]}),
    ),
    "unknown operations": ("whole", of_step(operation=ESCAPE, formula=ESCAPE * 100)),
    "a square root of a negative number": ("whole", of_step(f"{HERE}.scaled", settings={"d_k": -4})),
    "a division by nothing": ("whole", of_step(settings={"d_k": 0})),
    "d_k is a word": ("whole", of_step(settings={"d_k": "four"})),
    "d_k is not a number": ("whole", of_step(settings={"d_k": "NaN"})),
    "a billion heads": ("whole", of_step(f"{HERE}.query", settings={"heads": BILLION})),
    "no heads": ("whole", of_step(f"{HERE}.query", settings={"heads": 0})),
    "minus two heads": ("whole", of_step(f"{HERE}.query", settings={"heads": -2})),
    "a model as wide as the world": (
        "whole",
        adds(a_step("a", "sinusoidal_positions", [TOKEN], settings={"d_model": 10**12, "first": 0},
                    shape=[3, 10**12], values=[])),
    ),
    "a part of a model as wide as the world": (
        "whole",
        adds(a_step("a", "no_positions", [TOKEN], settings={"d_model": 10**11}, shape=[3, 1],
                    values=[[0.0]] * 3, part={"feature": 5})),
    ),
    "a first position beyond counting": (
        "whole",
        adds(*(a_step(f"a{n}", "sinusoidal_positions", [TOKEN], shape=[3, 2], values=[[0.0] * 2] * 3,
                      settings={"d_model": 2, "first": first})
               for n, first in enumerate([10**15, 2**64 - 1, 1e300, "9" * 5000, "9" * 400, -5, True, "NaN"]))),
    ),
    "a first learned position beyond counting": (
        "whole",
        adds(*(a_step(f"a{n}", "learned_positions", [TOKEN, SUM], shape=[3, 8], values=[[0.0] * 8] * 3,
                      settings={"first": first})
               for n, first in enumerate([10**15, 2**64 - 1, 1e300, "9" * 400, -5]))),
    ),
    "a table that is looked up in so often that it fills the memory": (
        "whole",
        adds(
            a_step("ids", axes=["position"], shape=[30_000], dtype="int64", values=[0] * 30_000),
            a_step("table", shape=[1, 30_000], values=[[0] * 30_000]),
            a_step("rows", "token_embedding", ["ids", "table"]),
            a_step("more", "token_embedding", ["ids", "table"], shape=[30_000, 30_000], values=[]),
        ),
    ),
    "sums of a long row and a long column": (
        "whole",
        adds(
            a_step("row", shape=[1, 30_000], values=[[0] * 30_000]),
            a_step("column", shape=[30_000, 1], values=[[0]] * 30_000),
            a_step("sum", "add", ["row", "column"]),
            a_step("too", "layer_norm", ["column", "row", "row"]),
            a_step("all", "add", ["row", "column"], shape=[30_000, 30_000], values=[]),
        ),
    ),
    "dropout of everything": (
        "whole",
        adds(*(a_step(f"a{n}", operation, [SUM] * inputs, settings=one, shape=[3, 8], values=[[0.0] * 8] * 3)
               for n, (operation, inputs, one) in enumerate(
                   (operation, inputs, {"rate": rate, "seed": seed, "place": 1, "visit": 0})
                   for operation, inputs in (("dropout", 2), ("dropout_mask", 1))
                   for rate, seed in ((1, 0), (2, 1), (-1, 2), ("NaN", 2**64 - 1), (0.1, -1), (0.1, "9" * 5000))))),
    ),
    "regions that are none": (
        "whole",
        adds(*(a_step(f"a{n}", "set", ["source_embedding.sum"], shape=[3, 8], values=[[0.0] * 8] * 3,
                      settings={"region": region, "value": value})
               for n, (region, value) in enumerate([
                   ("0,*", "Infinity"), ("*" * 9999, 1), ("0," * 9999, 1), ("9" * 5000, 1), (f"{BILLION},*", 1),
                   ("-1,0", 1), ("", 1), (",", 1), (ESCAPE, 1), (True, 1), ("0,0", ESCAPE), ("0,0", "9" * 5000),
                   ("0,0", 2**64 - 1), ("0", 1), ("*,*,*", 1)]))),
    ),
    "a number scaled a thousand times over": (
        "whole",
        adds(*(a_step(f"s{n}", "scaled", [f"s{n - 1}" if n else SCALED], settings={"d_k": 1},
                      axes=["head", "query", "key"], shape=[2, 3, 3], values=[[[0.0] * 3] * 3] * 2)
               for n in range(150))),
    ),
    "a layer norm with an ε far below zero": (
        "whole",
        adds(a_step("g", axes=["feature"], shape=[8], values=[1.0] * 8),
             *(a_step(f"n{n}", "layer_norm", ["source_embedding.sum", "g", "g"], settings={"epsilon": epsilon},
                      shape=[3, 8], values=[[0.0] * 8] * 3)
               for n, epsilon in enumerate([-BILLION, 0, "NaN", "-Infinity", "x", 1e308]))),
    ),
    "numbers that are none, all through": (
        "whole",
        adds(*(step for n, word in enumerate(["NaN", "Infinity", "-Infinity", 3e38, -3e38])
               for operation in ("softmax", "log_softmax", "gelu", "relu", "scaled", "embedding_scale", "dropout")
               for step in (
                   a_step(f"{operation}{n}.x", "given", shape=[2, 2], values=[[word] * 2] * 2),
                   a_step(f"{operation}{n}.y", operation, [f"{operation}{n}.x"], shape=[2, 2],
                          settings={"d_k": 4, "d_model": 4}, values=[[word] * 2] * 2)))),
    ),
    "axes and tokens that take over the terminal": (
        "whole",
        lambda data: (
            step_of(data).update(axes=[ESCAPE, "query", ESCAPE]),
            data["tokens"].update({ESCAPE: [{"id": 1, "text": ESCAPE}], "source": [{"id": 1, "text": ESCAPE}] * 3}),
            data["model"].update(name=ESCAPE, architecture=ESCAPE),
            data["run"].update(dtype=ESCAPE, strategy=ESCAPE),
        ),
    ),
    "names that take over the terminal": (
        "whole",
        adds(*(a_step(name, inputs=[{"step": ESCAPE, "visit": 9}, {"parameter": ESCAPE}, {"tokens": ESCAPE}])
               for name in (ESCAPE, f"x.changed.{ESCAPE}", f"layers.{ESCAPE}", f"x.{ESCAPE}_residual", "", ".", "#",
                            "x#1", "s." + "9" * 900, "layers.٣", "s.²"))),
    ),
    "a part of an axis that has words": (
        "whole",
        adds(a_step("a", "masked", [SCALED], axes=["query", "key"], shape=[1, 1], part={"query": 10**6, "key": 9},
                    along={"query": ["source"], "key": ["one"]}),
             tokens={"one": [{"id": 1, "text": "w"}], "source": [{"id": 1, "text": "w"}]}),
    ),
    "axes of one name": ("whole", of_step(axes=["query"] * 3)),
    "a table of words that has no row": (
        "whole",
        lambda data: (
            data.update(vocabulary=["w"] * 500),
            data["steps"].append(a_step("a", axes=["position", "token"], shape=[0, 500], values=[])),
            data["steps"].append(a_step("b", axes=["position", "token"], shape=[1, 500], dtype="bool",
                                        values=[[True] * 500])),
        ),
    ),
    "more tables than anybody reads": (
        "whole",
        adds(a_step("a", axes=["x", "y", "z"], shape=[20_000, 1, 1], values=[[[0]]] * 20_000)),
    ),
    "predictions beyond the vocabulary": ("whole", sets("vocabulary", to=["w"])),
    "predictions of nothing": ("whole", lambda data: data["tokens"].pop("target")),
    "predictions that are one number": (
        "whole",
        lambda data: _rows(data).update(axes=[], shape=[], values=1.0),
    ),
    "predictions in three dimensions": (
        "whole",
        lambda data: _rows(data).update(axes=["a", "b", "c"], shape=[4, 11, 1], values=[[[0]] * 11] * 4),
    ),
    "predictions that are more than certain": (
        "whole",
        lambda data: _rows(data).update(dtype="float64", values=[[1e308] * 11] * 4),
    ),
    "statistics of numbers that are none": (
        "statistics",
        lambda data: [
            step["statistics"].update(min="NaN", max=-1e308, mean="Infinity", norm=None) for step in data["steps"]
        ],
    ),
    "statistics of an array that nobody could keep": (
        "statistics",
        lambda data: [step.update(shape=[10**18] * len(step["shape"])) for step in data["steps"]],
    ),
    "probabilities above one": ("decoded", _candidates(probability=1e18)),
    "probabilities that are none": ("decoded", _candidates(probability="NaN", log_probability="-Infinity")),
    "a word as long as a book, and one more each turn": ("decoded", _candidates(text="猫" * 9999, cut=ESCAPE)),
    "a translation as long as a library": (
        "decoded",
        lambda data: [
            iteration["hypotheses"][0]["token"].update(text="x" * 50_000) for iteration in data["iterations"]
        ],
    ),
    "hypotheses that are each other's parents": ("decoded", _many_hypotheses),
    "a long line of hypotheses": ("decoded", _a_chain_of_hypotheses),
    "iterations in which nothing happens": (
        "decoded",
        sets("iterations", to=[{"number": 2**64 - 1, "expansions": [], "hypotheses": []}] * 3),
    ),
    "a best hypothesis that is none": (
        "decoded",
        lambda data: data["run"].update(best=[1], settings=[2], strategy={"a": 1}, ended=nested(9)),
    ),
    "edits of parameters that are not there": ("whole", _edits(_edit(parameter="moon"), _edit(parameter=[1]))),
    "edits of cells that are not there": ("whole", _edits(_edit(cell=[BILLION, 0]))),
    "edits of too many axes": ("whole", _edits(_edit(cell=["*"] * 100_000))),
    "edits with a cell that is a word": ("whole", _edits(_edit(cell="all"))),
    "edits with a cell that is deep": ("whole", _edits(_edit(cell=[nested(20), 0]))),
    "edits to what is no number": ("whole", _edits(_edit(value=ESCAPE))),
    "edits to what is too large": ("whole", _edits(_edit(value=1e300), _edit(value="NaN"), _edit(value=2**64 - 1))),
    "edits that are no list": ("whole", sets("run", "interventions", to={"kind": "parameter"})),
    "patches from files that are none of ours": (
        "whole",
        _edits({"kind": "patch", "step": SCALED, "cell": [0, 0, 0], "file": "/etc/passwd", "sha256": "0" * 64}),
    ),
    "not even a vocabulary": ("whole", lambda data: data.pop("vocabulary")),
    "a lean trace whose inputs went away": (
        "lean",
        lambda data: data["steps"].remove(step_of(data, f"{HERE}.query")),
    ),
    "a lean trace of other inputs": ("lean", of_step(inputs=[TOKEN])),
    "a lean trace of another shape": ("lean", of_step(shape=[2, 3, 4])),
    "a lean trace of an operation that is not there": ("lean", of_step(operation="rotary")),
    "a lean trace of another part": ("lean", of_step(shape=[1, 3, 3], part={"head": 1})),
}  # fmt: skip


@pytest.mark.parametrize("story", READ)
def test_all_that_reads_a_trace_comes_to_an_end(story: str, tmp_path: Path) -> None:
    base, change = READ[story]
    data = data_of(base)
    change(data)
    refused = outcome(write(tmp_path, dumps(data)), PARAMETERS)
    assert not refused, refused
