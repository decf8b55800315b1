"""What is shown beside a lesson's text: grids with what their number is, arithmetic, curves, formulas."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ....core.operations.expression import Index
from ..exhibits import Arithmetic, Arrows, Curves, Exhibit, FormulaOf, Numbers, said_of
from ..grid_layout import HEAD, TALLEST
from ..navigator import Navigator
from ..plain.arrows import arrows
from ..plain.plot import plot
from ..text import cut, safe, width, wrap
from ..walk import SEPARATOR
from .explanation import ExplanationPanel
from .grid import Grid

Drawing = Curves | Arrows
BORDER = 2  # lines
NAMED = 3  # curves from which each may need a line for its name
CORNERS = 6  # columns of a border that its title cannot have


class NumbersBox(Vertical):
    """A grid, and below it the number under its cursor."""

    DEFAULT_CSS = """
    NumbersBox {
        height: 1fr; min-height: 9;
        & > Grid { height: 1fr; border: round $foreground 25%; border-title-color: $faint; }
        & > Grid:focus { border: heavy $accent; border-title-color: $text-accent; border-title-style: bold; }
        & > ExplanationPanel { height: 4; padding: 0 1; }
        & > .said { height: 3; padding: 0 1; }
    }
    """

    def __init__(self, exhibit: Numbers) -> None:
        super().__init__()
        self.exhibit = exhibit
        self.grid = Grid(exhibit.shown, exhibit.cell)

    def compose(self) -> ComposeResult:
        yield self.grid
        if self.exhibit.navigator is None:
            yield Static(classes="said", markup=False)
        else:
            yield ExplanationPanel(self.exhibit.navigator)

    def on_mount(self) -> None:
        self.show(self.exhibit, keep=False)

    def show(self, exhibit: Numbers, keep: bool = True) -> None:
        """Other numbers in the same place; `keep` leaves the cursor where it is, if there is such a cell."""
        cell = self.grid.cell if keep and exhibit.shown.values.shape == self.grid.shown.values.shape else None
        self.exhibit = exhibit
        self.grid.show(exhibit.shown, exhibit.cell if cell is None else cell)
        self.grid.hide(exhibit.hidden)
        self.show_title()
        rows = self.grid.plane.rows
        self.grid.styles.max_height = BORDER + HEAD + rows * TALLEST
        self.styles.max_height = self.lines
        self.show_cell()

    def on_resize(self) -> None:
        self.show_title()

    def show_title(self) -> None:
        """What the numbers are; of a path that is too long its end, in which steps differ."""
        title, room = self.exhibit.title, self.size.width - CORNERS
        parts = title.split(SEPARATOR)
        while len(parts) > 1 and width(title) > room:
            del parts[0]
            title = SEPARATOR.join(["…", *parts])
        self.grid.border_title = Content(title)

    @property
    def lines(self) -> int:
        """How many it can make use of."""
        return BORDER + HEAD + self.grid.plane.rows * TALLEST + (3 if self.exhibit.navigator is None else 4)

    def show_cell(self) -> None:
        """What there is to say of the number under the cursor."""
        exhibit, cell = self.exhibit, self.grid.cell
        navigator, hidden = exhibit.navigator, cell == exhibit.hidden
        if navigator is None:
            said = said_of(exhibit, cell)
            parts = [said] if said == exhibit.says else [said, exhibit.says]
            self.query_one(".said", Static).update(Content("\n".join(map(safe, filter(None, parts)))))
            return
        panel = self.query_one(ExplanationPanel)
        panel.visible = not hidden
        if not hidden and not navigator.empty:
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

    def renew(self, navigator: Navigator) -> None:
        """Another number's."""
        self.show(navigator)


