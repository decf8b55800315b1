"""For all tests of the explorer: default settings, and a clock whose pauses take no time."""

import os
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from transformer_explore.explorer.ui import precision
from transformer_explore.explorer.ui.colors import depth

from tests.explorer import clock, painting


def share_parsed_styles() -> None:
    """Parses each style sheet once for all programs: a fifth of the work to start one."""
    parse, known = Stylesheet._parse_rules, {}

    def shared(self: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
        key = given, tuple(named.items()), frozenset(self._variables.items())
        if key not in known:
            known[key] = parse(self, *given, **named)
        return known[key]

    Stylesheet._parse_rules = shared


clock.install()
painting.install()
share_parsed_styles()
os.fsync = lambda handle: None  # files need not survive a power failure, and a disk takes its time


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    return {"jumping": clock.JumpingLoop}


@pytest.fixture(autouse=True)
def default_digits_and_colors() -> Iterator[None]:
    """Both are global: what one test sets must not affect the next."""
    precision.use(precision.USUAL)
    yield
    precision.use(precision.USUAL)
    depth.use(depth.FULL)


@pytest.fixture
def painted_at_once() -> Iterator[None]:
    """Screens are painted each time that they change."""
    with painting.at_once():
        yield
