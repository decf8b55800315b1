"""What goes to the clipboard: exact numbers, and tables that nothing in a token can break."""

import base64
import csv
import io
import re
import sys
from dataclasses import replace
from unicodedata import category

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from transformer_explore.core.support.errors import Problem
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.export.copying import ARRAY, CELL, MOST, ROW, copied
from transformer_explore.explorer.features.export.dialog import Choices
from transformer_explore.explorer.features.export.state import Offer, of_array
from transformer_explore.explorer.features.export.tables import COMMA, exact, pieces, rows
from transformer_explore.explorer.ui.sizes import in_bytes
from transformer_explore.explorer.ui.text import safe

from tests.explorer.driver import drive
from tests.explorer.outside import words
from tests.explorer.showing import array
from tests.explorer.terminal import terminal
from tests.shipped import shipped_trace
from tests.work import counted, weighed

TRACE = shipped_trace()
SCALED = "encoder.layers.0.self_attention.scaled"
TOKENS = {"query": ("我", "爱", "你"), "key": ("我", "爱", "你")}


def table(text: str) -> list[list[str]]:
    """As a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(text), dialect="excel-tab"))


# ------------------------------------------------------------------------------------- numbers
@given(st.floats(width=32))
def test_a_float32_comes_back_from_its_text_and_no_digit_is_too_many(value: float) -> None:
    number = np.float32(value)
    text = exact(number)
    assert np.array_equal(np.float32(text), number, equal_nan=True)
    assert len(text) <= len(repr(float(number)))


@given(st.floats())
def test_a_float64_comes_back_from_its_text(value: float) -> None:
    assert np.array_equal(np.float64(exact(np.float64(value))), value, equal_nan=True)


def test_a_float32_that_would_be_rounded_twice_comes_back_too() -> None:
    number = np.uint32(0x15AE43FD).view(np.float32)
    assert np.float32(exact(number)) == number


def test_what_is_no_ordinary_number_is_written_as_programs_write_it() -> None:
    given = [*np.float32(["-inf", "nan"]), np.bool_(True), np.bool_(False), np.int64(-3), np.float32(0.1)]
    assert [exact(value) for value in given] == ["-inf", "nan", "true", "false", "-3", "0.1"]


# ------------------------------------------------------------------------------------- cell, row, array
def test_a_copied_cell_is_its_number_and_a_notice_names_it() -> None:
    shown = array(np.full((2, 3, 3), 0.3125, np.float32), TOKENS)
    assert copied(CELL, shown, (1, 1, 1)).text == "0.3125"
    assert copied(CELL, shown, (1, 1, 1)).notice == "copied step[head 2, 爱, 爱] = 0.3125"


def test_a_row_carries_its_label_and_those_of_the_columns() -> None:
    values = np.arange(18, dtype=np.float32).reshape(2, 3, 3)
    done = copied(ROW, array(values, TOKENS), (1, 2, 0))
    assert table(done.text) == [["query", "我", "爱", "你"], ["你", "15.0", "16.0", "17.0"]]
    assert done.notice == "copied step[head 2, 你]: 3 numbers"


def test_of_more_than_two_axes_the_visible_plane_is_copied() -> None:
    values = np.arange(18, dtype=np.float32).reshape(2, 3, 3)
    done = copied(ARRAY, array(values, TOKENS), (1, 2, 0))
    assert [line[1:] for line in table(done.text)[1:]] == [[str(n) for n in row] for row in values[1]]
    assert done.notice == "copied step[head 2], 3×3, only the visible slice; e exports the whole array"


def test_a_vector_is_its_own_row_and_a_single_number_its_own_array() -> None:
    vector = array(np.array([1, 2], np.int64))
    assert (
        table(copied(ROW, vector, (1,)).text)
        == table(copied(ARRAY, vector, (1,)).text)
        == [["0", "1"], ["1", "2"]]
    )
    single = array(np.array(2.5, np.float32))
    for what in (CELL, ROW, ARRAY):
        assert copied(what, single, ()).text.strip() == "2.5"


@given(words, words, words, st.floats(width=32))
@example("=1+1", '\t"', "＝A1\n", 0.0)
def test_no_token_breaks_a_table_or_becomes_a_formula(a: str, b: str, c: str, value: float) -> None:
    shown = array(np.full((1, 2), value, np.float32), {"query": (a,), "key": (b, c)})
    text = "".join(rows(shown))
    heading, line = table(text)
    assert len(heading) == len(line) == 3
    for field, token in zip((line[0], *heading[1:]), (a, b, c), strict=True):
        assert field.removeprefix("'") == safe(token).removeprefix("'")
        assert not field.startswith(tuple("=+-@＝＋－＠"))
    assert line[1:] == [exact(np.float32(value))] * 2
    assert all(category(c) not in ("Cc", "Cf", "Cs") or c in "\t\n" for c in text)


@given(arrays.arrays(np.float32, arrays.array_shapes(min_dims=1, max_dims=4, max_side=4)))
def test_a_whole_array_comes_back_from_its_table(values: np.ndarray) -> None:
    heading, *lines = table("".join(rows(array(values))))
    back = [line[-values.shape[-1] :] for line in lines]
    assert np.array_equal(np.array(back, np.float32).reshape(values.shape), values, equal_nan=True)
    assert all(len(line) == len(heading) for line in lines)


# ------------------------------------------------------------------------------------- what is refused
def test_what_is_too_long_for_a_terminal_is_refused_at_once_and_says_what_to_do() -> None:
    huge = array(np.zeros((4000, 4000), np.float32))
    with (
        counted() as work,
        weighed() as memory,
        pytest.raises(Problem, match=r"more than 32 MB is too much .*75 kB: e exports it"),
    ):
        copied(ARRAY, huge, (0, 0))
    assert work.calls < 1000
    assert memory.peak < 1 << 20
    assert len(copied(ROW, huge, (0, 0)).text) < MOST


def test_a_little_too_long_is_refused_as_well() -> None:
    with pytest.raises(Problem, match="too much for the terminal's clipboard"):
        copied(ARRAY, array(np.full((100, 300), 0.123456789, np.float64)), (0, 0))


def test_a_hidden_number_is_not_copied_whatever_it_is_part_of() -> None:
    shown = array(np.zeros((2, 3, 3), np.float32), TOKENS)
    for what in (CELL, ROW, ARRAY):
        with pytest.raises(Problem, match="hidden"):
            copied(what, shown, (1, 1, 1), hidden=(1, 1, 1))
    assert copied(CELL, shown, (1, 1, 0), hidden=(1, 1, 1)).text == "0.0"
    assert copied(ROW, shown, (1, 2, 0), hidden=(1, 1, 1)).text
    assert copied(ARRAY, shown, (0, 1, 1), hidden=(1, 1, 1)).text


def test_a_missing_cell_is_empty_in_a_table_and_not_copied() -> None:
    values = np.array([[1, 0, 3]], np.float32)
    shown = replace(array(values), missing=(frozenset(), frozenset({1})))
    assert table("".join(rows(shown)))[1] == ["0", "1.0", "", "3.0"]
    with pytest.raises(Problem, match="no number"):
        copied(CELL, shown, (0, 1))
    assert [each.name for each in of_array(shown, "x")] == ["x.tsv", "x.csv"]


def test_words_with_commas_and_quotation_marks_come_back_from_csv() -> None:
    shown = array(np.array([[1, 2, 3]], np.float32), {"key": ("a,b", '"', "=1")})
    text = b"".join(pieces(shown, COMMA)).decode()
    assert list(csv.reader(io.StringIO(text))) == [["query", "a,b", '"', "'=1"], ["0", "1.0", "2.0", "3.0"]]


def test_an_empty_array_has_nothing_to_copy() -> None:
    with pytest.raises(Problem, match="no number"):
        copied(CELL, array(np.zeros((0, 3), np.float32)), (0, 0))


def test_sizes_are_readable() -> None:
    assert [in_bytes(n) for n in (0, 999, 1000, 9_949, 9_960, 208_000, 999_600, 1_234_567)] == [
        "0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "208 kB", "1.0 MB", "1.2 MB",
    ]  # fmt: skip


# ------------------------------------------------------------------------------------- on the screens
async def test_on_the_walk_the_keys_copy_and_a_line_says_what() -> None:
    async with drive(Explorer(TRACE)) as driver:
        driver.go_to(SCALED, (1, 1, 2))
        await driver.press("y")
        assert driver.app.clipboard == exact(TRACE[SCALED].values[1, 1, 2])
        assert driver.notice == f"copied scaled[head 2, 爱, 你] = {driver.app.clipboard}"
        await driver.press("Y")
        assert table(driver.app.clipboard)[1][0] == "爱"
        await driver.press("ctrl+y")
        assert [line[0] for line in table(driver.app.clipboard)] == ["query", "我", "爱", "你"]


async def test_a_number_that_is_to_be_guessed_is_neither_copied_nor_exported() -> None:
    async with drive(Explorer(TRACE)) as driver:
        driver.go_to(SCALED, (1, 1, 2))
        driver.screen.grid.hide((1, 1, 2))
        for key in ("y", "Y", "ctrl+y"):
            await driver.press(key)
            assert driver.app.clipboard == ""
            assert "hidden" in driver.notice
        await driver.press("e")
        offers = [line for line in driver.screen.query_one(Choices).lines if isinstance(line, Offer)]
        assert [each.name.partition(".")[2] for each in offers] == ["txt", "svg", "html"]


async def test_on_the_attention_screen_too() -> None:
    async with drive(Explorer(TRACE)) as driver:
        await driver.press("a", "y")
        shows = driver.screen.exported()
        assert driver.app.clipboard == exact(shows.shown.values[shows.cell])


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix matter")
def test_the_terminal_gets_the_exact_text_as_osc_52() -> None:
    with terminal("我爱你") as program:
        program.shows("step 1 / 108")
        program.press("Y")
        program.shows("copied ")
        sent = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)", bytes(program.sent))
        step = next(iter(TRACE))
        assert [base64.b64decode(each).decode() for each in sent] == ["".join(rows_of_first(step.values[0]))]


def rows_of_first(values: np.ndarray) -> list[str]:
    """The first row of the walk's first step, as it must arrive."""
    return [
        "\t".join(["position", *map(str, range(len(values)))]) + "\n",
        "\t".join(["我", *map(exact, values)]) + "\n",
    ]
