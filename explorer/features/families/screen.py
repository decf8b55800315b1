"""Model families: attention, a CNN, an RNN and an LSTM on one sequence, tick by tick on one clock."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from ....core.nn.sequence_configuration import FAMILIES
from ....core.operations.expression import Index, Source
from ....core.running import families as core
from ....core.support.localization import _
from ....core.trace import Trace, load
from ...ui.engine_client import EngineClient, EngineError
from ...ui.playing import Player, change_pace
from ...ui.routes import WalkRoute
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Legend, Piece, Spread
from ...ui.widgets.prompt import Prompt
from . import keys, strings
from .column import Column
from .layout import model_layout, position_lines
from .panel import EDGE, FamilyPanel
from .state import INFLUENCE, FamiliesState
from .tensor_views import scale, step_of, tensor_view

LEAST = (36, 13)  # columns and lines that are needed
WIDTHS = [(0, "-too-narrow"), (LEAST[0], "-wide")]  # minimum columns for each class
HEIGHTS = [(0, "-too-low"), (LEAST[1], "-high"), (32, "-roomy")]  # lines
RUNS, INFLUENCES, TRACE = "model families", "influences", "trace of a family"  # groups of workers


class FamiliesScreen(Screen[None]):
    """The engine computes first the run of each model, then its influences.

    Args:
        engine: without it, only the clock is shown.
    """

    CSS_PATH = "screen.tcss"
    KEYS = keys.KEYS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, state: FamiliesState, engine: EngineClient | None) -> None:
        super().__init__()
        self.state, self.engine = state, engine
        self.panels = {family: FamilyPanel(state, family) for family in FAMILIES}
        self.player = Player(self.set_interval, self._play_tick, self._place, self.show_keys)

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield Spread(id="stages")
        yield Static(id="tick", markup=False)
        with Container(id="panels"):
            yield from self.panels.values()
        yield Legend(id="legend")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.show()
        self.compute()
        self.redraw_with_theme(self.show)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.show)

    def on_screen_suspend(self) -> None:
        self.player.pause()

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Shows the state."""
        state = self.state
        self._show_heading()
        self._lay_out()
        colors = scale(state, self.app.current_theme.dark)
        for family, panel in self.panels.items():
            panel.set_class(family == state.family, "chosen")
            panel.column.show(colors)
            panel.show_text()
        text = Content(strings.tick(state) if state.tokens else "")
        self.query_one("#tick", Static).update(text, layout=False)
        self._show_legend()
        self.show_keys()

    def _show_heading(self) -> None:
        state, now = self.state, self.state.now
        self.query_one("#heading", Spread).show(
            [
                (_("model families"), "strong"),
                (f" · {safe(state.task)} · ", "faint"),
                (" ".join(map(safe, state.tokens)) or safe(state.text), "accent"),
            ],
            [(strings.weights(state.trained), "strong" if state.trained else "accent")],
        )
        pieces: list[Piece] = []
        for stage in range(state.clock.stages):
            name = strings.stage(stage, state.clock.stages)
            if stage == now.stage:
                pieces.append((f"▸{name}", "accent"))
            else:
                pieces.append((name, "faint" if stage > now.stage else ""))
            pieces.append((" › ", "faint"))
        tick = _("tick {tick} of {ticks}", tick=state.tick + 1, ticks=state.clock.last + 1)
        self.query_one("#stages", Spread).show(pieces[:-1], [(tick, "strong")])

    def _show_legend(self) -> None:
        state, legend = self.state, self.query_one(Legend)
        view, column = tensor_view(state, state.family), self.panels[state.family].column
        colorless = state.answering and state.view != INFLUENCE
        legend.visible = view is not None and not colorless and column.scale is not None
        if view is not None and column.scale is not None:
            legend.show(view, column, strings.legend(state))

    def _lay_out(self) -> None:
        """Shows as many models as fit."""
        state, container = self.state, self.query_one("#panels")
        width, height = container.size
        edge, count = EDGE + self.panels[state.family].column.head, len(state.tokens) or 1
        across, rows = model_layout(len(state.families), width, height, edge + count)
        page = state.families.index(state.family) // (across * rows)
        shown = state.families[page * across * rows : (page + 1) * across * rows]
        lines, gap = position_lines(count, height // rows - edge)
        for family, panel in self.panels.items():
            panel.display = family in shown
            panel.column.set_lines(lines, gap)
        container.styles.grid_size_columns = across
        container.styles.grid_size_rows = rows

    @property
    def mode(self) -> str:
        return keys.PLAYING if self.player.is_playing else keys.TICK

    @property
    def mode_title(self) -> str:
        return f"▶ {self.program.settings.pace:g} s" if self.player.is_playing else ""

    # -------------------------------------------------------------------------- time
    def action_tick(self, by: int) -> None:
        self._moved(self.state.go_to(self.state.tick + by), by)

    def action_stage(self, by: int) -> None:
        self._moved(self.state.go_to_stage(by), by)

    def action_end(self, last: bool) -> None:
        self._moved(self.state.go_to(self.state.clock.last if last else 0), 1 if last else -1)

    def _moved(self, moved: bool, by: int) -> None:
        self.player.pause()
        self.show()
        if not moved:
            self.show_end(_("tick"), by)

    def action_play(self) -> None:
        """Plays, from the first tick if this is the last one; or pauses."""
        if self.player.is_playing:
            self.player.pause()
            return
        if self.state.tick == self.state.clock.last:
            self.state.go_to(0)
        self.player.play(self.program.settings.pace)
        self.show()

    def action_pace(self, by: int) -> None:
        """Plays faster (1) or slower (−1)."""
        change_pace(self, by)

    def _play_tick(self) -> bool:
        self.state.go_to(self.state.tick + 1)
        self.show()
        return self.state.tick < self.state.clock.last

    def _place(self) -> object:
        return self.is_current, self.state.tick, self.state.given

    # -------------------------------------------------------------------------- positions and models
    def action_position(self, by: int) -> None:
        moved = self.state.choose_position(self.state.position + by)
        self.show()
        if not moved:
            self.show_end(_("position"), by)

    def action_family(self, by: int) -> None:
        self.state.next_family(by)
        self.show()

    def on_column_chosen(self, message: Column.Chosen) -> None:
        self.state.family = message.family
        self.state.choose_position(message.position)
        self.show()

    def action_view(self) -> None:
        self.state.next_view()
        self.show()

    def action_show_or_hide(self, family: str) -> None:
        if self.state.toggle(family):
            self.show()
            self.compute()
        else:
            self.show_notice(_("At least one model must stay visible."))

    def action_trained(self) -> None:
        self.state.trained = not self.state.trained
        self.show()
        self.compute()

    # -------------------------------------------------------------------------- the sequence
    def action_task(self, task: str) -> None:
        self.player.pause()
        self.compute(task, self.state.text_of(task))

    def action_text(self) -> None:
        self.player.pause()
        self.open_prompt(safe(self.state.task), _("press Enter when done"), self.state.text)

    def on_prompt_left(self) -> None:
        self.close_prompt()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        if type(message) is Prompt.Answered:
            self.accept(message)
            self.compute(self.state.task, message.answer)

    # -------------------------------------------------------------------------- computing
    def compute(self, task: str | None = None, text: str | None = None) -> None:
        """Computes what is missing, for a given sequence or for the one that is shown."""
        state = self.state
        task, text = task or state.task, state.text if text is None else text
        self.workers.cancel_group(self, INFLUENCES)
        self.start_computing(text, partial(self._compute, task, text), self.engine, RUNS)

    async def _compute(self, task: str, text: str) -> bool:
        state = self.state
        try:
            if self.engine is None:
                raise EngineError(_("No model is loaded, so this cannot be computed."))
            if state.given is None or (task, text) != (state.task, state.text):
                try:
                    given = await self.engine.call(core.task_input, task, text)
                except EngineError as error:
                    self.refuse(safe(str(error)), text)
                    return False
                state.read(given)
                self.show()
            for wanted in state.missing(state.run_of):
                state.receive(wanted, await self.engine.call(core.family_run, *wanted))
                self.show()
        except (ValueError, OSError) as error:
            self.show_notice(safe(str(error)), "error")
            return False
        self.clear_notice()
        self.show()
        self.run_worker(self._find_influences(self.engine), group=INFLUENCES, exclusive=True)
        return True

    async def _find_influences(self, engine: EngineClient) -> None:
        for wanted in self.state.missing(self.state.influence):
            try:
                found = await engine.call(core.influences, *wanted)
                self.state.receive_influences(wanted, found)
            except EngineError as error:
                self.state.receive_influences(wanted, str(error))
            self.show()

    # -------------------------------------------------------------------------- leaving
    def action_open(self) -> None:
        """Opens the chosen model in the walk, at the step shown."""
        if self.engine is not None and self.state.run_of(self.state.family) is not None:
            self.run_worker(self._open(self.engine), group=TRACE, exclusive=True)

    async def _open(self, engine: EngineClient) -> None:
        state = self.state
        source, row = step_of(state, state.family), state.position
        try:
            trace = await self._trace(engine)
        except (EngineError, OSError, ValueError) as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.program.open(WalkRoute(trace, source, _cell(trace, source, row)))

    async def _trace(self, engine: EngineClient) -> Trace:
        with tempfile.TemporaryDirectory(prefix="transformer-explore-") as folder:
            file = Path(folder, "trace.safetensors")
            wanted = self.state.wanted(self.state.family)
            return load(file, await engine.call(core.trace_into, *wanted, file))

    def exported(self) -> Exported:
        """The array of the chosen model; its trace can be exported from the walk."""
        view = tensor_view(self.state, self.state.family)
        if view is None or not view.values.size:
            return Exported()
        return Exported(None, view, (min(self.state.position, len(view.values) - 1), 0))

    def action_copy(self) -> None:
        """Copies the command that prints what is shown."""
        command = self.state.command
        self.app.copy_to_clipboard(command)
        self.show_notice(_("copied: {command}", command=safe(command)))

    def action_leave(self) -> None:
        """Cancels what is being computed; if nothing is, leaves."""
        if self.computing:
            self.stop_computing()
        else:
            self.dismiss()


def _cell(trace: Trace, source: Source, row: int) -> Index:
    """The first cell of a step in the row of a position, if it has one."""
    shape = trace[source].shape if source in trace else ()
    return tuple(min(row, size - 1) if axis == len(shape) - 2 else 0 for axis, size in enumerate(shape))
