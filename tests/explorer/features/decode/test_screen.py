"""The decode screen as one uses it: every key, with an engine that computes in this process."""

from __future__ import annotations

import random
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest
from textual.pilot import OutOfBounds, Pilot
from textual.widgets import Static
from transformer_explore.core.checkpoints import find
from transformer_explore.core.decoding.distribution import distribution
from transformer_explore.core.decoding.strategy import Beam, ByHand, Sample
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.widgets.bars import share

from tests.explorer.driver import Driver, FakeEngine
from tests.explorer.terminal import terminal


class Use(Driver):
    """The decode screen, in hand."""

    def __init__(self, pilot: Pilot[None], explore: WalkScreen, engine: FakeEngine) -> None:
        super().__init__(pilot)
        self.explore, self.engine = explore, engine

    @property
    def screen(self) -> DecodeScreen:
        screen = self.app.screen
        assert isinstance(screen, DecodeScreen)
        return screen

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.rest()

    async def rest(self) -> None:
        """Until everything that was begun is done."""
        for _ in range(100):
            await self.pilot.pause()
            screen = self.app.screen
            if not (isinstance(screen, DecodeScreen) and not self.engine.gate.closed):
                return
            if not (screen.is_waiting or screen.is_going_on):
                return

    @property
    def tree(self):
        return self.screen.state.tree

    @property
    def said(self) -> str:
        return " ".join(self.tree.words(self.tree.here))


@pytest.fixture(scope="module")
def trace() -> Trace:
    return find().shipped_trace()


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix matter")
def test_with_the_real_engine_in_a_real_terminal() -> None:
    with terminal("我爱你") as running:
        running.shows("WALK")
        running.press("d")
        running.shows("the first token", "1 token × 4 heads")
        running.press("g")
        running.shows("has ended")
        running.press("left")  # a hint may stand over the last line until the next key
        running.shows("4 tokens × 4 heads")
        running.press("B")
        running.shows("(beginning)", "i love you?")
        running.press("v")
        running.shows("iteration 2")
        running.press("B", "x")
        running.shows("log probabilities #4")
        running.press("q")
        assert running.ends() == 0


async def opened(pilot: Pilot[None], engine: FakeEngine) -> Use:
    await pilot.pause()
    explore = pilot.app.screen
    assert isinstance(explore, WalkScreen)
    use = Use(pilot, explore, engine)
    await use.press("d")
    return use


@pytest.fixture
async def use(trace: Trace) -> AsyncIterator[Use]:
    engine = FakeEngine(trace)
    async with Explorer(trace, engine).run_test(size=(100, 30)) as pilot:
        yield await opened(pilot, engine)


# ------------------------------------------------------------------------------------- choosing
async def test_the_first_bars_are_there_before_the_engine_says_anything(trace: Trace) -> None:
    engine = FakeEngine(trace)
    engine.gate.closed = True
    async with Explorer(trace, engine).run_test(size=(100, 30)) as pilot:
        use = await opened(pilot, engine)
        assert use.lines("#bars")[0].split()[:3] == ["▶", "1", "i"]
        assert "no cache here" in use.text("#cache")
        engine.gate.open()
        await use.rest()
        assert "1 token × 4 heads × 16" in use.text("#cache")


async def test_a_token_is_picked_and_what_comes_after_it_is_asked_for(use: Use) -> None:
    await use.press("enter")
    assert use.said == "i"
    assert isinstance(use.engine.asked[-1].strategy, ByHand)
    assert use.lines("#bars")[0].split()[2] == "love"
    assert "2 tokens × 4 heads" in use.text("#cache")
    await use.press("down", "down", "enter")
    assert use.said == f"i {use.tree.word(use.tree.here.ids[-1])}"
    assert use.screen.bars.cursor == 0
    assert use.mode == "NEXT"


