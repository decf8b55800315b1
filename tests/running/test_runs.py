"""From a request to a recorded run."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find_any, shipped
from transformer_explore.core.decoding.strategy import Beam, ByHand, Forced, Greedy, Move, Sample, Strategy
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.architecture import architecture, architectures
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import decode, run, run_into
from transformer_explore.core.trace import load, verify

pytestmark = pytest.mark.numbers

STRATEGIES: list[Strategy] = [
    Greedy(),
    Sample(temperature=2.0, top_k=9, top_p=0.9, seed=5),
    Beam(beams=3),
    Forced("you love me"),
]


def asked(**more) -> Request:
    return Request(source="我爱你", device="cpu", **more)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_a_recorded_decoding_equals_the_unrecorded_one_and_is_in_its_trace(strategy: Strategy) -> None:
    made = run(asked(strategy=strategy))
    assert made.decoding == decode(asked(strategy=strategy))
    recorded = made.trace.decoding
    for name in ("strategy", "answer", "iterations", "best", "finished", "ended"):
        assert getattr(recorded, name) == getattr(made.decoding, name), name
    assert made.decoding.so_far(recorded.best)[: len(recorded.answer)] == recorded.answer


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_each_expansion_names_the_visit_that_computed_it(strategy: Strategy) -> None:
    """The candidates of an iteration have the log-probabilities of that visit's step."""
    made = run(asked(strategy=strategy))
    for iteration in made.decoding.iterations:
        for expansion in iteration.expansions:
            step = made.trace[f"log_probabilities#{expansion.visit}"]
            assert step.iteration == iteration.number
            read = made.trace.tokens[f"prefix#{expansion.visit}".removesuffix("#0")]
            assert read[1:] == made.decoding.so_far(expansion.hypothesis)
            for candidate in expansion.candidates:
                assert candidate.log_probability == pytest.approx(
                    step.values[-1, candidate.token.id], abs=1e-6
                )


def test_moves_by_hand_give_one_trace_with_all_branches() -> None:
    start = run(asked(strategy=ByHand())).trace
    you, i = (next(n for n, word in enumerate(start.vocabulary) if word == text) for text in ("you", "i"))
    undo, again = Move("undo"), Move("pick", you)
    moves = (Move("pick", i), again, undo, undo, again, Move("fork", 2))
    made = run(asked(strategy=ByHand(moves)))
    assert [token.text for token in made.decoding.answer] == ["i", "you"]
    assert [(h.parent, h.token.text) for i in made.decoding.iterations for h in i.hypotheses] == [
        (0, "i"), (1, "you"), (0, "you"),
    ]  # fmt: skip
    assert {check.verdict for check in verify(made.trace)} == {"same"}


def test_a_request_can_be_pickled() -> None:
    for strategy in (*STRATEGIES, ByHand((Move("undo"),))):
        wanted = asked(
            strategy=strategy, interventions=(parse("no-scaling"), parse("dropout 3")), keep="lean"
        )
        assert pickle.loads(pickle.dumps(wanted)) == wanted


def test_run_into_writes_the_whole_run_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "run.safetensors"
    run_into(asked(strategy=Beam(2)), file)
    kept, made = load(file), run(asked(strategy=Beam(2))).trace
    assert kept.iterations == made.iterations
    assert kept.tokens == made.tokens
    for step, other in zip(kept, made, strict=True):
        assert (step.source, step.iteration, step.inputs) == (other.source, other.iteration, other.inputs)
        assert np.array_equal(step.values, other.values)


@pytest.mark.parametrize("cached", [True, False])
def test_a_lean_decoding_recomputes_the_same_numbers(cached: bool) -> None:
    whole = run(asked(strategy=Forced("i love you"), cached=cached)).trace
    lean = run(asked(strategy=Forced("i love you"), cached=cached, keep="lean")).trace
    assert sum(step.derived for step in lean) > len(lean) / 3
    for step, other in zip(lean, whole, strict=True):
        np.testing.assert_allclose(step.values, other.values, rtol=1e-5, atol=2e-5, err_msg=str(step))


def test_every_architecture_lists_its_models_and_unknown_ones_are_none() -> None:
    names = [name for each in architectures() for name in each.shipped()]
    assert len(names) == len(set(names)) and set(names) == set(shipped())
    for name in names:
        assert architecture(find_any(name).architecture).shipped()[name] == find_any(name)
    assert architecture("rotary") is None
