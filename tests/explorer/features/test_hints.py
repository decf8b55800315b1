"""Hints: the right line at the right moment, once, and never in the way."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from transformer_explore.core.support import localization
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.hints import widgets
from transformer_explore.explorer.features.hints.state import BETWEEN, HINTS, WALK, Hints, Situation
from transformer_explore.explorer.features.hints.widgets import HintLine, without_wide_character_across
from transformer_explore.explorer.ui.memory import Store

from tests.explorer.driver import Driver, FakeEngine, drive
from tests.shipped import shipped_trace

TRACE = shipped_trace()
PLACES = sorted({place for hint in HINTS for place in hint.places})
FIRST = "→ goes to the next step: a formula, its numbers, and what they mean."


@pytest.fixture(autouse=True)
def no_hints_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widgets, "REST", 60.0)


@pytest.fixture
def chinese() -> Iterator[None]:
    localization.use("zh")
    yield
    localization.use("en")


async def rest(driver: Driver) -> None:
    """Waits until a hint is shown."""
    await driver.settle()
    driver.app.hinting.show()
    await driver.settle()


def line(driver: Driver) -> str:
    """The hint on the screen; "" if there is none."""
    found = driver.screen.query(HintLine)
    assert len(found) <= 1
    return str(found.first().render()) if found else ""


# ------------------------------------------------------------------------------------- what and when
places = st.sampled_from(PLACES)
situations = st.builds(
    Situation, places, st.integers(1, 200), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)


@given(st.lists(situations, max_size=60))
def test_no_hint_is_shown_twice(way: list[Situation]) -> None:
    hints = Hints()
    said = [hint.name for now in way if (hint := hints.next(now))]
    assert len(said) == len(set(said))
    assert said == hints.seen
    later = Hints(hints.seen)
    assert all(later.next(now) is None or later.seen[-1] not in said for now in way)


@given(
    st.lists(
        st.builds(Situation, st.just(WALK), wide=st.booleans(), heads=st.booleans()), min_size=1, max_size=80
    )
)
def test_hints_on_the_walk_have_a_distance(way: list[Situation]) -> None:
    hints = Hints()
    at = [n for n, now in enumerate(way, 1) if hints.next(replace(now, steps=n))]
    assert all(later - earlier > BETWEEN for earlier, later in pairwise(at))


def test_each_screen_has_a_first_hint() -> None:
    for place in PLACES:
        assert Hints().next(Situation(place, steps=1)) is not None
    assert Hints().next(Situation("somewhere else")) is None


@pytest.mark.parametrize(
    ("name", "so"),
    [
        ("heads", {"heads": True}),
        ("colors", {"wide": True}),
        ("back", {"can_go_back": True}),
        ("all seen", {"all_seen": True}),
    ],
)
def test_a_hint_needs_its_situation(name: str, so: dict[str, bool]) -> None:
    def shown(**so: bool) -> set[str]:
        hints = Hints()
        way = (Situation(WALK, steps, **so) for steps in range(200))
        return {hint.name for now in way if (hint := hints.next(now))}

    assert name in shown(**so)
    assert name not in shown()


def test_hints_can_be_reset() -> None:
    hints = Hints()
    first = hints.next(Situation(WALK, 1))
    assert hints.next(Situation(WALK, 1)) is None
    hints.again()
    assert hints.next(Situation(WALK, 1)) is first is not None


# ------------------------------------------------------------------------------------- on the screen
async def test_the_first_hint_disappears_with_the_first_key() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await rest(driver)
        assert line(driver) == FIRST
        await driver.press("right")
        await rest(driver)
        assert line(driver) == ""


async def test_the_hint_about_heads_comes_at_a_step_with_heads() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        said = {}
        for _ in range(20):
            await driver.press("right")
            await rest(driver)
            screen = driver.screen
            if text := line(driver):
                said[screen.navigator.number] = text
        assert min(later - earlier for earlier, later in pairwise(said)) > BETWEEN
        heads = next(number for number, text in said.items() if "h shows" in text)
        assert TRACE.steps[heads].axes[0] == "head"
        assert any("v shows" in text for text in said.values())


async def test_hints_about_following_numbers() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press("enter")
        await rest(driver)
        assert "what it was computed from" in line(driver)
        await driver.press("enter")
        await rest(driver)
        assert line(driver) == ""  # the list is open
        await driver.press("enter")
        await rest(driver)
        assert "Backspace goes back" in line(driver)
        await driver.press("backspace", "enter", "enter")
        await rest(driver)
        assert line(driver) == ""


async def test_other_screens_have_hints_and_a_click_removes_them() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press("a")
        await rest(driver)
        await rest(driver)
        assert "attention weights" in line(driver)
        await driver.pilot.click(HintLine)
        await rest(driver)
        assert line(driver) == ""
        await driver.press("escape", "a")
        await rest(driver)
        assert line(driver) == ""


async def test_a_hint_waits_while_its_keys_do_nothing() -> None:
    """In a tiny window the focus is lost, because nothing that could have it is displayed."""
    async with drive(Explorer(TRACE, FakeEngine(TRACE)), "d") as driver:
        focused = driver.screen.focused
        driver.screen.set_focus(None)
        await rest(driver)
        assert line(driver) == ""
        focused.focus()
        await rest(driver)
        assert "takes the word under the cursor" in line(driver)


async def test_no_hint_covers_a_notice_or_a_prompt() -> None:
    engine = FakeEngine(TRACE, error="no word of this is known")
    async with drive(Explorer(TRACE, engine), size=(80, 24)) as driver:
        await driver.press("t")
        await rest(driver)
        assert line(driver) == ""
        await driver.press("right", "right", "right", "right", "x", "enter")
        await rest(driver)
        assert driver.screen.query(".said.error") and line(driver) == ""
        await driver.press("escape")
        await rest(driver)
        assert line(driver) != ""


async def test_shown_hints_are_remembered_until_they_are_reset(tmp_path: Path) -> None:
    store = Store(tmp_path / "explorer.json")
    for expected in (FIRST, ""):
        app = Explorer(TRACE, store=store)
        async with drive(app, size=(80, 24)) as driver:
            await rest(driver)
            assert line(driver) == expected
            if not expected:
                await driver.press("comma", "0", "escape")
                assert store.load().hints == ()
                await rest(driver)
                assert line(driver) == FIRST


async def test_the_walk_from_home_begins_with_a_hint() -> None:
    async with drive(Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(TRACE))), size=(80, 24)) as driver:
        await rest(driver)
        assert line(driver) == ""
        await driver.press("enter")
        await rest(driver)
        await rest(driver)
        assert line(driver) == FIRST


async def test_hints_come_only_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press(*["right"] * 12)
        assert driver.app.hinting is not None and driver.app.hinting.hints.seen == []
        monkeypatch.setattr(widgets, "REST", 0.01)
        await driver.press("left")
        for _ in range(100):
            await driver.pilot.pause(0.02)
            if line(driver):
                break
        assert line(driver) == FIRST


@pytest.mark.parametrize("key", ["", "a", "m"])
async def test_a_hint_moves_nothing_under_the_mouse(key: str) -> None:
    async with drive(Explorer(TRACE, FakeEngine(TRACE)), size=(80, 24)) as driver:
        if key == "m":
            await driver.press(*["right"] * 5)
        await driver.press(*key)
        screen = driver.screen
        before = {widget: widget.region for widget in screen.walk_children()}
        assert len(before) > 5
        await rest(driver)
        assert line(driver)
        assert {widget: widget.region for widget in before} == before


async def test_a_click_removes_a_hint_too() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await rest(driver)
        assert line(driver) == FIRST
        await driver.click("#map", offset=(3, 3))
        assert line(driver) == ""


@pytest.mark.parametrize("columns", range(80, 84))
async def test_a_chinese_hint_over_the_edges_of_other_widgets_loses_no_character(
    columns: int, chinese: None
) -> None:
    async with drive(Explorer(TRACE), size=(columns, 24)) as driver:
        await rest(driver)
        shown, hint = driver.screen.query_one(HintLine).region.line_range, line(driver)
        together = "".join(driver.lines()[y] for y in shown)
        assert together.replace(" ", "") == hint.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("条形表示它的注意力权重", (7,), " 条形表示它的注意力权重"),  # one column to the right
        ("条形表示，它的注意力权重", (4, 15), "条形表示， 它的注意力权重"),
        ("一二三四五六七 Esc 离开这个屏幕取消撤销", (4, 20), "一二三四五六七 Esc  离开这个屏幕取消撤销"),
        ("按 Esc 离开这个屏幕", (11, 12), "     按 Esc 离开这个屏幕"),  # a border
        ("条形表示它的注意力权重", (4, 8), "条形表示它的注意力权重"),  # nothing is cut
        ("the bars show its weights", (5, 7, 8), "the bars show its weights"),
    ],
)
def test_a_space_against_a_cut_is_where_it_is_seen_least(
    text: str, columns: tuple[int, ...], expected: str
) -> None:
    assert without_wide_character_across(text, columns, 40) == expected


@given(st.text("条形，。 ab", max_size=20), st.sets(st.integers(1, 40), max_size=3))
def test_no_character_lies_across_a_cut(text: str, columns: set[int]) -> None:
    shown = without_wide_character_across(text, columns, 80)
    assert shown.replace(" ", "") == text.replace(" ", "") and cell_len(shown) <= 80
    starts = {cell_len(shown[:place]) for place in range(len(shown) + 1)}
    assert all(column in starts for column in columns if column < cell_len(shown))


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("key", ["", "a", "z", "w", "d"])
async def test_a_chinese_hint_has_no_hole_inside_a_word(key: str, columns: int, chinese: None) -> None:
    async with drive(Explorer(TRACE, FakeEngine(TRACE)), size=(columns, 24)) as driver:
        await driver.press(*([key] if key else []))
        await rest(driver)
        shown, hint = driver.screen.query_one(HintLine).region.line_range, line(driver)
        holes = [driver.lines()[y].strip() for y in shown]
        together = "".join(holes)
        assert together.replace(" ", "") == hint.replace(" ", "")
        assert not re.search(r"(?!，|。|；|：|、)[\u4e00-\u9fff] +[\u4e00-\u9fff]", "\n".join(holes))
