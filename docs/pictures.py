"""Takes the documentation's pictures from the program: `.venv/bin/python docs/pictures.py`. A test keeps them current.

They show the shipped trace, without torch, so that they are the same on every machine. Only the picture of several
models shows numbers that are computed here.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

os.environ |= {"TEXTUAL_COLOR_SYSTEM": "truecolor"}  # read when Textual is imported
os.environ.pop("NO_COLOR", None)

from textual.pilot import Pilot
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.export.picture import View, taken
from transformer_explore.explorer.features.export.picture_files import as_svg
from transformer_explore.explorer.features.hints.state import HINTS
from transformer_explore.explorer.ui.engine_client import EngineClient
from transformer_explore.explorer.ui.memory import Store

HERE = Path(__file__).parent
SEEN = "seen"  # instead of a key: takes a picture of the screen
SECONDS = 2.2  # for each picture of the film
P, T = ParamSpec("P"), TypeVar("T")


class Here(EngineClient):
    """Computes in this process, at once."""

    async def warm_up(self) -> None:
        self.ready = True

    async def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)


class Scene(NamedTuple):
    """Keys to press in a window of this size; `SEEN` takes a picture. Without `computes` no model is loaded."""

    size: tuple[int, int]
    keys: Sequence[str]
    computes: bool = False


TO_SCALED = ("right",) * 8
SCENES: Mapping[str, Scene] = {
    "explorer": Scene((100, 30), [*TO_SCALED, "enter", "down", "right", SEEN]),
    "made-of": Scene((100, 30), [*TO_SCALED, "enter", "down", "right", "enter", SEEN]),
    "decode": Scene((100, 30), ["d", "down", SEEN]),
    "attention": Scene((100, 30), ["a", *("down",) * 5, "right", "right", SEEN]),
    "heads": Scene((100, 30), [*("right",) * 11, "m", SEEN]),
    "training": Scene((100, 30), ["T", "right", "right", "right", SEEN]),
    "side-by-side": Scene(
        (132, 30), ["S", "v", *("right",) * 14, "down", "down", "down", SEEN], computes=True
    ),
}
FILM = Scene(
    (80, 24),
    (
        *("right", SEEN, *("right",) * 7, SEEN),  # to the scaled scores
        *("enter", "down", "right", SEEN, "enter", SEEN, "enter", SEEN),  # into a number
        *("escape", "n", "n", "n", SEEN, "a", SEEN, "escape", "d", SEEN),
    ),
)


async def views(scene: Scene) -> list[View]:
    """The pictures of a scene."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "state.json")
        store.change(lambda memory: replace(memory, hints=tuple(hint.name for hint in HINTS)))
        engine = Here("zh-en", find().parameters) if scene.computes else None
        app = Explorer(find().shipped_trace(), engine, store=store)
        found = []
        async with app.run_test(size=scene.size) as pilot:
            await pilot.pause()
            for key in scene.keys:
                if key == SEEN:
                    await _settled(app, pilot)
                    found.append(taken(app, "transformer-explore"))
                else:
                    await pilot.press(key)
                    await app.workers.wait_for_complete()
                    await _settled(app, pilot)
        return found


async def _settled(app: Explorer, pilot: Pilot[None]) -> None:
    """Waits until everything that the last key started is finished."""
    quiet = 0
    while quiet < 3:
        await pilot.pause()
        quiet = quiet + 1 if app.keyboard.is_idle else 0


def film(frames: Sequence[View]) -> str:
    """One SVG that shows the pictures one after another; readers who prefer reduced motion see the first."""
    pictures = [as_svg(view) for view in frames]
    head = pictures[0][: pictures[0].index(">") + 1]
    share = 100 / len(pictures)
    rules = [
        f".p{{visibility:hidden;animation:{len(pictures) * SECONDS:g}s step-end infinite}}",
        f"@keyframes one{{0%{{visibility:visible}}{share:.4g}%{{visibility:hidden}}}}",
        "@media (prefers-reduced-motion){.p{animation:none}.p0{visibility:visible}}",
        *(f".p{n}{{animation-name:one;animation-delay:{n * SECONDS:g}s}}" for n in range(len(pictures))),
    ]
    body = [f'<g class="p p{n}">{_inner(picture, n)}</g>' for n, picture in enumerate(pictures)]
    return "\n".join((head, f"<style>{''.join(rules)}</style>", *body, "</svg>\n"))


def _inner(picture: str, number: int) -> str:
    """A picture without its outermost element, with style names that are unique in the film."""
    inside = picture[picture.index("\n") : picture.rindex("</svg>")]
    inside = re.sub(r"<title>.*?</title>\n", "", inside)
    return re.sub(r"(?<=[.\" ])l(\d+)(?=[{\"])", rf"l{number}-\1", inside)


def pictures() -> Iterator[tuple[str, str]]:
    """The name and content of each file."""
    for name, scene in SCENES.items():
        (view,) = asyncio.run(views(scene))
        yield f"{name}.svg", as_svg(view)
    yield "film.svg", film(asyncio.run(views(FILM)))


def main() -> int:
    """Writes the pictures that changed and prints their names."""
    for name, content in pictures():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(f"{path}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
