"""The attention screen: for one token, how strongly it looks where, in each head, on the words themselves."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.keys import FooterKey
from ...ui.routes import WalkRoute
from ...ui.screen import Exported, Screen
from ...ui.text import fit, safe
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.legend import Legend
from ...ui.widgets.line_list import LineList
from ...ui.widgets.spread import Spread
from .state import AttentionState, bar, column, lines

HELP = _("""\
Attention as text: each row of weights sums to 1 and says how a token
divides its attention among the words.

  ← →               another token
  ↑ ↓               another attention: layer by layer, block by block
  h H               another head (all of them stand in the table below)
  r                 turn round: who looks at this token
  Tab               into the table and back; ⏎ on a number opens it in the walk
  y Y ctrl+y        copy the number under the cursor, its row, the table
  e                 export: the view, the table, the trace
  L                 light or dark
  Esc a             back to the walk

A weight stands under its word as a bar and a number: ▁ a little, █ all.
Turned round, the weights of a token need not sum to 1: each comes from
the row of another token.
""")
KEYS = (
    FooterKey("← →", _("token"), "token(1)"),
    FooterKey("↑ ↓", _("block")),
    FooterKey("h", _("head"), "head(1)"),
    FooterKey("r", _("turn round"), "turn"),
    FooterKey("⏎", _("walk there"), "open"),
    FooterKey("Tab", _("table"), "table"),
)
ALWAYS = (
    FooterKey("Esc", _("walk"), "leave"),
    FooterKey("?", _("help"), "help"),
    FooterKey("q", _("quit"), "app.quit"),
)
SHORT = 18  # lines below which the heads take most of the room


class Blocks(LineList):
    """The attentions of the model."""

    def __init__(self, looks: AttentionState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.looks = looks
        self.cursor = looks.block

    def count(self) -> int:
        return len(self.looks.blocks)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        return [(fit(self.looks.blocks[number].title, width), "")]

    def moved(self, number: int) -> None:
        screen = self.screen
        if isinstance(screen, AttentionScreen):
            screen.to_block(number)

    def chosen(self, number: int) -> None:
        self.moved(number)
        screen = self.screen
        if isinstance(screen, AttentionScreen):
            screen.action_open()


class AttentionScreen(Screen[WalkRoute | None]):
    """Left with a cell to go to in the walk, or with nothing."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "token(1)", show=False),
        Binding("left", "token(-1)", show=False),
        Binding("h", "head(1)", show=False),
        Binding("H", "head(-1)", show=False),
        Binding("r", "turn", show=False),
        Binding("tab,shift+tab", "table", show=False),
        Binding("enter", "open", show=False),
        Binding("v", "view", show=False),
        Binding("L", "app.light", show=False),
        Binding("escape,a", "leave", show=False),
        Binding("question_mark,f1", "help", show=False),
        Binding("q,ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, looks: AttentionState) -> None:
        super().__init__()
        self.looks = looks
        self.other = 0  # the word under the table's cursor

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="body"):
            yield Blocks(self.looks, id="blocks")
            with Vertical(id="attention"):
                yield Static(id="tokens", markup=False)
                yield Static(id="words", markup=False)
                yield Grid(self.looks.shown(), (0, 0), id="heads")
                yield Legend(id="legend")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.grid = self.query_one(Grid)
        self.query_one(Blocks).border_title = Content(_("attention"))
        self.grid.border_title = Content(_("all heads"))
        self.query_one(KeyBar).show(_("ATTENTION"), KEYS, ALWAYS)
        self.query_one(Blocks).focus()
        self.show()

    def on_resize(self) -> None:
        self.set_class(self.size.width < 70, "narrow")
        self.set_class(self.size.height < SHORT, "short")
        self.call_after_refresh(self.show)

    # -------------------------------------------------------------------------- what is shown
    def show(self) -> None:
        """Brings everything to where the looks are."""
        if not hasattr(self, "grid"):
            return
        looks = self.looks
        self.clear_notice()
        shown = looks.shown()
        self.other = max(0, min(self.other, len(looks.others) - 1))
        self.query_one("#heading", Spread).say(
            [
                (_("attention"), "strong"),
                (f" · {looks.here.title}", "faint"),
                (f" · {looks.said()}", "accent"),
            ],
            [(_("head {head} of {of}", head=looks.head + 1, of=looks.here.step.shape[0]), "strong")],
        )
        self.query_one("#tokens", Static).update(self._tokens())
        self.query_one("#words", Static).update(self._words())
        self.grid.show(shown, (looks.head, self.other))
        self.query_one(Legend).show(shown, self.grid)

    def _tokens(self) -> Text:
        """The words among which one chooses, the chosen one marked."""
        text = Text(no_wrap=False)
        for number, word in enumerate(self.looks.tokens):
            here = number == self.looks.token
            text.append(f"[{safe(word)}]" if here else f" {safe(word)} ", "bold reverse" if here else "")
            text.append(" ")
        return text

    def _words(self) -> Text:
        """Each word over its bar and its weight."""
        text = Text(no_wrap=True)
        for line in lines(self.looks.words(), max(8, self.query_one("#words", Static).content_size.width)):
            text.append("".join(fit(word, column(word)) for word, weight in line).rstrip() + "\n", "bold")
            text.append("".join(fit(f"{bar(w)} {w:.2f}", column(word)) for word, w in line).rstrip() + "\n")
        return text

    # -------------------------------------------------------------------------- keys
    def action_token(self, by: int) -> None:
        moved = self.looks.to_token(by)
        self.show()
        if not moved:
            self.show_end(_("token"), by)

    def action_head(self, by: int) -> None:
        self.looks.to_head(self.looks.head + by)
        self.show()

    def action_turn(self) -> None:
        self.looks.turn()
        self.show()

    def action_view(self) -> None:
        self.grid.toggle_dense()

    def to_block(self, number: int) -> None:
        """Another attention was chosen in the list."""
        self.looks.to_block(number)
        self.show()

    def on_grid_moved(self, message: Grid.Moved) -> None:
        if message.shown is self.grid.shown:
            head, self.other = message.cell
            self.looks.to_head(head)
            self.show()

    def action_table(self) -> None:
        """Into the table of all heads, or back to the list."""
        (self.grid if self.focused is not self.grid else self.query_one(Blocks)).focus()

    def exported(self) -> Exported:
        looks = self.looks
        return Exported(looks.trace, self.grid.shown, self.grid.cell)

    def action_open(self) -> None:
        """The number under the table's cursor, in the walk."""
        self.dismiss(WalkRoute(self.looks.trace, self.looks.source, self.looks.cell(self.other)))

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(HELP))
