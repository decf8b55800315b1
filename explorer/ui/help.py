"""The help of the explore screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ...core.support.localization import _
from .screen import ModalScreen

TEXT = _("""\
You walk through everything a Transformer computes, step by step, and may look at every number on the way.

WALKING             the arrows move through the steps
  → ←  n p          next step, step before
  [ ]               next part of the model, part before
  space  + -        play and pause; faster, slower
  ↑ ↓               along the map; ⏎ opens and closes a group
  Home End          first step, last step
  /                 find a step by a few letters: crs wts 2
  ⏎  Tab  a click   into the numbers

THE NUMBERS         the arrows move the cell cursor [ 0.31]
  ← ↑ ↓ →           one cell; Home End, Ctrl+← →: the ends of the row
  PgUp PgDn         a page; with Shift or Ctrl a page sideways
  ⏎                 what this number was made of: go on to one of those
  u                 what this number went into: on to one of those
  b  Backspace      back to where you came from
  g                 hide this number and guess it: 0.8/sqrt(16) will do;
                    F2 is a hint, F3 shows it
  n p               next step, step before, the cursor on the same words
  Esc               back to walking

ANYWHERE
  i                 about this step: inputs, users, its line of code
  h H               next head, head before (j J: a second switch)
  v                 numbers, or colour alone for large arrays
  t                 your own text
  d                 decode: the translation, token by token
  w                 what if …? changes inside the model
  c                 compare with another sentence, word under word
  a                 attention as text: which words a token looks at
  m                 all heads side by side, or all layers
  T                 training: how attention came about
  l                 lessons
  X                 experiments: numbers to turn, what comes of them
  S                 side by side: attention, CNN, RNN, LSTM in step
  y Y ctrl+y        copy this number, its row, the array
  e                 export: the view, the array, the trace
  L                 light or dark
  ,                 settings: theme, colours, digits, pace
  Ctrl+P            everything that you can do here, by a few letters
  ?  q              this help, quit

WHAT YOU SEE
  0                 exactly zero; 0.00 is a small number rounded
  −∞                what may not be seen, before softmax
  ✓ ⋅               may, may not
  ▚                 in the colour view: no finite number
  Heads and layers are counted from 1, features from 0.
  A row of the decoder predicts the token after it: row [BOS] predicts
  the first word.
""")


class HelpScreen(ModalScreen[None]):
    """The keys, and how to read what one sees."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter,f1", "dismiss", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, text: str = TEXT, title: str = "") -> None:
        super().__init__()
        self.text, self.title_over = text, title or _("help")

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as region:
            region.border_title = Content(self.title_over)
            region.border_subtitle = _("↑ ↓ scroll · Esc closes")
            yield Static(self.text, markup=False)
