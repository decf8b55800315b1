"""The footer: the keys that work now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from ..keys import FooterKey
from ..text import width


class KeyBar(Widget):
    """The mode, then as many keys as there is room for; the last ones always stay."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--mode", "keys--key", "keys--does"}
    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        dock: bottom;
        & > .keys--mode { background: $accent; color: $background; text-style: bold; }
        & > .keys--key { color: $text-accent; text-style: bold; }
        & > .keys--does { color: $faint; }
    }
    """

    class Pressed(Message):
        """A key was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    mode = ""
    keys: Sequence[FooterKey] = ()
    always: Sequence[FooterKey] = ()

    def show(self, mode: str, keys: Sequence[FooterKey], always: Sequence[FooterKey]) -> None:
        """Shows the mode and its keys; `always` is never left out."""
        self.mode, self.keys, self.always = mode, keys, always
        self.refresh()

    def visible_keys(self) -> list[FooterKey]:
        """The keys that there is room for."""
        room = self.content_size.width - width(self.mode) - 3
        room -= sum(_columns(key) for key in self.always)
        chosen = []
        for key in self.keys:
            room -= _columns(key)
            if room < 0:
                break
            chosen.append(key)
        return [*chosen, *self.always]

    def render(self) -> Text:
        mode, key_style, does = (
            self.get_component_rich_style(f"keys--{name}", partial=True) for name in ("mode", "key", "does")
        )
        text = Text(no_wrap=True, overflow="crop")
        text.append(f" {self.mode} ", mode)
        for key in self.visible_keys():
            text.append(f"  {key.key}", key_style)
            text.append(f" {key.label}", does)
        return text

    def on_click(self, event: events.Click) -> None:
        at = width(self.mode) + 2
        for key in self.visible_keys():
            if at <= event.x < at + _columns(key) and key.action:
                self.post_message(self.Pressed(key.action))
            at += _columns(key)


def _columns(key: FooterKey) -> int:
    return width(key.key) + width(key.label) + 3
