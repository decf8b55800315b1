"""A real terminal receives no more colors than it has."""

import re
import sys

import pytest
from transformer_explore.explorer.ui.colors.scales import SHADES, XTERM

from tests.explorer.terminal import Terminal, terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs Unix pseudo-terminals"),
]
FOREGROUND, BACKGROUND = 38, 48


def shown(program: Terminal) -> None:
    """Goes where colors are: an array as numbers and as colors, both themes, the settings."""
    program.shows("step 1 / 108")
    program.press("enter")
    program.shows("CELL")
    program.press("v")
    program.shows("0   5    10")  # columns too narrow for numbers
    program.press("L", ",")
    program.shows("◂ day")
    program.press("left")
    program.shows("night")
    program.press("escape")
    program.hides("settings")


def codes(program: Terminal) -> list[list[int]]:
    """The numbers of every escape sequence that styles text."""
    found = re.findall(rb"\x1b\[([0-9;]*)m", bytes(program.sent))
    return [[int(number or b"0") for number in sequence.split(b";")] for sequence in dict.fromkeys(found)]


def test_with_256_colours_only_those_are_sent_and_the_levels_are_those_of_the_scale() -> None:
    with terminal("我爱你", variables={"TERM": "xterm-256color"}) as program:
        shown(program)
        sent = codes(program)
    for code in sent:
        for kind in (FOREGROUND, BACKGROUND):
            if kind in code:
                assert code[code.index(kind) + 1] == 5, code
    grounds = {code[code.index(BACKGROUND) + 2] for code in sent if BACKGROUND in code}
    assert len(grounds & set(next(iter(XTERM.values())))) >= 7  # the legend shows them all


def test_with_sixteen_colours_only_their_names_are_sent() -> None:
    names = {*range(30, 38), *range(90, 98), *range(40, 48), *range(100, 108), *range(10)}
    with terminal("我爱你", variables={"TERM": "xterm"}) as program:
        shown(program)
        assert {number for code in codes(program) for number in code} <= names
        assert any(shade * 3 in program.text for shade in SHADES[1:4])  # instead of a scale


def test_with_no_color_no_colour_is_sent_and_the_cursor_and_shades_are_visible() -> None:
    variables = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}
    with terminal("我爱你", variables=variables) as program:
        shown(program)
        sent = {number for code in codes(program) for number in code}
        assert sent <= set(range(10))
        assert 7 in sent  # reversed instead of a background color
        assert any(shade * 3 in program.text for shade in SHADES[1:4])
        program.press("v", "right")
        program.shows("feature 1 of")
        assert re.search(r"\[ *−?[0-9]+\.[0-9]+\]", program.text)  # the cursor
