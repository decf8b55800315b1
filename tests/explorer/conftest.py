"""For all tests of the explorer: default settings, and a clock whose pauses take no time."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator, Mapping

import pytest
from transformer_explore.explorer.ui import precision

from tests.explorer import clock

clock.install()


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    return {"jumping": clock.JumpingLoop}


@pytest.fixture(autouse=True)
def default_digits() -> Iterator[None]:
    """The number of digits is global: what one test sets must not affect the next."""
    precision.use(precision.USUAL)
    yield
    precision.use(precision.USUAL)
