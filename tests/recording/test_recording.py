"""Recordings are correct and complete, and models that are not recorded are not affected."""

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


def inputs_of(step: Step) -> list[str]:
    """A step's inputs as text."""
    return [f"{source.kind} {source}" for source in step.inputs]


def test_the_inputs_of_attention_are_those_of_figure_2() -> None:
    steps = {step.name: step for step in steps_of(made())}
    here = "decoder.layers.0.cross_attention"
    query_input = "step decoder.layers.0.self_attention_residual.norm"
    key_input = "step encoder.layers.0.feed_forward_residual.norm"
    expected = {
        "query": [query_input, f"parameter {here}.query.weight"],
        "key": [key_input, f"parameter {here}.key.weight"],
        "value": [key_input, f"parameter {here}.value.weight"],
        "dot_products": [f"step {here}.query", f"step {here}.key"],
        "scaled": [f"step {here}.dot_products"],
        "mask": ["tokens target", "tokens source"],
        "masked": [f"step {here}.scaled", f"step {here}.mask"],
        "weights": [f"step {here}.masked"],
        "heads": [f"step {here}.weights", f"step {here}.value"],
        "concat": [f"step {here}.heads"],
        "output": [f"step {here}.concat", f"parameter {here}.output.weight"],
    }
    assert {name: inputs_of(steps[f"{here}.{name}"]) for name in expected} == expected
    assert inputs_of(steps["decoder.layers.0.cross_attention_residual.add"]) == [
        query_input,
        f"step {here}.output",
    ]


def test_the_inputs_at_both_ends_of_the_model() -> None:
    steps = {step.name: step for step in steps_of(made())}
    shared = "parameter source_embedding.tokens.weight"
    assert inputs_of(steps["source_embedding.tokens"]) == ["tokens source", shared]
    assert inputs_of(steps["target_embedding.tokens"]) == ["tokens target", shared]
    assert inputs_of(steps["target_embedding.positions"]) == ["tokens target"]
    assert inputs_of(steps["logits"]) == ["step decoder.layers.0.feed_forward_residual.norm", shared]
    assert inputs_of(steps["log_probabilities"]) == ["step logits"]


# Steps of decoding with a cache, and of runs with dropout.
OF_OTHER_RUNS = (".key_cache", ".value_cache", ".dropout.kept", ".dropout.thinned")


def test_every_leaf_is_recorded_once_after_its_inputs() -> None:
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
        for step in steps:
            assert all(source in done for source in step.inputs if source.kind == "step")
            done.add(step.source)


def test_every_module_with_parameters_is_a_leaf() -> None:
    for name, module in made().named_modules():
        if list(module.parameters(recurse=False)):
            assert isinstance(module, Leaf), name


def test_a_step_has_the_name_axes_formula_and_settings_of_its_operation() -> None:
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
def test_recording_does_not_change_the_output() -> None:
    model = made(tiny(layers=2))
    source, target = ids(SOURCE), ids(TARGET)
    bare = model(source, target)
    with record(model, source=source, target=target) as recording:
        recorded = model(source, target)
    assert torch.equal(bare, recorded)
    assert (recording.steps()[-1].values == bare[0].numpy()).all()


@torch.no_grad()
def test_a_module_that_runs_twice_has_two_visits() -> None:
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
    assert inputs_of(second)[0] == "step decoder.layers.0.feed_forward_residual.norm#1"
    cross = next(s for s in steps if s.name == "decoder.layers.0.cross_attention.key" and s.visit == 1)
    assert (
        inputs_of(cross)[0] == "step encoder.layers.0.feed_forward_residual.norm"
    )  # the encoder has only one visit


# -------------------------------------------------------------------- recorded steps do not change
def test_steps_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        steps_of(made())[0].values[0] = 0


@torch.no_grad()
def test_recorded_steps_stay_the_same_when_the_model_learns() -> None:
    model = made(tiny(positions="learned"))
    steps = steps_of(model)
    before = [step.values.copy() for step in steps]
    for parameter in model.parameters():
        parameter.add_(1.0)
    model(ids(TARGET), ids(SOURCE))
    for step, values in zip(steps, before, strict=True):
        assert (step.values == values).all(), step.name


class Sequence(nn.Module):
    """A few leaves one after another, with a function between them."""

    def __init__(self, between: Callable[[Tensor], Tensor] = lambda x: x, relu: Leaf | None = None) -> None:
        super().__init__()
        self.tokens, self.scale, self.relu, self.add = (
            TokenEmbedding(7, 4),
            EmbeddingScale(4),
            relu or Relu(),
            Add(),
        )
        self.between = between

    def forward(self, source: Tensor) -> Tensor:
        x = self.tokens(source)
        return self.add(x, self.relu(self.between(self.scale(x))))


class ByKeyword(Sequence):
    def forward(self, source: Tensor) -> Tensor:
        x = self.tokens(source)
        return self.add(x, change=self.scale(x))


class Same(Relu):
    def forward(self, hidden: Tensor) -> Tensor:
        return hidden


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (Sequence(lambda x: x.mul_(2.0)), "scale was changed in place after it was recorded"),
        (Sequence(lambda x: x * 2.0), "relu got a tensor that is not the output of a recorded step"),
        (Sequence(relu=Same()), "relu returned a tensor that already existed"),
        (ByKeyword(), "add got change by keyword"),
    ],
    ids=[
        "changes a recorded tensor",
        "computes outside its leaves",
        "leaf returns its input",
        "keyword input",
    ],
)
def test_a_model_that_a_trace_cannot_represent_is_refused(model: nn.Module, message: str) -> None:
    with pytest.raises(RecordingError, match=message):
        recorded(model)


