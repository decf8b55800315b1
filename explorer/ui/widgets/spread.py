"""A line with text at its left and right ends."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from ..text import cut, width

Piece = tuple[str, str]  # safe text, component class or "" for ordinary text


class Spread(Widget):
    """One line. If there is no room, pieces at the right end are left out except the last, then the left is cut."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "spread--strong",
        "spread--faint",
        "spread--accent",
        "spread--unknown",
    }
    DEFAULT_CSS = """
    Spread {
        height: 1;
        & > .spread--strong { text-style: bold; }
        & > .spread--faint { color: $faint; }
        & > .spread--accent { color: $text-accent; }
        & > .spread--unknown { color: $text-accent; text-style: underline; }
    }
    """

    left: list[Piece]
    right: list[Piece]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.left, self.right = [], []

    def show(self, left: list[Piece], right: list[Piece]) -> None:
        """Sets the text at both ends."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render(self) -> Text:
        room = self.content_size.width
        pieces, wanted = self.right, sum(width(text) for text, _ in self.left) + 2
        while len(pieces) > 1 and wanted + sum(width(text) for text, _ in pieces) > room:
            pieces = pieces[1:]
        right = self._text(pieces, room // 2 if self.left else room)
        left = self._text(self.left, room - right.cell_len - (2 if pieces else 0))
        return Text.assemble(left, " " * max(0, room - left.cell_len - right.cell_len), right, no_wrap=True)

    def _text(self, pieces: list[Piece], room: int) -> Text:
        text = Text(no_wrap=True)
        for piece, name in pieces:
            shown = cut(piece, room)
            text.append(
                shown, self.get_component_rich_style(f"spread--{name}", partial=True) if name else Style()
            )
            room -= width(shown)
        return text
