"""Where an engine is that this process uses instead of a worker of its own, as text such as "unix:/path"."""

from __future__ import annotations

import os
from collections.abc import Collection
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..support.errors import Problem
from ..support.localization import _

if TYPE_CHECKING:
    from .engine import Submits

VARIABLE = "TRANSFORMER_EXPLORE_ENGINE"  # passes the address to child processes
MODULES = {"unix": "shared.address", "tcp": "cluster.address", "tls": "cluster.address"}
"""The module of this package for each scheme; its functions `require` and `executor` take the address."""
FORMS = {"unix": "unix:PATH", "tcp": "tcp://HOST:PORT", "tls": "tls://HOST:PORT"}
CLUSTERS = ("tcp", "tls")  # the schemes of dask schedulers


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


def require(address: str, schemes: Collection[str] = tuple(MODULES)) -> None:
    """Raises Problem unless an address is complete and has one of these schemes."""
    scheme, _colon, rest = address.partition(":")
    if scheme not in schemes or not rest:
        raise Problem(
            _(
                "{address!r:.80} is not the address of an engine that this command can use: {forms}",
                address=address,
                forms=_(", ").join(FORMS[each] for each in schemes),
            )
        )
    _module(address).require(address)


def executor(address: str) -> Submits:
    """An executor that is connected to the engine at an address; see `use` for what can go wrong."""
    require(address)
    made: Submits = _module(address).executor(address)
    return made


def _module(address: str) -> Any:
    return import_module(f".{MODULES[address.partition(':')[0]]}", __package__)
