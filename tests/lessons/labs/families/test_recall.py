"""The shipped figures of the sequence models, and the same measured anew."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.checkpoints.sequence import shipped_sequence
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.tasks import TASKS, task
from transformer_explore.core.training.sequences import PROBES
from transformer_explore.lessons.labs import LABS, perform
from transformer_explore.lessons.labs.lab import Array, Result


def table(lab: Result, name: str) -> Array:
    return np.asarray(lab.field(name))


@pytest.mark.parametrize("name", TASKS)
def test_the_figures_are_those_of_the_files(name: str) -> None:
    lab = perform("recall", {"task": name})
    for number, family in enumerate(FAMILIES):
        found = shipped_sequence(f"{name}-{family}")
        each = np.array([seed["accuracy"] for seed in found.card["seeds"]])
        assert np.array_equal(table(lab, "accuracy")[number], each[0])
        assert table(lab, "mean")[number] == pytest.approx(each.mean(axis=0))
        assert table(lab, "spread")[number] == pytest.approx(np.ptp(each, axis=0))
        counted = sum(array.size for array in found.parameters.values())
        assert table(lab, "parameters")[number] == counted
    assert table(lab, "distances").tolist() == list(task(name).distances)
    assert lab.field("chance") == 1 / len(task(name).answers)


def test_how_far_the_convolution_sees_and_what_it_scores_on_either_side() -> None:
    lab = perform("recall", {"task": "copying"})
    assert lab.field("farthest") == 24  # (5 − 1) · 1 + (5 − 1) · 5
    convolution = table(lab, "accuracy")[FAMILIES.index("convolution")]
    distances = table(lab, "distances").tolist()
    assert lab.field("inside") == convolution[distances.index(24)]
    assert lab.field("outside") == convolution[distances.index(25)]


def test_where_distance_counts_no_places_there_is_no_edge() -> None:
    lab = perform("recall", {"task": "cards"})
    assert np.isnan([lab.field("inside"), lab.field("outside")]).all()
    assert np.isnan(perform("recall", {"task": "n-back"}).field("outside"))  # no question is so far back
    assert perform("recall", {"task": "glossing"}).field("farthest") == half_of_the_glossing_window()


def half_of_the_glossing_window() -> int:
    sizes = shipped_sequence("glossing-convolution").configuration
    return sum((sizes.width // 2) * dilation for dilation in sizes.dilations)


def test_the_shipped_accuracies_need_no_engine() -> None:
    assert not LABS["recall"].needs_engine and LABS["recall-live"].needs_engine


@pytest.mark.parametrize(
    ("name", "distance"), [("copying", 24), ("copying", 64), ("cards", 16), ("n-back", 2)]
)
def test_what_is_measured_now_is_what_was_measured_after_training_but_for_chance(
    name: str, distance: int
) -> None:
    lab = perform("recall-live", {"task": name, "distance": distance, "seed": 7})
    live, shipped, error = (table(lab, each) for each in ("accuracy", "shipped", "error"))
    recorded = perform("recall", {"task": name})
    place = table(recorded, "distances").tolist().index(distance)
    assert np.array_equal(shipped, table(recorded, "accuracy")[:, place])
    of_both = error * np.sqrt(1 + 200 / PROBES)
    assert np.all(abs(live - shipped) <= 4 * of_both + 0.01)


def test_a_seed_draws_the_same_sequences_again_and_another_draws_others() -> None:
    one, again, other = (perform("recall-live", {"seed": seed}) for seed in (1, 1, 2))
    assert np.array_equal(table(one, "accuracy"), table(again, "accuracy"))
    assert np.array_equal(table(one, "answers"), table(again, "answers"))
    assert one.tables["example"].labels != other.tables["example"].labels


def test_the_standard_error_of_one_question_a_sequence_is_that_of_a_share() -> None:
    lab = perform("recall-live", {"task": "copying", "distance": 12, "sequences": 150})
    share = table(lab, "accuracy")
    assert lab.field("questions") == 150
    assert table(lab, "error") == pytest.approx(np.sqrt(share * (1 - share) / 150))


def test_the_example_shows_what_each_family_says_to_its_last_question() -> None:
    lab = perform("recall-live", {"task": "copying", "distance": 4, "sequences": 2})
    words, asked = lab.tables["example"].labels["position"], table(lab, "example")
    assert [word.split()[0] for word, here in zip(words, asked, strict=True) if here] == ["?"]
    marked = next(word for word in words if word.startswith("*"))
    answers = lab.tables["answers"].labels["answer"]
    assert answers[int(lab.field("right"))] == marked[1]
    assert table(lab, "answers").sum(axis=-1) == pytest.approx(1, abs=1e-5)
    picked = table(lab, "picked")
    assert np.array_equal(table(lab, "answers").argmax(axis=-1), picked)
    families = lab.tables["accuracy"].labels["family"]
    assert lab.tables["picked"].labels["family"] == tuple(
        f"{family}: {answers[number]}" for family, number in zip(families, picked, strict=True)
    )


@pytest.mark.parametrize(("name", "distance"), [("n-back", 17), ("cards", 1), ("glossing", 1)])
def test_a_distance_at_which_the_task_asks_nothing_is_refused(name: str, distance: int) -> None:
    with pytest.raises(Problem, match=f"{name} needs a distance from"):
        perform("recall-live", {"task": name, "distance": distance})
