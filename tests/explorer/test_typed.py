"""Text typed or pasted anywhere: one clear line as an answer, nothing lost silently, exact columns."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.run_pair.switches import SET, SPEC, Ask
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.ui.colors import depth
from transformer_explore.explorer.ui.memory import Settings, Store
from transformer_explore.explorer.ui.picker import Matches
from transformer_explore.explorer.ui.text import gist, width

from tests.explorer.driver import Driver, FakeEngine, drive, text_of
from tests.explorer.test_widths import exact
from tests.shipped import shipped_trace

TRACE = shipped_trace()
SIZE = (80, 24)
LONG = "我[/]ab\u202e" * 1700  # more than 10,000 characters
TOO_MANY, NO_WORD = "too many for this model", "text contains no words"
PROMPTS = {  # keys that open it, how much of a long text it takes, the answers to that and to nothing
    "own text": (("t",), None, TOO_MANY, NO_WORD),
    "find": (("slash",), 200, "Nothing matches 我", ""),
    "palette": (("ctrl+p",), 200, "Nothing matches 我", ""),
    "guess": ((*["right"] * 5, "enter", "g"), None, "That is too long", "= "),
    "what if, a value": (("enter", "w", SET), None, "is not a number", "is not a number"),
    "what if, anything": (("w", SPEC), None, "unknown intervention", "unknown intervention"),
    "compare": (("c",), None, TOO_MANY, ""),
    "a file at home": (("home", "o"), None, "File name too long", ""),
    "a sentence at home": (("home", "t"), None, TOO_MANY, ""),
    "export": (("e", "enter"), None, "File name too long", "Type a file name."),
}


class Use(Driver):
    """Drives a screen with a prompt."""

    async def open_prompt(self, keys: tuple[str, ...]) -> Input:
        for key in keys:
            if key in (SET, SPEC) and isinstance(self.screen, WhatIfScreen):
                self.screen.ask(Ask(key))
                await self.settle()
            elif key != "home":
                await self.press(key)
        field = self.screen.query_one(Input)
        assert field.has_focus
        return field

    @property
    def answers(self) -> str:
        """Everything that the screen answers; asserts that notices take at most three lines."""
        found = []
        for widget in self.screen.query(".said, #preview, #number"):
            assert widget.region.height <= 3 or not widget.has_class("said"), widget
            found.append(text_of(widget))
        found += [matches.render_line(0).text for matches in self.screen.query(Matches) if not matches.found]
        return "\n".join(found)


@pytest.mark.parametrize("place", PROMPTS)
async def test_any_paste_gets_one_line(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    keys, most, of_long, of_nothing = PROMPTS[place]
    for text, wanted in ((LONG, of_long), ("", of_nothing)):
        ready = AtHand(TRACE, FakeEngine())
        app = Explorer(prepare=lambda ready=ready: ready) if keys[0] == "home" else Explorer(*ready)
        async with drive(app, size=SIZE, kind=Use) as use:
            field = await use.open_prompt(keys)
            field.value = ""
            if text:
                field.post_message(events.Paste(text))
            await use.settle()
            assert field.value == text[:most]
            assert bool(app._notifications) == (most is not None and bool(text))
            exact(app)
            await use.press("enter")
            assert wanted in use.answers
            exact(app)
    assert not list(tmp_path.iterdir())


async def test_pasted_lines_are_joined_and_replace_only_a_selection() -> None:
    async with drive(Explorer(TRACE, FakeEngine()), size=SIZE, kind=Use) as use:
        field = await use.open_prompt(("t",))
        for text in ("\n我爱你\r\n", "，\n\n猫\t好", "\n"):
            field.post_message(events.Paste(text))
            await use.settle()
        assert "".join(field.value.split()) == "我爱你，猫好"
        field.select_all()
        field.post_message(events.Paste("狗"))
        await use.settle()
        assert field.value == "狗"


def test_the_beginning_and_end_of_a_long_message_are_kept() -> None:
    message = f"'{'猫' * 10_000}' is no number."
    assert gist(message).startswith("'猫猫")
    assert gist(message).endswith("…" + message[-35:])
    assert width(gist(message)) <= 40 + 2 * 35
    assert gist("short") == "short"


@pytest.mark.parametrize("theme", ["night", "day"])
async def test_typed_text_fits_16_colors(theme: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(depth, "found", lambda no_color, system: depth.SIXTEEN)
    store = Store(tmp_path / "explorer.json")
    store.change(lambda memory: replace(memory, settings=Settings(theme=theme)))
    async with drive(Explorer(TRACE, FakeEngine(), store=store), size=SIZE, kind=Use) as use:
        field = await use.open_prompt(("t",))
        there, screen = field.rich_style, use.screen.rich_style
        assert there.color is not None and there.color != there.bgcolor
        assert (there.color, there.bgcolor) == (screen.color, screen.bgcolor)
