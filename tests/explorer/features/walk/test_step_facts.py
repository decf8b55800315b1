"""About a step: what one reads there, and where one can go from there."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.code import Code, Ran, code_of
from transformer_explore.core.trace import Trace, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.step_facts_screen import StepFactsScreen
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.step_facts import about
from transformer_explore.explorer.ui.text import width

from tests.explorer.driver import Driver, FakeEngine, Gate, drive
from tests.interventions.running import ENCODER, run
from tests.models import made
from tests.shipped import shipped_trace
from tests.trace.making import decoded

TRACE = shipped_trace()
SCALED = "encoder.layers.0.self_attention.scaled"
HEADS = TRACE[SCALED].shape[0]


def said(name: str, code: Mapping[str, Code] | str = "", trace: Trace = TRACE, columns: int = 76) -> str:
    navigator = Navigator(trace, trace[name].source)
    return "\n".join(line.text for line in about(navigator, columns, code))


# ------------------------------------------------------------------------------------- without a screen
def test_all_there_is_to_know_of_a_step() -> None:
    text = said(SCALED, code_of(Ran.of(TRACE)))
    for part in (
        "divided by √d_k",
        f"head {HEADS} × query 3 × key 3 · float32 · d_k = 16",
        "section 3.2.1",
        "computed from\n→ encoder › layer 1 › self-attention › dot products",
        "used by\n→ encoder › layer 1 › self-attention › masked",
        "in Attention.attend\n  scores = self.biased(self.scaled(self.dot_products(query, key)), bias)",
        "in Scaled.forward\n  return dot_products / math.sqrt(self.d_k)",
    ):
        assert part in text


def test_the_links_are_the_inputs_and_the_users_of_the_step() -> None:
    for step in TRACE:
        lines = about(Navigator(TRACE, step.source), 76, "")
        links = [line.source for line in lines if line.kind == "link"]
        users = [each.source for each in TRACE if step.source in each.inputs]
        assert links == [*step.inputs, *users]


def test_a_weight_and_the_tokens_have_users_and_no_code() -> None:
    navigator = Navigator(TRACE)
    for source in (Source("parameter", "source_embedding.tokens.weight"), Source("tokens", "target")):
        navigator.follow(source, (0,) * TRACE.operand(source).values.ndim)
        lines = about(navigator, 76, "no engine")
        assert any(line.kind == "link" for line in lines)
        assert all("no engine" not in line.text for line in lines)


def test_missing_facts_are_named() -> None:
    part = TRACE.select([SCALED])
    text = said(SCALED, "No model is loaded", part)
    assert "dot products (not in this trace)" in text
    assert "no step in this trace uses it" in text
    assert "No model is loaded" in text
    bare = replace(TRACE, parameters=None)
    assert "query › weight (not in this trace)" in said("encoder.layers.0.self_attention.query", "", bare)
    assert f"head {HEADS} × query 3 × key 3" in said(SCALED, "", statistics_only(TRACE))


def test_a_changed_step_tells_where_it_was_put_in() -> None:
    trace = run(made(), f"silence {ENCODER} 0", "no-scaling")
    code = code_of(Ran.of(trace))
    assert "core/interventions/plan.py" in said(f"{ENCODER}.heads.changed", code, trace)
    assert "Unscaled.forward" in said(f"{ENCODER}.scaled", code, trace)
    assert "is unknown" in said(f"{ENCODER}.scaled", {}, trace)


@pytest.mark.parametrize("columns", [1, 12, 40, 100])
def test_every_line_of_every_step_fits(columns: int) -> None:
    trace = decoded()
    for step in trace.steps[:: max(1, len(trace) // 20)]:
        for line in about(Navigator(trace, step.source), max(12, columns), "no engine"):
            assert "\n" not in line.text
            assert (
                line.kind in ("link", "faint", "text") or width(line.text) <= max(12, columns) or columns < 40
            )


# ------------------------------------------------------------------------------------- on the screen
def text_of(screen: StepFactsScreen) -> str:
    return "\n".join(line.text for line in screen.facts.lines)


async def opened(driver: Driver) -> StepFactsScreen:
    await driver.press("i")
    assert isinstance(driver.screen, StepFactsScreen)
    return driver.screen


async def test_the_panel_waits_for_the_code_without_holding_anything_up() -> None:
    engine = FakeEngine(gate=Gate(closed=True))
    engine.ready = False
    async with drive(Explorer(TRACE, engine), size=(100, 40)) as driver:
        screen = await opened(driver)
        assert "loading PyTorch…" in text_of(screen)
        engine.gate.open()
        await driver.pilot.pause()
        await driver.pilot.pause()
        assert "self.tokens(ids)" in text_of(screen)


async def test_it_says_why_there_is_no_code() -> None:
    async with drive(Explorer(TRACE), size=(100, 40)) as driver:
        assert "No model is loaded" in text_of(await opened(driver))
    engine = FakeEngine(error="its model cannot be built here: [/] no")
    async with drive(Explorer(TRACE, engine), size=(100, 40)) as driver:
        screen = await opened(driver)
        await driver.pilot.pause()
        assert "cannot be built here: [/] no" in text_of(screen)


async def test_links_lead_to_inputs_and_users_and_back() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        walk = driver.screen
        walk.navigator.go_to_step(walk.navigator.walk.place(TRACE[SCALED]))
        walk.show_step()
        screen = await opened(driver)
        await driver.press("down", "enter")
        assert walk.navigator.view.source.name.endswith("masked")
        await driver.press("backspace")
        assert walk.navigator.view.source.name == SCALED
        screen = await opened(driver)
        for _ in range(40):  # to the very end, where the code stands, and back to the first line
            await driver.press("down")
        assert screen.facts.scroll_offset.y + screen.facts.content_size.height >= screen.facts.count()
        for _ in range(40):
            await driver.press("up")
        assert screen.facts.scroll_offset.y == 0
        await driver.press("escape")
        walk.navigator.go_to_step(0)
        walk.show_step()
        await opened(driver)
        await driver.press("down", "enter")  # its second input, a weight
        assert walk.navigator.view.source.kind == "parameter"
