"""The training screen: attention from random to aligned, on a slider."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ....core.checkpoints import CheckpointError
from ....core.support.localization import _
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.legend import Legend
from ...ui.widgets.scaled_grid import ScaledGrid
from ...ui.widgets.spread import Spread
from . import keys
from . import strings as words
from .lists import Attentions, Looks, Sentences
from .state import TrainingState, scale, spark
from .timeline import Timeline

LEAST = (40, 14)  # columns and lines below which there is nothing worth drawing
NARROW, SHORT, LOW = 70, 20, 30
PACE = 1.0  # seconds that a moment stays while it plays


class TrainingScreen(Screen[None]):
    """A slider over the moments of a training; below it the weights at that moment."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(self, learning: TrainingState) -> None:
        super().__init__()
        self.learning = learning
        self._playing: Timer | None = None

    def compose(self) -> ComposeResult:
        learning = self.learning
        yield Spread(id="heading")
        yield Timeline((_("updates"), _("loss")), id="timeline")
        with Horizontal(id="body"):
            with Vertical(id="choices"):
                yield Sentences(learning, id="sentences")
                yield Attentions(learning, id="attentions")
            with Vertical(id="weights"):
                yield ScaledGrid(learning.shown(), (learning.row, learning.column), id="grid")
                yield Legend(id="legend")
                yield Static(id="growth", markup=False)
                yield Looks(learning, id="looks")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.grid = self.query_one(ScaledGrid)
        self.query_one(Sentences).border_title = Content(_("sentences"))
        self.query_one(Attentions).border_title = Content(_("attention"))
        self.query_one(Looks).border_title = Content(_("where each row looks most · entropy · over time"))
        self.query_one(Sentences).focus()
        self.show()
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.call_after_refresh(self.show))

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(height < SHORT, "short")
        self.set_class(height < LOW, "low")
        self.call_after_refresh(self.show)

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Brings everything to where the learning is looked at."""
        learning = self.learning
        try:
            shown = learning.shown()
            self._show_growth()
        except CheckpointError as error:  # somebody wrote over the file
            self.query_one("#growth", Static).update(Text(safe(str(error))))
            return
        self.query_one("#heading", Spread).say(
            [
                (_("training"), "strong"),
                (f" · {safe(learning.model)} · ", "faint"),
                (words.moment(learning), "accent"),
            ],
            [(f"{words.pair(learning)}  ", "faint"), (words.loss_now(learning), "strong")],
        )
        losses = [words.loss(loss) for loss in learning.taken.losses.values()]
        self.query_one(Timeline).say(learning.updates, losses, learning.moment)
        self.grid.colour(scale(self.app.current_theme.dark))
        self.grid.border_title = Content(f"{learning.here.title} · {words.head(learning)}")
        self.grid.show(shown, (learning.row, learning.column))
        self.query_one(Legend).show(shown, self.grid)
        for each in (self.query_one(Sentences), self.query_one(Attentions), self.query_one(Looks)):
            each.follow()
        self.show_keys()

    def _show_growth(self) -> None:
        """The weight under the cursor at every moment, that of now in bold."""
        learning = self.learning
        grown = learning.growth()
        text = Text(f"{words.cell(learning)}  {spark(grown)}\n")
        for number, (update, weight) in enumerate(zip(learning.updates, grown, strict=True)):
            here = number == learning.moment
            text.append(" → " if number else "", "dim")
            text.append(f"{update:,} ", "bold" if here else "dim")
            text.append(f"{weight:.2f}", "bold reverse" if here else "")
        self.query_one("#growth", Static).update(text)

    def show_keys(self) -> None:
        """The footer says what works now."""
        play = keys.STOP if self.playing else keys.PLAY
        common = (play, keys.HEAD, keys.REGION, keys.VIEW)
        bar = self.query_one(KeyBar)
        if isinstance(self.focused, Grid):
            bar.show(_("CELL"), (keys.CELL, keys.TIME_FROM_GRID, *common, keys.ATTENTION), keys.ALWAYS)
        elif isinstance(self.focused, Attentions):
            bar.show(_("ATTENTION"), (keys.TIME, keys.ATTENTION_HERE, *common), keys.ALWAYS)
        else:
            bar.show(_("TRAINING"), (keys.TIME, keys.SENTENCE, *common, keys.ATTENTION), keys.ALWAYS)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.show_keys()

    # -------------------------------------------------------------------------- time
    def action_moment(self, by: int) -> None:
        self._stop()
        moved = self.learning.to_moment(self.learning.moment + by)
        self.show()
        if not moved:
            self.show_end(_("moment"), by)

    def action_end(self, last: bool) -> None:
        self.action_moment(len(self.learning.updates) * (1 if last else -1))

    def on_timeline_chosen(self, message: Timeline.Chosen) -> None:
        if message.moment != self.learning.moment:
            self.action_moment(message.moment - self.learning.moment)

    def action_play(self) -> None:
        """One moment after the other, from the first where the last is here; or stops."""
        if self._playing is not None:
            self._stop()
        else:
            if self.learning.moment == len(self.learning.updates) - 1:
                self.learning.to_moment(0)
            self._playing = self.set_interval(PACE, self._go_on)
        self.show()

    def _go_on(self) -> None:
        moved = self.learning.to_moment(self.learning.moment + 1)
        if not moved or self.learning.moment == len(self.learning.updates) - 1:
            self._stop()
        self.show()

    @property
    def playing(self) -> bool:
        """Whether time goes on by itself."""
        return self._playing is not None

    def _stop(self) -> None:
        if self._playing is not None:
            self._playing.stop()
            self._playing = None

    # -------------------------------------------------------------------------- what one looks at
    def action_sentence(self, by: int) -> None:
        moved = self.learning.to_sentence(self.learning.sentence + by)
        self.show()
        if not moved:
            self.show_end(_("sentence"), by)

    def action_head(self, by: int) -> None:
        self.learning.to_head(self.learning.head + by)
        self.show()

    def action_attention(self, by: int) -> None:
        self.learning.to_attention(self.learning.attention + by)
        self.show()

    def on_sentences_chosen(self, message: Sentences.Chosen) -> None:
        self.learning.to_sentence(message.number)
        self.show()

    def on_attentions_chosen(self, message: Attentions.Chosen) -> None:
        self.learning.to_attention(message.number)
        self.show()

    def on_looks_chosen(self, message: Looks.Chosen) -> None:
        self.learning.to_cell(message.number, self.learning.column)
        self.show()

    def on_grid_moved(self, message: Grid.Moved) -> None:
        if message.shown is self.grid.shown:
            self.learning.to_cell(*message.cell)
            self.show()

    def action_view(self) -> None:
        self.grid.toggle_dense()

    # -------------------------------------------------------------------------- the rest
    def action_region(self, by: int) -> None:
        """From one part of the screen to the next, of those that are there."""
        parts = [self.query_one(Sentences), self.query_one(Attentions), self.grid]
        there = [part for part in parts if part.focusable]
        if there:
            here = there.index(self.focused) if self.focused in there else -1
            there[(here + by) % len(there)].focus()

    def exported(self) -> Exported:
        """The weights at this moment; no whole trace is kept of it."""
        return Exported(None, self.grid.shown, self.grid.cell)

    def action_into(self) -> None:
        self.grid.focus()

    def action_leave(self) -> None:
        """Out of the numbers, then out of the screen."""
        sentences = self.query_one(Sentences)
        if self.focused is self.grid and sentences.focusable:
            sentences.focus()
        else:
            self._stop()
            self.dismiss()

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(keys.HELP))
