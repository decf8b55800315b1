"""Following a number: to the cells that it was made of, to those that it went into, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import TraceError
from ...ui.text import safe
from ...ui.widgets.grid import Grid
from . import strings
from .asking import Asking
from .cell_list import OriginList

if TYPE_CHECKING:
    from ...ui.cell_inputs import Origin
    from ...ui.consumers import Heading


class Following(Asking):
    """A screen with a grid and a list of cells to go to."""

    grid: Grid
    origin_list: OriginList

    def open_list(self) -> None:
        """The cells that the number under the cursor was made of."""
        try:
            found = self.navigator.origins()
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
            return
        if not found:
            self.show_notice(strings.no_origin(self.navigator))
            return
        self._offer(found, _("MADE OF"), _("{cell} was made of"))

    def action_used_by(self) -> None:
        """The cells that used the number under the cursor."""
        from ...ui.consumers import nothing_used_it, went_into

        self.leave_list()
        if self.navigator.empty:
            self.show_notice(_("There is no number here to follow."))
            return
        try:
            found = went_into(self.navigator)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
            return
        if not found:
            self.show_notice(nothing_used_it(self.navigator))
            return
        self._offer(found, _("WENT INTO"), _("{cell} went into: what it adds, and to which number"))

    def _offer(self, entries: Sequence[Origin | Heading], mode: str, title: str) -> None:
        navigator, opened = self.navigator, self.origin_list
        self.clear_notice()
        opened.styles.height = min(len(entries), max(4, self.size.height // 3)) + 2
        opened.add_class("open")
        opened.offer(navigator, entries, mode, title.format(cell=navigator.shown.cell_name(navigator.cell)))
        opened.focus()
        self.show_keys()

    def leave_list(self) -> None:
        if self.origin_list.has_class("open"):
            self.origin_list.remove_class("open")
            self.grid.focus()

    def on_origin_list_left(self) -> None:
        self.leave_list()

    def on_origin_list_chosen(self, message: OriginList.Chosen) -> None:
        self.follow(message.source, message.cell)

    def follow(self, source: Source, cell: Index) -> None:
        """To another number, with a way back."""
        try:
            self.navigator.follow(source, cell)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
        self.show_step()
        self.show_keys()

    def action_back(self) -> None:
        if not self.navigator.back():
            self.show_notice(strings.nothing_to_go_back_to())
        self.show_step()
        self.show_keys()

    def action_go(self) -> None:
        """What Enter does in the list, for the mouse."""
        self.origin_list.action_choose()

    def action_about(self) -> None:
        """All there is to know of this step, with ways to what it reads and who reads it."""
        from .step_facts_screen import StepFactsScreen

        self.leave_list()
        self.app.push_screen(StepFactsScreen(self.navigator, self.engine), self._go_to)

    def _go_to(self, source: Source | None) -> None:
        """To another array, with a way back; the cursor stays on the same words where it can."""
        if source is None:
            return
        navigator = self.navigator
        if source in navigator.trace:
            navigator.leap(navigator.walk.place(navigator.trace[source]))
            self.show_step()
            self.show_keys()
        else:
            self.follow(source, (0,) * navigator.trace.operand(source).values.ndim)
