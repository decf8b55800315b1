"""What a client and its workers must have in common: the same program."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from ..machine import host

PACKAGE = "transformer-explore"
PARTS = ("core", "lessons")  # which compute results
NUMERICAL = ("torch", "numpy")


class Identity(NamedTuple):
    """The program: its version, and a digest of the source that computes results."""

    version: str
    source: str


class Machine(NamedTuple):
    """What the last digits of a result may depend on, and the name of the machine."""

    name: str
    cpu: str
    software: tuple[str, ...]


@cache
def identity() -> Identity:
    """The identity of the program that runs here."""
    root, digest = Path(__file__).parents[3], hashlib.sha256()
    for part in PARTS:
        for path in sorted((root / part).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return Identity(version(PACKAGE), digest.hexdigest())


@cache
def machine() -> Machine:
    """This machine; does not import torch."""
    here = host()
    return Machine(here["name"], here["cpu"], tuple(f"{name} {version(name)}" for name in NUMERICAL))
