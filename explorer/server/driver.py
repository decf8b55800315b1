"""How an explorer talks to the server that started it: Textual's web driver, which can also redraw everything.

The explorer finds it through the variable TEXTUAL_DRIVER.
"""

from __future__ import annotations

from textual.drivers.web_driver import WebDriver

DRIVER = f"{__name__}:BrowserDriver"
REDRAW, RESIZE = "redraw", "resize"
# The other screen, reports of the mouse, no cursor, pasted text is marked: a terminal that was just opened lacks these.
MODES = "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h\x1b[?25l\x1b[?2004h"


class BrowserDriver(WebDriver):
    """Redraws for a browser that has connected again, and ends the program when the server is gone."""

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        if packet_type == REDRAW:
            self._app.call_later(self.write, MODES)
        else:
            super().on_meta(packet_type, payload)
        if packet_type in (REDRAW, RESIZE):
            self._app.call_later(self._repaint)

    def _repaint(self) -> None:
        """Draws every cell, after the screen has handled a new size: a browser keeps what it showed before."""
        screen = self._app.screen
        screen.call_later(screen.refresh)

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():  # standard input was closed
            # After the first frame: a screen that is not yet composed must not lose its widgets meanwhile.
            self._app.call_after_refresh(self._app.exit)