class FormulaBox(Widget):
    """A formula in two dimensions, on one line where there is no room for that."""

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
    """A plot, or arrows, as large as its place."""

    DEFAULT_CSS = "CurvesBox { height: 1fr; min-height: 8; max-height: 24; padding: 0 1; }"

    lines = 24

    def __init__(self, exhibit: Drawing) -> None:
        super().__init__()
        self.exhibit = exhibit

    def show(self, exhibit: Drawing) -> None:
        """Other curves."""
        self.exhibit = exhibit
        self.refresh()

    def render(self) -> Text:
        columns, lines = self.content_size
        return Text("\n".join(drawn(self.exhibit, columns, lines)), no_wrap=True)


def drawn(exhibit: Drawing, columns: int, lines: int) -> list[str]:
    """The curves or arrows in so much room; what does not fit is left out below."""
    if isinstance(exhibit, Arrows):
        rows = lines - len(exhibit.arrows) - bool(exhibit.title)
        return [cut(line, columns) for line in arrows(exhibit.arrows, columns, rows, exhibit.title)[:lines]]
    names = 1 if len(exhibit.curves) < NAMED else len(exhibit.curves) + 1
    rows = max(3, lines - names - 2 - bool(exhibit.title))
    across, curves = exhibit.across, exhibit.curves
    found = plot(curves, across, columns, rows - 1 + rows % 2, exhibit.logarithmic, exhibit.title)
    return [cut(line, columns) for line in found[:lines]]


class ExhibitView(VerticalScroll, can_focus=False):
    """What a page shows, from top to bottom."""

    DEFAULT_CSS = """
    ExhibitView { scrollbar-size-vertical: 1; & > .broken { color: $text-warning; height: auto; padding: 0 1; } }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page: object = None

    async def show(self, page: object, exhibits: Sequence[Exhibit]) -> None:
        """Shows a page; what it shows already of the same page is renewed in its place."""
        boxes = list(self.children)
        if page == self._page and len(boxes) == len(exhibits) and all(map(_renewed, boxes, exhibits)):
            return
        self._page = page
        await self.remove_children()
        await self.mount_all(map(_box, exhibits))
        # As high as it can make use of, so that the sliders stand right below.
        self.styles.max_height = max(1, sum(getattr(box, "lines", 3) for box in self.children))

    @property
    def boxes(self) -> list[NumbersBox]:
        return list(self.query(NumbersBox))

    def box_of(self, grid: Widget | None) -> NumbersBox | None:
        """The one that a grid belongs to."""
        return next((box for box in self.boxes if box.grid is grid), None)

    def pointing(self) -> NumbersBox | None:
        """The one in which an open question is answered; else the first."""
        boxes = self.boxes
        return next((box for box in boxes if box.exhibit.question is not None), boxes[0] if boxes else None)

    def place(self) -> tuple[NumbersBox | None, Index]:
        """The grid that one is in, or the first, and its cell."""
        box = self.box_of(self.screen.focused) or self.pointing()
        return box, box.grid.cell if box is not None else ()


def _box(exhibit: Exhibit) -> Widget:
    if isinstance(exhibit, Numbers):
        return NumbersBox(exhibit)
    if isinstance(exhibit, Arithmetic):
        return ArithmeticBox(exhibit)
    if isinstance(exhibit, FormulaOf):
        return FormulaBox(exhibit)
    if isinstance(exhibit, Curves | Arrows):
        return CurvesBox(exhibit)
    return Static(safe(exhibit.why), classes="broken", markup=False)


def _renewed(box: Widget, exhibit: Exhibit) -> bool:
    """Brings a box to what it is to show now; False where that needs another box."""
    if isinstance(box, NumbersBox) and isinstance(exhibit, Numbers):
        if (box.exhibit.navigator is None) != (exhibit.navigator is None):
            return False
        box.show(exhibit)
    elif isinstance(box, ArithmeticBox) and isinstance(exhibit, Arithmetic):
        box.renew(exhibit.navigator)
    elif isinstance(box, FormulaBox) and isinstance(exhibit, FormulaOf):
        return box.exhibit == exhibit
    elif isinstance(box, CurvesBox) and isinstance(exhibit, Curves | Arrows):
        box.show(exhibit)
    else:
        return False
    return True
