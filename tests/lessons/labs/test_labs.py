"""What holds for every lab."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import transformer_explore.lessons.labs as labs
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import LABS, LabError, lab, perform
from transformer_explore.lessons.labs.lab import Parameter

NO_EXPERIMENTS = {"__init__", "lab"}


def test_the_registry_lists_the_modules_of_the_folder_that_are_experiments() -> None:
    folder = Path(labs.__file__).parent
    experiments = {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if path.stem not in NO_EXPERIMENTS and "\nPARAMETERS" in path.read_text("utf-8")
    }
    assert set(LABS.values()) == experiments
    assert list(LABS) == sorted(LABS)
    assert all(module.split(".")[-1] == name.replace("-", "_") for name, module in LABS.items())


@pytest.mark.parametrize("name", LABS)
def test_every_lab_runs_as_it_is_and_says_what_its_tables_are(name: str) -> None:
    module = lab(name)
    assert module.__doc__ and module.__doc__.strip()
    result = perform(name, {})
    assert result.tables
    for field, table in result.tables.items():
        assert field.isidentifier()
        assert table.says.strip(), f"{field} says nothing"
        assert all(axis.strip() for axis in table.axes)
        assert len(set(table.axes)) == len(table.axes)
        assert np.asarray(table.values).dtype.kind in "biuf"
        assert np.shape(result.field(field)) == table.values.shape


@pytest.mark.parametrize("name", LABS)
def test_what_can_be_turned_is_described_and_its_default_can_be_chosen(name: str) -> None:
    parameters = lab(name).PARAMETERS
    assert len({each.name for each in parameters}) == len(parameters)
    for parameter in parameters:
        assert parameter.name.isidentifier() and parameter.says.strip()
        assert parameter.checked(parameter.default) == parameter.default
        if isinstance(parameter.default, int | float) and not isinstance(parameter.default, bool):
            assert parameter.low < parameter.high and parameter.step > 0


def test_a_lab_or_a_parameter_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(LabError, match=r"no lab 'softmx'; there are .*softmax"):
        perform("softmx", {})
    with pytest.raises(LabError, match="no parameter 'shft'; it has scores, shift, scale"):
        perform("softmax", {"shft": 1.0})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"shift": 1001.0}, "shift is a number from -1000 to 1000, not 1001"),
        ({"shift": float("nan")}, "shift is a number"),
        ({"shift": "much"}, "shift is a number"),
        ({"shift": True}, "shift is a number"),
        ({"scores": "2, a"}, "scores is a list of numbers"),
        ({"scores": ""}, "scores is a list of numbers"),
        ({"scores": "nan"}, "scores is a list of numbers"),
        ({"scores": "inf, 1"}, "finite numbers"),
        ({"scores": ", ".join("1" * 65)}, "at most 64"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused_in_one_line(given: dict[str, float | str], said: str) -> None:
    with pytest.raises(Problem, match=said) as refused:
        perform("softmax", given)
    assert "\n" not in str(refused.value)


def test_parameters_of_other_kinds() -> None:
    whole = Parameter("n", 3.0, "how many", 1, 9, whole=True)
    assert whole.checked(4.0) == 4
    with pytest.raises(Problem, match="a whole number"):
        whole.checked(4.5)
    chosen = Parameter("kind", "a", "which", choices=("a", "b"))
    with pytest.raises(Problem, match="one of a, b"):
        chosen.checked("c")
    truth = Parameter("flag", True, "whether")
    assert truth.checked(False) is False
    with pytest.raises(Problem, match="true or false"):
        truth.checked(1.0)


def test_what_is_not_given_is_as_the_lab_has_it() -> None:
    before = perform("softmax", {}).tables["weights"].values
    assert np.array_equal(perform("softmax", {"shift": 0.0}).tables["weights"].values, before)
    assert not np.array_equal(perform("softmax", {"scale": 2.0}).tables["weights"].values, before)
