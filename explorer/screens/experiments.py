"""The experiments: all labs at the left; at the right what came of one, and what can be turned in it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from ...core.errors import Problem
from ...core.language import _
from ..experiments.desk import Experiments
from ..text import cut, gist, safe
from ..widgets.dials import Dial, Dials
from ..widgets.exhibits import CurvesBox, ExhibitView
from ..widgets.grid import Grid
from ..widgets.key_bar import KeyBar
from ..widgets.lab_lists import Knobs, Labs, Tables
from ..widgets.prompt import Prompt
from ..widgets.spread import Spread
from . import experiments_keys as keys
from .exportable import Exported
from .help import HelpScreen
from .one_frame import OneFrame
from .said import too_small

if TYPE_CHECKING:
    from ..app import Explorer
    from ..lesson.bench import Bench

LEAST = (40, 14)  # columns and lines below which there is nothing worth drawing
NARROW, WIDE = 92, 140
SHORT, LOW = 32, 20
REST = 0.15  # seconds that the cursor rests on a lab before that is computed
SOON = 0.1  # seconds after which one is told that something is being computed


class ExperimentsScreen(OneFrame[None]):
    """One experiment after another, each turned as one likes.

    Args:
        desk: which one, and how they are set.
        bench: who computes.
        inside: whether one comes for just this lab, and not to choose one.
    """

    CSS_PATH = "experiments.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS
    app: Explorer

    def __init__(self, desk: Experiments, bench: Bench, inside: bool = False) -> None:
        super().__init__(classes="inside" if inside else None)
        self.desk, self.bench, self.comes_inside = desk, bench, inside
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="body"):
            yield Labs(self.desk, id="labs")
            with Vertical(id="lab"):
                yield Static(id="title", markup=False)
                yield Static(id="command", markup=False)
                yield Tables(self.desk, id="tables")
                yield ExhibitView(id="shown")
                yield Knobs(id="knobs")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    async def on_mount(self) -> None:
        self.labs, self.tables = self.query_one(Labs), self.query_one(Tables)
        self.shown, self.knobs = self.query_one(ExhibitView), self.query_one(Knobs)
        self.knobs.border_title = Content(_("turn it"))
        self.labs.follow()
        self.set_focus(self.tables if self.comes_inside else self.labs)
        await self.show()
        self._compute()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(width >= WIDE, "wide")
        self.set_class(height < SHORT, "short")
        self.set_class(height < LOW, "low")
        self.call_after_refresh(self._show_head)

    # -------------------------------------------------------------------------- what is shown
    async def show(self) -> None:
        """Brings everything to what the desk has."""
        desk = self.desk
        self._show_head()
        self.tables.follow()
        self._show_knobs()
        await self.shown.show((desk.name, desk.table), desk.exhibits())
        self.show_keys()

    def _show_head(self) -> None:
        desk = self.desk
        place = _("{n} / {of}").format(n=desk.here + 1, of=len(desk.names))
        self.query_one("#heading", Spread).say(
            [(_("experiments"), "strong"), (f" · {desk.name}", "accent")], [(place, "strong")]
        )
        self.query_one("#title", Static).update(Content(desk.titles[desk.name]))
        command = self.query_one("#command", Static)
        command.update(Content(cut(safe(desk.command), command.content_size.width or 200)))

    def _show_knobs(self) -> None:
        known = self.desk.settings()
        self.knobs.say([Dial(str(n), title, "", value) for n, (title, value) in enumerate(known)])
        self.knobs.set_class(bool(known), "there")
        if not known and self.focused is self.knobs:
            self.set_focus(self.tables)

    def show_keys(self) -> None:
        """The footer says what works now."""
        focused, drawn = self.focused, bool(self.shown.query(CurvesBox))
        if self.query(Prompt):
            mode, working = keys.typing()
        elif isinstance(focused, Grid):
            mode, working = keys.in_grid(drawn, focused.plane.switches > 0)
        elif focused is self.knobs:
            mode, working = keys.in_knobs()
        elif focused is self.tables:
            mode, working = keys.in_tables(drawn)
        else:
            mode, working = keys.in_labs()
        self.query_one(KeyBar).say(mode, working, keys.ALWAYS)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if hasattr(self, "knobs"):
            self.set_class(self.focused is not self.labs, "inside")
            self.show_keys()

    def tell(self, text: str, kind: str = "") -> None:
        """One line above the footer; `kind` is "error", "busy" or ""."""
        notice = self.query_one("#notice", Static)
        notice.update(Content(gist(text)))
        notice.set_classes(f"said {kind}".strip())

    def hush(self) -> None:
        for notice in self.query("#notice"):  # none, where the screen was left while something was computed
            notice.set_classes("")

    # -------------------------------------------------------------------------- computing
    def _compute(self) -> None:
        self.run_worker(self._computed(), group="lab", exclusive=True)

    async def _computed(self) -> None:
        """What comes of the lab as it is set; nothing is held up meanwhile."""
        desk = self.desk
        if not desk.ready:
            name, values = desk.name, desk.values
            waiting = self.set_timer(SOON, lambda: self.tell(_("computing…"), "busy"))
            try:
                if not desk.is_open:
                    await asyncio.to_thread(desk.open, name)
                    self._show_knobs()
                    self._show_head()
                    values = desk.values
                desk.receive(name, values, await self.bench.perform(name, values))
            except (ValueError, OSError) as error:
                desk.fail(name, values, str(error))
            finally:
                waiting.stop()
        if self.is_mounted:
            self.hush()
            await self.show()

    # -------------------------------------------------------------------------- choosing
    async def on_labs_chosen(self, message: Labs.Chosen) -> None:
        await self._to_lab(message.number)
        if message.into:
            self._inside(self.tables)

    async def action_lab(self, by: int) -> None:
        await self._to_lab(self.desk.here + by)
        self.labs.follow()

    async def _to_lab(self, number: int) -> None:
        if not self.desk.to(number):
            return
        self.workers.cancel_group(self, "lab")
        if isinstance(self.focused, Grid):
            self.set_focus(self.tables)
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._compute)
        self.hush()
        await self.show()

    async def on_tables_chosen(self, message: Tables.Chosen) -> None:
        if self.desk.to_table(message.number):
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
            self.tell(_("Nothing can be turned in this experiment."))

    def on_dials_turned(self, message: Dials.Turned) -> None:
        place = int(message.name)
        if self.desk.turn(place, message.by):
            self._turned()
        elif self.desk.sliders()[place].is_text:
            self.tell(_("⏎ types another one."))

    def _turned(self) -> None:
        self._show_knobs()
        self._show_head()
        self._compute()

    def action_reset(self) -> None:
        if self.desk.reset():
            self._turned()

    def on_knobs_typed(self, message: Knobs.Typed) -> None:
        slider = self.desk.sliders()[message.number]
        self.close_prompt()
        self.mount(Prompt(slider.title, safe(slider.says), self.desk.typed(message.number)))
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
        titles = [each.title for each in self.desk.sliders()]
        try:
            if type(message) is Prompt.Answered and message.question in titles:
                self.desk.type(titles.index(message.question), message.answer)
        except Problem as error:
            self.tell(safe(str(error)), "error")
            return
        self.hush()
        self.close_prompt()
        self._turned()

    # -------------------------------------------------------------------------- looking
    def on_grid_moved(self, message: Grid.Moved) -> None:
        for box in self.shown.boxes:
            if box.grid.shown is message.shown:
                box.show_cell()

    def action_switch(self, by: int) -> None:
        box, cell = self.shown.place()
        if box is not None:
            box.grid.look(box.grid.shown, box.grid.plane.switched(cell, 0, by))
            box.show_cell()

    def action_view(self) -> None:
        box, _cell = self.shown.place()
        if box is not None:
            box.grid.toggle_dense()

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
        self.app.copy_to_clipboard(self.desk.command)
        self.tell(_("copied: {command}").format(command=safe(self.desk.command)))

    def exported(self) -> Exported:
        box, cell = self.shown.place()
        return Exported(None, box.grid.shown, cell) if box is not None else Exported()

    def action_about(self) -> None:
        self.app.push_screen(HelpScreen(self.desk.description, self.desk.name))

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
