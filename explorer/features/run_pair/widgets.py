"""The lists of the what-if and the compare screen, and two aligned sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from ....core.support.localization import _
from ...ui.text import fit, safe
from ...ui.text import width as columns_of
from ...ui.widgets.cursor_list import CursorList
from . import strings
from .run_pair import Prediction, RunPair, StepPair
from .strings import Runs, Words
from .switches import Ask, Switches


class StepList(CursorList):
    """A line for each step: its name and largest difference; with more columns also the cell and the numbers."""

    FIRST, LARGEST = "▸ ", " ◂"
    CORNERS = 4  # columns of a border that its text cannot have
    NAME, SIZE = 30, 9  # columns of a name, at least, and of the largest difference
    CELL, NUMBERS, KIND = 26, 20, 18  # columns of the cell, of its two numbers, and of what else differs

    def __init__(self, runs: Runs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.runs, self.empty = runs, ""
        self.pair: RunPair | None = None
        self.rows: Sequence[StepPair] = ()

    @property
    def row(self) -> StepPair | None:
        """The step under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def count(self) -> int:
        return max(1, len(self.rows))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Chooses a step when the button goes down: the list may have moved by the time it goes up."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y + self.scroll_offset.y < len(self.rows):
            self.action_line(offset.y + int(self.scroll_offset.y) - self.cursor)

    def on_click(self, event: events.Click) -> None:
        event.prevent_default()

    def show(self, pair: RunPair | None, steps: Sequence[StepPair], cursor: int = 0, empty: str = "") -> None:
        """Shows steps of a comparison; `empty` if there are none."""
        self.pair, self.rows, self.cursor, self.empty = pair, steps, cursor, empty
        self.border_title = Content(strings.how_many_differ(pair) if pair else _(strings.STEPS))
        self._show_first()
        self.changed()

    def on_resize(self, event: events.Resize) -> None:
        self._show_first()

    def _show_first(self) -> None:
        room = self.size.width - self.CORNERS
        self.border_subtitle = Content(strings.first_step(self.pair, room) if self.pair else "")

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        if self.pair is None or not self.rows:
            return [(fit(self.empty, width), "list--faint")]
        step, pair = self.rows[number], self.pair
        faint = "" if step.differs else "list--faint"
        cell = self.CELL if width >= self.NAME + self.SIZE + self.CELL + 4 else 0
        numbers = self.NUMBERS if cell and width >= self.NAME + self.SIZE + cell + self.NUMBERS + 6 else 0
        kind = self.KIND if numbers and width >= self.NAME + self.SIZE + cell + numbers + self.KIND + 8 else 0
        difference = strings.largest_difference(step, self.runs)
        size = self.SIZE if cell else max(self.SIZE, min(columns_of(difference), width // 2))
        reason = step.why if cell and not step.size and columns_of(difference) > size else ""
        name = max(0, width - size - len(self.LARGEST) - bool(cell) - cell - numbers - kind)
        is_first = step is pair.first
        label = fit(self._label(step, self.FIRST if is_first else "  ", name), name)
        parts = [
            (label, faint or "list--current" * is_first),
            (fit("" if reason else difference, size, "right"), faint),
            (self.LARGEST if step is pair.largest else " " * len(self.LARGEST), "list--current"),
        ]
        if reason or not cell:
            return [*parts, (f" {reason}", "list--faint")]
        parts.append((f" {fit(pair.where(step), cell)}", ""))
        if numbers:
            between = strings.largest_numbers(step, self.runs) if step.gap else ""
            parts.append((fit(between, numbers, "right"), "list--faint"))
        if kind and step.size:
            parts.append((f"  {strings.kind_of_change(step, self.runs)}", "list--current"))
        return parts

    @staticmethod
    def _label(step: StepPair, mark: str, room: int) -> str:
        """The step's name, without its beginning if there is no room: the end is more specific."""
        name = f"{mark}{strings.short(step.title)}"
        for skipped in range(1, len(step.title)):
            if columns_of(name) <= room:
                break
            name = f"{mark}…{strings.short(step.title[skipped:])}"
        return name


class PredictionList(CursorList):
    """A line for each target token, below a heading: `≠ love   you 0.98   me 0.71`."""

    DIFFERS = "≠ "
    NUMBER = 7  # columns of a probability
    WIDEST = 16  # columns of a token

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.predictions: Sequence[Prediction] = ()
        self.cursor, self.empty, self.head = 1, "", strings.AFTER

    def show(self, predictions: Sequence[Prediction], empty: str = "") -> None:
        """Shows other predictions; without any, `empty`, by default that the run does not record them."""
        if len(predictions) != len(self.predictions):
            self.refresh(layout=True)  # the list is as high as its lines
        self.predictions, self.empty = predictions, empty or _(strings.NO_PREDICTIONS)
        self.changed()
        self.cursor = max(min(1, len(predictions)), self.cursor)
        self.refresh()

    def count(self) -> int:
        return len(self.predictions) + 1

    def is_heading(self, number: int) -> bool:
        return not number

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        if not self.predictions:
            return [(fit(self.empty, width), "list--faint")]
        two = any(each.b for each in self.predictions)
        tokens = [word for each in self.predictions for word in (each.after, each.a[0], *(each.b or ())[:1])]
        room = (width - 2 - (self.NUMBER + 2) * (1 + two)) // (2 + two) - 1
        word = max(4, min(self.WIDEST, room, max(columns_of(safe(token)) for token in tokens)))
        if not number:
            wide = word + self.NUMBER + 3
            heads = [fit("", 2), fit(_(self.head), word + 1), fit(_(strings.WHAT_IF.a), wide)]
            heads += [fit(_(strings.WHAT_IF.b), wide)] * two
            heads += [_(strings.PROBABILITY_OF_A)] * any(each.differs for each in self.predictions)
            return [("".join(heads), "list--faint")]
        each = self.predictions[number - 1]
        parts = [
            (self.DIFFERS if each.differs else "  ", "list--current"),
            (fit(safe(each.after), word + 1), "list--faint"),
            (self._token(each.a, word), ""),
        ]
        if each.b is not None:
            parts.append((self._token(each.b, word), "list--current" if each.differs else ""))
            if each.differs and each.kept is not None:
                parts.append((f"{safe(each.a[0])} {strings.probability(each.kept)}", "list--faint"))
        return parts

    def _token(self, token: tuple[str, float], word: int) -> str:
        return f"{fit(safe(token[0]), word)} {strings.probability(token[1]):>{self.NUMBER}}  "


class SwitchList(CursorList):
    """A line for each switch, with a box; a plus if it opens a prompt, a dash if this model has no use for it."""

    ON, OFF, ASKS, NONE = "[x] ", "[ ] ", " +  ", " –  "
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "choose", show=False),
        Binding("left", "turn(-1, 0)", show=False),
        Binding("right", "turn(1, 0)", show=False),
        Binding("left_square_bracket", "turn(0, -1)", show=False),
        Binding("right_square_bracket", "turn(0, 1)", show=False),
    ]

    @dataclass
    class Turned(Message):
        """The reader changes the setting of a line, by this many fine and coarse steps."""

        number: int
        fine: int
        coarse: int

    def __init__(self, switches: Switches, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.switches = switches
        self.border_title = _("what if")

    def count(self) -> int:
        return len(self.switches.lines)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        line, on = self.switches.lines[number], self.switches.on[number]
        box = self.ASKS if isinstance(line, Ask) else self.ON if on else self.OFF
        style = "list--current" if on else ""
        if self.switches.is_impossible(number):
            box, style = self.NONE, "list--faint"
        return [(box, style), (fit(strings.switch_name(line), max(0, width - len(box))), style)]

    def action_turn(self, fine: int, coarse: int) -> None:
        self.post_message(self.Turned(self.cursor, fine, coarse))


class AlignedSentences(Widget):
    """A's tokens above B's, the source and then the target, on more lines if they do not fit on two."""

    GAP, ARROW, MORE = "  ", " → ", "…"
    SHARE = 12  # lines of the window for each two lines of long sentences
    pair: RunPair | None = None

    def show(self, pair: RunPair | None) -> None:
        """Shows other sentences."""
        self.pair = pair
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 * min(len(self._lines(width)), max(1, viewport.height // self.SHARE))

    def render(self) -> RenderResult:
        text = Text(no_wrap=True, overflow="crop")
        lines = self._lines(self.content_size.width)
        room = max(1, self.content_size.height // 2)
        for number, line in enumerate(lines[:room]):
            for index, name in enumerate((strings.COMPARED.a, strings.COMPARED.b)):
                text.append(f"{name} " if not number else "  ", "bold")
                for words in line:
                    differs = words[0] != words[1] and self.ARROW not in words
                    text.append(words[index], "bold reverse" if differs and words[index].strip() else "")
                    text.append(self.GAP)
                text.append(f"{self.MORE}\n" if room < len(lines) and number == room - 1 else "\n")
        return text

    def _lines(self, width: int) -> list[list[Words]]:
        if self.pair is None:
            return []
        every: list[Words] = []
        for side in strings.SIDES:
            found = strings.aligned_words(self.pair, side)
            every += [(self.ARROW, self.ARROW)] * bool(every and found) + found
        return list(strings.broken(every, width - 2 - len(self.MORE), len(self.GAP)))
