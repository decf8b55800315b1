"""The moments of a training on a line, closer together the later they are; a slider among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from ...ui.text import fit
from ...ui.text import width as columns_of
from .moments import places

TRACK, DONE, MOMENT, HERE = "─", "━", "○", "●"
MARGIN = 12  # columns before the line, for what each line says
AFTER = 4  # columns after it, for half a number


class Timeline(Widget):
    """Three lines: the slider, the number below each moment, and what else there is to say of it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"timeline--faint", "timeline--done", "timeline--here"}
    DEFAULT_CSS = """
    Timeline {
        height: 3;
        & > .timeline--faint { color: $faint; }
        & > .timeline--done { color: $text-accent; }
        & > .timeline--here { color: $text-accent; text-style: bold; }
    }
    """

    class Chosen(Message):
        """The reader wants another moment."""

        def __init__(self, moment: int) -> None:
            super().__init__()
            self.moment = moment

    def __init__(self, titles: tuple[str, str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.titles = titles
        self.numbers: tuple[Sequence[str], Sequence[str]] = ((), ())
        self.updates: Sequence[int] = ()
        self.moment = 0

    def say(self, updates: Sequence[int], losses: Sequence[str], moment: int) -> None:
        """Which moments there are, and which of them is now."""
        self.updates, self.moment = updates, moment
        self.numbers = ([f"{update:,}" for update in updates], losses)
        self.refresh()

    def places(self) -> list[int]:
        """The column of each moment."""
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
        """Numbers below their moments; those that have no room are left out, that of now never."""
        faint, here = (
            self.get_component_rich_style(f"timeline--{name}", partial=True) for name in ("faint", "here")
        )
        text = Text(fit(self.titles[which], MARGIN), faint)
        numbers = self.numbers[which]
        spans = [_span(place, number) for place, number in zip(places, numbers, strict=True)]
        for n, (start, end) in enumerate(spans):
            now = n == self.moment
            if start <= text.cell_len - (n == 0) or (not now and end >= spans[self.moment][0] > start):
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
    """From where to where a number stands that has its middle at a place."""
    long = columns_of(number)
    start = place - long // 2
    return start, start + long
