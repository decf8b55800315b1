"""Moving on the map along the data flow, through layers, passes of a decoding, and in the order of the computation."""

from pathlib import Path

import pytest
from transformer_explore.core.decoding.strategy import Beam, Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.features.map import strings
from transformer_explore.explorer.features.map.state import MapState

from tests.explorer.driver import ran
from tests.hugging_face import random_model, write
from tests.shipped import shipped_trace

TRACE = shipped_trace()


def at(name: str, trace: Trace = TRACE) -> MapState:
    return MapState(trace, trace[name].source)


def path(state: MapState) -> str:
    return state.path(state.box)


def decoded(strategy: Greedy | Beam) -> Trace:
    return ran(Request(source="猫喜欢狗", strategy=strategy, device="cpu")).trace


def test_up_follows_the_data_from_the_words_through_all_layers_to_the_prediction() -> None:
    state = MapState(TRACE)
    visited = [path(state)]
    while state.up(1):
        visited.append(path(state))
    layers = [(side, layer) for side in ("encoder", "decoder") for layer in (1, 2)]
    encoder = [f"encoder › layer {n} › {title}" for side, n in layers if side == "encoder" for title in (
        "self-attention", "add & norm", "feed-forward", "add & norm")]  # fmt: skip
    first = ["cross-attention", "add & norm", "feed-forward", "add & norm"]
    decoder = [f"decoder › layer 1 › {title}" for title in first]
    decoder += [f"decoder › layer 2 › {title}" for title in ("masked self-attention", "add & norm", *first)]
    assert visited == ["input embedding", "sum", *encoder, *decoder, "linear", "softmax"]


def test_down_goes_back_to_the_words() -> None:
    state = at("log_probabilities")
    count = 0
    while state.up(-1):
        count += 1
    assert path(state) == "output embedding" and count == 15
    assert state.layers == {"encoder": 0, "decoder": 0}


def test_a_move_is_along_an_arrow_of_the_figure() -> None:
    state = MapState(TRACE)
    edges = {(edge.start, edge.end) for edge in state.diagram.edges}
    before = state.box
    while state.up(1):
        assert (before.number, state.box.number) in edges
        before = state.box


def test_left_from_cross_attention_is_the_top_of_the_encoder_and_right_from_there_leads_back() -> None:
    state = at("decoder.layers.1.cross_attention.key")
    assert state.right(-1)
    assert path(state) == "encoder › layer 2 › add & norm" and state.box.part.endswith(
        "feed_forward_residual"
    )
    assert state.right(1)
    assert path(state) == "decoder › layer 2 › cross-attention"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("encoder.layers.0.feed_forward.hidden", "decoder › layer 1 › feed-forward"),
        ("encoder.layers.0.self_attention.query", "decoder › layer 1 › masked self-attention"),
        ("source_embedding.tokens", "output embedding"),
    ],
)
def test_right_from_the_encoder_is_the_box_of_the_same_kind(start: str, end: str) -> None:
    state = at(start)
    assert state.right(1)
    assert path(state) == end
    assert state.right(-1)
    assert state.box is state.here


def test_the_positional_encoding_is_beside_the_sum() -> None:
    state = at("source_embedding.sum")
    assert state.right(-1) and path(state) == "positional encoding"
    assert not state.up(-1)
    assert state.up(1) and path(state) == "sum"
    assert not at("source_embedding.tokens").right(-1)
    state = at("target_embedding.sum")
    assert state.right(1) and path(state) == "positional encoding"
    assert state.right(-1) and path(state) == "sum"


def test_steps_go_through_every_box_in_the_order_of_the_computation() -> None:
    state = MapState(TRACE)
    visited = [state.box.number]
    while state.step(1):
        visited.append(state.box.number)
    assert visited == list(range(len(state.diagram.boxes))) and state.is_last
    while state.step(-1):
        pass
    assert state.box.number == 0


