"""One model among several: when it works and when it waits, its positions, and what the chosen one sees."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.text import cut, safe, width
from . import strings
from .column import Lane
from .state import INFLUENCE, FamiliesState
from .timeline import track

EDGE = 4  # lines of a column beside its positions: title, track, two lines below
CORNERS = 4  # columns beside its title
SEPARATOR = " "


class Track(Widget):
    """The beats of a family: a line for work, dots for waiting, a ball for now; at its end how many there are."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"track--past", "track--faint"}
    DEFAULT_CSS = """
    Track {
        height: 1;
        & > .track--past { color: $text-accent; text-style: bold; }
        & > .track--faint { color: $faint; }
    }
    """

    def __init__(self, state: FamiliesState, family: str) -> None:
        super().__init__()
        self.state, self.family = state, family

    def render(self) -> Text:
        state = self.state
        past, faint = (
            self.get_component_rich_style(f"track--{name}", partial=True) for name in ("past", "faint")
        )
        spent = strings.spent(state, self.family)
        text = Text(no_wrap=True, overflow="crop")
        room = self.content_size.width - len(spent) - 2
        for stage, marks in enumerate(track(state.clock, self.family, state.tick, max(4, room))):
            text.append(SEPARATOR * (stage > 0))
            for mark in marks:
                works = mark.sign in "━●"
                text.append(mark.sign, past if mark.past and works else faint if not mark.now else Style())
        text.append(" " * max(1, self.content_size.width - text.cell_len - len(spent)))
        text.append(spent, past if state.clock.spent(self.family, state.tick) else faint)
        return text


class Column(Vertical):
    """A family; it says of itself only what the desk has."""

    def __init__(self, state: FamiliesState, family: str) -> None:
        super().__init__(id=f"column-{family}")
        self.state, self.family = state, family
        self.track, self.lane = Track(state, family), Lane(state, family)
        self.sees, self.looks = Static(classes="sees", markup=False), Static(classes="looks", markup=False)

    def compose(self) -> ComposeResult:
        yield self.track
        yield self.lane
        yield self.sees
        yield self.looks

    def on_resize(self, event: events.Resize) -> None:
        self.say()

    def say(self) -> None:
        """The title and the lines below."""
        state, family, side = self.state, self.family, self.state.side(self.family)
        self.border_title = Content(strings.name(family))
        self.border_subtitle = None
        if side is not None:
            parameters = _("{count:.0f}k parameters", count=side.parameters / 1000)
            title = f"{strings.name(family)} · {parameters}"
            if width(title) + CORNERS <= self.size.width:
                self.border_title = Content(title)
        room = max(1, self.content_size.width)
        if not state.tokens:
            return
        position = min(state.position, len(state.tokens) - 1)
        self.sees.update(Content(cut(strings.sees(state, family, position), room)), layout=False)
        self.looks.update(Content(cut(self._looks(position), room)), layout=False)
        self.track.refresh()

    def _looks(self, position: int) -> str:
        state, family = self.state, self.family
        if state.view == INFLUENCE:
            influence = state.influence(family)
            if influence is None and state.side(family) is not None:
                return _("computing…")
            if isinstance(influence, str):
                return safe(influence)
        return strings.looks(state, family, position)
