"""The grid: exact columns whatever the tokens are, every kind of number told apart, and a cost that does not grow."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from transformer_explore.explorer.ui import grid_layout as layouts
from transformer_explore.explorer.ui.colors.scales import scale_for
from transformer_explore.explorer.ui.grid_layout import Plane
from transformer_explore.explorer.ui.numbers import fitting, summarise
from transformer_explore.explorer.ui.text import safe
from transformer_explore.explorer.ui.widgets.painting import Palette, Picture, rich_color

from tests.explorer.outside import NASTY, words
from tests.explorer.showing import Showing, array
from tests.work import calls, counted

BLACK = (0, 0, 0)
RANDOM = np.random.default_rng(1)


def picture(
    values: np.ndarray, rows: list[str], columns: list[str], width: int, height: int, dense: bool
) -> Picture:
    """A grid's picture without a widget."""
    plane, written = Plane(values.shape), fitting(values)
    labels = [[safe(word) for word in texts] for texts in (rows, columns)]
    gutter = min(max(map(cell_len, labels[0])), max(5, width // 4)) + layouts.MARK
    wide = max(map(cell_len, labels[1]))
    arrangement = (
        layouts.dense(plane, gutter, width, height)
        if dense
        else layouts.numeric(plane, gutter, written.width, wide, width, height)
    )
    styles = Style(), Style(dim=True), Style(bold=True), Style(bgcolor=rich_color(BLACK))
    palette = Palette(scale_for(summarise(values)), BLACK, *styles)
    row, column = (each.__getitem__ for each in labels)
    return Picture(arrangement, values, written, palette, row, column, (0, 0), True, not dense)


@given(st.data())
def test_every_strip_is_as_wide_as_it_says(data: st.DataObject) -> None:
    rows = data.draw(st.lists(words, min_size=1, max_size=9))
    columns = data.draw(st.lists(words, min_size=1, max_size=9))
    values = RANDOM.normal(size=(len(rows), len(columns)))
    values[RANDOM.random(values.shape) < 0.2] = data.draw(st.sampled_from([-np.inf, np.nan, 0.0, 1e-9]))
    width, height = data.draw(st.integers(20, 90)), data.draw(st.integers(2, 30))
    seen = picture(values, rows, columns, width, height, data.draw(st.booleans()))
    room = width - seen.layout.gutter
    left = data.draw(st.integers(0, max(0, seen.layout.width - width)))
    head = seen.head(left, room)
    assert sum(cell_len(part.text) for part in head) == room
    for line in range(seen.layout.height):
        assert sum(cell_len(part.text) for part in seen.cells(line, left, room)) == room
        assert sum(cell_len(part.text) for part in seen.gutter(line)) == seen.layout.gutter


@pytest.mark.parametrize("dense", [False, True])
async def test_a_grid_of_nasty_tokens_keeps_its_columns(dense: bool) -> None:
    values = RANDOM.normal(size=(2, len(NASTY), len(NASTY))).astype(np.float32)
    app = Showing(array(values, {"query": NASTY, "key": NASTY}), (0, 0, 0), dense)
    async with app.run_test(size=(70, 20)) as pilot:
        for key in ["down"] * 8 + ["right"] * 8 + ["pagedown", "ctrl+right"]:
            await pilot.press(key)
            assert {cell_len(line) for line in app.lines()} == {70}


async def test_numbers_and_words_are_there_and_the_cursor_is_in_brackets() -> None:
    values = np.array([[0.83, -0.12], [1.27, 0.31]])
    app = Showing(array(values, {"query": ("[UNK]", "[/]"), "key": ("我", "爱")}), (1, 1))
    async with app.run_test(size=(40, 3)):
        head, first, second = app.lines()
        assert "我" in head and "爱" in head
        assert "[UNK]" in first and "0.83" in first and "−0.12" in first
        assert "▸" in second and "[/]" in second and "[ 0.31]" in second


async def test_special_numbers_differ_without_colour() -> None:
    values = np.array([[0.5, -np.inf, np.nan, 0.0]])
    async with Showing(array(values), (0, 0)).run_test(size=(60, 5)) as pilot:
        assert isinstance(pilot.app, Showing)
        line = " ".join(pilot.app.lines()[1:])
        assert "0.50" in line and "−∞" in line and "NaN" in line
        assert line.split()[-1] == "0"
    async with Showing(array(np.array([[True, False]])), (0, 0)).run_test(size=(40, 5)) as pilot:
        assert isinstance(pilot.app, Showing)
        line = " ".join(pilot.app.lines()[1:])
        assert "[✓]" in line and "⋅" in line


@pytest.mark.parametrize("odd", [-np.inf, np.inf, np.nan])
@pytest.mark.parametrize("rows", [4, 60])
async def test_what_is_no_number_has_a_glyph_of_its_own_among_colours(odd: float, rows: int) -> None:
    """In squares, where there is room for them, and in half blocks."""
    values = np.linspace(-1, 1, rows * 30).reshape(rows, 30)
    whole = Showing(array(values), (0, 0), dense=True)
    async with whole.run_test(size=(60, 24)):
        assert not set("▚▛▟") & set("".join(whole.lines()))
    values[1, 5:9] = values[2, 7:12] = values[3, 5:9] = odd
    broken = Showing(array(values), (0, 0), dense=True)
    async with broken.run_test(size=(60, 24)):
        found = set("▚▛▟") & set("".join(broken.lines()))
        assert found == ({"▚"} if rows == 4 else set("▚▛▟"))


def halves(*kinds: float | None, cursor: tuple[int, int] = (0, 1)) -> str:
    """What is drawn for the last rows of a column, two on a line; None is nothing at all."""
    numbers = (0.25, 1.0, *(0.0 if kind is None else kind for kind in kinds))
    names = [str(n) for n in range(len(numbers))]
    shown = picture(np.array([[n, 1.0] for n in numbers]), names, names[:2], 10, 3, dense=True)
    absent = frozenset(n for n, kind in enumerate(kinds, 2) if kind is None)
    seen = replace(shown, missing=(absent, frozenset()), cursor=cursor)
    assert seen.layout.half
    return seen.cells(1, 0, 1)[0].text


def test_number_no_number_and_nothing_differ_in_every_pair_of_rows() -> None:
    kinds = (0.5, -np.inf, None)
    assert len({halves(upper, lower) for upper in kinds for lower in kinds}) == 9
    assert len({halves(kind) for kind in kinds}) == 3
    assert len({halves(0.5, kind, cursor=(2, 0)) for kind in kinds}) == 3  # beside the cursor as well
    assert len({halves(kind, 0.5, cursor=(3, 0)) for kind in kinds}) == 3


async def test_the_dense_view_marks_what_is_no_number() -> None:
    values = np.zeros((40, 30)) + np.linspace(0, 1, 30)
    values[5:20, 3:9] = -np.inf
    app = Showing(array(values), (0, 0), dense=True)
    async with app.run_test(size=(60, 24)):
        text = "\n".join(app.lines())
        assert "▚" in text and "▀" in text
        assert "▛" in text or "▟" in text


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4), (2, 2, 3, 4), (0, 4), (1, 1)])
@pytest.mark.parametrize("dense", [False, True])
async def test_arrays_of_every_number_of_axes(shape: tuple[int, ...], dense: bool) -> None:
    values = RANDOM.normal(size=shape).astype(np.float32)
    app = Showing(array(values), (0,) * len(shape), dense)
    async with app.run_test(size=(50, 12)) as pilot:
        for key in ("right", "down", "pagedown", "left", "up", "ctrl+right"):
            await pilot.press(key)
            assert {cell_len(line) for line in app.lines()} == {50}


