"""The map: the model as in figure 1 of the paper, with the numbers of one sentence."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from ....core.operations.expression import Source
from ....core.support.localization import _
from ....core.trace import Trace
from ....core.trace.tags import of_traces
from ...ui.engine_client import EngineClient
from ...ui.playing import Player, change_pace
from ...ui.routes import (
    AttentionRoute,
    CompareRoute,
    DecodeRoute,
    HeadsRoute,
    TraceRoute,
    WalkRoute,
    WhatIfRoute,
)
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.tags import before
from ...ui.walk import SEPARATOR
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Spread
from ...ui.words import read_and_said
from . import keys, strings
from .state import MapState
from .widgets import FigureView, StepList

LEAST = (36, 12)  # columns and lines; in a smaller window the screen only says so
SMALL = "-small"
PLAYS_ON = {"space", "plus", "equals_sign", "minus"}  # any other key pauses


class MapScreen(Screen[WalkRoute | None]):
    """Dismissed with the step where the walk continues, or with None."""

    CSS_PATH = "screen.tcss"
    KEYS = keys.KEYS
    HINTS = "map"
    HORIZONTAL_BREAKPOINTS = [(0, SMALL), (LEAST[0], "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, SMALL), (LEAST[1], "-low"), (40, "-high")]  # noqa: RUF012

    def __init__(self, state: MapState, engine: EngineClient | None = None, stored: bool = False) -> None:
        super().__init__()
        self.state, self.engine, self.stored = state, engine, stored
        self.player = Player(self.set_interval, self._play_step, self._place, self.show_keys)

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield FigureView(self.state, id="figure")
        yield StepList(id="steps")
        yield Spread(id="box")
        yield Static(id="about", markup=False)
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.figure, self.list = self.query_one(FigureView), self.query_one(StepList)
        self.figure.focus()
        self.show()
        self.redraw_with_theme(self.show)

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Shows the current box and what it computes."""
        state = self.state
        self.figure.show()
        self.query_one("#heading", Spread).show(
            [(_("map"), "strong"), (" · ", "faint"), *read_and_said(state.trace)],
            before(of_traces(state.trace), [(self._where(), "faint")]),
        )
        *around, title = filter(None, (strings.iteration(state), *state.titles(state.box)))
        self.query_one("#box", Spread).show(
            [("".join(f"{each}{SEPARATOR}" for each in around), "faint"), (title, "accent")],
            [(strings.size(state, state.box), "faint")],
        )
        lines = [strings.about(state, state.box), strings.reads(state, state.box)]
        self.query_one("#about", Static).update(Content("\n".join(filter(None, lines))), layout=False)
        self.show_keys()

    def _where(self) -> str:
        """Where the reader comes from."""
        here = self.state.here
        return "" if here is None else _("you are here: {box}", box=self.state.path(here))

    @property
    def mode(self) -> str:
        if self.player.is_playing:
            return keys.PLAYING
        return keys.STEPS if self.has_class("opened") else keys.FIGURE

    @property
    def mode_title(self) -> str:
        return f"▶ {self.program.settings.pace:g} s" if self.player.is_playing else ""

    def exported(self) -> Exported:
        return Exported(self.state.trace)

    def replace_stored(self, text: str, computed: Trace | None) -> None:
        trace = self.state.trace
        self.stored = self.stored and text != trace.source_text
        if computed is None or text != trace.source_text or computed.tokens != trace.tokens:
            return
        if [step.source for step in computed] == [step.source for step in trace]:
            self.state.replace(computed)
            self.show()

    @property
    def stored_text(self) -> str:
        return self.state.trace.source_text if self.stored else ""

    # -------------------------------------------------------------------------- moving
    def action_flow(self, by: int) -> None:
        if self.state.up(by):
            self.show()
        else:
            self.show_notice(
                _("Nothing follows this box.") if by > 0 else _("This box reads the words themselves.")
            )

    def action_side(self, by: int) -> None:
        if self.state.right(by):
            self.show()
        else:
            text = (
                _("No box is on the right; {up} and {down} follow the data.")
                if by > 0
                else _("No box is on the left; {up} and {down} follow the data.")
            )
            self.show_notice(text.format(up=self.KEYS["flow(1)"], down=self.KEYS["flow(-1)"]))

    def action_step(self, by: int) -> None:
        if self.state.step(by):
            self.show()
        else:
            self.show_end(_("box"), by)

    def action_end(self, last: bool) -> None:
        self.state.to_moment(len(self.state.moments) - 1 if last else 0)
        self.show()

    def action_layer(self, by: int) -> None:
        if self.state.to_layer(by):
            self.show()
        else:
            self.show_end(_("layer"), by)

    def action_run(self, by: int) -> None:
        if self.state.to_pass(by):
            self.show()
        else:
            self.show_end(_("run of the decoder"), by)

    # -------------------------------------------------------------------------- boxes and their steps
    @on(FigureView.Chosen)
    def _click(self, message: FigureView.Chosen) -> None:
        self.close_box()
        if self.state.go_to(self.state.diagram.boxes[message.number]):
            self.show()
        else:
            self.action_open_box()

    def action_open_box(self) -> None:
        """Lists the steps of the box."""
        state = self.state
        steps = state.steps(state.box)
        self.list.border_title = Content(state.path(state.box))
        self.list.styles.height = min(len(steps), max(3, self.size.height // 3)) + 2
        self.list.show(steps, [*state.names(state.box)])
        self.add_class("opened")
        self.list.focus()
        self.show_keys()

    def close_box(self) -> None:
        """Closes the list of steps."""
        self.remove_class("opened")
        self.figure.focus()
        self.show_keys()

    @on(StepList.Chosen)
    def _open_step(self, message: StepList.Chosen) -> None:
        self._walk(message.step.source)

    def action_open(self) -> None:
        """Opens the step under the cursor of the list, or the first step of the box, in the walk."""
        if self.has_class("opened"):
            self.list.action_choose()
        else:
            self._walk(self.state.steps(self.state.box)[0].source)

    def _walk(self, source: Source) -> None:
        self.dismiss(WalkRoute(self.state.trace, source, (), self.engine))

    # -------------------------------------------------------------------------- other screens
    def _open_other(self, action: str, kind: type[TraceRoute]) -> None:
        """Opens another screen about this box; a step that is chosen there is shown in the walk."""
        if why := self.state.impossible.get(action, ""):
            self.show_notice(why, "error")
        else:
            step = self.state.with_heads if kind is HeadsRoute else self.state.output(self.state.box)
            self.program.open(kind(self.state.trace, step.source, engine=self.engine), self._from_other)

    def _from_other(self, route: WalkRoute | None) -> None:
        if route is not None:
            self.dismiss(WalkRoute(route.trace, route.source, route.cell, route.engine or self.engine))

    def action_decode(self) -> None:
        self._open_other("decode", DecodeRoute)

    def action_what_if(self) -> None:
        self._open_other("what_if", WhatIfRoute)

    def action_attention(self) -> None:
        self._open_other("attention", AttentionRoute)

    def action_heads(self) -> None:
        self._open_other("heads", HeadsRoute)

    def action_compare(self) -> None:
        self._open_other("compare", CompareRoute)

    def action_leave(self) -> None:
        """Closes the list of steps, or goes back."""
        if self.has_class("opened"):
            self.close_box()
        else:
            self.dismiss(None)

    # -------------------------------------------------------------------------- playing
    def action_play(self) -> None:
        """Plays, from the start if this is the last box; or pauses."""
        if self.player.is_playing:
            self.player.pause()
            return
        self.close_box()
        if self.state.is_last:
            self.action_end(False)
        self.clear_notice()
        self.player.play(self.program.settings.pace)
        self.show_keys()

    def action_pace(self, by: int) -> None:
        """Plays faster (1) or slower (-1)."""
        change_pace(self, by)

    def _play_step(self) -> bool:
        self.state.step(1)
        self.show()
        return not self.state.is_last

    def _place(self) -> object:
        return self.state.box, self.state.visit, self.focused, self.is_current

    def on_key(self, event: events.Key) -> None:
        if self.player.is_playing and event.key not in PLAYS_ON:
            self.player.pause()

    def on_screen_suspend(self) -> None:
        self.player.pause()
