"""The state of the decode screen: a tree of hypotheses, and beam searches ranked by any length penalty."""

from dataclasses import replace

import numpy as np
import pytest
from rich.cells import cell_len
from transformer_explore.core.decoding.distribution import distribution
from transformer_explore.core.decoding.greedy import EXTRA
from transformer_explore.core.decoding.strategy import Beam, Greedy, Sample, length_penalty
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace, TraceError
from transformer_explore.explorer.features.decode.beams import Beams
from transformer_explore.explorer.features.decode.settings import TOP_KS, moved, turned
from transformer_explore.explorer.features.decode.state import DecodeState
from transformer_explore.explorer.features.decode.tree import Tree
from transformer_explore.explorer.features.decode.widgets import AttentionList, signed
from transformer_explore.explorer.ui.bars import VERTICAL, horizontal, share, vertical
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.text import cut_start

from tests.explorer.driver import ran

TEXT = "我爱你"


def asked(**more: object) -> Trace:
    return ran(Request(source=TEXT, **more)).trace  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def forward() -> Trace:
    return asked()


@pytest.fixture
def tree(forward: Trace) -> Tree:
    made = Tree(forward.vocabulary)
    made.add(forward)
    return made


def compute(tree: Tree) -> None:
    """Adds the prediction after the current hypothesis."""
    if tree.needs(tree.current.ids):
        tree.add(asked(strategy=tree.strategy(tree.current.ids)))


def pick(tree: Tree, *words: str) -> None:
    for word in words:
        compute(tree)
        tree.pick(tree.vocabulary.index(word))
    compute(tree)


# ------------------------------------------------------------------------------------- what is known
def test_a_forward_pass_predicts_each_token_of_its_translation(tree: Tree, forward: Trace) -> None:
    for token in forward.tokens["target"][1:]:
        assert not tree.prediction.decoded
        assert tree.most_probable() == token.id
        tree.pick(token.id)


def test_a_decoding_replaces_the_same_predictions_of_a_forward_pass(tree: Tree) -> None:
    before = tree.prediction
    assert tree.needs(())
    compute(tree)
    after = tree.prediction
    assert after.decoded
    assert not tree.needs(())
    assert np.allclose(before.log_probabilities, after.log_probabilities, atol=1e-5)


def test_the_predictions_of_a_changed_forward_pass_are_not_used() -> None:
    changed = asked(interventions=(parse("no-causal-mask"),))
    tree = Tree(changed.vocabulary)
    tree.add(changed)
    assert tree.prediction is None
    assert tree.next is None
    assert tree.latest is None


def test_after_the_end_nothing_is_needed_from_the_engine(tree: Tree) -> None:
    pick(tree, "i", "love", "you", "[EOS]")
    assert tree.has_ended(tree.current)
    assert not tree.needs(tree.current.ids)
    assert tree.words(tree.current) == ["i", "love", "you"]
    assert tree.latest[0].ids == tree.current.ids[:-1]


def test_a_translation_of_the_greatest_length_is_full(tree: Tree) -> None:
    longest = (tree.vocabulary.index("you"),) * (len(TEXT) + EXTRA)
    tree.add(asked(strategy=tree.strategy(longest)))
    tree.pick_all(longest, "")
    assert tree.is_full(tree.current)
    assert not tree.has_ended(tree.current)
    assert not tree.needs(tree.current.ids)
    assert tree.latest is not None


# ------------------------------------------------------------------------------------- moves
def test_picking_undoing_and_forking_keep_every_hypothesis(tree: Tree) -> None:
    pick(tree, "i", "love")
    love = tree.at
    assert tree.undo()
    pick(tree, "you")
    tree.undo()
    pick(tree, "love")
    assert tree.at == love  # the same hypothesis
    tree.go_to(0)
    pick(tree, "he")
    assert [" ".join(tree.words(node)) for node in tree.nodes] == ["", "i", "i love", "i you", "he"]
    assert [(node.ids and tree.word(node.ids[-1]), branch) for node, branch in tree.lines()] == [
        ((), ""), ("i", "├ "), ("love", "│ ├ "), ("you", "│ └ "), ("he", "└ "),
    ]  # fmt: skip
    tree.go_to(99)
    assert tree.at == 4
    tree.go_to(-3)
    assert not tree.undo()


