"""The pictures of the README, taken of the program itself: `python docs/pictures.py`; a test keeps them current.

They are made without torch, from the shipped trace, so that they are the same on every machine.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

os.environ |= {
    "TEXTUAL_COLOR_SYSTEM": "truecolor"
}  # whatever terminal this runs in; read when Textual is imported
os.environ.pop("NO_COLOR", None)

from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.export.picture import View, taken
from transformer_explore.explorer.export.picture_files import as_svg
from transformer_explore.explorer.hints import HINTS
from transformer_explore.explorer.memory import Store

HERE = Path(__file__).parent
SEEN = "seen"  # in the place of a key: a picture of what is on the screen now
SECONDS = 2.2  # that one picture of the film stays


class Scene(NamedTuple):
    """What is pressed, in a window of that size; `SEEN` takes a picture."""

    size: tuple[int, int]
    keys: Sequence[str]


TO_SCALED = ("right",) * 8
SCENES: Mapping[str, Scene] = {
    "explorer": Scene((100, 30), [*TO_SCALED, "enter", "down", "right", SEEN]),
    "made-of": Scene((100, 30), [*TO_SCALED, "enter", "down", "right", "enter", SEEN]),
    "decode": Scene((100, 30), ["d", "down", SEEN]),
    "attention": Scene((100, 30), ["a", "down", "down", "down", "down", "right", "right", SEEN]),
    "heads": Scene((100, 30), [*("right",) * 11, "m", SEEN]),
    "training": Scene((100, 30), ["T", "right", "right", "right", SEEN]),
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
        app = Explorer(find().shipped_trace(), store=store)
        found = []
        async with app.run_test(size=scene.size) as pilot:
            await pilot.pause()
            for key in scene.keys:
                if key == SEEN:
                    await pilot.pause()
                    found.append(taken(app, "transformer-explore"))
                else:
                    await pilot.press(key)
        return found


def film(frames: Sequence[View]) -> str:
    """Pictures one after another, in one SVG; whoever wants no motion sees the first."""
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
    """A picture without its outermost element, its styles told from those of the others."""
    inside = picture[picture.index("\n") : picture.rindex("</svg>")]
    inside = re.sub(r"<title>.*?</title>\n", "", inside)
    return re.sub(r"(?<=[.\" ])l(\d+)(?=[{\"])", rf"l{number}-\1", inside)


def pictures() -> Iterator[tuple[str, str]]:
    """Each file's name and content."""
    for name, scene in SCENES.items():
        (view,) = asyncio.run(views(scene))
        yield f"{name}.svg", as_svg(view)
    yield "film.svg", film(asyncio.run(views(FILM)))


def main() -> int:
    """Writes them; says which have changed."""
    for name, content in pictures():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(f"{path}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
