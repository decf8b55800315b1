"""The positions of one model, one below another: their states as small pictures, the influence, or the answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from rich.cells import chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from ...ui.bars import horizontal
from ...ui.colors import depth
from ...ui.colors.scales import Scale
from ...ui.text import fit, safe, width
from ...ui.widgets.line_list import Scrolled
from ...ui.widgets.painting import Palette
from .layout import Layout, state_layout
from .state import INFLUENCE, FamiliesState
from .strings import OWN, UNSEEN, Answer, answers, percent

MARK, UPPER, LOWER, MORE = "▸", "▀", "▄", "…"
RIGHT, WRONG = "✓", "✗"
LABEL = 8  # most columns of a token's text
WORD, SHARE = 9, 5  # columns of an answer and of its probability
WIDEST = 6  # columns of a cell of influence
STYLES = ("faint", "chosen", "fresh", "seen", "right", "wrong", "bar")
ADDED = ("chosen", "seen")  # styles that are added to another one, as "+seen"


class Column(Scrolled, can_focus=False, inherit_bindings=False):  # the screen handles the arrow keys
    """Draws one family.

    Attributes:
        lines: the lines of each position; `gap` is the number of blank lines below it.
        scale: the color scale; None until there is a run.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"column--{name}" for name in STYLES}

    @dataclass
    class Chosen(Message):
        """A position of a family was clicked."""

        family: str
        position: int

    def __init__(self, state: FamiliesState, family: str) -> None:
        super().__init__()
        self.state, self.family = state, family
        self.lines, self.gap = 1, 0
        self.scale: Scale | None = None

    def show(self, scale: Scale | None) -> None:
        """Draws the state of the screen, and scrolls to the chosen position."""
        if scale != self.scale:
            self.scale = scale
            self.__dict__.pop("palette", None)
        self.hold(self.content_size.width, self._height)
        room, each = self.content_size.height - self.head, self.lines + self.gap
        top = self.state.position * each
        if room > 0:
            y = min(self.scroll_offset.y, top)
            self.scroll_to(y=max(0, y, top + self.lines - room), animate=False, force=True)
        self.refresh()

    def set_lines(self, lines: int, gap: int) -> None:
        """Sets the lines of each position and the blank lines below it."""
        self.lines, self.gap = lines, gap
        self.styles.max_height = max(1, self._height)

    @property
    def head(self) -> int:
        """Lines above the positions: the tokens on which they may depend."""
        return int(self.state.view == INFLUENCE)

    @property
    def _height(self) -> int:
        return self.head + len(self.state.tokens) * (self.lines + self.gap) - self.gap

    # -------------------------------------------------------------------------- drawing
    def render_line(self, y: int) -> Strip:
        room, state = self.content_size.width, self.state
        base = self._style()
        if y < self.head:
            return self._heads(room)
        position, line = divmod(y - self.head + self.scroll_offset.y, self.lines + self.gap)
        if not room or position >= len(state.tokens) or line >= self.lines:
            return Strip.blank(room, base)
        middle = line == (self.lines - 1) // 2
        label = self.label_width
        segments = [self._label(position, label - 1) if middle else Segment(" " * (label - 1), base)]
        segments.append(Segment(" ", base))
        if position < state.clock.computed(self.family, state.tick):
            segments += self._row(position, line, middle, room - label)
        return Strip([*segments, Segment(" ", base)]).adjust_cell_length(room, base)

    @property
    def label_width(self) -> int:
        """Columns before the picture of a position."""
        widest = max((width(safe(token)) for token in self.state.tokens), default=1)
        return min(widest, LABEL, max(1, self.content_size.width // 3)) + 2

    def notify_style_update(self) -> None:
        super().notify_style_update()
        for name in ("palette", "styles_by_name"):
            self.__dict__.pop(name, None)

    @cached_property
    def styles_by_name(self) -> dict[str, Style]:
        """Cached, because looking styles up in the style sheet takes longer than drawing."""
        base = self.rich_style
        own = {name: self.get_component_rich_style(f"column--{name}", partial=True) for name in STYLES}
        return {
            "": base,
            **{name: base + style for name, style in own.items()},
            **{f"+{name}": own[name] for name in ADDED},
        }

    def _style(self, name: str = "") -> Style:
        return self.styles_by_name[name]

    def _label(self, position: int, room: int) -> Segment:
        state, clock = self.state, self.state.clock
        chosen = position == state.position
        text = fit(safe(state.tokens[position]), room - 1, "right")
        if position in clock.new(self.family, state.tick):
            style = self._style("fresh")
        else:
            style = self._style("" if position < clock.computed(self.family, state.tick) else "faint")
        for name, holds in (("chosen", chosen), ("seen", self._is_seen(position))):
            if holds:
                style += self._style(f"+{name}")
        return Segment(f"{MARK if chosen else ' '}{text}", style)

    def _is_seen(self, position: int) -> bool:
        """Whether the chosen position can see this one; False until the chosen one is computed."""
        state, seen = self.state, self.state.sees(self.family)
        computed = state.clock.computed(self.family, state.tick)
        return seen is not None and state.position < computed and bool(seen[state.position, position])

    def _row(self, position: int, line: int, middle: bool, room: int) -> list[Segment]:
        state, run = self.state, self.state.run_of(self.family)
        if run is None or self.scale is None or state.given is None:
            return []
        if state.view == INFLUENCE:
            return list(self._influence(position, middle, room))
        if state.answering:
            return self._answer(answers(run, state.given)[position], room) if middle else []
        features = run.states[state.layer][position]
        layout = state_layout(len(features), room - 1, self.lines, halves=not depth.shades)
        return list(self._state(features, layout, line, room))

    # -------------------------------------------------------------------------- a state
    def _state(self, features: np.ndarray, layout: Layout, line: int, room: int) -> Iterator[Segment]:
        assert self.scale is not None
        palette = self.palette
        # Past the last feature nothing is drawn.
        levels = [*self.scale.levels(features).tolist(), *[-1] * (2 * self.lines * layout.columns)]
        columns = min(layout.columns, max(0, room - 1) // layout.width)
        for column in range(columns):
            upper, *lower = (levels[n] for n in layout.features_at(line, column * layout.width))
            if not lower:
                yield Segment(palette.fill(upper) * layout.width, palette.cell(upper))
            else:
                glyph, front, back = (UPPER, upper, lower[0]) if upper >= 0 else (LOWER, lower[0], -1)
                yield Segment(glyph * layout.width, palette.halves(front, back))
        if columns < layout.columns:
            yield Segment(MORE, self._style("faint"))

    @cached_property
    def palette(self) -> Palette:
        """The styles for the scale."""
        assert self.scale is not None
        ground, faint = self.background_colors[1], self._style("faint")
        return Palette(
            scale=self.scale,
            ground=ground.rgb,
            text=self._style(),
            faint=faint,
            accent=self._style("fresh"),
            cursor=self._style("chosen"),
            shades=depth.shades,
        )

    # -------------------------------------------------------------------------- influence
    def _influence(self, position: int, middle: bool, room: int) -> Iterator[Segment]:
        """A cell for each token on which a position may depend; its own token is marked."""
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
        """The columns of a cell of influence, and how many cells fit."""
        count = max(1, len(self.state.tokens))
        wide = max(1, min(WIDEST, (room - 1) // count))
        return wide, min(count, max(0, room - 1) // wide)

    def _heads(self, room: int) -> Strip:
        """The tokens above their cells, as far as they fit."""
        state, label = self.state, self.label_width
        wide, columns = self._cells(room - label)
        segments = [Segment(" " * label, self._style())]
        for place, token in enumerate(state.tokens[:columns]):
            if wide > 1:
                text = fit(chop_cells(safe(token) or " ", wide)[0], wide, "centre")
            else:
                text = "▾" if place == state.position else " "
            segments.append(Segment(text, self._style("seen" if self._is_seen(place) else "faint")))
        return Strip(segments).adjust_cell_length(room, self._style())

    # -------------------------------------------------------------------------- answers
    def _answer(self, answer: Answer, room: int) -> list[Segment]:
        """The answer and its probability; a wrong answer is followed by the right one."""
        base, faint = self._style(), self._style("faint")
        share = f"{percent(answer.probability):>{SHARE}} "
        narrow = room < 3 + 2 * WORD + len(share) + SHARE
        word = max(3, min(WORD, (room - 3) // 2 if narrow else WORD))
        given, left = fit(safe(answer.word), word), room - 3 - word
        if answer.right is None:
            return [Segment(f"  {given}{share}", faint)]
        if answer.is_right:
            bar = Segment(horizontal(answer.probability, left - len(share)), self._style("bar"))
            return [Segment(f"{RIGHT} ", self._style("right")), Segment(given + share, base), bar]
        mark, right = Segment(f"{WRONG} ", self._style("wrong")), safe(answer.right)
        if narrow:
            return [mark, Segment(given, base), Segment(fit(f" {right}", left), faint)]
        both = fit(f"{right} {percent(answer.its)}", left - len(share))
        return [mark, Segment(given + share, base), Segment(both, faint)]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            line = max(0, offset.y - self.head) + int(self.scroll_offset.y)
            self.post_message(self.Chosen(self.family, line // (self.lines + self.gap)))
