"""The command palette: what works on a screen, sentences and steps, by a few letters."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.attention.screen import AttentionScreen
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.palette.screen import PaletteScreen, commands
from transformer_explore.explorer.features.walk.keys import KEYS
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.memory import Memory, Store
from transformer_explore.explorer.ui.search import Finder, Line

from tests.explorer.driver import Driver, FakeEngine, drive
from tests.process import python
from tests.shipped import shipped_trace

TRACE = shipped_trace()


async def notes_offered(driver: Driver) -> dict[str, str]:
    """The titles that the palette offers, and the note of each; it stays open."""
    await driver.press("ctrl+p")
    assert isinstance(driver.screen, PaletteScreen)
    return {command.line.title: command.note for command in driver.screen.offered}


async def choose(driver: Driver, wanted: str) -> None:
    await driver.press("ctrl+p", *wanted, "enter")


async def test_it_does_what_a_key_does_goes_to_a_step_and_leaves_with_escape() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        walk = driver.screen
        await choose(driver, "last step")
        assert walk.navigator.number == len(TRACE) - 1
        await choose(driver, "crs wts 2")
        assert walk.navigator.view.name == "weights"
        await driver.press("backspace")
        assert walk.navigator.number == len(TRACE) - 1
        await choose(driver, "light or dark")
        assert driver.app.theme == "day"
        await choose(driver, "this help")
        assert isinstance(driver.screen, HelpScreen)
        await driver.press("escape", "ctrl+p", "q", "escape")
        assert driver.screen is walk


async def test_it_offers_everything_in_the_key_table_with_its_keys() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        walk = driver.screen
        notes = await notes_offered(driver)
        assert "while guessing: a hint" not in notes  # nothing is hidden
        for key in KEYS.commands(walk):
            assert key.about in notes
            assert hasattr(walk, f"action_{key.action.partition('(')[0]}")
        assert {"quit", "light or dark", "copy its row", "copy the array"} <= set(notes)
        assert not any(title.startswith("Scroll") for title in notes)  # Textual's own bindings
        assert (notes["find a step by part of its name"], notes["next step"]) == ("/", "→ n")


async def test_in_the_grid_the_palette_names_no_arrow_for_the_next_step() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press("enter")
        assert (await notes_offered(driver))["next step"] == "n"


async def test_on_other_screens_it_offers_what_works_there() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press("a")
        assert isinstance(driver.screen, AttentionScreen)
        offered = await notes_offered(driver)
        assert "reverse: the attention to this token, and back" in offered
        assert "find a step by part of its name" not in offered
        await driver.press("escape")
        screen = driver.screen
        await choose(driver, "reverse")
        assert isinstance(screen, AttentionScreen) and screen.state.reversed


async def test_sentences_are_explored_from_home_and_from_the_walk(tmp_path: Path) -> None:
    store = Store(tmp_path / "explorer.json")
    store.change(lambda _: Memory(recent=("[/] 我 \x1b[2J", "猫喜欢狗")))
    engine = FakeEngine(TRACE)
    async with drive(Explorer(prepare=lambda: AtHand(TRACE, engine), store=store)) as driver:
        assert isinstance(driver.screen, HomeScreen)
        offered = await notes_offered(driver)
        assert "explore 猫喜欢狗" in offered and "explore [/] 我 ␛[2J" in offered
        await driver.press("escape")
        await choose(driver, "three roles")
        assert isinstance(driver.screen, WalkScreen)
        assert engine.asked[-1].source == "猫喜欢狗"
        await choose(driver, "explore [/]")
        assert engine.asked[-1].source == "[/] 我 \x1b[2J"


def test_it_is_loaded_when_it_is_opened() -> None:
    code = (
        "import sys, transformer_explore.explorer.app, transformer_explore.explorer.features.walk.screen;"
        "print([m for m in sys.modules if m.endswith(('.palette.screen', '.picker'))])"
    )
    assert python(code).stdout == "[]\n"


# ------------------------------------------------------------------------------------- what people type
ASKED = {
    "scores": "encoder › layer 1 › self-attention › dot products",
    "QK": "encoder › layer 1 › self-attention › dot products",
    "head 2": "encoder › layer 1 › self-attention › weights · head 2",
    "mask off": "turn off the causal mask",
    "no mask": "turn off the causal mask",
    "without positional encoding": "turn off the positional encoding",
    "beam": "show the beam search",
    "attention layer 2": "encoder › layer 2 › self-attention › weights",
    "attention layer 2 head 1": "encoder › layer 2 › self-attention › weights · head 1",
    "cross attention layer 1": "decoder › layer 1 › cross-attention › weights",
    "silence head 3": "encoder › layer 1 › self-attention › silence head 3",
    "residual": "encoder › layer 1 › add & norm › add",
    "positional encoding": "turn off the positional encoding",
    "dark mode": "light or dark",
    "注意力": "attention as text",
    "第2层第1头的注意力": "encoder › layer 2 › self-attention › weights · head 1",
    "解码器第二层的交叉注意力": "decoder › layer 2 › cross-attention › weights",
    "掩码": "encoder › layer 1 › self-attention › mask",
    "关闭因果掩码": "turn off the causal mask",
    "束搜索": "show the beam search",
    "残差连接": "encoder › layer 1 › add & norm › add",
    "位置编码": "source embedding › positions",
}


async def test_it_understands_what_people_type() -> None:
    app = Explorer(TRACE, FakeEngine(TRACE))
    async with app.run_test(size=(80, 24)):
        offered = [command.line for command in commands(app, app.screen)]
        finder = Finder(offered)
        found = {wanted: [offered[place].title for place in finder.find(wanted)][:1] for wanted in ASKED}
        assert found == {wanted: [title] for wanted, title in ASKED.items()}


async def test_it_goes_to_a_head_and_b_comes_back() -> None:
    async with drive(Explorer(TRACE, FakeEngine(TRACE)), size=(80, 24)) as driver:
        walk = driver.screen
        for key in ("ctrl+p", "slash"):
            await driver.press(key, *"cross attention layer 2 head 3", "enter")
            assert (str(walk.navigator.view.source), walk.navigator.cell[0]) == (
                "decoder.layers.1.cross_attention.weights",
                2,
            )
            await driver.press("backspace")
            assert walk.navigator.number == 0


async def test_a_change_of_the_model_is_on_at_once_and_one_more_is_added() -> None:
    async with drive(Explorer(TRACE, FakeEngine(TRACE))) as driver:
        for key, wanted, on in (
            ("ctrl+p", "mask off", ["no-causal-mask"]),
            (
                "slash",
                "silence layer 2 cross head 3",
                ["no-causal-mask", "silence decoder.layers.1.cross_attention 2"],
            ),
        ):
            await driver.press(key, *wanted, "enter")
            screen = driver.screen
            assert [str(change) for change in screen.state.switches.changes] == on
            await driver.app.workers.wait_for_complete()  # until then Escape stops the computation
            await driver.press("escape")


async def test_it_shows_the_beam_search() -> None:
    async with drive(Explorer(TRACE, FakeEngine(TRACE))) as driver:
        await choose(driver, "show beam")
        screen = driver.screen
        assert screen.beam and screen.focused is screen.table


async def test_without_a_model_nothing_is_offered_that_needs_one() -> None:
    app = Explorer(TRACE)
    async with app.run_test(size=(80, 24)):
        offered = {command.line.title for command in commands(app, app.screen)}
        assert not offered & {"turn off the causal mask", "show the beam search"}


@given(st.text(st.sampled_from("第2二层头个的注意力掩码关闭layerhd q"), max_size=12))
def test_nothing_that_is_typed_breaks_the_search(wanted: str) -> None:
    Finder([Line("weights", "decoder › layer 2")]).find(wanted)
