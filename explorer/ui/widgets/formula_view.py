"""The formula of a step, set in two dimensions where there is room."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from ....core.support.localization import _
from ..tensor_view import TensorView
from ..text import cut, safe, width, wrap


class FormulaView(Widget):
    """The formula as Unicode art; on one line where its height or width is not to be had."""

    DEFAULT_CSS = """
    FormulaView { color: $text-primary; }
    """

    def __init__(self, shown: TensorView, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = shown

    def show(self, shown: TensorView) -> None:
        """Shows another step's formula."""
        self.shown = shown
        self.refresh()

    def render(self) -> Text:
        columns, lines = self.content_size
        chosen = formula_lines(self.shown, columns, lines)
        above = [""] * ((lines - len(chosen)) // 2)
        return Text("\n".join(above + chosen), no_wrap=True)


def formula_lines(shown: TensorView, columns: int, lines: int) -> list[str]:
    """The formula in so much room: two-dimensional, else linear, else cut."""
    step = shown.step
    if step is None:
        return [
            cut(
                _("{name}: learned", name=shown.breadcrumb)
                if shown.source.kind == "parameter"
                else shown.breadcrumb,
                columns,
            )
        ]
    if step.kind is None:  # an operation of somebody else's trace: its LaTeX is all there is
        return wrap(safe(step.formula), columns, max(1, lines))
    drawn = step.kind.formula.unicode()
    if len(drawn) <= lines and width(drawn[0]) <= columns:
        return list(drawn)
    return wrap(step.kind.formula.linear(), columns, max(1, lines))
