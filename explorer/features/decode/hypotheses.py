"""The translations a reader has tried, as a tree of tokens."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from ....core.support.localization import _
from ...ui.numbers import MINUS
from ...ui.text import cut, safe
from ...ui.text import width as columns_of
from ...ui.widgets.line_list import LineList
from .tree import Node, Tree

HERE, ENDED, FULL, WAITING = "▶", "■", "□", "…"


class Hypotheses(LineList):
    """One line for each token; moving onto it goes there, to pick something else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "line(-10000)", show=False),
        Binding("end", "line(10000)", show=False),
    ]

    class Chosen(Message):
        """To another hypothesis; `enter` when it was by Enter or a click."""

        def __init__(self, number: int, enter: bool) -> None:
            super().__init__()
            self.number, self.enter = number, enter

    def __init__(self, tree: Tree, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tried = tree
        self.waiting: frozenset[tuple[int, ...]] = frozenset()  # what the engine is at work on
        self.follow()

    def follow(self) -> None:
        """Goes along with the tree."""
        self.nodes = self.tried.lines()
        self.cursor = next(n for n, (node, branch) in enumerate(self.nodes) if node.number == self.tried.at)
        self.changed()

    def count(self) -> int:
        return len(self.nodes)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        node, branch = self.nodes[number]
        here = node.number == self.tried.at
        text = safe(node.token.text) if node.token else _("(beginning)")
        total = signed(node.log_probability, 2) if node.token else ""
        mark = ENDED if self.tried.over(node) else FULL if self.tried.full(node) else " "
        mark = WAITING if node.ids in self.waiting else mark
        room = width - 2 - len(branch) - len(total) - 3
        text = cut(text, max(4, room))
        pad = " " * max(1, width - 2 - len(branch) - columns_of(text) - len(total) - 2)
        name = "list--current" if here else "" if self._on_path(node) else "list--faint"
        return [
            (f"{HERE if here else ' '} ", name),
            (branch, "list--faint"),
            (text, name),
            (f"{pad}{total} ", "list--faint"),
            (mark, name),
        ]

    def _on_path(self, node: Node) -> bool:
        return self.tried.here.ids[: len(node.ids)] == node.ids

    def chosen(self, number: int) -> None:
        self.post_message(self.Chosen(self.nodes[number][0].number, enter=True))

    def moved(self, number: int) -> None:
        self.post_message(self.Chosen(self.nodes[number][0].number, enter=False))


def signed(value: float, decimals: int = 3) -> str:
    """A log-probability or a score."""
    if value != value:
        return "NaN"
    if value in (float("inf"), -float("inf")):
        return "∞" if value > 0 else f"{MINUS}∞"
    return f"{value:.{decimals}f}".replace("-", MINUS)