async def test_every_token_of_the_vocabulary_can_be_reached(use: Use) -> None:
    for _ in range(60):
        await use.pilot.press("pagedown")
    assert use.screen.bars.cursor == 763
    await use.press("enter")
    assert len(use.tree.here.ids) == 1


async def test_undo_and_going_there_again_ask_nothing(use: Use) -> None:
    await use.press("enter", "enter")
    asked = len(use.engine.asked)
    await use.press("u")
    assert use.said == "i"
    await use.press("backspace", "enter", "enter")
    assert use.said == "i love"
    await use.press("r")
    assert (use.said, len(use.tree.nodes)) == ("", 1)
    await use.press("u")
    assert "Nothing has been picked" in use.notice
    await use.press("enter", "enter")
    assert use.said == "i love"
    assert len(use.engine.asked) == asked


async def test_a_fork_is_to_pick_after_another_hypothesis(use: Use) -> None:
    await use.press("enter", "enter", "left")
    assert use.mode == "TREE"
    await use.press("up")
    assert use.said == "i"
    await use.press("right", "down", "enter")
    assert use.said != "i love"
    assert use.said.startswith("i ")
    assert [branch for _, branch in use.tree.lines()] == ["", "", "├ ", "└ "]
    assert use.lines("#bars") and "✓" not in "".join(use.lines("#bars"))
    await use.press("u")
    assert use.lines("#bars")[1].split()[0] == "✓"  # leads into the tree; the cursor stands on the first


async def test_greedy_goes_on_to_the_end(use: Use) -> None:
    await use.press("enter", "g")
    assert use.said == "i love you"
    assert use.tree.over(use.tree.here)
    assert "has ended" in "".join(use.lines("#bars"))
    assert "■" in "".join(use.lines("#tree"))
    for key in ("enter", "g", "s"):
        await use.press(key)
    assert use.said == "i love you"
    assert "has ended" in use.notice
    await use.press("u")
    assert not use.tree.over(use.tree.here)


async def test_greedy_is_stopped_by_escape(use: Use) -> None:
    use.engine.gate.closed = True
    await use.press("r", "enter")
    use.engine.gate.open()
    await use.rest()
    use.engine.gate.closed = True
    await use.press("g")
    assert use.screen.is_going_on
    await use.press("escape")
    assert not use.screen.is_going_on
    use.engine.gate.open()
    await use.rest()
    assert use.said == "i love"


async def test_sampling_draws_what_the_seed_says(use: Use) -> None:
    for _ in range(9):
        await use.pilot.press("t")
    await use.press("n", "n")
    settings = use.tree.settings
    assert (settings.temperature, settings.seed) == (3.0, 2)
    whole = run(Request(source="我爱你", strategy=settings)).decoding
    assert whole is not None
    wanted = [h.token for h in whole.hypotheses()]
    await use.press("s", "s")
    assert [use.tree.word(n) for n in use.tree.here.ids] == [token.text for token in wanted[:2]]
    assert "seed 2" in use.notice


# ------------------------------------------------------------------------------------- settings
async def test_settings_change_the_bars_at_once_as_the_distribution_says(use: Use) -> None:
    asked = len(use.engine.asked)
    await use.press("t", "t", "t", *["K"] * 11, "P", "P", "P")
    settings = Sample(1.3, 6, 0.98)
    assert use.tree.settings == settings
    reply = use.tree.reply
    assert reply is not None
    wanted = distribution(reply.log_probabilities, settings)
    for rank, line in enumerate(use.lines("#bars")[:12]):
        token = int(wanted.order[rank])
        assert use.tree.word(token) in line
        if wanted.cut(rank):
            assert f"cut ┄ {wanted.cut(rank)}" in line
        else:
            assert share(float(wanted.probabilities[token])) in line
    assert f"{wanted.kept} of 764" in str(use.screen.bars.border_subtitle)
    assert len(use.engine.asked) == asked
    await use.press("T", "k", "p", "N")
    assert use.tree.settings == Sample(1.2, 8, 0.99)