def recorded(model: nn.Module, *sentences: tuple[int, ...]) -> tuple[Step, ...]:
    source = ids(*sentences or ((4, 5),))
    with torch.no_grad(), record(model.eval(), source=source) as recording:
        model(source)
    return recording.steps()


def test_tokens_without_a_name_are_refused() -> None:
    model = made()
    with record(model, target=ids(TARGET)) as recording:
        model(ids(SOURCE), ids(TARGET))
    with pytest.raises(RecordingError, match="tokens were not named"):
        recording.steps()


def test_a_tensor_with_two_names_is_refused() -> None:
    source = ids(SOURCE)
    with (
        pytest.raises(RecordingError, match="target is the same tensor as source"),
        record(made(), source=source, target=source),
    ):
        pass


def test_a_batch_is_refused() -> None:
    with pytest.raises(RecordingError, match="a trace records one sentence, but tokens has a batch of 2"):
        recorded(Sequence(), (4, 5), (6, 3))


def test_a_model_in_training_mode_is_refused_even_in_part() -> None:
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


class OfTwo(Sequence):
    """A model with the inputs of a transformer that is compiled in half a second."""

    def forward(self, source: Tensor, target: Tensor) -> Tensor:  # type: ignore[override]
        return super().forward(target.clamp(max=6))


def compiled_in_part() -> nn.Module:
    model = OfTwo()
    model.relu.compile(backend="eager")
    return model


def traced() -> nn.Module:
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that do not depend on tensors
        return torch.jit.trace(made(), (ids(SOURCE), ids(TARGET)), check_trace=False)  # type: ignore[no-untyped-call,no-any-return]


NOTHING: dict[str, tuple[Callable[[], Any], Callable[[Any], Any] | None, str]] = {
    "a module without leaves": (
        OnlyTorch, None, "OnlyTorch has no steps to record: a step is a module of the class Leaf"),
    "a traced model": (traced, None, "is a traced or scripted model.*record the original model"),
    "a compiled model": (lambda: torch.compile(OfTwo(), backend="eager"), None, "a compiled model hides its steps"),
    "a part compiled": (compiled_in_part, None, "a compiled model hides its steps"),
    "compiled, but not recorded": (
        OfTwo, lambda model: torch.compile(model, backend="eager"), "a compiled model hides"),
    "a copy": (made, copy.deepcopy, "another model ran .Transformer., not the recorded Transformer"),
    "another model": (
        made, lambda model: OnlyTorch().eval(), "another model ran .OnlyTorch., not the recorded Transformer"),
    "no model": (
        made, lambda model: lambda *given: None, "did not run during the recording: call it inside the with"),
    "in another thread": (made, lambda model: in_a_thread(model), "ran in another thread.*call the model there"),
}  # fmt: skip


def in_a_thread(model: nn.Module) -> Callable[..., object]:
    def call(*given: Tensor) -> object:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(model, *given).result()

    return call


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=[pytest.mark.slow] * ("compiled" in case)) for case in NOTHING]
)
def test_a_recording_without_steps_is_explained(case: str) -> None:
    make, instead, message = NOTHING[case]
    model, source, target = make().eval(), ids(SOURCE), ids(TARGET)
    called = instead(model) if instead else model
    with pytest.raises(RecordingError, match=message) as refusal, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch.compile warns about hooks
        with torch.no_grad(), record(model, source=source, target=target) as recording:
            called(source, target)
        recording.steps()
    assert "\n" not in str(refusal.value)


def test_an_error_of_the_model_is_not_replaced() -> None:
    with pytest.raises(ZeroDivisionError), record(OnlyTorch().eval()) as recording:
        raise ZeroDivisionError
    assert len(recording) == 0


def test_a_model_can_be_recorded_in_several_threads() -> None:
    model = made()
    alone = [(step.source, step.values.tobytes()) for step in steps_of(model)]

    def same(number: int) -> bool:
        if number % 3 == 2:  # concurrent runs without a recording
            with torch.no_grad():
                return model(ids(SOURCE), ids(TARGET)).shape == (1, 4, 11)
        return [(step.source, step.values.tobytes()) for step in steps_of(model)] == alone

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(same, range(60)))


def test_other_models_are_not_recorded() -> None:
    model, other = made(), made(seed=1).train()
    source, target = ids(SOURCE), ids(TARGET)
    with torch.no_grad(), record(model, source=source, target=target) as recording:
        other(ids(SOURCE), ids(TARGET))
        model(source, target)
    assert [step.name for step in recording.steps()] == [step.name for step in steps_of(model)]


# -------------------------------------------------------------------- hooks are removed
def hooks(model: nn.Module) -> int:
    """The number of hooks that affect the model: those of its modules and the global ones."""
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


def test_no_hook_remains_after_an_exception_and_the_model_still_works() -> None:
    model = made()
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ZeroDivisionError), record(model):
        raise ZeroDivisionError
    with pytest.raises(ValueError, match="more than"), record(model):
        model(ids([5] * 10), ids(TARGET))
    assert hooks(model) == 0
    assert model(ids(SOURCE), ids(TARGET)).shape == (1, 4, 11)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_nothing_is_recorded_after_the_block() -> None:
    model, source, target = made(), ids(SOURCE), ids(TARGET)
    with record(model, source=source, target=target) as recording:
        model(source, target)
    count = len(recording)
    model(source, target)
    assert len(recording) == count


def test_recordings_can_be_nested() -> None:
    model, source, target = made(), ids(SOURCE), ids(TARGET)
    with record(model, source=source, target=target) as outer:
        model(source, target)
        with record(model, source=source, target=target) as inner:
            model(source, target)
    assert len(outer) == 2 * len(inner)
    assert {step.visit for step in inner.steps()} == {0}
