"""The color scale of an array, and statistics."""

from __future__ import annotations

from typing import ClassVar, Protocol

from rich.text import Text
from textual.widget import Widget

from ....core.operations.arithmetic import number
from ....core.support.localization import _
from ..colors.scales import LEVELS
from ..tensor_view import TensorView
from ..text import width
from .painting import Palette

BAR = 16  # columns of the color bar


class Painted(Protocol):
    """A widget with a palette, which changes with the theme."""

    @property
    def palette(self) -> Palette: ...


class Legend(Widget):
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
        if self._content is None:
            return Text("")
        shown, painted, instead = self._content
        palette = painted.palette
        faint = self.get_component_rich_style("legend--faint", partial=True)
        text = Text(no_wrap=True, overflow="ellipsis")
        scale = palette.scale
        text.append(f"{_short(scale.low)} ", faint)
        for place in range(BAR):
            level = round(place * (LEVELS - 1) / (BAR - 1))
            text.append(palette.fill(level), palette.cell(level))
        text.append(f" {_short(scale.high)}", faint)
        texts = statistics(shown) if instead is None else [*instead]
        room = self.content_size.width - text.cell_len
        while texts and width(" · ".join(texts)) + 3 > room:
            texts.pop()
        text.append(f"   {' · '.join(texts)}", faint)
        return text


def statistics(shown: TensorView) -> list[str]:
    """Statistics of an array, the most important first."""
    found = shown.summary
    if shown.values.dtype.kind == "b":
        allowed = found.count - found.zeros
        may, not_ = _("✓ {count} may"), _("⋅ {count} may not")
        # In one piece: the dot of the mark would be lost between the dots that separate the pieces.
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
        texts.append(f"0: {found.zeros}")
    return [*texts, _("{count} numbers", count=found.count)]


def _short(value: float) -> str:
    return f"{value:.0f}".replace("-", "−") if float(value).is_integer() else number(value, 2)