async def test_the_cursor_stays_visible_and_inside() -> None:
    values = np.arange(200 * 100, dtype=np.float64).reshape(200, 100)
    app = Showing(array(values), (0, 0))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ["down"] * 3 + ["pagedown"] * 12 + ["ctrl+right"]:
            await pilot.press(key)
            text = "\n".join(app.lines())
            assert f"[{app.grid.shown.format(values[app.grid.cell])}]" in text
        assert app.grid.cell == (199, 99)
        await pilot.press("ctrl+left", "pageup")
        assert app.grid.cell[1] == 0


@pytest.mark.parametrize("dense", [False, True])
async def test_the_cursor_is_visible_as_soon_as_a_large_array_replaces_a_small_one(dense: bool) -> None:
    """Also before Textual has laid anything out for its size."""
    small, large = np.zeros((2, 2)), np.arange(400.0 * 300).reshape(400, 300)
    app = Showing(array(small), (0, 0), dense)
    async with app.run_test(size=(80, 24)) as pilot:
        app.grid.show(array(large), (350, 250))
        top, left = app.grid.scroll_offset.y, app.grid.scroll_offset.x
        assert top <= app.grid.arrangement.line_of(350) < top + app.grid.content_size.height - layouts.HEAD
        assert left <= 250 * app.grid.arrangement.wide < left + app.grid.content_size.width
        if not dense:
            assert f"[{app.grid.shown.format(large[350, 250])}]" in "\n".join(app.lines())
        await pilot.pause()
        assert (app.grid.scroll_offset.y, app.grid.scroll_offset.x) == (top, left)
        app.grid.show(array(small), (1, 1))
        assert app.grid.scroll_offset == (0, 0)


async def test_the_wheel_scrolls_without_bars() -> None:
    app = Showing(array(np.arange(400.0 * 300).reshape(400, 300)), (0, 0))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.grid.allow_vertical_scroll and app.grid.allow_horizontal_scroll
        app.grid.show(array(np.zeros((2, 2))), (0, 0))
        assert not app.grid.allow_vertical_scroll and not app.grid.allow_horizontal_scroll
        await pilot.pause()


async def test_a_number_cut_in_half_is_not_shown() -> None:
    app = Showing(array(np.full((2, 40), 123.0)), (0, 0))
    async with app.run_test(size=(61, 5)):
        shown = app.lines()[1].replace("[", " ").replace("]", " ").split()
        assert {number for number in shown if number[0].isdigit() and len(number) > 2} == {"123.0"}


