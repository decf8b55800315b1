"""About a step: its formula, settings and code, and links to its inputs and to the steps that use it."""

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
    """A box over the walk, dismissed with the array that was chosen or with None."""

    CSS_PATH = "step_facts_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q,left,backspace", "dismiss(None)", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]

    def __init__(self, navigator: Navigator, engine: EngineClient | None) -> None:
        super().__init__()
        self.navigator, self.engine = navigator, engine
        self.code: Mapping[str, Code] | str = ""

    def compose(self) -> ComposeResult:
        facts = FactList(id="facts")
        facts.border_title = Content(self.navigator.view.breadcrumb)
        facts.border_subtitle = Content(_("↑ ↓ choose · ⏎ go there · Esc closes"))
        yield facts

    def on_mount(self) -> None:
        self.facts = self.query_one(FactList)
        self.facts.focus()
        if self.navigator.view.step is None:
            return
        if self.engine is None:
            self.code = _("No model is loaded, so its code cannot be shown.")
        else:
            self.code = _("computing…") if self.engine.ready else _("loading PyTorch…")
            self.run_worker(self._ask(self.engine), group="code", exclusive=True)

    async def _ask(self, engine: EngineClient) -> None:
        from ...ui.engine_client import EngineError

        try:
            self.code = await engine.code(self.navigator.trace)
        except EngineError as error:
            self.code = safe(str(error))
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        columns = self.facts.content_size.width
        if columns <= 0:
            return
        lines = about(self.navigator, columns, self.code)
        self.facts.styles.height = len(lines) + BORDERS
        self.facts.show(lines)

    def on_fact_list_chosen(self, message: FactList.Chosen) -> None:
        self.dismiss(message.source)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:  # outside the box
            self.dismiss(None)
