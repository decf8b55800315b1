"""The way to the training screen: the pictures are read in a thread, and what is wrong with them is said in a line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ....core.support.localization import _
from ...ui.text import safe

if TYPE_CHECKING:
    from ....core.trace import Trace
    from ...ui.engine_client import EngineClient
    from ..home.screen import HomeScreen
    from ..walk.doors import Doors
    from .state import TrainingState


def model_of(trace: Trace, engine: EngineClient | None) -> str | None:
    """The model whose training belongs to a walk; None where it is not at hand: a file may name what it likes."""
    from ....core.checkpoints import shipped

    if engine is not None:
        return engine.model
    return trace.model.name if trace.model.name in shipped() else None


async def open_training(screen: Doors | HomeScreen, model: str | None) -> None:
    """From a screen to how a model learned; stays there and says why where there are no pictures of that."""
    if model is None:
        screen.show_notice(_("There is no model at hand whose training could be shown."), "error")
        return
    try:
        learning = await asyncio.to_thread(_learning, model)
    except (OSError, ValueError) as error:
        screen.show_notice(safe(str(error)), "error")
        return
    from .screen import TrainingScreen

    await screen.app.push_screen(TrainingScreen(learning))


def _learning(model: str) -> TrainingState:
    from ....core.checkpoints import find
    from . import screen as training  # noqa: F401  so that going there takes no time
    from .state import TrainingState

    return TrainingState(find(model))
