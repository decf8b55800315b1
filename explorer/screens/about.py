"""About a step: all there is to know of it, its line of code among that, and ways to what it reads and who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from ...core.language import _
from ...core.operations.expression import Source
from ..about import about
from ..reading import Reading
from ..text import safe
from ..widgets.fact_list import FactList
from .base import ModalScreen

if TYPE_CHECKING:
    from ...core.nn.code import Code
    from ..own_text import Answers

BORDERS = 2


class AboutScreen(ModalScreen[Source | None]):
    """Dismissed with the array that was chosen, or with None."""

    CSS_PATH = "about.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q,left,backspace,b", "dismiss(None)", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, reading: Reading, answers: Answers | None) -> None:
        super().__init__()
        self.reading, self.answers = reading, answers
        self.code: Mapping[str, Code] | str = ""

    def compose(self) -> ComposeResult:
        facts = FactList(id="facts")
        facts.border_title = Content(self.reading.shown.breadcrumb)
        facts.border_subtitle = Content(_("↑ ↓ choose · ⏎ go there · Esc closes"))
        yield facts

    def on_mount(self) -> None:
        self.facts = self.query_one(FactList)
        self.facts.focus()
        if self.reading.shown.step is None:
            return
        if self.answers is None:
            self.code = _("There is no engine at hand that could tell.")
        else:
            self.code = _("computing…") if self.answers.ready else _("torch is loading…")
            self.run_worker(self._ask(self.answers), group="code", exclusive=True)

    async def _ask(self, answers: Answers) -> None:
        from ..own_text import OwnTextError

        try:
            self.code = await answers.code(self.reading.trace)
        except OwnTextError as error:
            self.code = safe(str(error))
        self._say()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        columns = self.facts.content_size.width
        if columns <= 0:
            return
        lines = about(self.reading, columns, self.code)
        self.facts.styles.height = len(lines) + BORDERS
        self.facts.say(lines)

    def on_fact_list_chosen(self, message: FactList.Chosen) -> None:
        self.dismiss(message.source)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:  # beside the box
            self.dismiss(None)
