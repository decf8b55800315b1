"""Following a number: to the cells that it was made of, to those that it went into, and back again."""

from __future__ import annotations

from ...core.operations.expression import Index, Source
from ...core.trace import TraceError
from ..text import safe
from ..widgets.grid import Grid
from ..widgets.origin_list import OriginList
from . import said
from .asking import Asking


class Following(Asking):
    """A screen with a grid and a list of cells to go to."""

    grid: Grid
    origin_list: OriginList

    def open_list(self) -> None:
        """The cells that the number under the cursor was made of."""
        try:
            found = self.reading.origins()
        except TraceError as error:
            self.tell(safe(str(error)), "error")
            return
        if not found:
            self.tell(said.no_origin(self.reading))
            return
        self.origin_list.styles.height = min(len(found), max(4, self.size.height // 3)) + 2
        self.origin_list.add_class("open")
        self.origin_list.offer(self.reading, found)
        self.origin_list.focus()

    def leave_list(self) -> None:
        if self.origin_list.has_class("open"):
            self.origin_list.remove_class("open")
            self.grid.focus()

    def on_origin_list_left(self) -> None:
        self.leave_list()

    def on_origin_list_chosen(self, message: OriginList.Chosen) -> None:
        self.follow(*message.origin.place)

    def follow(self, source: Source, cell: Index) -> None:
        """To another number, with a way back."""
        try:
            self.reading.follow(source, cell)
        except TraceError as error:
            self.tell(safe(str(error)), "error")
        self.show_step()
        self.show_keys()

    def action_back(self) -> None:
        if not self.reading.back():
            self.tell(said.nothing_to_go_back_to())
        self.show_step()
        self.show_keys()
