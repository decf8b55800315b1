"""Sequence models run like the Transformer, and their traces are complete."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints import CheckpointError, find, find_any, owner
from transformer_explore.core.checkpoints.loading import load_sequence
from transformer_explore.core.checkpoints.sequence import SequenceCheckpoint
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.interventions import parse
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.operations.expression import Source, cells
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import decode, footprint, run
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import Trace, diff, explain, load, save, verify

from tests.sequences import MODELS, shipped_from, text_of, traced

pytestmark = pytest.mark.numbers

every = pytest.mark.parametrize("model", MODELS)
of_cards = pytest.mark.parametrize("family", FAMILIES)


@pytest.fixture(autouse=True, scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with shipped_from(tmp_path_factory.mktemp("models")) as folder:
        yield folder


def rows(trace: Trace, name: str) -> tuple[str, ...]:
    step = trace[name]
    return trace.labels(step).get("position", ())


@every
def test_a_run_records_what_the_model_computes_and_every_step_verifies(model: str) -> None:
    trace = traced(model)
    assert {check.verdict for check in verify(trace)} == {"same"}
    checkpoint = find_any(model)
    assert isinstance(checkpoint, SequenceCheckpoint)
    ids = torch.from_numpy(checkpoint.task.read(text_of(model)))
    with torch.no_grad():
        computed = load_sequence(checkpoint)(*ids.T[:, None])[0].numpy()
    assert (trace["log_probabilities"].values == computed).all()
    assert trace.predicted == tuple(checkpoint.task.answers[n] for n in computed.argmax(-1))
    assert trace.model == checkpoint.model_card
    assert trace.run["kind"] == "forward"


@every
def test_random_cells_are_explained_in_float32_and_float64(model: str) -> None:
    random = np.random.default_rng(1)
    for dtype, close in (("float32", 2e-5), ("float64", 1e-12)):
        trace = traced(model, dtype=dtype)
        assert {check.verdict for check in verify(trace)} == {"same"}
        for step in random.permutation(np.array(trace.steps, dtype=object))[:12]:
            explanation = explain(trace, step, tuple(int(random.integers(size)) for size in step.shape))
            assert explanation.expression.value == pytest.approx(explanation.recorded, rel=close, abs=close)


@every
def test_the_footprint_has_the_number_of_steps(model: str) -> None:
    request = Request(source=text_of(model), model=model, device="cpu")
    size, exact = footprint(request)
    assert exact
    assert size.steps == len(run(request).trace)


@every
def test_a_saved_trace_gets_its_weights_back(model: str, tmp_path: Path) -> None:
    trace = traced(model)
    for name in ("trace.json", "trace.safetensors"):
        save(trace, tmp_path / name)
        again = owner(load(tmp_path / name))
        assert again.parameters is not None
        assert {check.verdict for check in verify(again)} == {"same"}
        assert diff(trace, again).equal
        assert rows(again, "logits") == rows(trace, "logits")


def test_a_trace_of_another_model_is_refused() -> None:
    with pytest.raises(Problem, match="not made with the weights of"):
        owner(traced("cards-lstm"), "cards-rnn")


@of_cards
def test_rows_of_a_part_are_labelled_with_the_part_and_others_with_the_whole_token(family: str) -> None:
    trace = traced(f"cards-{family}")
    whole = ("e2=4", "a1=3", "e2=?")
    assert rows(trace, "embedding.parts.key") == ("e2", "a1", "e2")
    assert rows(trace, "embedding.parts.value") == ("4", "3", "?")
    for step in trace:
        words = trace.labels(step)
        for axis in {"position", "query", "key"} & set(step.axes):
            if step.name.startswith("embedding.parts") or step.name.endswith(".start"):
                continue
            one = step.shape[step.axes.index(axis)] == 1  # a step of a recurrent cell at one position
            assert words[axis] == ((whole[step.visit],) if one else whole), step
    assert trace.source_text == "e2=4 a1=3 e2=?"
    assert trace.run["asked"] == [2]


def test_a_logit_of_the_lstm_leads_back_to_the_rows_of_its_embeddings() -> None:
    trace = traced("cards-lstm")
    waiting = [(Source("step", "logits"), (2, 3))]
    followed: set[tuple[Source, int]] = set()  # one cell per row
    rows_read: set[tuple[str, int]] = set()
    while waiting:
        source, cell = waiting.pop()
        for used in cells(explain(trace, trace[source], cell).expression):
            row = used.source, used.index[0]
            if used.source.kind == "parameter" and ".parts." in used.source.name:
                rows_read.add((used.source.name.split(".")[2], used.index[0]))
            elif used.source.kind == "step" and row not in followed:
                followed.add(row)
                waiting.append((used.source, used.index))
    tokens = {(name, token.id) for name in ("key", "value") for token in trace.tokens[name]}
    assert rows_read == tokens
    visits = {source.visit for source, _row in followed if source.name == "encoder.layers.0.cell.cell"}
    assert visits == {0, 1, 2}, "through the cell at every position"


@of_cards
def test_lean_and_statistics_keep_less(family: str) -> None:
    model = f"cards-{family}"
    whole = traced(model)
    lean = traced(model, keep="lean")
    assert any(step.derived for step in lean)
    for step in lean:
        assert step.values == pytest.approx(whole[step.source].values, rel=1e-5, abs=1e-6)
    assert all(step.statistics is not None for step in traced(model, keep="statistics"))


def test_interventions_change_a_recurrent_run_from_their_position_on() -> None:
    plain = traced("cards-lstm")
    forgets = [parse("set encoder.layers.0.cell.forget_gate#1 *,* 0")]
    changed = traced("cards-lstm", interventions=tuple(forgets))
    assert {check.verdict for check in verify(changed)} <= {"same", "unchecked"}
    first = diff(plain, changed).first
    assert first is not None
    assert (changed["encoder.layers.0.cell.forget_gate.changed#0"].values == 0).all()
    assert (
        changed["encoder.layers.0.cell.cell#0"].values == plain["encoder.layers.0.cell.cell#0"].values
    ).all()
    assert not np.allclose(changed["log_probabilities"].values[1:], plain["log_probabilities"].values[1:])
    shuffled = traced("cards-lstm", interventions=(parse("shuffle source 1,0,2"),))
    assert [token.text for token in shuffled.tokens["source"]] == ["a1=3", "e2=4", "e2=?"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("no-positions source", "no positional encoding of the source"),
        ("no-scaling", "no attention layer"),
        ("silence decoder.layers.0.self_attention 0", "no attention layer"),
        ("shuffle target", "target"),
    ],
)
def test_an_intervention_on_a_missing_part_is_refused(change: str, why: str) -> None:
    with pytest.raises(Problem, match=why):
        traced("cards-lstm", interventions=(parse(change),))


def test_decoding_and_translating_are_refused() -> None:
    asked = Request(source="e2=4 e2=?", model="cards-lstm", device="cpu", strategy=Greedy())
    for refuses in (run, decode):
        with pytest.raises(Problem, match="cards-lstm predicts the answers at all positions in one pass"):
            refuses(asked)
    with pytest.raises(Problem, match="reads only one sequence: omit the target"):
        traced("cards-lstm", target="i love you")
    with pytest.raises(CheckpointError, match="is not a translator made by"):
        find("cards-lstm")


@pytest.mark.parametrize("text", ["", "   ", "e2", "z9=1", "e2=x", "[PAD]=3", "=", "e2=4=", "\x00", "我爱你"])
def test_other_texts_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(Problem, match="e2=4 a1=3 e2=\\?") as refusal:
        run(Request(source=text, model="cards-lstm", device="cpu"))
    assert "\n" not in str(refusal.value)


def test_a_long_text_is_refused_and_one_without_a_question_gives_a_notice() -> None:
    with pytest.raises(Problem, match="257 tokens are too many"):
        traced("cards-rnn", "e2=4 " * 257)
    (notice,) = run(Request(source="e2=4", model="cards-rnn", device="cpu")).notices
    assert "no token in this text asks for an answer" in notice
