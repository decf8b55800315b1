"""Interventions that do not fit a model or a run are refused in one helpful line."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformer_explore.core.interventions import InterventionError, parse
from transformer_explore.core.interventions.apply import intervened
from transformer_explore.core.interventions.files import opened, sha256_of
from transformer_explore.core.interventions.kinds_of_changes import Patch
from transformer_explore.core.interventions.tokens import changed_tokens
from transformer_explore.core.trace import Trace, save
from transformer_explore.core.trace.statistics import measure

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

MODEL = made()
HIDDEN = "encoder.layers.0.feed_forward.hidden"
NORM = "encoder.layers.0.feed_forward_residual.norm"


def refused(message: str, *specs: str, other: Trace | None = None, cached: bool = False) -> None:
    with pytest.raises(InterventionError, match=re.escape(message)) as caught:
        (decoded if cached else run)(MODEL, *specs, other=other)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (f"silence {ENCODER} 2", f"there is no head 2: {ENCODER} has 2 heads, 0 to 1"),
        ("silence encoder.layers.0.self_atention 0", f"'encoder.layers.0.self_atention'; did you mean {ENCODER}"),
        (f"silence {ENCODER}.heads 0", f"did you mean {ENCODER}"),
        ("no-scaling encoder.layers.7.*", "no attention layer matches 'encoder.layers.7.*'"),
        ("keys-as-values encoder.layers.7.*", "no attention layer matches 'encoder.layers.7.*'"),
        ("fill 0 nothing", "no attention layer matches 'nothing'"),
        (f"fill 1e39 {ENCODER}", "1e+39 is too large for float32"),
        (f"set {ENCODER}.weigths 0,0,0 1", f"no step '{ENCODER}.weigths'; did you mean {ENCODER}.weights"),
        (f"set {ENCODER}.weights 0,0 1", "has 3 axes, head, query, key: give an index, or * for all, for each axis"),
        (f"set {ENCODER}.mask 0,0 0.5", "contains only true and false: set it to 1 or 0, not to 0.5"),
        ("set logits 0,0 -1e300", "the value -1e+300 is too large for float32"),
        ("parameter logits.weight 0,0 1", "it is shared with source_embedding.tokens.weight: use that name"),
        (f"parameter {HIDDEN}.wieght 0,0 1", f"did you mean {HIDDEN}.weight"),
        ("parameter source_embedding.tokens.weight 0 1", "has 2 axes, row, column"),
        (f"parameter {HIDDEN}.bias 0,0 1", "has 1 axis, place"),
        (f"parameter {HIDDEN}.weight 12,0 1", f"row 12 is outside {HIDDEN}.weight, which is row (12) × column (8)"),
    ],
)  # fmt: skip
def test_an_intervention_that_does_not_fit_the_model_is_refused(spec: str, message: str) -> None:
    refused(message, spec)


def test_pre_norm_needs_a_suitable_model() -> None:
    with pytest.raises(InterventionError, match="this model is already pre-norm"):
        run(made(tiny(residual="pre-norm")), "pre-norm")


def test_the_error_for_a_cell_outside_a_step_names_the_visit() -> None:
    message = f"key 3 is outside {ENCODER}.weights, which is head (2) × query (3) × key (3); this happened at visit 0"
    refused(message, f"set {ENCODER}.weights 0,0,3 1")
    refused(
        "this happened at visit 0; indices and visits count from 0; "
        "to change a single visit, write #VISIT after the name",
        f"set {DECODER}.weights 0,0,2 1",
        cached=True,
    )
    assert_consistent(decoded(MODEL, f"set {DECODER}.weights#2 0,0,2 1"))


def test_a_visit_that_did_not_happen_is_refused() -> None:
    refused(
        f"{ENCODER}.heads ran once: there is no visit 1, so nothing was changed there",
        f"silence {ENCODER}#1 0",
    )
    refused("logits ran 4 times: there is no visit 9", "set logits#9 0,0 1", cached=True)
    refused(f"{DECODER}.key_cache did not run", f"set {DECODER}.key_cache 0,0,0 1")


def test_a_query_without_keys_is_refused() -> None:
    refused(
        f"{DECODER}.mask, visit 0: query 0 would have no key left to attend to; allow at least one",
        f"forbid {DECODER} 0,0",
    )
    refused(f"{CROSS}.mask, visit 0: query 2 would have no key", f"forbid {CROSS} 2,*")


# -------------------------------------------------------------------- patches
def test_a_patch_that_does_not_fit_is_refused() -> None:
    longer = run(MODEL, source=(1, 2, 3, 4))
    refused(
        f"{NORM} has position (3) at visit 0, but {NORM} in other.json has position (4): both must have "
        "the same size where the cell has *", f"patch {NORM} *,* other.json", other=longer,
    )  # fmt: skip
    refused("position 3 is outside", f"patch {NORM} 3,* other.json", other=longer)
    shorter = run(MODEL, source=(1, 2))
    refused(f"position 2 is outside {NORM} in other.json", f"patch {NORM} 2,* other.json", other=shorter)
    refused(
        "has different axes or a different type than",
        f"patch {NORM} 0,* other.json {ENCODER}.mask",
        other=longer,
    )
    refused(
        "has different axes or a different type than",
        f"patch {NORM} 0,* other.json {ENCODER}.weights",
        other=longer,
    )
    refused(f"other.json: no step '{NORM}#3' in this trace", f"patch {NORM}#3 0,* other.json", other=longer)


def test_a_patch_needs_complete_arrays() -> None:
    other = run(MODEL)
    steps = tuple(replace(step, statistics=measure(step.values)) for step in other)
    refused("was not stored completely", f"patch {NORM} 0,* other.json", other=replace(other, steps=steps))
    steps = tuple(replace(step, part={"head": 0}) for step in other)
    refused(
        "was not stored completely",
        f"patch {ENCODER}.heads 0,*,* other.json",
        other=replace(other, steps=steps),
    )


def test_a_patch_whose_file_changed_is_refused(tmp_path: Path) -> None:
    file, other = tmp_path / "another run.json", run(MODEL, source=(8, 1, 3))
    save(other, file)
    patch = parse(f"patch {NORM} *,* '{file}'")
    assert isinstance(patch, Patch)
    assert patch.sha256 == sha256_of(str(file))
    with torch.no_grad(), intervened(MODEL, [patch]) as changed:  # reads the file
        result = changed(ids(SOURCE), ids(TARGET))
    np.testing.assert_array_equal(result[0], output(other))
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(InterventionError, match="has changed since the patch was made"):
        opened(patch)
    file.write_text("{}")
    message = rf"^{re.escape(str(file))}: not a trace"
    with (
        pytest.raises(InterventionError, match=message),
        intervened(MODEL, [parse(f"patch {NORM} *,* '{file}'")]),
    ):
        pass


# -------------------------------------------------------------------- tokens
def test_tokens_are_shuffled_by_order_or_seed() -> None:
    words = ("a", "b", "c", "d")
    assert changed_tokens(parsed("shuffle source 2,0,1,3"), "source", words) == ("c", "a", "b", "d")
    assert changed_tokens(parsed("shuffle source 2,0,1,3"), "target", words) == words
    assert changed_tokens(parsed("pre-norm"), "source", words) == words
    for seed in range(20):
        shuffled = changed_tokens(parsed(f"shuffle target {seed}"), "target", words)
        assert shuffled == changed_tokens(parsed(f"shuffle target {seed}"), "target", words) != words
        assert sorted(shuffled) == list(words)
        assert changed_tokens(parsed(f"shuffle source {seed}"), "source", ("a", "b")) == ("b", "a")
    twice = parsed("shuffle source 1,2,0", "shuffle source 1,2,0")
    assert changed_tokens(twice, "source", (1, 2, 3)) == (3, 1, 2)


def test_invalid_shuffles_are_refused() -> None:
    with pytest.raises(InterventionError, match="the source has 3 tokens, but the order 1,0 has 2"):
        changed_tokens(parsed("shuffle source 1,0"), "source", SOURCE)
    with pytest.raises(InterventionError, match="the source has too few tokens to shuffle: 1"):
        changed_tokens(parsed("shuffle source 1"), "source", SOURCE[:1])


def test_a_shuffle_does_not_change_the_model() -> None:
    np.testing.assert_array_equal(output(run(MODEL, "shuffle source 1")), output(run(MODEL)))
