"""A recording tells truly what ran, and a model that is not recorded runs without any of it."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from transformer_explore.core import operations
from transformer_explore.core.nn.embedding import EmbeddingScale, TokenEmbedding
from transformer_explore.core.nn.feed_forward import Relu
from transformer_explore.core.nn.leaf import Leaf
from transformer_explore.core.nn.norm import Add
from transformer_explore.core.recording.recording import RecordingError, record
from transformer_explore.core.trace import Step

from tests.models import SOURCE, TARGET, ids, made, steps_of, tiny

pytestmark = pytest.mark.numbers


def said(step: Step) -> list[str]:
    """A step's inputs, as one would write them down."""
    return [f"{source.kind} {source}" for source in step.inputs]


def test_the_edges_of_an_attention_are_those_of_figure_2() -> None:
    steps = {step.name: step for step in steps_of(made())}
    here = "decoder.layers.0.cross_attention"
    asking = "step decoder.layers.0.self_attention_residual.norm"
    offering = "step encoder.layers.0.feed_forward_residual.norm"
    expected = {
        "query": [asking, f"parameter {here}.query.weight"],
        "key": [offering, f"parameter {here}.key.weight"],
        "value": [offering, f"parameter {here}.value.weight"],
        "dot_products": [f"step {here}.query", f"step {here}.key"],
        "scaled": [f"step {here}.dot_products"],
        "mask": ["tokens target", "tokens source"],
        "masked": [f"step {here}.scaled", f"step {here}.mask"],
        "weights": [f"step {here}.masked"],
        "heads": [f"step {here}.weights", f"step {here}.value"],
        "concat": [f"step {here}.heads"],
        "output": [f"step {here}.concat", f"parameter {here}.output.weight"],
    }
    assert {name: said(steps[f"{here}.{name}"]) for name in expected} == expected
    assert said(steps["decoder.layers.0.cross_attention_residual.add"]) == [asking, f"step {here}.output"]


def test_the_edges_at_both_ends_of_the_model() -> None:
    steps = {step.name: step for step in steps_of(made())}
    shared = "parameter source_embedding.tokens.weight"
    assert said(steps["source_embedding.tokens"]) == ["tokens source", shared]
    assert said(steps["target_embedding.tokens"]) == ["tokens target", shared]
    assert said(steps["target_embedding.positions"]) == ["tokens target"]
    assert said(steps["logits"]) == ["step decoder.layers.0.feed_forward_residual.norm", shared]
    assert said(steps["log_probabilities"]) == ["step logits"]


# What only decoding with a cache does, and what only a run does in which dropout is on.
OF_OTHER_RUNS = (".key_cache", ".value_cache", ".dropout.kept", ".dropout.thinned")


def test_every_leaf_of_the_model_appears_once_in_the_order_of_the_paper() -> None:
    for residual in ("post-norm", "pre-norm"):
        model = made(tiny(layers=2, residual=residual))
        leaves = [name for name, module in model.named_modules() if isinstance(module, Leaf)]
        steps = steps_of(model)
        assert sorted(step.name for step in steps) == sorted(
            name for name in leaves if not name.endswith(OF_OTHER_RUNS)
        )
        parameters = {source.name for step in steps for source in step.inputs if source.kind == "parameter"}
        assert parameters == {name for name, _ in model.named_parameters()}
        done: set[object] = set()
        for step in steps:  # nothing is used before it is there
            assert all(source in done for source in step.inputs if source.kind == "step")
            done.add(step.source)


def test_every_module_with_parameters_is_a_leaf() -> None:
    for name, module in made().named_modules():
        if list(module.parameters(recurse=False)):
            assert isinstance(module, Leaf), name


def test_a_step_carries_its_operations_name_axes_formula_and_settings() -> None:
    steps = {step.name: step for step in steps_of(made())}
    scaled = steps["encoder.layers.0.self_attention.scaled"]
    assert (scaled.operation, scaled.axes, scaled.shape) == ("scaled", ("head", "query", "key"), (2, 3, 3))
    assert scaled.settings == {"d_k": 4}
    assert scaled.formula == operations.OPERATIONS["scaled"].formula.latex()
    assert scaled.dtype == str(scaled.values.dtype) == "float32"
    for step in steps.values():
        assert step.values.shape == step.shape
        assert len(step.axes) == len(step.shape)


@torch.no_grad()
def test_the_recorded_output_equals_the_bare_one_bit_for_bit() -> None:
    model = made(tiny(layers=2))
    source, target = ids(SOURCE), ids(TARGET)
    bare = model(source, target)
    with record(model, source=source, target=target) as recording:
        recorded = model(source, target)
    assert torch.equal(bare, recorded)
    assert (recording.steps()[-1].values == bare[0].numpy()).all()


