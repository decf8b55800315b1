"""The frame of the experiments: all labs at the left, one at the right; what it shows, and who computes it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.exhibiting import Exhibiting
from ...ui.strings import too_small
from ...ui.text import cut, safe
from ...ui.widgets.dials import Dial
from ...ui.widgets.exhibits import CurvesBox, ExhibitView
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.prompt import Prompt
from ...ui.widgets.spread import Spread
from . import keys
from .lists import Knobs, Labs, Tables
from .state import LabsState

if TYPE_CHECKING:
    from ...app import Explorer
    from ...ui.lab_runner import LabRunner

LEAST = (40, 14)  # columns and lines below which there is nothing worth drawing
NARROW, WIDE = 92, 140
SHORT, LOW = 32, 20
REST = 0.15  # seconds that the cursor rests on a lab before that is computed
SOON = 0.1  # seconds after which one is told that something is being computed


class ExperimentsFrame(Exhibiting[None]):
    """Shows what a desk has, and computes what it lacks.

    Args:
        desk: which one, and how they are set.
        bench: who computes.
        inside: whether one comes for just this lab, and not to choose one.
    """

    app: Explorer

    def __init__(self, state: LabsState, bench: LabRunner, inside: bool = False) -> None:
        super().__init__(classes="inside" if inside else None)
        self.state, self.bench, self.comes_inside = state, bench, inside
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="body"):
            yield Labs(self.state, id="labs")
            with Vertical(id="lab"):
                yield Static(id="title", markup=False)
                yield Static(id="command", markup=False)
                yield Tables(self.state, id="tables")
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
        state = self.state
        self._show_head()
        self.tables.follow()
        self._show_knobs()
        await self.shown.show((state.name, state.table), state.exhibits())
        self.show_keys()

    def _show_head(self) -> None:
        state = self.state
        place = _("{n} / {of}", n=state.here + 1, of=len(state.names))
        self.query_one("#heading", Spread).say(
            [(_("experiments"), "strong"), (f" · {state.place}", "accent")], [(place, "strong")]
        )
        self.query_one("#title", Static).update(Content(state.titles[state.name]))
        command = self.query_one("#command", Static)
        command.update(Content(cut(safe(state.command), command.content_size.width or 200)))

    def _show_knobs(self) -> None:
        known = self.state.settings()
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
        self.query_one(KeyBar).show(mode, working, keys.ALWAYS)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if hasattr(self, "knobs"):
            self.set_class(self.focused is not self.labs, "inside")
            self.show_keys()

    # -------------------------------------------------------------------------- computing
    def _compute(self) -> None:
        self.run_worker(self._computed(), group="lab", exclusive=True)

    async def _computed(self) -> None:
        """What comes of the lab as it is set; nothing is held up meanwhile."""
        state = self.state
        if not state.ready:
            name, values = state.name, state.values
            waiting = self.set_timer(SOON, lambda: self.show_notice(_("computing…"), "busy"))
            try:
                if not state.is_open:
                    await asyncio.to_thread(state.open, name)
                    self._show_knobs()
                    self._show_head()
                    values = state.values
                state.receive(name, values, await self.bench.perform(name, values))
            except (ValueError, OSError) as error:
                state.fail(name, values, str(error))
            finally:
                waiting.stop()
        self.clear_notice()
        await self.show()
