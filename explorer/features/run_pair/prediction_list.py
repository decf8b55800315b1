"""What each target position predicts, in the normal run and in the changed one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from ...ui.text import fit, safe
from ...ui.text import width as columns_of
from ...ui.widgets.line_list import LineList
from . import what_if_strings as said
from .what_if import Prediction

OTHER = "≠ "
NUMBER = 5  # columns of a probability
WIDEST = 16  # columns of a token


class PredictionList(LineList):
    """A line for each target token, below a head: `≠ love   you 0.98   me 0.71`."""

    class Chosen(Message):
        """The reader picked a target position."""

        def __init__(self, position: int) -> None:
            super().__init__()
            self.position = position

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.predictions: Sequence[Prediction] = ()
        self.cursor = 1

    def show(self, predictions: Sequence[Prediction]) -> None:
        """Shows other ones."""
        self.predictions = predictions
        self.changed()
        self.cursor = max(min(1, len(predictions)), self.cursor)
        self.refresh()

    def count(self) -> int:
        return len(self.predictions) + 1

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        changed = any(each.changed for each in self.predictions)
        tokens = [safe(each.after) for each in self.predictions]
        for each in self.predictions:
            tokens += [safe(each.normal[0])] + ([safe(each.changed[0])] if each.changed else [])
        room = (width - 2 - (NUMBER + 2) * (1 + changed)) // (2 + changed) - 1
        word = max(4, min(WIDEST, room, max(map(columns_of, tokens), default=4)))
        wide = word + NUMBER + 3
        if not number:
            if not self.predictions:
                return [(fit(said.NOT_TOLD, width), "list--faint")]
            heads = [fit("", 2), fit(said.AFTER, word + 1), fit(said.NORMAL, wide)]
            heads += [fit(said.CHANGED, wide)] * changed + [said.NORMALS] * any(
                each.other for each in self.predictions
            )
            return [("".join(heads), "list--faint")]
        one = self.predictions[number - 1]
        parts = [
            (OTHER if one.other else "  ", "list--current"),
            (fit(safe(one.after), word + 1), "list--faint"),
            (_said(one.normal, word), ""),
        ]
        if one.changed is not None:
            parts.append((_said(one.changed, word), "list--current" if one.other else ""))
            if one.other and one.kept is not None:
                parts.append((f"{safe(one.normal[0])} {said.probability(one.kept)}", "list--faint"))
        return parts

    def chosen(self, number: int) -> None:
        if number:
            self.post_message(self.Chosen(number - 1))


def _said(token: tuple[str, float], word: int) -> str:
    return f"{fit(safe(token[0]), word)} {said.probability(token[1]):>{NUMBER}}  "
