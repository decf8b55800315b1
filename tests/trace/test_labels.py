"""The labels of axes follow from the inputs of the steps."""

from dataclasses import replace

import numpy as np
import pytest
from transformer_explore.core.decoding.strategy import Beam
from transformer_explore.core.operations import OPERATIONS
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import ModelCard, Step, Token, Trace, TraceError
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.models import SOURCE, TARGET, made, tiny, traced, unrecorded

CACHE = "decoder.layers.1.self_attention.key_cache"
WEIGHTS = "decoder.layers.1.self_attention.weights"
TRACE = traced(made(tiny(layers=2)))
SOURCE_WORDS, TARGET_WORDS = (tuple(f"w{i}" for i in row) for row in (SOURCE, TARGET))


def words(trace: Trace, name: str) -> dict[str, tuple[str, ...]]:
    return trace.labels(trace[name])


@pytest.mark.parametrize("step", ["dot_products", "scaled", "masked", "weights"])
@pytest.mark.parametrize(
    ("attention", "query", "key"),
    [
        ("encoder.layers.1.self_attention", SOURCE_WORDS, SOURCE_WORDS),
        ("decoder.layers.1.self_attention", TARGET_WORDS, TARGET_WORDS),
        ("decoder.layers.1.cross_attention", TARGET_WORDS, SOURCE_WORDS),
    ],
)
def test_rows_are_queries(attention: str, step: str, query: tuple[str, ...], key: tuple[str, ...]) -> None:
    assert words(TRACE, f"{attention}.{step}") == {"query": query, "key": key}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("source_embedding.positions", {"position": SOURCE_WORDS}),
        ("target_embedding.sum", {"position": TARGET_WORDS}),
        ("decoder.layers.0.cross_attention.query", {"query": TARGET_WORDS}),
        ("decoder.layers.0.cross_attention.key", {"key": SOURCE_WORDS}),
        ("decoder.layers.0.cross_attention.value", {"key": SOURCE_WORDS}),
        ("decoder.layers.0.cross_attention.mask", {"query": TARGET_WORDS, "key": SOURCE_WORDS}),
        ("decoder.layers.0.cross_attention.heads", {"query": TARGET_WORDS}),
        ("decoder.layers.0.cross_attention.concat", {"position": TARGET_WORDS}),
        ("decoder.layers.1.feed_forward.hidden", {"position": TARGET_WORDS}),
        ("logits", {"position": TARGET_WORDS, "token": tuple(f"w{i}" for i in range(11))}),
    ],
)
def test_axes_have_the_labels_of_their_inputs(name: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert words(TRACE, name) == expected


def test_every_position_axis_has_labels() -> None:
    for step in TRACE:
        expected = {axis for axis in step.axes if axis in ("position", "query", "key", "token")}
        assert set(words(TRACE, step.name)) == expected, step.name


def bare(*globs: str) -> Trace:
    """A partial trace of another program, without the tokens along its axes."""
    part = TRACE.select(globs)
    return replace(part, steps=tuple(replace(step, along={}) for step in part))


def test_a_part_has_no_labels_where_they_are_unknown() -> None:
    here = "decoder.layers.0.cross_attention"
    embedding, cross = "target_embedding.*", f"{here}.*"
    only_weights = bare(f"{here}.weights")
    assert words(only_weights, f"{here}.weights") == {}
    without_the_encoder = bare(
        embedding, "decoder.layers.0.self_attention*", f"{here}.query", f"{here}.dot_products"
    )
    assert words(without_the_encoder, f"{here}.dot_products") == {"query": TARGET_WORDS}
    with_the_mask = bare(cross)
    assert words(with_the_mask, f"{here}.weights") == {"query": TARGET_WORDS, "key": SOURCE_WORDS}


def test_labels_that_do_not_fit_are_left_out() -> None:
    short = replace(
        TRACE, tokens={"source": TRACE.tokens["source"][:1], "target": TRACE.tokens["target"]}, vocabulary=()
    )
    assert words(short, "logits") == {"position": TARGET_WORDS}
    assert words(short, "encoder.layers.0.self_attention.weights") == {}


# -------------------------------------------------------------------- finding steps
def test_a_step_is_found_by_name_and_visit() -> None:
    assert TRACE["logits"] is TRACE["logits#0"] is TRACE[TRACE["logits"].source]
    assert "logits" in TRACE
    assert TRACE["logits"].source in TRACE
    assert "logits#1" not in TRACE
    assert 7 not in TRACE


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("logit", "no step 'logit' in this trace; did you mean 'logits'"),
        (
            "encoder.layer.0.self_attention.weights",
            r"did you mean 'encoder\.layers\.0\.self_attention\.weights'",
        ),
        ("weights", r"did you mean '.*weights'"),
        ("logits#one", "write the number of the visit after #"),
        ("logits#²", "write the number of the visit after #"),
        ("logits#3", "no step 'logits#3' in this trace"),
    ],
)
def test_an_unknown_step_is_refused_with_a_suggestion(name: str, message: str) -> None:
    with pytest.raises(TraceError, match=message):
        _ = TRACE[name]


