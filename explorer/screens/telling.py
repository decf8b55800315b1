"""A screen that is left with a place to go on walking at, tells things in a line, and asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.content import Content
from textual.widgets import Static

from ...core.operations.expression import Index, Source
from ...core.trace import Trace
from ..text import gist
from .one_frame import OneFrame

Result = TypeVar("Result")


@dataclass(frozen=True)
class Opened:
    """Where the reader wants to go on walking."""

    trace: Trace
    source: Source
    cell: Index


class Telling(OneFrame[Result], Generic[Result]):
    """With a line `#told` above the footer, and a prompt in its place while something is asked."""

    def tell(self, text: str, kind: str = "") -> None:
        """A line or two above the footer; `kind` is "error", "busy" or ""."""
        notice = self.query_one("#told", Static)
        notice.update(Content(gist(text)))
        notice.set_classes(f"said {kind}".strip())

    def hush(self) -> None:
        self.query_one("#told", Static).set_classes("")

    def close_prompt(self) -> None:
        for prompt in self.query("Prompt"):
            prompt.remove()
