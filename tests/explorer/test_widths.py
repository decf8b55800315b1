"""Every line of every widget, including borders and titles, is exactly as wide as it should be.

The tokens and the vocabulary are texts that have broken terminal programs.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.widget import Widget
from transformer_explore.core.checkpoints import find
from transformer_explore.core.support import localization
from transformer_explore.core.trace import Token, Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.attention.screen import AttentionScreen
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.heads.screen import HeadsScreen
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.features.walk.widgets import ModelMap
from transformer_explore.explorer.ui.colors.themes import FAINT
from transformer_explore.explorer.ui.keys import FooterKey
from transformer_explore.explorer.ui.text import safe
from transformer_explore.explorer.ui.widgets.grid import Grid
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar
from transformer_explore.explorer.ui.widgets.line_list import LineList
from transformer_explore.explorer.ui.widgets.one_line import Legend, Spread

from tests.explorer.driver import FakeEngine
from tests.explorer.outside import NASTY, words
from tests.explorer.tour import TO_WEIGHTS

pytestmark = pytest.mark.slow

SIZES = ((80, 24), (160, 50), (61, 16))


@pytest.fixture(autouse=True, params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    """Chinese characters take two columns."""
    localization.use(request.param)
    yield
    localization.use("en")


def nasty() -> Trace:
    """The shipped trace, with every kind of external text as tokens and vocabulary."""
    trace = find().shipped_trace()
    texts = cycle(NASTY)
    tokens = {
        name: tuple(Token(token.id, next(texts)) for token in sequence)
        for name, sequence in trace.tokens.items()
    }
    vocabulary = tuple(islice(cycle(NASTY), len(trace.vocabulary)))
    return replace(trace, tokens=tokens, vocabulary=vocabulary)


@pytest.fixture(scope="module")
def trace() -> Trace:
    return nasty()


def exact(app: App[None]) -> set[str]:
    """Asserts that every line of every visible widget is as wide as it says; returns the kinds of widgets."""
    kinds = set()
    for widget in app.screen.walk_children(Widget):
        width, height = widget.outer_size
        if not (widget.content_size and widget.display and widget.is_attached):
            continue  # there is no room for it, so Textual cuts it off
        for y, strip in enumerate(widget.render_lines(Region(0, 0, width, height))):
            measured = sum(cell_len(segment.text) for segment in strip)
            assert measured == strip.cell_length == width, (widget, y, strip.text)
        kinds.add(type(widget).__name__)
    return kinds


@pytest.mark.parametrize("size", SIZES)
async def test_every_step_has_exact_columns(trace: Trace, size: tuple[int, int]) -> None:
    async with Explorer(trace, FakeEngine()).run_test(size=size) as pilot:
        screen = pilot.app.screen
        kinds: set[str] = set()
        for place in range(size[0] % 7, len(trace), 7):
            screen.navigator.go_to_step(place)
            screen.show_step()
            if place % 2:
                screen.grid.toggle_dense()
            await pilot.pause(0)
            kinds |= exact(pilot.app)
        assert {Grid.__name__, Spread.__name__, Legend.__name__, KeyBar.__name__} <= kinds
        assert size[0] < 70 or ModelMap.__name__ in kinds


@pytest.mark.parametrize(
    ("keys", "kind"),
    [("a", AttentionScreen), ("d", DecodeScreen), ("w", WhatIfScreen), ((*TO_WEIGHTS, "m"), HeadsScreen)],
)
async def test_every_screen_has_exact_columns(trace: Trace, keys: tuple[str, ...], kind: type) -> None:
    engine = None if kind is DecodeScreen else FakeEngine()  # a real run would have other tokens
    async with Explorer(trace, engine).run_test(size=SIZES[0]) as pilot:
        await pilot.press("enter", "down", "enter")  # the list of the numbers it was computed from
        await pilot.pause()
        assert "CellList" in exact(pilot.app)
        await pilot.press("escape", "escape", *keys)
        await pilot.pause()
        assert isinstance(pilot.app.screen, kind)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            for keys in (["down"], ["tab", "down"], ["v"], ["right", "h"]):
                await pilot.press(*keys)
                await pilot.pause()
                kinds = exact(pilot.app)
        assert kinds


class Lines(LineList):
    """A list of given lines."""

    lines: list[list[str]]

    def count(self) -> int:
        return len(self.lines)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        return [
            (safe(text), style)
            for text, style in zip(self.lines[number], cycle(["", "list--faint"]), strict=False)
        ]

    def chosen(self, number: int) -> None:
        """Ignores the choice."""


class Widgets(App[None]):
    """The widgets that draw their own lines, as wide as the window."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"faint": FAINT}

    def compose(self) -> ComposeResult:
        lines = Lines()
        lines.lines = [list(NASTY[n : n + 4]) for n in range(0, len(NASTY), 3)]
        yield lines
        yield Spread()
        yield KeyBar()


@pytest.mark.parametrize("width", [1, 2, 3, 7, 20, 33, 80, 161])
async def test_lines_spread_and_footer_fit_any_width(width: int) -> None:
    async with Widgets().run_test(size=(width, 20)) as pilot:
        for n, text in enumerate(NASTY):
            one, other = safe(text), safe(NASTY[n - 1])
            pilot.app.query_one(Spread).show([(one, "strong"), (other, "")], [(other, ""), (one, "faint")])
            pilot.app.query_one(KeyBar).show(
                one, (FooterKey("x", one), FooterKey("y", other)), (FooterKey("?", "help"),)
            )
            pilot.app.query_one(Lines).action_line(1)
            await pilot.pause(0)
            assert exact(pilot.app) >= {"Lines", "Spread", "KeyBar"}


class Detached(Spread):
    """A spread outside any screen."""

    columns = 0

    @property
    def content_size(self) -> Size:
        return Size(self.columns, 1)


@given(st.lists(words, max_size=4), st.lists(words, max_size=4), st.integers(1, 120))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_spread_fills_its_line_exactly(left: list[str], right: list[str], columns: int) -> None:
    spread = Detached()
    spread.columns = columns
    spread.left, spread.right = [(safe(t), "") for t in left], [(safe(t), "") for t in right]
    text = spread.render()
    assert isinstance(text, Text)
    assert text.cell_len == columns