def test_globs_select_steps_in_order() -> None:
    part = TRACE.select(["logits", "encoder.*.weights"])
    assert [step.name for step in part] == [
        "encoder.layers.0.self_attention.weights",
        "encoder.layers.1.self_attention.weights",
        "logits",
    ]
    assert part.tokens == TRACE.tokens
    with pytest.raises(TraceError, match=r"no step matches '\*\.weighs'; did you mean"):
        TRACE.select(["logits", "*.weighs"])


def test_the_consumers_of_a_step_read_its_output() -> None:
    memory = TRACE["encoder.layers.1.feed_forward_residual.norm"]
    assert [step.name for step in TRACE.consumers(memory)] == [
        f"decoder.layers.{n}.cross_attention.{name}" for n in (0, 1) for name in ("key", "value")
    ]
    assert list(TRACE.consumers(TRACE["log_probabilities"])) == []


def test_in_a_decoding_the_cache_is_labeled_by_the_prefix_and_a_query_by_the_latest_token() -> None:
    """Also in beam search, where each hypothesis has its own prefix."""
    trace = run(Request(source="我爱你", strategy=Beam(3), device="cpu")).trace
    seen = 0
    for step in trace:
        if step.name not in (CACHE, WEIGHTS):
            continue
        prefix = [token.text for token in trace.tokens[str(Source("tokens", "prefix", step.visit))]]
        words = trace.labels(step)
        assert list(words["key"]) == prefix
        if step.name == WEIGHTS:
            assert list(words["query"]) == prefix[-1:]
        seen += 1
    assert seen > 10


@pytest.mark.parametrize("globs", [["*.weights"], ["*.heads", "logits"], ["decoder.layers.1.*"]])
def test_a_part_keeps_its_labels_also_in_a_file(globs: list[str]) -> None:
    part = TRACE.select(globs)
    for one in (part, from_bytes(to_bytes(part)), part.select(["*"])):
        for step in one:
            assert words(one, step.name) == words(TRACE, step.name)


# ------------------------------------------------------------------------------- operations of other models
def test_axes_of_other_models_have_the_labels_of_their_inputs() -> None:
    """Made by hand: a cache of two groups of keys for a text of three words, of which the last one asks."""
    tokens = {name: tuple(Token(n, word) for n, word in enumerate(name)) for name in ("ab", "c", "abc")}
    ids = [Source("tokens", name) for name in tokens]
    steps: list[Step] = []

    def add(operation: str, *inputs: Source, shape: tuple[int, ...], **settings: int) -> Source:
        axes = OPERATIONS[operation].axes
        steps.append(
            unrecorded(
                f"step{len(steps)}", np.zeros(shape), axes, operation, inputs=inputs, settings=settings
            )
        )
        return steps[-1].source

    earlier, last = (
        add("token_embedding", ids[n], Source("parameter", "e"), shape=(2 - n, 4)) for n in (0, 1)
    )
    keys = [
        add("rotary_key", add("key", x, Source("parameter", "w"), shape=(2, n, 2)), shape=(2, n, 2))
        for x, n in ((earlier, 2), (last, 1))
    ]
    shared = add("shared_key", add("key_cache", *keys, shape=(2, 3, 2)), shape=(4, 3, 2), heads=4)
    query = add(
        "rotary_query", add("query", last, Source("parameter", "w"), shape=(4, 1, 2)), shape=(4, 1, 2)
    )
    scores = add("dot_products", query, shared, shape=(4, 1, 3))
    bias = add("position_bias", ids[1], ids[2], Source("parameter", "b"), shape=(4, 1, 3))
    biased = add("biased_scores", scores, bias, shape=(4, 1, 3))
    first = add("first_position", add("add", earlier, earlier, shape=(2, 4)), shape=(1, 4), place=0)
    pooled = add("pooler", first, Source("parameter", "w"), shape=(1, 4))
    classes = add("next_sentence", pooled, Source("parameter", "w"), shape=(1, 2))

    trace = Trace(ModelCard("m", "a", {}, ""), {}, tokens, tuple(steps), ("x", "y"))
    assert trace.labels(trace[shared]) == {"key": ("a", "b", "c")}
    assert trace.labels(trace[query]) == {"query": ("c",)}
    for source in (scores, bias, biased):
        assert trace.labels(trace[source]) == {"query": ("c",), "key": ("a", "b", "c")}
    for source in (first, pooled, classes):
        assert trace.labels(trace[source]) == {"position": ("a",)}
