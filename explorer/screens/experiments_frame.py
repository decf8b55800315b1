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

from ...core.language import _
from ..experiments.desk import Experiments
from ..text import cut, safe
from ..widgets.dials import Dial
from ..widgets.exhibits import CurvesBox, ExhibitView
from ..widgets.grid import Grid
from ..widgets.key_bar import KeyBar
from ..widgets.lab_lists import Knobs, Labs, Tables
from ..widgets.prompt import Prompt
from ..widgets.spread import Spread
from . import experiments_keys as keys
from .exhibiting import Exhibiting
from .said import too_small

if TYPE_CHECKING:
    from ..app import Explorer
    from ..lesson.bench import Bench

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
            [(_("experiments"), "strong"), (f" · {desk.place}", "accent")], [(place, "strong")]
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
        self.hush()
        await self.show()
