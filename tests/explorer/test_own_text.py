"""Asking the engine: what comes back, and what is said when nothing does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.engine import Engine
from transformer_explore.core.trace import save
from transformer_explore.explorer.own_text import Answers, OwnTextError


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


def answers(error: Exception | None = None) -> Answers:
    made = Answers("zh-en", find().parameters)
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
async def test_what_goes_wrong_is_said_in_a_line(error: Exception, said: str) -> None:
    asked = answers(error)
    await asked.warm_up()
    with pytest.raises(OwnTextError, match=said):
        await asked.ask("我爱你")
    asked.stop()
