"""The decode screen: a translation token by token, picked by hand, sampled or found by beam search."""

from __future__ import annotations

import time
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerCancelled, WorkerFailed, WorkerState, get_current_worker

from ....core.decoding.strategy import Strategy
from ....core.support.localization import _
from ....core.trace import Hypothesis, TraceError
from ...ui.engine_client import EngineClient, EngineError
from ...ui.reasons import reason
from ...ui.routes import WalkRoute
from ...ui.screen import TICK, Exported, Screen, computing
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.dials import Dials
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Spread
from . import keys, strings
from .beam_lists import BeamList, BeamTable, BeamTree, Ranking
from .settings import BEAM_SEARCH
from .state import DecodeState, Job
from .widgets import AttentionList, Candidates, Hypotheses

WIDE, SMALL = "-wide", "-small"
LEAST = (40, 12)  # columns and lines below which only a message is shown
# Minimum columns or lines for each class.
WIDTHS = [(0, SMALL), (LEAST[0], "-narrow"), (60, "-medium"), (120, WIDE)]
HEIGHTS = [(0, SMALL), (LEAST[1], "-short"), (20, "-high")]
CORNERS = 4  # columns of the corners on both sides, with a space, which its title cannot have
PATIENCE = 0.15  # seconds that the engine may take before a notice says that it is working