@torch.no_grad()
def test_a_model_that_runs_twice_is_visited_twice_and_nothing_is_overwritten() -> None:
    model = made()
    source, target, longer = ids(SOURCE), ids((2, 9)), ids((2, 9, 6))
    with record(model, source=source, target=target, longer=longer) as recording:
        memory = model.encode(source)
        model.decode(target, memory, source)
        model.decode(longer, memory, source)
    steps = recording.steps()
    assert len({step.source for step in steps}) == len(steps) == len(recording)
    assert {step.visit for step in steps if step.name.startswith("encoder")} == {0}
    first, second = (step for step in steps if step.name == "logits")
    assert (first.visit, first.shape[0], second.visit, second.shape[0]) == (0, 2, 1, 3)
    assert said(second)[0] == "step decoder.layers.0.feed_forward_residual.norm#1"
    cross = next(s for s in steps if s.name == "decoder.layers.0.cross_attention.key" and s.visit == 1)
    assert said(cross)[0] == "step encoder.layers.0.feed_forward_residual.norm"  # the encoder's only visit


# -------------------------------------------------------------------- nothing changes afterwards


def test_steps_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        steps_of(made())[0].values[0] = 0


@torch.no_grad()
def test_what_was_recorded_stays_when_the_model_goes_on_learning() -> None:
    model = made(tiny(positions="learned"))
    steps = steps_of(model)
    before = [step.values.copy() for step in steps]
    for parameter in model.parameters():
        parameter.add_(1.0)
    model(ids(TARGET), ids(SOURCE))
    for step, values in zip(steps, before, strict=True):
        assert (step.values == values).all(), step.name


