"""Whom the server serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Learner:
    """Somebody who has a link. Cookies and explorers belong to a learner.

    Attributes:
        name: "" for the only user of a server.
        environment: variables that only this learner's explorers get, such as the folder for progress.
        start: the address of the page that a link opens.
    """

    name: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    start: str = "/"
