"""The settings: a line each; what is changed is there at once, and the next time too."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.keys import keys_at
from ...ui.screen import ModalScreen
from ...ui.text import fit
from ...ui.widgets.line_list import LineList
from .state import Choice, choices, chosen, notes

if TYPE_CHECKING:
    from ...app import Explorer

TITLE_COLUMNS, VALUE_COLUMNS = 18, 14
BACK, ON = "◂", "▸"


class SettingList(LineList):
    """A line for each setting, its value between two arrows that can be clicked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,plus,equals_sign", "other(1)", show=False),
        Binding("left,minus", "other(-1)", show=False),
        Binding("space", "choose", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = choices()
        self.values = {choice.field: choice.values[0] for choice in self.choices}

    def count(self) -> int:
        return len(self.choices)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        choice = self.choices[number]
        value = self.values[choice.field]
        place = choice.place(value)
        return [
            (fit(f" {_(choice.title)}", min(TITLE_COLUMNS, width // 2)), ""),
            (f"{BACK if place else ' '} ", "list--faint"),
            (fit(choice.said(value), min(VALUE_COLUMNS, width // 2)), "list--current"),
            (f" {ON if place < len(choice.values) - 1 else ' '}", "list--faint"),
        ]

    def action_other(self, by: int) -> None:
        self._to(by)

    def chosen(self, number: int) -> None:
        self._to(1, round_and_round=True)

    def _to(self, by: int, round_and_round: bool = False) -> None:
        screen = self.screen
        if isinstance(screen, SettingsScreen):
            choice = self.choices[self.cursor]
            screen.choose(choice, choice.other(self.values[choice.field], by, round_and_round))

    def moved(self, number: int) -> None:
        screen = self.screen
        if isinstance(screen, SettingsScreen):
            screen.show()

    def on_click(self, event: events.Click) -> None:
        """On the arrow that points back: back. Anywhere else on a line: on, round and round."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        number = offset.y + self.scroll_offset.y if offset is not None else self.count()
        if offset is None or number >= self.count():
            return
        self.cursor = number
        at = min(TITLE_COLUMNS, self.content_size.width // 2)
        self._to(-1 if at <= offset.x <= at + 1 else 1, round_and_round=True)


class SettingsScreen(ModalScreen[None]):
    """Over whatever was there, which is drawn anew behind it."""

    app: Explorer
    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,comma,q", "dismiss", show=False),
        Binding("L", "app.light", show=False),
        Binding("h", "hints", show=False),
        Binding("ctrl+c", "app.quit", show=False),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="settings") as region:
            region.border_title = Content(_("settings"))
            region.border_subtitle = Content(_("↑ ↓ choose · ← → change · h hints again · Esc"))
            yield SettingList(id="choices")
            yield Static(id="about-setting", markup=False)

    def on_mount(self) -> None:
        self.list = self.query_one(SettingList)
        self.list.focus()
        self.before = self.app.settings
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.show())
        self.show()

    def show(self) -> None:
        """The values in force, and what the setting under the cursor does."""
        settings = chosen(self.app.settings, self.app.theme)
        choice = self.list.choices[self.list.cursor]
        self.list.values = {each.field: getattr(settings, each.field) for each in self.list.choices}
        self.list.changed()
        changed = getattr(settings, choice.field) != getattr(self.before, choice.field)
        problem = self.app.store.problem if self.app.store is not None else ""
        said = [_(choice.about).format_map(keys_at(self)), *notes(choice, changed, problem)]
        self.query_one("#about-setting", Static).update(Content("\n".join(said)))

    def choose(self, choice: Choice, value: object) -> None:
        """Another value for a setting."""
        if value != self.list.values[choice.field]:
            self.app.change_settings(**{choice.field: value})
        self.show()

    def action_hints(self) -> None:
        """All hints from the beginning, as for somebody new."""
        self.app.action_hints_again()
        self.query_one("#about-setting", Static).update(Content(_("Each hint will be shown once more.")))
