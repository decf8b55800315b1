"""The small map of the model that shows where a lesson takes place."""

import pytest
from transformer_explore.core.trace.diagram import Diagram
from transformer_explore.lessons.error import LessonError
from transformer_explore.lessons.parsing import parse
from transformer_explore.lessons.where import MARK, small_map

from tests.shipped import shipped_trace

DIAGRAM = Diagram(shipped_trace())


def marked(where: str) -> int:
    return "\n".join(small_map(DIAGRAM, where)).count(MARK)


def test_it_has_every_box_of_a_layer_with_the_encoder_on_the_left() -> None:
    assert small_map(DIAGRAM, "decoder.cross_attention") == [
        "                              softmax",
        "                              linear",
        "                            decoder 2×",
        "                            │ add & norm",
        "  encoder 2×                │ feed-forward",
        "  │ add & norm              │ add & norm",
        "  │ feed-forward          ▶ │ cross-attention",
        "  │ add & norm              │ add & norm",
        "  │ self-attention          │ masked self-attention",
        "    sum                       sum",
        "    positional encoding       positional encoding",
        "    input embedding           output embedding",
    ]


@pytest.mark.parametrize(
    ("where", "count"),
    [("encoder", 4), ("encoder.self_attention", 1), ("source_embedding", 3), ("logits", 1), ("decode", 0)],
)
def test_a_part_marks_all_its_boxes(where: str, count: int) -> None:
    assert marked(where) == count


LESSON = """---
id: x
title: X
minutes: 1
able: I can x.
model: zh-en
sentence: 我爱你
needs: []
where: {where}
---

# A page {{#a-page}}

Text.
"""


def test_a_lesson_names_its_part_in_the_front_matter() -> None:
    lesson = parse(LESSON.format(where="encoder.self_attention"), "90-x.md")
    assert lesson.where == "encoder.self_attention"
    assert parse(LESSON.replace("where: {where}\n", "").format(), "90-x.md").where == ""


@pytest.mark.parametrize("where", ["Encoder", "encoder..x", "encoder.layers.0", "3"])
def test_a_part_that_cannot_exist_is_refused(where: str) -> None:
    with pytest.raises(LessonError, match="where must be"):
        parse(LESSON.format(where=where), "90-x.md")
