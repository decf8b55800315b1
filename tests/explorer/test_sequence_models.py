"""Sequence models in everything that one sees and types: the walk, the commands, the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from transformer_explore.core.nn.code import Ran, code_of
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.tasks import TASKS
from transformer_explore.explorer import cli
from transformer_explore.explorer.about import about
from transformer_explore.explorer.finding import Finder, lines_of
from transformer_explore.explorer.outline import Outline
from transformer_explore.explorer.reading import Reading, last_place
from transformer_explore.explorer.walk import SEPARATOR, Walk, breadcrumb, path
from transformer_explore.explorer.words import answer, read_and_said

from tests.sequences import MODELS, shipped_from, traced


@pytest.fixture(autouse=True, scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with shipped_from(tmp_path_factory.mktemp("models")) as folder:
        yield folder


def at(model: str, step: str, visit: int = 0) -> Reading:
    return Reading(traced(model), Source("step", step, visit))


# ------------------------------------------------------------------------------------- the walk
def test_what_a_recurrent_network_does_at_one_position_is_a_group_named_by_its_token() -> None:
    walk = Walk(traced("copying-rnn", "*b ?"))
    inside = [titles for titles in walk.titles if titles[:2] == ("encoder", "layer 1")]
    assert [SEPARATOR.join(titles[2:]) for titles in inside] == [
        "start",
        "position 1 · *b › input",
        "position 1 · *b › sum",
        "position 1 · *b › state",
        "position 2 · ? › input",
        "position 2 · ? › sum",
        "position 2 · ? › state",
        "states",
    ]


def test_without_its_trace_a_step_knows_its_position_and_a_change_stays_beside_what_it_changed() -> None:
    from transformer_explore.core.interventions import parse

    changes = (parse("set encoder.layers.0.input#1 *,* 0"), parse("set encoder.layers.0.cell.state#1 *,* 0"))
    trace = traced("copying-rnn", "*b ?", interventions=changes)
    step = trace["encoder.layers.0.cell.state#1"]
    assert path(step)[2:] == ("position 2", "state")
    titles = {SEPARATOR.join(titles[2:]) for titles in Walk(trace).titles}
    assert {"position 2 · ? › state changed", "position 2 · ? › input changed"} <= titles


def test_the_outline_opens_the_position_that_one_comes_to_and_closes_the_one_before() -> None:
    walk = Walk(traced("copying-lstm", "*b c ?"))
    outline = Outline(walk)
    place = next(n for n, step in enumerate(walk.steps) if str(step.source).endswith("forget_gate#1"))
    outline.enter(place)
    opened = [line.title for line in outline.lines if line.open]
    assert opened == ["encoder", "layer 1", "position 2 · c"]


def test_the_finder_finds_a_gate_at_a_position_and_the_cell_is_named_with_it() -> None:
    reading = at("cards-lstm", "logits")
    lines = lines_of(reading.walk)
    best = lines[Finder(lines).find("forget position 2 layer 1")[0]]
    assert best.around == "encoder › layer 1 › position 2 · a1=3"
    state = at("cards-lstm", "encoder.layers.0.cell.hidden", 2)
    assert state.shown.breadcrumb == "encoder › layer 1 › position 3 · e2=? › hidden"
    assert state.shown.cell_name((0, 5)) == "hidden #3[e2=?, feature 5]"


def test_a_number_is_followed_from_a_state_to_the_state_before() -> None:
    reading = at("cards-lstm", "encoder.layers.0.cell.cell", 2)
    before = Source("step", "encoder.layers.0.cell.cell", 1)
    assert (before, reading.cell) in {origin.place for origin in reading.origins()}
    reading.follow(before, reading.cell)
    assert reading.shown.title[2] == "position 2 · a1=3"
    assert reading.back()


def test_what_is_answered_is_said_where_it_is_asked() -> None:
    reading = at("cards-lstm", "log_probabilities")
    best = reading.trace.predicted
    reading.put((2, 0))
    assert reading.prediction() == f"asked at e2=?, the model answers {best[2]}"
    reading.put((1, 0))
    assert reading.prediction() == f"nothing is asked at a1=3; the model would say {best[1]}"
    assert answer(reading.trace) == best[2]
    assert read_and_said(reading.trace) == f"e2=5 a1=3 e2=? → {best[2]}"
    assert last_place(reading) is not None


@pytest.mark.parametrize("family", FAMILIES)
def test_every_step_has_its_line_of_code_and_can_be_told_about(family: str) -> None:
    reading = at(f"cards-{family}", "logits")
    code = code_of(Ran.of(reading.trace))
    for number, step in enumerate(reading.walk.steps):
        found = code[step.name]
        assert found.called is not None
        leaf = step.name.rpartition(".")[2]
        assert leaf in " ".join(found.called.lines) or "part" in step.name
        reading.go(number)
        assert any(line.kind == "code" for line in about(reading, 60, code))


def test_about_names_what_it_was_made_from_with_its_position() -> None:
    reading = at("cards-rnn", "encoder.layers.0.cell.sum", 1)
    links = [line.text for line in about(reading, 100, "") if line.kind == "link"]
    assert "→ encoder › layer 1 › position 1 · e2=5 › state" in links
    assert breadcrumb(reading.walk.steps[0], reading.trace) == "embedding › parts › key"


# ------------------------------------------------------------------------------------- commands
def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(list(words))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("model", MODELS)
def test_what_is_exported_opens_verifies_and_is_the_same_as_itself(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.sequences import text_of

    file = str(tmp_path / "trace.safetensors")
    asked = (text_of(model), "--model", model, "--device", "cpu")
    assert said(capsys, "export", *asked, "-o", file)[0] == 0
    code, out, _err = said(capsys, "verify", file)
    assert code == 0, out
    assert "unchecked" not in out, "the weights were found"
    assert said(capsys, "diff", file, file)[0] == 0
    code, out, _err = said(capsys, "open", "--plain", file)
    assert code == 0
    assert "what each position answers" in out


def test_a_walk_is_grouped_by_positions_and_ends_with_the_answers(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = said(capsys, "walk", "e2=5 e2=?", "--model", "cards-lstm", "--device", "cpu")
    assert code == 0
    for line in ("encoder › layer 2 › position 2 · e2=?", "what each position answers"):
        assert line in out.splitlines()
    asked = [line for line in out.splitlines() if "e2=? → " in line]
    assert all("not asked" not in line for line in asked)
    assert any("e2=5 → " in line and "not asked" in line for line in out.splitlines())


def test_a_cell_is_explained_and_says_what_to_type_next(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--model", "cards-lstm", "--device", "cpu")
    step = "encoder.layers.1.cell.cell#1"
    code, out, _err = said(capsys, "explain", "e2=5 e2=?", step, "0,3", *asked)
    assert code == 0
    assert "encoder › layer 2 › position 2 · e2=? › cell" in out
    assert "transformer-explore explain 'e2=5 e2=?' encoder.layers.1.cell.cell 0,3 --model cards-lstm" in out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["walk", "e2=x", "--model", "cards-lstm"], "e2=5 a1=3 e2=?"),
        (["walk", "e2=5", "--decode", "--model", "cards-lstm"], "nothing to decode"),
        (["walk", "e2=5", "--target", "x", "--model", "cards-lstm"], "leave out the target"),
        (["decode", "e2=5", "--model", "cards-lstm"], "does not translate"),
        (["snapshots", "--model", "cards-lstm"], "does not translate"),
        (["--plain", "--model", "cards-lstm"], "such as 'e2=5 a1=3 e2=?'"),
        (["export", "e2", "--model", "cards-rnn", "-o", "x.json"], "is no card"),
    ],
)
def test_what_cannot_be_is_one_line(words: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, *words)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert line in err


def test_the_models_are_listed_by_their_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = said(capsys, "models")
    assert code == 0
    for name in (*TASKS, *MODELS):
        assert name in out
    assert all(len(line) <= 100 for line in out.splitlines() if "-lstm" in line)
    (line,) = (line for line in out.splitlines() if line.split()[:1] == ["copying-lstm"])
    assert line.split()[2:] == ["0.25"] * 6
