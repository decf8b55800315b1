"""Prints, as JSON, the English texts that are left on each screen and in each command in a made-up language.

It needs its own process, because texts are translated when their modules are imported. In the made-up language every
Latin letter of a translated string is Cyrillic. So Latin letters on a screen are data (tokens, names of steps,
formulas) or a string that is not translated.
"""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from gettext import NullTranslations
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from transformer_explore.core.support import localization

LATIN = re.compile(r"[A-Za-z]")
CUT_OFF = re.compile(r"[A-Za-z_]+(?=[┏┃┗…])|(?<=[┓┃┛])[A-Za-z_]+")  # by a window above it, or its own end
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?[rsd]")


class MadeUp(NullTranslations):
    """Replaces Latin letters with Cyrillic ones of the same width."""

    def gettext(self, message: str) -> str:
        kept = PLACEHOLDER.findall(message)
        parts = [LATIN.sub(_cyrillic, part) for part in PLACEHOLDER.split(message)]
        return parts[0] + "".join(f"{place}{part}" for place, part in zip(kept, parts[1:], strict=True))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _cyrillic(letter: re.Match[str]) -> str:
    code = ord(letter[0])
    return chr(0x0430 + code - 97 if code >= 97 else 0x0410 + code - 65)


if __name__ == "__main__":
    localization._catalogue = MadeUp()  # before any other module translates its texts

from transformer_explore.core.interventions import SPECS  # noqa: E402
from transformer_explore.core.operations import OPERATIONS  # noqa: E402
from transformer_explore.core.running.request import Request  # noqa: E402
from transformer_explore.core.trace import Trace, save  # noqa: E402
from transformer_explore.explorer import cli  # noqa: E402
from transformer_explore.explorer.ui.html.page import page  # noqa: E402
from transformer_explore.lessons.labs import LABS  # noqa: E402

from tests.explorer.clock import JumpingLoop, install  # noqa: E402
from tests.explorer.driver import ran  # noqa: E402
from tests.explorer.tour import LAB, STOPS, TRACE, Stop, drawn_only_when_looked_at, press  # noqa: E402

T = TypeVar("T")

install()
SENTENCE = TRACE.source_text
SCALED = "encoder.layers.0.self_attention.scaled"
SIZE = (150, 48)

COMMANDS = (  # A and B are files
    ("map", SENTENCE),
    ("map", SENTENCE, "--decode", "--here", SCALED),
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
rnn lstm english gpt bert swiglu llama grouped
"""


def words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[A-Za-z]+", text)}


def known() -> set[str]:
    """The words that are data: of the trace, the operations and the command line."""
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
    """The runs of Latin words that contain a word which is not data."""
    for line in lines:
        line = CUT_OFF.sub("", line)
        for run in re.findall(r"[A-Za-z]+(?:[ '_.,:;-]{1,2}[A-Za-z]+)*", line):
            if any(len(word) > 1 and word.casefold() not in data for word in re.findall(r"[A-Za-z]+", run)):
                yield f"{run!r} in {line.strip()!r}"


def passed(stop: Stop) -> dict[int, Stop]:
    """The stops on the way to a stop, and itself, by how many of its keys lead there."""
    return {
        len(other.keys): other
        for other in STOPS
        if other.keys == stop.keys[: len(other.keys)]
        and (other.at_home, other.engine, other.trace) == (stop.at_home, stop.engine, stop.trace)
    }


def ends() -> list[Stop]:
    """Stops that no other passes: on the ways to them, all are passed."""
    return [
        stop for stop in STOPS if not any(stop in passed(other).values() for other in STOPS if other != stop)
    ]


async def lines_on_the_way(stop: Stop, folder: Path) -> dict[Stop, list[str]]:
    """The lines of the screens of the tour that are passed on the way to a stop."""
    found = {}
    on_the_way = passed(stop)
    async with stop.visit(folder, SIZE) as driver:
        for count in range(len(stop.keys) + 1):
            if count:
                await press(driver, stop.keys[count - 1])
            if count in on_the_way:
                on_the_way[count].assert_there(driver)
                found[on_the_way[count]] = driver.lines()
    return found


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine; pauses take no time."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(coroutine)


def printed(arguments: Iterable[str]) -> list[str]:
    """The output of a command, stdout and stderr."""
    page = StringIO()
    with redirect_stdout(page), redirect_stderr(page), suppress(SystemExit):
        cli.main(list(arguments))
    return page.getvalue().splitlines()


def text_of_page(trace: Trace) -> list[str]:
    """The texts of the web page of a run, without those that are code."""
    html = b"".join(page(trace)).decode()
    text = re.sub("<(style|math|code)[ >].*?</\\1>|<[^>]*>", "\n", html, flags=re.DOTALL)
    return unescape(text).splitlines()


def tour(say: Callable[[str, list[str]], None], folder: Path) -> None:
    """Visits every screen, runs every command, and reports the English texts."""
    data = known() | words(LAB)
    for name in {*LABS} - {LAB}:
        del LABS[name]  # type: ignore[attr-defined]
    for end in ends():
        for stop, lines in run(lines_on_the_way(end, folder)).items():
            say(stop.name, list(english(lines, data | words(stop.data))))
    say("the page of a run", list(english(text_of_page(TRACE), data)))
    changed = ran(Request(source=SENTENCE, model="zh-en", device="cpu", interventions=())).trace
    files = {"A": str(folder / "a.json"), "B": str(folder / "b.json")}
    save(TRACE, Path(files["A"]))
    save(changed, Path(files["B"]))
    for command in COMMANDS:
        lines = printed(files.get(word, word) for word in command)
        say(" ".join(command), list(english((line.replace(str(folder), "") for line in lines), data)))


def main() -> None:
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder, drawn_only_when_looked_at():
        tour(lambda place, said: found.update({place: said}), Path(folder))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
