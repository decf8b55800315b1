"""Every intervention really changes the run, every number is still what its step says, and nothing of it remains."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import nn
from transformer_explore.core.interventions import InterventionError
from transformer_explore.core.interventions.apply import intervened
from transformer_explore.core.interventions.kinds import KINDS
from transformer_explore.core.nn.transformer import Transformer
from transformer_explore.core.trace import Trace, sides
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.interventions.running import CROSS, DECODER, ENCODER, assert_true, decoded, output, parsed, run
from tests.models import SOURCE, TARGET, ids, made, tiny

pytestmark = pytest.mark.numbers

NORM = "encoder.layers.0.feed_forward_residual.norm"
PATCH = f"patch {NORM} 1,* other.json"

# One or more of each kind, all of which change the result of the forward pass of a small model.
FORMS = (
    "no-positions", "no-positions source", "no-positions target",
    "no-scaling", f"no-scaling {ENCODER}", "no-scaling *cross*",
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
    """A run over another sentence of the same length."""
    return run(model, source=(8, 1, 3))


def test_every_kind_is_looked_at() -> None:
    assert {form.split()[0] for form in FORMS} == set(KINDS) - {"shuffle"}  # which is made before the run


@pytest.mark.parametrize("form", FORMS)
def test_the_run_really_changes_and_every_number_is_what_its_step_says(
    model: Transformer, other: Trace, form: str
) -> None:
    plain, changed = run(model), run(model, form, other=other)
    assert not np.allclose(output(plain), output(changed), atol=1e-4)
    assert_true(changed)


@pytest.mark.parametrize("form", FORMS)
def test_the_names_are_the_same_but_for_what_was_added(model: Transformer, other: Trace, form: str) -> None:
    plain, changed = run(model), run(model, form, other=other)
    added = changed.names - plain.names
    assert plain.names <= changed.names
    ends = ("dropout.kept", "dropout.thinned") if form.startswith("dropout") else ("changed", "given")
    assert all(name.endswith(ends) for name in added)
    assert len(changed) == len(changed.names)


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_run_can_be_saved_and_read(model: Transformer, other: Trace, form: str) -> None:
    changed = run(model, form, other=other)
    again = from_bytes(to_bytes(changed), changed.parameters)
    assert again.run["interventions"] == [one.as_data() for one in parsed(form)]
    assert_true(again, cells=1)


@pytest.mark.parametrize("form", FORMS)
def test_words_stand_along_the_axes_of_what_was_added(model: Transformer, other: Trace, form: str) -> None:
    changed = run(model, form, other=other)
    known, plain = sides(changed), sides(run(model))
    for step in changed:
        if step.kind is not None and not step.kind.given:
            assert set(known[step.source]) == {
                axis for axis in step.axes if axis in ("position", "query", "key")
            }
    assert all(known[source] == side for source, side in plain.items())


@pytest.mark.parametrize("form", FORMS)
def test_what_a_lean_recording_leaves_out_follows_from_the_rest(
    model: Transformer, other: Trace, form: str
) -> None:
    whole, lean = run(model, form, other=other), run(model, form, other=other, keep="lean")
    assert {step.operation for step in lean if step.derived} == {
        step.operation for step in whole if step.kind is not None and step.kind.cheap
    }
    for step in whole:
        there = lean[step.source].values
        assert there.dtype == step.values.dtype
        np.testing.assert_allclose(there, step.values, rtol=1e-4, atol=1e-5, err_msg=step.name)


# -------------------------------------------------------------------- with a cache

# With a cache the decoder is asked for one row at a time, and nothing stands after it that a mask could hide.
WHOLE = ("no-causal-mask", "fill", "mask-after", "set logits 3,5 2.25", f"set {DECODER}.mask 1,0 0")
CACHED = [form for form in FORMS if not form.startswith(WHOLE) and "0,2" not in form]


@pytest.mark.parametrize("form", [*CACHED, f"set {DECODER}.scaled#2 1,0,2 4", "set logits#1 0,3 2.5"])
def test_decoding_with_a_cache_is_changed_and_every_number_is_what_its_step_says(
    model: Transformer, other: Trace, form: str
) -> None:
    plain, changed = decoded(model), decoded(model, form, other=other)
    last = f"log_probabilities#{len(TARGET) - 1}"
    assert (
        not np.allclose(plain[last].values, changed[last].values, atol=1e-4)
        or "#1" in form
        or "target" in form
    )
    assert_true(changed, cells=1)


@pytest.mark.parametrize(
    "form", ["no-positions", "no-scaling", f"silence {CROSS} 0", f"keep {DECODER} 1", "pre-norm", "fill -1e9"]
)
def test_a_changed_run_says_the_same_with_a_cache(model: Transformer, form: str) -> None:
    whole, steps = run(model, form), decoded(model, form)
    rows = [steps[f"log_probabilities#{n}"].values[0] for n in range(len(TARGET))]
    np.testing.assert_allclose(rows, output(whole), atol=1e-5)


def test_one_visit_alone_can_be_changed(model: Transformer) -> None:
    plain, changed = decoded(model), decoded(model, f"silence {CROSS}#2 1")
    same = [
        np.array_equal(plain[f"log_probabilities#{n}"].values, changed[f"log_probabilities#{n}"].values)
        for n in range(4)
    ]
    assert same[:3] == [True, True, False]
    assert [step.source.visit for step in changed if step.name == f"{CROSS}.heads.changed"] == [0]
    assert str(changed[f"{CROSS}.heads.changed"].inputs[0]) == f"{CROSS}.heads#2"


def test_dropout_draws_other_numbers_at_each_visit_and_place(model: Transformer) -> None:
    changed = decoded(model, "dropout 3 0.5")
    rows = [step.values.tobytes() for step in changed if step.name.endswith("kept") and step.shape[0] == 1]
    assert len(rows) > 20
    assert len(set(rows)) > len(rows) / 2  # eight coins, so some rows agree


# -------------------------------------------------------------------- several together


def test_changes_of_changes_follow_each_other(model: Transformer) -> None:
    heads = f"{ENCODER}.heads"
    changed = run(model, f"silence {ENCODER} 0", f"set {heads} 1,0,* 2", f"set {heads} *,2,0 3")
    names = [f"{heads}", f"{heads}.changed", f"{heads}.changed.changed", f"{heads}.changed.changed.changed"]
    assert [str(changed[name].inputs[0]) for name in names[1:]] == names[:-1]
    assert str(changed[f"{ENCODER}.concat"].inputs[0]) == names[-1]
    values = changed[names[-1]].values
    assert values[1, 0, 1] == 2
    assert values[0, 2, 0] == values[1, 2, 0] == 3
    assert not values[0, 0].any()
    assert_true(changed)


def test_parts_and_changes_go_together(model: Transformer, other: Trace) -> None:
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
        f"{DECODER}.masked.changed",
        f"{DECODER}.mask.changed",
    ]
    assert not changed["source_embedding.dropout.thinned"].values[0].any()
    assert_true(changed)


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
def test_two_parts_for_one_slot_are_refused(model: Transformer, forms: tuple[str, ...]) -> None:
    with pytest.raises(InterventionError, match=r"^two changes want the place of .*; choose one$"):
        run(model, *forms)


# -------------------------------------------------------------------- nothing remains


def seen(model: nn.Module) -> tuple[object, ...]:
    """All of a model that could tell of a change."""
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
def test_nothing_remains_afterwards(model: Transformer, other: Trace, form: str) -> None:
    before, said = seen(model), bare(model)
    run(model, form, other=other)
    assert (seen(model), bare(model)) == (before, said)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_remains_after_an_exception(model: Transformer, other: Trace, form: str) -> None:
    before, said = seen(model), bare(model)
    with pytest.raises(ZeroDivisionError), intervened(model, parsed(form), lambda patch: other) as changed:
        assert seen(changed) != before
        assert seen(model) == before
        raise ZeroDivisionError
    assert (seen(model), bare(model)) == (before, said)


def test_nothing_is_half_applied(model: Transformer, other: Trace) -> None:
    before = seen(model)
    with pytest.raises(InterventionError, match="there is no head 7"):
        run(model, "no-scaling", PATCH, "dropout 1", "pre-norm", f"silence {ENCODER} 7", other=other)
    assert seen(model) == before


def test_a_model_runs_as_it_is_while_it_is_changed_elsewhere(model: Transformer) -> None:
    """Each run with changes has a copy of its own, which shares the weights."""
    before, said = seen(model), bare(model)
    one, other = (output(run(model, f"{word} {ENCODER} 0")) for word in ("silence", "keep"))
    assert not np.array_equal(one, other)
    with intervened(model, parsed(f"silence {ENCODER} 0")) as changed:
        assert (seen(model), bare(model)) == (before, said)
        np.testing.assert_array_equal(output(run(model, f"keep {ENCODER} 0")), other)
        with torch.no_grad():
            np.testing.assert_array_equal(changed(ids(SOURCE), ids(TARGET))[0], one)
        shared = {id(parameter) for parameter in model.parameters()}
        assert {id(parameter) for parameter in changed.parameters()} == shared
        with (
            pytest.raises(InterventionError, match="is being changed already"),
            intervened(changed, parsed(f"keep {ENCODER} 0")),
        ):
            pass
    assert (seen(model), bare(model)) == (before, said)


@pytest.mark.parametrize("form", FORMS)
def test_no_thread_meets_the_changes_of_another(model: Transformer, other: Trace, form: str) -> None:
    """Plain runs and changed ones at once give what each gives alone."""
    specs = ([], [form])
    alone = [
        [(step.name, step.values.tobytes()) for step in run(model, *each, other=other)] for each in specs
    ]

    def same(number: int) -> bool:
        trace = run(model, *specs[number % 2], other=other)
        return [(step.name, step.values.tobytes()) for step in trace] == alone[number % 2]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(same, range(12)))


def test_shapes_alone_can_be_rehearsed() -> None:
    with torch.device("meta"):
        model = Transformer(tiny(layers=2)).to("meta").eval()
    asked, said = (torch.empty(1, n, dtype=torch.int64, device="meta") for n in (3, 4))
    for form in FORMS:
        if form.startswith("patch"):
            continue
        with intervened(model, parsed(form)) as changed:
            assert changed(asked, said).shape == (1, 4, 11)


def test_a_batch_is_changed_in_each_sentence(model: Transformer) -> None:
    source, target = ids(SOURCE, (8, 1, 3)), ids(TARGET, (2, 5, 5, 1))
    for form in FORMS:
        if form.startswith(("patch", "dropout")) or "#" in form:  # which visit is which, counts each run
            continue
        with torch.no_grad(), intervened(model, parsed(form)) as changed:
            together = changed(source, target)
            alone = changed(source[1:], target[1:])
        torch.testing.assert_close(together[1:], alone, rtol=1e-5, atol=1e-5)
