"""Picking tokens by hand: undo and fork keep all hypotheses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.decoding.by_hand import Picking
from transformer_explore.core.decoding.search import greedy_search
from transformer_explore.core.decoding.strategy import Move, StrategyError

from tests.decoding.deciding import END, LONGEST, WORDS, log_probability, small, translator
from tests.models import ids


def test_picking_the_most_probable_tokens_is_greedy_decoding() -> None:
    for seed in range(20):
        plain = greedy_search(translator(small(seed)), WORDS)
        picking = Picking(translator(small(seed)), WORDS)
        for iteration in plain.iterations:
            picking.pick(iteration.hypotheses[0].token.id)
        found = picking.found()
        assert (found.ids, found.finished) == (plain.ids, plain.finished)
        assert [i.expansions for i in found.iterations] == [i.expansions for i in plain.iterations]


def test_undo_returns_to_the_parent_and_keeps_the_branch() -> None:
    picking = Picking(translator(small(1)), WORDS)
    picking.pick(4)
    first = picking.pick(5)
    assert picking.undo() == first.parent
    second = picking.pick(4)
    assert second.parent == first.parent
    picking.fork(first.number)
    assert picking.found().ids == (4, 5)
    picking.fork(second.number)
    assert picking.found().ids == (4, 4)


def test_picking_an_existing_token_again_computes_nothing() -> None:
    reader = translator(small(1))
    picking = Picking(reader, WORDS)
    known = picking.pick(4)
    picking.candidates()
    read = len(reader.prefixes)
    picking.undo()
    assert picking.pick(4) == known
    picking.candidates()
    assert len(reader.prefixes) == read


def test_looking_ahead_predicts_once_and_never_after_an_end() -> None:
    reader = translator(small(1))
    picking = Picking(reader, WORDS)
    picking.pick(4)
    for _ in range(2):
        picking.look_ahead()
        assert [prefix[1:] for prefix in reader.prefixes] == [(), (4,)]
    picking.pick(END)
    picking.look_ahead()
    assert len(reader.prefixes) == 2
    picking.undo()
    while (here := picking.hypothesis) is not None and here.length < LONGEST:
        picking.pick(4)
    picking.look_ahead()  # at the maximal length nothing can follow
    assert len(reader.prefixes) == LONGEST


MOVES = st.one_of(
    st.builds(Move, st.just("pick"), st.integers(0, 5)),
    st.just(Move("undo")),
    st.builds(Move, st.just("fork"), st.integers(0, 6)),
)


@given(st.integers(0, 50), st.lists(MOVES, max_size=20))
def test_after_any_moves_the_score_is_that_of_the_whole_sentence(seed: int, moves: list[Move]) -> None:
    model = small(seed)
    picking = Picking(translator(model), WORDS)
    for move in moves:
        try:
            picking.play([move])
        except StrategyError as refused:
            assert "\n" not in str(refused)
    found = picking.found()
    here = picking.hypothesis
    if here is not None:
        answer = (*found.ids, END) if found.finished else found.ids
        assert here.length == len(answer) <= LONGEST
        assert abs(here.log_probability - log_probability(model, ids((4, 5)), answer)) < 1e-9
    assert [i.number for i in found.iterations] == list(range(len(found.iterations)))


@pytest.mark.parametrize(
    ("moves", "message"),
    [
        ([Move("undo")], "nothing to undo"),
        ([Move("fork", 3)], "no hypothesis 3"),
        ([Move("pick", 99)], "no token has the id 99"),
        ([Move("pick", END), Move("pick", 4)], "has ended"),
        ([Move("pick", 4)] * (LONGEST + 1), "the maximum"),
        ([Move("jump")], "unknown move"),
    ],
)
def test_an_impossible_move_is_refused_in_one_line(moves: list[Move], message: str) -> None:
    with pytest.raises(StrategyError, match=message):
        Picking(translator(small(1)), WORDS).play(moves)
