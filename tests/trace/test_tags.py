"""Tags: where the numbers in a view come from."""

from dataclasses import replace
from pathlib import Path

import pytest
from transformer_explore.core.checkpoints import find, find_any
from transformer_explore.core.checkpoints.sequence import sequence_models
from transformer_explore.core.running.families import example, trace_into
from transformer_explore.core.trace import Trace, TraceError, load, save
from transformer_explore.core.trace.tags import Tag, of_traces, written

from tests.models import made, traced
from tests.shipped import shipped_trace


@pytest.fixture(scope="module")
def shipped() -> Trace:
    return shipped_trace()


def with_trained(trace: Trace, trained: bool | None) -> Trace:
    return replace(trace, model=replace(trace.model, trained=trained))


def test_stored_traces_of_the_shipped_model_are_of_a_trained_model() -> None:
    assert of_traces(find().shipped_trace()) == (Tag.TRAINED,)
    assert of_traces(find().stored_trace("猫喜欢狗")) == (Tag.TRAINED,)


def test_the_shipped_models_are_trained() -> None:
    assert all(find_any(name).model_card.trained for name in ("zh-en", *sequence_models()))


@pytest.mark.parametrize(("trained", "tag"), [(True, Tag.TRAINED), (False, Tag.UNTRAINED)])
def test_a_model_of_a_family_is_untrained_before_its_first_update(
    trained: bool, tag: Tag, tmp_path: Path
) -> None:
    trace_into("cards", example("cards"), "rnn", trained, tmp_path / "trace.json")
    assert of_traces(load(tmp_path / "trace.json")) == (tag,)


def test_a_model_without_a_record_of_its_training_has_no_tag() -> None:
    assert of_traces(traced(made())) == ()


@pytest.mark.parametrize("trained", [True, False, None])
@pytest.mark.parametrize("suffix", ["json", "safetensors"])
def test_a_file_keeps_whether_the_model_was_trained(
    shipped: Trace, trained: bool | None, suffix: str, tmp_path: Path
) -> None:
    file = tmp_path / f"trace.{suffix}"
    save(with_trained(shipped, trained), file)
    assert load(file).model.trained is trained


def test_a_file_that_says_neither_yes_nor_no_is_damaged(shipped: Trace, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    save(shipped, file)
    file.write_bytes(file.read_bytes().replace(b'"trained":true', b'"trained":"1"'))
    with pytest.raises(TraceError, match="'model' has '1' instead of true or false"):
        load(file)


def test_two_runs_have_the_tags_of_both_each_once(shipped: Trace) -> None:
    untrained = with_trained(shipped, False)
    assert of_traces(shipped, shipped) == (Tag.TRAINED,)
    assert written(of_traces(shipped, untrained, shipped)) == "trained model, untrained model"
