"""The settings: one line each; a change applies at once and is saved."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import N_, _
from ...ui.keys import Key, KeyTable, keys_at
from ...ui.screen import ModalScreen
from ...ui.text import fit
from ...ui.widgets.cursor_list import CursorList
from .state import Choice, choices, chosen, notes

TITLE_COLUMNS, VALUE_COLUMNS = 18, 14
BACK, ON = "◂", "▸"
HEIGHTS = [(0, "-low"), (24, "-high")]  # minimum lines for each class


class SettingList(CursorList):
    """A line for each setting, with its value between two arrows."""

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
            (fit(" " + _(choice.title), min(TITLE_COLUMNS, width // 2)), ""),
            (f"{BACK if place else ' '} ", "list--faint"),
            (fit(choice.written(value), min(VALUE_COLUMNS, width // 2)), "list--current"),
            (f" {ON if place < len(choice.values) - 1 else ' '}", "list--faint"),
        ]

    def chosen(self, number: int) -> None:
        self.action_other(1, round_and_round=True)

    def action_other(self, by: int, round_and_round: bool = False) -> None:
        screen = self.screen
        if isinstance(screen, SettingsScreen):
            choice = self.choices[self.cursor]
            screen.choose(choice, choice.other(self.values[choice.field], by, round_and_round))

    def on_click(self, event: events.Click) -> None:
        """A click on the left arrow goes back; one elsewhere on the line goes on, and wraps around."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        number = offset.y + self.scroll_offset.y if offset is not None else self.count()
        if offset is None or number >= self.count():
            return
        self.cursor = number
        at = min(TITLE_COLUMNS, self.content_size.width // 2)
        self.action_other(-1 if at <= offset.x <= at + 1 else 1, round_and_round=True)


class SettingsScreen(ModalScreen[None]):
    """A box over the current screen, which is redrawn behind it."""

    CSS_PATH = "screen.tcss"
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS = KeyTable(
        Key(about=N_("choose a setting"), shown="↑ ↓"),
        Key(about=N_("change it, or click it"), shown="← →"),
        Key("0", "reset", about=N_("show all hints again")),
        Key("escape,comma,q", "dismiss", about=N_("close")),
        Key("L", "app.light", about=N_("light or dark")),
        Key("ctrl+c", "app.quit"),
        footers={},
    )

    def compose(self) -> ComposeResult:
        with Vertical(id="settings") as region:
            region.border_title = Content(_("settings"))
            region.border_subtitle = Content(_("↑ ↓ choose · ← → change · 0 hints again · Esc closes"))
            yield SettingList(id="choices")
            yield Static(id="about-setting", markup=False)

    def on_mount(self) -> None:
        self.list = self.query_one(SettingList)
        self.list.focus()
        self.before = self.program.settings
        self.redraw_with_theme(self.show)
        self.show()

    def show(self) -> None:
        """Shows the current values, and what the setting under the cursor does."""
        settings = chosen(self.program.settings, self.app.theme)
        choice = self.list.choices[self.list.cursor]
        self.list.values = {each.field: getattr(settings, each.field) for each in self.list.choices}
        self.list.changed()
        changed = getattr(settings, choice.field) != getattr(self.before, choice.field)
        problem = self.program.store.problem if self.program.store is not None else ""
        lines = [_(choice.about).format_map(keys_at(self)), *notes(choice, changed, problem)]
        self.query_one("#about-setting", Static).update(Content("\n".join(lines)))

    async def compose_again(self) -> None:
        cursor, before = self.list.cursor, self.before
        await super().compose_again()
        self.list.cursor, self.before = cursor, before
        self.show()

    def on_cursor_list_moved(self) -> None:
        self.show()

    def choose(self, choice: Choice, value: object) -> None:
        """Changes a setting."""
        if value != self.list.values[choice.field]:
            self.program.change_settings(**{choice.field: value})
        self.show()

    def action_reset(self) -> None:
        """Shows every hint once more."""
        self.call_later(self.run_action, "app.hints_again")
        self.query_one("#about-setting", Static).update(Content(_("The hints will be shown again.")))
