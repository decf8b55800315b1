"""What each key of the training screen does, and what its help says."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from ....core.support.localization import _
from ...ui.widgets.key_bar import Key

BINDINGS: list[BindingType] = [
    # The grid takes the arrows; what the lists leave comes here.
    Binding("right,n", "moment(1)", _("a moment later"), show=False),
    Binding("left,p", "moment(-1)", _("a moment earlier"), show=False),
    Binding("home", "end(False)", _("before training"), show=False),
    Binding("end", "end(True)", _("after training"), show=False),
    Binding("space", "play", _("play or stop"), show=False),
    Binding("down", "sentence(1)", _("next sentence"), show=False),
    Binding("up", "sentence(-1)", _("sentence before"), show=False),
    Binding("h", "head(1)", _("next head"), show=False),
    Binding("H", "head(-1)", _("head before"), show=False),
    Binding("j", "attention(1)", _("next attention"), show=False),
    Binding("J", "attention(-1)", _("attention before"), show=False),
    Binding("v", "view", _("numbers or colours"), show=False),
    Binding("tab", "region(1)", _("next part of the screen"), show=False),
    Binding("shift+tab", "region(-1)", _("part of the screen before"), show=False),
    Binding("enter", "into", _("into the numbers"), show=False),
    Binding("escape,T", "leave", _("back"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
]

TIME = Key("← →", _("time"), "moment(1)")
TIME_FROM_GRID = Key("n p", _("time"), "moment(1)")
PLAY = Key("Space", _("play"), "play")
STOP = Key("Space", _("stop"), "play")
SENTENCE = Key("↑ ↓", _("sentence"), "sentence(1)")
ATTENTION_HERE = Key("↑ ↓", _("attention"), "attention(1)")
CELL = Key("← ↑ ↓ →", _("cell"))
HEAD = Key("h", _("head"), "head(1)")
ATTENTION = Key("j", _("attention"), "attention(1)")
REGION = Key("Tab", _("next part"), "region(1)")
VIEW = Key("v", _("view"), "view")
ALWAYS = (Key("Esc", _("back"), "leave"), Key("?", _("help"), "help"), Key("q", _("quit"), "app.quit"))

HELP = _("""\
Watch attention come about. While the model learned, its attention on a
few sentences was written down at some moments: from weights drawn at
random to the model that you walk through.

TIME
  ← →  n p          a moment later, or earlier; or click on the line
  Space             play, one moment after the other; stop
  Home End          at random, learned
  The line is drawn in logarithms: most happens early.
  The loss is of the words of the training text: lower is better.

WHAT YOU SEE
  ↑ ↓               another sentence
  j J               another attention: layer by layer, block by block
  h H               another head
  Tab               sentences, attentions, the numbers
  ← ↑ ↓ →           in the numbers: another cell, for all moments
  v                 numbers, or colour alone
  Esc T             back

A row of weights sums to 1 and says how a word divides its attention.
Colours mean the same at every moment: dark is 0, bright is 1 (by day the
other way round). A row of the decoder predicts the word after it:
i → love is the row that reads "i" and says "love".

Bits say how spread out a row is: 0 where one word gets it all; log₂ n
where n words get the same. The little bars are the weight on that word
at each moment, first to last.
""")
