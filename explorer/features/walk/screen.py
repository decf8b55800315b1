"""The walk: a trace step by step and number by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.operations.expression import Index, Source
from ....core.support.errors import Problem
from ....core.support.localization import _, sentences
from ....core.trace import Trace, TraceError
from ...ui import routes
from ...ui.availability import reads_examples, text_hint
from ...ui.engine_client import EngineClient, EngineError
from ...ui.memory import LastPlace
from ...ui.navigator import Navigator, last_place
from ...ui.playing import Player, change_pace
from ...ui.screen import RUNS_AGAIN, Exported, Screen
from ...ui.situation import CELL, WALK, Situation
from ...ui.strings import too_small
from ...ui.text import cut, safe
from ...ui.widgets.explanation import ExplanationPanel, FormulaView
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Legend, Spread
from ...ui.widgets.room import Room
from . import keys, strings
from .state import WalkState
from .widgets import CellList, ModelMap

if TYPE_CHECKING:
    from ....core.interventions.intervention import Intervention
    from ...ui.cell_inputs import Origin
    from ...ui.consumers import Heading
    from ...ui.guess import Guess
    from ...ui.search import Command
    from ...ui.widgets.prompt import Prompt

LEAST = (40, 12)  # columns and lines; in a smaller window the screen only says so
READS = "enter used_by find about guess hint solution attention heads palette copy"
ROOM = {  # classes of the screen, by the number of lines for the step
    "lowest": range(9),
    "low": range(12),
    "short": range(18),
    "tall": range(34, 10_000),
}
PLAYS_ON = {"space", "plus", "equals_sign", "minus", "v", "h", "H", "j", "J", "L"}  # any other key pauses
LEAST_QUESTION = 12  # columns
HIDING = "guessing"  # the screen's class while a number is hidden
TraceRoute = TypeVar("TraceRoute", bound=routes.TraceRoute)


class WalkScreen(Screen[None]):
    """Three regions: the map of the model, the numbers of a step, the number under the cursor."""

    CSS_PATH = "screen.tcss"
    KEYS = keys.KEYS
    HORIZONTAL_BREAKPOINTS = [(0, "-too-narrow"), (LEAST[0], "-narrow"), (70, "-medium"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-too-low"), (LEAST[1], "-high")]  # noqa: RUF012
    needs_result = RUNS_AGAIN | set(READS.split())
    takes_text = True

    def __init__(
        self, trace: Trace, engine: EngineClient | None = None, stored: bool = False, asked: str = ""
    ) -> None:
        super().__init__()
        self.state = WalkState(trace, engine, stored, asked)
        self.player = Player(self.set_interval, self._play_step, self._place, self.show_keys)
        self.set_class(bool(asked), "asked")
        self._switches = ""
        self._question = ""

    @property
    def navigator(self) -> Navigator:
        return self.state.navigator

    @property
    def engine(self) -> EngineClient | None:
        return self.state.engine

    def compose(self) -> ComposeResult:
        navigator = self.navigator
        yield Spread(id="heading")
        with Room(id="body"):
            yield ModelMap(navigator, id="map")
            with Vertical(id="step"):
                yield Spread(id="crumb")
                with Container(id="about"):
                    yield FormulaView(navigator.view, id="formula")
                    yield Static(id="meaning", markup=False)
                yield Grid(navigator.view, navigator.cell, id="grid")
                yield Legend(id="legend")
                yield ExplanationPanel(navigator, id="number")
            yield Static(strings.being_computed(self.state.asked), id="instead", markup=False)
        yield CellList(id="cells")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.grid = self.query_one(Grid)
        self.map = self.query_one(ModelMap)
        self.panel = self.query_one(ExplanationPanel)
        self.cell_list = self.query_one(CellList)
        self.show_step()
        self.to_walk()
        if self.state.asked:
            self.compute_sentence(self.state.asked)
        self.redraw_with_theme(self.show_step)

    def on_room_resized(self, message: Room.Resized) -> None:
        """In a low window, the description of a step shrinks first, then its numbers; the explained number stays."""
        for name, lines in ROOM.items():
            self.set_class(message.room.size.height in lines, name)

    # -------------------------------------------------------------------------- what is shown
    def show_step(self) -> None:
        """Shows the step that the navigator is at."""
        self.leave_list()
        navigator, view = self.navigator, self.navigator.view
        self.query_one("#heading", Spread).show(*strings.heading(navigator, self.state.asked))
        self.query_one("#crumb", Spread).show(*strings.crumb(view))
        self.query_one(FormulaView).show(view)
        self.query_one("#meaning", Static).update(Content(strings.meaning(view)), layout=False)
        self.map.follow()
        self.grid.show(view, navigator.cell)
        self.query_one(Legend).show(view, self.grid)
        self.show_cell()
        self.call_after_refresh(navigator.prepare_neighbors)

    def show_cell(self) -> None:
        """Shows what depends only on the cell."""
        guess = self.state.guess
        if guess is not None and not guess.is_here(self.navigator):
            self._end_guess()
            self.close_prompt()
        self.panel.show(self.navigator, self.state.guess)
        position = strings.position(self.navigator)
        title = _("this number · {position}", position=position) if position else _("no numbers")
        self.panel.border_title = Content(title)
        if (switches := strings.switches(self.navigator)) != self._switches:
            self._switches = switches
            self.grid.border_title = Content(switches)

    @property
    def mode(self) -> str:
        if self.has_class(HIDING):
            return keys.GUESSING
        if self.player.is_playing:
            return keys.PLAYING
        if isinstance(self.focused, CellList):
            return self.cell_list.mode
        return keys.CELL if isinstance(self.focused, Grid) else keys.WALK

    @property
    def mode_title(self) -> str:
        return f"▶ {self.program.settings.pace:g} s" if self.player.is_playing else ""

    def exported(self) -> Exported:
        return Exported(self.navigator.trace, self.navigator.view, self.navigator.cell, self.grid.hidden)

    def situation(self) -> Situation | None:
        if self.player.is_playing or self.cell_list.has_class("open"):
            return None
        navigator, grid = self.navigator, self.grid
        return Situation(
            CELL if self.focused is grid else WALK,
            steps=len(navigator.visited),
            all_seen=len(navigator.visited) == len(navigator.walk),
            heads=grid.plane.switches > 0,
            wide=grid.virtual_size.width > grid.content_size.width and not grid.dense,
            can_go_back=bool(navigator.trail),
        )

    # -------------------------------------------------------------------------- walking
    def action_step(self, by: int) -> None:
        self._moved(self.navigator.step(by), by)

    def action_group(self, by: int) -> None:
        self._moved(self.navigator.go_to_step(self.navigator.walk.group(self.navigator.number, by)), by)

    def _moved(self, moved: bool, by: int) -> None:
        self.show_step()
        if not moved:
            self.show_end(_("step"), by)

    def action_end(self, last: bool) -> None:
        self.navigator.go_to_step(len(self.navigator.walk) - 1 if last else 0)
        self.show_step()

    def on_model_map_chosen(self, message: ModelMap.Chosen) -> None:
        self.navigator.go_to_step(min(message.place, len(self.navigator.walk) - 1))
        self.show_step()
        if message.enter:
            self.action_enter()

    def action_enter(self) -> None:
        """Goes from the walk into the numbers, and from a number to those that it was computed from."""
        if self.focused is not self.grid:
            self.grid.focus()
        else:
            self.open_list()

    def action_leave(self) -> None:
        """Stops computing, else leaves the numbers, else leaves the walk."""
        if self.computing:
            self.stop_computing()
            return
        walking = not isinstance(self.focused, Grid | CellList) and not self.has_notice()
        self.clear_notice()
        if walking and len(self.app.screen_stack) > 1:
            self.remember()
            self.dismiss()
        else:
            self.to_walk()
            if walking:
                self.show_notice(strings.first_screen())

    def to_walk(self) -> None:
        """Leaves the numbers, so that the arrow keys walk again."""
        if self.map.display and not self.has_class("-narrow"):
            self.map.focus()
        else:
            self.set_focus(None)
        self.show_keys()

    def to_place(self, place: LastPlace) -> None:
        """Goes to where the reader was before, if the trace has that step."""
        if self.navigator.go_to(Source("step", place.step, place.visit), place.cell):
            self.show_step()

    def on_unmount(self) -> None:
        self.remember()

    def remember(self) -> None:
        place = last_place(self.navigator)
        if place is not None:
            self.program.remember_place(place)

    def action_find(self) -> None:
        from ...ui.picker import run_picked
        from .commands import actions, heads, steps
        from .find_screen import FindScreen  # Textual's Input is only loaded when it is needed

        self.leave_list()
        places = [*steps(self), *heads(self)]
        finder = FindScreen(
            [*places, *actions(self)], len(places), len(self.navigator.walk), self.navigator.number
        )
        self.app.push_screen(finder, run_picked)

    def leap(self, number: int, head: int | None = None) -> None:
        """Goes to a step by its number, counted from 0, and to one of its heads; Backspace goes back."""
        if self.state.leap(number, head):
            self.show_step()
            self.show_keys()

    def commands(self) -> Iterator[Command]:
        from .commands import actions, heads, steps

        yield from steps(self)
        yield from heads(self)
        yield from actions(self)

    # -------------------------------------------------------------------------- playing
    def action_play(self) -> None:
        """Plays, from the start if this is the last step; or pauses."""
        if self.player.is_playing:
            self.player.pause()
            return
        if self._is_last_step:
            self.navigator.go_to_step(0)
            self.show_step()
        self.clear_notice()
        self.player.play(self.program.settings.pace)
        self.show_keys()

    def action_pace(self, by: int) -> None:
        """Plays faster (1) or slower (-1)."""
        change_pace(self, by)

    def _play_step(self) -> bool:
        self.navigator.step(1)
        self.show_step()
        if self._is_last_step:
            self.show_notice(self.KEYS.text(strings.WALK_ENDS))
        return not self._is_last_step

    @property
    def _is_last_step(self) -> bool:
        return self.navigator.number + 1 >= len(self.navigator.walk)

    def _place(self) -> object:
        navigator = self.navigator
        return navigator, navigator.view.source, navigator.cell, self.focused, self.is_current

    def on_key(self, event: events.Key) -> None:
        if self.player.is_playing and event.key not in PLAYS_ON:
            self.player.pause()

    def on_screen_suspend(self) -> None:
        self.player.pause()

    # -------------------------------------------------------------------------- numbers
    def on_grid_moved(self, message: Grid.Moved) -> None:
        message.stop()
        if message.shown is self.navigator.view:  # not when a step was taken before the message came
            self.navigator.set_cell(message.cell)
            self.show_cell()

    def action_switch(self, switch: int, by: int) -> None:
        self.leave_list()
        cell = self.grid.plane.switched(self.navigator.cell, switch, by)
        self.navigator.set_cell(cell)
        self.grid.show(self.navigator.view, cell)
        self.show_cell()

    def action_view(self) -> None:
        self.grid.toggle_dense()

    def action_tokens(self) -> None:
        """Lists the most probable tokens of the row; the one that is chosen gets the cursor."""
        from ...ui.picker import run_picked
        from .candidates import Candidates, has_candidates
        from .tokens_screen import TokensScreen

        self.leave_list()
        navigator = self.navigator
        if has_candidates(navigator):
            screen = TokensScreen(Candidates(navigator), navigator.cell[-1], self._to_token)
            self.app.push_screen(screen, run_picked)
        else:
            self.show_notice(
                _("This array has no column for each token of the vocabulary; the last step has.")
            )

    def _to_token(self, token: int) -> None:
        cell = (*self.navigator.cell[:-1], token)
        self.navigator.set_cell(cell)
        self.grid.show(self.navigator.view, cell)
        self.show_cell()
        self.grid.focus()
        self.show_keys()

    # -------------------------------------------------------------------------- following a number
    def open_list(self) -> None:
        """Lists the cells that the number under the cursor was computed from."""
        self._list(
            self.navigator.cell_inputs,
            strings.no_origin,
            keys.MADE_OF,
            _("{cell} was computed from these numbers"),
        )

    def action_used_by(self) -> None:
        """Lists the cells that used the number under the cursor."""
        from ...ui.consumers import nothing_used_it, went_into

        self.leave_list()
        if self.navigator.empty:
            self.show_notice(_("There is no number here to follow."))
            return
        self._list(
            lambda: went_into(self.navigator),
            nothing_used_it,
            keys.WENT_INTO,
            _("{cell} went into these numbers"),
            _("{cell} went into these numbers, and added this much to each sum"),
        )

    def _list(
        self,
        find: Callable[[], Sequence[Origin | Heading]],
        why_none: Callable[[Navigator], str],
        mode: str,
        title: str,
        title_of_sums: str = "",
    ) -> None:
        """Lists cells to go to; `title_of_sums` is the title if any of them is a sum, where there are two titles."""
        try:
            entries = find()
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
            return
        navigator, opened = self.navigator, self.cell_list
        if not entries:
            self.show_notice(why_none(navigator))
            return
        self.clear_notice()
        opened.styles.height = min(len(entries), max(4, self.size.height // 3)) + 2
        opened.add_class("open")
        if title_of_sums and any(getattr(each, "contribution", None) is not None for each in entries):
            title = title_of_sums
        opened.show(navigator, entries, mode, title.format(cell=navigator.view.cell_name(navigator.cell)))
        opened.focus()
        self.show_keys()

    def leave_list(self) -> None:
        """Closes the list of cells, if it is open."""
        if self.cell_list.has_class("open"):
            self.cell_list.remove_class("open")
            self.grid.focus()

    on_cell_list_left = action_leave_list = leave_list

    def on_cell_list_chosen(self, message: CellList.Chosen) -> None:
        self.follow(message.source, message.cell)

    def action_go(self) -> None:
        self.cell_list.action_choose()  # for the mouse

    def follow(self, source: Source, cell: Index) -> None:
        """Goes to another number, with a way back."""
        try:
            self.navigator.follow(source, cell)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
        self.show_step()
        self.show_keys()

    def action_back(self) -> None:
        if not self.navigator.back():
            self.show_notice(self.KEYS.text(strings.NOTHING_TO_GO_BACK_TO))
        self.show_step()
        self.show_keys()

    def action_about(self) -> None:
        """Shows everything about this step, with links to its inputs and to the steps that use it."""
        from .step_facts_screen import StepFactsScreen

        self.leave_list()
        self.app.push_screen(StepFactsScreen(self.navigator, self.engine), self._go_to)

    def _go_to(self, source: Source | None) -> None:
        """Goes to another array, with a way back; the cursor stays on the same words if possible."""
        if source is None:
            return
        trace = self.navigator.trace
        if source in trace:
            self.leap(self.navigator.walk.place(trace[source]))
        else:
            self.follow(source, (0,) * trace.operand(source).values.ndim)

    # -------------------------------------------------------------------------- guessing
    def action_guess(self) -> None:
        """Hides the number under the cursor and asks for it."""
        from ...ui.guess import Guess

        self.leave_list()
        try:
            self.state.guess = Guess(self.navigator)
        except TraceError as error:
            self.show_notice(safe(str(error)))
            return
        self.clear_notice()
        self.add_class(HIDING)
        self.grid.hide(self.navigator.cell)
        self.show_cell()
        self._ask(self.state.guess, _("a number, or an expression such as 0.8/sqrt(16)"))

    @property
    def unfinished(self) -> str:
        return "" if self.state.guess is None else _("You have not guessed the hidden number yet.")

    def action_hint(self) -> None:
        """Shows the arithmetic of the hidden number, without its result."""
        if self.state.guess is None:
            self.show_notice(self.KEYS.text(strings.NOTHING_HIDDEN))
        elif self.state.guess.hint():
            self.panel.show(self.navigator, self.state.guess)
        else:
            self.show_notice(_("There is no hint for this number."))

    def action_solution(self) -> None:
        if self.state.guess is None:
            self.show_notice(self.KEYS.text(strings.NOTHING_HIDDEN))
        else:
            self._reveal(self.state.guess)

    def _ask(self, guess: Guess, hint: str) -> None:
        name = cut(guess.name, max(LEAST_QUESTION, self.size.width // 2))
        self._question = _("what is {name}?", name=name)
        self.leave_list()
        self.open_prompt(self._question, _("true or false") if guess.is_boolean else hint)

    def _answer_guess(self, guess: Guess, answer: str) -> None:
        try:
            verdict = guess.answer(answer)
        except Problem as error:
            guess.said = safe(str(error))
        else:
            if verdict.kind == "right" or not guess.tries:
                self._reveal(guess, verdict.text)
                return
        self.panel.show(self.navigator, guess)
        self._ask(guess, _("try again"))

    def _reveal(self, guess: Guess, feedback: str = "") -> None:
        self.close_prompt()
        self._end_guess()
        self.show_cell()
        self.grid.focus()
        result = _("{name} = {value}", name=guess.name, value=guess.written())
        self.show_notice(feedback if result in feedback else sentences(feedback, result))

    def _end_guess(self) -> None:
        self.state.guess = None
        self.remove_class(HIDING)
        self.grid.hide(None)

    # -------------------------------------------------------------------------- prompts
    def action_text(self) -> None:
        self.leave_list()
        self.open_prompt(_("your text"), text_hint(self.navigator.trace))

    def on_prompt_left(self, message: Prompt.Left) -> None:
        if self.state.guess is not None:
            self._reveal(self.state.guess)
        else:
            self.close_prompt()
            self.to_walk()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        guess = self.state.guess
        if guess is None or message.question != self._question:
            self.accept(message)
            self.to_walk()
            self.compute_sentence(message.answer)
        elif message.answer.strip():
            self._answer_guess(guess, message.answer)
        else:
            self._reveal(guess)

    # -------------------------------------------------------------------------- computing another sentence
    def explore_sentence(self) -> Callable[[str], object] | None:
        return self.compute_sentence if self.engine is not None else None

    def compute_sentence(self, text: str, place: LastPlace | None = None) -> None:
        """Computes a sentence; the trace on the screen stays until then.

        Args:
            place: where to go in it.
        """
        if self.engine is None:
            self.refuse(_("No model is loaded, so your sentence cannot be computed."), text)
            return
        self.start_computing(text, partial(self._compute, self.engine, text, place), self.engine, "own text")

    async def _compute(self, engine: EngineClient, text: str, place: LastPlace | None) -> bool:
        await self.program.first_frame.wait()
        try:
            trace, notices = await engine.ask(text)
        except EngineError as error:
            why = safe(str(error))
            self.refuse(f"{why} · {strings.shown(self.navigator.trace)}" if self.state.asked else why, text)
            return False
        self.read(trace)
        if place is not None:
            self.to_place(place)
        if reads_examples(trace):
            self.program.remember_sentence(text)
        if notices:
            self.show_notice(safe(" · ".join(notices)), about=lambda: self.navigator.trace)
        else:
            self.clear_notice()
        return True

    def read(self, trace: Trace) -> None:
        """Shows another trace, at the same step where it has that step."""
        self.state.read(trace)
        self.map.show(self.navigator)
        self.show_step()
        self.show_keys()

    @property
    def stored_text(self) -> str:
        return self.navigator.trace.source_text if self.state.stored else ""

    def replace_stored(self, text: str, computed: Trace | None) -> None:
        if self.state.computed_here(text, computed):
            self.grid.show(self.navigator.view, self.navigator.cell)

    def stop_computing(self) -> None:
        what = self.computing
        super().stop_computing()
        if what and self.navigator.trace.source_text not in ("", what):
            self.show_notice(strings.stopped(what, self.navigator.trace))

    def _end_computing(self, is_there: bool) -> None:
        if self.state.asked:
            self.state.asked = ""
            self.remove_class("asked")
            self.show_step()
        super()._end_computing(is_there)

    # -------------------------------------------------------------------------- other screens
    def _refuses(self, action: str) -> bool:
        """Whether an action is impossible in this run; if so, a notice says why."""
        why = self.navigator.impossible.get(action, "")
        if why:
            self.show_notice(why, "error")
        return bool(why)

    def _open(
        self, route: routes.Route, done: Callable[[routes.WalkRoute | None], None] | None = None
    ) -> None:
        self.leave_list()
        self.program.open(route, done)

    def _here(self, kind: type[TraceRoute], **more: object) -> TraceRoute:
        """A route to another screen about this place in the trace."""
        navigator = self.navigator
        return kind(navigator.trace, navigator.view.source, navigator.cell, self.engine, **more)

    def arrive(self, route: routes.WalkRoute | None) -> None:
        """Shows the place that was chosen on another screen."""
        if route is None or route.source is None:
            return
        before = self.navigator
        try:
            self.state.arrive(route)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")
        if self.navigator is not before:
            self.map.show(self.navigator)
        self.show_step()
        if route.cell:
            self.show_keys()
            self.grid.focus()
        else:
            self.to_walk()

    def action_decode(self, beam: bool = False) -> None:
        if not self._refuses("decode"):
            self._open(self._here(routes.DecodeRoute, beam=beam), self.arrive)

    def action_what_if(self, change: Intervention | None = None) -> None:
        if not self._refuses("what_if"):
            self._open(self._here(routes.WhatIfRoute, change=change), self._from_what_if)

    def _from_what_if(self, route: routes.WalkRoute | None) -> None:
        self.arrive(route)
        if route is not None:
            self.show_notice(strings.which_run(route.trace))

    def action_compare(self) -> None:
        self._open(self._here(routes.CompareRoute), self._from_comparison)

    def _from_comparison(self, route: routes.WalkRoute | None) -> None:
        before = self.navigator.trace
        self.arrive(route)
        if self.navigator.trace is not before:
            self.show_notice(self.KEYS.text(strings.OTHER_SENTENCE))

    def action_attention(self) -> None:
        self._open(self._here(routes.AttentionRoute), self.arrive)

    def action_heads(self) -> None:
        self._open(self._here(routes.HeadsRoute), self.arrive)

    def action_training(self) -> None:
        if self._refuses("training"):
            return
        from ....core.checkpoints import shipped

        name = self.engine.model if self.engine is not None else self.navigator.trace.model.name
        if self.engine is None and name not in shipped():  # a trace from a file may name any path
            self.show_notice(_("No model is loaded, so there is no training to show."), "error")
            return
        self._open(routes.TrainingRoute(name))

    def action_lessons(self) -> None:
        self._open(routes.LessonsRoute())
