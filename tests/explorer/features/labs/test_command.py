"""The command `lab`."""

import json
import re
import shlex
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.explorer.features.labs.tables import curves, whole
from transformer_explore.explorer.ui.numbers import fitting, spanning
from transformer_explore.lessons.labs import LABS, perform, settled, softmax, title
from transformer_explore.lessons.labs.lab import Result, Table, Value
from transformer_explore.lessons.labs.typed import command, read

from tests.explorer.commands.calling import call, refused
from tests.explorer.outside import NASTY
from tests.process import ROOT, run


def lab_output(*typed: str) -> str:
    """The output of the command, which reports no error."""
    printed = call("lab", *typed)
    assert printed.err == ""
    return printed.out


# ------------------------------------------------------------------------------------- text
def test_without_a_name_every_lab_is_listed_with_its_title() -> None:
    """Below the first lesson that uses it."""
    printed = lab_output()
    words = [line.strip() for line in printed.splitlines() if line.startswith("  ")]
    together = " ".join(words)  # long titles have several lines; the name follows the last one
    assert all(f"{title(name)}  {name}" in together for name in LABS)
    assert sorted(line.split()[-1] for line in words if line.split()[-1] in LABS) == sorted(LABS)
    below = printed.split("lesson 6 · Softmax\n")[1].split("\n\n")[0]
    assert [line.split()[-1] for line in below.splitlines()] == ["softmax", "softmax-axis"]
    assert "transformer-explore lab NAME" in printed.splitlines()[-1]


def test_a_large_lab_prints_the_tables_of_lessons_or_all() -> None:
    printed = lab_output("recall")
    assert len(printed.splitlines()) < 75
    assert "accuracy  family" in printed and "spread" in printed.splitlines()[-2]
    assert "NaN" not in printed
    everything = lab_output("recall", "--all")
    assert "spread  family" in everything and "distances  distance" in everything
    assert "--all" not in everything
    assert "--all" not in lab_output("recall", "--table", "chance")
    refused("lab", "recall", "--all", "--table", "chance")


def test_small_numbers_are_not_printed_as_zero() -> None:
    """An exact 0 is "0"; smaller numbers are 0.0 or in powers of ten."""
    for values in (np.array([[1000.0, 0.001]]), np.array([123456.0, 0.3]), np.array([1000.0, 0.2, 0.0])):
        for form in (spanning(values), fitting(values)):
            assert [form(each).strip() == "0" for each in values.flat] == [not each for each in values.flat]
    assert spanning(np.array([1000.0, 0.001]))(0.001).strip() == "1.0e−3"
    assert spanning(np.array([1.0, np.nan]), gaps=True)(np.nan).strip() == "–"
    assert spanning(np.array([1.0, np.nan]))(np.nan).strip() == "NaN"


def test_a_lab_prints_its_tables_their_sentences_and_the_command() -> None:
    printed = lab_output("softmax", "scores=2,1,3", "shift=100")
    assert "transformer-explore lab softmax shift=100\n" in printed  # 2,1,3 is the default
    assert "weights  key 3\n    The weights: they sum to 1.\n" in printed
    assert "     0.24   0.09   0.67\n" in printed
    assert "entropy  1.201  The entropy of the weights, in bits.\n" in printed
    assert "\x1b" not in printed


def test_only_requested_tables_are_printed() -> None:
    printed = lab_output("--table", "total", "softmax", "--table", "weights", "scale=2")
    assert "weights" in printed and "total" in printed and "entropy" not in printed
    assert "transformer-explore lab softmax scale=2\n" in printed


def test_curves_are_drawn_with_some_of_their_numbers() -> None:
    printed = lab_output("schedule", "--table", "rate")
    assert re.search("rate +1.7e−7", printed)  # the first step, by hand: 512^-.5 · 4000^-1.5
    assert "o rate" in printed and "+-----" in printed


