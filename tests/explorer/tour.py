"""A tour of the program's screens, for tests that hold on every one of them."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from textual._compositor import Compositor
from textual._context import visible_screen_stack
from transformer_explore.core.tasks import task
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.lessons.contents import CONTENT, contents
from transformer_explore.lessons.labs import about, lab, perform

from tests.encoders import WORDS, masked
from tests.explorer.driver import Driver, FakeEngine, at_home, drive
from tests.shipped import shipped_trace

TRACE = shipped_trace()
TO_WEIGHTS = ("right",) * 11  # from the first step to the first attention weights


@contextmanager
def drawn_only_when_looked_at() -> Iterator[None]:
    """Does not draw each change of a screen, which takes most of a test's time: `Driver.lines` draws all of it."""

    def render_update(compositor: Compositor, *_given: Any, screen_stack: Any = None, **_more: Any) -> None:
        visible_screen_stack.set(screen_stack or [])
        compositor._dirty_regions.clear()

    with mock.patch.object(Compositor, "render_update", render_update):
        yield


def shipped() -> Trace:
    return TRACE


async def press(driver: Driver, key: str) -> None:
    """Presses a key of a stop, or runs its action."""
    await (driver.act(key[1:]) if key.startswith(":") else driver.press(key))


@dataclass(frozen=True)
class Stop:
    """A screen of the tour.

    Attributes:
        screen: the name of its class.
        keys: lead there from the walk, or from the home screen if it is `at_home`; ":name" is an action.
        data: words on it that come from a trace or a file.
        engine: whether there is one.
        trace: the run that is walked.
    """

    name: str
    screen: str
    keys: tuple[str, ...] = ()
    data: str = ""
    engine: bool = True
    at_home: bool = False
    trace: Callable[[], Trace] = shipped

    @asynccontextmanager
    async def visit(self, folder: Path, size: tuple[int, int]) -> AsyncIterator[Driver]:
        """Opens the program, which saves in a folder; `arrive` presses the keys."""
        app = (
            at_home(folder) if self.at_home else Explorer(self.trace(), FakeEngine() if self.engine else None)
        )
        async with drive(app, size=size) as driver:
            yield driver

    async def arrive(self, driver: Driver) -> None:
        """Presses the keys."""
        for key in self.keys:
            await press(driver, key)
        self.assert_there(driver)

    def assert_there(self, driver: Driver) -> None:
        assert type(driver.screen).__name__ == self.screen, self.name


# Beam search writes into the trace, in English, why a hypothesis was dropped.
WHY = """
rank and it ends it could end only among the first only continue is are finished no growing hypothesis can reach
a score above is left maximum probable token given picked by hand the most was chosen drawn with probability top-k
top-p unfinished
unfinished when search stopped because
"""

GLOSSES = " ".join(task("glossing").answers)
TITLES = " ".join(entry.title for entry in contents())  # lessons are translated as files
MAP = next((CONTENT / "en").glob("01-*.md")).read_text(encoding="utf-8")
LAB = "softmax"  # the texts of labs are data; one lab shows the screen around them
PARAMETERS = " ".join(f"{each.name} {each.says}" for each in lab(LAB).PARAMETERS)
TABLES = " ".join(f"{name} {each.axes} {each.says}" for name, each in perform(LAB, {}).tables.items())
LAB_DATA = f"{about(LAB)} {PARAMETERS} {TABLES}"
CODE = "def self return class forward query_ids key_ids key_value Leaf core nn attention py line"

ENCODER = f"{' '.join(WORDS)} small-encoder"

STOPS = (
    Stop("home", "HomeScreen", data=TITLES, at_home=True),
    Stop("walk", "WalkScreen"),
    Stop("numbers", "WalkScreen", ("enter",)),
    Stop("made of", "WalkScreen", ("n", "n", "n", "enter", "enter")),
    Stop("a weight", "WalkScreen", ("enter", "enter", "enter")),
    Stop("the result", "WalkScreen", ("end", "enter", "u")),
    Stop("help", "HelpScreen", ("question_mark",)),
    Stop("own text", "WalkScreen", ("t",)),
    Stop("find", "FindScreen", ("slash",)),
    Stop("guess", "WalkScreen", (*TO_WEIGHTS[:5], "enter", "g")),
    Stop("used by", "WalkScreen", ("enter", "u")),
    Stop("playing", "WalkScreen", ("space",)),
    Stop("about", "StepFactsScreen", ("n", "n", "n", "i"), CODE, engine=False),
    Stop("attention", "AttentionScreen", ("a",)),
    Stop("attention help", "HelpScreen", ("a", "question_mark")),
    Stop("decode", "DecodeScreen", ("d", "down", "enter"), WHY),
    Stop("beams", "DecodeScreen", ("d", "B"), WHY),
    Stop("decode help", "HelpScreen", ("d", "question_mark")),
    Stop("masked words", "MaskedWordsScreen", ("d",), ENCODER, trace=masked),
    Stop("masked words help", "HelpScreen", ("d", "question_mark"), ENCODER, trace=masked),
    Stop("what if", "WhatIfScreen", ("w", "down", "space")),
    Stop("what if, another change", "WhatIfScreen", ("w", "end", "enter")),
    Stop("what if help", "HelpScreen", ("w", "question_mark")),
    Stop("compare", "CompareScreen", ("c",)),
    Stop("compare help", "HelpScreen", ("c", "escape", "question_mark")),
    Stop("all heads", "HeadsScreen", (*TO_WEIGHTS, "m")),
    Stop("all heads, help", "HelpScreen", (*TO_WEIGHTS, "m", "question_mark")),
    Stop("map", "MapScreen", (*TO_WEIGHTS, "z")),
    Stop("a box of the map", "MapScreen", (*TO_WEIGHTS, "z", "enter")),
    Stop("map help", "HelpScreen", ("z", "question_mark")),
    Stop("training", "TrainingScreen", ("T",)),
    Stop("training help", "HelpScreen", ("T", "question_mark")),
    Stop("experiments", "LabsScreen", ("X",), LAB_DATA),
    Stop("an experiment", "LabsScreen", ("X", "enter", "m", "enter"), LAB_DATA),
    Stop("experiments help", "HelpScreen", ("X", "question_mark"), LAB_DATA),
    Stop("families", "FamiliesScreen", ("S", "right_square_bracket", "right"), "glossing"),
    Stop("families, influence", "FamiliesScreen", ("S", "v", "end", "left", "y"), "glossing side by"),
    Stop("families, answers", "FamiliesScreen", ("S", ":trained", "end"), f"glossing {GLOSSES}"),
    Stop("families, own text", "FamiliesScreen", ("S", "space", "t"), "glossing"),
    Stop("families, help", "HelpScreen", ("S", "question_mark"), "glossing"),
    Stop("lessons", "LessonsScreen", ("l",), TITLES),
    Stop("lessons help", "HelpScreen", ("l", "question_mark"), TITLES),
    Stop("a lesson", "LessonScreen", ("l", "enter", "right", "7", "enter", "f2"), TITLES + MAP),
    Stop("a lesson's help", "HelpScreen", ("l", "enter", "f1"), TITLES + MAP),
    Stop("settings", "SettingsScreen", ("comma",), "night day"),
    Stop("export", "ExportScreen", ("e",), "txt svg html json trace"),
    Stop("palette", "PaletteScreen", ("ctrl+p",)),
)
