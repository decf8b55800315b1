"""How many connections may be open."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp.web_protocol import RequestHandler


class Connections:
    """Limits the open connections in such a way that strangers cannot keep out those who have a cookie.

    Args:
        most: connections.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._trusted: set[RequestHandler] = set()

    def trust(self, connection: RequestHandler) -> None:
        """Keeps a connection, because a request with a cookie came through it."""
        self._trusted.add(connection)

    def make_room(self, open: Sequence[RequestHandler]) -> bool:
        """Whether there may be another connection. If there are too many, the oldest stranger's is closed.

        Args:
            open: the oldest first.
        """
        connected = [each for each in open if each.transport is not None]
        self._trusted.intersection_update(connected)
        if len(connected) < self._most:
            return True
        stranger = next((each for each in connected if each not in self._trusted), None)
        if stranger is None:
            return False
        stranger.force_close()
        return True