async def test_settings_are_turned_in_their_list_and_with_the_mouse(use: Use) -> None:
    use.screen.dials.focus()
    await use.press("right", "right", "left", "down", "down", "left")
    assert use.mode == "SETTING"
    assert use.tree.settings == Sample(1.1, 0, 0.999)
    width = use.screen.dials.content_size.width
    await use.pilot.click("#dials", offset=(width, 1))
    await use.rest()
    assert use.tree.settings.temperature == 1.2
    await use.pilot.click("#dials", offset=(width - 6, 1))
    await use.rest()
    assert use.tree.settings.temperature == 1.1


async def test_a_hint_takes_no_click_meant_for_a_setting(use: Use) -> None:
    before = use.screen.dials.region
    assert isinstance(use.app, Explorer) and use.app.hinting is not None
    use.app.hinting.show()
    await use.rest()
    assert use.app.hinting.line is not None
    assert use.screen.dials.region == before
    await use.pilot.click("#dials", offset=(before.width - 2, 1))
    await use.rest()
    assert use.tree.settings.temperature > 1
    assert use.app.hinting.line is None


async def test_a_click_on_a_bar_picks_it_and_one_on_the_tree_goes_there(use: Use) -> None:
    await use.pilot.click("#bars", offset=(8, 2))
    await use.rest()
    assert use.tree.here.ids == (
        int(distribution(use.tree.reply_to(()).log_probabilities, Sample()).order[1]),
    )
    await use.pilot.click("#tree", offset=(4, 1))
    await use.rest()
    assert use.said == ""


# ------------------------------------------------------------------------------------- the engine
async def test_keys_work_while_the_engine_does(use: Use) -> None:
    use.engine.gate.closed = True
    await use.press("down", "enter")  # no token of the translation that the trace knows
    assert "still being computed" in "".join(use.lines("#bars"))
    assert "…" in "".join(use.lines("#tree"))
    await use.pilot.pause(0.5)
    assert use.notice.startswith("Computing 我爱你 … ")
    await use.press("u", "enter", "u", "t")
    assert use.said == ""
    assert len(use.engine.asked) == 3
    use.engine.gate.open()
    await use.rest()
    await use.pilot.pause(0.3)
    assert use.notice == ""
    assert len(use.tree.nodes) == 3


async def test_what_the_engine_cannot_do_is_said_and_tried_again(use: Use) -> None:
    use.engine.error = "the engine \x1b[2J stopped [/]"
    await use.press("down", "enter")
    assert "the engine ␛[2J stopped [/]" in use.notice
    assert "stopped [/]" in "".join(use.lines("#bars"))
    use.engine.error = ""
    await use.press("enter")
    assert use.lines("#bars")[0].split()[:2] == ["▶", "1"]
    assert len(use.tree.here.ids) == 1


