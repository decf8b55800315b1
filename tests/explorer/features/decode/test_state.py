"""What the decode screen knows, without the screen: a tree of hypotheses, and a beam search ranked anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rich.cells import cell_len
from transformer_explore.core.decoding.distribution import distribution
from transformer_explore.core.decoding.penalty import length_penalty
from transformer_explore.core.decoding.strategy import Beam, Greedy, Sample
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace, TraceError
from transformer_explore.explorer.features.decode.beam_table import end_of
from transformer_explore.explorer.features.decode.beams import Beams
from transformer_explore.explorer.features.decode.hypotheses import signed
from transformer_explore.explorer.features.decode.options import TOP_KS, along, turned
from transformer_explore.explorer.features.decode.state import DecodeState
from transformer_explore.explorer.features.decode.tree import Tree
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.widgets.attention_list import AttentionList
from transformer_explore.explorer.ui.widgets.bars import drawn, share

TEXT = "我爱你"


def asked(**more: object) -> Trace:
    return run(Request(source=TEXT, **more)).trace  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def forward() -> Trace:
    return asked()


@pytest.fixture
def tree(forward: Trace) -> Tree:
    made = Tree(forward.vocabulary)
    made.learn(forward)
    return made


def listen(tree: Tree) -> None:
    """Has computed what comes after the hypothesis one stands at."""
    if tree.wants(tree.here.ids):
        tree.learn(asked(strategy=tree.strategy(tree.here.ids)))


def pick(tree: Tree, *words: str) -> None:
    for word in words:
        listen(tree)
        tree.pick(tree.vocabulary.index(word))
    listen(tree)


# ------------------------------------------------------------------------------------- what is known
def test_a_forward_pass_already_says_what_comes_after_each_token_of_its_translation(
    tree: Tree, forward: Trace
) -> None:
    for token in forward.tokens["target"][1:]:
        assert tree.reply is not None
        assert not tree.reply.decoded
        assert tree.likeliest() == token.id
        tree.pick(token.id)


def test_a_decoding_counts_more_than_a_forward_pass_and_says_the_same(tree: Tree) -> None:
    before = tree.reply
    assert before is not None
    assert tree.wants(())
    listen(tree)
    after = tree.reply
    assert after is not None
    assert after.decoded
    assert not tree.wants(())
    assert np.allclose(before.log_probabilities, after.log_probabilities, atol=1e-5)


def test_a_changed_forward_pass_is_not_taken_for_what_decoding_would_say() -> None:
    changed = asked(interventions=(parse("no-causal-mask"),))
    tree = Tree(changed.vocabulary)
    tree.learn(changed)
    assert tree.reply is None
    assert tree.next is None
    assert tree.latest is None


def test_the_end_is_learned_from_the_engine_and_nothing_is_asked_after_it(tree: Tree) -> None:
    pick(tree, "i", "love", "you", "[EOS]")
    assert tree.over(tree.here)
    assert not tree.wants(tree.here.ids)
    assert tree.words(tree.here) == ["i", "love", "you"]
    assert tree.latest is not None
    assert tree.latest[0].ids == tree.here.ids[:-1]


def test_a_translation_that_may_not_become_longer_says_so(tree: Tree) -> None:
    listen(tree)
    for _ in range(200):
        pick(tree, "you")
        if tree.full(tree.here):
            break
    assert tree.full(tree.here)
    assert not tree.over(tree.here)
    assert not tree.wants(tree.here.ids)
    assert tree.latest is not None


# ------------------------------------------------------------------------------------- moves
def test_picking_undoing_and_forking_lose_nothing(tree: Tree) -> None:
    pick(tree, "i", "love")
    love = tree.at
    assert tree.undo()
    pick(tree, "you")
    tree.undo()
    pick(tree, "love")
    assert tree.at == love  # there again
    tree.go(0)
    pick(tree, "he")
    assert [" ".join(tree.words(node)) for node in tree.nodes] == ["", "i", "i love", "i you", "he"]
    assert [(node.ids and tree.word(node.ids[-1]), branch) for node, branch in tree.lines()] == [
        ((), ""), ("i", "├ "), ("love", "│ ├ "), ("you", "│ └ "), ("he", "└ "),
    ]  # fmt: skip
    tree.go(99)
    assert tree.at == 4
    tree.go(-3)
    assert not tree.undo()


def test_the_log_probability_is_that_of_a_greedy_decoding(tree: Tree) -> None:
    pick(tree, "i", "love", "you", "[EOS]")
    greedy = asked(strategy=Greedy()).decoding
    assert greedy is not None
    for node, h in zip(tree.nodes[1:], greedy.hypotheses(), strict=True):
        assert node.token == h.token
        assert node.log_probability == pytest.approx(h.log_probability, abs=1e-6)


def test_a_long_chain_becomes_lines_without_being_moved_in(tree: Tree) -> None:
    for _ in range(2000):
        node = tree.here
        tree.nodes.append(replace(node, number=len(tree.nodes), parent=tree.at))
        tree.at = len(tree.nodes) - 1
    assert {branch for _, branch in tree.lines()} == {""}


# ------------------------------------------------------------------------------------- what can be drawn
@pytest.mark.parametrize(
    "settings", [Sample(), Sample(0.5), Sample(2.0, 7), Sample(3.0, 0, 0.6), Sample(1.5, 9, 0.9)]
)
def test_the_bars_are_what_the_distribution_says(tree: Tree, settings: Sample) -> None:
    listen(tree)
    tree.settings = settings
    reply = tree.reply
    assert reply is not None
    wanted = distribution(reply.log_probabilities, settings)
    for rank in range(len(tree.vocabulary)):
        bar = tree.bar(rank)
        assert bar.token.id == wanted.order[rank]
        assert bar.probability == wanted.probabilities[bar.token.id]
        assert bar.cut == wanted.cut(rank)
        assert bar.said == pytest.approx(np.exp(reply.log_probabilities[bar.token.id]))
        assert bool(bar.cut) == (bar.probability == 0)


@pytest.mark.parametrize("seed", [0, 1, 5])
def test_drawing_one_by_one_gives_what_a_whole_decoding_with_that_seed_gives(tree: Tree, seed: int) -> None:
    settings = Sample(3.0, 50, 0.95, seed)
    whole = asked(strategy=settings).decoding
    assert whole is not None
    tree.settings = settings
    for h in whole.hypotheses():
        listen(tree)
        token, probability = tree.draw()
        assert token == h.token.id
        assert f"{probability:.4g}" in h.why
        tree.pick(token)


def test_settings_stop_at_their_ends() -> None:
    settings = Sample()
    for name in ("temperature", "top_k", "top_p", "seed"):
        for by in (1, -1):
            for _ in range(40):
                settings = turned(settings, name, by)
    assert settings == Sample(0.1, 1, 0.1, 0)
    assert turned(Sample(0.77), "temperature", 1).temperature == 0.9
    assert along(TOP_KS, 0, -1) == 500
    assert along(TOP_KS, 7, 0) == 6


# ------------------------------------------------------------------------------------- beam search
def test_alpha_ranks_the_finished_anew_as_the_engine_would() -> None:
    beams = Beams()
    assert beams.wants()
    beams.learn(asked(strategy=beams.strategy()))
    assert not beams.wants()
    for alpha in (0.0, 0.6, 2.0):
        beams.alpha = alpha
        engine = asked(strategy=Beam(beams.width, alpha)).decoding
        assert engine is not None
        ranking = beams.ranking()
        assert ranking[0].hypothesis.number == engine.best
        for one in ranking:
            h = one.hypothesis
            assert one.score == h.log_probability / length_penalty(h.length, alpha)
        assert [one.score for one in ranking] == sorted((one.score for one in ranking), reverse=True)


def test_a_beam_search_is_asked_for_once_for_each_width() -> None:
    beams = Beams()
    beams.turn("beams", -1)
    assert beams.width == 3
    beams.learn(asked(strategy=beams.strategy()))
    beams.turn("alpha", 1)
    assert not beams.wants()
    beams.turn("beams", 1)
    assert beams.wants()
    assert beams.lines() == []
    assert beams.ranking() == []


def test_each_hypothesis_of_a_beam_search_leads_to_the_step_that_made_it() -> None:
    beams = Beams()
    beams.learn(asked(strategy=beams.strategy()))
    assert beams.trace is not None
    known = {0: 0.0}
    for line in beams.lines():
        if line.scored is not None:
            h = line.scored.hypothesis
            source = beams.made_by(h)
            assert source is not None
            said = float(beams.trace[source].values[-1, h.token.id])
            known[h.number] = h.log_probability
            assert h.log_probability == pytest.approx(known[h.parent] + said)


# ------------------------------------------------------------------------------------- a desk
def test_a_desk_takes_the_changes_and_precision_of_the_run_along() -> None:
    changes = (parse("no-scaling"), parse("silence decoder.layers.0.cross_attention 1"))
    state = DecodeState(Navigator(asked(interventions=changes, dtype="float64")))
    assert state.more == {"interventions": changes, "dtype": "float64"}
    assert state.text == TEXT


def test_a_trace_without_a_sentence_cannot_be_decoded(forward: Trace) -> None:
    run = {name: value for name, value in forward.run.items() if name != "text"}
    with pytest.raises(TraceError, match="nothing can be decoded"):
        DecodeState(Navigator(replace(forward, tokens={}, run=run)))


def test_layers_and_heads_go_round(forward: Trace) -> None:
    state = DecodeState(Navigator(forward))
    assert state.places == (2, 4)
    state.turn_head(-1)
    state.turn_layer(1)
    state.turn_layer(1)
    assert (state.layer, state.head) == (0, 3)


def test_the_weights_are_those_of_the_row_that_is_read_last(tree: Tree, forward: Trace) -> None:
    pick(tree, "i", "love")
    reply = tree.reply
    assert reply is not None
    wanted = forward["decoder.layers.1.cross_attention.weights"].values[3, 2]
    assert np.allclose(reply.weights(1, 3), wanted, atol=1e-5)
    assert [shape for _, shape in reply.cached()] == [(4, 3, 16)] * 4


# ------------------------------------------------------------------------------------- how it is written
def test_numbers_and_bars() -> None:
    assert [share(p) for p in (0.0, 1.0, 0.12345, 0.00002)] == ["0", "1.0000", "0.1235", "2e−05"]
    assert [drawn(p, 4) for p in (0.0, 1e-9, 0.5, 0.53, 1.0, float("nan"))] == [
        "",
        "▏",
        "██",
        "██▏",
        "████",
        "",
    ]
    assert [signed(x) for x in (-1.23456, float("-inf"), float("nan"))] == ["−1.235", "−∞", "NaN"]
    assert [end_of("the teacher", n) for n in (11, 8, 1, 0)] == ["the teacher", "…teacher", "…", "…"]


def test_an_empty_attention_has_no_lines() -> None:
    assert AttentionList().count() == 0


def test_a_word_without_a_weight_stands_alone() -> None:
    attention = AttentionList()
    attention.words, attention.weights = ["我", "爱", "你"], [0.25]
    lines = ["".join(text for text, style in attention.parts(number, 30)) for number in range(3)]
    assert lines[0].startswith("我 0.250 █")
    assert [line.split() for line in lines[1:]] == [["爱"], ["你"]]
    assert {cell_len(line) for line in lines} == {cell_len(lines[0])}
