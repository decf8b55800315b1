"""Quitting: asks first if something is unfinished, so that a stray key does not end the program."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from ..core.support.localization import _
from .ui.screen import ModalScreen, Screen


def unfinished(app: App[Any]) -> str:
    """What is unfinished on the open screens, the topmost first; "" if nothing is."""
    for screen in reversed(app.screen_stack):
        if isinstance(screen, Screen) and screen.unfinished:
            return screen.unfinished
        if any(field.value.strip() for field in screen.query(Input)):
            return _("What you have typed has not been sent yet.")
    return ""


class QuitScreen(ModalScreen[bool]):
    """Asks whether to quit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,y,ctrl+c", "dismiss(True)", show=False),
        Binding("escape,n", "dismiss(False)", show=False),
        Binding("left,up", "app.focus_previous", show=False),
        Binding("right,down", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = """
    QuitScreen {
        align: center middle;
        & > Vertical { width: 64; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; }
        & > Vertical { border: round $accent; background: $background; }
        & Static { height: auto; }
        & Horizontal { height: 1; margin: 1 0 0 0; }
        & Button { height: 1; min-width: 8; border: none; padding: 0 1; margin: 0 2 0 0; }
        & Button:focus { text-style: bold reverse; }
    }
    """

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = _("quit?")
            yield Static(self.why, markup=False)
            with Horizontal():
                yield Button(_("Esc stay"), id="stay", compact=True)
                yield Button(_("q quit"), id="quit", compact=True)

    def on_mount(self) -> None:
        self.query_one("#stay", Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "quit")


def quit_or_ask(app: App[Any]) -> None:
    """Quits, or asks first if something is unfinished."""
    why = "" if isinstance(app.screen, QuitScreen) else unfinished(app)
    if why:
        app.push_screen(QuitScreen(why), lambda sure: app.exit() if sure else None)
    else:
        app.exit()
