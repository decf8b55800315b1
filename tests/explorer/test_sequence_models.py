"""Sequence models in everything that one sees and types: the walk, the commands, the screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.code import Ran, code_of
from transformer_explore.core.tasks import TASKS
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.attention.screen import AttentionScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.features.walk.state import Outline
from transformer_explore.explorer.ui.engine_client import EngineError
from transformer_explore.explorer.ui.errors import USAGE, exit_code
from transformer_explore.explorer.ui.navigator import Navigator, last_place
from transformer_explore.explorer.ui.search import Finder, lines_of
from transformer_explore.explorer.ui.step_facts import about
from transformer_explore.explorer.ui.tensor_view import tensor_view
from transformer_explore.explorer.ui.walk import SEPARATOR, Walk, breadcrumb, path
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar
from transformer_explore.explorer.ui.widgets.prompt import Prompt
from transformer_explore.explorer.ui.words import answer, read_and_said

from tests.explorer.commands.calling import call, output, refused
from tests.explorer.driver import drive
from tests.sequences import MODELS, shipped_from, traced


@pytest.fixture(autouse=True, scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with shipped_from(tmp_path_factory.mktemp("models")) as folder:
        yield folder


def at(model: str, step: str, visit: int = 0) -> Navigator:
    return Navigator(traced(model), Source("step", step, visit))


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


def test_a_step_knows_its_position_and_a_change_follows_its_step() -> None:
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
    navigator = at("cards-lstm", "logits")
    lines = lines_of(navigator.walk)
    best = lines[Finder(lines).find("forget position 2 layer 1")[0]]
    assert best.around == "encoder › layer 1 › position 2 · a1=3"
    state = at("cards-lstm", "encoder.layers.0.cell.hidden", 2)
    assert state.view.breadcrumb == "encoder › layer 1 › position 3 · e2=? › hidden"
    assert state.view.cell_name((0, 5)) == "hidden #3[e2=?, feature 5]"


def test_a_number_is_followed_from_a_state_to_the_state_before() -> None:
    navigator = at("cards-lstm", "encoder.layers.0.cell.cell", 2)
    before = Source("step", "encoder.layers.0.cell.cell", 1)
    assert (before, navigator.cell) in {origin.place for origin in navigator.cell_inputs()}
    navigator.follow(before, navigator.cell)
    assert navigator.view.title[2] == "position 2 · a1=3"
    assert navigator.back()


def test_answers_are_shown_where_something_is_asked() -> None:
    navigator = at("cards-lstm", "log_probabilities")
    best = navigator.trace.predicted
    navigator.set_cell((2, 0))
    assert navigator.prediction() == f"question at e2=?: the model answers {best[2]}"
    navigator.set_cell((1, 0))
    assert navigator.prediction() == f"no question at a1=3; the model would answer {best[1]}"
    assert answer(navigator.trace) == best[2]
    assert "".join(text for text, _style in read_and_said(navigator.trace)) == f"e2=4 a1=3 e2=? → {best[2]}"
    assert last_place(navigator) is None, "which would be remembered among the sentences to translate"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_step_has_its_line_of_code_and_facts(family: str) -> None:
    navigator = at(f"cards-{family}", "logits")
    code = code_of(Ran.of(navigator.trace))
    for number, step in enumerate(navigator.walk.steps):
        found = code[step.name]
        leaf = step.name.rpartition(".")[2]
        assert leaf in " ".join(found.called.lines) or "part" in step.name
        navigator.go_to_step(number)
        assert any(line.kind == "code" for line in about(navigator, 60, code))


def test_about_names_what_it_was_made_from_with_its_position() -> None:
    navigator = at("cards-rnn", "encoder.layers.0.cell.sum", 1)
    links = [line.text for line in about(navigator, 100, "") if line.kind == "link"]
    assert "→ encoder › layer 1 › position 1 · e2=4 › state" in links
    assert breadcrumb(navigator.walk.steps[0], navigator.trace) == "embedding › parts › key"


# ------------------------------------------------------------------------------------- commands
@pytest.mark.parametrize("model", MODELS)
def test_what_is_exported_opens_verifies_and_is_the_same_as_itself(model: str, tmp_path: Path) -> None:
    from tests.sequences import text_of

    file = str(tmp_path / "trace.safetensors")
    asked = (text_of(model), "--model", model, "--device", "cpu")
    call("export", *asked, "-o", file)
    out = output("verify", file)
    assert "unchecked" not in out, "the weights were found"
    call("diff", file, file)
    out = output("open", "--plain", file)
    assert "what each position answers" in out


def test_a_walk_is_grouped_by_positions_and_ends_with_the_answers() -> None:
    out = output("walk", "e2=4 e2=?", "--model", "cards-lstm", "--device", "cpu")
    for line in ("encoder › layer 2 › position 2 · e2=?", "what each position answers"):
        assert line in out.splitlines()
    asked = [line for line in out.splitlines() if "e2=? → " in line]
    assert all("not asked" not in line for line in asked)
    assert any("e2=4 → " in line and "not asked" in line for line in out.splitlines())


def test_a_cell_is_explained_and_says_what_to_type_next() -> None:
    asked = ("--model", "cards-lstm", "--device", "cpu")
    step = "encoder.layers.1.cell.cell#1"
    out = output("explain", "e2=4 e2=?", step, "0,3", *asked)
    assert "encoder › layer 2 › position 2 · e2=? › cell" in out
    assert "transformer-explore explain 'e2=4 e2=?' encoder.layers.1.cell.cell 0,3 --model cards-lstm" in out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["walk", "e2=x", "--model", "cards-lstm"], "e2=4 a1=3 e2=?"),
        (["walk", "e2=4", "--decode", "--model", "cards-lstm"], "nothing to decode"),
        (["walk", "e2=4", "--target", "x", "--model", "cards-lstm"], "omit the target"),
        (["decode", "e2=4", "--model", "cards-lstm"], "there is nothing to decode"),
        (["snapshots", "--model", "cards-lstm"], "is not a translator made by"),
        (["--plain", "--model", "cards-lstm"], "such as 'e2=4 a1=3 e2=?'"),
        (["export", "e2", "--model", "cards-rnn", "-o", "x.json"], "is not a card"),
    ],
)
def test_what_cannot_be_is_one_line(words: list[str], line: str) -> None:
    assert line in refused(*words)


def test_the_models_are_listed_by_their_tasks() -> None:
    out = output("models")
    for name in (*TASKS, *MODELS):
        assert name in out
    assert all(len(line) <= 100 for line in out.splitlines() if "-lstm" in line)
    (line,) = (line for line in out.splitlines() if line.split()[:1] == ["copying-lstm"])
    assert line.split()[2:] == ["0.25"] * 6


# ------------------------------------------------------------------------------------- the screen
@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("d", "nothing to decode"),
        ("w", "walk --intervene"),
        ("T", "No snapshots were saved"),
        ("a", "no attention weights"),
    ],
)
async def test_a_key_without_effect_is_not_in_the_footer_and_says_why(key: str, why: str) -> None:
    async with drive(Explorer(traced("cards-lstm")), size=(160, 50)) as driver:
        footer = driver.screen.query_one(KeyBar)
        assert key not in {each.key for each in footer.keys}
        await driver.press(key)
        assert isinstance(driver.screen, WalkScreen)
        assert why in driver.notice


async def test_attention_can_be_looked_at_and_the_prompt_shows_a_text_of_the_task() -> None:
    async with drive(Explorer(traced("cards-attention")), size=(160, 50)) as driver:
        await driver.press("t")
        assert "e2=4 a1=3 e2=?" in driver.screen.query_one(Prompt).hint
        await driver.press("escape", "a")
        assert isinstance(driver.screen, AttentionScreen)


async def test_a_recurrent_network_is_walked_position_by_position() -> None:
    async with drive(Explorer(traced("cards-rnn")), size=(100, 40)) as driver:
        await driver.press("]", "]", "]")
        screen = driver.screen
        seen = []
        for _position in range(3):
            seen.append(screen.navigator.view.title[2])
            await driver.press("]")
        assert seen == ["position 1 · e2=4", "position 2 · a1=3", "position 3 · e2=?"]


def test_rows_of_a_table_of_parts_are_named_by_its_words() -> None:
    navigator = at("cards-lstm", "embedding.parts.key")
    (origin,) = navigator.cell_inputs()
    assert navigator.name(origin.cell).startswith("key weight[e2, feature")
    last = at("cards-lstm", "logits")
    table = tensor_view(last.trace, last.sides, Source("parameter", "logits.weight"))
    assert table.words["token"] == last.trace.vocabulary


def test_a_first_text_that_cannot_be_computed_ends_in_a_line_and_not_in_a_traceback() -> None:
    assert exit_code(EngineError("no card")) == USAGE