async def test_a_click_lands_on_its_cell() -> None:
    values = np.arange(12.0).reshape(3, 4)
    app = Showing(array(values), (0, 0))
    async with app.run_test(size=(60, 5)) as pilot:
        arrangement = app.grid.arrangement
        await pilot.click("#grid", offset=(arrangement.gutter + 2 * arrangement.wide + 1, 2))
        assert app.grid.cell == (1, 2)


def test_a_move_on_a_large_array_costs_no_more_than_on_a_small_one() -> None:
    """Calls to paint a screenful, the array a thousand times as large."""

    def cost(size: int) -> int:
        values = RANDOM.normal(size=(size, size)).astype(np.float32)
        names = [str(n) for n in range(size)]
        seen = picture(values, names, names, 160, 50, dense=False)
        return calls(lambda: [Strip([*seen.gutter(line), *seen.cells(line, 0, 150)]) for line in range(49)])

    assert cost(2048) < 1.5 * cost(64)


async def test_2048_squared_opens_and_turns_its_pages_as_a_small_array_does() -> None:
    costs = []
    for size in (64, 2048):
        values = RANDOM.normal(size=(size, size)).astype(np.float32)
        app = Showing(array(values), (0, 0))
        with counted() as work:
            async with app.run_test(size=(160, 50)) as pilot:
                for _ in range(5):
                    await pilot.press("pagedown", "pageup")
        costs.append(work.calls)
    assert costs[1] < 1.5 * costs[0]


def test_half_blocks_use_few_colour_pairs() -> None:
    values = RANDOM.normal(size=(400, 400))
    names = [""] * 400
    seen = picture(values, names, names, 200, 60, dense=True)
    pairs = {
        (segment.style.color, segment.style.bgcolor)
        for line in range(100)
        for segment in seen.cells(line, 0, 190)
        if isinstance(segment, Segment) and segment.style
    }
    assert len(pairs) < 1024


@given(
    st.integers(1, 9), st.integers(1, 60), st.integers(1, 12), st.integers(1, 20), st.integers(10, 200),
    st.integers(2, 60), st.integers(0, 2000),
)  # fmt: skip
def test_columns_are_whole_and_disappear_only_when_their_cells_can_shrink_no_further(
    rows: int, columns: int, number: int, label: int, width: int, height: int, x: int
) -> None:
    gutter, plane = 4, Plane((rows, columns))
    found = layouts.numeric(plane, gutter, number, label, width, height)
    room = width - gutter
    assert found.seen * found.wide <= room or found.seen == 1
    if columns * (number + 1) <= room:
        assert found.seen == columns
    elif found.seen > 1:
        assert found.wide >= number + 2
        assert room - found.seen * found.wide <= found.seen  # no wider cell would fit
    assert found.left(x) % found.wide == 0
    assert found.left(10**6) == max(0, columns - found.seen) * found.wide <= found.width - gutter - found.seen
    if found.high < layouts.TALLEST:  # no more lines are empty than would not make another line for each row
        assert height - layouts.HEAD - rows * found.high < rows


@pytest.mark.parametrize(
    ("wide", "expected"), [(6, "[1.00] 2.00 "), (5, "▸1.00 2.00"), (3, " …  … "), (1, "……")]
)
def test_a_cell_gives_up_its_brackets_before_its_number(wide: int, expected: str) -> None:
    seen = picture(np.array([[1.0, 2.0]]), [""], ["", ""], 40, 2, dense=False)
    tight = replace(seen, layout=replace(seen.layout, wide=wide, room=2 * wide))
    assert "".join(segment.text for segment in tight.cells(0, 0, tight.layout.room)) == expected


async def test_no_part_of_a_column_is_drawn_wherever_one_scrolls() -> None:
    app = Showing(array(np.full((2, 40), 123.0)), (0, 0))
    async with app.run_test(size=(61, 5)) as pilot:
        for x in range(30):
            app.grid.scroll_to(x, 0, animate=False, force=True)
            await pilot.pause(0)
            head, line = app.lines()[:2]
            assert line.split().count("123.0") + line.count("[123.0]") == app.grid.arrangement.seen
            assert len([label for label in head.split() if label.isdigit()]) == app.grid.arrangement.seen
            assert "›" in head


@given(st.integers(1, 50), st.integers(1, 50), st.integers(20, 120), st.integers(3, 40), st.booleans())
def test_layouts_map_places_to_cells(rows: int, columns: int, width: int, height: int, dense: bool) -> None:
    plane = Plane((rows, columns))
    arrangement = (layouts.dense if dense else lambda *a: layouts.numeric(a[0], a[1], 5, 3, *a[2:]))(
        plane, 6, width, height
    )
    for row in range(rows):
        assert row in arrangement.rows_at(arrangement.line_of(row))
        assert abs(arrangement.cell_at(0, arrangement.line_of(row))[0] - row) <= arrangement.half
    tops = [arrangement.line_of(row) for row in range(rows)]
    assert all(a <= b for a, b in pairwise(tops))
    x, y = arrangement.scroll(rows - 1, columns - 1, 0, 0, height)
    assert arrangement.line_of(rows - 1) >= y
    assert (columns - 1) * arrangement.wide >= x
