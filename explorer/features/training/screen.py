"""The training screen: a slider over the snapshots of a training, and the attention weights at each."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.checkpoints import CheckpointError
from ....core.support.localization import N_, _
from ...ui.keys import Footer, Key, KeyTable
from ...ui.playing import Player
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.tags import before
from ...ui.text import safe
from ...ui.widgets.cursor_list import CursorList, TitleList
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Legend, Spread
from ...ui.widgets.scaled_grid import ScaledGrid
from . import strings
from .peaks import Peaks
from .state import TrainingState, scale, spark
from .timeline import Timeline

LEAST = (40, 14)  # columns and lines below which only a message is shown
SMALL = "-small"
WIDTHS = [(0, SMALL), (LEAST[0], "-narrow"), (70, "-wide")]  # minimum columns for each class
HEIGHTS = [(0, SMALL), (LEAST[1], "-short"), (20, "-low"), (30, "-high")]  # lines
PACE = 1.0  # seconds between two snapshots while it plays


def _plays(screen: Any) -> bool:
    return bool(screen.player.is_playing)


_STOP = Key("", "play", N_("stop"), shown="Space", when=_plays)
_PLAY = Key("", "play", N_("play"), shown="Space", when=lambda screen: not _plays(screen))
_LAYER, _CELL = Key("", "attention(1)", N_("layer"), shown="↑ ↓"), Key(label=N_("cell"), shown="← ↑ ↓ →")
_TIME = Key("", "moment(1)", N_("time"), shown="n p")
_MORE = (_STOP, _PLAY, "head(1)", "region(1)", "view")


class TrainingScreen(Screen[None]):
    """A slider over the snapshots of a training; below it the weights in the current one."""

    CSS_PATH = "screen.tcss"
    HINTS = "training"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS = KeyTable(  # the grid takes the arrow keys that it needs; the rest arrives here
        Key(
            "right,n",
            "moment(1)",
            N_("time"),
            N_("next snapshot, or click one on the line"),
            "← →",
            N_("TIME"),
        ),
        Key("left,p", "moment(-1)", about=N_("previous snapshot")),
        Key("space", "play", about=N_("play the snapshots, or stop")),
        Key("home", "end(False)", about=N_("before training: random weights")),
        Key("end", "end(True)", about=N_("after training")),
        Key("down", "sentence(1)", N_("sentence"), N_("next sentence"), "↑ ↓", N_("WHAT IS SHOWN")),
        Key("up", "sentence(-1)", about=N_("previous sentence")),
        Key("j", "attention(1)", N_("layer"), N_("next attention layer")),
        Key("J", "attention(-1)", about=N_("previous attention layer")),
        Key("h", "head(1)", N_("head"), N_("next head")),
        Key("H", "head(-1)", about=N_("previous head")),
        Key(
            "tab",
            "region(1)",
            N_("next list"),
            N_("go to the next list or to the numbers; a click works too"),
        ),
        Key("shift+tab", "region(-1)", about=N_("go to the previous list or the numbers")),
        Key("enter", "into", about=N_("go to the numbers")),
        Key(shown="← ↑ ↓ →", about=N_("in the numbers: move to another cell")),
        Key("v", "view", N_("view"), N_("show numbers or colors")),
        Key("escape,T", "leave", N_("back"), N_("leave the numbers; leave this screen")),
        footers={
            "training": Footer(N_("TRAINING"), ("moment(1)", "sentence(1)", *_MORE, "attention(1)")),
            "attention": Footer(N_("ATTENTION"), ("moment(1)", _LAYER, *_MORE)),
            "cell": Footer(N_("CELL"), (_CELL, _TIME, *_MORE, "attention(1)")),
        },
        always=("leave", "help", "app.quit"),
        intro=N_("""\
Watch attention develop. The model's attention on a few sentences was saved at intervals during training:
from random weights to the trained model."""),
        notes=N_("""\
The line has a logarithmic scale, because most changes happen early. The loss is measured on the
training text: lower is better.

A row of weights sums to 1 and shows how a word divides its attention. Colors mean the same in every snapshot:
dark is 0, bright is 1 (in the light theme the other way round). A row of the decoder predicts the next
word: i → love is the row that reads "i" and predicts "love".

