"""A real browser, and what its tabs show."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, Playwright, sync_playwright

from tests.process import PATIENCE

VARIABLE = "TRANSFORMER_EXPLORE_BROWSER"  # the path of a browser based on Chromium
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, TABLET = (1280, 800), (820, 1180)
# The page keeps its terminal and its connections to itself; this shows them to the tests.
INSIDE = """
Object.defineProperty(globalThis, "xterm", {
  configurable: true,
  set(given) {
    class Terminal extends given.Terminal {
      constructor(options) { super(options); globalThis.terminal = this; }
    }
    Object.defineProperty(globalThis, "xterm", { value: { ...given, Terminal } });
  },
});
const Native = WebSocket;
globalThis.connections = [];
globalThis.unreachable = false; // whether the server is
globalThis.WebSocket = class extends Native {
  constructor(url) {
    super(url);
    connections.push(this);
    if (unreachable) this.close();
  }
};
"""
LINES = """() => {
  const { active } = terminal.buffer;
  const line = (row) => active.getLine(active.viewportY + row).translateToString(true);
  return Array.from({ length: terminal.rows }, (_, row) => line(row));
}"""


def executable(playwright: Playwright) -> str | None:
    """The path of a browser, or None if there is none."""
    given = os.environ.get(VARIABLE)
    found = given or next(filter(None, map(shutil.which, NAMES)), None) or playwright.chromium.executable_path
    return found if Path(found).is_file() else None


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A browser. Without one, the test is skipped."""
    with sync_playwright() as playwright:
        path = executable(playwright)
        if path is None:
            pytest.skip(f"there is no browser; {VARIABLE} may name one")
        # Chromium refuses to use its sandbox as root, as in a container. It only opens our own pages.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Tab:
    """A tab of a browser.

    Attributes:
        complaints: what the browser reported about the pages: errors of scripts, and what the policy forbids.
        requested: the addresses of everything that the pages loaded.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requested: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        page.add_init_script(INSIDE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self.requested.append(request.url))

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def text(self) -> str:
        """What the terminal shows; "" before there is one."""
        try:
            return "\n".join(self.page.evaluate(LINES))
        except Error:  # the page is being loaded
            return ""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines of the terminal."""
        columns, lines = self.page.evaluate("[terminal.cols, terminal.rows]")
        return columns, lines

    def press(self, *keys: str) -> None:
        """Presses keys by the names that browsers give them, such as ArrowRight."""
        for key in keys:
            self.page.keyboard.press(key)

    def compose(self, text: str) -> None:
        """Shows a text as an input method does before a character is chosen."""
        self._devtools("Input.imeSetComposition", text=text, selectionStart=len(text), selectionEnd=len(text))

    def choose(self, text: str) -> None:
        """Ends what `compose` began, with the characters that were chosen."""
        self._devtools("Input.insertText", text=text)

    def swipe(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Moves a finger over the screen."""
        for kind, points in (("touchStart", [start]), ("touchMove", [end]), ("touchEnd", [])):
            self._devtools(
                "Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y} for x, y in points]
            )

    @cached_property
    def _session(self) -> CDPSession:
        return self.context.new_cdp_session(self.page)

    def _devtools(self, method: str, **values: Any) -> None:
        self._session.send(method, values)

    def shows(self, *texts: str) -> None:
        """Waits until the terminal shows all the texts."""
        self.until(lambda: all(text in self.text for text in texts), f"{texts} never appeared")

    def hides(self, text: str) -> None:
        """Waits until a text has left the terminal."""
        self.until(lambda: text not in self.text, f"{text!r} never left")

    def until(self, happens: Callable[[], object], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not happens():
            assert time.monotonic() < end, f"{otherwise}:\n{self.text}\n{self.complaints}"
            self.page.wait_for_timeout(50)


@contextmanager
def tab(browser: Browser, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Tab]:
    """A tab in a profile of its own: it shares no cookies with others. Nothing may have been complained about."""
    width, height = size
    with browser.new_context(viewport={"width": width, "height": height}, **options) as context:
        opened = Tab(context.new_page())
        yield opened
        assert opened.complaints == []