def test_parameters_are_listed_with_defaults_and_bounds() -> None:
    printed = lab_output("tying", "--parameters")
    assert "row=3             whole number, 0 to 5          the row of E to change\n" in printed
    assert "tied=true         true or false" in printed
    assert "transformer-explore lab tying row=3" in printed


def test_output_to_a_pipe_is_plain() -> None:
    line = "from transformer_explore.explorer.cli import main; main(['lab', 'mask-shapes'])"
    done = run([sys.executable, "-c", line], ROOT, FORCE_COLOR="", NO_COLOR="1")
    assert done.returncode == 0 and "\x1b" not in done.stdout and "causal_allowed   10" in done.stdout


# ------------------------------------------------------------------------------------- data
def test_json_has_every_number_and_the_parameters() -> None:
    found = json.loads(lab_output("softmax", "--json", "scores=0.5,-1,7", "scale=-0.5"))
    assert found["parameters"] == {"scores": "0.5,-1,7", "shift": 0.0, "scale": -0.5}
    result = perform("softmax", found["parameters"])
    assert list(found["tables"]) == list(result.tables)
    for name, table in found["tables"].items():
        assert np.array_equal(np.array(table["values"]), result.tables[name].values)
        assert (tuple(table["axes"]), table["says"]) == (result.tables[name].axes, result.tables[name].says)


def test_json_is_strict_with_nan_as_a_string() -> None:
    printed = lab_output("masking", "--json", "--table", "hidden_scores")
    found = json.loads(printed, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert found["tables"]["hidden_scores"]["values"][-1] == "-Infinity"
    allowed = json.loads(lab_output("diagonal", "--json", "tokens=2"))["tables"]["allowed"]
    assert allowed["values"] == [[True, False], [True, True]]


def test_the_list_and_the_parameters_are_available_as_json() -> None:
    assert {each["lab"] for each in json.loads(lab_output("--json"))} == set(LABS)
    found = json.loads(lab_output("softmax", "--parameters", "--json"))
    assert [each["name"] for each in found["parameters"]] == ["scores", "shift", "scale"]
    assert found["parameters"][1]["low"] == -1000


# ------------------------------------------------------------------------------------- nonsense
@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("softmx", "there is no lab 'softmx'; did you mean softmax"),
        ("softmax shft=1", "has no parameter 'shft'; it has scores, shift, scale"),
        ("softmax shift", "'shift' is not a parameter; write it as scores=2,1,3"),
        ("softmax shift=9999", "shift must be a number from -1000 to 1000"),
        ("softmax shift=nan", "shift must be a number"),
        ("softmax shift=1 shift=2", "shift is given twice"),
        ("softmax scores=", "scores must be a list of numbers"),
        ("tying tied=perhaps", "tied must be true or false"),
        ("tying row=1.5", "row must be a whole number"),
        ("softmax --table wieghts", "no table 'wieghts'; choose from before"),
        ("softmax --parameters shift=1", "cannot be combined with values"),
        ("--table weights", "name an experiment"),
        ("--parameters", "name an experiment"),
        ("softmax --nonsense", "unrecognized arguments: --nonsense"),
    ],
)
def test_invalid_arguments_get_one_line(typed: str, why: str) -> None:
    assert why in refused("lab", *typed.split())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("softmax scores=a", "scores 必须是一列数，例如 2, 1, 3，而不是 'a'"),
        ("softmax foo=1", "实验 'softmax' 没有参数 'foo'；它的参数：scores、shift、scale"),
        ("softmax shift=1e400", "shift 必须是 -1000 到 1000 之间的数，而不是 inf"),
    ],
)
def test_invalid_arguments_are_explained_in_chinese(typed: str, why: str) -> None:
    assert why in refused("lab", *typed.split(), "--lang", "zh")


@pytest.mark.parametrize("text", NASTY)
def test_external_text_is_printed_safely(text: str) -> None:
    for typed in (f"scores={text}", f"x{text}"):
        assert "\x1b" not in refused("lab", "softmax", typed)