def test_log_probabilities_are_those_of_a_greedy_decoding(tree: Tree) -> None:
    pick(tree, "i", "love", "you", "[EOS]")
    greedy = asked(strategy=Greedy()).decoding
    for node, h in zip(tree.nodes[1:], greedy.hypotheses(), strict=True):
        assert node.token == h.token
        assert node.log_probability == pytest.approx(h.log_probability, abs=1e-6)


def test_a_long_chain_is_not_indented(tree: Tree) -> None:
    for _ in range(2000):
        node = tree.current
        tree.nodes.append(replace(node, number=len(tree.nodes), parent=tree.at))
        tree.at = len(tree.nodes) - 1
    assert {branch for _, branch in tree.lines()} == {""}


# ------------------------------------------------------------------------------------- what can be drawn
@pytest.mark.parametrize(
    "settings", [Sample(), Sample(0.5), Sample(2.0, 7), Sample(3.0, 0, 0.6), Sample(1.5, 9, 0.9)]
)
def test_candidates_are_those_of_the_distribution(tree: Tree, settings: Sample) -> None:
    compute(tree)
    tree.settings = settings
    prediction = tree.prediction
    wanted = distribution(prediction.log_probabilities, settings)
    for rank in range(len(tree.vocabulary)):
        candidate = tree.candidate(rank)
        assert candidate.token.id == wanted.order[rank]
        assert candidate.probability == wanted.probabilities[candidate.token.id]
        assert candidate.cut == wanted.cut(rank)
        assert candidate.model == pytest.approx(np.exp(prediction.log_probabilities[candidate.token.id]))
        assert bool(candidate.cut) == (candidate.probability == 0)


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_drawing_token_by_token_equals_a_whole_decoding_with_that_seed(tree: Tree, seed: int) -> None:
    settings = Sample(3.0, 50, 0.95, seed)
    whole = asked(strategy=settings).decoding
    tree.settings = settings
    for h in whole.hypotheses():
        compute(tree)
        token, probability = tree.draw()
        assert token == h.token.id
        assert f"{probability:.4g}" in h.why
        tree.pick(token)


def test_a_setting_between_two_values_moves_from_the_nearest() -> None:
    assert turned(Sample(0.77), "temperature", 1).temperature == 0.9
    assert moved(TOP_KS, 0, -1) == 500
    assert moved(TOP_KS, 7, 0) == 6


# ------------------------------------------------------------------------------------- beam search
def test_alpha_ranks_the_finished_hypotheses_as_the_engine_does() -> None:
    beams = Beams()
    assert beams.needs_search
    beams.add(asked(strategy=beams.strategy()))
    assert not beams.needs_search
    for alpha in (0.0, 0.6, 2.0):
        beams.alpha = alpha
        engine = asked(strategy=Beam(beams.width, alpha)).decoding
        ranking = beams.ranking()
        assert ranking[0].hypothesis.number == engine.best
        for scored in ranking:
            h = scored.hypothesis
            assert scored.score == h.log_probability / length_penalty(h.length, alpha)
        assert [each.score for each in ranking] == sorted((each.score for each in ranking), reverse=True)


def test_a_beam_search_is_needed_once_for_each_width() -> None:
    beams = Beams()
    beams.turn("beams", -1)
    assert beams.width == 3
    beams.add(asked(strategy=beams.strategy()))
    beams.turn("alpha", 1)
    assert not beams.needs_search
    beams.turn("beams", 1)
    assert beams.needs_search
    assert beams.lines() == []
    assert beams.ranking() == []


