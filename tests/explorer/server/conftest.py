"""For tests of the server: the usual clock, because other processes and connections take real time."""

import asyncio
from collections.abc import Callable, Mapping


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"usual": asyncio.SelectorEventLoop}
