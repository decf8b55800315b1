"""Two sentences, word under word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text
from textual.app import RenderResult
from textual.geometry import Size
from textual.widget import Widget

from ...ui.text import width as columns_of
from . import compare_strings as said
from .compare import Comparison
from .compare_strings import Piece

GAP = "  "
ARROW = " → "
SHARE = 12  # of so many lines of the window two are taken, at least; what is left of a long sentence the grids show
MORE = "…"


class WordUnderWord(Widget):
    """A's tokens above B's, the source and then the target; in more lines where they do not fit in two."""

    DEFAULT_CSS = "WordUnderWord { height: auto; }"
    comparison: Comparison | None = None

    def show(self, comparison: Comparison | None) -> None:
        """Other sentences."""
        self.comparison = comparison
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 * min(len(self._lines(width)), max(1, viewport.height // SHARE))

    def render(self) -> RenderResult:
        text = Text(no_wrap=True, overflow="crop")
        lines = self._lines(self.content_size.width)
        room = max(1, self.content_size.height // 2)
        for number, line in enumerate(lines[:room]):
            for name, which in zip(said.NAMES, (0, 1), strict=False):
                text.append(f"{name} " if not number else "  ", "bold")
                for piece in line:
                    differs = piece[0] != piece[1] and ARROW not in piece
                    text.append(piece[which], "bold reverse" if differs and piece[which].strip() else "")
                    text.append(GAP)
                text.append(f"{MORE}\n" if room < len(lines) and number == room - 1 else "\n")
        return text

    def _lines(self, width: int) -> list[list[Piece]]:
        if self.comparison is None:
            return []
        every: list[Piece] = []
        for side in said.SIDES:
            found = said.pieces(self.comparison, side)
            every += [(ARROW, ARROW)] * bool(every and found) + found
        return list(_broken(every, width - 2 - len(MORE)))


def _broken(pieces: Iterable[Piece], width: int) -> Iterator[list[Piece]]:
    """As many on a line as there is room for."""
    line: list[Piece] = []
    used = 0
    for piece in pieces:
        used += columns_of(piece[0]) + len(GAP)
        if line and used > width + len(GAP):
            yield line
            line, used = [], columns_of(piece[0]) + len(GAP)
        line.append(piece)
    if line:
        yield line
