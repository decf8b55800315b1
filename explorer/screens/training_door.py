"""The way to the training screen: the pictures are read in a thread, and what is wrong with them is said in a line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ...core.language import _
from ..text import safe

if TYPE_CHECKING:
    from ...core.trace import Trace
    from ..own_text import Answers
    from ..training.training import Learning
    from .doors import Doors
    from .home import HomeScreen


def model_of(trace: Trace, answers: Answers | None) -> str | None:
    """The model whose training belongs to a walk; None where it is not at hand: a file may name what it likes."""
    from ...core.checkpoints import shipped

    if answers is not None:
        return answers.model
    return trace.model.name if trace.model.name in shipped() else None


async def open_training(screen: Doors | HomeScreen, model: str | None) -> None:
    """From a screen to how a model learned; stays there and says why where there are no pictures of that."""
    if model is None:
        screen.tell(_("There is no model at hand whose training could be shown."), "error")
        return
    try:
        learning = await asyncio.to_thread(_learning, model)
    except (OSError, ValueError) as error:
        screen.tell(safe(str(error)), "error")
        return
    from .training import TrainingScreen

    await screen.app.push_screen(TrainingScreen(learning))


def _learning(model: str) -> Learning:
    from ...core.checkpoints import find
    from ..training.training import Learning
    from . import training  # noqa: F401  so that going there takes no time

    return Learning(find(model))
