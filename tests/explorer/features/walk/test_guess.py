"""A number hidden and asked for: what an answer may be, what is said of it, and that nothing gives it away."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import TraceError, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.guess import TRIES, Guess
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.numbers import fitting
from transformer_explore.explorer.ui.widgets.explanation import asked
from transformer_explore.explorer.ui.widgets.one_line import Legend
from transformer_explore.explorer.ui.widgets.prompt import Prompt

from tests.explorer.driver import Driver, drive
from tests.explorer.showing import Showing, array
from tests.models import made, tiny, traced
from tests.shipped import shipped_trace

TRACE = shipped_trace()
GELU = traced(made(tiny(residual="pre-norm", positions="learned", activation="gelu")))
ATTENTION = "encoder.layers.0.self_attention"
CAUSAL = "decoder.layers.0.self_attention"


def guess_at(name: str, *cell: int) -> Guess:
    navigator = Navigator(TRACE, TRACE[name].source)
    navigator.set_cell(cell)
    return Guess(navigator)


# ------------------------------------------------------------------------------------- what is right
@given(st.data())
def test_what_the_grid_shows_is_a_right_answer_and_a_fifth_more_is_not(data: st.DataObject) -> None:
    trace = data.draw(st.sampled_from([TRACE, GELU]))
    step = data.draw(st.sampled_from([s for s in trace if s.dtype != "bool"]))
    navigator = Navigator(trace, step.source)
    navigator.set_cell(tuple(data.draw(st.integers(0, size - 1)) for size in step.shape))
    try:
        guess = Guess(navigator)
    except TraceError as error:
        assert "copied from" in str(error)
        return
    seen = navigator.view.format.write(guess.value).strip()
    assert guess.answer(seen).kind == "right"
    if math.isfinite(guess.value) and abs(guess.value) > 0.1:
        assert guess.answer(f"{guess.value * 1.25:.9f}").kind == "wrong"
        assert guess.answer(f"{guess.value * 1.08:.9f}").kind in ("close", "right")


def test_half_of_the_last_digit_is_near_enough() -> None:
    assert fitting(np.array([3.14159])).half_a_digit(3.14159) == pytest.approx(0.005)
    assert fitting(np.array([3e-7])).half_a_digit(3e-7) == pytest.approx(0.05e-7)
    assert fitting(np.array([12])).half_a_digit(12) == 0


def test_a_mask_is_guessed_as_yes_or_no() -> None:
    guess = guess_at(f"{CAUSAL}.mask", 0, 1)
    assert guess.answer("true").kind == "wrong"
    assert "opposite" in guess.said
    assert guess.answer("no").kind == "right"
    with pytest.raises(Problem, match="true or false"):
        guess.answer("0.5")


# ------------------------------------------------------------------------------------- what is said of a mistake
def value(name: str, *cell: int) -> float:
    return float(TRACE[name].values[cell])


def written(number: float) -> str:
    """A number as an explanation writes it."""
    return f"{number:.3f}".replace("-", "−")


DOTS, QUOTIENT = value(f"{ATTENTION}.dot_products", 1, 1, 1), value(f"{ATTENTION}.scaled", 1, 1, 1)
ROW = TRACE[f"{ATTENTION}.masked"].values[1, 1].astype(float)
KEY = int(np.argsort(ROW)[1])  # not the one with the largest score, from which nothing is left to subtract
SCORE = float(ROW[KEY])
D_MODEL = TRACE["source_embedding.scaled"].shape[-1]
SUM, SUBLAYER = value("source_embedding.sum", 1, 1), value(f"{ATTENTION}.output", 1, 1)
NORM = "encoder.layers.0.self_attention_residual.norm"
BIAS = float(TRACE.parameters[f"{NORM}.bias"][1])  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "cell", "answer", "said"),
    [
        (f"{ATTENTION}.scaled", (1, 1, 1), DOTS, "must still be divided by √16"),
        (f"{ATTENTION}.scaled", (1, 1, 1), DOTS * 4, "Divide by √16 instead of multiplying"),
        (f"{ATTENTION}.scaled", (1, 1, 1), DOTS / 16, "Divide by the square root, √16, not by 16"),
        (f"{ATTENTION}.scaled", (1, 1, 1), -DOTS / 4, "The absolute value is right, but the sign is wrong"),
        (f"{ATTENTION}.weights", (1, 1, KEY), SCORE, "softmax takes its exponential first"),
        (f"{ATTENTION}.weights", (1, 1, KEY), math.exp(SCORE), "divide it by the sum"),
        (f"{ATTENTION}.weights", (1, 1, KEY), math.exp(SCORE - ROW.max()), "divide it by the sum"),
        (
            f"{ATTENTION}.weights",
            (1, 1, KEY),
            math.exp(SCORE) / np.exp(ROW - ROW.max()).sum(),
            f"subtract max = {written(ROW.max())} from the score too",
        ),
        (f"{ATTENTION}.weights", (1, 1, KEY), SCORE / ROW.sum(), "take the exponentials first"),
        (f"{CAUSAL}.masked", (0, 0, 1), value(f"{CAUSAL}.scaled", 0, 0, 1), "the mask hides it"),
        (f"{CAUSAL}.masked", (0, 2, 1), -math.inf, "nothing is masked here"),
        (f"{ATTENTION}_residual.add", (1, 1), SUBLAYER, "must still be added"),
        (f"{ATTENTION}_residual.add", (1, 1), SUM - SUBLAYER, "Add the terms instead of subtracting"),
        (NORM, (1, 1), value(NORM, 1, 1) - BIAS, "must still be added"),
        (
            "source_embedding.scaled",
            (1, 1),
            value("source_embedding.tokens", 1, 1) / math.sqrt(D_MODEL),
            f"Multiply by √{D_MODEL}",
        ),
        ("encoder.layers.0.feed_forward.hidden", (1, 1), 10.0, "sign"),
    ],
)
def test_feedback_names_the_mistake(name: str, cell: tuple[int, ...], answer: float, said: str) -> None:
    text = "-inf" if answer == -math.inf else f"{answer:.12f}"
    guess = guess_at(name, *cell)
    verdict = guess.answer(text)
    assert verdict.kind != "right"
    assert said in verdict.text
    assert guess.tries == TRIES - 1


def test_the_input_of_a_relu_is_not_its_result() -> None:
    step = TRACE["encoder.layers.0.feed_forward.activation"]
    cell = tuple(int(n) for n in np.argwhere(step.values == 0)[0])
    before = value("encoder.layers.0.feed_forward.hidden", *cell)
    guess = guess_at(step.name, *cell)
    assert "max(0, …)" in guess.answer(f"{before:.9f}").text
    assert guess.answer("0").kind == "right"


@given(st.data())
def test_every_wrong_answer_gets_a_line(data: st.DataObject) -> None:
    trace = data.draw(st.sampled_from([TRACE, GELU]))
    step = data.draw(st.sampled_from(trace.steps))
    navigator = Navigator(trace, step.source)
    navigator.set_cell(tuple(data.draw(st.integers(0, size - 1)) for size in step.shape))
    try:
        guess = Guess(navigator)
    except TraceError:
        return
    answer = data.draw(st.floats(-100, 100) | st.sampled_from([0.0, math.inf, -math.inf]))
    verdict = guess.answer("true" if guess.is_boolean else f"{answer:.6f}".replace("inf", "∞"))
    assert verdict.text
    assert "\n" not in verdict.text


# ------------------------------------------------------------------------------------- what is given
def test_what_is_given_is_enough_to_work_it_out() -> None:
    guess = guess_at(f"{ATTENTION}.scaled", 1, 1, 1)
    assert guess.given() == f"given dot products[head 2, 爱, 爱] = {written(DOTS)} · d_k = 16"
    assert guess.answer(f"{DOTS:.3f}/sqrt(16)").kind == "right"
    weights = guess_at(f"{ATTENTION}.weights", 1, 1, KEY)
    total, word = np.exp(ROW - ROW.max()).sum(), TRACE.tokens["source"][KEY].text
    assert weights.given() == (
        f"given masked[head 2, 爱, {word}] = {written(SCORE)} · max = {written(ROW.max())}"
        f" · sum of exp(masked − max) = {written(total)}"
    )
    assert weights.answer(f"exp({SCORE:.3f} - ({ROW.max():.3f})) / {total:.3f}").kind == "right"


def test_the_sum_to_do_is_shown_after_a_first_miss_only_and_never_the_choice() -> None:
    guess = guess_at(f"{ATTENTION}.scaled", 1, 1, 1)
    assert asked(guess)[1:3] == ([""], "= ?")
    guess.answer("100")
    assert asked(guess)[1:3] == ([f"= {written(DOTS)} / √16", ""], "= ?")
    masked = guess_at(f"{CAUSAL}.masked", 0, 0, 1)
    masked.answer("3")
    assert "∞" not in " ".join([*asked(masked)[1], *asked(masked)[3]])


def test_where_nothing_was_computed_there_is_nothing_to_guess() -> None:
    navigator = Navigator(TRACE)
    with pytest.raises(TraceError, match="copied from tokens weight"):
        Guess(navigator)
    navigator.follow(Source("parameter", "source_embedding.tokens.weight"), (0, 0))
    with pytest.raises(TraceError, match="nothing to work out"):
        Guess(navigator)
    with pytest.raises(TraceError, match="no number here"):
        Guess(Navigator(statistics_only(TRACE)))


# ------------------------------------------------------------------------------------- the grid
@pytest.mark.parametrize("size", [(60, 20), (60, 6), (20, 40)])
@pytest.mark.parametrize("dense", [False, True])
async def test_a_hidden_cell_is_a_question_mark_without_a_colour(size: tuple[int, int], dense: bool) -> None:
    values = np.arange(1.0, 49).reshape(2, 4, 6)
    app = Showing(array(values), (1, 2, 3), dense)
    async with app.run_test(size=size) as pilot:
        before = "\n".join(app.lines())
        app.grid.hide((1, 2, 3))
        await pilot.pause()
        drawn = "\n".join(app.lines())
        assert drawn.count("?") == 1
        assert "40" in before or dense
        assert "40" not in drawn
        segments = [s for y in range(size[1]) for s in app.grid.render_line(y) if "?" in s.text]
        unhidden = app.grid.palette.rgb(int(app.grid.palette.scale.levels(values)[1, 2, 3]))
        style = segments[0].style
        assert style is None or style.bgcolor is None or style.bgcolor.triplet != unhidden
        app.grid.show(app.grid.shown, (0, 2, 3))  # in another plane there is nothing hidden
        assert not any("?" in line for line in app.lines())
        app.grid.show(app.grid.shown, (1, 2, 3))
        app.grid.hide(None)
        assert "\n".join(app.lines()) == before


# ------------------------------------------------------------------------------------- on the screen
def panel(screen: WalkScreen) -> str:
    return screen.panel.render().plain.replace("\u00a0", " ")


async def at(driver: Driver, name: str, *keys: str) -> WalkScreen:
    driver.go_to(name)
    await driver.press("enter", *keys)
    return driver.screen


async def test_three_misses_show_the_number() -> None:
    async with drive(Explorer(TRACE)) as driver:
        screen = await at(driver, f"{ATTENTION}.scaled", "down", "right", "h", "g")
        assert screen.grid.hidden == (1, 1, 1)
        assert "scaled[head 2, 爱, 爱] = ?" in panel(screen)
        assert written(QUOTIENT) not in panel(screen)
        assert not screen.query_one(Legend).display
        await driver.press("5", "enter")
        assert "2 tries left" in panel(screen)
        assert f"= {written(DOTS)} / √16 = ?" in panel(screen)
        await driver.press("x", "enter")  # costs nothing
        assert "'x' cannot be used in a calculation" in panel(screen)
        await driver.press("6", "enter")
        await driver.press("7", "enter")
        assert screen.grid.hidden is None
        assert not screen.query(Prompt)
        assert f"scaled[head 2, 爱, 爱] = {written(QUOTIENT)}" in driver.notice
        assert panel(screen).rstrip().splitlines()[-1].endswith(f"= {written(QUOTIENT)}")
        assert screen.query_one(Legend).display
        assert screen.focused is screen.grid


async def test_a_right_answer_is_confirmed() -> None:
    async with drive(Explorer(TRACE)) as driver:
        await at(driver, f"{ATTENTION}.scaled", "down", "right", "h", "g")
        await driver.press(*f"{DOTS:.3f}/4", "enter")
        assert driver.notice == f"Right: scaled[head 2, 爱, 爱] = {written(QUOTIENT)}."


@pytest.mark.parametrize("keys", [("escape",), ("enter",), ("space", "enter")])
async def test_giving_up_shows_the_number(keys: tuple[str, ...]) -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        screen = await at(driver, f"{ATTENTION}.scaled", "g")
        await driver.press(*keys)
        assert screen.grid.hidden is None
        assert f"scaled[head 1, 我, 我] = {written(value(f'{ATTENTION}.scaled', 0, 0, 0))}" in driver.notice
        await driver.press("t", "escape")  # the other questions are as they were
        assert not screen.query(Prompt)


async def test_leaving_the_cell_ends_the_question() -> None:
    async with drive(Explorer(TRACE), size=(80, 30)) as driver:
        screen = await at(driver, f"{ATTENTION}.scaled", "g")
        screen.grid.point((0, 1, 1))
        await driver.pilot.pause()
        await driver.pilot.pause()
        assert screen.grid.hidden is None
        assert not screen.query(Prompt)
        assert not screen.has_class("guessing")
        await driver.press("g")
        screen.action_step(1)
        await driver.pilot.pause()
        assert not screen.query(Prompt)


async def test_what_cannot_be_guessed_says_why() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press("g")
        screen = driver.screen
        assert "copied from" in driver.notice
        assert screen.grid.hidden is None


async def test_every_row_of_a_small_grid_keeps_its_label_while_guessing_in_the_color_view() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        screen = driver.screen
        screen.navigator.go_to_step(
            screen.navigator.walk.place(TRACE["encoder.layers.0.self_attention.weights"])
        )
        screen.show_step()
        await driver.press("enter", "v", "g")
        assert screen.state.guess is not None and not screen.grid.arrangement.half
        assert screen.grid.content_size.height >= screen.grid.arrangement.height
