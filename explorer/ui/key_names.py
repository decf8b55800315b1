"""What a key is called where a sentence names it: taken from the tables that bind it, so that no sentence is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import format_key

PACKAGE = __name__.partition(".")[0]
NAMES = {
    "enter": "⏎",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
}


def key_name(key: str) -> str:
    """A key as a sentence writes it: "right" as →, "ctrl+p" as Ctrl+P, "slash" as /."""
    *held, own = key.split("+")
    name = NAMES.get(own) or (
        own.upper() if held or (own[:1] == "f" and own[1:].isdigit()) else format_key(own)
    )
    return "+".join((*(each.capitalize() for each in held), name))


def bindings_of(node: object) -> Iterator[Binding]:
    """Those of our own classes that a widget, a screen or the program is made of; not those of Textual's."""
    for kind in (node if isinstance(node, type) else type(node)).__mro__:
        if kind.__module__.startswith(PACKAGE):
            for binding in kind.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding):
                    yield binding


class Keys:
    """The first key of each action, for `format_map`: "{undo} takes it back" becomes "u takes it back"."""

    def __init__(self, *tables: Iterable[BindingType]) -> None:
        self.tables = tables

    def __getitem__(self, action: str) -> str:
        """Raises KeyError where no key does that."""
        for table in self.tables:
            for binding in table:
                if isinstance(binding, Binding) and binding.action.removeprefix("app.") == action:
                    return key_name(binding.key.partition(",")[0])
        raise KeyError(action)


def keys_at(node: DOMNode) -> Keys:
    """What the keys do where one is: at a widget, on its screen, in the program."""
    return Keys(*(tuple(bindings_of(each)) for each in (*node.ancestors_with_self, node.app)))
