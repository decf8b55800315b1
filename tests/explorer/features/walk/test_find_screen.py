"""Finding a step by a few letters: what matches, what comes first, and what is seen before one goes there."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input, Static
from transformer_explore.core.support import localization
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.features.walk.find_screen import FindScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.search import Finder, Line, in_order, lines_of, marks
from transformer_explore.explorer.ui.walk import Walk

from tests.explorer.driver import FakeEngine, drive
from tests.explorer.outside import NASTY
from tests.shipped import shipped_trace
from tests.work import calls

TRACE = shipped_trace()
LINES = lines_of(Walk(TRACE))
FINDER = Finder(LINES)
CROSS_2 = "decoder › layer 2 › cross-attention › weights"

some_text = st.text(st.sampled_from("abcxyz 2._-›猫"), max_size=12)


def first(wanted: str) -> str:
    return LINES[FINDER.find(wanted)[0]].title


# ------------------------------------------------------------------------------------- ranking
@pytest.mark.parametrize(
    "wanted", ["crs wts 2", "cross weights 2", "2 WEIGHTS cross", "dl2caw", "layers.1.cross_attention.w"]
)
def test_a_few_letters_of_its_words_find_a_step(wanted: str) -> None:
    assert first(wanted) == CROSS_2


def test_the_operation_and_its_formula_find_it_too() -> None:
    assert first("softmax") == "encoder › layer 1 › self-attention › weights"
    assert {LINES[place].own for place in FINDER.find("exp")} == {"weights", "log probabilities"}


def test_a_step_of_that_name_comes_before_its_neighbours() -> None:
    found = [LINES[place].own for place in FINDER.find("norm")]
    norms = found.count("norm")
    assert norms and found[:norms] == ["norm"] * norms
    assert set(found[norms:]) == {"add"}


def test_equal_matches_come_in_the_order_of_the_walk() -> None:
    places = FINDER.find("weights")
    exact = [place for place in places if LINES[place].own == "weights"]
    assert places[: len(exact)] == exact == sorted(exact)


def test_nothing_typed_is_everything_in_order() -> None:
    assert FINDER.find("  ") == list(range(len(LINES)))


@given(st.lists(some_text, min_size=1, max_size=8), some_text)
def test_what_matches_holds_the_letters_of_each_word_in_order(titles: list[str], wanted: str) -> None:
    lines = [Line(title, name=title) for title in titles]
    for place in Finder(lines).find(wanted):
        assert all(in_order(word, titles[place].casefold()) for word in wanted.casefold().split())


@given(st.lists(st.text(st.sampled_from("abcx2 "), max_size=12), min_size=1, max_size=8), st.data())
def test_a_whole_name_is_found_before_others_with_its_letters(titles: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(titles))
    found = Finder([Line(title) for title in titles]).find(wanted)
    words = set(wanted.split())
    assert words <= set(titles[found[0]].split()) or not words


@given(some_text, some_text)
def test_only_characters_that_were_typed_are_marked(title: str, wanted: str) -> None:
    assert {title.lower()[place] for place in marks(title, wanted)} <= set(wanted.lower())


def test_what_was_typed_is_marked_in_the_title() -> None:
    assert "".join(CROSS_2[place] for place in sorted(marks(CROSS_2, "wts crs 2"))) == "2crswts"
    assert sorted(marks("add & norm › norm", "norm")) == [13, 14, 15, 16]


def test_a_long_decoding_is_searched_within_a_frame() -> None:
    many = [replace(line, around=f"iteration {n} › {line.around}") for n in range(40) for line in LINES]
    finder = Finder(many)
    for wanted in ("c", "cr", "crs", "crs w", "crs wt", "crs wts 2", "zq", "eo"):
        assert calls(lambda wanted=wanted: finder.find(wanted)) < 3 * len(many)  # type: ignore[misc]


# ------------------------------------------------------------------------------------- on the screen
async def test_the_list_narrows_the_cursor_moves_enter_goes_and_b_comes_back() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        walk = driver.screen
        await driver.press("right", "right", "slash")
        finder = driver.screen
        assert (finder.matches.cursor, finder.matches.count()) == (2, len(TRACE))
        await driver.press(*"wts")
        assert 0 < finder.matches.count() < len(TRACE)
        await driver.press("down", "down", "up")
        here = LINES[finder.matches.found[1]]
        await driver.pilot.pause()
        said = str(finder.query_one("#preview", Static).render())
        assert here.name in said and "every row sums to 1" in said
        await driver.press("enter")
        assert driver.screen is walk
        assert walk.navigator.view.breadcrumb == here.title
        await driver.press("backspace")
        assert walk.navigator.number == 2


async def test_escape_stays_and_so_does_enter_where_nothing_matches() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press("slash", *"[/]nowhere", "enter")
        finder = driver.screen
        assert isinstance(finder, FindScreen)
        assert "Nothing matches [/]nowhere." in finder.matches.render_line(0).text
        await driver.press("escape")
        assert isinstance(driver.screen, WalkScreen)
        assert driver.screen.navigator.number == 0 and not driver.screen.navigator.trail


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_steps_come_before_changes_to_the_model(language: str) -> None:
    try:
        localization.use(language)
        async with drive(Explorer(TRACE, FakeEngine(TRACE)), size=(80, 24)) as driver:
            await driver.press("slash", *"softmax")
            finder = driver.screen
            places = [*finder.matches.found]
            steps = [place < finder.steps for place in places]
            assert steps == sorted(steps, reverse=True) and {True, False} == set(steps)
            await driver.press("enter")
            assert isinstance(driver.screen, WalkScreen)
            assert driver.screen.navigator.view.name == "weights"
            await driver.press("slash", *"dropout", "enter")
            assert isinstance(driver.screen, WhatIfScreen)
    finally:
        localization.use("en")


async def test_the_question_is_that_of_the_change_that_was_found() -> None:
    async with drive(Explorer(TRACE, FakeEngine(TRACE)), size=(100, 30)) as driver:
        await driver.press("slash", *"mask after softmax", "enter")
        screen = driver.screen
        assert isinstance(screen, WhatIfScreen)
        assert screen.state.switches.on[screen.switches.cursor]
        assert "What if the mask were applied after softmax?" in "\n".join(driver.lines())


async def test_names_from_outside_are_text_and_nothing_else() -> None:
    names = [name or "nameless" for name in NASTY]
    steps = tuple(
        replace(step, name=f"{names[n % len(names)]}.{n}") for n, step in enumerate(TRACE.steps[: len(names)])
    )
    async with drive(Explorer(replace(TRACE, steps=steps)), size=(60, 16)) as driver:
        await driver.press("slash")
        finder = driver.screen
        for wanted in ("[/]", "[bold]", "\x1b", "爱", ""):
            finder.query_one(Input).value = wanted
            await driver.press("down", "pagedown", "up")
            lines = [finder.matches.render_line(y).text for y in range(finder.matches.content_size.height)]
            assert not any("\x1b" in line or "\u202e" in line for line in lines)
        await driver.pilot.resize_terminal(3, 2)
        await driver.press("enter")
        assert isinstance(driver.screen, WalkScreen)


async def test_what_is_typed_before_the_finder_is_there_is_not_lost() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        for key in ("slash", *"crs"):
            driver.app.simulate_key(key)
        await driver.pilot.pause(0.2)
        await driver.press(*" wts 2")
        finder = driver.screen
        assert finder.query_one(Input).value == "crs wts 2"
        assert LINES[finder.matches.found[0]].title == CROSS_2
