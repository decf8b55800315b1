"""The snapshots of a training on a line, closer together the later they are, with a slider."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from ....core.support.localization import _
from ...ui.text import fit
from ...ui.text import width as columns_of

TRACK, DONE, MOMENT, HERE = "─", "━", "○", "●"
MARGIN = 12  # columns before the line, for the titles
AFTER = 4  # columns after it, for half a number


class Timeline(Widget):
    """Three lines: the slider, and below each snapshot its update and its loss."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"timeline--faint", "timeline--done", "timeline--here"}

    @dataclass
    class Chosen(Message):
        """Another snapshot was chosen."""

        moment: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.numbers: tuple[Sequence[str], Sequence[str]] = ((), ())
        self.updates: Sequence[int] = ()
        self.moment = 0

    def show(self, updates: Sequence[int], losses: Sequence[str], moment: int) -> None:
        """Shows the snapshots, and which of them is the current one."""
        self.updates, self.moment = updates, moment
        self.numbers = ([f"{update:,}" for update in updates], losses)
        self.refresh()

    def places(self) -> list[int]:
        """The column of each snapshot."""
        return [MARGIN + place for place in places(self.updates, self.content_size.width - MARGIN - AFTER)]

    def render(self) -> Text:
        places = self.places()
        lines = [self._line(places), *(self._numbers(places, n) for n in (0, 1))]
        return Text("\n", no_wrap=True, overflow="crop").join(lines)

    def _line(self, places: list[int]) -> Text:
        faint, done, here = (
            self.get_component_rich_style(f"timeline--{name}", partial=True)
            for name in ("faint", "done", "here")
        )
        text = Text(" " * MARGIN)
        if places:
            now = places[self.moment]
            for column in range(MARGIN, places[-1] + 1):
                style: Style = here if column == now else done if column < now else faint
                track = DONE if column < now else TRACK
                mark = HERE if column == now else MOMENT if column in places else track
                text.append(mark, style)
        return text

    def _numbers(self, places: list[int], which: int) -> Text:
        """Numbers below their snapshots; those without room are left out, except the current one and the last."""
        faint, here = (
            self.get_component_rich_style(f"timeline--{name}", partial=True) for name in ("faint", "here")
        )
        text = Text(fit((_("updates"), _("loss"))[which], MARGIN), faint)
        numbers = self.numbers[which]
        spans = [_span(place, number) for place, number in zip(places, numbers, strict=True)]
        kept = [spans[n][0] for n in {self.moment, len(spans) - 1} if spans]
        for n, (start, end) in enumerate(spans):
            now = n == self.moment
            if n == len(spans) - 1:  # it may move to the right to be readable
                start = min(max(start, text.cell_len + 1), self.content_size.width - columns_of(numbers[n]))
            if start <= text.cell_len - (n == 0) or (not now and any(end >= each > start for each in kept)):
                continue
            text.append(" " * (start - text.cell_len))
            text.append(numbers[n], here if now else faint)
        return text

    def on_click(self, event: events.Click) -> None:
        places = self.places()
        if places:
            nearest = min(range(len(places)), key=lambda n: abs(places[n] - event.x))
            self.post_message(self.Chosen(nearest))


def _span(place: int, number: str) -> tuple[int, int]:
    """The first column of a number centered at a place, and the column after it."""
    long = columns_of(number)
    start = place - long // 2
    return start, start + long


def places(updates: Sequence[int], columns: int) -> list[int]:
    """The columns of the snapshots on a line: evenly up to the first after 0, then logarithmically.

    Most changes happen early, so the early snapshots get the most room. If there is room, no two share a column.
    """
    unit = next((update for update in updates if update > 0), 1)
    along = [math.log1p(update / unit) for update in updates]
    last = max(columns - 1, 0)
    found = [round(last * each / (along[-1] or 1)) for each in along]
    for n in range(1, len(found)):
        found[n] = max(found[n], found[n - 1] + 1)
    for n in range(len(found) - 1, -1, -1):  # back inside the line
        found[n] = max(0, min(found[n], last - (len(found) - 1 - n)))
    return found
