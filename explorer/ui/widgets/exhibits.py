"""The widgets of exhibits: grids with their current number, arithmetic, curves, formulas."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ....core.operations.expression import Index
from ....core.support.localization import _
from ....core.trace.tags import written
from ..exhibits import Arithmetic, Arrows, Curves, Exhibit, FormulaOf, Numbers, about_cell
from ..grid_layout import HEAD, TALLEST
from ..plain.arrows import arrows
from ..plain.plot import plot
from ..tags import at_right
from ..text import cut, safe, width, wrap
from ..walk import SEPARATOR
from .explanation import ExplanationPanel
from .grid import Grid

Drawing = Curves | Arrows
BORDER = 2  # lines
NAMED = 3  # from this many curves on, each may need its own line in the legend
CORNERS = 6  # columns of a border that its title cannot use


class NumbersBox(Vertical):
    """A grid, and below it the number under its cursor."""

    DEFAULT_CSS = """
    NumbersBox {
        height: 1fr; min-height: 9;
        & > Grid { height: 1fr; border: round $foreground 25%; }
        & > Grid { border-title-color: $faint; border-subtitle-color: $faint; }
        & > Grid:focus { border: heavy $accent; border-title-color: $text-accent; border-title-style: bold; }
        & > ExplanationPanel { height: 4; padding: 0 1; }
        & > .about { height: 3; padding: 0 1; }
    }
    """

    def __init__(self, exhibit: Numbers) -> None:
        super().__init__()
        self.exhibit = exhibit
        self.grid = Grid(exhibit.shown, exhibit.cell)

    def compose(self) -> ComposeResult:
        yield self.grid
        if self.exhibit.navigator is None:
            yield Static(classes="about", markup=False)
        else:
            yield ExplanationPanel(self.exhibit.navigator)

    def on_mount(self) -> None:
        self.show(self.exhibit, keep=False)

    def show(self, exhibit: Numbers, keep: bool = True) -> None:
        """Replaces the numbers; `keep` leaves the cursor where it is, if there is such a cell."""
        cell = self.grid.cell if keep and exhibit.shown.values.shape == self.grid.shown.values.shape else None
        self.exhibit = exhibit
        self.grid.show(exhibit.shown, exhibit.cell if cell is None else cell)
        self.grid.hide(exhibit.hidden)
        self.show_title()
        self.grid.styles.max_height = BORDER + HEAD + self.grid.plane.rows * TALLEST
        self.styles.max_height = self.lines
        self.show_cell()

    def on_resize(self) -> None:
        self.show_title()

    def show_title(self) -> None:
        """Shows the title; if a path is too long, its end, where steps differ."""
        title, room = self.exhibit.title, self.size.width - CORNERS
        parts = title.split(SEPARATOR)
        while len(parts) > 1 and width(title) > room:
            del parts[0]
            title = SEPARATOR.join(["…", *parts])
        self.grid.border_title = Content(title)
        tags = written(self.exhibit.tags)
        self.grid.border_subtitle = Content(tags if width(tags) <= room else "")

    @property
    def lines(self) -> int:
        """The height that the box can use."""
        return BORDER + HEAD + self.grid.plane.rows * TALLEST + (3 if self.exhibit.navigator is None else 4)

    def show_cell(self) -> None:
        """Explains the number under the cursor."""
        exhibit, cell, navigator = self.exhibit, self.grid.cell, self.exhibit.navigator
        if navigator is None:
            about = about_cell(exhibit, cell)
            parts = [about] if about == exhibit.says else [about, exhibit.says]
            self.query_one(".about", Static).update(Content("\n".join(map(safe, filter(None, parts)))))
            return
        panel = self.query_one(ExplanationPanel)
        panel.visible = cell != exhibit.hidden
        if panel.visible and not navigator.empty:
            navigator.set_cell(cell)
            panel.show(navigator)


class ArithmeticBox(ExplanationPanel):
    """The arithmetic of one number."""

    DEFAULT_CSS = """
    ArithmeticBox { height: 6; border-top: solid $foreground 25%; border-title-color: $faint; padding: 0 1; }
    """

    lines = 6

    def __init__(self, exhibit: Arithmetic) -> None:
        super().__init__(exhibit.navigator)
        self.show_tags(exhibit)

    def replace(self, exhibit: Arithmetic) -> None:
        """Shows the arithmetic of another number."""
        self.show(exhibit.navigator)
        self.show_tags(exhibit)

    def show_tags(self, exhibit: Arithmetic) -> None:
        """Shows where the number comes from."""
        tags = written(exhibit.tags)
        self.border_title = Content(" · ".join(filter(None, (_("this number"), tags))))


class FormulaBox(Widget):
    """A formula in two dimensions, or on one line if there is no room for that."""

    DEFAULT_CSS = "FormulaBox { height: auto; color: $text-primary; padding: 0 1; margin: 0 0 1 0; }"

    def __init__(self, exhibit: FormulaOf) -> None:
        super().__init__()
        self.exhibit = exhibit
        self.lines = max(4, len(exhibit.drawn)) + 1

    def render(self) -> Text:
        exhibit, columns = self.exhibit, self.size.width
        if exhibit.drawn and width(exhibit.drawn[0]) <= columns:
            return Text("\n".join(exhibit.drawn), no_wrap=True)
        return Text("\n".join(wrap(exhibit.linear, max(1, columns), 4)), no_wrap=True)


class CurvesBox(Widget):
    """A plot, or arrows, in the available space."""

    DEFAULT_CSS = "CurvesBox { height: 1fr; min-height: 8; max-height: 24; padding: 0 1; }"

    lines = 24

    def __init__(self, exhibit: Drawing) -> None:
        super().__init__()
        self.exhibit = exhibit

    def show(self, exhibit: Drawing) -> None:
        """Replaces the curves."""
        self.exhibit = exhibit
        self.refresh()

    def render(self) -> Text:
        columns, lines = self.content_size
        return Text("\n".join(drawn(self.exhibit, columns, lines)), no_wrap=True)


def drawn(exhibit: Drawing, columns: int, lines: int) -> list[str]:
    """The curves or arrows in this space; what does not fit below is left out."""
    title = exhibit.title
    if isinstance(exhibit, Arrows):
        found = arrows(exhibit.arrows, columns, lines - len(exhibit.arrows) - bool(title), title)
    else:
        names = 1 if len(exhibit.curves) < NAMED else len(exhibit.curves) + 1
        rows = max(3, lines - names - 2 - bool(title))
        found = plot(exhibit.curves, exhibit.across, columns, rows - 1 + rows % 2, exhibit.logarithmic, title)
    return [
        at_right(cut(line, columns), exhibit.tags if n == 0 else (), columns)
        for n, line in enumerate(found[:lines])
    ]


class ExhibitView(VerticalScroll, can_focus=False):
    """All exhibits of a page, from top to bottom."""

    DEFAULT_CSS = """
    ExhibitView { scrollbar-size-vertical: 1; & > .broken { color: $text-warning; height: auto; padding: 0 1; } }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page: object = None

    async def show(self, page: object, exhibits: Sequence[Exhibit]) -> None:
        """Shows the exhibits of a page; updates the existing widgets if the page is the same."""
        boxes = list(self.children)
        if page == self._page and len(boxes) == len(exhibits) and all(map(_updated, boxes, exhibits)):
            return
        self._page = page
        await self.remove_children()
        await self.mount_all(map(_box, exhibits))
        # No taller than it needs to be, so that the sliders are directly below.
        self.styles.max_height = max(1, sum(getattr(box, "lines", 3) for box in self.children))

    @property
    def boxes(self) -> list[NumbersBox]:
        """The grids with their numbers."""
        return list(self.query(NumbersBox))

    def box_of(self, grid: Widget | None) -> NumbersBox | None:
        """The box of a grid."""
        return next((box for box in self.boxes if box.grid is grid), None)

    def answering(self) -> NumbersBox | None:
        """The box in which an open question is answered; else the first."""
        boxes = self.boxes
        return next((box for box in boxes if box.exhibit.question is not None), boxes[0] if boxes else None)

    def place(self) -> tuple[NumbersBox | None, Index]:
        """The focused box, or the first, and the cell of its cursor."""
        box = self.box_of(self.screen.focused) or self.answering()
        return box, box.grid.cell if box is not None else ()

    def looked_at(self) -> Numbers | Arithmetic | None:
        """The exhibit that the reader looks at: the focused grid, the first, or a single number's arithmetic."""
        box, _cell = self.place()
        if box is not None:
            return box.exhibit
        alone = self.query(ArithmeticBox)
        return Arithmetic(alone.first().navigator) if alone else None

    def on_grid_moved(self, message: Grid.Moved) -> None:
        for box in self.boxes:
            if box.grid.shown is message.shown:
                box.show_cell()

    def switch(self, by: int) -> None:
        """Shows another position of the first axis that the grid does not lay out, such as the head."""
        box, cell = self.place()
        if box is not None:
            box.grid.show(box.grid.shown, box.grid.plane.switched(cell, 0, by))
            box.show_cell()

    def toggle_view(self) -> None:
        """Switches between numbers and colors."""
        box, _cell = self.place()
        if box is not None:
            box.grid.toggle_dense()


def _box(exhibit: Exhibit) -> Widget:
    match exhibit:
        case Numbers():
            return NumbersBox(exhibit)
        case Arithmetic():
            return ArithmeticBox(exhibit)
        case FormulaOf():
            return FormulaBox(exhibit)
        case Curves() | Arrows():
            return CurvesBox(exhibit)
    return Static(safe(exhibit.why), classes="broken", markup=False)


def _updated(box: Widget, exhibit: Exhibit) -> bool:
    """Updates a box; False if the exhibit needs a different one."""
    match box, exhibit:
        case NumbersBox(), Numbers():
            if (box.exhibit.navigator is None) != (exhibit.navigator is None):
                return False
            box.show(exhibit)
        case ArithmeticBox(), Arithmetic():
            box.replace(exhibit)
        case FormulaBox(), FormulaOf():
            return box.exhibit == exhibit
        case CurvesBox(), Curves() | Arrows():
            box.show(exhibit)
        case _:
            return False
    return True
