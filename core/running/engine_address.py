"""Where an engine is that this process uses instead of a worker of its own, as text such as "unix:/path"."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from ..support.errors import Problem
from ..support.localization import _

if TYPE_CHECKING:
    from .engine import Submits

VARIABLE = "TRANSFORMER_EXPLORE_ENGINE"  # passes the address to child processes
SCHEMES = {"unix": "shared.address", "tcp": "cluster.address", "tls": "cluster.address"}
"""The module of this package for each scheme; its function `executor` takes the address."""


def chosen() -> str:
    """The address; "" if this process uses a worker of its own."""
    return os.environ.get(VARIABLE, "")


def use(address: str) -> None:
    """Uses an engine from now on, also in child processes.

    Raises:
        Problem: it is not an address, or the engine there may not be used.
        Unavailable: no engine answers there.
    """
    executor(address).shutdown(wait=False)
    os.environ[VARIABLE] = address


def executor(address: str) -> Submits:
    """An executor that is connected to the engine at an address; see `use` for what can go wrong."""
    scheme, _colon, rest = address.partition(":")
    if scheme not in SCHEMES or not rest:
        forms = _(", ").join(f"{each}:…" for each in SCHEMES)
        raise Problem(
            _("{address!r} is not the address of an engine, such as {forms}", address=address, forms=forms)
        )
    made: Submits = import_module(f".{SCHEMES[scheme]}", __package__).executor(address)
    return made
