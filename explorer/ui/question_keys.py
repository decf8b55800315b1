"""The keys that help with a question, the same on every screen; none of them can be part of an answer.

Some terminals and desktops keep function keys for themselves, so each has a control key too. Neither SSH, tmux nor a
text field uses these: not Ctrl+H (Backspace), Ctrl+J or Ctrl+M (Enter), Ctrl+I (Tab), Ctrl+A or Ctrl+B (tmux).
"""

from __future__ import annotations

from ...core.support.localization import _
from .keys import FooterKey

HINT_KEYS, SOLUTION_KEYS, EXPLORE_KEYS = "f2,ctrl+t", "f3,ctrl+r", "f4,ctrl+o"

HINT = FooterKey("F2", _("hint"), "hint")
SOLUTION = FooterKey("F3", _("solution"), "solution")
EXPLORE = FooterKey("F4", _("explore"), "explore")
HELP = FooterKey("F1", _("help"), "help")
QUIT = FooterKey("^q", _("quit"), "app.quit")
