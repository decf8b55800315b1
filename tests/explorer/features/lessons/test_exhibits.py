"""What is shown next to a lesson's text: the name of an array in front of one of its numbers."""

import pytest
from transformer_explore.explorer.features.lessons.exhibits import path_of
from transformer_explore.lessons.lesson import Place, Show


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("soft.weights", ("soft", "weights")),
        ("eight.weights[:, 1]", ("eight", "weights")),
        ("near.families_see[1, 0]", ("near", "families see")),
        ("step('encoder.layers.0.self_attention.dot_products')[0]", ("dot products",)),
        ("step('encoder.layers.0.self_attention.value', 'shared')[0]", ("value",)),
        ("a.b[0] - a.c[0]", ("The weights, where x is random",)),
        ("1 / soft.weights", ("The weights, where x is random",)),
    ],
)
def test_a_title_is_not_the_name_of_an_array_that_has_one(what: str, expected: tuple[str, ...]) -> None:
    show = Show("array", what, Place("lesson.md", 1), title="The weights, where x is random")
    assert path_of(show) == expected