class Sequence(nn.Module):
    """A few leaves one after another, and what happens between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens, self.scale, self.relu, self.add = TokenEmbedding(7, 4), EmbeddingScale(4), Relu(), Add()

    def between(self, x: Tensor) -> Tensor:
        return x

    def forward(self, source: Tensor) -> Tensor:
        x = self.tokens(source)
        return self.add(x, self.relu(self.between(self.scale(x))))


def recorded(model: nn.Module, *sentences: tuple[int, ...]) -> tuple[Step, ...]:
    source = ids(*sentences or ((4, 5),))
    with torch.no_grad(), record(model.eval(), source=source) as recording:
        model(source)
    return recording.steps()


def test_a_model_that_changes_a_recorded_tensor_in_place_is_caught() -> None:
    class InPlace(Sequence):
        def between(self, x: Tensor) -> Tensor:
            return x.mul_(2.0)

    with pytest.raises(RecordingError, match="scale was changed in place after it was recorded"):
        recorded(InPlace())


def test_a_model_that_computes_outside_of_its_leaves_is_refused() -> None:
    class Outside(Sequence):
        def between(self, x: Tensor) -> Tensor:
            return x * 2.0

    with pytest.raises(RecordingError, match="relu was given a tensor that no recorded step made"):
        recorded(Outside())


def test_a_leaf_that_returns_what_it_was_given_is_refused() -> None:
    class Same(Relu):
        def forward(self, hidden: Tensor) -> Tensor:
            return hidden

    model = Sequence()
    model.relu = Same()
    with pytest.raises(RecordingError, match="relu returned a tensor that was there before it ran"):
        recorded(model)


def test_a_leaf_that_is_given_something_by_keyword_is_refused() -> None:
    class ByKeyword(Sequence):
        def forward(self, source: Tensor) -> Tensor:
            x = self.tokens(source)
            return self.add(x, change=self.scale(x))

    with pytest.raises(RecordingError, match="add was given change by keyword"):
        recorded(ByKeyword())


def test_tokens_that_were_not_named_are_refused() -> None:
    model = made()
    with record(model, target=ids(TARGET)) as recording:
        model(ids(SOURCE), ids(TARGET))
    with pytest.raises(RecordingError, match="tokens were not named"):
        recording.steps()


def test_one_tensor_under_two_names_is_refused() -> None:
    source = ids(SOURCE)
    with (
        pytest.raises(RecordingError, match="target is the same tensor as source"),
        record(made(), source=source, target=source),
    ):
        pass


def test_a_batch_of_two_is_refused() -> None:
    with pytest.raises(RecordingError, match="a trace is of one sentence; tokens holds a batch of 2"):
        recorded(Sequence(), (4, 5), (6, 3))


def test_a_model_in_training_mode_is_refused_also_in_part() -> None:
    with pytest.raises(RecordingError, match=r"training mode.*call model\.eval\(\)"), record(made().train()):
        pass
    model = made()
    model.encoder.train()
    with pytest.raises(RecordingError, match=r"^encoder.*training mode.*call model\.eval\(\)"):
        steps_of(model)


# -------------------------------------------------------------------- nothing is recorded


class OnlyTorch(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.linear = nn.Embedding(11, 8), nn.Linear(8, 11)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        return self.linear(self.embedding(target))


def compiled_in_part() -> nn.Module:
    model = made()
    model.encoder.compile(backend="eager")
    return model


def traced() -> nn.Module:
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that what does not depend on tensors is traced as it is
        return torch.jit.trace(made(), (ids(SOURCE), ids(TARGET)), check_trace=False)  # type: ignore[no-untyped-call,no-any-return]


NOTHING: dict[str, tuple[Callable[[], Any], Callable[[Any], Any] | None, str]] = {
    "a module of torch's own": (
        OnlyTorch,
        None,
        "OnlyTorch has no steps to record: a step is a module of the class Leaf",
    ),
    "a traced model": (traced, None, "is a traced or scripted model.*record the model it was made of"),
    "a compiled model": (
        lambda: torch.compile(made(), backend="eager"),
        None,
        "a compiled model hides its steps",
    ),
    "a part compiled": (compiled_in_part, None, "a compiled model hides its steps"),
    "compiled, but not recorded": (
        made,
        lambda model: torch.compile(model, backend="eager"),
        "a compiled model hides",
    ),
    "a copy": (made, copy.deepcopy, "another model ran .Transformer., not the Transformer that is recorded"),
    "another model": (
        made,
        lambda model: OnlyTorch().eval(),
        "another model ran .OnlyTorch., not the Transformer",
    ),
    "no model": (
        made,
        lambda model: lambda *given: None,
        "did not run while it was recorded: call it inside the with",
    ),
    "in another thread": (
        made,
        lambda model: in_a_thread(model),
        "ran in another thread.*call the model there",
    ),
}


def in_a_thread(model: nn.Module) -> Callable[..., object]:
    def call(*given: Tensor) -> object:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(model, *given).result()

    return call


@pytest.mark.parametrize("case", NOTHING)
def test_what_leaves_nothing_to_record_says_what_happened_and_what_to_do(case: str) -> None:
    make, instead, said = NOTHING[case]
    model, source, target = make().eval(), ids(SOURCE), ids(TARGET)
    called = instead(model) if instead else model
    with pytest.raises(RecordingError, match=said) as refusal, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch.compile warns of hooks
        with torch.no_grad(), record(model, source=source, target=target) as recording:
            called(source, target)
        recording.steps()
    assert "\n" not in str(refusal.value)


def test_the_error_of_a_model_is_not_hidden_by_an_empty_recording() -> None:
    with pytest.raises(ZeroDivisionError), record(OnlyTorch().eval()) as recording:
        raise ZeroDivisionError
    assert len(recording) == 0


def test_a_model_in_several_threads_is_recorded_in_each_as_it_is_alone() -> None:
    model = made()
    alone = [(step.source, step.values.tobytes()) for step in steps_of(model)]

    def same(number: int) -> bool:
        if number % 3 == 2:  # also beside plain runs, which no recording may catch
            with torch.no_grad():
                return model(ids(SOURCE), ids(TARGET)).shape == (1, 4, 11)
        return [(step.source, step.values.tobytes()) for step in steps_of(model)] == alone

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(same, range(60)))


def test_what_other_models_do_meanwhile_is_no_part_of_the_recording() -> None:
    model, other = made(), made(seed=1).train()
    source, target = ids(SOURCE), ids(TARGET)
    with torch.no_grad(), record(model, source=source, target=target) as recording:
        other(ids(SOURCE), ids(TARGET))
        model(source, target)
    assert [step.name for step in recording.steps()] == [step.name for step in steps_of(model)]


# -------------------------------------------------------------------- no trace in the bare model


def hooks(model: nn.Module) -> int:
    """How many hooks the model would pass through: its modules' own, and those of every module there is."""
    own = [vars(module).items() for module in model.modules()]
    every = vars(torch.nn.modules.module).items()
    kinds = [kind for items in (*own, every) for name, kind in items if name.endswith("_hooks")]
    return sum(len(kind) for kind in kinds if isinstance(kind, dict))


def test_no_hook_remains_after_the_block() -> None:
    model = made()
    assert hooks(model) == 0
    with record(model):
        assert hooks(model) > 0
    assert hooks(model) == 0


def test_no_hook_remains_after_an_exception_and_the_model_works_on() -> None:
    model = made()
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ZeroDivisionError), record(model):
        raise ZeroDivisionError
    with pytest.raises(ValueError, match="more than"), record(model):
        model(ids([5] * 10), ids(TARGET))
    assert hooks(model) == 0
    assert model(ids(SOURCE), ids(TARGET)).shape == (1, 4, 11)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_what_runs_after_the_block_is_not_recorded() -> None:
    model, source, target = made(), ids(SOURCE), ids(TARGET)
    with record(model, source=source, target=target) as recording:
        model(source, target)
    count = len(recording)
    model(source, target)
    assert len(recording) == count


def test_two_recordings_do_not_meet() -> None:
    model, source, target = made(), ids(SOURCE), ids(TARGET)
    with record(model, source=source, target=target) as outer:
        model(source, target)
        with record(model, source=source, target=target) as inner:
            model(source, target)
    assert len(outer) == 2 * len(inner)
    assert {step.visit for step in inner.steps()} == {0}
