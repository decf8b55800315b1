"""One family of models: its name, when it computes and when it waits, its positions, and the chosen position."""

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
from .clock import NOW, WORK, timeline
from .column import Column
from .state import INFLUENCE, FamiliesState

EDGE = 4  # lines besides the positions: title, timeline, two lines below
CORNERS = 4  # columns besides the title


class FamilyTimeline(Widget):
    """The ticks of a family as a line, and how many it has spent."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"family-timeline--past", "family-timeline--faint"}

    def __init__(self, state: FamiliesState, family: str) -> None:
        super().__init__()
        self.state, self.family = state, family

    def render(self) -> Text:
        state, room = self.state, self.content_size.width
        past, faint = (
            self.get_component_rich_style(f"family-timeline--{name}", partial=True)
            for name in ("past", "faint")
        )
        spent = strings.spent(state, self.family)
        text = Text(no_wrap=True, overflow="crop")
        stages = timeline(state.clock, self.family, state.tick, max(4, room - len(spent) - 2))
        for stage, marks in enumerate(stages):
            text.append(" " * (stage > 0))
            for mark in marks:
                computes = mark.sign in (WORK, NOW)
                text.append(mark.sign, past if mark.past and computes else Style() if mark.now else faint)
        text.append(" " * max(1, room - text.cell_len - len(spent)))
        text.append(spent, past)
        return text


class FamilyPanel(Vertical):
    """A family: timeline, positions, and two lines about the chosen position."""

    def __init__(self, state: FamiliesState, family: str) -> None:
        super().__init__(id=f"family-{family}")
        self.state, self.family = state, family
        self.timeline, self.column = FamilyTimeline(state, family), Column(state, family)
        self.sees = Static(classes="sees", markup=False)
        self.depends_on = Static(classes="depends-on", markup=False)

    def compose(self) -> ComposeResult:
        yield self.timeline
        yield self.column
        yield self.sees
        yield self.depends_on

    def on_resize(self, event: events.Resize) -> None:
        self.show_text()

    def show_text(self) -> None:
        """Shows the title, the timeline and the lines about the chosen position."""
        state, family = self.state, self.family
        title = strings.name(family)
        if (run := state.run_of(family)) is not None:
            parameters = _("{count:.0f}k parameters", count=run.parameters / 1000)
            longer = f"{title} · {parameters}"
            title = longer if width(longer) + CORNERS <= self.size.width else title
        self.border_title = Content(title)
        if not state.tokens:
            return
        room, position = max(1, self.content_size.width), min(state.position, len(state.tokens) - 1)
        self.sees.update(Content(cut(strings.sees(state, family, position), room)), layout=False)
        self.depends_on.update(Content(cut(self._depends_on(position), room)), layout=False)
        self.timeline.refresh()

    def _depends_on(self, position: int) -> str:
        state, family = self.state, self.family
        if state.view == INFLUENCE:
            influence = state.influence(family)
            if influence is None and state.run_of(family) is not None:
                return _("computing…")
            if isinstance(influence, str):
                return safe(influence)
        return strings.depends_on(state, family, position)
