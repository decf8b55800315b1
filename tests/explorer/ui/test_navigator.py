"""Moving through a trace: steps, cells, following a number and coming back."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from transformer_explore.core.checkpoints import find
from transformer_explore.core.operations.arithmetic import one_line
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.trace import Trace, TraceError, drop_recomputable, statistics_only
from transformer_explore.explorer.cli import main
from transformer_explore.explorer.features.walk.strings import position
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.numbers import Summary, summarise
from transformer_explore.explorer.ui.widgets.explanation import explained

from tests.models import made, traced
from tests.shipped import shipped_trace

SCALED = Source("step", "encoder.layers.0.self_attention.scaled")
CROSS = Source("step", "decoder.layers.0.cross_attention.weights")


@pytest.fixture(scope="module")
def trace() -> Trace:
    return shipped_trace()


def test_the_walk_goes_through_every_step_and_stops_at_the_ends(trace: Trace) -> None:
    navigator = Navigator(trace)
    assert not navigator.step(-1)
    for _ in range(len(trace) - 1):
        assert navigator.step(1)
        assert navigator.explanation() is not None
    assert not navigator.step(1)
    assert navigator.visited == set(range(len(trace)))


def test_the_cursor_keeps_its_words_and_head_from_step_to_step(trace: Trace) -> None:
    navigator = Navigator(trace, SCALED)
    navigator.set_cell((2, 1, 2))
    navigator.step(2)
    assert navigator.view.name == "masked"
    assert navigator.cell == (2, 1, 2)
    navigator.step(3)  # concat: the query is a position now
    assert navigator.view.axes == ("position", "feature")
    assert navigator.cell[0] == 1


def test_a_head_that_was_kept_alone_keeps_its_number(trace: Trace) -> None:
    navigator = Navigator(trace.select(head=2), CROSS)
    assert navigator.view.label(0, 0) == "3"
    assert navigator.view.where(0, 0) == "head 3"
    assert navigator.view.cell_name((0, 1, 2)).startswith("weights[head 3, ")


def test_the_statistics_of_large_arrays_one_step_away_are_ready(
    trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[int] = []

    def counted(values: NDArray[np.generic]) -> Summary:
        computed.append(values.size)
        return summarise(values)

    monkeypatch.setattr("transformer_explore.explorer.ui.tensor_view.summarise", counted)
    large = trace["logits"].values.size
    monkeypatch.setattr("transformer_explore.explorer.ui.navigator.LARGE", large)
    navigator = Navigator(trace, trace["logits"].source)
    navigator.step(-1)
    navigator.prepare_neighbors()
    assert computed == [large]
    navigator.step(1)
    assert navigator.view.summary == summarise(trace["logits"].values)
    assert computed == [large]


def test_following_leads_to_a_cell_that_is_there_and_back_again(trace: Trace) -> None:
    navigator = Navigator(trace, SCALED)
    navigator.set_cell((1, 1, 2))
    found = navigator.cell_inputs()
    assert found[0].contribution is not None
    assert abs(found[0].contribution) == max(abs(o.contribution) for o in found if o.contribution is not None)
    source, cell = found[0].place
    navigator.follow(source, cell)
    assert navigator.view.source == source
    assert float(navigator.view.values[navigator.cell]) == found[0].cell.value
    assert navigator.back()
    assert (navigator.view.source, navigator.cell) == (SCALED, (1, 1, 2))
    assert not navigator.back()


def test_what_is_not_there_cannot_be_followed(trace: Trace) -> None:
    navigator = Navigator(trace)
    for source, cell in ((SCALED, (0, 0, 99)), (SCALED, (0, 0)), (Source("step", "nowhere"), (0,))):
        with pytest.raises(TraceError):
            navigator.follow(source, cell)
    assert not navigator.trail


def test_a_number_can_be_followed_down_to_a_weight(trace: Trace) -> None:
    navigator = Navigator(trace, CROSS)
    for _ in range(60):
        found = navigator.cell_inputs()
        if not found:
            break
        navigator.follow(*found[0].place)
    assert navigator.view.source.kind in ("parameter", "tokens") or not navigator.cell_inputs()
    assert navigator.explanation() is None or not navigator.cell_inputs()
    while navigator.back():
        pass
    assert navigator.view.source == CROSS


def test_from_a_weight_one_steps_on_from_where_one_left_the_walk(trace: Trace) -> None:
    navigator = Navigator(trace)
    name = next(source.name for source in navigator.walk.steps[0].inputs if source.kind == "parameter")
    navigator.follow(Source("parameter", name), (0, 0))
    assert navigator.view.axes == ("token", "feature")
    assert navigator.explanation() is None
    navigator.step(1)
    assert navigator.number == 1


def test_every_cell_of_an_explanation_has_a_name(trace: Trace) -> None:
    navigator = Navigator(trace)
    for place in range(len(trace)):
        navigator.go_to_step(place)
        for origin in navigator.cell_inputs()[:4]:
            assert navigator.name(origin.cell).endswith("]")


def test_a_target_row_says_what_it_predicts(trace: Trace) -> None:
    navigator = Navigator(trace, CROSS)
    navigator.set_cell((0, 0, 0))
    first = trace.tokens["target"][1].text
    assert navigator.prediction().startswith(f"row [BOS] predicts the next token: {first}")
    assert Navigator(trace, SCALED).prediction() == ""


def test_without_weights_it_says_so(trace: Trace) -> None:
    from dataclasses import replace

    bare = replace(trace, parameters=None)
    with pytest.raises(TraceError, match="weights"):
        Navigator(bare).explanation()


def test_repeated_words_are_numbered(trace: Trace) -> None:
    navigator = Navigator(trace, SCALED)
    shown = navigator.view
    object.__setattr__(shown, "words", {"query": ("的", "我", "的"), "key": ("a", "b", "c")})
    assert shown.cell_name((1, 2, 0)) == "scaled[head 2, 的#2, a]"


def test_a_step_whose_numbers_cannot_be_had_is_walked_past_and_says_why() -> None:
    """A damaged file, or one that kept statistics alone, is still a walk."""

    def damaged() -> np.ndarray:
        raise TraceError("damaged: the values of 'x' cannot be read\x1b[2J")

    trace = traced(made())
    broken = replace(trace, steps=tuple(replace(step, load=damaged) for step in trace))
    for one in (broken, statistics_only(trace)):
        navigator = Navigator(one)
        for place in range(len(one)):
            navigator.go_to_step(place)
            assert navigator.number == place
            assert navigator.empty
            assert navigator.view.meaning.startswith(("damaged", "only statistics"))
            assert "\x1b" not in navigator.view.meaning
            assert navigator.explanation() is None
            assert navigator.prediction() == ""


def test_a_lean_trace_is_walked_like_a_whole_one() -> None:
    trace = traced(made())
    whole, spare = Navigator(trace), Navigator(drop_recomputable(trace))
    for place in range(len(trace)):
        whole.go_to_step(place)
        spare.go_to_step(place)
        np.testing.assert_allclose(whole.view.values, spare.view.values, atol=1e-5)
        assert (whole.explanation() is None) == (spare.explanation() is None)


def test_in_the_vocabulary_the_cursor_begins_on_the_word_that_the_row_predicts() -> None:
    trace = find().shipped_trace()
    navigator = Navigator(trace)
    navigator.go_to_step(len(navigator.walk) - 2)
    assert navigator.view.label(1, navigator.cell[1]) == trace.predicted[0] == "i"
    navigator.set_cell((0, 5))
    navigator.step(1)
    assert navigator.cell == (0, 5)  # from then on it is where the reader put it


def test_a_subtracted_negative_number_has_parentheses(trace: Trace) -> None:
    added = [step for step in trace if step.name.endswith("_residual.add")]
    lowest = min(added, key=lambda step: step.values.mean(-1).min())
    means = lowest.values.mean(-1, dtype=np.float64)
    assert means.min() < -0.01
    navigator = Navigator(trace, trace[lowest.name.replace(".add", ".norm")].source)
    navigator.set_cell((int(means.argmin()), 0))
    found = navigator.explanation()
    assert f"− (−{-means.min():.3f})" in one_line(found.expression, 3)


def test_a_number_that_was_only_taken_says_where_from(trace: Trace) -> None:
    navigator = Navigator(trace, Source("step", "encoder.layers.0.self_attention.masked"))
    navigator.set_cell((0, 0, 0))
    name, ways, result, notes = explained(navigator)
    here = f"{trace[SCALED].values[0, 0, 0]:.3f}".replace("-", "−")
    said = f"{name} {next(iter(ways))} {result}"
    assert said == f"masked[head 1, 我, 我] = scaled[head 1, 我, 我] = {here}"
    assert notes[0] == "the mask allows it"
    navigator = Navigator(trace, Source("step", "decoder.layers.0.self_attention.masked"))
    navigator.set_cell((0, 0, 1))
    assert next(iter(explained(navigator)[1])) == "= −∞"  # of the mask, which is no number


def test_plain_text_says_it_too(trace: Trace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "我爱你", "encoder.layers.0.self_attention.masked", "0,0,0"]) == 0
    here = f"{trace[SCALED].values[0, 0, 0]:.2f}".replace("-", "−")
    assert f"the mask allows it: scaled[head 1, 我, 我] = {here}" in capsys.readouterr().out


def test_positions_are_counted_from_1_everywhere(trace: Trace) -> None:
    for step in trace:
        if not step.shape or 0 in step.shape:
            continue
        navigator = Navigator(trace, step.source)
        navigator.set_cell(tuple(size // 2 for size in step.shape))
        shown, beside = navigator.view, position(navigator)
        for axis in list(range(len(step.shape)))[-2:]:
            here = shown.where(axis, navigator.cell[axis])
            assert here in beside
            name, _, number = here.partition(" of ")[0].rpartition(" ")
            if not shown.words.get(shown.axes[axis]):
                assert f"{name} {number}" in shown.cell_name(navigator.cell)
    source = "encoder.layers.0.self_attention.query"
    navigator = Navigator(trace, trace[source].source)
    navigator.set_cell((1, 2, 6))
    assert "d_k 6]" in navigator.view.cell_name(navigator.cell)
    assert position(navigator) == "query 3 of 3 · d_k 6 of 0–15"
