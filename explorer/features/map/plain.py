"""The map as plain text: the figure, then its boxes in the order in which they are computed."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from ....core.operations.expression import Source
from ....core.support.localization import _, plural
from ....core.trace import Trace
from ....core.trace.tags import of_traces
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, print_line
from ...ui.plain.title import by_model
from ...ui.text import cut, fit, width
from ...ui.words import read_and_said
from .contents import Contents
from .figure import HERE, Figure, fits_together
from .state import MapState

COLUMNS = 80  # where the width is unknown, such as in a pipe
STYLES = {"title": STRONG, "name": NAME, "faint": FAINT, "frame": FAINT, "here": HEADING, "words": STRONG}


def print_map(console: Console, trace: Trace, here: Source | None = None) -> None:
    """The figure of the model that made a trace, and the list of its boxes.

    Args:
        here: the step whose box is marked.
    """
    state = MapState(trace, here)
    columns = console.width if console.is_terminal else COLUMNS
    sentence = "".join(text for text, _style in read_and_said(trace))
    model = by_model(trace.model.name, of_traces(trace))
    print_line(console, (cut(sentence, max(1, columns - width(model))), STRONG), (model, FAINT))
    for column in state.diagram.columns:
        if not fits_together(state.diagram, columns):
            state.show_only(column)
        print_line(console)
        _print_figure(console, state, columns)
        if fits_together(state.diagram, columns):
            break
    print_line(console)
    print_line(console, (_("the boxes, in the order in which they are computed"), HEADING))
    _print_boxes(console, state, columns)


def _print_figure(console: Console, state: MapState, columns: int) -> None:
    together = fits_together(state.diagram, columns)
    figure = Figure(Contents(state).view(halves=False, only=not together), columns, 0)
    for number in range(figure.lines):
        line = Text()
        for text, style in figure.line(number):
            line.append(text, STYLES.get(style, "") if isinstance(style, str) else "")
        line.rstrip()
        console.print(line)


def _print_boxes(console: Console, state: MapState, columns: int) -> None:
    """A line for each box: its number, path, shape, how many steps it has, and the boxes that it reads."""
    rows = []
    for box in state.diagram.boxes:
        steps = state.steps(box)
        read = _(", ").join(
            str(edge.start + 1) for edge in state.diagram.inputs(box) if edge.start != box.number
        )
        rows.append(
            (
                state.path(box),
                state.shape(box),
                plural("{n} step", "{n} steps", len(steps)),
                _("from {boxes}", boxes=read) if read else "",
            )
        )
    widths = [max(width(row[n]) for row in rows) for n in range(4)]
    digits = len(str(len(rows)))
    room = columns - digits - 3 - sum(widths[1:]) - 6 - 1
    for number, (path, shape, count, read) in enumerate(rows, 1):
        mark = HERE if state.here is not None and state.here.number == number - 1 else " "
        print_line(
            console,
            f"{mark} {number:>{digits}}  ",
            (fit(path, max(1, min(widths[0], room))), NAME),
            (f"  {fit(shape, widths[1], 'right')}  {fit(count, widths[2], 'right')}  {read}", FAINT),
        )
