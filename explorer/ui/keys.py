"""Key tables: a feature declares its keys once, for its bindings, footer, help and palette entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, NamedTuple

from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import format_key

from ...core.support.localization import N_, _
from . import strings
from .text import fit, width

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
    "plus": "+",
    "minus": "-",
    "comma": ",",
}
COLUMNS = 18  # of the keys in the help
GAP = "  "  # between keys that do the same thing

# The keys for a question, on every screen; none of them can be part of an answer. Some terminals and desktops use
# function keys themselves, so each action has a control key too. SSH, tmux and text fields do not use these, unlike
# Ctrl+H (Backspace), Ctrl+J and Ctrl+M (Enter), Ctrl+I (Tab), Ctrl+A and Ctrl+B (tmux).
HINT_KEYS, SOLUTION_KEYS, EXPLORE_KEYS = "f2,ctrl+t", "f3,ctrl+r", "f4,ctrl+o"


def key_name(key: str) -> str:
    """A key as written in a sentence: "right" as →, "ctrl+p" as Ctrl+P, "slash" as /."""
    *held, own = key.split("+")
    name = NAMES.get(own) or (
        own.upper() if (held and len(own) == 1) or (own[:1] == "f" and own[1:].isdigit()) else format_key(own)
    )
    return "+".join((*(each.capitalize() for each in held), name))


@dataclass(frozen=True)
class Key:
    """A row of a key table.

    Attributes:
        keys: the keys as Textual binds them, separated by commas; "" for an entry of the palette or the help only.
        action: the action of the screen; "app.…" for one of the program.
        label: one or two words in the footer; "" if the footer does not show it. Not translated yet, as all texts here.
        about: a phrase for the help and the palette; "" leaves it out of both.
        shown: how the footer, and the help if `keys` is "", writes the keys, such as "← →"; by default the first key.
        section: a heading in the help, above this row.
        values: the texts for the placeholders of `about`.
        when: whether the key does something now; the footer shows it only then. It is called with the screen.
    """

    keys: str = ""
    action: str = ""
    label: str = ""
    about: str = ""
    shown: str = ""
    section: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    when: Callable[[Any], bool] | None = None

    @property
    def names(self) -> str:
        """All keys, as the help writes them."""
        return GAP.join(key_name(key) for key in self.keys.split(",")) if self.keys else _(self.shown)

    @property
    def description(self) -> str:
        """`about` in the user's language."""
        return _(self.about, **{name: _(text) for name, text in self.values.items()})

    @property
    def english(self) -> str:
        """`about` in English."""
        return self.about.format(**self.values)


class FooterKey(NamedTuple):
    """A key as the footer shows it, what it does, and the action that a click on it runs."""

    key: str
    label: str
    action: str = ""


class Footer(NamedTuple):
    """What the footer shows in one mode of a screen.

    Attributes:
        mode: what the arrow keys do now, in one word, in capitals; not translated yet.
        entries: the most useful first: names of actions of the table, separated by spaces; a `Key` for what a widget
            handles, or where the label differs in this mode.
        typing: whether letters are text in this mode; then no letter key stays in the footer.
    """

    mode: str
    entries: tuple[str | Key, ...]
    typing: bool = False


PROGRAM_KEYS = (
    Key(strings.EXPORT, "app.export", N_("export"), N_("export: the view, the array, the trace")),
    Key("y", "app.copy('cell')", N_("copy"), N_("copy this number")),
    Key("Y", "app.copy('row')", about=N_("copy its row")),
    Key("ctrl+y", "app.copy('array')", about=N_("copy the array")),
    Key(strings.LABS, "app.labs", N_("experiments"), N_("experiments: change a number and see the result")),
    Key(
        strings.FAMILIES,
        "app.families",
        N_("model families"),
        N_("attention, CNN, RNN and LSTM on one input"),
    ),
    Key(strings.MAP, "app.map", N_("map"), N_("map: where this is in the model, as in figure 1")),
    Key("comma", "app.settings", about=N_("settings: theme, colors, digits, pace")),
    Key("ctrl+p", "app.palette", N_("more"), N_("search all commands"), shown="^p"),
    Key(strings.LIGHT, "app.light", about=N_("light or dark")),
    Key("ctrl+z", "app.suspend_process", about=N_("suspend; fg in the shell resumes")),
    Key("q,ctrl+c", "app.quit", N_("quit"), N_("quit")),
    Key("ctrl+q", "app.quit(True)", about=N_("quit at once")),
)
TYPING = "typing"  # the mode of any screen while a prompt is open
WHILE_TYPING = Footer(
    N_("TYPE"),
    (Key(shown="⏎", label=N_("done")), Key("", "leave_prompt", N_("cancel"), shown="Esc")),
    typing=True,
)
ALWAYS = ("app.palette", "help", "app.quit")


