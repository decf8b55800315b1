"""A tour of the whole program in a made-up language; prints what it still said in English, as JSON.

Run in a process of its own: tables of words are made when their modules are imported. In the made-up language every
Latin letter of a string that went through gettext is Cyrillic, so Latin letters on a screen are either data (tokens,
names of steps, formulas) or a string that was forgotten.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from gettext import NullTranslations
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from transformer_explore.core.support import localization

LATIN = re.compile(r"[A-Za-z]")
CUT_OFF = re.compile(
    r"[A-Za-z_]+(?=[┏┃┗…])|(?<=[┓┃┛])[A-Za-z_]+"
)  # by a window that lies over it, or its own end
LEFT_AS_IT_IS = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?[rsd]")  # a place where a name is filled in


class MadeUp(NullTranslations):
    """Latin letters become Cyrillic ones, as wide as they were."""

    def gettext(self, message: str) -> str:
        kept = LEFT_AS_IT_IS.findall(message)
        parts = [LATIN.sub(_cyrillic, part) for part in LEFT_AS_IT_IS.split(message)]
        return parts[0] + "".join(f"{place}{part}" for place, part in zip(kept, parts[1:], strict=True))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _cyrillic(letter: re.Match[str]) -> str:
    code = ord(letter[0])
    return chr(0x0430 + code - 97 if code >= 97 else 0x0410 + code - 65)


if __name__ == "__main__":
    localization._catalogue = MadeUp()  # before any table of words is made

from transformer_explore.core.checkpoints import find  # noqa: E402
from transformer_explore.core.interventions import SPECS  # noqa: E402
from transformer_explore.core.operations import OPERATIONS  # noqa: E402
from transformer_explore.core.running.request import Request  # noqa: E402
from transformer_explore.core.tasks import task  # noqa: E402
from transformer_explore.core.trace import save  # noqa: E402
from transformer_explore.explorer import cli  # noqa: E402
from transformer_explore.explorer.app import AtHand, Explorer  # noqa: E402
from transformer_explore.explorer.ui.memory import Store  # noqa: E402
from transformer_explore.lessons.contents import CONTENT, contents  # noqa: E402
from transformer_explore.lessons.labs import LABS, about, lab, perform  # noqa: E402

from tests.explorer.clock import JumpingLoop, install  # noqa: E402
from tests.explorer.driver import FakeEngine, ran  # noqa: E402

T = TypeVar("T")

install()
TRACE = find().shipped_trace()
SENTENCE = TRACE.source_text
SCALED = "encoder.layers.0.self_attention.scaled"
TO_WEIGHTS = ("right",) * 11  # from the walk's first step to the first attention weights
SIZE = (150, 48)


@dataclass(frozen=True)
class Stop:
    """A screen of the tour.

    Attributes:
        keys: what is pressed on the walk to come there; "…" waits for what is being computed.
        data: words on it that come out of a trace or a file, besides those that `known` finds.
        engine: whether there is one to ask; where it would load torch in a process of its own there is none.
    """

    name: str
    keys: tuple[str, ...]
    data: str = ""
    engine: bool = True


# Why a hypothesis was dropped is written into the trace by the search, as data: it does not depend on the reader.
WHY = """
rank and it ends to end it would have to be among the first only go on is are finished no growing hypothesis can reach
a score above is left maximum probable token given picked by hand the most was chosen drawn with probability top-k
top-p unfinished
unfinished when search stopped since
"""

GLOSSES = " ".join(task("glossing").answers)
TITLES = " ".join(entry.title for entry in contents())  # a lesson in another language is another file
MAP = next((CONTENT / "en").glob("01-*.md")).read_text(encoding="utf-8")
LAB = "softmax"  # what labs say is data; one of them is enough to see the frame around it
PARAMETERS = " ".join(f"{each.name} {each.says}" for each in lab(LAB).PARAMETERS)
CAME_OF_IT = " ".join(f"{name} {each.axes} {each.says}" for name, each in perform(LAB, {}).tables.items())
LAB_SAYS = f"{about(LAB)} {PARAMETERS} {CAME_OF_IT}"
CODE = (
    "def self return class forward query_ids key_ids key_value Leaf core nn attention py line"  # of the model
)

STOPS = (
    Stop("walk", ()),
    Stop("numbers", ("enter",)),
    Stop("made of", ("n", "n", "n", "enter", "enter")),
    Stop("a weight", ("end", "enter", "u")),
    Stop("help", ("question_mark",)),
    Stop("own text", ("t",)),
    Stop("find", ("slash",)),
    Stop("attention", ("a",)),
    Stop("attention help", ("a", "question_mark")),
    Stop("decode", ("d", "…", "down", "enter", "…"), WHY),
    Stop("beams", ("d", "…", "B", "…"), WHY),
    Stop("decode help", ("d", "question_mark")),
    Stop("what if", ("w", "…", "down", "space", "…")),
    Stop("what if, another change", ("w", "…", "end", "enter")),
    Stop("what if help", ("w", "question_mark")),
    Stop("compare", ("c", "…")),
    Stop("compare help", ("c", "…", "question_mark")),
    Stop("all heads", (*TO_WEIGHTS, "m")),
    Stop("all heads, help", (*TO_WEIGHTS, "m", "question_mark")),
    Stop("training", ("T", "…")),
    Stop("experiments", ("X", "…"), LAB_SAYS),
    Stop("an experiment", ("X", "…", "enter", "t", "enter"), LAB_SAYS),
    Stop("experiments help", ("X", "…", "question_mark"), LAB_SAYS),
    Stop("side by side", ("S", "…", "right_square_bracket", "right"), "glossing"),
    Stop("side by side, influence", ("S", "…", "v", "end", "left", "y"), "glossing side by"),
    Stop("side by side, answers", ("S", "…", "o", "…", "end"), f"glossing {GLOSSES}"),
    Stop("side by side, own text", ("S", "…", "space", "t"), "glossing"),
    Stop("side by side, help", ("S", "…", "question_mark"), "glossing"),
    Stop("lessons", ("l", "…"), TITLES),
    Stop("lessons help", ("l", "…", "question_mark"), TITLES),
    Stop("a lesson", ("l", "…", "enter", "…", "right", "…", "7", "enter", "…", "f2", "…"), TITLES + MAP),
    Stop("a lesson's help", ("l", "…", "enter", "…", "f1"), TITLES + MAP),
    Stop("training help", ("T", "…", "question_mark")),
    Stop("about", ("n", "n", "n", "i"), CODE, engine=False),
    Stop("settings", ("comma",), "night day"),
    Stop("export", ("e",), "txt svg html json trace"),
    Stop("palette", ("ctrl+p",)),
    Stop("guess", ("enter", "g")),
    Stop("used by", ("enter", "u")),
    Stop("playing", ("space",)),
)
COMMANDS = (  # with files in the place of A and B
    ("walk", SENTENCE),
    ("walk", SENTENCE, "--step", "nothing"),
    ("explain", SENTENCE, SCALED, "0,1,2"),
    ("explain", SENTENCE, SCALED, "0,9,2"),
    ("open", "A", "--plain"),
    ("verify", "A"),
    ("verify", "missing.json"),
    ("diff", "A", "B"),
    ("models",),
    ("interventions",),
    ("lab", "--parameters"),
    ("walk", SENTENCE, "--intervene", "no-scalin"),
    ("--help",),
    *((name, "--help") for name in cli.COMMANDS),
)
NAMES = """
transformer explore zh en usage argument Esc Tab Enter Space Backspace PgUp PgDn Home End Ctrl Shift torch NumPy CUDA
JSON UTF SHA NaN relu gelu LANGUAGE TEXT FILE STEP CELL GLOB SPEC COMMAND NAME PATH FOLDER auto cpu cuda greedy beam
sample float bfloat int bool encoder decoder source target log exp min max model ff Vaswani et al section arXiv trace
json safetensors nothing missing no scalin No such file or directory version post norm sinusoidal base big learned kB MB
rnn lstm
"""


def words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[A-Za-z]+", text)}


def known() -> set[str]:
    """Every word that is data: of the trace, of the operations, of what one types."""
    found = words(NAMES) | words(" ".join(TRACE.vocabulary))
    for step in TRACE:
        found |= words(f"{step} {step.operation} {' '.join(step.axes)} {' '.join(map(str, step.inputs))}")
    for operation in OPERATIONS.values():
        formula = f"{operation.formula.linear()} {' '.join(operation.formula.unicode())} {operation.paper}"
        found |= words(f"{operation.name} {' '.join(operation.axes)} {formula}")
    found |= words(" ".join(usage for usage, _help in SPECS))
    for command in cli.parser()._subparsers._group_actions[0].choices.items():  # type: ignore[union-attr]
        found |= words(" ".join((command[0], *command[1]._option_string_actions)))
        found |= words(" ".join(str(action.metavar or action.dest) for action in command[1]._actions))
        found |= words(
            " ".join(str(choice) for action in command[1]._actions for choice in action.choices or ())
        )
    return found


def english(lines: Iterable[str], data: set[str]) -> Iterator[str]:
    """The runs of Latin words among the lines in which a word is no data."""
    for line in lines:
        line = CUT_OFF.sub("", line)
        for run in re.findall(r"[A-Za-z]+(?:[ '_.,:;-]{1,2}[A-Za-z]+)*", line):
            if any(len(word) > 1 and word.casefold() not in data for word in re.findall(r"[A-Za-z]+", run)):
                yield f"{run!r} in {line.strip()!r}"


async def shown(stop: Stop) -> list[str]:
    """What stands on a screen of the tour."""
    app = Explorer(TRACE, FakeEngine() if stop.engine else None)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in stop.keys:
            if key == "…":
                await app.workers.wait_for_complete()
            else:
                await pilot.press(key)
            await pilot.pause()
        return _lines(app)


async def home(folder: Path) -> list[str]:
    app = Explorer(prepare=lambda: AtHand(TRACE, None), store=Store(folder / "state.json"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        return _lines(app)


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """What comes of it; no pause takes time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(coroutine)


