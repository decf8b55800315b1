"""Where in the model a lesson takes place: the figure of the model in a few lines of text, with a mark."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from ..core.checkpoints import find
from ..core.trace.diagram import Box, Column, Diagram
from ..core.trace.part_names import LAYERS, part_name
from .lesson import Lesson

MARK, LAYER = "▶", "│"
GAP = 3  # columns between the encoder and the decoder


def where_title(lesson: Lesson) -> str:
    """The part of the model that the lesson is about, such as "encoder › self-attention"; "" if it names none."""
    return " › ".join(part_name(piece) for piece in lesson.where.split(".")) if lesson.where else ""


def where_map(lesson: Lesson) -> list[str]:
    """The small map of the lesson's model with a mark at the part that it is about; [] if it names none."""
    return small_map(Diagram(find(lesson.model).shipped_trace()), lesson.where) if lesson.where else []


def is_at(box: Box, where: str) -> bool:
    """Whether a box belongs to a part: "encoder", "decoder.cross_attention", "source_embedding", "logits"."""
    part = ".".join(piece for piece in box.part.split(".") if piece != LAYERS)
    return part == where or part.startswith(f"{where}.")


def small_map(diagram: Diagram, where: str) -> list[str]:
    """The boxes of the model from top to bottom, as in figure 1, with a mark at those of a part.

    A bar precedes the boxes of a layer; above them is how often the layer is repeated. Unsafe for a screen if the trace
    comes from elsewhere.
    """
    columns = [list(_lines(diagram, column, where)) for column in diagram.columns]
    height = max(map(len, columns), default=0)
    widths = [max(map(cell_len, lines), default=0) for lines in columns]
    padded = [[""] * (height - len(lines)) + lines for lines in columns]
    rows = zip(*padded, strict=True)
    return [
        (" " * GAP)
        .join(text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True))
        .rstrip()
        for row in rows
    ]


def _lines(diagram: Diagram, column: Column, where: str) -> Iterator[str]:
    layer = next(iter(column.layers), None)
    inside = () if layer is None else column.layers[layer]
    for number in reversed(column.after):
        yield _line(diagram.boxes[number], where, " ")
    if inside:
        yield f"  {column.title} {len(column.layers)}×"
    for number in reversed(inside):
        yield _line(diagram.boxes[number], where, LAYER)
    for number in reversed(column.before):
        yield _line(diagram.boxes[number], where, " ")


def _line(box: Box, where: str, bar: str) -> str:
    return f"{MARK if is_at(box, where) else ' '} {bar} {box.title}"
