"""Asking the engine: what comes back, and what is said when nothing does."""

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import save_file
from transformer_explore.core.checkpoints import digest, find
from transformer_explore.core.running.engine import Engine
from transformer_explore.core.trace import save
from transformer_explore.explorer.ui.engine_client import EngineClient, EngineError

from tests import waiting


class Stub:
    """An executor that answers with the shipped trace, or with an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def submit(self, function: Callable[..., Any], /, *given: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.error is not None:
            future.set_exception(self.error)
        else:
            for file in (x for x in given if isinstance(x, Path)):
                save(find().shipped_trace(), file, compact=True)
            future.set_result(("a notice",))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Holds nothing."""


def answers(error: Exception | None = None) -> EngineClient:
    made = EngineClient("zh-en", find().parameters)
    made._engine = Engine(Stub(error))
    return made


async def test_a_trace_comes_back_with_its_weights_and_notices() -> None:
    asked = answers()
    await asked.warm_up()
    assert asked.ready
    trace, notices = await asked.ask("我爱你")
    assert len(trace) == len(find().shipped_trace())
    assert trace.parameters is not None
    assert notices == ("a notice",)
    asked.stop()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BrokenProcessPool("gone"), "The engine stopped"),
        (ValueError("too long"), "too long"),
        (OSError("full"), "full"),
        (RuntimeError("bug"), "RuntimeError: bug"),
    ],
)
async def test_an_error_is_one_line(error: Exception, said: str) -> None:
    asked = answers(error)
    await asked.warm_up()
    with pytest.raises(EngineError, match=said):
        await asked.ask("我爱你")
    asked.stop()


async def test_who_no_longer_waits_stops_the_engines_work(tmp_path: Path) -> None:
    asked = EngineClient("zh-en", find().parameters)
    file = tmp_path / "lines"
    file.write_text("")
    try:
        call = asyncio.create_task(asked.call(waiting.work, file))
        while asked.progress is None:
            await asyncio.sleep(0.01)
        assert str(asked.progress) == "token 1 of at most 99"
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert asked.progress is None
        assert await asked.call(max, 3, 4) == 4  # the worker is free again
    finally:
        asked.stop()


async def test_a_trace_is_explained_with_the_weights_that_made_it(tmp_path: Path) -> None:
    """The files of the model were replaced while the explorer was open."""
    folder = tmp_path / "my-model"
    shutil.copytree(find().folder, folder, ignore=shutil.ignore_patterns("trace.json", "snapshots*"))
    asked = EngineClient(str(folder), find(str(folder)).parameters, "cpu")
    weights = {name: (array * 0.5).astype("float16") for name, array in find().parameters.items()}
    save_file(weights, folder / "weights.safetensors")
    try:
        for _time in range(2):
            trace, _notices = await asked.ask("我爱你")
            assert trace.parameters is not None
            assert digest(trace.parameters) == trace.model.sha256 == find(str(folder)).model_card.sha256
    finally:
        asked.stop()
