"""The labs on attention over other things than words, and on the memory of attention over speech."""

import math

import numpy as np
import pytest
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.lab import Array, Value


def values(lab: str, name: str, **parameters: Value) -> Array:
    return np.asarray(perform(lab, parameters).field(name))


# ------------------------------------------------------------------------------------- one query
def test_the_weights_of_one_query_are_a_softmax_and_its_output_a_weighted_sum() -> None:
    keys, q = np.array([[2.0, 0], [0, 2], [1, 1]]), np.array([1.5, 0.5])
    content = np.array([[1.0, 0, 2], [0, 1, 0], [3, 3, 3]])

    def text(rows: Array) -> str:
        return "; ".join(", ".join(map(str, row)) for row in rows)

    given = {
        "query": "1.5, .5",
        "keys": text(keys),
        "values": text(content),
        "names": "a, b, c",
        "features": "x, y, z",
    }
    raised = [math.exp(sum(q * key) / math.sqrt(2)) for key in keys]
    expected = [each / sum(raised) for each in raised]
    assert values("one-query", "weights", **given) == pytest.approx(expected)
    output = sum(weight * row for weight, row in zip(expected, content, strict=True))
    assert values("one-query", "output", **given) == pytest.approx(output)


def test_the_weights_of_the_four_regions_are_tenths() -> None:
    assert values("one-query", "weights") == pytest.approx([0.1, 0.3, 0.2, 0.4])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"query": "1, 2"}, "each key needs 2 numbers"),
        ({"names": "sky, dog"}, "4 keys, 4 values and 2 names"),
        ({"features": "red"}, "1 features, and 2 numbers"),
    ],
)
def test_sizes_that_do_not_fit_are_an_error(wrong: dict[str, Value], said: str) -> None:
    with pytest.raises(Problem, match=said):
        perform("one-query", wrong)


# ------------------------------------------------------------------------------------- frames
@pytest.mark.parametrize("join", [1, 3, 4])
def test_the_memory_is_that_of_arrays_of_these_shapes(join: int) -> None:
    seconds, d, heads = 2, 16, 4
    frames = np.zeros((seconds * 100, 1))
    n = len(range(0, len(frames), join))
    projected = np.zeros((3, heads, n, d // heads), dtype=np.float32)
    scores = np.zeros((heads, n, n), dtype=np.float32)
    after = values("frames", "after", seconds=seconds, join=join, d=d, heads=heads)
    assert after * 1e6 == pytest.approx([projected.nbytes, scores.nbytes])


def test_q_k_and_v_need_as_much_as_the_scores_at_the_length_that_is_given() -> None:
    sizes = {"d": 64, "heads": 2}
    n = int(values("frames", "equal", **sizes))
    projected, scores = values("frames", "after", seconds=1, join=1, **sizes)
    assert n == 96 and projected < scores  # 100 frames
    projected, scores = values("frames", "after", seconds=1, join=2, **sizes)
    assert projected > scores
