"""Side by side: one sequence through several families of models, a beat at a time, on one clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ....core.nn.sequence_configuration import FAMILIES
from ....core.support.localization import _
from ....core.tasks import TASKS
from ...ui.screen import Exported
from ...ui.strings import too_small
from ...ui.tensor_view import TensorView
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.legend import Legend
from ...ui.widgets.prompt import Prompt
from ...ui.widgets.spread import Piece, Spread
from ..walk import strings as said_of_walk
from ..walk.playing import other_pace
from . import keys, strings
from .column import Lane
from .command import command
from .computing import Computing
from .family_panel import EDGE, Column
from .layout import lines_of, stand
from .state import INFLUENCE, FamiliesState
from .tensor_views import scale, shown

if TYPE_CHECKING:
    from ...app import Explorer
    from ...ui.engine_client import EngineClient

LEAST = (36, 13)  # columns and lines below which there is nothing worth drawing
AIRY = 32  # lines from which some stay empty


class Columns(Container):
    """Where the models stand."""


class FamiliesScreen(Computing):
    """The desk walks; this draws it.

    Args:
        answers: the engine; without one there is nothing to see but why.
    """

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS
    app: Explorer

    def __init__(self, state: FamiliesState, engine: EngineClient | None) -> None:
        super().__init__()
        self.state, self.engine = state, engine
        self.columns = {family: Column(state, family) for family in FAMILIES}
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield Spread(id="stages")
        yield Static(id="beat", markup=False)
        with Columns(id="columns"):
            yield from self.columns.values()
        yield Legend(id="legend")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.show()
        self.compute()
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.call_after_refresh(self.show))

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(height >= AIRY, "airy")
        self.call_after_refresh(self.show)

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Brings everything to where the desk is."""
        state = self.state
        self._show_head()
        self._stand()
        colours = scale(state, self.app.current_theme.dark)
        for family, column in self.columns.items():
            column.set_class(family == state.here, "here")
            column.lane.follow(colours)
            column.say()
        self.query_one("#beat", Static).update(
            Content(strings.beat(state) if state.tokens else ""), layout=False
        )
        self._show_legend()
        self._show_keys()

    def _show_head(self) -> None:
        state, now = self.state, self.state.now
        self.query_one("#heading", Spread).say(
            [
                (_("side by side"), "strong"),
                (f" · {safe(state.task)} · ", "faint"),
                (" ".join(map(safe, state.tokens)) or safe(state.text), "accent"),
            ],
            [(strings.weights(state.trained), "strong" if state.trained else "accent")],
        )
        pieces: list[Piece] = []
        for stage in range(state.clock.stages):
            name = strings.stage(stage, state.clock.stages)
            here = stage == now.stage
            pieces += [(" › ", "faint")] if stage else []
            pieces.append(
                (f"▸{name}" if here else name, "accent" if here else "faint" if stage > now.stage else "")
            )
        beat = _("beat {beat} of {beats}", beat=self.state.tick + 1, beats=state.clock.last + 1)
        self.query_one("#stages", Spread).say(pieces, [(beat, "strong")])

    def _show_legend(self) -> None:
        state, legend = self.state, self.query_one(Legend)
        array, lane = shown(state, state.here), self.columns[state.here].lane
        plain = state.answering and state.view != INFLUENCE
        legend.visible = array is not None and not plain and lane.scale is not None
        if array is not None and lane.scale is not None:
            legend.show(array, lane, strings.colours(state))

    def _show_keys(self) -> None:
        state = self.state
        other = keys.TO_ANSWERS if state.answering else keys.TO_STATES
        view = other if state.view == INFLUENCE else keys.TO_INFLUENCE
        working = keys.working(self.playing, view, keys.TO_UNTRAINED if state.trained else keys.TO_TRAINED)
        mode = f"▶ {self.app.settings.pace:g} s" if self.playing else _("BEAT")
        self.query_one(KeyBar).show(mode, working, keys.ALWAYS)

    # -------------------------------------------------------------------------- how the columns stand
    def _stand(self) -> None:
        """As many side by side as there is room for; the others below them, or, where they cannot, by Tab."""
        state, columns = self.state, self.query_one(Columns)
        width, height = columns.size
        edge, count = EDGE + self.columns[state.here].lane.head, len(state.tokens) or 1
        across, rows = stand(len(state.families), width, height, edge + count)
        page = state.families.index(state.here) // (across * rows)
        there = state.families[page * across * rows : (page + 1) * across * rows]
        lines, gap = lines_of(count, height // rows - edge)
        for family, column in self.columns.items():
            column.display = family in there
            column.lane.stand(lines, gap)
        columns.styles.grid_size_columns = across
        columns.styles.grid_size_rows = rows

    # -------------------------------------------------------------------------- time
    def action_beat(self, by: int) -> None:
        self._to(self.state.tick + by, by)

    def action_stage(self, by: int) -> None:
        self._pause()
        moved = self.state.to_stage(by)
        self.show()
        if not moved:
            self.show_end(_("beat"), by)

    def action_end(self, last: bool) -> None:
        self._to(self.state.clock.last if last else 0, 1 if last else -1)

    def _to(self, tick: int, by: int) -> None:
        self._pause()
        moved = self.state.to(tick)
        self.show()
        if not moved:
            self.show_end(_("beat"), by)

    @property
    def playing(self) -> bool:
        """Whether time goes on by itself."""
        return self._clock is not None

    def action_play(self) -> None:
        """A beat after the other, from the first where the last is here; or stops."""
        if self.playing:
            self._pause()
        else:
            if self.state.tick == self.state.clock.last:
                self.state.to(0)
            self._clock = self.set_interval(self.app.settings.pace, self._go_on)
        self.show()

    def action_pace(self, by: int) -> None:
        """Faster (1) or slower (−1)."""
        pace = other_pace(self.app.settings.pace, by)
        self.app.change_settings(pace=pace)
        if self.playing:
            self._pause()
            self._clock = self.set_interval(pace, self._go_on)
            self.show()
        else:
            self.show_notice(said_of_walk.pace(pace, by))

    def _go_on(self) -> None:
        """One beat further, unless something lies over the screen."""
        covered = self.app.screen is not self
        if covered or not self.state.to(self.state.tick + 1) or self.state.tick == self.state.clock.last:
            self._pause()
        self.show()

    def _pause(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None

    # -------------------------------------------------------------------------- what one looks at
    def action_position(self, by: int) -> None:
        moved = self.state.to_position(self.state.position + by)
        self.show()
        if not moved:
            self.show_end(_("position"), by)

    def action_column(self, by: int) -> None:
        self.state.to_column(by)
        self.show()

    def action_view(self) -> None:
        self.state.turn_view()
        self.show()

    def on_lane_chosen(self, message: Lane.Chosen) -> None:
        self.state.here = message.family
        self.state.to_position(message.position)
        self.show()

    # -------------------------------------------------------------------------- what is walked through
    def action_family(self, number: int) -> None:
        if self.state.toggle(FAMILIES[number]):
            self.show()
            self.compute()
        else:
            self.show_notice(_("One model at least stays."))

    def action_trained(self) -> None:
        self.state.trained = not self.state.trained
        self.show()
        self.compute()

    def action_task(self, by: int) -> None:
        tasks = list(TASKS)
        other = tasks[(tasks.index(self.state.task) + by) % len(tasks)]
        self._pause()
        self.compute(other, self.state.text_of(other))

    def action_text(self) -> None:
        self._pause()
        self.close_prompt()
        self.mount(Prompt(safe(self.state.task), _("then Enter"), self.state.text))

    def on_prompt_left(self) -> None:
        self.close_prompt()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        if type(message) is Prompt.Answered:
            self.close_prompt()
            self.compute(self.state.task, message.answer)

    # -------------------------------------------------------------------------- the rest
    def exported(self) -> Exported:
        """The array of the model one is at; ⏎ leads to its trace."""
        array: TensorView | None = shown(self.state, self.state.here)
        if array is None or not array.values.size:
            return Exported()
        return Exported(None, array, (min(self.state.position, len(array.values) - 1), 0))

    def action_copy(self) -> None:
        """The command that prints all this."""
        typed = command(self.state)
        self.app.copy_to_clipboard(typed)
        self.show_notice(_("copied: {command}", command=safe(typed)))

    def action_leave(self) -> None:
        self._pause()
        self.dismiss()

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(keys.HELP))
