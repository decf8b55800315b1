"""The grid: a widget that shows any array and draws only the visible part."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ....core.operations.expression import Index
from ....core.support.localization import _
from .. import grid_layout as layouts
from ..colors import depth
from ..colors.scales import scale_for
from ..grid_layout import HEAD, Layout, Plane
from ..tensor_view import TensorView
from ..text import fit, safe
from ..text import width as columns_of
from .line_list import Scrolled
from .painting import Palette, Picture

LABELS_MEASURED = 256  # labels measured for the width of a column; longer ones further on are cut


class Grid(Scrolled, can_focus=True, inherit_bindings=False):  # otherwise Home and End would only scroll
    """An array as numbers or colors, with labels and a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("pageup", "page(-1, 0)", show=False),
        Binding("pagedown", "page(1, 0)", show=False),
        Binding("shift+left,ctrl+pageup", "page(0, -1)", show=False),
        Binding("shift+right,ctrl+pagedown", "page(0, 1)", show=False),
        Binding("ctrl+left,home", "edge(-1)", show=False),
        Binding("ctrl+right,end", "edge(1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--label", "grid--chosen", "grid--cursor"}
    DEFAULT_CSS = """
    Grid {
        & > .grid--label { color: $faint; }
        & > .grid--chosen { color: $text-accent; text-style: bold; }
        & > .grid--cursor { color: $background; background: $foreground; text-style: bold; }
    }
    """

    class Moved(Message):
        """The cursor moved to another cell of the array that was shown at the time."""

        def __init__(self, shown: TensorView, cell: Index) -> None:
            super().__init__()
            self.shown, self.cell = shown, cell

    def __init__(self, shown: TensorView, cell: Index, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = shown
        self.cell = cell
        self.dense = False
        self.hidden: Index | None = None
        self.plane = Plane(shown.values.shape)

    # -------------------------------------------------------------------------- what is shown
    def show(self, shown: TensorView, cell: Index) -> None:
        """Shows another array, or another cell of this one."""
        same = shown is self.shown and "palette" in self.__dict__
        if shown is not self.shown:
            self.hidden = None
        self.shown, self.cell, self.plane = shown, cell, Plane(shown.values.shape)
        if not same:
            self._forget()
        self._bring_into_sight()
        self.refresh()

    def toggle_dense(self) -> None:
        """Switches between numbers and colors."""
        self.dense = not self.dense
        self.redraw()

    def hide(self, cell: Index | None) -> None:
        """Draws a `?` instead of a cell, without its color; None shows all cells again."""
        self.hidden = cell
        self._repaint_cursor()

    def _hidden_here(self) -> tuple[int, int] | None:
        """Row and column of the hidden cell, if it is in the visible plane."""
        switches = self.plane.switches
        if self.hidden is None or self.hidden[:switches] != self.cell[:switches]:
            return None
        return self.plane.position(self.hidden)

    def _forget(self) -> None:
        for name in ("arrangement", "palette", "picture"):
            self.__dict__.pop(name, None)
        self.hold(self.arrangement.width, self.arrangement.height)

    def on_resize(self, event: events.Resize) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Redraws the same array after colors or formats have changed."""
        self._forget()
        self._bring_into_sight()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        for name in ("palette", "picture"):
            self.__dict__.pop(name, None)

    @cached_property
    def arrangement(self) -> Layout:
        """The layout of the cells for this array in this window."""
        width, height = self.content_size
        gutter = self._gutter(width)
        if self.dense:
            return layouts.dense(self.plane, gutter, width, height, halves=not depth.shades)
        return layouts.numeric(self.plane, gutter, self.number_width, self._widest(-1), width, height)

    @property
    def number_width(self) -> int:
        """The width of a number, in columns."""
        return self.shown.format.width

    def _gutter(self, width: int) -> int:
        if self.shown.rows is None:
            return layouts.MARK + 1
        return min(self._widest(-2), max(5, width // 4)) + layouts.MARK

    def _widest(self, axis: int) -> int:
        axes = len(self.shown.axes)
        if axes < -axis:
            return 0
        size = self.shown.values.shape[axis]
        words = self.shown.words.get(self.shown.axes[axis])
        return len(str(size)) if words is None else _widest_of(words[: min(size, LABELS_MEASURED)])

    def _label(self, axis: int, place: int) -> str:
        axes = len(self.shown.axes)
        return self.shown.label(axes + axis, place) if axes >= -axis else ""

    @cached_property
    def palette(self) -> Palette:
        kind = self.shown.values.dtype.kind
        ground = self.background_colors[1]
        below = Style(bgcolor=ground.rich_color)
        label, chosen, cursor = (
            self.get_component_rich_style(f"grid--{name}") for name in ("label", "chosen", "cursor")
        )
        return Palette(
            scale=scale_for(self.shown.summary, kind, self.app.current_theme.dark),
            ground=ground.rgb,
            text=self.rich_style,
            faint=label + below,
            accent=chosen + below,
            cursor=cursor,
            shades=depth.shades,
        )

    @cached_property
    def picture(self) -> Picture:
        return Picture(
            layout=self.arrangement,
            values=self.plane.of(self.shown.values, self.cell),
            format=self.shown.format,
            palette=self.palette,
            row_label=lambda row: self._label(-2, row),
            column_label=lambda column: self._label(-1, column),
            cursor=self.plane.position(self.cell),
            focused=self.has_focus,
            numeric=not self.dense,
            missing=self.shown.missing_lines(self.cell),
            hidden=self._hidden_here(),
        )

    # -------------------------------------------------------------------------- drawing
    def render_line(self, y: int) -> Strip:
        width, gutter = self.content_size.width, self.arrangement.gutter
        left, top = self.arrangement.left(int(self.scroll_offset.x)), int(self.scroll_offset.y)
        room = width - gutter
        base = self.palette.text
        if room <= 0 or not self.shown.values.size:
            text = (self.shown.why_empty or _("no numbers: this array is empty")) if y == 1 else ""
            return Strip([], 0).adjust_cell_length(0) if not width else _plain(text, width, base)
        if y < HEAD:
            return Strip([*self.picture.corner(left), *self.picture.head(left, room)], width)
        line = y - HEAD + top
        return Strip([*self.picture.gutter(line), *self.picture.cells(line, left, room)], width)

    def on_focus(self) -> None:
        self._repaint_cursor()

    def on_blur(self) -> None:
        self._repaint_cursor()

    def _repaint_cursor(self) -> None:
        self.__dict__.pop("picture", None)
        self.refresh()

    # -------------------------------------------------------------------------- moving
    def _bring_into_sight(self) -> None:
        """Scrolls as little as possible; scrolling repaints."""
        self.__dict__.pop("picture", None)
        row, column = self.plane.position(self.cell)
        width, height = self.content_size
        if width and height:
            offset = self.arrangement.scroll(row, column, *self.scroll_offset, height)
            if offset != self.scroll_offset:
                self.scroll_to(*offset, animate=False, force=True)  # also before it has a size

    def _repaint_row(self, row: int) -> None:
        top = HEAD + self.arrangement.line_of(row) - self.scroll_offset.y
        self.refresh(Region(0, top, self.content_size.width, max(1, self.arrangement.high)))

    def point(self, cell: Index) -> None:
        """Moves the cursor for the reader, and reports it."""
        if cell != self.cell:
            before = self.plane.position(self.cell)[0]
            self.cell = cell
            self._bring_into_sight()
            self._repaint_row(before)
            self._repaint_row(self.plane.position(cell)[0])
            self.refresh(Region(0, 0, self.content_size.width, HEAD))
            self.post_message(self.Moved(self.shown, cell))

    def action_move(self, down: int, right: int) -> None:
        row, column = self.plane.position(self.cell)
        self.point(self.plane.cell(self.cell, row + down, column + right))

    def action_page(self, down: int, right: int) -> None:
        arrangement, size = self.arrangement, self.content_size
        lines = max(1, size.height - HEAD)
        rows = 2 * lines if arrangement.half else max(1, lines // arrangement.high)
        columns = arrangement.seen
        self.action_move(down * rows, right * columns)

    def action_edge(self, end: int) -> None:
        self.action_move(0, end * self.plane.columns)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self.shown.values.size:
            return
        x = offset.x - self.arrangement.gutter + self.arrangement.left(int(self.scroll_offset.x))
        row, column = self.arrangement.cell_at(x, offset.y - HEAD + self.scroll_offset.y)
        here = self.plane.position(self.cell)
        if offset.y < HEAD:
            row = here[0]
        if offset.x < self.arrangement.gutter:
            column = here[1]
        self.point(self.plane.cell(self.cell, row, column))


@lru_cache
def _widest_of(words: tuple[str, ...]) -> int:
    """The columns of the widest label; cached, because most steps have the same labels."""
    return max((columns_of(safe(word)) for word in words), default=0)


def _plain(text: str, width: int, style: Style) -> Strip:
    return Strip([Segment(fit(text, width), style)], width)
