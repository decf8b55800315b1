"""Every key that a hint, a notice, a footer or a help names is bound to what it is said to do there."""

from __future__ import annotations

import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from types import ModuleType

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.decode import strings as decode_strings
from transformer_explore.explorer.features.decode.help import TEXT as DECODE_HELP
from transformer_explore.explorer.features.hints.state import CELL, HINTS, WALK
from transformer_explore.explorer.features.hints.widgets import PLACES
from transformer_explore.explorer.features.run_pair import compare_keys
from transformer_explore.explorer.features.run_pair import compare_strings as compare_said
from transformer_explore.explorer.features.run_pair.switch_list import SwitchList
from transformer_explore.explorer.features.run_pair.what_if_strings import HELP as WHAT_IF_HELP
from transformer_explore.explorer.features.run_pair.what_if_strings import HINTS as WHAT_IF_HINTS
from transformer_explore.explorer.features.walk import strings
from transformer_explore.explorer.ui.help import TEXT as WALK_HELP
from transformer_explore.explorer.ui.keys import FooterKey, KeyNames, bindings_of, key_name

SCREENS = "transformer_explore.explorer.screens"
HELP = {
    "explore": ("WalkScreen", WALK_HELP),
    "decode": ("DecodeScreen", DECODE_HELP),
    "what_if": ("WhatIfScreen", WHAT_IF_HELP),
    "compare": ("CompareScreen", compare_said.HELP),
    "attention": ("AttentionScreen", ""),
    "heads": ("HeadsScreen", ""),
    "training": ("TrainingScreen", ""),
    "side_by_side": ("FamiliesScreen", ""),
    "experiments": ("LabsScreen", ""),
    "lesson": ("LessonScreen", ""),
    "lessons": ("LessonsScreen", ""),
    "cards": ("CardsScreen", ""),
    "home": ("HomeScreen", ""),
}
NOT_KEYS = re.compile(r"^(WHAT YOU SEE|THE LINE|THE SENTENCES)")
AS_WRITTEN = {"space": "Space", "^p": "Ctrl+P", "^q": "Ctrl+Q", "ctrl+y": "Ctrl+Y", "Ctrl+←": "Ctrl+←"}


def module(name: str) -> ModuleType:
    return importlib.import_module(f"{SCREENS}.{name}")


def screen(name: str) -> type[Screen]:
    return getattr(module(name), HELP[name][0])


def widgets(name: str) -> set[type[Widget]]:
    """The widgets that a screen can have: those that its modules and the modules of its base classes know."""
    from transformer_explore.explorer.ui.widgets import grid, prompt  # what every walk and lesson has inside

    known: set[type[Widget]] = {grid.Grid, prompt.Prompt, prompt.Field}
    for kind in screen(name).__mro__:
        if kind.__module__.startswith(SCREENS):
            for value in vars(importlib.import_module(kind.__module__)).values():
                if isinstance(value, type) and issubclass(value, Widget) and not issubclass(value, Screen):
                    known |= {value, *value.__subclasses__()}
    return known


def bound(name: str) -> dict[str, set[str]]:
    """What each key, as a sentence writes it, does on a screen or in one of its widgets: names of actions."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in (screen(name), Explorer, *widgets(name)):
        for each in kind.__mro__:
            for binding in each.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding):
                    for key in binding.key.split(","):
                        action = binding.action.partition("(")[0].removeprefix("app.").removeprefix("screen.")
                        found[key_name(key)].add(action)
    return found


def keys_in(text: str) -> list[str]:
    """The keys among the words of a help's first column or of a footer."""
    words = [AS_WRITTEN.get(word, word) for word in text.split()]
    return [
        word
        for word in words
        if (len(word) == 1 and (word.isascii() or word in "←→↑↓⏎"))
        or word in {"Esc", "Tab", "Space", "Backspace", "Home", "End", "PgUp", "PgDn"}
        or re.fullmatch(r"F[0-9]|Ctrl\+.", word)
    ]