def _lines(app: Explorer) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips()]


def printed(arguments: Iterable[str]) -> list[str]:
    """What a command says, on stdout and stderr."""
    page = StringIO()
    with redirect_stdout(page), redirect_stderr(page), suppress(SystemExit):
        cli.main(list(arguments))
    return page.getvalue().splitlines()


def tour(say: Callable[[str, list[str]], None], folder: Path) -> None:
    """Goes everywhere, and says what is English there."""
    data = known() | words(LAB)
    for name in {*LABS} - {LAB}:
        del LABS[name]  # type: ignore[attr-defined]
    say("home", list(english(run(home(folder)), data | words(TITLES))))
    for stop in STOPS:
        say(stop.name, list(english(run(shown(stop)), data | words(stop.data))))
    changed = ran(Request(source=SENTENCE, model="zh-en", device="cpu", interventions=())).trace
    files = {"A": str(folder / "a.json"), "B": str(folder / "b.json")}
    save(TRACE, Path(files["A"]))
    save(changed, Path(files["B"]))
    for command in COMMANDS:
        lines = printed(files.get(word, word) for word in command)
        say(" ".join(command), list(english((line.replace(str(folder), "") for line in lines), data)))


def main() -> None:
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        tour(lambda place, said: found.update({place: said}), Path(folder))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
