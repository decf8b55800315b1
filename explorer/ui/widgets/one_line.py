"""Widgets of one line: text at its left and right ends, and the color scale of an array with statistics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

from rich.text import Text

from ....core.operations.arithmetic import number
from ....core.support.localization import _
from ..colors.scales import LEVELS
from ..tensor_view import TensorView
from ..text import cut, width
from .line_list import Styled
from .painting import Palette

Piece = tuple[str, str]  # safe text, component class or "" for ordinary text
BAR = 16  # columns of the color bar


class Spread(Styled):
    """One line. If there is no room, pieces at the right end are left out except the last; then the left is cut off."""

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
        pieces = self.right
        while len(pieces) > 1 and _columns(self.left) + 2 + _columns(pieces) > room:
            pieces = pieces[1:]
        fits = not self.left or _columns(self.left) + 2 + _columns(pieces) <= room
        right = self._text(pieces, room if fits else room // 2)
        left = self._text(self.left, room - right.cell_len - (2 if pieces else 0))
        return Text.assemble(left, " " * max(0, room - left.cell_len - right.cell_len), right, no_wrap=True)

    def _text(self, pieces: list[Piece], room: int) -> Text:
        text = Text(no_wrap=True)
        for piece, name in pieces:
            if room <= 0:  # a sentence may have many more words
                break
            shown = cut(piece, room)
            text.append(shown, self.component(f"spread--{name}") if name else None)
            room -= width(shown)
        return text


def _columns(pieces: Iterable[Piece]) -> int:
    return sum(width(text) for text, _name in pieces)


class Painted(Protocol):
    """A widget with a palette, which changes with the theme."""

    @property
    def palette(self) -> Palette: ...


class Legend(Styled):
    """`−3.2 ▐██████▌ 3.2   min … max … mean … ± …`"""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"legend--faint"}
    DEFAULT_CSS = """
    Legend { height: 1; & > .legend--faint { color: $faint; } }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._content: tuple[TensorView, Painted, list[str] | None] | None = None

    def show(self, shown: TensorView, painted: Painted, instead: list[str] | None = None) -> None:
        """Shows the scale of another array.

        Args:
            painted: the widget that shows the array.
            instead: texts in place of the statistics, the most important first.
        """
        self._content = (shown, painted, instead)
        self.refresh()

    def render(self) -> Text:
        if self._content is None or self._content[0].why_empty:
            return Text("")
        shown, painted, instead = self._content
        palette = painted.palette
        faint = self.component("legend--faint")
        text = Text(no_wrap=True, overflow="ellipsis")
        scale = palette.scale
        text.append(f"{_short(scale.low)} ", faint)
        for place in range(BAR):
            level = round(place * (LEVELS - 1) / (BAR - 1))
            text.append(palette.fill(level), palette.cell(level))
        text.append(f" {_short(scale.high)}", faint)
        texts = statistics(shown) if instead is None else [*instead]
        room = self.content_size.width - text.cell_len
        between = " · " if instead is None else "   "  # texts about marks may be about a dot
        while texts and width(between.join(texts)) + 3 > room:
            texts.pop()
        text.append(f"   {between.join(texts)}", faint)
        return text


def statistics(shown: TensorView) -> list[str]:
    """Statistics of an array, the most important first."""
    found = shown.summary
    if shown.values.dtype.kind == "b":
        allowed = found.count - found.zeros
        may, not_ = _("✓ {count} allowed"), _("⋅ {count} not allowed")
        # In one piece: the dot of the mark would be hard to tell from the dots that separate the pieces.
        return [f"{may.format(count=allowed)}   {not_.format(count=found.count - allowed)}"]
    texts = []
    if found.infinite:
        texts.append(f"∞ {found.infinite}")
    if found.nan:
        texts.append(_("NaN {nan}", nan=found.nan))
    texts += (
        [_("min {low}", low=_short(found.low)), _("max {high}", high=_short(found.high))]
        if found.finite
        else []
    )
    texts += [_("mean {mean}", mean=_short(found.mean)), f"σ {_short(found.spread)}"] if found.finite else []
    if found.zeros:
        texts.append(_("zeros {zeros}", zeros=found.zeros))
    return [*texts, _("{count} numbers", count=found.count)]


def _short(value: float) -> str:
    return f"{value:.0f}".replace("-", "−") if float(value).is_integer() else number(value, 2)
