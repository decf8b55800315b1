"""Lets the engine compute, without blocking the event loop."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, redirect_stderr
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
    """An error in the engine, as one line for the reader."""


@contextmanager
def _as_engine_errors() -> Iterator[None]:
    """Turns every failure into an `EngineError`."""
    try:
        yield
    except BrokenProcessPool:
        raise EngineError(_("The engine stopped; your next input will restart it.")) from None
    except (ValueError, OSError) as error:
        raise EngineError(str(error) or type(error).__name__) from None
    except Exception as error:  # a bug in the engine must not cost readers their place in the walk
        raise EngineError(
            _("The engine could not do that: {kind}: {error}", kind=type(error).__name__, error=error)
        ) from error


class EngineClient:
    """Asks the engine to compute with a model. The engine starts with `warm_up` or the first call.

    It is a worker process of its own, or the one at the address that `core.running.engine_address` knows.

    Args:
        model: name or path of the model.
        parameters: the model's weights, needed to explain traces.
        device: where to compute: "auto", "cpu" or "cuda".
    """

    def __init__(self, model: str, parameters: Mapping[str, Array] | None, device: str = "auto") -> None:
        self.model = model
        self.device = device
        self.parameters = parameters
        self.ready = False  # whether torch is loaded: if not, the first answer takes longer
        self._engine: Engine | None = None
        self._stopped = False
        self._starting = threading.RLock()  # several threads may ask for the engine at once
        self._waiting: list[Future[Any]] = []
        self._sha256 = ""  # of the parameters, once it is needed
        self._known: dict[tuple[str, object], tuple[Trace, Notices]] = {}
        self._code: tuple[Trace, Mapping[str, Code]] | None = None  # of the trace that was asked about last

    async def warm_up(self) -> None:
        """Starts the engine, and waits until it can answer at once. A failure is reported with the first text."""
        try:
            future = await asyncio.to_thread(self._warm)
            if future is not None:
                await asyncio.wrap_future(future)
                self.ready = True
        except Exception:  # whatever it is, the walk works without the engine
            return

    def request(self, text: str, **more: Any) -> Request:
        """A request to this model: a forward pass, unless `more` says otherwise (see `Request`)."""
        return Request(source=text, model=self.model, device=self.device, **more)

    async def ask(self, text: str) -> tuple[Trace, Notices]:
        """The trace of a forward pass over a text, and the notices about it.

        Raises:
            EngineError: it cannot be computed.
        """
        return self._known.get(self._key(text)) or await self.run(self.request(text))

    async def prepare(self, text: str) -> Trace | None:
        """Computes a text in advance; `ask` then returns it at once. None if it cannot be computed."""
        key = self._key(text)
        try:
            self._known[key] = await self.run(self.request(text))
        except EngineError:
            return None
        return self._known[key][0]

    def stored(self, text: str) -> Trace | None:
        """The trace of a text, if one came with the model. Reads a file, so call it in a thread."""
        from ...core.checkpoints import find_any

        return find_any(self.model).stored_trace(text)

    def knows(self, text: str) -> bool:
        """Whether a text was prepared."""
        return self._key(text) in self._known

    def _key(self, text: str) -> tuple[str, object]:
        """The text, and the files of the model as they are now: they may be replaced while the explorer is open."""
        from ...core.checkpoints import find_any

        try:
            return text, find_any(self.model).files
        except (ValueError, OSError):  # the model is gone: the engine reports it
            return text, None

    async def run(self, request: Request) -> tuple[Trace, Notices]:
        """The trace of a request, such as a decoding or a changed run, and the notices about it.

        Raises:
            EngineError: it cannot be computed.
        """
        with _as_engine_errors():
            file, shared = await asyncio.to_thread(self._prepare_run)
            try:
                notices = await (self._run_into(request, file) if shared else self._run_there(request, file))
                return await asyncio.to_thread(self._loaded, file, request.model), notices
            finally:
                file.unlink(missing_ok=True)

    async def _run_into(self, request: Request, file: Path) -> Notices:
        from ...core.running.runs import run_into

        return await self.call(run_into, request, file)

    async def _run_there(self, request: Request, file: Path) -> Notices:
        """Runs a request on another machine, which returns the content of the file."""
        from ...core.checkpoints import full_name
        from ...core.running.runs import run_bytes

        there = replace(request, model=await asyncio.to_thread(full_name, request.model))
        data, notices = await self.call(run_bytes, there)
        await asyncio.to_thread(file.write_bytes, data)
        return notices

    async def code(self, trace: Trace) -> Mapping[str, Code]:
        """The lines of model code behind the steps of a trace, by their names; see `core.running.code`.

        Raises:
            EngineError: they cannot be found.
        """
        from ...core.running.code import Ran, code_of

        if self._code is None or self._code[0] is not trace:
            self._code = trace, await self.call(code_of, Ran.of(trace))
        return self._code[1]

    async def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a plain function of plain data, computed by the engine.

        Raises:
            EngineError: the function or the engine failed.
        """
        with _as_engine_errors():
            try:
                return await self._call(function, *args, **kwargs)
            except BrokenProcessPool:  # it may have died before this call, so try once more
                self.ready = False
                if self._stopped:
                    raise
                return await self._call(function, *args, **kwargs)

    async def _call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls once; cancelling the wait also cancels the engine's work."""
        future = await asyncio.to_thread(self._submit, function, *args, **kwargs)
        self._waiting.append(future)
        try:
            found = await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._engine is not None:
                self._engine.cancel(future)
            raise
        finally:
            self._waiting.remove(future)
        self.ready = True
        return found

    @property
    def progress(self) -> Progress | None:
        """The progress of the current call; None if it reports none."""
        found = (self._engine.progress(future) for future in self._waiting if self._engine is not None)
        return next((each for each in found if each is not None), None)

    def stop(self) -> None:
        """Ends the engine at once, even during a call."""
        self._stopped = True
        if self._engine is not None:
            self._engine.stop()

    # The methods below run in a thread: importing the engine and starting a process take a while.

    def _warm(self) -> Future[None] | None:
        with self._starting, redirect_stderr(sys.__stderr__):
            return None if self._stopped else self._at_hand().warm_up()

    def _submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        # multiprocessing passes our stderr to a helper process, and Textual's has no descriptor to pass.
        with self._starting, redirect_stderr(sys.__stderr__):
            return self._at_hand().submit(function, *args, **kwargs)

    def _prepare_run(self) -> tuple[Path, bool]:
        """A file for a trace, and whether the engine can write it."""
        with self._starting:
            engine = self._at_hand()
            return engine.file(".safetensors"), engine.shares_files

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

    def _at_hand(self) -> Engine:
        if self._engine is None:
            from ...core.running.engine import Engine
            from ...core.running.engine_address import chosen, executor

            self._engine = Engine(executor(address) if (address := chosen()) else None)
        return self._engine
