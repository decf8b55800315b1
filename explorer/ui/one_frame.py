"""One key, one painting: what a key brings about on a screen is painted together."""

from __future__ import annotations

import asyncio
from typing import Generic

from textual import events
from textual.screen import ScreenResultType

from .screen import Screen

HOPS = (
    6  # turns of the event loop in which a widget's message climbs to its screen, and the answer comes back
)


class OneFrame(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen that lets the messages of its widgets arrive before it paints.

    Textual paints as soon as a screen has nothing to do, and then not again for 1/60 s. The message of a grid
    that its cursor has moved needs a few turns of the event loop to climb to the screen: the cursor would be
    painted at once, and the number it stands on a frame later, at the price of two paintings.
    """

    async def on_idle(self, event: events.Idle) -> None:
        """Comes before Textual's own handler, which paints."""
        for _ in range(HOPS):
            if self._has_mail():
                event.prevent_default()  # there will be another idle moment after it
                return
            await asyncio.sleep(0)

    def _has_mail(self) -> bool:
        return self.message_queue_size > 0 or getattr(self, "_pending_message", None) is not None
