"""Every screen: its text has enough contrast in all colors, and it is drawn in a window of any size.

All colors are both themes, with as many colors as a terminal may have.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.style import Style
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.ui.colors import depth
from transformer_explore.explorer.ui.colors.scales import LEVELS, RGB, Scale, diverging, luminance, sequential
from transformer_explore.explorer.ui.colors.themes import themes
from transformer_explore.explorer.ui.widgets.painting import Palette

from tests.explorer.driver import Driver
from tests.explorer.tour import STOPS, Stop, drawn_only_when_looked_at

pytestmark = pytest.mark.slow

TEXT, DENSE = 4.5, 3.0  # least contrasts by WCAG: of text, and of the cursor among colors without numbers
SIZE = (120, 36)
SIZES = ((1, 1), (30, 8), (61, 16), (40, 12), (200, 60))
DEPTHS = (depth.SIXTEEN, depth.FULL, depth.FEW)
STOPS_SEEN = [stop for stop in STOPS if stop.name == "help" or not stop.name.endswith("help")]


def contrast(one: RGB, other: RGB) -> float:
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)


def use_colors(app: Explorer, shown: str, number: int) -> None:
    """As in a terminal with a number of colors, in the dark (0) or light (1) theme."""
    depth.use(shown)
    for theme in themes():
        app.register_theme(theme)
    name = themes()[number].name
    assert app.theme != name  # so that it is applied: a theme with the same name would not be
    app.theme = name


def pieces(app: Explorer, shown: str) -> Iterator[tuple[str, Style]]:
    """Every visible piece of text, without frames and bars, and without the dimmed screen behind a dialog."""
    screen = app.screen
    inside = screen.children[0].region if screen.is_modal else screen.region
    for strip in screen._compositor.render_strips()[inside.y : inside.bottom]:
        for segment in strip.crop(inside.x, inside.right):
            blocks = shown == depth.SIXTEEN  # with 16 colors, blocks represent numbers
            text = "".join(c for c in segment.text if not c.isspace() and (blocks or not frame(c)))
            if text and segment.style is not None:
                yield text, segment.style


def frame(character: str) -> bool:
    return "─" <= character <= "▟"


def grounds(style: Style) -> tuple[Color, Color]:
    """The colors of the text and of its background."""
    front, back = style.color or Color.default(), style.bgcolor or Color.default()
    return (back, front) if style.reverse else (front, back)


def sent(color: Color, shown: str) -> RGB:
    """A color as the terminal receives it."""
    red, green, blue = (
        color.downgrade(ColorSystem.EIGHT_BIT) if shown == depth.FEW else color
    ).get_truecolor()
    return red, green, blue


def faults(app: Explorer, shown: str) -> Iterator[str]:
    """The pieces of text with too little contrast."""
    for text, style in pieces(app, shown):
        front, back = grounds(style)
        if shown == depth.SIXTEEN:  # the terminal decides how they look
            if front == back or front.is_default != back.is_default:
                yield f"{text!r}: {front.name} on {back.name}"
            continue
        if style.dim or front.triplet is None or back.triplet is None:
            yield f"{text!r}: {style} depends on the terminal"
        found = contrast(sent(front, shown), sent(back, shown))
        if found < TEXT:
            yield f"{text!r}: {found:.2f}, {style}"


async def drawn_in_any_size(driver: Driver) -> None:
    """Asserts that each line is as wide as the window, and that the message for small windows is in those."""
    for size in SIZES:
        await driver.resize(*size)
        for message in driver.screen.query("#too-small"):
            assert message.display or size > (1, 1)
            assert not message.display or size < (200, 60)
        widths = {cell_len(line) for line in driver.lines()}
        assert size == (1, 1) or widths == {size[0]}


@pytest.mark.parametrize("stop", STOPS_SEEN, ids=lambda stop: stop.name)
async def test_all_text_has_enough_contrast_and_the_screen_is_drawn_in_any_size(
    stop: Stop, tmp_path: Path
) -> None:
    """In all colors, first in those in which the screen was opened."""
    found = []
    with drawn_only_when_looked_at():
        async with stop.visit(tmp_path, SIZE) as driver:
            for n, (shown, number) in enumerate(product(DEPTHS, (1, 0))):
                use_colors(driver.app, shown, number)
                if n == 0:
                    await stop.arrive(driver)
                await driver.settle()
                kind = f"{shown} {'day' if number else 'night'}"
                found += [f"{kind}: {each}" for each in faults(driver.app, shown)]
            await drawn_in_any_size(driver)
    assert not found


@pytest.mark.parametrize("shown", [depth.FULL, depth.FEW])
@pytest.mark.parametrize("dark", [True, False], ids=["night", "day"])
def test_the_cursor_has_enough_contrast_among_half_blocks(shown: str, dark: bool) -> None:
    """On the whole scale, against the other half of the line, which belongs to another cell."""
    depth.use(shown)
    scales = {True: diverging(dark), False: sequential(dark)}
    for signed, colors_of in scales.items():
        palette = Palette(Scale(signed, -1, 1, colors_of), (0, 0, 0), *[Style()] * 4)
        for level in range(-1, LEVELS):
            front, back = (sent(color, shown) for color in grounds(palette.mark(level)))
            assert contrast(front, back) > DENSE
