"""What each key of the multiples screen does, and what its help says."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from ....core.support.localization import _
from ...ui.keys import FooterKey

BINDINGS: list[BindingType] = [  # the arrows are the grid's
    Binding("n,right_square_bracket", "panel(1)", _("next panel"), show=False),
    Binding("p,left_square_bracket", "panel(-1)", _("panel before"), show=False),
    Binding("h", "head(1)", _("next head"), show=False),
    Binding("H", "head(-1)", _("head before"), show=False),
    Binding("m,tab,shift+tab", "turn", _("heads or layers"), show=False),
    Binding("v", "view", _("numbers or colours"), show=False),
    Binding("enter", "open", _("open this cell in the walk"), show=False),
    Binding("escape", "leave", _("back"), show=False),
    Binding("question_mark,f1", "help", _("help"), show=False),
]

CELL = FooterKey("← ↑ ↓ →", _("cell"))
PANEL = FooterKey("n p", _("panel"), "panel(1)")
HEAD = FooterKey("h", _("head"), "head(1)")
TO_LAYERS = FooterKey("m", _("layers"), "turn")
TO_HEADS = FooterKey("m", _("heads"), "turn")
VIEW = FooterKey("v", _("numbers"), "view")
OPEN = FooterKey("⏎", _("walk there"), "open")
ALWAYS = (
    FooterKey("Esc", _("back"), "leave"),
    FooterKey("?", _("help"), "help"),
    FooterKey("q", _("quit"), "app.quit"),
)

HELP = _("""\
One step many times: in all its heads, or one head of it in every layer.
The same colour is the same number in all panels, and the cursor is on
the same cell in all of them; its number stands below each.

  ← ↑ ↓ →           another cell, in all panels
  n p  [ ]          another panel
  h H               another head
  m  Tab            layers instead of heads, and back
  v                 colours alone, or numbers
  ⏎                 go on walking at the cell of this panel
  a click           that panel and that cell
  Esc               back to where you were
""")