def test_each_hypothesis_of_a_beam_search_leads_to_the_step_that_computed_it() -> None:
    beams = Beams()
    beams.add(asked(strategy=beams.strategy()))
    known = {0: 0.0}
    for _iteration, h in beams.lines():
        if h is not None:
            source = beams.made_by(h)
            assert source is not None
            said = float(beams.trace[source].values[-1, h.token.id])
            known[h.number] = h.log_probability
            assert h.log_probability == pytest.approx(known[h.parent] + said)


# ------------------------------------------------------------------------------------- the state
def test_a_decoding_has_the_changes_and_precision_of_the_run() -> None:
    changes = (parse("no-scaling"), parse("silence decoder.layers.0.cross_attention 1"))
    state = DecodeState(Navigator(asked(interventions=changes, dtype="float64")))
    assert state.run_options == {"interventions": changes, "dtype": "float64"}
    assert state.text == TEXT


def test_a_trace_without_a_sentence_cannot_be_decoded(forward: Trace) -> None:
    run = {name: value for name, value in forward.run.items() if name != "text"}
    with pytest.raises(TraceError, match="nothing can be decoded"):
        DecodeState(Navigator(replace(forward, tokens={}, run=run)))


def test_layers_and_heads_wrap_around(forward: Trace) -> None:
    state = DecodeState(Navigator(forward))
    configuration = forward.model.configuration
    assert state.sizes == (configuration["layers"], configuration["heads"])
    state.turn_head(-1)
    for layer in (*range(1, configuration["layers"]), 0):
        state.turn_layer(1)
        assert (state.layer, state.head) == (layer, configuration["heads"] - 1)


def test_the_weights_are_those_of_the_latest_token(tree: Tree, forward: Trace) -> None:
    pick(tree, "i", "love")
    prediction = tree.prediction
    wanted = forward["decoder.layers.1.cross_attention.weights"].values[3, 2]
    assert np.allclose(prediction.weights(1, 3), wanted, atol=1e-5)
    layers, heads, d_model = (forward.model.configuration[name] for name in ("layers", "heads", "d_model"))
    keys_and_values = [(heads, len(tree.current.ids) + 1, d_model // heads)] * 2
    assert [shape for _, shape in prediction.cached()] == keys_and_values * layers


# ------------------------------------------------------------------------------------- widgets
def test_numbers_and_bars() -> None:
    assert [share(p) for p in (0.0, 1.0, 0.12345, 0.00002)] == ["0", "1.0000", "0.1235", "2e−05"]
    assert [horizontal(p, 4) for p in (0.0, 1e-9, 0.5, 0.53, 1.0, float("nan"))] == [
        "", "▏", "██", "██▏", "████", "",
    ]  # fmt: skip
    assert [signed(x) for x in (-1.23456, float("-inf"), float("nan"))] == ["−1.235", "−∞", "NaN"]
    assert [cut_start("the teacher", n) for n in (11, 8, 1, 0)] == ["the teacher", "…teacher", "…", "…"]


def test_a_word_without_a_weight_has_no_bar() -> None:
    attention = AttentionList()
    assert attention.count() == 0
    attention.words, attention.weights = ["我", "爱", "你"], [0.25]
    lines = ["".join(text for text, style in attention.parts(number, 30)) for number in range(3)]
    assert lines[0].startswith("我 0.250 █")
    assert [line.split() for line in lines[1:]] == [["爱"], ["你"]]
    assert {cell_len(line) for line in lines} == {cell_len(lines[0])}


def test_a_vertical_bar_grows_with_its_weight_and_any_number_has_one() -> None:
    bars = [vertical(weight / 100) for weight in range(101)]
    assert bars == sorted(bars, key=VERTICAL.index)
    assert set(bars) == set(VERTICAL)
    assert [vertical(weight) for weight in (float("nan"), 7.0)] == ["?", VERTICAL[-1]]
