"""Text reads on its ground: on every screen, by night and by day, in as many colours as a terminal may have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.pilot import Pilot
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.ui.colors import depth
from transformer_explore.explorer.ui.colors.scales import LEVELS, RGB, Scale, diverging, luminance, sequential
from transformer_explore.explorer.ui.colors.themes import themes
from transformer_explore.explorer.ui.memory import Store
from transformer_explore.explorer.ui.widgets.styles import Palette

from tests.explorer.driver import FakeEngine
from tests.explorer.made_up import STOPS, TRACE, Stop

pytestmark = pytest.mark.slow

TEXT, DENSE = 4.5, 3.0  # least contrasts by WCAG: of text, and of the cursor among colours without numbers
SIZE = (120, 36)
DEPTHS = (depth.SIXTEEN, depth.FULL, depth.FEW)
STOPS_SEEN = [stop for stop in STOPS if stop.name == "help" or not stop.name.endswith("help")]


def contrast(one: RGB, other: RGB) -> float:
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)


@contextmanager
def colours(app: Explorer, shown: str, number: int) -> Iterator[None]:
    """The program in a terminal with so many colours, by night (0) or by day (1)."""
    depth.use(shown)
    try:
        for theme in themes():
            app.register_theme(theme)
        app.theme = "textual-dark"  # so that ours is set anew, though it has the same name
        app.theme = themes()[number].name
        yield
    finally:
        depth.use(depth.FULL)


def pieces(app: Explorer, shown: str) -> Iterator[tuple[str, Style]]:
    """Every visible piece of text, without frames and bars; of what lies behind a dialog, dimmed, nothing."""
    screen = app.screen
    inside = screen.children[0].region if screen.is_modal else screen.region
    for strip in screen._compositor.render_strips()[inside.y : inside.bottom]:
        for segment in strip.crop(inside.x, inside.right):
            blocks = shown == depth.SIXTEEN  # they stand for numbers there
            text = "".join(c for c in segment.text if not c.isspace() and (blocks or not frame(c)))
            if text and segment.style is not None:
                yield text, segment.style


def frame(character: str) -> bool:
    return "─" <= character <= "▟"


def grounds(style: Style) -> tuple[Color, Color]:
    """The colours of the text and of what is behind it."""
    front, back = style.color or Color.default(), style.bgcolor or Color.default()
    return (back, front) if style.reverse else (front, back)


def sent(colour: Color, shown: str) -> RGB:
    """A colour as it comes to the terminal."""
    red, green, blue = (
        colour.downgrade(ColorSystem.EIGHT_BIT) if shown == depth.FEW else colour
    ).get_truecolor()
    return red, green, blue


def faults(app: Explorer, shown: str) -> Iterator[str]:
    """The pieces of text that cannot be read well."""
    for text, style in pieces(app, shown):
        front, back = grounds(style)
        if shown == depth.SIXTEEN:  # what they look like is the terminal's to say
            if front == back or front.is_default != back.is_default:
                yield f"{text!r}: {front.name} on {back.name}"
            continue
        found = contrast(sent(front, shown), sent(back, shown))
        if found < TEXT:
            yield f"{text!r}: {found:.2f}, {style}"


async def show(pilot: Pilot[None], app: Explorer, stop: Stop | None = None) -> list[str]:
    """What cannot be read on a screen, in all its colours: first in those in which it was opened."""
    await pilot.pause()
    found = []
    for n, (shown, number) in enumerate(product(DEPTHS, (1, 0))):
        with colours(app, shown, number):
            for key in stop.keys if stop and not n else ():
                if key == "…":
                    await app.workers.wait_for_complete()
                else:
                    await pilot.press(key)
                await pilot.pause()
            await pilot.pause()
            await pilot.pause()
            found += [f"{shown} {'day' if number else 'night'}: {each}" for each in faults(app, shown)]
    return found


@pytest.mark.parametrize("stop", STOPS_SEEN, ids=lambda stop: stop.name)
async def test_all_text_reads_on_its_ground(stop: Stop) -> None:
    app = Explorer(TRACE, FakeEngine() if stop.engine else None)
    async with app.run_test(size=SIZE) as pilot:
        assert not await show(pilot, app, stop)


async def test_all_text_reads_on_its_ground_at_home(tmp_path: Path) -> None:
    app = Explorer(prepare=lambda: AtHand(TRACE, None), store=Store(tmp_path / "state.json"))
    async with app.run_test(size=SIZE) as pilot:
        assert not await show(pilot, app)


@pytest.mark.parametrize("shown", [depth.FULL, depth.FEW])
@pytest.mark.parametrize("dark", [True, False], ids=["night", "day"])
def test_the_cursor_stands_out_among_half_blocks(shown: str, dark: bool) -> None:
    """Over the whole of each scale: against the half of a line that the cursor shares with another cell."""
    depth.use(shown)
    try:
        scales = {True: diverging(dark), False: sequential(dark)}
    finally:
        depth.use(depth.FULL)
    for signed, colours_of in scales.items():
        palette = Palette(Scale(signed, -1, 1, colours_of), (0, 0, 0), *[Style()] * 4)
        for level in range(-1, LEVELS):
            front, back = (sent(colour, shown) for colour in grounds(palette.mark(level)))
            assert contrast(front, back) > DENSE
