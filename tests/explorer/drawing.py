"""Screens that are drawn only when a test looks at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from textual._compositor import Compositor
from textual._context import visible_screen_stack


@contextmanager
def drawn_only_when_looked_at() -> Iterator[None]:
    """Does not draw each change of a screen, which takes most of a test's time: `Driver.lines` draws all of it."""

    def render_update(compositor: Compositor, *_given: Any, screen_stack: Any = None, **_more: Any) -> None:
        visible_screen_stack.set(screen_stack or [])
        compositor._dirty_regions.clear()

    with mock.patch.object(Compositor, "render_update", render_update):
        yield
