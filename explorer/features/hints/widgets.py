"""Shows the hints: a line above the footer of the current screen, removed by the next key or click."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App
from textual.content import Content
from textual.errors import NoWidget
from textual.geometry import Region, Size
from textual.screen import Screen as AnyScreen
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.keys import keys_at
from ...ui.memory import Store
from ...ui.screen import Screen
from ...ui.text import wrap
from .state import Hints

REST = 0.3  # seconds without a key
MOST_LINES = 2
MOST_GAPS = 4  # spaces that are kept free in a line for gaps; few widgets begin or end under a hint


class HintLine(Static):
    """A hint; a click removes it.

    It has its own layer: it covers the last line of the screen and does not move anything under the mouse.
    """

    DEFAULT_CSS = """
    HintLine {
        layer: hint; dock: bottom; width: 100%; height: auto; margin: 0 0 1 0; padding: 0 1;
        background: $panel; color: $text-accent;
    }
    """

    def on_click(self) -> None:
        self.remove()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._wrapped(width))

    def render_line(self, y: int) -> Strip:
        """A line in which no wide character crosses the edge of a widget underneath.

        Textual cuts what it draws there, even on top, and a character that is cut becomes two spaces
        (https://github.com/Textualize/textual/issues/6357).
        """
        width, wrapped = self.content_size.width, self._wrapped(self.content_size.width)
        text = wrapped[y] if y < len(wrapped) else ""
        text = without_wide_character_across(text, self._edges(y), width)
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(width, self.rich_style)

    def _wrapped(self, width: int) -> list[str]:
        return wrap(str(self.content), max(1, width - MOST_GAPS), MOST_LINES)

    def _edges(self, y: int) -> list[int]:
        """The columns of a line at which other widgets begin or end."""
        row, left = self.content_region.y + y, self.content_region.x
        others = (widget for widget in self.screen.walk_children(Widget) if widget is not self)
        beneath = [_visible(self.screen, widget) for widget in others]
        return sorted(
            {x - left for each in beneath if each.y <= row < each.bottom for x in (each.x, each.right)}
        )


def _visible(screen: AnyScreen[Any], widget: Widget) -> Region:
    """The part of a widget that is on the screen."""
    try:
        return screen.find_widget(widget).visible_region
    except NoWidget:
        return Region()


def without_wide_character_across(text: str, columns: Collection[int], room: int) -> str:
    """A text with spaces, so that no character lies partly before and partly after one of these columns.

    The spaces are where they are seen least: before the text, beside punctuation, another space or Latin text. Only
    where that is not enough, one splits a word.

    Args:
        room: how many columns the text may have.
    """
    spare = max(0, room - cell_len(text))
    # By the number of spaces that were added: how much they are seen, and the text so far.
    ways = {0: (0, "")}
    before, previous = 0, ""
    for character in text:
        width, cost = cell_len(character), _cost_of_space(previous, character)
        further: dict[int, tuple[int, str]] = {}
        for added, (seen, so_far) in ways.items():
            for more in range(min(spare - added, MOST_GAPS if previous else spare) + 1):
                start = before + added + more
                if any(start < column < start + width for column in columns):
                    continue
                total = seen + cost * (more**2 if previous else more)
                if added + more not in further or total < further[added + more][0]:
                    further[added + more] = total, f"{so_far}{' ' * more}{character}"
        if not further:  # there is no room, so this character is lost
            further = {added: (seen, so_far + character) for added, (seen, so_far) in ways.items()}
        ways, before, previous = further, before + width, character
    return min(ways.values())[1]


def _cost_of_space(before: str, after: str) -> int:
    """How much an additional space between two characters is seen."""
    if not before:
        return 1
    if before in "，。；：、！？”）":
        return 3
    if " " in (before, after):
        return 8
    if cell_len(before) != cell_len(after):
        return 10  # between Chinese and Latin
    return 1000


class Hinting:
    """Shows the hints in a program, and saves which of them were shown."""

    def __init__(self, app: App[None], store: Store | None) -> None:
        self.app, self.store = app, store
        self.hints = Hints(store.load().hints if store else ())
        self.line: HintLine | None = None
        self._timer: Timer | None = None

    def soon(self) -> None:
        """Shows a hint as soon as the reader pauses: one that only flashed by could not be read."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.app.set_timer(REST, self.show)

    def clear_notice(self) -> None:
        """Removes the hint, because the reader does something."""
        if self.line is not None and self.line.is_attached:
            self.line.remove()
        self.line = None

    def show(self) -> None:
        """Shows a hint, if one applies."""
        if not self.app.screen_stack:  # the program is closing
            return
        screen = self.app.screen
        if not screen.is_mounted or self.line is not None or _is_busy(screen):
            return
        now = screen.situation() if isinstance(screen, Screen) else None
        hint = self.hints.next(now) if now else None
        if hint is not None:
            try:
                text = _(hint.text).format_map(keys_at(screen.focused or screen))
            except KeyError:  # a key in it does nothing with this focus, so the hint waits
                self.hints.seen.remove(hint.name)
                return
            self.line = HintLine(Content(text), markup=False, classes="hint")
            screen.mount(self.line, before=0)  # so that a notice is drawn over it
            self._remember()

    def again(self) -> None:
        """Shows every hint once more."""
        self.clear_notice()
        self.hints.again()
        if self.store is not None:
            self.store.change(lambda memory: replace(memory, hints=()))
        self.soon()

    def _remember(self) -> None:
        """Saves the hints, in addition to those that another explorer may have shown."""
        seen = tuple(self.hints.seen)
        if self.store is not None:
            self.store.change(lambda old: replace(old, hints=tuple(dict.fromkeys((*old.hints, *seen)))))


def _is_busy(screen: AnyScreen[Any]) -> bool:
    """Whether there is a notice or a prompt, or no room."""
    too_small = any(screen.has_class(name) for name in ("small", "-small", "-too-narrow", "-too-low"))
    return too_small or bool(screen.query(".said, Prompt"))
