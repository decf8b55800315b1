"""Every screen declares its keys in a table: one meaning per key, existing actions, and footers and hints from it."""

import importlib
import re
from collections.abc import Iterator

import pytest
from rich.console import Console
from textual.binding import Binding
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.hints.state import HINTS
from transformer_explore.explorer.features.walk import strings
from transformer_explore.explorer.features.walk.keys import KEYS
from transformer_explore.explorer.ui.help import laid_out
from transformer_explore.explorer.ui.keys import (
    PROGRAM_KEYS,
    Footer,
    Key,
    KeyNames,
    KeyTable,
    bindings_of,
    key_name,
)
from transformer_explore.explorer.ui.screen import Screen
from transformer_explore.explorer.ui.situation import CELL, WALK

from docs.tables import SCREENS

WALK_ACTIONS = (  # of the explorer before it had key tables
    "step group end play pace enter leave back used_by guess hint solution about switch view text decode what_if "
    "compare attention heads training lessons find help"
)


def screen(name: str) -> type[Screen]:
    module = next(module for _heading, module, kind in SCREENS if kind == name)
    found: type[Screen] = getattr(
        importlib.import_module(f"transformer_explore.explorer.features.{module}"), name
    )
    return found


MEANINGS = {  # what a key means wherever it is bound: the actions that it may start; a key that is not listed is free
    "a": "attention leave",
    "backspace": "back undo",
    "c": "compare leave",
    "d": "decode leave",
    "e": "export leave",
    "f": "by_hand",
    "F": "first",
    "g": "guess",
    "h": "head switch",
    "H": "head switch",
    "i": "about",
    "j": "layer switch attention",
    "J": "layer switch attention",
    "l": "lessons leave",
    "L": "light",
    "M": "largest",
    "m": "heads turn leave",
    "n": "step next panel moment page lab tick known",
    "p": "step next panel moment page lab tick",
    "o": "open file",
    "q": "quit dismiss",
    "r": "reverse",
    "s": "sample",
    "S": "families",
    "t": "text",
    "T": "training leave",
    "u": "used_by",
    "v": "view",
    "w": "what_if leave",
    "x": "open",
    "X": "labs",
    "y": "copy dismiss known",
    "Y": "copy",
    "z": "map leave",
    "0": "reset",
    "slash": "find",
    "comma": "settings dismiss",
    "question_mark": "help dismiss",
}
NAMES = [name for _heading, _module, name in SCREENS]
TABLES = {name: table for name in NAMES if (table := screen(name).KEYS) is not None}


def action_name(key: Key) -> str:
    return key.action.partition("(")[0]


def bound(table: KeyTable) -> Iterator[tuple[str, str]]:
    """Every key of a table, with the name of its action."""
    for row in (*table.keys, *PROGRAM_KEYS):
        for key in row.keys.split(",") if row.keys else ():
            yield key, action_name(row).removeprefix("app.")


@pytest.mark.parametrize("name", TABLES)
def test_a_key_has_one_meaning_on_all_screens(name: str) -> None:
    wrong = [
        (key, action)
        for key, action in bound(TABLES[name])
        if action not in MEANINGS.get(key, action).split()
    ]
    assert wrong == []


@pytest.mark.parametrize("name", TABLES)
def test_a_key_is_bound_once_and_its_action_exists(name: str) -> None:
    kind, keys = screen(name), [key for row in TABLES[name].keys if row.keys for key in row.keys.split(",")]
    assert len(keys) == len(set(keys))
    for row in TABLES[name].keys:
        if row.keys:
            action = action_name(row)
            owner = Explorer if action.startswith("app.") else kind
            assert hasattr(owner, f"action_{action.removeprefix('app.')}"), action


@pytest.mark.parametrize("name", TABLES)
def test_a_footer_shows_keys_of_the_table_and_the_help_explains_them(name: str) -> None:
    table = TABLES[name]
    for mode in table.footers:
        assert all(row.label and (row.shown or row.keys) for row in table.rows(mode))
    help_ = table.help()
    assert all(row.description in help_ for row in table.keys if row.about and row.names)


def test_two_directions_share_a_line_of_the_help() -> None:
    keys = Key("right,n", "step(1)", about="next"), Key("left,p", "step(-1)", about="previous")
    pace = Key("plus,equals_sign", "pace(1)", about="faster"), Key("minus", "pace(-1)", about="slower")
    lines = KeyTable(*keys, *pace, footers={}).help().splitlines()
    assert lines[:2] == ["  ← →  p n          previous · next", "  - +  =            slower · faster"]


