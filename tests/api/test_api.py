"""The public API, `import transformer_explore as te`."""

from pathlib import Path

import numpy as np
import pytest
import transformer_explore as te
from transformer_explore.core.trace import explain, verify

from tests.models import SOURCE, TARGET, ids, made, traced
from tests.process import python

WEIGHTS = "encoder.layers.0.self_attention.weights"


@pytest.fixture(scope="module")
def trace() -> te.Trace:
    return te.load("zh-en").run("我爱你")


def test_importing_loads_neither_numpy_nor_torch_and_lists_all_names() -> None:
    code = (
        "import sys, transformer_explore as te\n"
        "assert not {'numpy', 'torch'} & set(sys.modules)\n"
        "assert set(te.__all__) <= set(dir(te))\n"
        "assert all(getattr(te, name) for name in te.__all__)\n"
        "assert 'torch' not in sys.modules\n"
        "try: te.nothing\n"
        "except AttributeError as error: assert 'nothing' in str(error)\n"
        "else: sys.exit('no error')"
    )
    result = python(code)
    assert result.returncode == 0, result.stderr


def test_a_step_is_found_by_name_and_used_as_an_array(trace: te.Trace) -> None:
    weights = trace[WEIGHTS]
    assert weights.axes == ("head", "query", "key")
    assert np.asarray(weights).sum(axis=-1) == pytest.approx(1.0)
    assert np.asarray(weights, dtype=np.float64).dtype == np.float64
    assert WEIGHTS in trace and WEIGHTS in trace._ipython_key_completions_()
    assert [step.name for step in trace] == trace._ipython_key_completions_()
    assert len(trace) == len(list(trace))
    assert repr(weights) == f"<Step {WEIGHTS}: softmax [head=6, query=3, key=3]>"
    assert "我 爱 你" in repr(trace)


def test_a_mistyped_name_gets_a_suggestion(trace: te.Trace) -> None:
    with pytest.raises(te.Problem, match="did you mean"):
        trace["encoder.layers.0.self_attention.wieghts"]


def test_explain_and_verify_forward_to_core(trace: te.Trace) -> None:
    by_name, by_step = trace.explain(WEIGHTS, (0, 1, 2)), trace.explain(trace[WEIGHTS], [0, 1, 2])
    expected = explain(trace.record, trace.record[WEIGHTS], (0, 1, 2))
    assert by_name.expression.value == by_step.expression.value == expected.expression.value
    assert trace.verify() == tuple(verify(trace.record))
    assert {check.verdict for check in trace.verify()} == {"same"}


def test_diff_finds_the_first_step_that_a_change_reached(trace: te.Trace) -> None:
    changed = te.load("zh-en").run("我爱你", interventions=["no-causal-mask"])
    first = trace.diff(changed).first
    assert first is not None and first.step.name == "decoder.layers.0.self_attention.mask"
    assert trace.diff(trace).equal


def test_a_decoding_records_its_strategy_and_keeps_what_was_asked(trace: te.Trace) -> None:
    decoded = te.load("zh-en").run("我爱你", strategy=te.Beam(beams=2), keep="lean")
    assert decoded.record.decoding.strategy == "beam"
    assert any(step.record.derived for step in decoded)


@pytest.mark.parametrize("name", ["a.json", "a.safetensors"])
def test_a_saved_trace_opens_and_can_be_explained(trace: te.Trace, name: str, tmp_path: Path) -> None:
    trace.save(tmp_path / name)
    again = te.open(tmp_path / name)
    assert trace.diff(again, tolerance=0).equal
    assert again.explain(WEIGHTS, (0, 0, 0)).recorded == trace.explain(WEIGHTS, (0, 0, 0)).recorded


def test_any_module_of_our_leaves_is_recorded_with_its_weights() -> None:
    model, source, target = made(), ids(SOURCE), ids(TARGET)
    with te.record(model, source=source, target=target) as recording:
        model(source, target)
    trace = recording.trace()
    assert [step.name for step in trace] == [str(step) for step in traced(model)]
    assert {check.verdict for check in trace.verify()} == {"same"}
    assert [token.id for token in trace.tokens["target"]] == list(TARGET)


def test_an_unknown_model_is_refused_at_once() -> None:
    with pytest.raises(te.Problem, match="no model 'nothing'"):
        te.load("nothing")