class KeyTable:
    """The keys of a screen.

    Args:
        keys: the rows, in the order of the help.
        footers: by the names of the screen's modes; `TYPING` has a footer unless it is given.
        always: actions that stay in the footer however narrow it is.
        intro: a paragraph above the keys in the help; `notes` are paragraphs below them. Not translated yet.
    """

    def __init__(
        self,
        *keys: Key,
        footers: Mapping[str, Footer],
        always: tuple[str, ...] = ALWAYS,
        intro: str = "",
        notes: str = "",
    ) -> None:
        help_key = Key("question_mark,f1", "help", N_("help"), N_("this help"))
        self.keys = keys if any(key.action == "help" for key in keys) else (*keys, help_key)
        self.footers = {**footers, TYPING: footers.get(TYPING, WHILE_TYPING)}  # the first one is the default
        self.intro, self.notes = intro, notes
        # The first row of an action counts; the screen's own rows come before the program's.
        rows = (*self.keys, *PROGRAM_KEYS)
        self._by_action = {
            name: key for key in reversed(rows) for name in (key.action.partition("(")[0], key.action)
        }
        self._always = tuple(self._by_action[action] for action in always)

    def rows(self, mode: str) -> list[Key]:
        """The rows that the footer of a mode may show."""
        rows: list[Key] = []
        for entry in self.footers[mode].entries:
            if isinstance(entry, Key):
                rows.append(entry)
            else:  # one action, which may have a space between its parameters, or several
                names = [entry] if entry in self._by_action else entry.split()
                rows += [self._by_action[name] for name in names]
        return rows

    @staticmethod
    def _footer_key(key: Key) -> FooterKey:
        shown = _(key.shown) or key_name(key.keys.partition(",")[0])
        return FooterKey(shown, _(key.label) or key.description, key.action)

    def bindings(self) -> list[BindingType]:
        """For a screen's BINDINGS."""
        return [_binding(key) for key in self.keys if key.keys]

    def always_in(self, mode: str) -> list[FooterKey]:
        """What stays in the footer of a mode; letters are left out where they are text."""
        own, typing = {row.action for row in self.rows(mode)}, self.footers[mode].typing
        always = (self._footer_key(key) for key in self._always if key.action not in own)
        return [key for key in always if not (typing and len(key.key) == 1)]

    def footer(self, mode: str, screen: object) -> tuple[str, list[FooterKey]]:
        """The mode's title, and its keys that do something now on this screen."""
        rows = (row for row in self.rows(mode) if row.when is None or row.when(screen))
        return _(self.footers[mode].mode), [self._footer_key(row) for row in rows]

    def help(self) -> str:
        """The help: every row that has a description, then the program's own keys."""
        lines = [_paragraphs(_(self.intro)), ""] if self.intro else []
        for section, names, about in self._described():
            if section:
                lines += [*([""] if lines and lines[-1] else []), section]
            if names:
                gap = "" if width(names) < COLUMNS else " "
                lines.append(f"  {fit(names, max(COLUMNS, width(names)))}{gap}{about}")
        return "\n".join([*lines, *(["", _paragraphs(_(self.notes))] if self.notes else [])])

    def _described(self) -> Iterator[tuple[str, str, str]]:
        """The section, keys and description of each line of the help; keys for opposite directions share one."""
        bound = {key.keys for key in self.keys}
        program = [replace(PROGRAM_KEYS[0], section=_("EVERYWHERE")), *PROGRAM_KEYS[1:]]
        rows = [row for row in (*self.keys, *(key for key in program if key.keys not in bound)) if row.about]
        for before, row, after in zip([Key(), *rows], rows, [*rows[1:], Key()], strict=False):
            if _are_directions(row, after):
                pairs = zip_longest(after.names.split(GAP), row.names.split(GAP), fillvalue="")
                names = GAP.join(" ".join(pair).strip() for pair in pairs)
                yield _(row.section), names, f"{after.description} · {row.description}"
            elif not _are_directions(before, row):
                yield _(row.section), row.names, row.description

    def commands(self, screen: object) -> Iterator[Key]:
        """The rows that the palette offers: those that do something now on this screen."""
        return (
            key for key in self.keys if key.action and key.about and (key.when is None or key.when(screen))
        )

    def text(self, text: str) -> str:
        """A text in the user's language, with keys for the names of actions: "{undo} takes it back".

        Args:
            text: not translated yet.
        """
        return _(text).format_map(self)

    def __getitem__(self, action: str) -> str:
        """The name of the first key of an action.

        Raises:
            KeyError: no key does that.
        """
        return KeyNames(self.bindings(), (_binding(key) for key in PROGRAM_KEYS if key.keys))[action]


def _are_directions(on: Key, back: Key) -> bool:
    """Whether two rows are `step(1)` and `step(-1)`."""
    return bool(on.keys and back.keys) and on.action != back.action == on.action.replace("1)", "-1)")


def _binding(key: Key) -> Binding:
    return Binding(key.keys, key.action, key.about or key.label, show=False)


def _paragraphs(text: str) -> str:
    """A text with each paragraph on one line, which wraps where it is shown; indented lines stay as they are."""
    found: list[str] = []
    for line in text.strip("\n").split("\n"):
        if line and found and found[-1] and not line.startswith(" ") and not found[-1].startswith(" "):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return "\n".join(found)


def bindings_of(node: object) -> Iterator[Binding]:
    """The bindings in our own classes that a widget, a screen or the program derives from; none of Textual's."""
    for kind in (node if isinstance(node, type) else type(node)).__mro__:
        if kind.__module__.startswith(PACKAGE):
            for binding in kind.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding):
                    yield binding


class KeyNames:
    """The name of the first key of each action, for `format_map`: "{undo} takes it back"."""

    def __init__(self, *tables: Iterable[BindingType]) -> None:
        self.tables = tables

    def __getitem__(self, action: str) -> str:
        """Raises KeyError where no key does that."""
        for table in self.tables:
            for binding in table:
                if isinstance(binding, Binding) and binding.action.removeprefix("app.") == action:
                    return key_name(binding.key.partition(",")[0])
        raise KeyError(action)


def keys_at(node: DOMNode) -> KeyNames:
    """What the keys do at a widget, on its screen and in the program."""
    return KeyNames(*(tuple(bindings_of(each)) for each in (*node.ancestors_with_self, node.app)))
