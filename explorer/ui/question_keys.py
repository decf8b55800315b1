"""The keys that help with a question, the same on every screen; none of them can be part of an answer.

Some terminals and desktops keep function keys for themselves, so each has a control key too. Neither SSH, tmux nor a
text field uses these: not Ctrl+H (Backspace), Ctrl+J or Ctrl+M (Enter), Ctrl+I (Tab), Ctrl+A or Ctrl+B (tmux).
"""

from __future__ import annotations

from ...core.support.localization import _
from .widgets.key_bar import Key

HINT_KEYS, SOLUTION_KEYS, EXPLORE_KEYS = "f2,ctrl+t", "f3,ctrl+r", "f4,ctrl+o"

HINT = Key("F2", _("hint"), "hint")
SOLUTION = Key("F3", _("solution"), "solution")
EXPLORE = Key("F4", _("explore"), "explore")
HELP = Key("F1", _("help"), "help")
QUIT = Key("^q", _("quit"), "app.quit")
