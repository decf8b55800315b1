"""Whatever is typed or pasted anywhere: one clear line, nothing lost without a word, columns exact."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, Static
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.run_pair.switches import SET, SPEC, Ask
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.ui.colors import depth
from transformer_explore.explorer.ui.memory import Settings, Store
from transformer_explore.explorer.ui.text import gist, width

from tests.explorer.driver import FakeEngine
from tests.explorer.test_widths import exact

TRACE = find().shipped_trace()
LONG = "我[/]ab\u202e" * 1700  # more than 10,000 characters
TOO_MANY, NO_WORD = "too many for this model", "no word in this text"
PROMPTS = {  # keys to it, how much of a long text it takes, what is said to that, and to nothing at all
    "own text": (("t",), None, TOO_MANY, NO_WORD),
    "find": (("slash",), 200, "Nothing matches 我", ""),
    "palette": (("ctrl+p",), 200, "Nothing matches 我", ""),
    "guess": ((*["right"] * 5, "enter", "g"), None, "That is too long", "= "),
    "what if, a value": (("enter", "w", SET), None, "is not a number", "is not a number"),
    "what if, anything": (("w", SPEC), None, "unknown intervention", "unknown intervention"),
    "compare": (("c",), None, TOO_MANY, ""),
    "a file at home": (("home", "o"), None, "File name too long", ""),
    "a sentence at home": (("home", "t"), None, TOO_MANY, ""),
    "export": (("e", "enter"), None, "File name too long", "Type the name of a file."),
}


def said(app: App[None]) -> str:
    """All that is in sight of what a screen answers; asserts that it is a line or two inside the window."""
    notices = [
        notice for notice in app.screen.query(Static) if notice.has_class("said") or notice.id == "preview"
    ]
    for notice in notices:
        if notice.id != "preview":
            assert notice.region.height <= 3, notice
    panel = [str(widget.render()) for widget in app.screen.query("#number")]
    return "\n".join([*(str(notice.render()) for notice in notices), *panel])


async def open_prompt(pilot: Pilot[None], keys: tuple[str, ...]) -> Input:
    for key in keys:
        screen = pilot.app.screen
        if key in (SET, SPEC) and isinstance(screen, WhatIfScreen):
            screen.ask(Ask(key))
        elif key != "home":
            await pilot.press(key)
        await pilot.pause()
    for _ in range(50):
        if (fields := pilot.app.screen.query(Input)) and fields.first().has_focus:
            return fields.first()
        await pilot.pause(0.02)
    raise AssertionError(f"no line to type in after {keys}")


async def until_said(pilot: Pilot[None], wanted: str) -> None:
    for _ in range(100):
        if wanted in said(pilot.app):
            return
        await pilot.pause(0.03)
    raise AssertionError((wanted, said(pilot.app)))


@pytest.mark.parametrize("place", PROMPTS)
async def test_a_paste_of_ten_thousand_characters_and_nothing_at_all(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    keys, most, of_long, of_nothing = PROMPTS[place]
    for text, wanted in ((LONG, of_long), ("", of_nothing)):
        ready = AtHand(TRACE, FakeEngine())
        app = Explorer(prepare=lambda ready=ready: ready) if keys[0] == "home" else Explorer(*ready)
        async with app.run_test(size=(80, 24)) as pilot:
            field = await open_prompt(pilot, keys)
            field.value = ""
            if text:
                field.post_message(events.Paste(text))
            await pilot.pause()
            assert field.value == text[:most]
            assert bool(app._notifications) == (most is not None and bool(text))
            exact(app)
            await pilot.press("enter")
            await until_said(pilot, wanted)
            exact(app)
    assert not list(tmp_path.iterdir())


async def test_lines_that_are_pasted_are_joined_and_nothing_is_pasted_over_unseen() -> None:
    async with Explorer(TRACE, FakeEngine()).run_test(size=(80, 24)) as pilot:
        field = await open_prompt(pilot, ("t",))
        for text in ("\n我爱你\r\n", "，\n\n猫\t好", "\n"):
            field.post_message(events.Paste(text))
            await pilot.pause()
        assert "".join(field.value.split()) == "我爱你，猫好"
        field.select_all()
        field.post_message(events.Paste("狗"))
        await pilot.pause()
        assert field.value == "狗"


def test_of_a_long_message_beginning_and_end_are_kept() -> None:
    message = f"'{'猫' * 10_000}' is no number."
    assert gist(message).startswith("'猫猫")
    assert gist(message).endswith("…" + message[-35:])
    assert width(gist(message)) <= 40 + 2 * 35
    assert gist("short") == "short"


@pytest.mark.parametrize("theme", ["night", "day"])
async def test_in_sixteen_colours_what_is_typed_has_those_of_the_theme(
    theme: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(depth, "found", lambda no_color, system: depth.SIXTEEN)
    store = Store(tmp_path / "explorer.json")
    store.change(lambda memory: replace(memory, settings=Settings(theme=theme)))
    try:
        async with Explorer(TRACE, FakeEngine(), store=store).run_test(size=(80, 24)) as pilot:
            field = await open_prompt(pilot, ("t",))
            there, screen = field.rich_style, pilot.app.screen.rich_style
            assert there.color is not None and there.color != there.bgcolor
            assert (there.color, there.bgcolor) == (screen.color, screen.bgcolor)
    finally:
        depth.use(depth.FULL)