async def test_without_an_engine_what_the_trace_says_can_be_picked(trace: Trace) -> None:
    async with Explorer(trace).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("d", "enter", "enter", "enter", "enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, DecodeScreen)
        tree = screen.state.tree
        assert tree.words(tree.here) == ["i", "love", "you", "[EOS]"]
        await pilot.press("g", "s", "B", "w", "x", "u", "x")
        assert isinstance(pilot.app.screen, DecodeScreen | WalkScreen)


async def test_changes_of_the_run_go_along(trace: Trace) -> None:
    changes = (parse("no-scaling"),)
    changed = run(Request(source="我爱你", interventions=changes)).trace
    engine = FakeEngine(trace)
    async with Explorer(changed, engine).run_test(size=(100, 30)) as pilot:
        use = await opened(pilot, engine)
        assert engine.asked[-1].interventions == changes
        await use.press("B")
        assert engine.asked[-1].interventions == changes


# ------------------------------------------------------------------------------------- beam search
async def test_the_beam_search_is_a_tree_with_the_branches_that_were_dropped(use: Use) -> None:
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
    at = {id(line.scored.hypothesis): n for n, line in enumerate(beams.tree()) if line.scored}
    number = {h.number: at[id(h)] for h in hypotheses}
    assert all(number[h.parent] < number[h.number] for h in hypotheses if h.parent)


async def test_the_tree_and_the_iterations_show_the_same_hypothesis(use: Use) -> None:
    await use.press("B", "down", "down", "down")
    here = use.screen.table.hypothesis
    await use.press("v")
    assert use.screen.query_one("#beams").display
    assert use.screen.table.hypothesis == here
    assert use.screen.focused is use.screen.table


async def test_one_goes_on_by_hand_from_a_beam(use: Use) -> None:
    await use.press("B", "down", "down")
    here = use.screen.table.hypothesis
    tokens = [token.id for token in use.screen.state.beams.decoding.so_far(here.number)]
    assert len(tokens) > 1
    await use.press("f")
    assert use.mode == "NEXT"
    assert list(use.tree.here.ids) == tokens
    assert use.tree.here.log_probability == pytest.approx(here.log_probability, abs=1e-4)


async def test_the_beam_search_and_its_settings(use: Use) -> None:
    await use.press("B", "v")
    assert use.mode == "BEAMS"
    assert use.engine.asked[-1].strategy == Beam(4, 0.6)
    lines = use.lines("#beams")
    assert "iteration 1" in lines[0]
    assert lines[1].split()[:2] == ["▶", "i"]
    assert "start" in lines[1]
    assert use.lines("#ranking")[0].endswith("i love you")
    asked, before = len(use.engine.asked), use.lines("#ranking")
    await use.press("A", "A", "A", "A", "A", "A")
    assert use.screen.state.beams.alpha == 0
    assert use.lines("#ranking") != before
    assert len(use.engine.asked) == asked
    await use.press("w", "t")
    assert use.engine.asked[-1].strategy == Beam(5, 0)
    assert use.tree.settings == Sample()
    await use.press("W", "a", "down", "down")
    assert len(use.engine.asked) == asked + 1
    why = use.text("#why")
    assert "goes on: rank 2" in why
    await use.press("left", "down", "right", "B")
    assert use.mode == "NEXT"


async def test_from_a_beam_search_into_the_walk(use: Use) -> None:
    await use.press("B", "v", "home", "down", "down", "enter")
    assert use.app.screen is use.explore
    beams = use.explore.decoding.beams
    assert use.explore.navigator.trace is beams.trace
    second = beams.lines()[2].scored.hypothesis
    assert use.explore.navigator.shown.source == beams.made_by(second)
    assert use.explore.navigator.cell[-1] == second.token.id


# ------------------------------------------------------------------------------------- the walk
async def test_into_the_walk_and_back_and_home(use: Use, trace: Trace) -> None:
    home = use.explore.navigator
    await use.press("enter", "down", "x")
    assert use.app.screen is use.explore
    navigator = use.explore.navigator
    assert str(navigator.shown.source) == "log_probabilities#1"
    assert navigator.trace.run["strategy"] == "by hand"
    token = navigator.cell[-1]
    await use.press("d")
    assert use.said == "i"
    assert int(use.tree.next.order[1]) == token
    await use.press("escape")
    assert use.app.screen is use.explore
    assert use.explore.navigator is home
    await use.press("right")
    assert home.number == 1


async def test_where_it_has_ended_the_walk_opens_at_the_end(use: Use) -> None:
    await use.press("g", "x")
    assert str(use.explore.navigator.shown.source) == "log_probabilities#3"
    assert use.explore.navigator.cell[-1] == 3


async def test_the_cross_attention_is_switched_and_opened(use: Use) -> None:
    await use.press("enter", "h", "h", "H", "j", "j", "J")
    state = use.screen.state
    assert (state.layer, state.head) == (1, 1)
    assert "layer 2 of 2 · head 2 of 4" in str(use.screen.attention.border_title)
    weights = state.tree.reply.weights(1, 1)
    said = "".join(use.lines("#attention"))
    for weight in weights:
        assert f"{weight:.3f}" in said
    use.screen.attention.focus()
    await use.press("right")
    assert use.mode == "LOOKS AT"
    await use.press("enter")
    assert str(use.explore.navigator.shown.source) == "decoder.layers.1.cross_attention.weights#1"
    assert use.explore.navigator.cell[0] == 2


async def test_another_sentence_begins_anew(use: Use) -> None:
    await use.press("enter", "escape")
    use.explore.read(run(Request(source="你爱我")).trace)
    await use.press("d")
    assert use.said == ""
    assert use.engine.asked[-1].source == "你爱我"


async def test_a_trace_without_a_sentence_is_not_decoded(use: Use, trace: Trace) -> None:
    await use.press("escape")
    use.explore.read(replace(trace, vocabulary=()))
    await use.press("d")
    assert use.app.screen is use.explore
    assert "nothing can be decoded" in str(use.explore.query_one("#notice", Static).render())


async def test_help_comes_and_goes(use: Use) -> None:
    await use.press("question_mark")
    assert isinstance(use.app.screen, HelpScreen)
    await use.press("escape")
    assert isinstance(use.app.screen, DecodeScreen)


async def test_q_quits(use: Use) -> None:
    await use.press("q")
    assert not use.app.is_running or use.app._exit


# ------------------------------------------------------------------------------------- whatever comes
async def test_hostile_tokens_are_made_safe_everywhere(trace: Trace) -> None:
    evil = "[/]\x1b[2J\u202e\u200b"
    vocabulary = tuple(evil if n in (697, 616) else word for n, word in enumerate(trace.vocabulary))
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
    async with Explorer(hostile, engine).run_test(size=(130, 40)) as pilot:
        use = await opened(pilot, engine)
        for keys in (("enter", "down", "enter", "left", "up"), ("s", "u"), ("B", "down"), ("B", "x")):
            await use.press(*keys)
            drawn = use.app.export_screenshot()
            assert "\x1b" not in drawn and "\u202e" not in drawn and "\u200b" not in drawn
            assert "[/]␛[2J" in drawn.replace("&#160;", " ")


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (61, 16), (40, 12), (30, 8), (1, 1)])
async def test_it_can_be_drawn_at_every_size_by_day_and_night(use: Use, size: tuple[int, int]) -> None:
    await use.press("enter")
    await use.pilot.resize_terminal(*size)
    await use.rest()
    assert use.screen.query_one("#too-small").display == (size[0] < 40 or size[1] < 12)
    await use.press("L", "t", "g", "B", "w", "L", "B", "u")
    await use.pilot.resize_terminal(100, 30)
    await use.rest()
    assert use.screen.bars.display


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_monkey_at_the_keyboard(use: Use, seed: int) -> None:
    chance = random.Random(seed)
    keys = (
        *("up", "down", "left", "right", "enter", "tab", "shift+tab", "pagedown", "home", "end", "escape"),
        *"ugsrBxtTkKpPeEwWaAhHjJdL",
    )
    for _ in range(150):
        if chance.random() < 0.05:
            await use.pilot.resize_terminal(*chance.choice(((1, 1), (40, 12), (80, 24), (160, 50))))
        elif chance.random() < 0.1:
            with suppress(OutOfBounds):
                width, height = use.app.size
                await use.pilot.click(offset=(chance.randrange(width), chance.randrange(height)))
        elif isinstance(use.app.screen, WalkScreen):
            await use.pilot.press("d")
        elif chance.random() < 0.5:
            use.app.simulate_key(chance.choice(keys))  # before what the key before it did is done
        else:
            await use.pilot.press(chance.choice(keys))
    await use.pilot.resize_terminal(80, 24)
    for _ in range(4):
        if isinstance(use.app.screen, DecodeScreen | HelpScreen):
            await use.press("escape")
    assert use.app.screen is use.explore
