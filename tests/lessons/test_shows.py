"""The tags of a lesson's exhibits: determined by what they read."""

import pytest
from transformer_explore.core.trace.tags import Tag, Tags
from transformer_explore.lessons.error import Place
from transformer_explore.lessons.expressions import parse
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.lesson import MAIN, Show
from transformer_explore.lessons.material import Material
from transformer_explore.lessons.shows import shows

from tests.shipped import shipped_trace

AT = Place("lesson.md", 1)


@pytest.fixture(scope="module")
def material() -> Material:
    labs = {"soft": perform("softmax", {}), "heads": perform("heads", {})}
    return Material({MAIN: shipped_trace()}, labs)


@pytest.mark.parametrize(
    ("what", "tags"),
    [
        ("soft.weights", (Tag.BY_HAND,)),
        ("heads.query[0]", (Tag.RANDOM,)),
        ("step('logits')[0]", (Tag.TRAINED,)),
        ("fact(25.8, 'base') - fact(25.7, 'row E')", (Tag.PAPER,)),
        ("1 + 2", (Tag.BY_HAND,)),
        ("soft.weights + heads.query[0, 0]", (Tag.BY_HAND, Tag.RANDOM)),
    ],
)
def test_an_array_has_the_tags_of_what_it_reads(what: str, tags: Tags, material: Material) -> None:
    assert shows(Show("array", what, AT), material) == tags


def test_a_plot_has_the_tags_of_its_curves(material: Material) -> None:
    curves = (("a", parse("step('logits')[0]")), ("b", parse("soft.weights")))
    assert shows(Show("plot", "", AT, curves=curves), material) == (Tag.TRAINED, Tag.BY_HAND)


def test_a_step_has_the_tag_of_its_run_and_a_formula_none(material: Material) -> None:
    assert shows(Show("step", "logits", AT), material) == (Tag.TRAINED,)
    assert shows(Show("formula", "softmax", AT), material) == ()
