"""The command palette: everything that one can do on a screen, and every step one can go to, by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from ....core.support.localization import _
from ...ui import screen as base
from ...ui.examples import EXAMPLES
from ...ui.keys import bindings_of
from ...ui.picker import Picker
from ...ui.search import Command, Line, lines_of
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar
from ..walk.asking import Asking

if TYPE_CHECKING:
    from ...app import Explorer


PASSED_ON = {"enter"}  # what a list that takes this key does with it is what the screen would do


class PaletteScreen(Picker):
    """Dismissed with the place of a command, or with None."""

    HEADING = _("what next?")
    HINT = _("part of a command, of a step, of a sentence")
    PICKING = _("↑ ↓ choose · ⏎ do it · Esc close")

    def __init__(self, commands: list[Command]) -> None:
        super().__init__([command.line for command in commands], [command.note for command in commands])
        self.entries = commands

    def preview(self, place: int) -> str:
        return self.entries[place].about


def open_palette(app: Explorer) -> None:
    """Over the screen that one is on; what was picked is done there."""
    offered = list(commands(app, app.screen))

    def done(place: int | None) -> None:
        if place is not None:
            offered[place].run()

    app.push_screen(PaletteScreen(offered), done)


def commands(app: Explorer, screen: Screen[object]) -> Iterator[Command]:
    """What works on a screen: its keys, sentences, the steps of its walk."""
    yield from _keys(app, screen)
    about = _("Each is shown once more, in its place.")
    yield Command(Line(_("show the hints again")), "", about, app.action_hints_again)
    yield from _sentences(app, screen)
    if isinstance(screen, Asking):
        yield from _steps(screen)
        yield from screen.commands()


# ---------------------------------------------------------------------------------- what a key does
def _keys(app: Explorer, screen: Screen[object]) -> Iterator[Command]:
    """What the keys of a screen and of the program do, named as there or in the footer; each once."""
    footer = {key.action: key.label for bar in screen.query(KeyBar) for key in (*bar.keys, *bar.always)}
    taken = {key for binding in bindings_of(screen.focused) for key in binding.key.split(",")} - PASSED_ON
    named: set[str] = set()
    for node in (screen, app):
        for binding in bindings_of(node):
            title = binding.description or footer.get(binding.action, "")
            if not title or title in named or not _can(app, node, binding.action):
                continue
            named.add(title)
            keys = [key for key in binding.key.split(",") if node is app or key not in taken]
            shown = " ".join(app.get_key_display(Binding(key, "")) for key in keys)
            about = _("Press {keys} to do this at once.", keys=shown) if shown else ""
            yield Command(Line(title), shown, about, _action(app, node, binding.action))


def _can(app: Explorer, node: DOMNode, action: str) -> bool:
    """Whether there is such an action."""
    namespace, name, _parameters = parse(action)
    return hasattr(app if namespace == "app" else node, f"action_{name}")


def _action(app: Explorer, node: DOMNode, action: str) -> Callable[[], object]:
    return lambda: app.call_later(app.run_action, action, node)


# ---------------------------------------------------------------------------------- where one can go
def _sentences(app: Explorer, screen: Screen[object]) -> Iterator[Command]:
    """The examples, and what was explored lately."""
    explore = screen.explore_sentence() if isinstance(screen, base.Screen) else None
    if explore is None:
        return
    notes = dict(EXAMPLES)
    recent = app.store.load().recent if app.store else ()
    for text in dict.fromkeys((*notes, *recent)):
        line = Line(_("explore {sentence}", sentence=safe(text)), more=_(notes.get(text, "")))
        yield Command(line, _("sentence"), line.more, partial(explore, text))


def _steps(screen: Asking) -> Iterator[Command]:
    walk = screen.navigator.walk
    for place, line in enumerate(lines_of(walk)):
        kind = walk.steps[place].kind
        note = _("go to step {number}", number=place + 1)
        yield Command(line, note, _(kind.meaning) if kind else "", partial(screen.leap, place))