def test_steps_go_through_the_decoder_in_every_iteration() -> None:
    trace = decoded(Greedy())
    state = MapState(trace)
    encoder = sum(box.column == "encoder" for box in state.diagram.boxes)
    decoder = len(state.diagram.boxes) - encoder
    assert len(state.moments) == encoder + decoder * len(trace.iterations)
    state.to_moment(len(state.moments) - 1)
    assert state.visit == len(trace.iterations) - 1 and path(state) == "softmax"
    assert strings.iteration(state) == "iteration 5 of 5"


def test_a_pass_of_a_decoding_has_its_own_steps() -> None:
    state = at("decoder.layers.0.feed_forward.output#3", decoded(Greedy()))
    assert state.visit == 3 and str(state.output(state.box)) == "decoder.layers.0.feed_forward.output#3"
    assert state.to_pass(1) and not state.to_pass(1)
    assert str(state.output(state.box)) == "decoder.layers.0.feed_forward.output#4"


def test_a_beam_search_runs_the_decoder_several_times_in_an_iteration() -> None:
    state = at("log_probabilities#4", decoded(Beam(2)))
    assert strings.iteration(state) == "iteration 3, run 5 of 11"


def test_another_layer_keeps_the_box() -> None:
    state = at("encoder.layers.0.feed_forward.hidden")
    assert state.to_layer(1) and path(state) == "encoder › layer 2 › feed-forward"
    assert not state.to_layer(1)
    assert state.layers == {"encoder": 1, "decoder": 0}
    state = at("source_embedding.sum")
    assert state.to_layer(1) and path(state) == "sum" and state.layers["encoder"] == 1


def test_a_model_without_layers_or_a_trace_of_one_step_has_a_map() -> None:
    state = MapState(TRACE.select(["logits"]))
    assert path(state) == "linear"
    assert not any(
        (state.up(1), state.up(-1), state.right(1), state.right(-1), state.step(1), state.to_layer(1))
    )


def test_the_sentences_fit_rms_norm_and_the_gated_network_of_llama(tmp_path: Path) -> None:
    write(tmp_path, "llama", random_model("llama"))
    state = MapState(ran(Request(source="the cat", model=str(tmp_path), device="cpu")).trace)
    said = {box.part: strings.about(state, box) for box in state.diagram.boxes}
    norms = [text for part, text in said.items() if part.endswith("norm")]
    assert norms
    assert all("root mean square" in text for text in norms)
    assert "multiplies the other" in said["decoder.layers.feed_forward"]
    paper = MapState(TRACE)
    said = {box.part: strings.about(paper, box) for box in paper.diagram.boxes}
    assert said["decoder.layers.feed_forward"].startswith("Two linear layers with an activation in between")


def test_every_box_has_a_sentence_and_says_what_it_reads() -> None:
    state = MapState(TRACE)
    for box in state.diagram.boxes:
        assert strings.about(state, box)
    cross = at("decoder.layers.1.cross_attention.key")
    assert strings.reads(cross, cross.box) == "from encoder layer 2 add & norm, add & norm · to add & norm"
    assert strings.size(cross, cross.box) == (
        f"11 steps · position × feature  4×{TRACE['source_embedding.sum'].shape[-1]}"
    )


def test_steps_in_a_box_are_named_without_its_path() -> None:
    state = at("encoder.layers.0.feed_forward.hidden")
    assert [*state.names(state.box)] == ["hidden", "activation", "output"]
    state = MapState(TRACE)
    assert [*state.names(state.box)] == ["tokens", "scaled"]


def test_the_same_run_computed_again_keeps_the_box() -> None:
    state = at("encoder.layers.1.feed_forward.hidden")
    again = ran(Request(source="我爱你", device="cpu")).trace
    state.replace(again)
    assert path(state) == "encoder › layer 2 › feed-forward" and state.here is state.box
    assert state.output(state.box) is again["encoder.layers.1.feed_forward.output"]
    assert state.moments[0].box is state.diagram.boxes[0]
