"""Opens the explorer: on the home screen, on a sentence, or on a trace from a file."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import reload
from typing import TYPE_CHECKING

from ..core.running.request import DEFAULT_MODEL
from ..core.support.localization import _
from .process import restored_terminal

if TYPE_CHECKING:
    from ..core.trace import Trace
    from .app import AtHand, Explorer
    from .ui.engine_client import EngineClient
    from .ui.memory import Store
    from .ui.routes import Route


def open_explorer(text: str | None = None, model: str = DEFAULT_MODEL, device: str = "auto") -> None:
    """Opens the explorer and returns when it is left.

    Args:
        text: a sentence to walk through; without one, the home screen opens, or for a sequence model an example.
        model: name or folder of the model that computes texts.
        device: where it computes: "auto", "cpu" or "cuda".

    Raises:
        CheckpointError, TraceError: the model or its trace cannot be used.
    """
    # The default model opens the home screen; not looking for its example makes the first frame faster.
    other = ""
    if text is None and model != DEFAULT_MODEL:
        text, other = _example(model)
    if text is None:
        open_route(None, model, device, other)
        return
    store = _store()
    at_hand = prepared(model, device, text)
    _walk(at_hand, store, None if text == at_hand.trace.source_text else text)


def open_route(
    route: Route | None, model: str = DEFAULT_MODEL, device: str = "auto", other: str = ""
) -> None:
    """Opens the home screen, and the screen of a route over it; the model is prepared after the first frame.

    Args:
        other: the name of a model that is no translator of ours, so that the example sentences are not for it.
    """
    store = _store()
    from .app import Explorer

    ready: list[AtHand] = []

    def prepare() -> AtHand:
        ready.append(prepared(model, device))
        from .features.map import screen as map_screen  # noqa: F401  so that they open without delay
        from .features.walk import screen  # noqa: F401

        return ready[0]

    _run(Explorer(prepare=prepare, store=store, route=route, other_model=other), ready)


def open_trace(trace: Trace, model: str | None) -> None:
    """Opens the explorer on a trace; `model` computes other texts, if it is given."""
    store = _store()
    from .app import AtHand

    engine = None
    if model is not None:
        from ..core.checkpoints import find_any
        from .ui.engine_client import EngineClient

        engine = EngineClient(model, find_any(model).parameters)
    _walk(AtHand(trace, engine), store)


def _store() -> Store:
    """Where settings are saved; applies the colors that the reader has chosen, before Textual is imported.

    The garbage collector is off until the program is ready (`Preparation.freeze`): what imports create stays.
    """
    gc.disable()
    from .features.settings.state import use_colors
    from .ui.memory import Store

    store = Store()
    use_colors(store.load().settings)
    if (constants := sys.modules.get("textual.constants")) is not None:
        reload(constants)  # a forked explorer imported it before it got its environment
    return store


def _walk(at_hand: AtHand, store: Store, text: str | None = None) -> None:
    from .app import Explorer

    _run(Explorer(at_hand.trace, at_hand.engine, text, store=store, stored=at_hand.stored), [at_hand])


def _run(explorer: Explorer, ready: Sequence[AtHand]) -> None:
    """Runs the explorer, then stops the engines. Raises what made it fail, once the terminal is restored."""
    if sys.stdout.isatty() and not (sys.__stderr__ and sys.__stderr__.isatty()):
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc]  # which Textual draws on
    try:
        with restored_terminal():
            explorer.run()
        if explorer.crash is not None:
            raise explorer.crash
    finally:
        for at_hand in ready:
            if at_hand.engine is not None:
                at_hand.engine.stop()


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
    if (stored := checkpoint.stored_trace(text or FIRST) or checkpoint.first_trace()) is not None:
        return AtHand(stored, engine, stored=True)
    import asyncio

    print(_("computing the first trace…"), file=sys.stderr)
    try:
        trace, notices = asyncio.run(_first(engine, text or checkpoint.example or FIRST))
    except BaseException:
        engine.stop()
        raise
    for notice in notices:
        print(_("note: {notice}", notice=notice), file=sys.stderr)
    return AtHand(trace, engine)


async def _first(engine: EngineClient, text: str) -> tuple[Trace, tuple[str, ...]]:
    """The first trace; while it is computed, the terminal shows the progress."""
    import asyncio

    from .commands.progress import PAUSE, progress_shown

    asked = asyncio.ensure_future(engine.ask(text))
    with progress_shown() as show:
        while not (await asyncio.wait([asked], timeout=PAUSE))[0]:
            if (progress := engine.progress) is not None:
                show(progress)
    return await asked


def _example(model: str) -> tuple[str | None, str]:
    """The text to open a model with instead of the home screen, if any; and its name if it is no translator of ours."""
    from ..core.checkpoints import Checkpoint, CheckpointError, find_any
    from ..core.checkpoints.hugging_face.foreign_model import ForeignModel

    try:
        found = find_any(model)
        other = "" if isinstance(found, Checkpoint) else found.model_card.name
        return None if isinstance(found, ForeignModel) else found.example or None, other
    except CheckpointError:  # the home screen reports it
        return None, ""
