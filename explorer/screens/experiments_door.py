"""The way to the experiments, from anywhere: at the lab that one looks at in a lesson, or at the first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..experiments.desk import Experiments

if TYPE_CHECKING:
    from ...lessons.labs.lab import Value
    from ..from_home import FromHome
    from ..own_text import Answers

Asked = tuple[str, "dict[str, Value]"]  # a lab and how it is set


async def open_experiments(app: FromHome, answers: Answers | None, asked: Asked | None) -> None:
    """Over whatever screen one is on.

    Args:
        asked: the lab to begin with; None for the one where one was, or the first.
    """
    from .lesson_door import bench_of

    desk = await asyncio.to_thread(_desk, asked) if asked or app.experiments is None else app.experiments
    app.experiments = desk
    from .experiments import ExperimentsScreen

    if not any(isinstance(screen, ExperimentsScreen) for screen in app.screen_stack):
        await app.push_screen(ExperimentsScreen(desk, bench_of(app, answers), asked is not None))


def _desk(asked: Asked | None) -> Experiments:
    """Reads every lab's own words, and what the screen is made of, so that going there takes no time."""
    from . import experiments  # noqa: F401

    return Experiments(*(asked or ()))
