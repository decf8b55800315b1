"""Answers without an engine for what the side by side asks: computed here, once for all tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from transformer_explore.core.running import families as core
from transformer_explore.explorer.ui.engine_client import EngineError

from tests.explorer.what_if_runs import Here

FUNCTIONS = {
    function.__name__: lru_cache(maxsize=256)(function)
    for function in (core.given, core.side, core.influences)
}


class Beside(Here):
    """Answers at once."""

    async def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        try:
            return FUNCTIONS.get(function.__name__, function)(*args, **kwargs)
        except ValueError as error:
            raise EngineError(str(error)) from None


def forget() -> None:
    """What was computed with models that are no more, or not yet, in their place."""
    for function in FUNCTIONS.values():
        function.cache_clear()