def test_every_action_of_the_walk_is_still_in_its_table() -> None:
    assert set(WALK_ACTIONS.split()) <= {action_name(row) for row in TABLES["WalkScreen"].keys}


def test_a_hint_names_the_keys_of_its_screen() -> None:
    names = {screen(name).HINTS: name for name in NAMES} | {WALK: "WalkScreen", CELL: "WalkScreen"}
    assert {place for hint in HINTS for place in hint.places} == {*names} - {""}
    for hint in HINTS:
        for place in hint.places:
            text = hint.text.format_map(
                KeyNames(*(tuple(bindings_of(kind)) for kind in _kinds(names[place])))
            )
            assert "{" not in text
        literal = re.sub(r"\{[^}]*\}", "", hint.text)
        assert not re.search(r"[⏎←→↑↓]|\b(Esc|Tab|Ctrl|[b-z])\b", literal), "name a key by its action"


def _kinds(name: str) -> list[type]:
    """A screen, the program, and the widgets that a screen can have."""
    package = screen(name).__module__.rpartition(".")[0]
    modules = [importlib.import_module(screen(name).__module__)]
    modules += [
        each for each in vars(modules[0]).values() if getattr(each, "__name__", "").startswith(package)
    ]
    widgets = {each for module in modules for each in vars(module).values() if isinstance(each, type)}
    return [screen(name), Explorer, *(each for each in widgets if "BINDINGS" in vars(each))]


def test_a_notice_names_the_keys_of_the_walk() -> None:
    assert KEYS.text(strings.WALK_ENDS) == "This is the last step. Space plays the walk again from the start."


def test_a_key_is_named_as_sentences_write_it() -> None:
    names = {
        key: key_name(key) for key in ("right", "enter", "slash", "H", "ctrl+p", "f2", "left_square_bracket")
    }
    assert list(names.values()) == ["→", "⏎", "/", "H", "Ctrl+P", "F2", "["]
    with pytest.raises(KeyError):
        KeyNames([Binding("a", "one")])["other"]


def test_a_footer_names_no_letter_while_letters_are_text_and_no_key_twice() -> None:
    leave = Key("escape", "leave", "back")
    table = KeyTable(
        leave,
        footers={"plain": Footer("PLAIN", ()), "type": Footer("TYPE", ("leave",), typing=True)},
        always=("leave", "help", "app.palette", "app.quit"),
    )
    assert [key.key for key in table.always_in("plain")] == ["Esc", "?", "^p", "q"]
    assert [key.key for key in table.always_in("type")] == ["^p"]


def test_a_description_wraps_in_its_own_column_and_a_paragraph_fills_the_width() -> None:
    table = KeyTable(
        Key("x", "go", about="a description of several words"),
        footers={"plain": Footer("PLAIN", ())},
        intro="One\nparagraph.",
    )
    console = Console(width=40, no_color=True)
    with console.capture() as printed:
        console.print(laid_out(table.help()))
    lines = [line.rstrip() for line in printed.get().splitlines()]
    assert lines[0] == "One paragraph."
    assert lines[2:4] == ["  x                 a description of", " " * 20 + "several words"]


def test_a_table_makes_bindings_footer_help_and_commands() -> None:
    table = KeyTable(
        Key("x,y", "go", "go", "goes somewhere", section="WAYS"),
        Key("z", "stop", "stop", "stops", when=lambda screen: screen == "moving"),
        Key(action="rare", about="happens rarely"),
        footers={"plain": Footer("PLAIN", ("go", "stop", Key(action="go", label="again", shown="⏎")))},
        intro="Intro.",
        notes="Notes.",
    )
    bindings = [each for each in table.bindings() if isinstance(each, Binding)]
    assert [(each.key, each.action) for each in bindings][:2] == [("x,y", "go"), ("z", "stop")]
    title, keys = table.footer("plain", "resting")
    assert (title, [(key.key, key.label) for key in keys]) == ("PLAIN", [("x", "go"), ("⏎", "again")])
    assert [key.key for key in table.footer("plain", "moving")[1]] == ["x", "z", "⏎"]
    lines = table.help().splitlines()
    assert lines[:4] == ["Intro.", "", "WAYS", "  x  y              goes somewhere"]
    assert lines[-1] == "Notes."
    offered = {each.about for each in table.commands("resting")}
    assert {"goes somewhere", "happens rarely"} <= offered and "stops" not in offered
    assert "stops" in {each.about for each in table.commands("moving")}
    assert table["go"] == "x"
    with pytest.raises(KeyError):
        table["rare"]
