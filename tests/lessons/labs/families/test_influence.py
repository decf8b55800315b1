"""What each position can see is what its model's structure allows, and the derivative says what a nudge does."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.operations.window import Window
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.tasks import task
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.families.influence import KINDS
from transformer_explore.lessons.labs.families.sequence_files import checkpoint, read_as
from transformer_explore.lessons.labs.families.sequence_running import influences, model_of, nudged, streams
from transformer_explore.lessons.labs.lab import Array, Result

EIGHT = "我昨天买了一本书"
STREAM = "a b *c d e f g a b c d ?"


def table(lab: Result, name: str) -> Array:
    return np.asarray(lab.field(name))


def by_structure(family: str, of_task: str, n: int, radius: int) -> Array:
    """[layer, to, from] by masks and windows alone."""
    sizes = checkpoint(of_task, "convolution").configuration
    causal = sizes.causal
    place = np.arange(n)
    earlier = place[:, None] >= place
    allowed = earlier if causal else np.ones((n, n), dtype=bool)
    if family == "convolution":
        window = Window.causal if causal else Window.same
        steps = [(window(sizes.width, d).places(n)[:, :, None] == place).any(axis=1) for d in sizes.dilations]
    elif family in ("RNN", "LSTM"):
        steps = [earlier, earlier]
    elif family == "window":
        steps = [allowed & (abs(place[:, None] - place) <= radius)] * 2
    else:
        steps = [allowed, allowed]
    return np.stack([steps[0], steps[1].astype(int) @ steps[0].astype(int) > 0])


@pytest.mark.parametrize(
    ("of_task", "text", "radius"), [("glossing", EIGHT, 1), ("copying", STREAM, 2), ("glossing", "猫", 0)]
)
def test_each_position_sees_what_masks_windows_and_order_allow(of_task: str, text: str, radius: int) -> None:
    lab = perform("influence", {"sentence": text, "task": of_task, "radius": radius})
    n = int(lab.field("positions"))
    seen = lab.tables["families_see"]
    for number, family in enumerate(seen.labels["family"]):
        expected = by_structure(family, of_task, n, radius)
        assert np.array_equal(seen.values[number], expected), family
    assert set(seen.labels["family"]) == set(read_as(KINDS))


@pytest.mark.parametrize("weights", ["untrained", "trained"])
def test_ones_own_influence_is_kept_apart_so_that_the_rest_can_be_seen(weights: str) -> None:
    lab = perform("influence", {"sentence": EIGHT, "weights": weights})
    influence, last = table(lab, "influence"), table(lab, "by_layer")[-1]
    assert np.isnan(influence.diagonal()).all()
    assert np.array_equal(table(lab, "own"), last.diagonal())
    apart = ~np.eye(len(last), dtype=bool)
    assert np.array_equal(influence[apart], last[apart])
    assert lab.field("own_times") == pytest.approx(last.diagonal().mean() / last[apart].mean())


def test_a_residual_makes_ones_own_influence_the_largest_where_there_is_one() -> None:
    lab = perform("influence", {"sentence": EIGHT})
    times = dict(
        zip(lab.tables["families_own_times"].labels["family"], table(lab, "families_own_times"), strict=True)
    )
    assert times["attention"] > 2 and times["window"] > 2
    assert max(times[family] for family in ("fully connected", "convolution", "LSTM")) < 1.5


def test_the_pictures_of_all_families_are_each_in_proportion_to_their_largest() -> None:
    lab = perform("influence", {"sentence": EIGHT, "family": "rnn"})
    families, names = table(lab, "families"), lab.tables["families"].labels["family"]
    assert np.nanmax(families, axis=(1, 2)) == pytest.approx(1)
    rnn = names.index("RNN")
    again = families[rnn] * table(lab, "families_largest")[rnn]
    assert np.allclose(again, table(lab, "influence"), equal_nan=True)


@pytest.mark.parametrize("family", KINDS)
def test_a_small_nudge_moves_what_the_derivative_says_and_nothing_that_cannot_see_it(family: str) -> None:
    small = perform("influence", {"sentence": EIGHT, "family": family, "place": 3, "nudge": 1e-5})
    assert float(small.field("missed")) < 1e-4
    moved, predicted = table(small, "moved"), table(small, "predicted")
    assert moved == pytest.approx(predicted, rel=1e-3, abs=1e-12)
    assert np.array_equal(moved > 0, table(small, "sees")[:, :, 2])


def test_what_the_derivative_misses_shrinks_with_the_nudge() -> None:
    missed = [
        float(perform("influence", {"family": "lstm", "nudge": nudge}).field("missed"))
        for nudge in (0.1, 0.01)
    ]
    assert missed[0] == pytest.approx(10 * missed[1], rel=0.2)


@pytest.mark.parametrize("family", ["attention", "lstm"])
def test_influence_is_what_differences_give(family: str) -> None:
    model, ids = model_of("glossing", family, "trained"), streams(task("glossing").read("我爱")[None])
    step, found = 1e-6, influences(model, ids)
    for place in range(2):
        moves = [
            [nudged(model, ids, place, by * unit)[0] for by in (step, -step)]
            for unit in np.eye(model.configuration.size)
        ]
        slopes = np.array([(ahead - behind) / (2 * step) for ahead, behind in moves])  # feature first
        assert found[..., place] == pytest.approx(np.sqrt((slopes**2).sum(axis=(0, 3))), rel=1e-5, abs=1e-7)


def test_what_is_trained_differs_from_what_training_began_with() -> None:
    fresh, learned = (perform("influence", {"weights": each}) for each in ("untrained", "trained"))
    assert len(fresh.tables["families"].values) == len(learned.tables["families"].values) + 2
    assert not np.allclose(table(fresh, "own"), table(learned, "own"), rtol=0.01)
    assert np.array_equal(table(fresh, "sees"), table(learned, "sees"))


def test_a_word_that_comes_twice_is_named_with_its_place() -> None:
    lab = perform("influence", {"sentence": "我爱我"})
    assert lab.tables["influence"].labels["from"] == ("我 1", "爱", "我 3")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sentence": "我爱Ω"}, "Ω"),
        ({"sentence": " "}, "at least one"),
        ({"sentence": "我" * 25}, "at most 24"),
        ({"place": 4}, "place is at most 3"),
        ({"family": "window", "weights": "trained"}, "no trained weights"),
        ({"task": "copying", "sentence": "a [PAD] ?"}, "PAD"),
        ({"task": "cards"}, "card"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_line(given: dict[str, str | float], said: str) -> None:
    with pytest.raises(Problem, match=said) as refused:
        perform("influence", given)
    assert "\n" not in str(refused.value)
