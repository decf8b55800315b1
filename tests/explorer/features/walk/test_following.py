"""Following a number forward: what it went into, step by step, and back again."""

from dataclasses import replace

import pytest
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.trace import drop_recomputable, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.widgets import CellList
from transformer_explore.explorer.ui.cell_inputs import Origin
from transformer_explore.explorer.ui.consumers import MOST, Heading, nothing_used_it, went_into
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.text import width
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar

from tests.explorer.driver import drive
from tests.shipped import shipped_trace
from tests.trace.making import decoded

TRACE = shipped_trace()
SUM = Source("step", "source_embedding.sum")


def at(source: Source, cell: tuple[int, ...], trace: object = TRACE) -> Navigator:
    navigator = Navigator(trace)  # type: ignore[arg-type]
    navigator.follow(source, cell)
    return navigator


# ------------------------------------------------------------------------------------- without a screen
def test_consumers_are_grouped_by_step() -> None:
    navigator = at(SUM, (1, 5))
    lines = went_into(navigator)
    headings = [line for line in lines if isinstance(line, Heading)]
    assert [each.text.split(" · ")[0].split(" › ")[-1] for each in headings] == [
        *("query", "key", "value"),
        ["add & norm", "add"][-1],
    ]
    assert headings[0].text.endswith(f"query · 8 of {TRACE[SUM].shape[-1]} numbers")
    assert headings[3].text.endswith("1 number")
    assert len(lines) - len(headings) <= MOST
    query = [line for line in lines[1:9] if isinstance(line, Origin)]
    adds = [abs(line.contribution or 0) for line in query]
    assert adds == sorted(adds, reverse=True)
    assert lines[0].place == query[0].place


def test_what_it_adds_to_a_number_is_a_term_of_that_numbers_own_arithmetic() -> None:
    (line,) = [line for line in went_into(at(SUM, (1, 4)))[1:2] if isinstance(line, Origin)]
    there = at(*line.place)
    back = [origin for origin in there.cell_inputs() if origin.place == (SUM, (1, 4))]
    beside = next(o for o in there.cell_inputs() if o.term == back[0].term or o.cell == back[0].cell)
    assert beside.contribution is None or line.contribution == pytest.approx(beside.contribution)


def test_a_weight_a_token_and_a_derived_step_can_be_followed_too() -> None:
    table = Source("parameter", "source_embedding.tokens.weight")
    begin = TRACE.tokens["target"][0].id
    assert [type(line) for line in went_into(at(table, (begin, 0)))[:2]] == [Heading, Origin]
    assert len(went_into(at(Source("tokens", "source"), (0,)))) > 3
    thin = drop_recomputable(TRACE)
    derived = thin["source_embedding.scaled"]
    assert derived.derived
    assert len(went_into(at(derived.source, (0, 0), thin))) == 2


def test_an_unused_number_says_why() -> None:
    last = at(TRACE.steps[-1].source, (0, 0))
    assert went_into(last) == []
    assert "result" in nothing_used_it(last)
    scaled = at(Source("step", "decoder.layers.0.self_attention.scaled"), (0, 0, 1))
    assert went_into(scaled) == []
    assert nothing_used_it(scaled) == "masked reads this array, but not this number."
    part = TRACE.select(["*.query"])
    assert "No step in this trace" in nothing_used_it(at(part.steps[0].source, (0, 0, 0), part))


def test_a_step_with_unknown_consumers_is_named_with_the_reason() -> None:
    bare = replace(TRACE, parameters=None)
    lines = went_into(at(SUM, (1, 5), bare))
    assert "weights" in lines[0].text  # type: ignore[union-attr]
    assert isinstance(lines[-1], Origin)


def test_of_a_long_decoding_not_every_step_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = decoded()
    weight = Source("parameter", "decoder.layers.0.feed_forward.hidden.weight")
    users = [step for step in trace if weight in step.inputs]
    assert len(users) > 2
    monkeypatch.setattr("transformer_explore.explorer.ui.consumers.MOST_STEPS", len(users) - 1)
    headings = [line for line in went_into(at(weight, (0, 0), trace)) if isinstance(line, Heading)]
    assert [heading.place[0] for heading in headings] == [step.source for step in users]
    assert headings[-1].text == "… and 1 more step"


# ------------------------------------------------------------------------------------- on the screen
async def test_forward_and_back_again() -> None:
    async with drive(Explorer(TRACE)) as driver:
        screen = driver.screen
        screen.navigator.go_to_step(screen.navigator.walk.place(TRACE[SUM]))
        screen.show_step()
        await driver.press("enter", "down", "u")
        there = screen.query_one(CellList)
        assert screen.focused is there
        assert screen.query_one(KeyBar).mode == "WENT INTO"
        assert "went into" in str(there.border_title)
        chosen = there.entries[2]
        await driver.press("down", "down", "enter")
        assert (screen.navigator.view.source, screen.navigator.cell) == chosen.place
        assert screen.focused is screen.grid
        await driver.press("backspace")
        assert (screen.navigator.view.source, screen.navigator.cell) == (SUM, (1, 0))
        await driver.press("u", "escape", "u", "u")
        assert screen.focused is there
        assert there.parts(0, 20)[0][0].startswith("… › ")
        for line in range(there.count()):
            assert sum(width(text) for text, _ in there.parts(line, 78)) <= 78


@pytest.mark.parametrize(
    ("step", "sums"), [("source_embedding.sum", True), ("encoder.layers.0.self_attention.masked", False)]
)
async def test_the_title_promises_contributions_only_to_sums(step: str, sums: bool) -> None:
    async with drive(Explorer(TRACE)) as driver:
        screen = driver.screen
        screen.navigator.go_to_step(screen.navigator.walk.place(TRACE[step]))
        screen.show_step()
        await driver.press("enter", "u")
        shown = screen.query_one(CellList)
        assert ("added this much" in str(shown.border_title)) == sums
        assert any(isinstance(e, Origin) and e.contribution is not None for e in shown.entries) == sums


async def test_at_the_end_and_where_there_are_no_numbers_it_says_so() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await driver.press("end", "enter", "u")
        assert "result" in driver.notice
    async with drive(Explorer(statistics_only(TRACE)), size=(80, 24)) as driver:
        await driver.press("u")
        assert "no number" in driver.notice.lower()
        text = "\n".join(driver.lines())
        assert "only statistics" in text
        assert (
            "–-1" not in text
            and "0 numbers" not in text
            and "0×0" not in text
            and "array is empty" not in text
        )
