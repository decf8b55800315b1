"""The formula of a step, and the arithmetic of the number under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text

from ....core.operations.arithmetic import named, number, one_line
from ....core.operations.expression import Choice, taken_from
from ....core.support.localization import _
from ....core.trace import TraceError
from .. import precision
from ..navigator import Navigator
from ..tensor_view import TensorView, formula_lines
from ..text import NEVER_BROKEN, cut, safe, width, wrap
from .line_list import Styled
from .painting import HIDDEN

if TYPE_CHECKING:
    from ..guess import Guess

MOST = (6, 3, 2, 1)  # terms of a long sum that are written out, depending on the room


class FormulaView(Styled):
    """The formula in two dimensions, or on one line if there is no room."""

    DEFAULT_CSS = """
    FormulaView { color: $text-primary; }
    """

    def __init__(self, view: TensorView, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = view

    def show(self, view: TensorView) -> None:
        """Shows another step's formula."""
        self.view = view
        self.refresh()

    def render(self) -> Text:
        columns, lines = self.content_size
        chosen = formula_of(self.view, columns, lines)
        above = [""] * ((lines - len(chosen)) // 2)
        return Text("\n".join(above + chosen), no_wrap=True)


def formula_of(view: TensorView, columns: int, lines: int) -> list[str]:
    """The formula of a step; for an array that no step computed, its name."""
    if view.step is not None:
        return formula_lines(view.step, columns, lines)
    learned = view.source.kind == "parameter"
    return [cut(_("{name}: learned", name=view.breadcrumb) if learned else view.breadcrumb, columns)]


class ExplanationPanel(Styled):
    """`scaled[head 2, 爱, 爱] = (… + …) / √16 = −0.80`, and what the names in it stand for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"explanation--cell", "explanation--result", "explanation--note"}
    DEFAULT_CSS = """
    ExplanationPanel {
        & > .explanation--cell { text-style: bold; }
        & > .explanation--result { color: $text-accent; text-style: bold; }
        & > .explanation--note { color: $faint; }
    }
    """

    def __init__(self, navigator: Navigator, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = _("this number")
        self.show(navigator)

    def show(self, navigator: Navigator, guess: Guess | None = None) -> None:
        """Explains the current number; if it has to be guessed, shows only the given numbers."""
        self.navigator, self.guess = navigator, guess
        self.refresh()

    def render(self) -> Text:
        columns, lines = self.content_size
        if columns <= 0 or lines <= 0 or self.navigator.empty:
            return Text("")
        name, ways, result, notes = explained(self.navigator) if self.guess is None else asked(self.guess)
        name, result = name.replace(" ", NEVER_BROKEN), result.replace(" ", NEVER_BROKEN)
        if self.guess is not None:
            notes = [line for note in notes for line in wrap(note, columns, lines)]
        room = max(1, lines - len(notes[:1]))
        head = _fullest(name, ways, result, columns, room)
        text = Text("\n".join(head), no_wrap=True)
        self._mark(text, name, "cell")
        if text.plain.endswith(result):
            text.stylize(
                self.component("explanation--result"),
                len(text.plain) - len(result),
            )
        answered = self.guess is not None and bool(self.guess.said)
        for place, note in enumerate(notes[: max(0, lines - len(head))]):
            name = "explanation--result" if answered and not place else "explanation--note"
            text.append(f"\n{cut(note, columns)}", self.component(name))
        return text

    def _mark(self, text: Text, part: str, name: str) -> None:
        if text.plain.startswith(part):
            text.stylize(self.component(f"explanation--{name}"), 0, len(part))


def _fullest(name: str, ways: Iterable[str], result: str, columns: int, lines: int) -> list[str]:
    """The longest form of the arithmetic that fits; the result is always at the end."""
    equals = ""
    for equals in ways:
        head = wrap(" ".join(part for part in (name, equals, result) if part), columns, lines + 1)
        if len(head) <= lines:
            return head
    *head, last = wrap(f"{name} {equals}", columns, lines)
    if columns <= width(result):  # only the number
        return [*head, cut(result.split(NEVER_BROKEN)[-1], columns)]
    return [*head, f"{cut(last, columns - width(result) - 1)} {result}"]


def explained(navigator: Navigator) -> tuple[str, Iterable[str], str, list[str]]:
    """The cell's name; the arithmetic, from full to short; the result; notes for the lines below."""
    name = navigator.view.cell_name(navigator.cell)
    notes = [navigator.prediction()] if navigator.prediction() else []
    value = navigator.view.values[navigator.cell]
    result = f"= {_written(value)}"
    try:
        found = navigator.explanation()
    except TraceError as error:
        return name, [""], result, [safe(str(error)), *notes]
    if found is None:
        return name, [""], result, [navigator.view.meaning, *notes]
    expression, digits = found.expression, precision.explained
    ways: Iterable[str] = (f"= {one_line(expression, digits, most)}" for most in MOST)
    if (
        taken := taken_from(found.expression)
    ) is not None:  # nothing was computed: name the cell that it was taken from
        ways = [f"= {navigator.name(taken)}"]
    where = [f"{part.name} = {number(part.value, digits)}" for part in named(found.expression)]
    if isinstance(expression, Choice):
        notes.insert(0, safe(expression.reason))
    if navigator.view.values.dtype.kind == "b":
        ways = [""]
    if where:
        notes.insert(0, _("with {names}", names=" · ".join(where)))
    return name, ways, result, notes


def asked(guess: Guess) -> tuple[str, Iterable[str], str, list[str]]:
    """Like `explained`, for a number that has to be guessed: feedback on the last answer, and the given numbers."""
    arithmetic = guess.arithmetic()
    ways = [f"= {arithmetic}", ""] if arithmetic else [""]
    given = guess.given().replace(" = ", f"{NEVER_BROKEN}={NEVER_BROKEN}")
    return guess.name, ways, f"= {HIDDEN}", [note for note in (guess.said, given) if note]


def _written(value: object) -> str:
    from ..numbers import FALSE, TRUE

    if str(getattr(value, "dtype", "")) == "bool":
        return _("{mark} allowed", mark=TRUE) if value else _("{mark} not allowed", mark=FALSE)
    return number(float(value), precision.explained)  # type: ignore[arg-type]
