"""The lists of the training screen: sentences, attentions, and the largest weight of each row."""

from __future__ import annotations

from textual.actions import SkipAction
from textual.message import Message

from ...ui.bars import vertical
from ...ui.text import fit, safe
from ...ui.text import width as columns_of
from ...ui.widgets.line_list import LineList
from . import strings
from .state import Peak, TrainingState, spark

MOST_WORD = 14


class StateList(LineList):
    """A list whose cursor is where the state is: a subclass says where that is."""

    class Chosen(Message):
        """The cursor is on another line."""

        def __init__(self, control: StateList, number: int) -> None:
            super().__init__()
            self.number, self._control = number, control

        @property
        def control(self) -> StateList:
            """The list, for selectors of `@on`."""
            return self._control

    def __init__(self, state: TrainingState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state

    def here(self) -> int:
        """The line of what is shown."""
        raise NotImplementedError

    def follow(self) -> None:
        """Shows the lines as they are now, with the cursor on what is shown."""
        self.cursor = self.here()
        self.changed()

    def moved(self, number: int) -> None:
        self.chosen(number)

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(self, number))

    def action_choose(self) -> None:
        """Leaves Enter to the screen: the line is chosen already."""
        raise SkipAction


class Sentences(StateList):
    """The sentences whose attention was saved."""

    def count(self) -> int:
        return len(self.state.snapshots.examples)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        return [(fit(self.state.title(number), width), "")]

    def here(self) -> int:
        return self.state.sentence


class Attentions(StateList):
    """The attentions of the model, layer by layer."""

    def count(self) -> int:
        return len(self.state.attentions)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        return [(fit(self.state.attentions[number].name, width), "")]

    def here(self) -> int:
        return self.state.attention


class Peaks(StateList, can_focus=False):
    """The largest weight of each row, its word, the entropy of the row, and the weight over time."""

    def __init__(self, state: TrainingState, *, id: str | None = None) -> None:
        super().__init__(state, id=id)
        self.peaks: list[Peak] = []

    def follow(self) -> None:
        self.peaks = self.state.peaks()
        super().follow()

    def count(self) -> int:
        return len(self.peaks)

    def here(self) -> int:
        return self.state.row

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        peak = self.peaks[number]
        row = max(columns_of(strings.row(each)) for each in self.peaks)
        word = max(columns_of(safe(each.word)) for each in self.peaks)
        pieces = [
            (fit(strings.row(peak), min(row, 2 * MOST_WORD)), ""),
            ("  " + fit(safe(peak.word), min(word, MOST_WORD)), "list--current"),
            (f" {vertical(peak.weight)} {peak.weight:.2f}", "list--current"),
            (f"  {strings.bits(peak)}", "list--faint"),
            (f"  {spark(peak.over_time)}", ""),
        ]
        while len(pieces) > 1 and sum(columns_of(text) for text, _style in pieces) > width:
            del pieces[-1]
        return pieces
