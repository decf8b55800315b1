"""The command palette: everything that the current screen can do, and every step that it can go to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.actions import parse
from textual.app import App
from textual.dom import DOMNode

from ....core.support.localization import N_, _
from ...ui.examples import EXAMPLES, about
from ...ui.keys import PROGRAM_KEYS, Key, bindings_of, key_name
from ...ui.picker import Picker, run_picked
from ...ui.screen import Screen
from ...ui.search import Command, Line
from ...ui.text import safe
from ...ui.widgets.key_bar import KeyBar

PASSED_ON = {"enter"}  # a list that takes this key does with it what the screen would do


class PaletteScreen(Picker):
    """Every command that the current screen offers."""

    HEADING = N_("what next?")
    HINT = N_("part of a command, a step or a sentence")
    PICKING = N_("↑ ↓ choose · ⏎ run · Esc closes")


def open_palette(app: App[None]) -> None:
    """Opens the palette over the current screen; runs there what the reader picks."""
    offered = list(commands(app, app.screen)) if isinstance(app.screen, Screen) else []
    app.push_screen(PaletteScreen(offered), run_picked)


def commands(app: App[None], screen: Screen[object]) -> Iterator[Command]:
    """The actions of a screen and of the program, sentences, and whatever else the screen offers."""
    yield from _actions(app, screen)
    about = _("All hints are shown again, each in its place.")
    yield Command(Line(_("show the hints again")), "", about, _runner(app, app, "hints_again"))
    yield from _sentences(screen)
    yield from screen.commands()


def _actions(app: App[None], screen: Screen[object]) -> Iterator[Command]:
    """The entries of the screen's and the program's key tables, each title once."""
    taken = {key for binding in bindings_of(screen.focused) for key in binding.key.split(",")} - PASSED_ON
    own = screen.KEYS.commands(screen) if screen.KEYS is not None else _bound(screen)
    titles: set[str] = set()
    for node, rows in ((screen, own), (app, PROGRAM_KEYS)):
        for row in rows:
            title = row.description
            if title in titles or not _exists(app, node, row.action):
                continue
            titles.add(title)
            keys = [key for key in row.keys.split(",") if key and (node is app or key not in taken)]
            names = " ".join(map(key_name, keys))
            about = _("Press {keys} to do this directly.", keys=names) if names else ""
            yield Command(Line(title, english=row.english), names, about, _runner(app, node, row.action))


def _bound(screen: Screen[object]) -> Iterator[Key]:
    """The same for a screen without a key table."""
    footer = {key.action: key.label for bar in screen.query(KeyBar) for key in (*bar.keys, *bar.always)}
    for binding in bindings_of(screen):
        if about := binding.description or footer.get(binding.action, ""):
            yield Key(binding.key, binding.action, about=about)


def _exists(app: App[None], node: DOMNode, action: str) -> bool:
    namespace, name, _parameters = parse(action)
    return hasattr(app if namespace == "app" else node, f"action_{name}")


def _runner(app: App[None], node: DOMNode, action: str) -> Callable[[], object]:
    return lambda: app.call_later(app.run_action, action, node)


def _sentences(screen: Screen[object]) -> Iterator[Command]:
    """The examples and recent sentences, if the screen takes a sentence and they are for its model."""
    explore = screen.explore_sentence()
    if explore is None or screen.program.other_model:
        return
    store = screen.program.store
    recent = store.load().recent if store else ()
    for text in dict.fromkeys((*dict(EXAMPLES), *recent)):
        line = Line(_("explore {sentence}", sentence=safe(text)), more=about(text))
        yield Command(line, _("sentence"), line.more, partial(explore, text))
