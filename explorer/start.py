"""Ways into the explorer: on the home screen, on a sentence, on a trace from a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ..core.running.request import DEFAULT_MODEL
from ..core.support.localization import _
from .process import restored_terminal

if TYPE_CHECKING:
    from ..core.trace import Trace
    from .app import AtHand, Explorer
    from .ui.engine_client import EngineClient
    from .ui.memory import Store
    from .ui.routes import FamiliesRoute


def open_explorer(text: str | None = None, model: str = DEFAULT_MODEL, device: str = "auto") -> None:
    """Opens the explorer and returns when it is left.

    Args:
        text: a sentence to walk through; without one, the home screen, or of a sequence model an example.
        model: name or folder of the model that computes texts.
        device: where it computes: "auto", "cpu" or "cuda".

    Raises:
        CheckpointError, TraceError: the model or its trace cannot be used.
    """
    from .features.settings.state import use_colours
    from .ui.memory import Store

    store = Store()
    use_colours(store.load().settings)
    from .app import Explorer

    if (
        text is None and model != DEFAULT_MODEL
    ):  # of which it is known, without looking, and the first frame comes soon
        text = _example(model)
    if text is not None:
        at_hand = prepared(model, device, text)
        left = _left_to_compute(at_hand, text)
        _run(Explorer(at_hand.trace, at_hand.engine, left, store=store, stored=at_hand.stored), at_hand)
        return
    _run_home(Explorer, store, model, device)


def open_lesson(
    lesson: str, page: int | None = None, model: str = DEFAULT_MODEL, device: str = "auto"
) -> None:
    """Opens a lesson over the home screen, and returns when the explorer is left.

    Args:
        lesson: its id or number; one that there is not is said on the home screen.
        page: counted from 0; None for where one was.

    Raises:
        CheckpointError, TraceError: the model or its trace cannot be used.
    """
    from .features.settings.state import use_colours
    from .ui.memory import Store

    store = Store()
    use_colours(store.load().settings)
    from .app import Explorer
    from .ui.routes import LessonRoute

    _run_home(partial(Explorer, route=LessonRoute(lesson, page)), store, model, device)


def open_families(route: FamiliesRoute, device: str = "auto") -> None:
    """Opens several families of models side by side, over the home screen, and returns when the explorer is left."""
    from .features.settings.state import use_colours
    from .ui.memory import Store

    store = Store()
    use_colours(store.load().settings)
    from .app import Explorer

    _run_home(partial(Explorer, route=route), store, DEFAULT_MODEL, device)


def _run_home(explorer: Callable[..., Explorer], store: Store, model: str, device: str) -> None:
    """From the home screen on; the model is got ready behind its first frame."""
    ready: list[AtHand] = []

    def prepare() -> AtHand:
        ready.append(prepared(model, device))
        from .features.walk import screen  # noqa: F401  so that going there takes no time

        return ready[0]

    try:
        _run_until_left(explorer(prepare=prepare, store=store))
    finally:
        for at_hand in ready:
            if at_hand.engine is not None:
                at_hand.engine.stop()


def open_trace(trace: Trace, model: str | None) -> None:
    """Opens the explorer on a trace; `model` computes other texts, if it is given."""
    from .features.settings.state import use_colours
    from .ui.memory import Store

    use_colours(Store().load().settings)
    from .app import AtHand, Explorer

    engine = None
    if model is not None:
        from ..core.checkpoints import find_any
        from .ui.engine_client import EngineClient

        engine = EngineClient(model, find_any(model).parameters)
    _run(Explorer(trace, engine, store=Store()), AtHand(trace, engine))


def _run(explorer: Explorer, at_hand: AtHand) -> None:
    try:
        _run_until_left(explorer)
    finally:
        if at_hand.engine is not None:
            at_hand.engine.stop()


def _run_until_left(explorer: Explorer) -> None:
    """Raises what made the explorer fail, once the terminal is as it was."""
    if sys.stdout.isatty() and not (sys.__stderr__ and sys.__stderr__.isatty()):
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc]  # which Textual draws on
    with restored_terminal():
        explorer.run()
    if explorer.crash is not None:
        raise explorer.crash


def prepared(model: str, device: str = "auto", text: str | None = None) -> AtHand:
    """A trace of a model, and the engine that computes others with it.

    If the model came without a trace, the first one is computed.
    """
    from ..core.checkpoints import find_any
    from .app import AtHand
    from .ui.engine_client import EngineClient
    from .ui.examples import FIRST

    checkpoint = find_any(model)
    engine = EngineClient(model, checkpoint.parameters, device)
    if (first := checkpoint.first_trace()) is not None:
        return AtHand(checkpoint.stored_trace(text or FIRST) or first, engine, stored=True)
    import asyncio

    print(_("computing the first trace…"), file=sys.stderr)
    try:
        trace, notices = asyncio.run(_first(engine, text or FIRST))
    except BaseException:
        engine.stop()
        raise
    for notice in notices:
        print(_("note: {notice}", notice=notice), file=sys.stderr)
    return AtHand(trace, engine)


async def _first(engine: EngineClient, text: str) -> tuple[Trace, tuple[str, ...]]:
    """A trace, with how far it has come on the terminal meanwhile."""
    import asyncio

    from .commands.progress import PAUSE, progress_shown

    asked = asyncio.ensure_future(engine.ask(text))
    with progress_shown() as show:
        while not (await asyncio.wait([asked], timeout=PAUSE))[0]:
            if (progress := engine.progress) is not None:
                show(progress)
    return await asked


def _example(model: str) -> str | None:
    """The text to open a model with that suggests one: the texts of the home screen are for translating."""
    from ..core.checkpoints import CheckpointError, find_any

    try:
        return find_any(model).example or None
    except CheckpointError:  # the home screen shows it
        return None


def _left_to_compute(at_hand: AtHand, text: str) -> str | None:
    return None if text == at_hand.trace.source_text else text
