"""The distribution over the next token: a bar for every token of the vocabulary."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from ....core.support.localization import _
from ...features.decode.tree import Bar, Tree
from ..numbers import MINUS
from ..text import fit, safe, wrap
from .line_list import LineList

EIGHTHS = " ▏▎▍▌▋▊▉█"
PICKED, HERE = "✓", "▶"
WORD, SHARE = 12, 7  # columns
LEAST_WORD, BESIDE = 2, 6 + 1 + SHARE + 1  # columns of a token, and beside it: mark, rank, and probability
ROOM_FOR_BOTH = 64  # columns from which the model's own number stands beside


class Bars(LineList):
    """Rank, token, probability, bar; what is cut has a dotted bar and says what cut it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bars--bar"}
    DEFAULT_CSS = """
    Bars > .bars--bar { color: $text-accent; }
    """

    class Chosen(Message):
        """The reader wants this token; None where there are no bars."""

        def __init__(self, token: int | None) -> None:
            super().__init__()
            self.token = token

    def __init__(self, tree: Tree, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tried = tree
        self.instead: str | None = None  # what stands in the place of the bars

    def show(self, instead: str | None, anew: bool) -> None:
        """Shows the bars, or a word in their place; `anew` with the cursor on the most probable token."""
        self.instead = instead
        if anew:
            self.cursor = 0
        self.changed()

    def count(self) -> int:
        found = self.tried.next
        return 0 if found is None or self.instead is not None else len(found.order)

    def render_line(self, y: int) -> Strip:
        if self.instead is None:
            return super().render_line(y)
        width = self.content_size.width
        lines = ["", *wrap(self.instead, max(1, width - 4), 6)]
        return Strip([Segment(fit(f"  {lines[y]}" if y < len(lines) else "", width), self.plain)], width)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        bar = self.tried.bar(number)
        faint = "list--faint" if bar.cut else ""
        mark = HERE if number == self.cursor else PICKED if bar.picked is not None else " "
        both = width >= ROOM_FOR_BOTH
        word = WORD + 4 if both else max(LEAST_WORD, min(WORD, width - BESIDE))  # the number is never cut
        pieces = [
            (f"{mark}{number + 1:>4} ", "list--faint"),
            (fit(safe(bar.token.text), word) + " ", faint),
            (f"{share(bar.said) if both else '':>{SHARE}} " if both else "", "list--faint"),
            (fit(_("cut") if bar.cut else share(bar.probability), SHARE, "right") + " ", faint),
        ]
        room = width - 7 - word - (SHARE + 1) * (1 + both)
        return [*pieces, *self._bar(bar, room)]

    def _bar(self, bar: Bar, room: int) -> list[tuple[str, str]]:
        if not bar.cut:
            return [(drawn(bar.probability, room), "bars--bar")]
        name = f" {bar.cut}"
        dots = "┄" * max(1, round(bar.said * (room - len(name))))
        return [(dots, "list--faint"), (name, "list--faint")]

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(self.token))

    def action_choose(self) -> None:
        self.chosen(self.cursor)

    @property
    def token(self) -> int | None:
        """The token under the cursor."""
        return self.tried.bar(self.cursor).token.id if self.count() else None


def drawn(part: float, columns: int) -> str:
    """A bar as long as a part of the whole, to an eighth of a column; anything above 0 is seen."""
    eighths = round(max(0.0, min(part, 1.0)) * columns * 8) if part == part else 0
    if part > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, 8)
    return "█" * full + (EIGHTHS[rest] if rest else "")


def share(probability: float) -> str:
    """A probability in at most seven columns; 0 is exactly 0."""
    if not probability:
        return "0"
    if probability >= 0.0001:
        return f"{probability:.4f}"
    return f"{probability:.0e}".replace("-", MINUS)
