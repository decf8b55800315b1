"""The way to the experiments, from anywhere: at the lab that one looks at in a lesson, or at the first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .state import LabsState

if TYPE_CHECKING:
    from ....lessons.labs.lab import Value
    from ...from_home import FromHome
    from ...ui.engine_client import EngineClient

Asked = tuple[str, "dict[str, Value]"]  # a lab and how it is set


async def open_experiments(app: FromHome, engine: EngineClient | None, asked: Asked | None) -> None:
    """Over whatever screen one is on.

    Args:
        asked: the lab to begin with; None for the one where one was, or the first.
    """
    from ..lessons.door import bench_of

    state = await asyncio.to_thread(_desk, asked) if asked or app.experiments is None else app.experiments
    app.experiments = state
    from .screen import LabsScreen

    if not any(isinstance(screen, LabsScreen) for screen in app.screen_stack):
        await app.push_screen(LabsScreen(state, bench_of(app, engine), asked is not None))


def _desk(asked: Asked | None) -> LabsState:
    """Reads every lab's own words, and what the screen is made of, so that going there takes no time."""
    from . import screen as experiments  # noqa: F401

    return LabsState(*(asked or ()))
