"""What the `train` command refuses before it trains."""

import pytest

from tests.explorer.commands.calling import refused


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "there is no task 'nope'"), ("zh", "没有 'nope' 这个任务")]
)
def test_an_unknown_task_is_refused_with_all_tasks(language: str, expected: str) -> None:
    line = refused("train", "--task", "nope", "-o", "x", "--lang", language)
    assert expected in line
    tasks = {
        "cards",
        "copying",
        "glossing",
        "language-model",
        "many-cards",
        "masked-words",
        "n-back",
        "shapes",
    }
    assert all(task in line for task in {*tasks, "since-2017"})


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "only to the tasks of sequence models (cards, "), ("zh", "只适用于训练序列模型的任务（cards、")],
)
@pytest.mark.parametrize("task", ["since-2017", "shapes"])
def test_a_family_of_another_task_is_refused(task: str, language: str, expected: str) -> None:
    line = refused("train", "--task", task, "--family", "foo", "-o", "x", "--lang", language)
    assert expected in line and task not in line
