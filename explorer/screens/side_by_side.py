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

from ...core.language import _
from ...core.nn.sequence_configuration import FAMILIES
from ...core.tasks import TASKS
from ..shown import Shown
from ..side_by_side import said
from ..side_by_side.command import command
from ..side_by_side.desk import INFLUENCE, SideBySide
from ..side_by_side.shown import scale, shown
from ..side_by_side.strips import lines_of, stand
from ..text import safe
from ..widgets.column import EDGE, Column
from ..widgets.key_bar import KeyBar
from ..widgets.lane import Lane
from ..widgets.legend import Legend
from ..widgets.prompt import Prompt
from ..widgets.spread import Piece, Spread
from . import said as said_of_walk
from . import side_by_side_keys as keys
from .exportable import Exported
from .playing import other_pace
from .said import too_small
from .side_by_side_computing import Computing

if TYPE_CHECKING:
    from ..app import Explorer
    from ..own_text import Answers

LEAST = (36, 13)  # columns and lines below which there is nothing worth drawing
AIRY = 32  # lines from which some stay empty


class Columns(Container):
    """Where the models stand."""


class SideBySideScreen(Computing):
    """The desk walks; this draws it.

    Args:
        answers: the engine; without one there is nothing to see but why.
    """

    CSS_PATH = "side_by_side.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS
    app: Explorer

    def __init__(self, desk: SideBySide, answers: Answers | None) -> None:
        super().__init__()
        self.desk, self.answers = desk, answers
        self.columns = {family: Column(desk, family) for family in FAMILIES}
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        yield Spread(id="stages")
        yield Static(id="beat", markup=False)
        with Columns(id="columns"):
            yield from self.columns.values()
        yield Legend(id="legend")
        yield Static(id="told", markup=False)
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
        desk = self.desk
        self._show_head()
        self._stand()
        colours = scale(desk, self.app.current_theme.dark)
        for family, column in self.columns.items():
            column.set_class(family == desk.here, "here")
            column.lane.follow(colours)
            column.say()
        self.query_one("#beat", Static).update(Content(said.beat(desk) if desk.tokens else ""), layout=False)
        self._show_legend()
        self._show_keys()

    def _show_head(self) -> None:
        desk, now = self.desk, self.desk.now
        self.query_one("#heading", Spread).say(
            [
                (_("side by side"), "strong"),
                (f" · {safe(desk.task)} · ", "faint"),
                (" ".join(map(safe, desk.tokens)) or safe(desk.text), "accent"),
            ],
            [(said.weights(desk.trained), "strong" if desk.trained else "accent")],
        )
        pieces: list[Piece] = []
        for stage in range(desk.clock.stages):
            name = said.stage(stage, desk.clock.stages)
            here = stage == now.stage
            pieces += [(" › ", "faint")] if stage else []
            pieces.append(
                (f"▸{name}" if here else name, "accent" if here else "faint" if stage > now.stage else "")
            )
        beat = _("beat {beat} of {beats}").format(beat=self.desk.tick + 1, beats=desk.clock.last + 1)
        self.query_one("#stages", Spread).say(pieces, [(beat, "strong")])

    def _show_legend(self) -> None:
        desk, legend = self.desk, self.query_one(Legend)
        array, lane = shown(desk, desk.here), self.columns[desk.here].lane
        plain = desk.answering and desk.view != INFLUENCE
        legend.visible = array is not None and not plain and lane.scale is not None
        if array is not None and lane.scale is not None:
            legend.look(array, lane, said.colours(desk))

    def _show_keys(self) -> None:
        desk = self.desk
        other = keys.TO_ANSWERS if desk.answering else keys.TO_STATES
        view = other if desk.view == INFLUENCE else keys.TO_INFLUENCE
        working = keys.working(self.playing, view, keys.TO_UNTRAINED if desk.trained else keys.TO_TRAINED)
        mode = f"▶ {self.app.settings.pace:g} s" if self.playing else _("BEAT")
        self.query_one(KeyBar).say(mode, working, keys.ALWAYS)

    # -------------------------------------------------------------------------- how the columns stand
    def _stand(self) -> None:
        """As many side by side as there is room for; the others below them, or, where they cannot, by Tab."""
        desk, columns = self.desk, self.query_one(Columns)
        width, height = columns.size
        edge, count = EDGE + self.columns[desk.here].lane.head, len(desk.tokens) or 1
        across, rows = stand(len(desk.families), width, height, edge + count)
        page = desk.families.index(desk.here) // (across * rows)
        there = desk.families[page * across * rows : (page + 1) * across * rows]
        lines, gap = lines_of(count, height // rows - edge)
        for family, column in self.columns.items():
            column.display = family in there
            column.lane.stand(lines, gap)
        columns.styles.grid_size_columns = across
        columns.styles.grid_size_rows = rows

    # -------------------------------------------------------------------------- time
    def action_beat(self, by: int) -> None:
        self._to(self.desk.tick + by, by)

    def action_stage(self, by: int) -> None:
        self._pause()
        moved = self.desk.to_stage(by)
        self.show()
        if not moved:
            self.tell_end(_("beat"), by)

    def action_end(self, last: bool) -> None:
        self._to(self.desk.clock.last if last else 0, 1 if last else -1)

    def _to(self, tick: int, by: int) -> None:
        self._pause()
        moved = self.desk.to(tick)
        self.show()
        if not moved:
            self.tell_end(_("beat"), by)

    @property
    def playing(self) -> bool:
        """Whether time goes on by itself."""
        return self._clock is not None

    def action_play(self) -> None:
        """A beat after the other, from the first where the last is here; or stops."""
        if self.playing:
            self._pause()
        else:
            if self.desk.tick == self.desk.clock.last:
                self.desk.to(0)
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
            self.tell(said_of_walk.pace(pace, by))

    def _go_on(self) -> None:
        """One beat further, unless something lies over the screen."""
        covered = self.app.screen is not self
        if covered or not self.desk.to(self.desk.tick + 1) or self.desk.tick == self.desk.clock.last:
            self._pause()
        self.show()

    def _pause(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None

    # -------------------------------------------------------------------------- what one looks at
    def action_position(self, by: int) -> None:
        moved = self.desk.to_position(self.desk.position + by)
        self.show()
        if not moved:
            self.tell_end(_("position"), by)

    def action_column(self, by: int) -> None:
        self.desk.to_column(by)
        self.show()

    def action_view(self) -> None:
        self.desk.turn_view()
        self.show()

    def on_lane_chosen(self, message: Lane.Chosen) -> None:
        self.desk.here = message.family
        self.desk.to_position(message.position)
        self.show()

    # -------------------------------------------------------------------------- what is walked through
    def action_family(self, number: int) -> None:
        if self.desk.toggle(FAMILIES[number]):
            self.show()
            self.compute()
        else:
            self.tell(_("One model at least stays."))

    def action_trained(self) -> None:
        self.desk.trained = not self.desk.trained
        self.show()
        self.compute()

    def action_task(self, by: int) -> None:
        tasks = list(TASKS)
        other = tasks[(tasks.index(self.desk.task) + by) % len(tasks)]
        self._pause()
        self.compute(other, self.desk.text_of(other))

    def action_text(self) -> None:
        self._pause()
        self.close_prompt()
        self.mount(Prompt(safe(self.desk.task), _("then Enter"), self.desk.text))

    def on_prompt_left(self) -> None:
        self.close_prompt()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        if type(message) is Prompt.Answered:
            self.close_prompt()
            self.compute(self.desk.task, message.answer)

    # -------------------------------------------------------------------------- the rest
    def exported(self) -> Exported:
        """The array of the model one is at; ⏎ leads to its trace."""
        array: Shown | None = shown(self.desk, self.desk.here)
        if array is None or not array.values.size:
            return Exported()
        return Exported(None, array, (min(self.desk.position, len(array.values) - 1), 0))

    def action_copy(self) -> None:
        """The command that prints all this."""
        typed = command(self.desk)
        self.app.copy_to_clipboard(typed)
        self.tell(_("copied: {command}").format(command=safe(typed)))

    def action_leave(self) -> None:
        self._pause()
        self.dismiss()

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_help(self) -> None:
        from .help import HelpScreen

        self.app.push_screen(HelpScreen(keys.HELP))
