"""A screen with exhibits: the cursor moves in one of them, and all keys that look at numbers mean that one."""

from __future__ import annotations

from typing import Generic

from textual.screen import ScreenResultType

from .screen import Screen
from .widgets.exhibits import ExhibitView
from .widgets.grid import Grid


class Exhibiting(Screen[ScreenResultType], Generic[ScreenResultType]):
    """What is the same whichever exhibits are shown."""

    shown: ExhibitView

    def forget_notice(self) -> None:
        """What was said goes with the next key, but for what is still being done."""
        for notice in self.query("#notice"):
            if not notice.has_class("busy"):
                notice.set_classes("")

    def on_grid_moved(self, message: Grid.Moved) -> None:
        for box in self.shown.boxes:
            if box.grid.shown is message.shown:
                box.show_cell()

    def action_switch(self, by: int) -> None:
        """Another of the first axis that the grid does not lay out, such as the head."""
        box, cell = self.shown.place()
        if box is not None:
            box.grid.show(box.grid.shown, box.grid.plane.switched(cell, 0, by))
            box.show_cell()

    def action_view(self) -> None:
        """Numbers, or a dense picture of them."""
        box, _cell = self.shown.place()
        if box is not None:
            box.grid.toggle_dense()