def test_a_failure_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: Value) -> Result:
        raise IndexError("index 9\nis out")

    monkeypatch.setattr(softmax, "run", broken)
    assert "failed with these values (IndexError: index 9 is out)" in refused("lab", "softmax")


# ------------------------------------------------------------------------------------- repeating
SETTINGS: dict[str, st.SearchStrategy[Value]] = {
    "shift": st.floats(-1000, 1000),
    "scores": st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4).map(
        lambda each: ", ".join(map(repr, each))
    ),
}
TEXTS: dict[str, st.SearchStrategy[Value]] = {
    "source": st.one_of(st.sampled_from(NASTY), st.text(max_size=9)).map(str.strip),
    "beams": st.integers(1, 16),
}


@given(st.fixed_dictionaries({}, optional=SETTINGS))
def test_the_command_repeats_the_same_numbers(given: dict[str, Value]) -> None:
    words = shlex.split(command("softmax", given))
    assert words[:3] == ["transformer-explore", "lab", "softmax"]
    typed = perform("softmax", read("softmax", words[3:]))
    for name, table in perform("softmax", given).tables.items():
        assert np.array_equal(typed.tables[name].values, table.values, equal_nan=True)


@given(st.fixed_dictionaries({}, optional=TEXTS))
def test_any_text_is_quoted_for_the_shell(given: dict[str, Value]) -> None:
    words = shlex.split(command("beam-model", given))
    again = settled("beam-model", read("beam-model", words[3:]))
    wanted = settled("beam-model", given)
    blanks = str.maketrans("", "", " \t\n\r\x0b\x0c")
    assert {k: str(v).translate(blanks) for k, v in again.items()} == {
        k: str(v).translate(blanks) for k, v in wanted.items()
    }


# ------------------------------------------------------------------------------------- what is drawn
def drawn(labels: tuple[str, ...] = (), **tables: list[float] | list[list[float]]) -> object:
    """The curves of the table `numbers`, or None."""
    found = {}
    for name, values in tables.items():
        array = np.array(values, dtype=np.float64)
        axes = ("time", "kind")[: array.ndim]
        found[name] = Table(
            array, axes, {"time": labels} if labels and array.shape[0] == len(labels) else {}, "x"
        )
    return curves(Result(found), "numbers")


def test_curves_need_numeric_positions_and_changing_numbers() -> None:
    moves = [1.0, 3.0, 2.0, 5.0, 4.0]
    assert drawn(numbers=moves) is None  # no positions
    assert drawn(("a", "b", "c", "d", "e"), numbers=moves) is None
    found = drawn(times=[1, 10, 100, 1000, 10_000], numbers=moves)
    assert found is not None and found.logarithmic == "x"  # type: ignore[attr-defined]
    assert list(drawn(("1", "2", "4", "8", "16"), numbers=moves).across) == [1, 2, 4, 8, 16]  # type: ignore[attr-defined]
    assert drawn(tuple(f"time {n}" for n in range(5)), numbers=moves) is not None
    assert drawn(times=[1, 2, 3, 4, 5], numbers=[2.0] * 5) is None
    assert drawn(times=[1, 2, 3, 4, 5], numbers=[np.nan] * 5) is None
    several = drawn(times=[1, 2, 3, 4, 5], numbers=[[n, -n] for n in moves])
    assert [name for name, _curve in several.curves] == ["kind 0", "kind 1"]  # type: ignore[attr-defined]
    assert drawn(times=[1, 2, 3, 4, 5], numbers=[[n] * 9 for n in moves]) is None  # too many to distinguish


def test_whole_numbers_are_written_as_integers() -> None:
    assert whole(np.array([2.0, -3.0])).dtype == np.int64
    for kept in ([2.5], [np.inf, 1.0], [1e15], []):
        assert whole(np.array(kept, dtype=np.float64)).dtype == np.float64