Bits show how spread out a row is: 0 if one word has all the weight; log₂ n if n words have equal weights.
The small bars show the weight of the row's top word in each snapshot, from the first to the last."""),
    )

    def __init__(self, state: TrainingState) -> None:
        super().__init__()
        self.state = state
        self.player = Player(self.set_interval, self._play_moment, lambda: state.moment, self.show_keys)

    def compose(self) -> ComposeResult:
        state = self.state
        yield Spread(id="heading")
        yield Timeline(id="timeline")
        with Horizontal(id="body"):
            with Vertical(id="choices"):
                yield TitleList(id="sentences")
                yield TitleList(id="attentions")
            with Vertical(id="weights"):
                yield ScaledGrid(state.view(), (state.row, state.column), id="grid")
                yield Legend(id="legend")
                yield Static(id="over-time", markup=False)
                yield Peaks(id="peaks")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.grid, self.peaks = self.query_one(ScaledGrid), self.query_one(Peaks)
        self.sentences = self.query_one("#sentences", TitleList)
        self.attentions = self.query_one("#attentions", TitleList)
        self.sentences.takes_enter = self.attentions.takes_enter = False
        self.sentences.border_title, self.attentions.border_title = _("sentences"), _("attention")
        self.peaks.border_title = _("largest weight of each row · entropy · over time")
        self.sentences.focus()
        self.show()
        self.redraw_with_theme(self.show)

    # -------------------------------------------------------------------------- what is shown
    @property
    def mode(self) -> str:
        if self.focused is self.grid:
            return "cell"
        return "attention" if self.focused is self.attentions else "training"

    def show(self) -> None:
        """Shows the current snapshot, sentence, attention and head."""
        state = self.state
        try:
            shown = state.view()
            self._show_over_time()
        except CheckpointError as error:  # the file was overwritten
            self.query_one("#over-time", Static).update(Text(safe(str(error))))
            return
        self.query_one("#heading", Spread).show(
            [
                (_("training"), "strong"),
                (f" · {safe(state.model)} · ", "faint"),
                (strings.moment(state), "accent"),
            ],
            before(
                [strings.tag(state)],
                [(f"{strings.pair(state)}  ", "faint"), (strings.current_loss(state), "strong")],
            ),
        )
        losses = [strings.loss(loss) for loss in state.snapshots.losses.values()]
        self.query_one(Timeline).show(state.updates, losses, state.moment)
        self.grid.use_scale(scale(self.app.current_theme.dark))
        self.grid.border_title = Content(strings.attention(state))
        self.grid.show(shown, (state.row, state.column))
        self.query_one(Legend).show(shown, self.grid)
        self.sentences.show(state.titles, state.sentence)
        self.attentions.show([attention.name for attention in state.attentions], state.attention)
        self.peaks.show(state.peaks(), state.row)
        self.show_keys()

    def _show_over_time(self) -> None:
        """Shows the weight under the cursor in every snapshot, the current one in bold."""
        state = self.state
        weights = state.over_time()
        pieces: list[str | tuple[str, str]] = [f"{strings.cell(state)}  {spark(weights)}\n"]
        for number, (update, weight) in enumerate(zip(state.updates, weights, strict=True)):
            here = number == state.moment
            pieces += [
                (" → " if number else "", "$faint"),
                (f"{update:,} ", "bold" if here else "$faint"),
                (f"{weight:.2f}", "bold reverse" if here else ""),
            ]
        self.query_one("#over-time", Static).update(Content.assemble(*pieces))

    def exported(self) -> Exported:
        """The weights in this snapshot; they belong to no trace."""
        return Exported(None, self.grid.shown, self.grid.cell)

    # -------------------------------------------------------------------------- time
    def action_moment(self, by: int) -> None:
        self.player.pause()
        moved = self.state.to_moment(self.state.moment + by)
        self.show()
        if not moved:
            self.show_end(_("snapshot"), by)

    def action_end(self, last: bool) -> None:
        self.action_moment(len(self.state.updates) * (1 if last else -1))

    @on(Timeline.Chosen)
    def _to_moment(self, message: Timeline.Chosen) -> None:
        if message.moment != self.state.moment:
            self.action_moment(message.moment - self.state.moment)

    def action_play(self) -> None:
        """Plays the snapshots in order, starting over after the last; or stops."""
        if self.player.is_playing:
            self.player.pause()
            return
        if self._is_last:
            self.state.to_moment(0)
        self.player.play(PACE)
        self.show()

    def _play_moment(self) -> bool:
        self.state.to_moment(self.state.moment + 1)
        self.show()
        return not self._is_last

    @property
    def _is_last(self) -> bool:
        return self.state.moment == len(self.state.updates) - 1

    # -------------------------------------------------------------------------- other keys and lists
    def action_sentence(self, by: int) -> None:
        moved = self.state.to_sentence(self.state.sentence + by)
        self.show()
        if not moved:
            self.show_end(_("sentence"), by)

    def action_head(self, by: int) -> None:
        self.state.to_head(self.state.head + by)
        self.show()

    def action_attention(self, by: int) -> None:
        self.state.to_attention(self.state.attention + by)
        self.show()

    @on(CursorList.Moved)
    def _choose(self, message: CursorList.Moved) -> None:
        if message.is_stale:
            return
        if message.lines is self.sentences:
            self.state.to_sentence(message.number)
        elif message.lines is self.attentions:
            self.state.to_attention(message.number)
        else:
            self.state.to_cell(message.number, self.state.column)
        self.show()

    @on(Grid.Moved)
    def _to_cell(self, message: Grid.Moved) -> None:
        if message.shown is self.grid.shown:
            self.state.to_cell(*message.cell)
            self.show()

    def action_view(self) -> None:
        self.grid.toggle_dense()

    def action_region(self, by: int) -> None:
        """Goes to the next list, or to the numbers."""
        regions = [self.sentences, self.attentions, self.grid]
        shown = [region for region in regions if region.focusable]
        if shown:
            here = shown.index(self.focused) if self.focused in shown else -1
            shown[(here + by) % len(shown)].focus()

    def action_into(self) -> None:
        self.grid.focus()

    def action_leave(self) -> None:
        """Leaves the numbers, then the screen."""
        if self.focused is self.grid and self.sentences.focusable:
            self.sentences.focus()
        else:
            self.player.pause()
            self.dismiss()
