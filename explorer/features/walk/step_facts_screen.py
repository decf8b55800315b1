"""About a step: all there is to know of it, its line of code among that, and ways to what it reads and who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from ....core.operations.expression import Source
from ....core.support.localization import _
from ...ui.navigator import Navigator
from ...ui.screen import ModalScreen
from ...ui.step_facts import about
from ...ui.text import safe
from ...ui.widgets.fact_list import FactList

if TYPE_CHECKING:
    from ....core.running.code import Code
    from ...ui.engine_client import EngineClient

BORDERS = 2


class StepFactsScreen(ModalScreen[Source | None]):
    """Dismissed with the array that was chosen, or with None."""

    CSS_PATH = "step_facts_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q,left,backspace,b", "dismiss(None)", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, navigator: Navigator, engine: EngineClient | None) -> None:
        super().__init__()
        self.navigator, self.engine = navigator, engine
        self.code: Mapping[str, Code] | str = ""

    def compose(self) -> ComposeResult:
        facts = FactList(id="facts")
        facts.border_title = Content(self.navigator.shown.breadcrumb)
        facts.border_subtitle = Content(_("↑ ↓ choose · ⏎ go there · Esc closes"))
        yield facts

    def on_mount(self) -> None:
        self.facts = self.query_one(FactList)
        self.facts.focus()
        if self.navigator.shown.step is None:
            return
        if self.engine is None:
            self.code = _("There is no engine at hand that could tell.")
        else:
            self.code = _("computing…") if self.engine.ready else _("torch is loading…")
            self.run_worker(self._ask(self.engine), group="code", exclusive=True)

    async def _ask(self, engine: EngineClient) -> None:
        from ...ui.engine_client import EngineError

        try:
            self.code = await engine.code(self.navigator.trace)
        except EngineError as error:
            self.code = safe(str(error))
        self._say()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        columns = self.facts.content_size.width
        if columns <= 0:
            return
        lines = about(self.navigator, columns, self.code)
        self.facts.styles.height = len(lines) + BORDERS
        self.facts.say(lines)

    def on_fact_list_chosen(self, message: FactList.Chosen) -> None:
        self.dismiss(message.source)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:  # beside the box
            self.dismiss(None)
