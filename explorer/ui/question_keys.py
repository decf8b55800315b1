"""The keys for a question, the same on every screen; none of them can be part of an answer.

Some terminals and desktops use function keys themselves, so each action has a control key too. SSH, tmux and text
fields do not use these, unlike Ctrl+H (Backspace), Ctrl+J and Ctrl+M (Enter), Ctrl+I (Tab), Ctrl+A and Ctrl+B (tmux).
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