class DecodeScreen(Screen[WalkRoute | None]):
    """The tree of hypotheses, the candidates for the next token and the cross-attention; or a beam search.

    It is dismissed with the place where the walk opens, or with None.

    Attributes:
        beam: whether the beam search is shown; `by_iteration`: whether as a table instead of a tree.
        pending: the computations that the engine is working on.
        problems: why others failed.
    """

    CSS_PATH = "screen.tcss"
    HINTS = "decode"
    KEYS = keys.KEYS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, state: DecodeState, engine: EngineClient | None, beam: bool = False) -> None:
        super().__init__()
        self.state, self.engine = state, engine
        self.beam, self.by_iteration = beam, False
        self.pending: dict[Job, Worker[None]] = {}
        self.problems: dict[Job, str] = {}
        self._greedy: Worker[None] | None = None
        self._since = 0.0  # when the engine began to work

    def compose(self) -> ComposeResult:
        tree, beams = self.state.tree, self.state.beams
        yield Spread(id="heading")
        with Horizontal(id="work"):
            with Vertical(id="left"):
                yield Hypotheses(tree, id="tree")
                yield Ranking(beams, id="ranking")
                yield Dials(id="dials")
            with Container(id="right"):
                yield Candidates(tree, id="candidates")
                with Vertical(id="side"):
                    yield AttentionList(id="attention")
                    yield Static(id="cache", markup=False)
                yield BeamTree(beams, id="beam-tree")
                yield BeamTable(beams, id="beams")
                yield Static(id="why", markup=False)
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.tree_list, self.candidates = self.query_one(Hypotheses), self.query_one(Candidates)
        self.attention, self.dials = self.query_one(AttentionList), self.query_one(Dials)
        self.beam_table, self.beam_tree = self.query_one(BeamTable), self.query_one(BeamTree)
        self.ranking = self.query_one(Ranking)
        self.tree_list.border_title, self.dials.border_title = _("so far"), _("settings")
        self.set_interval(TICK, self._show_progress)
        self.compute()
        self.show()
        self._main_list.focus()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.show)  # some texts depend on the width of their widget

    # -------------------------------------------------------------------------- what is shown
    @property
    def table(self) -> BeamList:
        """The hypotheses of the beam search, in the current view."""
        return self.beam_table if self.by_iteration else self.beam_tree

    @property
    def hypothesis(self) -> Hypothesis | None:
        """The hypothesis under the cursor in the beam search."""
        return (self.ranking if self.focused is self.ranking else self.table).hypothesis

    @property
    def _main_list(self) -> Widget:
        return self.table if self.beam else self.candidates

    @property
    def mode(self) -> str:
        if isinstance(self.focused, Dials):
            return keys.SETTINGS
        if self.beam:
            return keys.BEAMS
        if self.focused is self.attention:
            return keys.ATTENTION
        return keys.TREE if self.focused is self.tree_list else keys.NEXT

    def show(self) -> None:
        """Shows the current hypothesis, or the beam search."""
        state, tree = self.state, self.state.tree
        self.query_one("#heading", Spread).show(*strings.heading(state, self.beam))
        self.set_class(self.beam, "beam")
        self.set_class(self.by_iteration, "by-iteration")
        if self.beam:
            self._show_beams()
        else:
            self.tree_list.show([key for key in self.pending if isinstance(key, tuple)])
            self.tree_list.border_subtitle = Content(safe(reason(_(tree.current.how))))
            self.dials.show(strings.settings(tree.settings))
            self._show_candidates()
            self._show_attention()
        self.show_keys()

    def _show_candidates(self) -> None:
        tree, here = self.state.tree, self.state.tree.current.ids
        instead = strings.no_candidates(tree, here in self.pending, self.problems.get(here, ""))
        self.candidates.show(instead)
        both = self.candidates.shows_both and instead is None
        self.candidates.border_title = Content(
            strings.after(tree, both, self.candidates.size.width - CORNERS)
        )
        self.candidates.border_subtitle = Content(strings.drawable(tree) if instead is None else "")

    def _show_attention(self) -> None:
        state, latest = self.state, self.state.tree.latest
        short = not self.has_class(WIDE)
        self.query_one("#cache", Static).update(Content(strings.cache(latest[1] if latest else None, short)))
        self.attention.border_title = Content(strings.attention(state))
        words, token = state.attended()
        self.attention.border_subtitle = Content(strings.attending(token))
        weights: list[float] = []
        try:
            weights = state.weights()
        except TraceError as error:
            self.attention.border_subtitle = Content(safe(str(error)))
        self.attention.show(words if weights else (), weights)

    def _show_beams(self) -> None:
        beams = self.state.beams
        self.dials.show(strings.beam_settings(beams))
        self.ranking.border_title = _("finished, by score")
        self.ranking.border_subtitle = Content(_("÷ ((5+length)/6)^{alpha:g}", alpha=beams.alpha))
        title = _("beam search")
        if beams.decoding is None:
            problem = self.problems.get(beams.width) or _(strings.NO_MODEL)
            title = _(strings.STILL_SEARCHING) if beams.width in self.pending else problem
        self.table.border_title = Content(title)
        self.table.border_subtitle = _("▶ goes on   ■ ends   · is dropped")
        self.ranking.changed()
        self.table.changed()
        self._show_why()

    def _show_why(self) -> None:
        self.query_one("#why", Static).update(Content(strings.judged(self.state.beams, self.hypothesis)))

    def exported(self) -> Exported:
        """The run of the beam search, or that of the current hypothesis."""
        latest = self.state.tree.latest
        trace = self.state.beams.trace if self.beam else latest[1].trace if latest else None
        return Exported(trace or self.state.home.trace)

    @property
    def unfinished(self) -> str:
        tree = self.state.tree
        begun = tree.at > 0 and not tree.has_ended(tree.current)
        return _("The text is not complete yet and is not saved.") if begun else ""

    # -------------------------------------------------------------------------- the engine
    @property
    def is_waiting(self) -> bool:
        """Whether the engine is working for this screen."""
        return bool(self.pending)

    def compute(self) -> None:
        """Has the engine compute what is to be shown, unless it is known or being computed."""
        missing = self.state.missing(self.beam)
        if self.engine is None or missing is None or missing[0] in self.pending:
            return
        key, strategy = missing
        if not self.pending:
            self._since = time.monotonic()
        self.problems.pop(key, None)
        self.pending[key] = self.run_worker(self._compute(self.engine, key, strategy), group="engine")

    async def _compute(self, engine: EngineClient, key: Job, strategy: Strategy) -> None:
        try:
            options: dict[str, Any] = {**self.state.run_options, "strategy": strategy}
            trace, _notices = await engine.run(engine.request(self.state.text, **options))
            self.state.add(trace)
        except EngineError as error:
            self.problems[key] = safe(str(error))
        finally:
            if self.pending.get(key) is get_current_worker():
                del self.pending[key]
        self.show()
        if problem := self.problems.get(key):
            self.show_notice(problem, "error")

    def _show_progress(self) -> None:
        seconds = time.monotonic() - self._since
        if self.pending and seconds > PATIENCE:
            self.show_notice(computing(self.state.text, seconds, self.engine), "busy")
        elif not self.pending:
            self.clear_notice("busy")

    def _cancel(self) -> bool:
        """Stops everything that is being computed; returns whether there was anything."""
        was_going_on, pending = self.is_going_on, dict(self.pending)
        self._stop_greedy()
        self.pending.clear()
        for key, worker in pending.items():
            worker.cancel()
            self.problems[key] = _(strings.CANCELED)
        if pending or was_going_on:
            self.show_notice(_("Stopped computing {what}.", what=safe(self.state.text)))
            self.show()
        return bool(pending) or was_going_on

    # -------------------------------------------------------------------------- choosing tokens
    def _moved(self) -> None:
        """The current hypothesis has changed."""
        self.clear_notice()
        self.compute()
        self.show()

    def _may_pick(self) -> bool:
        """Whether a token can follow; if not, a notice says why, and a failed computation is repeated."""
        tree, here = self.state.tree, self.state.tree.current.ids
        if tree.can_grow and tree.prediction is not None:
            return True
        problem = self.problems.get(here, "")
        self.compute()
        ended = self.KEYS.text(strings.ENDED if tree.has_ended(tree.current) else strings.FULL)
        why = strings.no_candidates(tree, self.is_waiting, "" if here in self.pending else problem)
        self.show_notice((why or "") if tree.can_grow else ended)
        return False

    def _pick(self, token: int | None) -> None:
        if self._may_pick() and token is not None:
            self._stop_greedy()
            self.state.tree.pick(token)
            self._moved()

    def action_pick(self) -> None:
        self._pick(self.candidates.token)

    def action_undo(self) -> None:
        if self._refuses(beam=False):
            return
        self._stop_greedy()
        if self.state.tree.undo():
            self._moved()
        else:
            self.show_notice(_(strings.NOTHING_TO_UNDO))

    def action_reset(self) -> None:
        if self._refuses(beam=False):
            return
        self._stop_greedy()
        self.state.tree.start_over()
        self._moved()

    def action_sample(self) -> None:
        """Draws one token with the settings and the seed."""
        tree = self.state.tree
        if not self._refuses(beam=False) and self._may_pick():
            self._stop_greedy()
            token, probability = tree.draw()
            tree.pick(token, _("drawn with p {probability:.3g}", probability=probability))
            self._moved()
            self.show_notice(strings.drawn(tree, token, probability))

    @property
    def is_going_on(self) -> bool:
        """Whether greedy decoding is running."""
        running = (WorkerState.PENDING, WorkerState.RUNNING)
        return self._greedy is not None and self._greedy.state in running

    def _stop_greedy(self) -> None:
        if self._greedy is not None:
            self._greedy.cancel()
            self._greedy = None

    def action_greedy(self) -> None:
        """Picks the most probable token until the translation ends."""
        if not self._refuses(beam=False) and self._may_pick():
            self._stop_greedy()
            self._greedy = self.run_worker(self._pick_to_the_end(), group="greedy")

    async def _pick_to_the_end(self) -> None:
        tree = self.state.tree
        while tree.next is not None and tree.can_grow:
            here = tree.pick(tree.most_probable(), _("the most probable"))
            self._moved()
            if (worker := self.pending.get(here.ids)) is not None:
                try:
                    await worker.wait()
                except WorkerFailed:
                    break
                except WorkerCancelled:
                    return
            if tree.current is not here:  # the reader went elsewhere in the meantime
                return
        self._greedy = None
        self.show()

    # -------------------------------------------------------------------------- lists
    @on(CursorList.Moved)
    def _to_line(self, message: CursorList.Moved) -> None:
        lines, enter = message.lines, message.enter
        if isinstance(lines, BeamList):
            if enter and (self.state.beams.decoding is None or lines.hypothesis is not None):
                self.action_open()
            else:
                self._show_why()
        elif isinstance(lines, AttentionList):
            if enter:
                self.action_open()
        elif not message.is_stale:
            self.state.tree.go_to(self.tree_list.number)
            self._moved()
            if enter:
                self.candidates.focus()

    @on(Candidates.Chosen)
    def _pick_chosen(self, message: Candidates.Chosen) -> None:
        self._pick(message.token)

    @on(Dials.Turned)
    def _turn_chosen(self, message: Dials.Turned) -> None:
        self.action_turn(message.name, message.by)

    def action_side(self, by: int) -> None:
        """Goes to the next list on the right, or with -1 on the left."""
        lists: list[Widget] = [self.tree_list, self.candidates, self.attention]
        if self.beam:
            lists = [self.ranking, self.table]
        shown = [each for each in lists if each.display]
        here = next((n for n, each in enumerate(shown) if each is self.focused), 0)
        shown[max(0, min(here + by, len(shown) - 1))].focus()

    # -------------------------------------------------------------------------- other keys
    def _refuses(self, beam: bool) -> bool:
        """Whether a key acts on what is not shown, the beam search or the tree; then a notice says so."""
        if self.beam != beam:
            self.show_notice(self.KEYS.text(strings.KEY_OF_BEAMS if beam else strings.KEY_OF_TREE))
        return self.beam != beam

    def action_turn(self, name: str, by: int) -> None:
        """Changes a setting by this many values."""
        if (name in BEAM_SEARCH) != self.beam:
            self.show_notice(self.KEYS.text(strings.SAMPLING_ONLY if self.beam else strings.BEAMS_ONLY))
            return
        changed = (self.state.beams if self.beam else self.state.tree).turn(name, by)
        self.compute()
        self.show()
        if not changed:
            dial = next(dial for dial in self.dials.dials if dial.name == name)
            self.show_limit(dial.title, dial.value, by)

    def action_head(self, by: int) -> None:
        if not self._refuses(beam=False):
            self.state.turn_head(by)
            self._show_attention()

    def action_layer(self, by: int) -> None:
        if not self._refuses(beam=False):
            self.state.turn_layer(by)
            self._show_attention()

    def action_beam(self) -> None:
        """Switches between the tree and the beam search."""
        self._stop_greedy()
        self.beam = not self.beam
        self._moved()
        self._main_list.focus()

    def action_view(self) -> None:
        """Switches the beam search between tree and iterations; the cursor stays on the same hypothesis."""
        if self._refuses(beam=True):
            return
        here, had_focus = self.table.hypothesis, self.focused is self.table
        self.by_iteration = not self.by_iteration
        self.table.go_to(here)
        self.show()
        if had_focus:
            self.call_after_refresh(self.table.focus)

    def action_by_hand(self) -> None:
        """Leaves the beam search, to go on by hand from the hypothesis under the cursor."""
        if self._refuses(beam=True):
            return
        decoding, hypothesis = self.state.beams.decoding, self.hypothesis
        if hypothesis is not None and decoding is not None:
            tokens = tuple(token.id for token in decoding.so_far(hypothesis.number))
            self.state.tree.pick_all(tokens, strings.FROM_BEAMS)
            self.action_beam()
        else:
            self.show_notice(_(strings.NO_HYPOTHESIS))

    def action_open(self) -> None:
        """Opens what is under the cursor in the walk."""
        if self.beam:
            place = self.state.beam_place(self.hypothesis)
        else:
            place = self.state.place(self.candidates.token, self.focused is self.attention)
        if place is None and self.beam and self.state.beams.decoding is not None:
            self.show_notice(_(strings.NO_HYPOTHESIS))
        elif place is None:
            self.compute()
            self.show()
            computed = strings.STILL_SEARCHING if self.beam else strings.STILL_COMPUTING
            self.show_notice(_(computed if self.is_waiting else strings.NO_MODEL))
        else:
            self._stop_greedy()
            self.dismiss(place)

    def action_leave(self) -> None:
        """Stops what is being computed; otherwise goes back to the walk."""
        if not self._cancel():
            self.dismiss(None)
