"""The widgets of the map: the figure, and the steps of a box."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from ....core.support.localization import plural
from ....core.trace import Step
from ...ui.colors import depth
from ...ui.text import fit, safe, width
from ...ui.widgets.line_list import LineList, Scrolled
from ...ui.widgets.painting import painted
from .contents import Contents
from .figure import UP, Figure, fits_together
from .state import MapState
from .thumbnail import Paint

KEPT = 16  # figures: of the layers and passes that were shown last
DOWN = "▼"
MARGIN = 1  # lines around the current box
NAME, SHAPE = 30, 12  # columns of a step's name and shape


class FigureView(Scrolled, can_focus=True, inherit_bindings=False):
    """The figure, scrolled so that the current box is visible."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"figure--{name}"
        for name in ("title", "faint", "frame", "line", "arrow", "name", "words", "current", "here")
    }
    DEFAULT_CSS = """
    FigureView {
        & > .figure--title { text-style: bold; }
        & > .figure--faint { color: $faint; }
        & > .figure--frame { color: $faint; }
        & > .figure--line { color: $foreground 70%; }
        & > .figure--arrow { color: $foreground; }
        & > .figure--name { color: $text-primary; }
        & > .figure--words { color: $text-accent; text-style: bold; }
        & > .figure--here { color: $text-primary; text-style: bold; }
        & > .figure--current { color: $text-accent; text-style: bold; }
    }
    """

    class Chosen(Message):
        """The reader clicked a box."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, state: MapState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state, self.contents = state, Contents(state)
        self._figure = lru_cache(maxsize=KEPT)(self._draw)

    def _draw(self, *key: object) -> Figure:
        columns, lines = self.content_size
        halves, only = not depth.shades, not fits_together(self.state.diagram, columns)
        return Figure(self.contents.view(halves, self.app.current_theme.dark, only), max(1, columns), lines)

    @property
    def figure(self) -> Figure:
        """The figure of what is shown now, in this room."""
        state, columns = self.state, self.content_size.width
        only = None if fits_together(state.diagram, columns) else state.box.column
        layers = tuple(state.layers.items())
        return self._figure(
            state.diagram,
            layers,
            state.visit,
            only,
            self.content_size,
            self.app.current_theme.dark,
            depth.shades,
        )

    def show(self) -> None:
        """Draws the figure again and scrolls to the current box."""
        figure, height = self.figure, self.content_size.height
        self.hold(self.content_size.width, figure.lines)
        spot = figure.spots.get(self.state.box.number)
        if spot is not None and height:
            top, bottom = figure.y(spot.top) - MARGIN, figure.y(spot.bottom) + MARGIN + 1
            first = min(max(self.scroll_offset.y, bottom - height), top)
            at_end = bottom + MARGIN >= figure.lines
            first = figure.lines - height if at_end else 0 if top <= MARGIN else first  # with the words there
            self.scroll_to(y=max(0, min(first, figure.lines - height)), animate=False, force=True)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self.show()

    @property
    def _above(self) -> int:
        """The empty lines above a figure that is lower than the window."""
        return max(0, self.content_size.height - self.figure.lines) // 2

    def render_line(self, y: int) -> Strip:
        columns, figure, base = self.content_size.width, self.figure, self.rich_style
        number = y + self.scroll_offset.y - self._above
        if more := self._more(y):
            return Strip([Segment(fit(more, columns, "centre"), base + self._style("here"))], columns)
        if not 0 <= number < figure.lines:
            return Strip.blank(columns, base)
        segments = [
            Segment(text, base + self._style(style))
            for text, style in figure.line(number, self.state.box.number)
        ]
        return Strip(segments, columns)

    def _more(self, y: int) -> str:
        """What the first or the last line says about the lines of the figure beyond it; "" if there are none."""
        height, top = self.content_size.height, self.scroll_offset.y
        below = self.figure.lines - top - height
        if y == 0 and top > 0:
            return f"{UP} " + plural("{n} more line", "{n} more lines", top + 1)
        if y == height - 1 and below > 0:
            return f"{DOWN} " + plural("{n} more line", "{n} more lines", below + 1)
        return ""

    def _style(self, style: str | Paint) -> Style:
        if not isinstance(style, str):
            ground = self.background_colors[1].rgb
            upper, lower = style
            return painted(upper or ground, lower or ground)
        if style in ("", "shade"):
            return Style.null()
        return self.component(f"figure--{style}")

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            number = self.figure.box_at(offset.x, offset.y + self.scroll_offset.y - self._above)
            if number is not None:
                self.post_message(self.Chosen(number))


class StepList(LineList):
    """The steps of a box: name, shape, formula."""

    shows_more = True

    BINDINGS: ClassVar[list[BindingType]] = [Binding("right", "choose", show=False)]

    class Chosen(Message):
        """The reader opens a step in the walk."""

        def __init__(self, step: Step) -> None:
            super().__init__()
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.steps: Sequence[Step] = ()
        self.names: Sequence[str] = ()

    def show(self, steps: Sequence[Step], names: Sequence[str]) -> None:
        """Lists the steps of another box."""
        self.steps, self.names, self.cursor = steps, names, 0
        self.changed()

    def count(self) -> int:
        return len(self.steps)

    def parts(self, number: int, columns: int) -> list[tuple[str, str]]:
        step = self.steps[number]
        shape = "×".join(map(str, step.shape))
        formula = (
            step.kind.formula_for(len(step.inputs)).linear()
            if step.kind is not None
            else safe(step.operation)
        )
        name = min(max(map(width, self.names)), NAME, max(1, columns - SHAPE - 1))
        return [
            (f" {fit(self.names[number], name)}", ""),
            (fit(shape, SHAPE, "right"), "list--faint"),
            (f"   {formula}", "list--faint"),
        ]

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(self.steps[number]))
