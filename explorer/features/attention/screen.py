"""The attention screen: the weights of one token in each head, as bars under the words."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import N_, _
from ....core.trace.tags import of_traces
from ...ui.bars import vertical
from ...ui.keys import Footer, Key, KeyTable
from ...ui.routes import WalkRoute
from ...ui.screen import Exported, Screen
from ...ui.tags import before
from ...ui.text import fit, safe
from ...ui.widgets.cursor_list import TitleList
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Legend, Spread
from .state import AttentionState, column, lines

WIDTHS = [(0, "-narrow"), (70, "-wide")]  # minimum columns for each class
HEIGHTS = [(0, "-short"), (18, "-high")]  # lines
_LAYER, _CELL = Key(label=N_("layer"), shown="↑ ↓"), Key(label=N_("cell"), shown="← ↑ ↓ →")
_LIST = Key("", "table", N_("list"), shown="Tab")


class AttentionScreen(Screen[WalkRoute | None]):
    """Dismissed with the place where the walk continues, or with None."""

    CSS_PATH = "screen.tcss"
    HINTS = "attention"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS = KeyTable(
        Key("right", "token(1)", N_("token"), N_("next token"), "← →"),
        Key("left", "token(-1)", about=N_("previous token")),
        Key("j", "attention(1)", N_("layer"), N_("next attention layer (in the list: ↑ ↓)")),
        Key("J", "attention(-1)", about=N_("previous attention layer")),
        Key("h", "head(1)", N_("head"), N_("next head; the table shows all heads")),
        Key("H", "head(-1)", about=N_("previous head")),
        Key("r", "reverse", N_("reverse"), N_("reverse: the attention to this token, and back")),
        Key("tab,shift+tab", "table", N_("table"), N_("go to the table of all heads, or back")),
        Key("v", "view", N_("view"), N_("show numbers or colors in the table")),
        Key(
            "enter,o", "open", N_("open in walk"), N_("open the number under the table's cursor in the walk")
        ),
        Key(shown=N_("mouse"), about=N_("a click chooses a number, or opens an attention layer")),
        Key("escape,a", "leave", N_("walk"), N_("go back to the walk")),
        footers={
            "attention": Footer(N_("ATTENTION"), ("token(1)", _LAYER, "head(1)", "reverse", "open", "table")),
            "table": Footer(
                N_("TABLE"), (_CELL, "head(1)", "attention(1)", "reverse", "open", "view", _LIST)
            ),
        },
        always=("leave", "help", "app.quit"),
        intro=N_("""\
Attention as text: each row of weights sums to 1 and shows how a token divides its attention among the words."""),
        notes=N_("""\
Each word has its weight below it, as a bar and a number: ▁ almost none, █ all. In the reversed view, the
weights of a token need not sum to 1: each comes from the row of another token."""),
    )

    def __init__(self, state: AttentionState) -> None:
        super().__init__()
        self.state = state

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="body"):
            yield TitleList(id="blocks")
            with Vertical(id="attention"):
                yield Static(id="tokens", markup=False)
                yield Static(id="words", markup=False)
                yield Grid(self.state.view(), (0, 0), id="heads")
                yield Legend(id="legend")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.grid, self.blocks = self.query_one(Grid), self.query_one(TitleList)
        self.blocks.border_title = Content(_("attention"))
        self.grid.border_title = Content(_("all heads"))
        self.blocks.focus()
        self.show()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)  # the words are wrapped to the width

    # -------------------------------------------------------------------------- what is shown
    @property
    def mode(self) -> str:
        return "table" if self.focused is self.grid else "attention"

    def show(self) -> None:
        """Shows the current token, head and attention."""
        state, shown = self.state, self.state.view()
        self.clear_notice()
        self.query_one("#heading", Spread).show(
            [
                (_("attention"), "strong"),
                (f" · {state.here.title}", "faint"),
                (f" · {state.direction()}", "accent"),
            ],
            before(
                of_traces(state.trace),
                [(_("head {head} of {of}", head=state.head + 1, of=state.here.step.shape[0]), "strong")],
            ),
        )
        self.query_one("#tokens", Static).update(self._tokens())
        self.query_one("#words", Static).update(self._words())
        self.blocks.show([block.title for block in state.blocks], state.block)
        self.grid.show(shown, (state.head, state.other))
        self.query_one(Legend).show(shown, self.grid)

    def _tokens(self) -> Text:
        """The tokens, the current one marked."""
        text = Text(no_wrap=False)
        for number, word in enumerate(self.state.tokens):
            here = number == self.state.token
            text.append(f"[{safe(word)}]" if here else f" {safe(word)} ", "bold reverse" if here else "")
            text.append(" ")
        return text

    def _words(self) -> Text:
        """Each word above its bar and its weight."""
        text = Text(no_wrap=True)
        columns = max(8, self.query_one("#words", Static).content_size.width)
        for line in lines(self.state.words(), columns):
            text.append("".join(fit(word, column(word)) for word, _weight in line).rstrip() + "\n", "bold")
            bars = (fit(f"{vertical(weight)} {_number(weight)}", column(word)) for word, weight in line)
            text.append("".join(bars).rstrip() + "\n")
        return text

    def exported(self) -> Exported:
        return Exported(self.state.trace, self.grid.shown, self.grid.cell)

    # -------------------------------------------------------------------------- keys and lists
    def action_token(self, by: int) -> None:
        moved = self.state.to_token(by)
        self.show()
        if not moved:
            self.show_end(_("token"), by)

    def action_head(self, by: int) -> None:
        self.state.to_head(self.state.head + by)
        self.show()

    def action_attention(self, by: int) -> None:
        before = self.state.block
        self.state.to_block(before + by)
        self.show()
        if self.state.block == before:
            self.show_end(_("attention"), by)

    def action_reverse(self) -> None:
        self.state.reverse()
        self.show()

    def action_view(self) -> None:
        self.grid.toggle_dense()

    @on(TitleList.Moved)
    def _to_block(self, message: TitleList.Moved) -> None:
        if message.is_stale:
            return
        self.state.to_block(message.number)
        if message.enter:
            self.action_open()
        else:
            self.show()

    @on(Grid.Moved)
    def _to_cell(self, message: Grid.Moved) -> None:
        if message.shown is self.grid.shown:
            self.state.to_cell(message.cell)
            self.show()

    def action_table(self) -> None:
        """Goes to the table of all heads, or back to the list."""
        (self.blocks if self.focused is self.grid else self.grid).focus()

    def action_open(self) -> None:
        """Opens the number under the table's cursor in the walk."""
        self.dismiss(WalkRoute(self.state.trace, self.state.source, self.state.cell))

    def action_leave(self) -> None:
        self.dismiss(None)


def _number(weight: float) -> str:
    """A weight with two digits; one that is exactly 0, as of a masked word, is a bare 0, as in the table."""
    return f"{weight:.2f}" if weight else "0"
