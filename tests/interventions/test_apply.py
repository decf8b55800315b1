"""Every intervention changes the run, gives a consistent trace, and leaves the model unchanged."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import nn
from transformer_explore.core.interventions import InterventionError
from transformer_explore.core.interventions.apply import intervened
from transformer_explore.core.interventions.parse import FORMS as KINDS
from transformer_explore.core.nn.transformer import Transformer
from transformer_explore.core.trace import Trace
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.interventions.running import (
    CROSS,
    DECODER,
    ENCODER,
    assert_consistent,
    decoded,
    output,
    parsed,
    run,
)
from tests.models import SOURCE, TARGET, ids, made, tiny

pytestmark = [pytest.mark.slow, pytest.mark.numbers]

NORM = "encoder.layers.0.feed_forward_residual.norm"
PATCH = f"patch {NORM} 1,* other.json"

# One or more of each kind; all change the output of a small model.
FORMS = (
    "no-positions", "no-positions source", "no-positions target",
    "no-scaling", f"no-scaling {ENCODER}", "no-scaling *cross*",
    "keys-as-values", f"keys-as-values {DECODER}",
    "no-causal-mask",
    "fill 0", "fill 0.5 decoder.*",
    "mask-after-softmax", f"mask-after-softmax {DECODER}",
    "pre-norm",
    "dropout 7 0.5", "dropout 7",
    f"silence {ENCODER} 1", f"silence {CROSS}#0 0", f"keep {DECODER} 1",
    f"allow {DECODER} 0,2", f"forbid {CROSS} *,1",
    f"set {ENCODER}.scaled *,1,0 3.5", f"set {NORM} 2,* -1", "set logits 3,5 2.25", f"set {DECODER}.mask 1,0 0",
    f"set {ENCODER}.masked 0,1,2 -Infinity", f"set {ENCODER}.mask 1,0 false", "set source_embedding.sum *,* 1",
    PATCH, f"patch {ENCODER}.mask 0,2 other.json {DECODER}.mask",
    f"parameter {CROSS}.value.weight 1,* 0.5", "parameter source_embedding.tokens.weight 4,3 2",
)  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Transformer:
    return made(tiny(layers=2))


@pytest.fixture(scope="module")
def other(model: Transformer) -> Trace:
    """A run on another sentence of the same length."""
    return run(model, source=(8, 1, 3))


def test_every_kind_is_tested() -> None:
    # Shuffles change the tokens before the run.
    assert {form.split()[0] for form in FORMS} == set(KINDS) - {"shuffle"}


@pytest.mark.parametrize("form", FORMS)
def test_the_run_changes_and_its_trace_is_consistent(model: Transformer, other: Trace, form: str) -> None:
    plain, changed = run(model), run(model, form, other=other)
    assert not np.allclose(output(plain), output(changed), atol=1e-4)
    assert_consistent(changed)
    # The steps are the same except for those of the change.
    assert plain.names <= changed.names
    assert len(changed) == len(changed.names)
    ends = ("dropout.kept", "dropout.thinned") if form.startswith("dropout") else ("changed", "given")
    assert all(name.endswith(ends) for name in changed.names - plain.names)
    # All token axes have their tokens.
    for step in changed:
        if step.kind is not None and not step.kind.given:
            assert set(changed.sides[step.source]) == set(step.axes) & {"position", "query", "key"}
    assert all(changed.sides[source] == side for source, side in plain.sides.items())
    # It can be saved and read.
    again = from_bytes(to_bytes(changed), changed.parameters)
    assert again.run["interventions"] == [each.as_data() for each in parsed(form)]
    assert_consistent(again, cells=1)


@pytest.mark.parametrize("form", FORMS)
def test_what_a_recording_leaves_out_can_be_recomputed(model: Transformer, other: Trace, form: str) -> None:
    whole, less = run(model, form, other=other), run(model, form, other=other, keep="lean")
    assert {step.operation for step in less if step.derived} == {
        step.operation for step in whole if step.kind is not None and step.kind.recomputable
    }
    for step in whole:
        values = less[step.source].values
        assert values.dtype == step.values.dtype
        np.testing.assert_allclose(values, step.values, rtol=1e-4, atol=1e-5, err_msg=step.name)


# -------------------------------------------------------------------- with a cache
# With a cache, the decoder computes one row at a time, so there is nothing after it that a mask could hide.
WHOLE = ("no-causal-mask", "fill", "mask-after", "set logits 3,5 2.25", f"set {DECODER}.mask 1,0 0")
CACHED = [form for form in FORMS if not form.startswith(WHOLE) and "0,2" not in form]


@pytest.mark.parametrize("form", [*CACHED, f"set {DECODER}.scaled#2 1,0,2 4", "set logits#1 0,3 2.5"])
def test_changed_decodings_with_a_cache_are_consistent(model: Transformer, other: Trace, form: str) -> None:
    plain, changed = decoded(model), decoded(model, form, other=other)
    last = f"log_probabilities#{len(TARGET) - 1}"
    same = np.allclose(plain[last].values, changed[last].values, atol=1e-4)
    assert not same or "#1" in form or "target" in form
    assert_consistent(changed, cells=1)


@pytest.mark.parametrize(
    "form", ["no-positions", "no-scaling", f"silence {CROSS} 0", f"keep {DECODER} 1", "pre-norm", "fill -1e9"]
)
def test_a_changed_run_gives_the_same_result_with_a_cache(model: Transformer, form: str) -> None:
    whole, steps = run(model, form), decoded(model, form)
    rows = [steps[f"log_probabilities#{n}"].values[0] for n in range(len(TARGET))]
    np.testing.assert_allclose(rows, output(whole), atol=1e-5)


def test_a_single_visit_can_be_changed(model: Transformer) -> None:
    plain, changed = decoded(model), decoded(model, f"silence {CROSS}#2 1")
    same = [
        np.array_equal(plain[f"log_probabilities#{n}"].values, changed[f"log_probabilities#{n}"].values)
        for n in range(4)
    ]
    assert same[:3] == [True, True, False]
    assert [step.source.visit for step in changed if step.name == f"{CROSS}.heads.changed"] == [0]
    assert str(changed[f"{CROSS}.heads.changed"].inputs[0]) == f"{CROSS}.heads#2"


def test_dropout_differs_at_each_visit_and_place(model: Transformer) -> None:
    changed = decoded(model, "dropout 3 0.5")
    rows = [step.values.tobytes() for step in changed if step.name.endswith("kept") and step.shape[0] == 1]
    assert len(rows) > 20
    assert len(set(rows)) > len(rows) / 2  # rows of eight numbers, so some are equal


# -------------------------------------------------------------------- several together
def test_several_changes_to_a_step_are_applied_in_order(model: Transformer) -> None:
    heads = f"{ENCODER}.heads"
    changed = run(model, f"silence {ENCODER} 0", f"set {heads} 1,0,* 2", f"set {heads} *,2,0 3")
    names = [f"{heads}", f"{heads}.changed", f"{heads}.changed.changed", f"{heads}.changed.changed.changed"]
    assert [str(changed[name].inputs[0]) for name in names[1:]] == names[:-1]
    assert str(changed[f"{ENCODER}.concat"].inputs[0]) == names[-1]
    values = changed[names[-1]].values
    assert values[1, 0, 1] == 2
    assert values[0, 2, 0] == values[1, 2, 0] == 3
    assert not values[0, 0].any()
    assert_consistent(changed)


def test_replaced_parts_and_changes_can_be_combined(model: Transformer, other: Trace) -> None:
    changed = run(
        model, "set source_embedding.dropout.kept 0,* 0", PATCH, "pre-norm", "dropout 5 0.2", "no-scaling",
        "mask-after-softmax decoder.*", f"set {DECODER}.masked 0,3,0 9", f"allow {DECODER} 0,3", "no-positions source",
        f"parameter {CROSS}.query.weight *,* 0.25", f"set {ENCODER}.scaled 0,0,0 1", "fill -3 encoder.*", other=other
    )  # fmt: skip
    assert {step.operation for step in changed} >= {
        "unscaled", "filled", "unmasked", "softmax_then_mask", "dropout", "set", "given", "patched", "no_positions",
    }  # fmt: skip
    weights = changed[f"{DECODER}.weights"]
    assert [str(source) for source in weights.inputs] == [
        f"{DECODER}.{x}.changed" for x in ("masked", "mask")
    ]
    assert not changed["source_embedding.dropout.thinned"].values[0].any()
    assert_consistent(changed)


@pytest.mark.parametrize(
    "forms",
    [
        ("fill 0", "mask-after-softmax"),
        ("fill 0", "fill 1 encoder.*"),
        ("no-scaling", f"no-scaling {ENCODER}"),
        ("no-positions", "no-positions source"),
        ("dropout 1", "dropout 2"),
        ("pre-norm", "pre-norm"),
        ("no-causal-mask", "no-causal-mask"),
    ],
)
def test_two_replacements_of_a_part_are_refused(model: Transformer, forms: tuple[str, ...]) -> None:
    with pytest.raises(InterventionError, match=r"^two changes replace .*; choose one$"):
        run(model, *forms)


# -------------------------------------------------------------------- nothing remains
def seen(model: nn.Module) -> tuple[object, ...]:
    """Everything in a model that a change could affect."""
    hooks = [
        (name, kind, list(there))
        for name, module in model.named_modules()
        for kind, there in vars(module).items()
        if kind.endswith("_hooks") and there
    ]
    state = [(name, value.numpy().tobytes()) for name, value in model.state_dict().items()]
    parts = [
        (name, id(module), module.training) for name, module in model.named_modules(remove_duplicate=False)
    ]
    parameters = [(name, id(p), p.data_ptr(), p.requires_grad) for name, p in model.named_parameters()]
    return hooks, state, parts, parameters


def bare(model: Transformer) -> bytes:
    with torch.no_grad():
        return bytes(model(ids(SOURCE), ids(TARGET)).numpy().tobytes())


@pytest.mark.parametrize("form", FORMS)
def test_nothing_remains_after_a_run_or_an_exception(model: Transformer, other: Trace, form: str) -> None:
    before, result = seen(model), bare(model)
    run(model, form, other=other)
    assert (seen(model), bare(model)) == (before, result)
    with pytest.raises(ZeroDivisionError), intervened(model, parsed(form), lambda patch: other) as changed:
        assert seen(changed) != before
        assert seen(model) == before
        raise ZeroDivisionError
    assert (seen(model), bare(model)) == (before, result)


def test_changes_are_applied_completely_or_not_at_all(model: Transformer, other: Trace) -> None:
    before = seen(model)
    with pytest.raises(InterventionError, match="there is no head 7"):
        run(model, "no-scaling", PATCH, "dropout 1", "pre-norm", f"silence {ENCODER} 7", other=other)
    assert seen(model) == before


def test_the_model_is_unchanged_while_a_changed_copy_exists(model: Transformer) -> None:
    """Each run with changes uses its own copy, which shares the weights."""
    before, result = seen(model), bare(model)
    silenced, kept = (output(run(model, f"{word} {ENCODER} 0")) for word in ("silence", "keep"))
    assert not np.array_equal(silenced, kept)
    with intervened(model, parsed(f"silence {ENCODER} 0")) as changed:
        assert (seen(model), bare(model)) == (before, result)
        np.testing.assert_array_equal(output(run(model, f"keep {ENCODER} 0")), kept)
        with torch.no_grad():
            np.testing.assert_array_equal(changed(ids(SOURCE), ids(TARGET))[0], silenced)
        shared = {id(parameter) for parameter in model.parameters()}
        assert {id(parameter) for parameter in changed.parameters()} == shared
        with (
            pytest.raises(InterventionError, match="is already being changed"),
            intervened(changed, parsed(f"keep {ENCODER} 0")),
        ):
            pass
    assert (seen(model), bare(model)) == (before, result)


@pytest.mark.parametrize("form", {form.split()[0]: form for form in FORMS}.values())
def test_threads_do_not_affect_each_other(model: Transformer, other: Trace, form: str) -> None:
    """Concurrent plain and changed runs give the same results as single ones."""
    specs = ([], [form])
    alone = [
        [(step.name, step.values.tobytes()) for step in run(model, *each, other=other)] for each in specs
    ]

    def same(number: int) -> bool:
        trace = run(model, *specs[number % 2], other=other)
        return [(step.name, step.values.tobytes()) for step in trace] == alone[number % 2]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(same, range(12)))


def test_shapes_can_be_computed_without_numbers() -> None:
    with torch.device("meta"):
        model = Transformer(tiny(layers=2)).to("meta").eval()
    source, target = (torch.empty(1, n, dtype=torch.int64, device="meta") for n in (3, 4))
    for form in FORMS:
        if form.startswith("patch"):
            continue
        with intervened(model, parsed(form)) as changed:
            assert changed(source, target).shape == (1, 4, 11)


def test_a_batch_is_changed_in_each_sentence(model: Transformer) -> None:
    source, target = ids(SOURCE, (8, 1, 3)), ids(TARGET, (2, 5, 5, 1))
    for form in FORMS:
        if form.startswith(("patch", "dropout")) or "#" in form:  # visits are counted over both runs
            continue
        with torch.no_grad(), intervened(model, parsed(form)) as changed:
            together = changed(source, target)
            alone = changed(source[1:], target[1:])
        torch.testing.assert_close(together[1:], alone, rtol=1e-5, atol=1e-5)
