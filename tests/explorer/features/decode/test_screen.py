"""The decode screen: every key, with an engine that computes in this process."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.decoding.distribution import distribution
from transformer_explore.core.decoding.strategy import Beam, ByHand, Sample
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.decode import strings
from transformer_explore.explorer.features.decode.keys import KEYS
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.decode.settings import ALPHAS, BEAMS, TEMPERATURES, TOP_KS, TOP_PS
from transformer_explore.explorer.features.decode.state import DecodeState
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.bars import share
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.routes import WalkRoute

from tests.explorer.driver import Driver, FakeEngine, drive, ran
from tests.explorer.terminal import terminal
from tests.shipped import shipped_trace

HEADS = find().configuration.heads


class Decoding(Driver):
    """The decode screen and the walk below it."""

    @property
    def screen(self) -> DecodeScreen:
        screen = self.app.screen
        assert isinstance(screen, DecodeScreen)
        return screen

    @property
    def walk(self) -> WalkScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, WalkScreen))

    @property
    def engine(self) -> FakeEngine:
        assert isinstance(self.app.engine, FakeEngine)
        return self.app.engine

    async def press(self, *keys: str) -> None:
        for key in keys:
            await super().press(key)

    async def turn(self, name: str, by: int) -> None:
        """Changes a setting, as the palette does."""
        for _ in range(abs(by)):
            self.screen.action_turn(name, 1 if by > 0 else -1)
        await self.settle()

    @property
    def tree(self):
        return self.screen.state.tree

    @property
    def translation(self) -> str:
        return " ".join(self.tree.words(self.tree.current))


@pytest.fixture(scope="module")
def trace() -> Trace:
    return shipped_trace()


@asynccontextmanager
async def decoding(trace: Trace, engine: FakeEngine, **more: Any) -> AsyncIterator[Decoding]:
    async with drive(Explorer(trace, engine), kind=Decoding, **more) as driver:
        await driver.press("d")
        yield driver


@pytest.fixture
async def use(trace: Trace) -> AsyncIterator[Decoding]:
    async with decoding(trace, FakeEngine(trace)) as driver:
        yield driver


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals exist on Unix only")
def test_decoding_works_with_the_real_engine_in_a_real_terminal() -> None:
    with terminal("我爱你") as running:
        running.shows("WALK")
        running.press("d")
        running.shows("the next token", f"1 token × {HEADS} heads")
        running.press(" ")
        running.shows("has ended", f"4 tokens × {HEADS} heads")
        running.press("B")
        running.shows("(beginning)", "i love you")
        running.press("v")
        running.shows("iteration 2")
        running.press("B", "o")
        running.shows("log probabilities #4")
        running.press("q")
        assert running.ends() == 0


# ------------------------------------------------------------------------------------- choosing
async def test_the_first_candidates_are_shown_before_the_engine_answers(trace: Trace) -> None:
    engine = FakeEngine(trace)
    engine.gate.closed = True
    async with decoding(trace, engine) as use:
        assert use.lines("#candidates")[0].split()[:3] == ["▶", "1", "i"]
        assert "no cache here" in use.text("#cache")
        engine.gate.open()
        await use.settle()
        assert f"1 token × {HEADS} heads × 16" in use.text("#cache")


@pytest.mark.parametrize("size", [(100, 30), (115, 30)])
async def test_both_columns_of_probabilities_are_named_however_long_the_prefix_is(
    trace: Trace, size: tuple[int, int]
) -> None:
    async with decoding(trace, FakeEngine(trace), size=size) as use:
        for _token in range(3):
            assert use.screen.candidates.shows_both
            top = next(line for line in use.lines() if "p (model)" in line)
            assert "p (settings)" in top or "p (after temperature, top-k, top-p)" in top
            await use.press("enter")


async def test_enter_picks_a_token_and_the_next_one_is_computed(use: Decoding) -> None:
    await use.press("enter")
    assert use.translation == "i"
    assert isinstance(use.engine.asked[-1].strategy, ByHand)
    assert use.lines("#candidates")[0].split()[2] == "love"
    assert f"2 tokens × {HEADS} heads" in use.text("#cache")
    await use.press("down", "down", "enter")
    assert use.translation == f"i {use.tree.word(use.tree.current.ids[-1])}"
    assert use.screen.candidates.cursor == 0
    assert use.mode == "NEXT"


async def test_every_token_of_the_vocabulary_can_be_reached(use: Decoding, trace: Trace) -> None:
    await use.pilot.press(*["pagedown"] * 120)
    assert use.screen.candidates.cursor == len(trace.vocabulary) - 1
    await use.press("enter")
    assert len(use.tree.current.ids) == 1


async def test_undo_and_start_over_keep_what_was_computed(use: Decoding) -> None:
    await use.press("enter", "enter")
    asked = len(use.engine.asked)
    await use.press("backspace")
    assert use.translation == "i"
    await use.press("backspace", "enter", "enter")
    assert use.translation == "i love"
    await use.press("0")
    assert (use.translation, len(use.tree.nodes)) == ("", 1)
    await use.press("backspace")
    assert use.notice == strings.NOTHING_TO_UNDO
    await use.press("enter", "enter")
    assert use.translation == "i love"
    assert len(use.engine.asked) == asked


async def test_picking_after_another_hypothesis_makes_a_fork(use: Decoding) -> None:
    await use.press("enter", "enter", "left")
    assert use.mode == "TREE"
    await use.press("up")
    assert use.translation == "i"
    await use.press("right", "down", "enter")
    assert use.translation != "i love"
    assert use.translation.startswith("i ")
    assert [branch for _, branch in use.tree.lines()] == ["", "", "├ ", "└ "]
    assert use.lines("#candidates") and "✓" not in "".join(use.lines("#candidates"))
    await use.press("backspace")
    assert use.lines("#candidates")[1].split()[0] == "✓"  # picked before; the cursor is on the first


async def test_greedy_goes_on_to_the_end_after_which_nothing_can_be_picked(use: Decoding) -> None:
    await use.press("enter", "space")
    assert use.translation == "i love you"
    assert use.tree.has_ended(use.tree.current)
    assert "has ended" in "".join(use.lines("#candidates"))
    assert "■" in "".join(use.lines("#tree"))
    for key in ("enter", "space", "s"):
        await use.press(key)
        assert use.translation == "i love you"
        assert "has ended" in use.notice
    await use.press("backspace")
    assert not use.tree.has_ended(use.tree.current)


async def test_sampling_draws_what_a_whole_decoding_with_that_seed_draws(use: Decoding) -> None:
    await use.turn("temperature", 9)
    await use.turn("seed", 2)
    settings = use.tree.settings
    assert (settings.temperature, settings.seed) == (3.0, 2)
    whole = ran(Request(source="我爱你", strategy=settings)).decoding
    wanted = [h.token.text for h in whole.hypotheses()]
    await use.press("s", "s")
    assert [use.tree.word(n) for n in use.tree.current.ids] == wanted[:2]
    assert "seed 2" in use.notice


# ------------------------------------------------------------------------------------- settings
async def test_settings_change_the_candidates_at_once_without_the_engine(use: Decoding) -> None:
    asked = len(use.engine.asked)
    for name, by in (("temperature", 3), ("top_k", -11), ("top_p", -3)):
        await use.turn(name, by)
    settings = Sample(1.3, 6, 0.98)
    assert use.tree.settings == settings
    prediction = use.tree.prediction
    wanted = distribution(prediction.log_probabilities, settings)
    for rank, line in enumerate(use.lines("#candidates")[:12]):
        token = int(wanted.order[rank])
        assert use.tree.word(token) in line
        if wanted.cut(rank):
            assert f"cut ┄ {wanted.cut(rank)}" in line
        else:
            assert share(float(wanted.probabilities[token])) in line
    assert f"{wanted.kept} of {find().configuration.vocabulary}" in str(use.screen.candidates.border_subtitle)
    assert len(use.engine.asked) == asked


async def test_settings_are_changed_in_their_list_by_keys_and_with_the_mouse(use: Decoding) -> None:
    await use.press("shift+tab")
    while use.screen.focused is not use.screen.dials:
        await use.press("tab")
    await use.press("right", "right", "left", "down", "down", "left")
    assert use.mode == "SETTINGS"
    assert use.tree.settings == Sample(1.1, 0, 0.999)
    width = use.screen.dials.content_size.width
    for column, temperature in ((width, 1.2), (width - 6, 1.1)):
        await use.click("#dials", offset=(column, 1))
        assert use.tree.settings.temperature == temperature


async def test_a_setting_says_where_it_ends(use: Decoding) -> None:
    await use.turn("beams", 1)
    assert use.notice == KEYS.text(strings.BEAMS_ONLY)
    for name, by, notice in (
        ("temperature", len(TEMPERATURES), "temperature: 10 is the highest allowed value."),
        ("temperature", -len(TEMPERATURES), "temperature: 0.1 is the lowest allowed value."),
        ("top_k", len(TOP_KS), "top-k: all is the highest allowed value."),
        ("top_k", -len(TOP_KS), "top-k: 1 is the lowest allowed value."),
        ("top_p", len(TOP_PS), "top-p: all is the highest allowed value."),
        ("top_p", -len(TOP_PS), "top-p: 0.1 is the lowest allowed value."),
        ("seed", -1, "seed: 0 is the lowest allowed value."),
        ("beams", -len(BEAMS), "beam width: 1 is the lowest allowed value."),
        ("alpha", len(ALPHAS), "penalty α: 2 is the highest allowed value."),
        ("alpha", -len(ALPHAS), "penalty α: 0 is the lowest allowed value."),
    ):
        if name in ("beams", "alpha") and not use.screen.beam:
            await use.press("B")
        await use.turn(name, by)
        assert use.notice == notice
        use.screen.dials.focus()
        await use.press("up")
        assert use.notice == ""


async def test_a_hint_moves_no_setting_away_from_the_mouse(use: Decoding) -> None:
    before = use.screen.dials.region
    use.app.hinting.show()
    await use.settle()
    assert use.app.hinting.line is not None
    assert use.screen.dials.region == before
    await use.click("#dials", offset=(before.width - 2, 1))
    assert use.tree.settings.temperature > 1
    assert use.app.hinting.line is None


async def test_a_click_picks_a_candidate_or_goes_to_a_hypothesis(use: Decoding) -> None:
    first = distribution(use.tree.prediction.log_probabilities, Sample())
    await use.click("#candidates", offset=(8, 2))
    assert use.tree.current.ids == (int(first.order[1]),)
    await use.click("#tree", offset=(4, 1))
    assert use.translation == ""


# ------------------------------------------------------------------------------------- the engine
async def test_keys_work_while_the_engine_computes(use: Decoding) -> None:
    use.engine.gate.closed = True
    await use.press("down", "enter")  # a token that the trace says nothing about
    assert "still being computed" in "".join(use.lines("#candidates"))
    assert "…" in "".join(use.lines("#tree"))
    await use.pilot.pause(0.5)
    assert use.notice.startswith("Computing 我爱你 … ")
    await use.press("backspace", "enter", "backspace")
    assert use.translation == ""
    assert len(use.engine.asked) == 3
    use.engine.gate.open()
    await use.settle()
    await use.pilot.pause(0.3)
    assert use.notice == ""
    assert len(use.tree.nodes) == 3


@pytest.mark.parametrize("keys", [("enter", "space"), ("down", "enter"), ("B",)])
async def test_escape_stops_a_computation_and_only_then_leaves(use: Decoding, keys: tuple[str, ...]) -> None:
    use.engine.gate.closed = True
    await use.press(*keys)
    assert use.screen.is_waiting
    await use.press("escape")
    assert not use.screen.is_waiting and not use.screen.is_going_on
    assert use.notice == "Stopped computing 我爱你."
    use.engine.gate.open()
    await use.settle()
    if keys == ("B",):
        await use.press("enter")  # computes it after all
        assert use.screen.state.beams.decoding is not None
    elif keys == ("down", "enter"):
        assert strings.CANCELED[:20] in "".join(use.lines("#candidates"))
        await use.press("enter")
        assert use.lines("#candidates")[0].split()[:2] == ["▶", "1"]
    else:
        assert use.translation == "i love"
    await use.press("escape")
    assert use.app.screen is use.walk


async def test_an_error_of_the_engine_is_shown_and_enter_tries_again(use: Decoding) -> None:
    use.engine.error = "the engine \x1b[2J stopped [/]"
    await use.press("down", "enter")
    assert "the engine ␛[2J stopped [/]" in use.notice
    assert "stopped [/]" in "".join(use.lines("#candidates"))
    use.engine.error = ""
    await use.press("enter")
    assert use.lines("#candidates")[0].split()[:2] == ["▶", "1"]
    assert len(use.tree.current.ids) == 1


async def test_without_an_engine_the_translation_of_the_trace_can_be_picked(trace: Trace) -> None:
    async with drive(Explorer(trace), "d", *["enter"] * 4, size=(80, 24)) as driver:
        screen = driver.screen
        tree = screen.state.tree
        assert tree.words(tree.current) == ["i", "love", "you", "[EOS]"]
        await driver.press("space", "s", "B", "o", "backspace", "o")
        assert driver.notice == strings.NO_MODEL
        await driver.press("B", "o")
        assert isinstance(driver.screen, WalkScreen)


async def test_the_changes_of_the_run_apply_to_its_decoding(trace: Trace) -> None:
    changes = (parse("no-scaling"),)
    engine = FakeEngine(trace)
    async with decoding(ran(Request(source="我爱你", interventions=changes)).trace, engine) as use:
        assert engine.asked[-1].interventions == changes
        await use.press("B")
        assert engine.asked[-1].interventions == changes


# ------------------------------------------------------------------------------------- beam search
async def test_in_the_beam_search_no_key_changes_the_hidden_translation(use: Decoding) -> None:
    await use.press("enter", "enter", "B")
    before = use.tree.at, len(use.tree.nodes), use.screen.state.head, use.screen.state.layer
    for key in ("s", "space", "backspace", "0", "h", "H", "j", "J"):
        await use.press(key)
        assert use.notice == KEYS.text(strings.KEY_OF_TREE), key
    assert (use.tree.at, len(use.tree.nodes), use.screen.state.head, use.screen.state.layer) == before
    offered = {key.action for key in use.screen.KEYS.commands(use.screen)}
    assert not offered & {"sample", "greedy", "undo", "reset", "head(1)", "layer(1)"}
    await use.press("B", "v")
    assert use.notice == KEYS.text(strings.KEY_OF_BEAMS)
    await use.press("f")
    assert use.notice == KEYS.text(strings.KEY_OF_BEAMS) and use.translation == "i love"


async def test_at_the_beginning_of_the_beam_search_nothing_claims_that_the_model_is_missing(
    use: Decoding,
) -> None:
    await use.press("B")
    assert use.screen.hypothesis is None and use.screen.state.beams.decoding is not None
    await use.press("o")
    assert use.notice == strings.NO_HYPOTHESIS
    await use.press("down", "o")
    assert isinstance(use.app.screen, WalkScreen)


async def test_the_beam_search_is_a_tree_with_the_dropped_branches(use: Decoding) -> None:
    await use.press("B")
    tree = use.lines("#beam-tree")
    beams = use.screen.state.beams
    hypotheses = list(beams.decoding.hypotheses())
    assert len(beams.tree()) == len(hypotheses) + 1
    assert "(beginning)" in tree[0]
    first = max((h for h in hypotheses if h.parent == 0), key=lambda h: h.log_probability)
    assert tree[1].split()[:2] == ["▶", "├"]
    assert first.token.text in tree[1]
    marks = [line.split()[0] for line in tree[1:] if line.strip()]
    assert {"▶", "■", "·"} >= set(marks)
    assert "·" in marks
    at = {id(h): n for n, (h, _branches) in enumerate(beams.tree()) if h}
    number = {h.number: at[id(h)] for h in hypotheses}
    assert all(number[h.parent] < number[h.number] for h in hypotheses if h.parent)


async def test_the_tree_and_the_iterations_show_the_same_hypothesis(use: Decoding) -> None:
    await use.press("B", "down", "down", "down")
    here = use.screen.table.hypothesis
    await use.press("v")
    assert use.screen.query_one("#beams").display
    assert use.screen.table.hypothesis == here
    assert use.screen.focused is use.screen.table


async def test_f_goes_on_by_hand_from_a_beam(use: Decoding) -> None:
    await use.press("B", "down", "down")
    here = use.screen.table.hypothesis
    tokens = [token.id for token in use.screen.state.beams.decoding.so_far(here.number)]
    assert len(tokens) > 1
    await use.press("f")
    assert use.mode == "NEXT"
    assert list(use.tree.current.ids) == tokens
    assert use.tree.current.log_probability == pytest.approx(here.log_probability, abs=1e-4)


async def test_a_long_finished_hypothesis_is_shown_whole_on_several_lines(use: Decoding) -> None:
    await use.press("B")
    await use.resize(40, 24)
    ranking = use.screen.ranking
    best = use.screen.state.beams.ranking()[0].hypothesis
    lines = [text for _rank, text, scored in ranking.lines if scored.hypothesis is best]
    assert len(lines) > 1 and "".join(lines).replace(" ", "") == "iloveyou"
    ranking.focus()
    await use.press("down")
    assert ranking.hypothesis == use.screen.state.beams.ranking()[1].hypothesis


async def test_the_beam_search_and_its_settings(use: Decoding) -> None:
    await use.press("B", "v")
    assert use.mode == "BEAMS"
    assert use.engine.asked[-1].strategy == Beam(4, 0.6)
    lines = use.lines("#beams")
    assert "iteration 1" in lines[0]
    assert lines[1].split()[:2] == ["▶", "i"]
    assert "start" in lines[1]
    assert use.lines("#ranking")[0].endswith("i love you")
    asked, before = len(use.engine.asked), use.lines("#ranking")
    await use.turn("alpha", -6)
    assert use.screen.state.beams.alpha == 0
    assert use.lines("#ranking") != before
    assert len(use.engine.asked) == asked
    await use.turn("beams", 1)
    assert use.engine.asked[-1].strategy == Beam(5, 0)
    await use.turn("temperature", 1)
    assert (use.tree.settings, use.notice) == (Sample(), KEYS.text(strings.SAMPLING_ONLY))
    await use.turn("beams", -1)
    await use.press("down", "down")
    assert len(use.engine.asked) == asked + 1
    assert "goes on: rank 2" in use.text("#why")
    await use.press("left", "down", "right", "B")
    assert use.mode == "NEXT"


async def test_enter_on_a_beam_opens_its_last_token_in_the_walk(use: Decoding) -> None:
    await use.press("B", "v", "home", "down", "down")
    beams = use.screen.state.beams
    await use.press("enter")
    assert use.app.screen is use.walk
    navigator = use.walk.navigator
    assert navigator.trace is beams.trace
    second = beams.lines()[2][1]
    assert navigator.view.source == beams.made_by(second)
    assert navigator.cell[-1] == second.token.id


# ------------------------------------------------------------------------------------- the walk
async def test_into_the_walk_and_back_and_home(use: Decoding) -> None:
    home = use.walk.navigator
    await use.press("enter", "down", "o")
    assert use.app.screen is use.walk
    navigator = use.walk.navigator
    assert str(navigator.view.source) == "log_probabilities#1"
    assert navigator.trace.run["strategy"] == "by hand"
    token = navigator.cell[-1]
    await use.press("d")
    assert use.translation == "i"
    assert int(use.tree.next.order[1]) == token
    await use.press("escape")
    assert use.app.screen is use.walk
    assert use.walk.navigator is home
    await use.press("n")
    assert home.number == 1


async def test_at_the_end_of_a_translation_the_walk_opens_at_its_end(use: Decoding) -> None:
    await use.press("space", "o")
    assert str(use.walk.navigator.view.source) == "log_probabilities#3"
    assert use.walk.navigator.cell[-1] == 3


async def test_the_cross_attention_of_another_head_and_layer_is_shown_and_opened(use: Decoding) -> None:
    await use.press("enter", "h", "h", "H", "j", "j", "J")
    state = use.screen.state
    assert (state.layer, state.head) == (1, 1)
    assert f"attention · layer 2 of 2 · head 2 of {HEADS}" in str(use.screen.attention.border_title)
    shown = "".join(use.lines("#attention"))
    assert all(f"{weight:.3f}" in shown for weight in state.tree.prediction.weights(1, 1))
    use.screen.attention.focus()
    await use.press("right")
    assert use.mode == "ATTENTION"
    await use.press("enter")
    assert str(use.walk.navigator.view.source) == "decoder.layers.1.cross_attention.weights#1"
    assert use.walk.navigator.cell[0] == 2


async def test_another_sentence_starts_a_new_decoding(use: Decoding) -> None:
    await use.press("enter", "escape")
    use.app.open(WalkRoute(ran(Request(source="你爱我")).trace, engine=use.engine))
    await use.press("d")
    assert use.translation == ""
    assert use.engine.asked[-1].source == "你爱我"


async def test_a_trace_without_a_vocabulary_is_not_decoded(use: Decoding, trace: Trace) -> None:
    await use.press("escape")
    use.app.open(WalkRoute(replace(trace, vocabulary=()), engine=use.engine))
    await use.press("d")
    assert isinstance(use.app.screen, WalkScreen)
    assert "nothing can be decoded" in use.notice


# ------------------------------------------------------------------------------------- any input
@pytest.mark.slow
async def test_hostile_tokens_are_made_safe_everywhere(trace: Trace) -> None:
    evil = "[/]\x1b[2J\u202e\u200b"
    likely = np.argsort(-trace["log_probabilities"].values, axis=-1)[:, 1:4]  # the next best at each position
    vocabulary = tuple(evil if number in likely else word for number, word in enumerate(trace.vocabulary))
    hostile = replace(trace, vocabulary=vocabulary)

    class Hostile(FakeEngine):
        async def run(self, request: Request) -> tuple[Trace, tuple[str, ...]]:
            made, _ = await super().run(request)
            hyps = tuple(
                replace(
                    i,
                    hypotheses=tuple(
                        replace(h, token=replace(h.token, text=evil), why=f"{h.why} {evil}")
                        for h in i.hypotheses
                    ),
                )
                for i in made.iterations
            )
            source = tuple(replace(token, text=evil) for token in made.tokens["source"])
            return replace(
                made, vocabulary=vocabulary, iterations=hyps, tokens={**made.tokens, "source": source}
            ), (evil,)

    engine = Hostile(trace)
    async with decoding(hostile, engine, size=(130, 40)) as use:
        for keys in (("enter", "down", "enter", "left", "up"), ("s", "backspace"), ("B", "down"), ("B", "o")):
            await use.press(*keys)
            drawn = use.app.export_screenshot()
            assert "\x1b" not in drawn and "\u202e" not in drawn and "\u200b" not in drawn
            assert "[/]␛[2J" in drawn.replace("&#160;", " ")


def test_walks_below_one_another_each_keep_their_decoding() -> None:
    walks = (find().shipped_trace(), replace(find().shipped_trace()))
    router = Explorer(walks[0]).router

    def state(trace: Trace) -> DecodeState:
        fits, make = (lambda kept: kept.knows(trace)), (lambda: DecodeState(Navigator(trace)))
        return router.stored_state(DecodeState, fits, make)

    first, second = map(state, walks)
    assert [state(trace) for trace in walks] == [first, second] and first is not second