def help_keys(text: str) -> Iterator[str]:
    about_keys = True
    for line in text.splitlines():
        if line[:1].isupper():
            about_keys = not NOT_KEYS.match(line)
        column = re.match(r"  (\S.*?)(   |$)", line)
        if about_keys and column and not line.startswith("   ") and "   " in line[2:]:
            yield from keys_in(column[1].replace("a click", ""))


def footers(name: str) -> list[FooterKey]:
    """Every key that a screen's footer may name."""
    found: list[FooterKey] = []
    known = [module(name)]
    known += [value for value in vars(known[0]).values() if isinstance(value, ModuleType)]
    for each in known:
        if each.__name__.startswith(SCREENS) and not each.__name__.endswith("question_keys"):
            for value in vars(each).values():
                found += [
                    one
                    for one in (value if isinstance(value, tuple) else [value])
                    if isinstance(one, FooterKey)
                ]
    return found


@pytest.mark.parametrize("name", HELP)
def test_a_help_names_only_keys_that_do_something_there(name: str) -> None:
    text = HELP[name][1]
    for each in (module(name), *(v for v in vars(module(name)).values() if isinstance(v, ModuleType))):
        if not text and isinstance(getattr(each, "HELP", None), str) and each.__name__.startswith(SCREENS):
            text = each.HELP
    assert text or name == "home"
    keys = bound(name)
    assert [key for key in help_keys(text) if key not in keys] == []


@pytest.mark.parametrize("name", HELP)
def test_a_footer_names_keys_that_do_what_a_click_on_them_does(name: str) -> None:
    keys, named = bound(name), footers(name)
    assert named
    for one in named:
        action = one.action.partition("(")[0].removeprefix("app.")
        for key in keys_in(one.key):
            assert key in keys, one
            if action and action != "enter":  # a list takes the arrows itself
                assert action in keys[key] or (key in "↑↓" and "line" in keys[key]), one


def test_a_hint_names_the_keys_of_where_it_is_said() -> None:
    names = {place: name for name, (kind, _text) in HELP.items() if (place := PLACES.get(kind))}
    for hint in HINTS:
        for place in hint.places:
            name = "explore" if place in (WALK, CELL) else names[place]
            kinds = (screen(name), Explorer, *widgets(name))
            said_ = hint.text.format_map(KeyNames(*(tuple(bindings_of(kind)) for kind in kinds)))
            assert "{" not in said_
            literal = re.sub(r"\{[^}]*\}", "", hint.text)
            assert not re.search(r"[⏎←→↑↓]|\b(Esc|Tab|Ctrl|[b-z])\b", literal), (
                "a key must come from its table"
            )


def test_notices_name_the_keys_of_their_screen() -> None:
    assert "u takes the end back" in decode_strings.ENDED
    assert compare_said.NO_B.format_map(compare_keys.KEYS).startswith(
        "Nothing to compare with yet: t types a second sentence, o opens a trace file."
    )
    assert compare_said.nothing_there(False).format_map(compare_keys.KEYS).endswith("; x opens it there.")
    assert strings.walk_ends() == "The walk ends here. Space plays it again from the start."
    assert "w leads back" in strings.KEYS["what_if"] + " leads back"
    turns = [hint.format_map(KeyNames(tuple(bindings_of(SwitchList)))) for hint in WHAT_IF_HINTS.values()]
    assert turns == ["← → head   [ ] attention", "← → seed"]


def test_a_key_is_named_as_sentences_write_it() -> None:
    names = {
        key: key_name(key) for key in ("right", "enter", "slash", "H", "ctrl+p", "f2", "left_square_bracket")
    }
    assert list(names.values()) == ["→", "⏎", "/", "H", "Ctrl+P", "F2", "["]
    with pytest.raises(KeyError):
        KeyNames([Binding("a", "one")])["other"]
