"""What every test of the explorer finds: settings as nobody has changed them, and a clock that waits for nothing."""

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
def usual_digits() -> Iterator[None]:
    """How many digits are shown holds for the whole program: what one test chooses is not for the next."""
    precision.use(precision.USUAL)
    yield
    precision.use(precision.USUAL)
