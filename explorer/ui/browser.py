"""Whether the explorer runs in a browser tab, where the files of its machine are not the reader's."""

from __future__ import annotations

import os

from ...core.support.errors import Problem
from ...core.support.localization import _

DRIVER = "TEXTUAL_DRIVER"  # the variable with which the server chooses how the explorer draws


def in_browser() -> bool:
    """Whether a web server started this process for a browser tab."""
    return DRIVER in os.environ


def require_files() -> None:
    """Raises Problem in a browser tab."""
    if in_browser():
        raise Problem(_("In a browser, the explorer does not open files: they would be files on the server."))
