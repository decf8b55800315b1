"""The experiments: choose one, turn it, look at what comes of it, take it away."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from ....core.support.errors import Problem
from ....core.support.localization import _
from ...ui.help import HelpScreen
from ...ui.keys import keys_at
from ...ui.screen import Exported
from ...ui.text import safe
from ...ui.widgets.dials import Dials
from ...ui.widgets.exhibits import CurvesBox
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.prompt import Prompt
from . import keys
from .frame import REST, ExperimentsFrame
from .lists import Knobs, Labs, Tables


class LabsScreen(ExperimentsFrame):
    """One experiment after another, each turned as one likes."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def on_key(self) -> None:
        self.forget_notice()

    # -------------------------------------------------------------------------- choosing
    async def on_labs_chosen(self, message: Labs.Chosen) -> None:
        await self._to_lab(message.number)
        if message.into:
            self._inside(self.tables)

    async def action_lab(self, by: int) -> None:
        await self._to_lab(self.state.here + by)
        self.labs.follow()

    async def _to_lab(self, number: int) -> None:
        if not self.state.to(number):
            return
        self.workers.cancel_group(self, "lab")
        if isinstance(self.focused, Grid):
            self.set_focus(self.tables)
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._compute)
        self.clear_notice()
        await self.show()

    async def on_tables_chosen(self, message: Tables.Chosen) -> None:
        if self.state.to_table(message.number):
            await self.show()
        if message.into:
            self.action_into()

    def action_into(self) -> None:
        """From all experiments into one; from its tables into the numbers."""
        boxes = self.shown.boxes
        if self.focused is self.labs:
            self._inside(self.tables)
        elif self.focused is self.tables and boxes:
            self._inside(boxes[0].grid)

    def _inside(self, part: Widget) -> None:
        self.add_class("inside")  # in a narrow window it is only there then
        self.set_focus(part)

    def action_out(self) -> None:
        if self.focused is self.tables:
            self._to_labs()

    def _to_labs(self) -> None:
        self.remove_class("inside")
        self.set_focus(self.labs)

    def action_region(self, by: int) -> None:
        """All labs, the tables, the numbers, the sliders, and round again."""
        stops: list[Widget] = [self.labs, self.tables, *(box.grid for box in self.shown.boxes)]
        if self.knobs.dials:
            stops.append(self.knobs)
        here = stops.index(self.focused) if self.focused in stops else 0
        following = stops[(here + by) % len(stops)]
        if following is self.labs:
            self._to_labs()
        else:
            self._inside(following)

    # -------------------------------------------------------------------------- turning
    def action_turn(self) -> None:
        if self.knobs.dials:
            self._inside(self.knobs)
        else:
            self.show_notice(_("Nothing can be turned in this experiment."))

    def on_dials_turned(self, message: Dials.Turned) -> None:
        place = int(message.name)
        if self.state.turn(place, message.by):
            self._turned()
        elif self.state.sliders()[place].is_text:
            self.show_notice(_("{choose} types another one.").format_map(keys_at(self.knobs)))
        else:
            title, value = self.state.settings()[place]
            self.show_limit(title, value, message.by)

    def _turned(self) -> None:
        self._show_knobs()
        self._show_head()
        self._compute()

    def action_reset(self) -> None:
        if self.state.reset():
            self._turned()

    def on_knobs_typed(self, message: Knobs.Typed) -> None:
        slider = self.state.sliders()[message.number]
        self.close_prompt()
        self.mount(Prompt(slider.title, safe(slider.says), self.state.typed(message.number)))
        self.call_after_refresh(self.show_keys)

    def close_prompt(self) -> None:
        """The line to type in goes; the keys are those of the sliders."""
        for prompt in self.query(Prompt):
            prompt.remove()
        self.set_focus(self.knobs)
        self.call_after_refresh(self.show_keys)

    def on_prompt_left(self) -> None:
        self.close_prompt()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        titles = [each.title for each in self.state.sliders()]
        try:
            if type(message) is Prompt.Answered and message.question in titles:
                self.state.type(titles.index(message.question), message.answer)
        except Problem as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.clear_notice()
        self.close_prompt()
        self._turned()

    # -------------------------------------------------------------------------- looking
    def action_drawing(self) -> None:
        """Scrolls to the curves, or back to the numbers."""
        drawn = self.shown.query(CurvesBox)
        if drawn:
            at_top = self.shown.scroll_offset.y == 0
            self.shown.scroll_to(y=self.shown.max_scroll_y if at_top else 0, animate=False)

    # -------------------------------------------------------------------------- the rest
    def action_copy(self) -> None:
        """The command that repeats what is shown; in the grid the number under the cursor."""
        if isinstance(self.focused, Grid):
            self.app.action_copy("cell")
            return
        self.app.copy_to_clipboard(self.state.command)
        self.show_notice(_("copied: {command}", command=safe(self.state.command)))

    def exported(self) -> Exported:
        box, cell = self.shown.place()
        return Exported(None, box.grid.shown, cell) if box is not None else Exported()

    def action_about(self) -> None:
        self.app.push_screen(HelpScreen(self.state.description, _("about this experiment")))

    def action_leave(self) -> None:
        """Out of the part one is in, then out of the screen."""
        if self.focused is None or self.focused is self.labs:
            self.dismiss()
        elif self.focused is self.tables:
            self._to_labs()
        else:
            self._inside(self.tables)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(keys.HELP))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
