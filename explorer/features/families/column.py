"""The positions of one model, one below another: their states as small pictures, what hangs on what, or the answers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from ...ui.bars import horizontal
from ...ui.colors import depth
from ...ui.colors.scales import Scale
from ...ui.text import fit, safe
from ...ui.text import width as columns_of
from ...ui.widgets.scrolled import Scrolled
from ...ui.widgets.styles import Palette
from .layout import Fold, fold
from .state import INFLUENCE, FamiliesState
from .strings import Answer, engine, percent

MARK, UPPER, UNSEEN, OWN, MORE = "▸", "▀", "·", "+", "…"
LABEL = 8  # columns that a token's text takes at most
WORD, SHARE = 9, 5  # columns of an answer and of its probability
WIDEST = 6  # columns of a cell of influence
STYLES = ("faint", "chosen", "fresh", "seen", "right", "wrong", "bar")
ABOVE = ("chosen", "seen")  # what stands above another style, as "+seen"
RIGHT, WRONG = "✓", "✗"


class Lane(Scrolled, can_focus=False, inherit_bindings=False):  # the arrows are the screen's
    """Draws what the desk has for one family; `lines` and `gap` are of each position, the same in all lanes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lane--{name}" for name in STYLES}
    DEFAULT_CSS = """
    Lane {
        & > .lane--faint { color: $faint; }
        & > .lane--chosen { text-style: bold; }
        & > .lane--fresh { color: $text-accent; text-style: bold; }
        & > .lane--seen { background: $primary-muted; }
        & > .lane--right { color: $text-success; text-style: bold; }
        & > .lane--wrong { color: $text-error; text-style: bold; }
        & > .lane--bar { color: $text-accent; }
    }
    """

    class Chosen(Message):
        """A position of a family was clicked."""

        def __init__(self, family: str, position: int) -> None:
            super().__init__()
            self.family, self.position = family, position

    def __init__(self, state: FamiliesState, family: str) -> None:
        super().__init__()
        self.state, self.family = state, family
        self.lines, self.gap = 1, 0
        self.scale: Scale | None = None

    def follow(self, scale: Scale | None) -> None:
        """Everything to where the desk is, in these colours."""
        if scale != self.scale:
            self.scale = scale
            self.__dict__.pop("palette", None)
        self.hold(self.content_size.width, self._high())
        height, position = self.content_size.height - self.head, self.state.position
        top, bottom = position * (self.lines + self.gap), (position + 1) * (self.lines + self.gap)
        if height > 0:
            y = min(self.scroll_offset.y, top)
            self.scroll_to(y=max(0, y, bottom - self.gap - height), animate=False, force=True)
        self.refresh()

    def stand(self, lines: int, gap: int) -> None:
        """So many lines for a position, and so many below it."""
        self.lines, self.gap = lines, gap
        self.styles.max_height = max(1, self._high())

    @property
    def head(self) -> int:
        """Lines above the positions: the tokens that they may hang on."""
        return int(self.state.view == INFLUENCE)

    def _high(self) -> int:
        return self.head + len(self.state.tokens) * (self.lines + self.gap) - self.gap

    # -------------------------------------------------------------------------- drawing
    def render_line(self, y: int) -> Strip:
        width, desk = self.content_size.width, self.state
        base = self._style()
        if y < self.head:
            return self._heads(width)
        position, line = divmod(y - self.head + self.scroll_offset.y, self.lines + self.gap)
        if not width or position >= len(desk.tokens) or line >= self.lines:
            return Strip.blank(width, base)
        gutter = self.before
        middle = line == (self.lines - 1) // 2
        segments = [self._label(position, gutter - 1) if middle else Segment(" " * (gutter - 1), base)]
        segments.append(Segment(" ", base))
        if position < desk.clock.there(self.family, desk.tick):
            segments += self._row(position, line, middle, width - gutter)
        return Strip([*segments, Segment(" ", base)]).adjust_cell_length(width, base)

    @property
    def before(self) -> int:
        """Columns before what is drawn of a position."""
        widest = max((columns_of(safe(token)) for token in self.state.tokens), default=1)
        return min(widest, LABEL, max(1, self.content_size.width // 3)) + 2

    def notify_style_update(self) -> None:
        super().notify_style_update()
        for name in ("palette", "styles_by_name"):
            self.__dict__.pop(name, None)

    @cached_property
    def styles_by_name(self) -> dict[str, Style]:
        """Made once: to find out what the style sheet says takes longer than to draw."""
        base = self.rich_style
        own = {name: self.get_component_rich_style(f"lane--{name}", partial=True) for name in STYLES}
        return {
            "": base,
            **{name: base + style for name, style in own.items()},
            **{f"+{n}": own[n] for n in ABOVE},
        }

    def _style(self, name: str = "") -> Style:
        return self.styles_by_name[name]

    def _label(self, position: int, gutter: int) -> Segment:
        desk = self.state
        chosen, there = position == desk.position, desk.clock.there(self.family, desk.tick)
        text = fit(safe(desk.tokens[position]), gutter - 1, "right")
        fresh = position in desk.clock.fresh(self.family, desk.tick)
        style = self._style("fresh" if fresh else "" if position < there else "faint")
        for name, holds in (("chosen", chosen), ("seen", self._is_seen(position))):
            if holds:
                style += self._style(f"+{name}")
        return Segment(f"{MARK if chosen else ' '}{text}", style)

    def _is_seen(self, position: int) -> bool:
        """Whether the chosen position can see this one, as soon as it is there."""
        desk, seen = self.state, self.state.sees(self.family)
        there = desk.clock.there(self.family, desk.tick)
        return seen is not None and desk.position < there and bool(seen[desk.position, position])

    def _row(self, position: int, line: int, middle: bool, room: int) -> list[Segment]:
        desk, side = self.state, self.state.side(self.family)
        if side is None or self.scale is None or desk.given is None:
            return []
        if desk.view == INFLUENCE:
            return list(self._influence(position, middle, room))
        if desk.answering:
            return self._answer(engine(side, desk.given)[position], room) if middle else []
        state = side.states[desk.layer][position]
        folded = fold(len(state), room - 1, self.lines, halves=not depth.shades())
        return list(self._state(state, folded, line, room))

    # -------------------------------------------------------------------------- a state
    def _state(self, state: np.ndarray, folded: Fold, line: int, room: int) -> Iterator[Segment]:
        assert self.scale is not None
        palette = self.palette
        levels = [*self.scale.levels(state).tolist(), *[-1] * (2 * folded.rows * folded.columns)]
        columns = min(folded.columns, max(0, room - 1) // folded.wide)
        for column in range(columns):
            features = folded.features_at(line, column * folded.wide)
            if len(features) == 1:
                level = levels[features[0]]
                yield Segment(palette.fill(level) * folded.wide, palette.cell(level))
            else:
                upper, lower = (levels[n] if n < len(state) else -1 for n in features)
                glyph, front, back = (UPPER, upper, lower) if upper >= 0 else ("▄", lower, -1)
                yield Segment(glyph * folded.wide, palette.halves(front, back))
        if columns < folded.columns:
            yield Segment(MORE, self._style("faint"))

    @cached_property
    def palette(self) -> Palette:
        """The styles of the colours that it draws in now."""
        assert self.scale is not None
        ground, faint = self.background_colors[1], self._style("faint")
        return Palette(
            scale=self.scale,
            ground=ground.rgb,
            text=self._style(),
            faint=faint,
            accent=self._style("fresh"),
            cursor=self._style("chosen"),
            shades=depth.shades(),
        )

    # -------------------------------------------------------------------------- influence
    def _influence(self, position: int, middle: bool, room: int) -> Iterator[Segment]:
        """A cell for each token that a position may hang on; what it owes to its own stands apart."""
        assert self.scale is not None
        seen, shares = self.state.sees(self.family), self.state.shares(self.family)
        if seen is None or shares is None:
            return
        palette = self.palette
        wide, columns = self._cells(room)
        for column, level in enumerate(self.scale.levels(shares[position, :columns]).tolist()):
            if not seen[position, column]:
                yield Segment((UNSEEN if middle else "").center(wide), self._style("faint"))
            elif column == position:
                yield Segment((OWN if middle else "").center(wide), self._style("chosen"))
            else:
                yield Segment(palette.fill(level) * wide, palette.cell(level))
        if columns < len(shares):
            yield Segment(MORE, self._style("faint"))

    def _cells(self, room: int) -> tuple[int, int]:
        """Columns of a cell of influence, and how many cells there is room for."""
        count = max(1, len(self.state.tokens))
        wide = max(1, min(WIDEST, (room - 1) // count))
        return wide, min(count, max(0, room - 1) // wide)

    def _heads(self, width: int) -> Strip:
        """The tokens above their columns, as far as each has room."""
        desk = self.state
        wide, columns = self._cells(width - self.before)
        segments = [Segment(" " * self.before, self._style())]
        for place, token in enumerate(desk.tokens[:columns]):
            if wide > 1:
                text = fit(_beginning(safe(token), wide), wide, "centre")
            else:
                text = "▾" if place == desk.position else " "
            segments.append(Segment(text, self._style("seen" if self._is_seen(place) else "faint")))
        return Strip(segments).adjust_cell_length(width, self._style())

    # -------------------------------------------------------------------------- answers
    def _answer(self, answer: Answer, room: int) -> list[Segment]:
        """The answer and its probability; behind a wrong one the right one."""
        base, faint = self._style(), self._style("faint")
        share = f"{percent(answer.probability):>{SHARE}} "
        narrow = room < 3 + 2 * WORD + len(share) + SHARE
        word = max(3, min(WORD, (room - 3) // 2 if narrow else WORD))
        said, left = fit(safe(answer.word), word), room - 3 - word
        if answer.right is None:
            return [Segment(f"  {said}{share}", faint)]
        if answer.is_right:
            bar = Segment(horizontal(answer.probability, left - len(share)), self._style("bar"))
            return [Segment(f"{RIGHT} ", self._style("right")), Segment(said + share, base), bar]
        mark, right = Segment(f"{WRONG} ", self._style("wrong")), safe(answer.right)
        if not narrow:
            both = fit(f"{right} {percent(answer.its)}", left - len(share))
            return [mark, Segment(said + share, base), Segment(both, faint)]
        return [mark, Segment(said, base), Segment(fit(f" {right}", left), faint)]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            line = max(0, offset.y - self.head) + int(self.scroll_offset.y)
            position = line // (self.lines + self.gap)
            self.post_message(self.Chosen(self.family, position))


def _beginning(text: str, columns: int) -> str:
    """As much of a safe text as there is room for."""
    while columns_of(text) > columns:
        text = text[:-1]
    return text
