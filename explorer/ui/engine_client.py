"""A trace of the reader's own text: asked of the engine, awaited without holding up the screen."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from ...core.operations.operation import Array
from ...core.running.request import Request
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace import Trace, load

if TYPE_CHECKING:
    from ...core.running.code import Code
    from ...core.running.engine import Engine
    from ...core.support.progress import Progress

Notices = tuple[str, ...]
P = ParamSpec("P")
T = TypeVar("T")


class EngineError(Problem):
    """An error of the engine, as one line for the reader."""


class EngineClient:
    """Puts a reader's texts to the engine.

    The engine comes up with `warm_up` or the first question; neither holds up the event loop.

    Args:
        model: name or path of the model to ask.
        parameters: that model's weights, with which the traces are explained.
        device: where to compute: "auto", "cpu" or "cuda".
    """

    def __init__(self, model: str, parameters: Mapping[str, Array] | None, device: str = "auto") -> None:
        self.model = model
        self.device = device
        self.parameters = parameters
        self.ready = False  # whether torch is loaded, so that an answer takes no longer than computing it
        self._engine: Engine | None = None
        self._stopped = False
        self._starting = threading.RLock()  # several threads may ask for the engine at once
        self._waiting: list[Future[Any]] = []
        self._sha256 = ""  # of the parameters, once it is needed
        self._known: dict[tuple[str, object], tuple[Trace, Notices]] = {}
        self._code: tuple[Trace, Mapping[str, Code]] | None = None  # of the trace that was asked about last

    async def warm_up(self) -> None:
        """Starts the engine; done when it can answer at once. What goes wrong shows with the first text."""
        try:
            future = await asyncio.to_thread(self._warm)
            if future is not None:
                await asyncio.wrap_future(future)
                self.ready = True
        except Exception:  # whatever it is, the walk goes on without it
            return

    def request(self, text: str, **more: Any) -> Request:
        """What is to be computed with this model: a forward pass, unless `more` says otherwise (see `Request`)."""
        return Request(source=text, model=self.model, device=self.device, **more)

    async def ask(self, text: str) -> tuple[Trace, Notices]:
        """The trace of a forward pass over a text, and what there is to remark about it.

        Raises:
            OwnTextError: there is none, and why.
        """
        return self._known.get(self._key(text)) or await self.run(self.request(text))

    async def prepare(self, text: str) -> Trace | None:
        """Has a text computed that will probably be asked for, so that it is there at once; None where it cannot be."""
        key = self._key(text)
        try:
            self._known[key] = await self.run(self.request(text))
        except EngineError:
            return None
        return self._known[key][0]

    def stored(self, text: str) -> Trace | None:
        """The trace of a text that came with the model. Reads a file: to be called in a thread."""
        from ...core.checkpoints import find_any

        return find_any(self.model).stored_trace(text)

    def knows(self, text: str) -> bool:
        """Whether it was prepared."""
        return self._key(text) in self._known

    def _key(self, text: str) -> tuple[str, object]:
        """With the files of the model as they are now: they may be replaced while the explorer is open."""
        from ...core.checkpoints import find_any

        try:
            return text, find_any(self.model).files
        except (ValueError, OSError):  # the model is gone: the engine says so
            return text, None

    async def run(self, request: Request) -> tuple[Trace, Notices]:
        """The trace of what was requested, a decoding or a changed run for example, and what there is to remark.

        Raises:
            OwnTextError: there is none, and why.
        """
        return await self._asked(lambda: self._once(request))

    async def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a plain function makes of plain data over there.

        Raises:
            OwnTextError: nothing, and why.
        """
        return await self._asked(
            lambda: self._called(lambda: self._at_hand().submit(function, *args, **kwargs))
        )

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            try:
                return await ask()
            except BrokenProcessPool:  # it may have died before this call, so try once more
                self.ready = False
                if self._stopped:
                    raise
                return await ask()
        except BrokenProcessPool:
            raise EngineError(_("The engine stopped; the next text starts a new one.")) from None
        except (ValueError, OSError) as error:
            raise EngineError(str(error) or type(error).__name__) from None
        except Exception as error:  # a defect over there must not take the reader's place in the walk away
            raise EngineError(
                _("The engine could not do that: {kind}: {error}", kind=type(error).__name__, error=error)
            ) from error

    async def _called(self, submit: Callable[[], Future[T]]) -> T:
        found = await self._result(await asyncio.to_thread(self._submit_plainly, submit))
        self.ready = True
        return found

    async def _result(self, future: Future[T]) -> T:
        """What the engine made; when the wait is cancelled, so is the engine's work."""
        self._waiting.append(future)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._engine is not None:
                self._engine.cancel(future)
            raise
        finally:
            self._waiting.remove(future)

    @property
    def progress(self) -> Progress | None:
        """The progress of the current call; None if it reports none."""
        found = (self._engine.progress(future) for future in self._waiting if self._engine is not None)
        return next((each for each in found if each is not None), None)

    async def _once(self, request: Request) -> tuple[Trace, Notices]:
        future, file = await asyncio.to_thread(self._submit, request)
        try:
            notices = await self._result(future)
            self.ready = True
            return await asyncio.to_thread(self._loaded, file, request.model), notices
        finally:
            file.unlink(missing_ok=True)

    async def code(self, trace: Trace) -> Mapping[str, Code]:
        """The lines of model code behind the steps of a trace, by their names; see `core.running.code`.

        Raises:
            OwnTextError: there are none, and why.
        """
        known = self._code
        if known is not None and known[0] is trace:
            return known[1]
        try:
            future = await asyncio.to_thread(self._submit_code, trace)
            found = await self._result(future)
        except (BrokenProcessPool, ValueError, OSError) as error:
            raise EngineError(str(error) or type(error).__name__) from None
        except Exception as error:  # a defect over there
            raise EngineError(f"{type(error).__name__}: {error}") from error
        self.ready = True
        self._code = (trace, found)
        return found

    def stop(self) -> None:
        """Ends the engine at once, also in the middle of something."""
        self._stopped = True
        if self._engine is not None:
            self._engine.stop()

    # What follows runs in a thread: importing the engine and starting a process take a while.

    def _warm(self) -> Future[None] | None:
        with self._starting, redirect_stderr(sys.__stderr__):
            return None if self._stopped else self._at_hand().warm_up()

    def _submit(self, request: Request) -> tuple[Future[Notices], Path]:
        from ...core.running.runs import run_into

        # multiprocessing hands our stderr on to a helper process, and Textual's has no descriptor to hand on.
        with self._starting, redirect_stderr(sys.__stderr__):
            engine = self._at_hand()
            file = engine.file(".safetensors")
            return engine.submit(run_into, request, file), file

    def _submit_plainly(self, submit: Callable[[], Future[T]]) -> Future[T]:
        with self._starting, redirect_stderr(sys.__stderr__):
            return submit()

    def _loaded(self, file: Path, model: str) -> Trace:
        from ...core.checkpoints import digest, find_any

        if model != self.model:
            return load(file, find_any(model).parameters)
        trace = load(file, self.parameters)
        if self.parameters is None:
            return trace
        self._sha256 = self._sha256 or digest(self.parameters)
        if trace.model.sha256 != self._sha256:  # the model's files were replaced
            self.parameters = find_any(model).parameters
            self._sha256 = digest(self.parameters)
            trace = replace(trace, parameters=self.parameters)
        return trace

    def _submit_code(self, trace: Trace) -> Future[dict[str, Code]]:
        from ...core.running.code import Ran, code_of

        with self._starting, redirect_stderr(sys.__stderr__):
            return self._at_hand().submit(code_of, Ran.of(trace))

    def _at_hand(self) -> Engine:
        if self._engine is None:
            from ...core.running.engine import Engine

            self._engine = Engine()
        return self._engine
