"""Promises of every lab, and the helpers of labs."""

from pathlib import Path

import numpy as np
import pytest
import transformer_explore.lessons.labs as labs
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace.tags import Tag
from transformer_explore.lessons.labs import LABS, LabError, lab, needs_engine, perform
from transformer_explore.lessons.labs.lab import Parameter, Value, counted, matrix

from tests.process import python


def test_the_labs_are_the_modules_of_the_folder_that_are_experiments() -> None:
    experiments = {
        path.stem.replace("_", "-")
        for path in Path(labs.__file__).parent.rglob("*.py")
        if path.stem not in ("__init__", "lab") and "\nPARAMETERS" in path.read_text("utf-8")
    }
    assert list(LABS) == sorted(experiments)


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_every_lab_runs_with_its_defaults_and_describes_its_tables(name: str) -> None:
    module = lab(name)
    assert module.__doc__ and module.__doc__.strip()
    result = perform(name, {})
    assert result.tables
    for field, found in result.tables.items():
        assert field.isidentifier()
        assert found.says.strip(), f"{field} says nothing"
        assert all(axis.strip() for axis in found.axes)
        assert len(set(found.axes)) == len(found.axes)
        assert np.asarray(found.values).dtype.kind in "biuf"
        assert np.shape(result.field(field)) == found.values.shape


@pytest.mark.parametrize("name", LABS)
def test_every_parameter_is_described_and_accepts_its_default(name: str) -> None:
    parameters = lab(name).PARAMETERS
    assert len({each.name for each in parameters}) == len(parameters)
    for parameter in parameters:
        assert parameter.name.isidentifier() and parameter.says.strip()
        assert parameter.checked(parameter.default) == parameter.default
        if isinstance(parameter.default, int | float) and not isinstance(parameter.default, bool):
            assert parameter.low < parameter.high and parameter.step > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_every_lab_declares_where_its_numbers_come_from(name: str) -> None:
    assert isinstance(lab(name).SHOWS, Tag)


@pytest.mark.parametrize(
    ("name", "given", "table", "tag"),
    [
        ("by-hand", {}, "weights", Tag.BY_HAND),
        ("scaling", {}, "keys", Tag.RANDOM),
        ("influence", {"weights": "untrained"}, "influence", Tag.UNTRAINED),
        ("influence", {"weights": "trained"}, "influence", Tag.TRAINED),
        ("influence", {"weights": "trained"}, "sees", Tag.UNTRAINED),
        ("little-data", {}, "accuracy", Tag.TRAINED),
        ("little-data", {}, "image", Tag.RANDOM),
    ],
)
def test_the_tables_of_a_result_have_the_tag_of_the_lab_or_their_own(
    name: str, given: dict[str, Value], table: str, tag: Tag
) -> None:
    assert perform(name, given).tables[table].shows == (tag,)


def test_labs_that_need_no_engine_run_without_torch() -> None:
    names = [name for name in LABS if not needs_engine(name)]
    done = python(
        "import sys\n"
        "from transformer_explore.lessons.labs import perform\n"
        f"for name in {names}: perform(name, {{}}); assert 'torch' not in sys.modules, name"
    )
    assert done.returncode == 0, done.stderr


def test_an_unknown_lab_is_an_error_that_names_similar_ones() -> None:
    with pytest.raises(
        LabError, match=r"no lab 'softmx'; did you mean softmax, .*`transformer-explore lab` lists"
    ):
        perform("softmx", {})
    with pytest.raises(LabError, match=r"no lab 'nope'; `transformer-explore lab` lists all labs"):
        perform("nope", {})


def test_an_unknown_parameter_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(LabError, match="no parameter 'shft'; it has scores, shift, scale"):
        perform("softmax", {"shft": 1.0})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shift": 1001.0}, "shift must be a number from -1000 to 1000, not 1001"),
        ({"shift": float("nan")}, "shift must be a number"),
        ({"shift": "much"}, "shift must be a number"),
        ({"shift": True}, "shift must be a number"),
        ({"scores": "2, a"}, "scores must be a list of"),
        ({"scores": ""}, "scores must be a list of"),
        ({"scores": "nan"}, "scores must be a list of"),
        ({"scores": "inf, 1"}, "finite numbers"),
        ({"scores": ", ".join("1" * 65)}, "at most 64"),
    ],
)
def test_an_invalid_value_is_an_error_of_one_line(given: dict[str, float | str], said: str) -> None:
    with pytest.raises(Problem, match=said) as refused:
        perform("softmax", given)
    assert "\n" not in str(refused.value)


def test_whole_numbers_choices_and_booleans_are_checked() -> None:
    whole = Parameter("n", 3.0, "how many", 1, 9, whole=True)
    assert whole.checked(4.0) == 4
    with pytest.raises(Problem, match="a whole number"):
        whole.checked(4.5)
    chosen = Parameter("kind", "a", "which", choices=("a", "b"))
    with pytest.raises(Problem, match="must be one of a, b"):
        chosen.checked("c")
    truth = Parameter("flag", True, "whether")
    assert truth.checked(False) is False
    with pytest.raises(Problem, match="true or false"):
        truth.checked(1.0)


def test_parameters_that_are_not_given_have_their_defaults() -> None:
    before = perform("softmax", {}).tables["weights"].values
    assert np.array_equal(perform("softmax", {"shift": 0.0}).tables["weights"].values, before)
    assert not np.array_equal(perform("softmax", {"scale": 2.0}).tables["weights"].values, before)


def test_rows_of_numbers_are_parsed() -> None:
    assert (matrix("scores", "2, 1; −3, .5") == [[2, 1], [-3, 0.5]]).all()
    assert matrix("scores", "7").shape == (1, 1)


@pytest.mark.parametrize("text", ["1, 2; 3", "", "1; x", "1;", "; ".join(["1"] * 65), "nan; 1"])
def test_an_invalid_table_is_an_error_with_its_name(text: str) -> None:
    with pytest.raises(Problem, match="scores") as refused:
        matrix("scores", text)
    assert "\n" not in str(refused.value)


def test_labels_are_counted_from_1() -> None:
    labels = counted(np.zeros((2, 1)), "query, key", "").labels
    assert labels == {"query": ("query 1", "query 2"), "key": ("key 1",)}
