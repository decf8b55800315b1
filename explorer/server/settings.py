"""What the server is started with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .access import Origin
from .learners import Learner

if TYPE_CHECKING:
    from ..classroom.classroom import Classroom

MINUTE = 60.0
HOUR = 60 * MINUTE


@dataclass(frozen=True)
class Limits:
    """What one visitor, or all of them, may use.

    Attributes:
        explorers: that run at the same time.
        explorers_each: of one learner.
        connections: that are open at the same time.
        message: bytes of a message from the browser.
        messages: from one browser, per second.
        headers: seconds that a connection may take to send a request.
        slow: seconds that a browser may take nothing of what an explorer shows.
        heartbeat: seconds between two signs of life of a connection.
        reconnect: seconds that an explorer waits for its browser.
        idle: seconds without input after which an explorer ends.
        lifetime: seconds after which an explorer ends, and a cookie is no longer accepted.
        closing: seconds that an explorer may take to end.
    """

    explorers: int = 40
    explorers_each: int = 4
    connections: int = 256
    message: int = 64 * 1024
    messages: float = 200.0
    headers: float = 20.0
    slow: float = 20.0
    heartbeat: float = 15.0
    reconnect: float = 5 * MINUTE
    idle: float = HOUR
    lifetime: float = 12 * HOUR
    closing: float = 3.0


@dataclass(frozen=True)
class Settings:
    """How the server is reached, whom it serves, and what it allows.

    Attributes:
        host: the address that it listens at.
        port: where it listens; 0 for any free one.
        origins: the addresses that browsers may use, besides those that follow from host and port.
        learners: who gets a link.
        language: of the pages; None for the language of each browser.
        classroom: a class, whose learners have links of their own.
        program: the beginning of a command that is run in place of an explorer; None for explorers.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    origins: Sequence[Origin] = ()
    learners: Sequence[Learner] = (Learner(),)
    language: str | None = None
    program: Sequence[str] | None = None
    limits: Limits = field(default_factory=Limits)
    classroom: Classroom | None = None
