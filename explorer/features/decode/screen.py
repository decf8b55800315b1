"""The decode screen: a translation token by token, picked, drawn or searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ....core.support.localization import _
from ....core.trace import TraceError
from ...ui.routes import WalkRoute
from ...ui.screen import Exported
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.attention_list import AttentionList
from ...ui.widgets.bars import ROOM_FOR_BOTH, Bars
from ...ui.widgets.dials import Dials
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.spread import Spread
from . import keys
from . import strings as said
from .asking import DecodeAsking
from .beam_table import BeamList, BeamTable, BeamTree, Ranking
from .hypotheses import Hypotheses
from .options import NAMES
from .state import DecodeState
from .tree import Node

if TYPE_CHECKING:
    from ...ui.engine_client import EngineClient

LEAST = (40, 12)  # columns and lines below which there is nothing worth drawing
NARROW, WIDE = 60, 120  # columns
SHORT = 20  # lines


class DecodeScreen(DecodeAsking):
    """The tree of hypotheses, what may come next, what is looked at; or a beam search in their place.

    It is dismissed with the place at which to open the walk, or with None.
    """

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(self, state: DecodeState, engine: EngineClient | None, beam: bool = False) -> None:
        super().__init__(state, engine)
        self.beam = beam
        self.by_iteration = False
        self._shown: Node | None = None

    def compose(self) -> ComposeResult:
        tree, beams = self.state.tree, self.state.beams
        yield Spread(id="heading")
        with Horizontal(id="work"):
            with Vertical(id="left"):
                yield Hypotheses(tree, id="tree")
                yield Ranking(beams, id="ranking")
                yield Dials(id="dials")
            with Container(id="right"):
                yield Bars(tree, id="bars")
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
        self.tree_list, self.bars = self.query_one(Hypotheses), self.query_one(Bars)
        self.attention, self.dials = self.query_one(AttentionList), self.query_one(Dials)
        self.beam_table, self.beam_tree = self.query_one(BeamTable), self.query_one(BeamTree)
        self.ranking = self.query_one(Ranking)
        self.tree_list.border_title, self.dials.border_title = _("so far"), _("settings")
        if self.beam:
            self.search()
        self.show()
        (self.table if self.beam else self.bars).focus()
        self.hear_more()

    @property
    def table(self) -> BeamList:
        """The hypotheses of the beam search, as the reader wants to see them."""
        return self.beam_table if self.by_iteration else self.beam_tree

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Brings everything to where the reader is."""
        state, tree = self.state, self.state.tree
        self.query_one("#heading", Spread).say(*said.heading(state, self.beam))
        self.set_class(self.beam, "beam")
        self.set_class(self.by_iteration, "by-iteration")
        if self.beam:
            self._show_beams()
        else:
            self.tree_list.waiting = frozenset(self.pending)
            self.tree_list.follow()
            self.tree_list.border_subtitle = Content(said.how(tree.here))
            self.dials.say(said.settings(tree.settings))
            self.show_bars()
            self.show_attention()
        self.show_keys()

    def show_bars(self) -> None:
        """What may come next, or why nothing can."""
        tree = self.state.tree
        waiting, problem = tree.here.ids in self.pending, self.problems.get(tree.here.ids, "")
        instead = said.no_bars(tree, waiting, problem)
        self.bars.show(instead, anew=tree.here is not self._shown)
        self._shown = tree.here
        both = self.bars.content_size.width >= ROOM_FOR_BOTH and instead is None
        self.bars.border_title = Content(said.after(tree, both))
        self.bars.border_subtitle = Content(said.possible(tree) if instead is None else "")

    def show_attention(self) -> None:
        """What the latest token looks at, in one layer and head."""
        state, latest = self.state, self.state.tree.latest
        reply = latest[1] if latest else None
        self.query_one("#cache", Static).update(Content(said.cache(reply, self.size.width < WIDE)))
        words = [token.label for token in state.home.trace.tokens.get("source", ())]
        self.attention.border_title = Content(said.attention(state))
        self.attention.border_subtitle = Content(said.looking(state.tree))
        if reply is None or not reply.attentions:
            self.attention.show((), ())
            return
        layer = min(state.layer, len(reply.attentions) - 1)
        try:
            weights = reply.weights(layer, min(state.head, reply.attentions[layer].shape[0] - 1))
        except TraceError as error:
            self.attention.show((), ())
            self.attention.border_subtitle = Content(safe(str(error)))
            return
        self.attention.show(words, weights.tolist())

    def _show_beams(self) -> None:
        beams = self.state.beams
        self.dials.say(said.beam_settings(beams))
        self.ranking.border_title = _("finished, by score")
        self.ranking.border_subtitle = Content(said.score(beams.alpha))
        waiting = said.STILL_COMPUTING if self.searching else self.beam_problem
        self.table.border_title = Content(_("beam search") if beams.decoding else waiting or said.NO_MODEL)
        self.table.border_subtitle = _("▶ goes on   ■ ends   · is dropped")
        self.ranking.changed()
        self.table.changed()
        looked = self.ranking if self.focused is self.ranking else self.table
        self._judge(looked)

    def _judge(self, looked: BeamList) -> None:
        lines = said.judged(self.state.beams, looked.hypothesis)
        self.query_one("#why", Static).update(Content(said.joined(lines)))

    def show_keys(self) -> None:
        """The footer says what works now."""
        begun, busy, open_end = self.state.tree.at > 0, self.is_going_on, self.bars.instead is None
        self.query_one(KeyBar).show(
            *keys.working(self.focused, self.beam, begun, busy, open_end), keys.ALWAYS
        )

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.show_keys()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(width >= WIDE, "wide")
        self.set_class(height < SHORT, "short")
        self.call_after_refresh(self.show)

    # -------------------------------------------------------------------------- lists
    def on_hypotheses_chosen(self, message: Hypotheses.Chosen) -> None:
        self.state.tree.go(message.number)
        self.came()
        if message.enter:
            self.bars.focus()

    def on_bars_chosen(self, message: Bars.Chosen) -> None:
        self._pick(message.token)

    def on_dials_turned(self, message: Dials.Turned) -> None:
        self.action_turn(message.name, message.by)

    def on_attention_list_turned(self, message: AttentionList.Turned) -> None:
        self.action_head(message.by)

    def on_attention_list_chosen(self, message: AttentionList.Chosen) -> None:
        self.action_open()

    def on_beam_list_looked(self, message: BeamList.Looked) -> None:
        if message.enter and message.looked.hypothesis is not None:
            self.action_open()
        else:
            self._judge(message.looked)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    # -------------------------------------------------------------------------- keys
    def action_pick(self) -> None:
        self._pick(self.bars.token)

    def _pick(self, token: int | None) -> None:
        if self.can_go_on() and token is not None:
            self.stop_going_on()
            self.take(token, _("picked by hand"))

    def action_side(self, by: int) -> None:
        lists: list[Widget] = [self.tree_list, self.bars, self.attention]
        if self.beam:
            lists = [self.ranking, self.table]
        shown = [one for one in lists if one.display]
        here = next((n for n, one in enumerate(shown) if one is self.focused), 0)
        shown[max(0, min(here + by, len(shown) - 1))].focus()

    def action_turn(self, name: str, by: int) -> None:
        """A setting one place further; what it changes is seen at once."""
        if (name in NAMES) == self.beam:
            return
        turned = (self.state.beams if self.beam else self.state.tree).turn(name, by)
        if self.beam:
            self.search()
        self.show()
        if not turned:
            dial = next(dial for dial in self.dials.dials if dial.name == name)
            self.show_limit(dial.title, dial.value, by)

    def action_head(self, by: int) -> None:
        self.state.turn_head(by)
        self.show_attention()

    def action_layer(self, by: int) -> None:
        self.state.turn_layer(by)
        self.show_attention()

    def action_beam(self) -> None:
        """The beam search in place of the tree, and back."""
        self.stop_going_on()
        self.clear_notice()
        self.beam = not self.beam
        if self.beam:
            self.search()
        self.show()
        (self.table if self.beam else self.bars).focus()

    def action_view(self) -> None:
        """The hypotheses as a tree, or iteration by iteration; the cursor stays on the same one."""
        if not self.beam:
            return
        here, had_focus = self.table.hypothesis, self.focused is self.table
        self.by_iteration = not self.by_iteration
        self.table.stand_at(here)
        self.show()
        if had_focus:
            self.call_after_refresh(self.table.focus)

    def action_by_hand(self) -> None:
        """Out of the beam search into the tree, to go on by hand from the hypothesis under the cursor."""
        beams = self.state.beams
        h = (self.ranking if self.focused is self.ranking else self.table).hypothesis
        if self.beam and h is not None and beams.decoding is not None:
            tokens = tuple(token.id for token in beams.decoding.so_far(h.number))
            self.state.tree.pick_all(tokens, said.FROM_BEAMS)
            self.action_beam()
            self.came()

    def action_open(self) -> None:
        """Leaves for the walk, at what one looks at."""
        place = self._beam_place() if self.beam else self._place()
        if place is None:
            self.show_notice(said.STILL_COMPUTING if self.is_waiting else said.NO_MODEL)
        else:
            self.stop_going_on()
            self.dismiss(place)

    def _place(self) -> WalkRoute | None:
        state, latest = self.state, self.state.tree.latest
        if latest is None:
            return None
        node, reply = latest
        if self.focused is self.attention and reply.attentions:
            step = reply.attentions[min(state.layer, len(reply.attentions) - 1)]
            return WalkRoute(reply.trace, step.source, (min(state.head, step.shape[0] - 1), reply.row, 0))
        after = state.tree.here.ids[len(node.ids) :]  # where it has ended, the end is what one looks at
        return WalkRoute(reply.trace, reply.source, (reply.row, after[0] if after else self.bars.token or 0))

    def _beam_place(self) -> WalkRoute | None:
        beams = self.state.beams
        h = (self.ranking if self.focused is self.ranking else self.table).hypothesis
        source = beams.made_by(h) if h is not None else None
        if beams.trace is None or h is None or source is None:
            return None
        return WalkRoute(beams.trace, source, (beams.trace[source].shape[0] - 1, h.token.id))

    def exported(self) -> Exported:
        """The run of the beam search, or that of the hypothesis one is at."""
        latest = self.state.tree.latest
        trace = self.state.beams.trace if self.beam else latest[1].trace if latest else None
        return Exported(trace or self.state.home.trace)

    def action_leave(self) -> None:
        """Stops what goes on by itself; else back to the walk."""
        if self.is_going_on:
            self.stop_going_on()
            self.show_notice(said.STOPPED)
            self.show()
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        from ...ui.help import HelpScreen
        from .help import TEXT

        self.app.push_screen(HelpScreen(TEXT))
