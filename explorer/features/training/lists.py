"""The lists of the training screen: sentences, attentions, and where each row looks."""

from __future__ import annotations

from textual.actions import SkipAction
from textual.message import Message

from ...ui.text import fit, safe
from ...ui.text import width as columns_of
from ...ui.widgets.line_list import LineList
from ..attention.state import bar
from . import strings as words
from .state import Look, TrainingState, spark

MOST_WORD = 14


class Chosen(Message):
    """The reader's cursor is on another line."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class LearningList(LineList):
    """A base: a list whose cursor stands where the learning is looked at."""

    class Chosen(Chosen):
        """Another line was chosen."""

    def __init__(self, learning: TrainingState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.learning = learning

    def here(self) -> int:
        """The line that belongs to what one looks at."""
        raise NotImplementedError

    def follow(self) -> None:
        """The cursor to what one looks at now; the lines may be others than before."""
        self.cursor = self.here()
        self.changed()

    def moved(self, number: int) -> None:
        self.chosen(number)

    def action_choose(self) -> None:
        """Nothing is left to be chosen here: Enter is the screen's."""
        raise SkipAction


class Sentences(LearningList):
    """The sentences whose attention was kept."""

    class Chosen(Chosen):
        """Another sentence was chosen."""

    def count(self) -> int:
        return len(self.learning.taken.examples)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        return [(fit(self.learning.title(number), width), "")]

    def here(self) -> int:
        return self.learning.sentence

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(number))


class Attentions(LearningList):
    """The attentions of the model, layer by layer."""

    class Chosen(Chosen):
        """Another attention was chosen."""

    def count(self) -> int:
        return len(self.learning.attentions)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        return [(fit(self.learning.attentions[number].name, width), "")]

    def here(self) -> int:
        return self.learning.attention

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(number))


class Looks(LearningList, can_focus=False):
    """For each row of the weights: what it looks at most, how strongly, how sharply."""

    class Chosen(Chosen):
        """Another row was chosen."""

    def __init__(self, learning: TrainingState, *, id: str | None = None) -> None:
        super().__init__(learning, id=id)
        self.looks: list[Look] = []

    def follow(self) -> None:
        self.looks = self.learning.looks()
        super().follow()

    def count(self) -> int:
        return len(self.looks)

    def here(self) -> int:
        return self.learning.row

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        look = self.looks[number]
        row = max(columns_of(words.row(each)) for each in self.looks)
        word = max(columns_of(safe(each.at)) for each in self.looks)
        pieces = [
            (fit(words.row(look), min(row, 2 * MOST_WORD)), ""),
            ("  " + fit(safe(look.at), min(word, MOST_WORD)), "list--current"),
            (f" {bar(look.weight)} {look.weight:.2f}", "list--current"),
            (f"  {words.bits(look)}", "list--faint"),
            (f"  {spark(look.growth)}", ""),
        ]
        while len(pieces) > 1 and sum(columns_of(text) for text, _style in pieces) > width:
            del pieces[-1]
        return pieces

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(number))
