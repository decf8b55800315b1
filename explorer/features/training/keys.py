"""What each key of the training screen does, and what its help says."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from ....core.support.localization import _
from ...ui.keys import FooterKey

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

TIME = FooterKey("← →", _("time"), "moment(1)")
TIME_FROM_GRID = FooterKey("n p", _("time"), "moment(1)")
PLAY = FooterKey("Space", _("play"), "play")
STOP = FooterKey("Space", _("stop"), "play")
SENTENCE = FooterKey("↑ ↓", _("sentence"), "sentence(1)")
ATTENTION_HERE = FooterKey("↑ ↓", _("attention"), "attention(1)")
CELL = FooterKey("← ↑ ↓ →", _("cell"))
HEAD = FooterKey("h", _("head"), "head(1)")
ATTENTION = FooterKey("j", _("attention"), "attention(1)")
REGION = FooterKey("Tab", _("next part"), "region(1)")
VIEW = FooterKey("v", _("view"), "view")
ALWAYS = (
    FooterKey("Esc", _("back"), "leave"),
    FooterKey("?", _("help"), "help"),
    FooterKey("q", _("quit"), "app.quit"),
)

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
