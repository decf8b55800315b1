"""Addresses of dask schedulers, and the executor behind one. Importing this does not import dask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...support.errors import Problem
from ...support.localization import _

if TYPE_CHECKING:
    from .connection import Cluster


def require(address: str) -> None:
    """Raises Problem unless an address is complete."""
    scheme, _colon, rest = address.partition(":")
    host, _colon, port = rest.removeprefix("//").rpartition(":")
    is_port = port.isascii() and port.isdigit() and len(port) <= 5 and int(port) < 2**16
    if not (rest.startswith("//") and host and is_port):
        raise Problem(
            _(
                "{address!r} is not the address of a scheduler, such as {scheme}://192.0.2.1:8786",
                address=address,
                scheme=scheme,
            )
        )


def executor(address: str) -> Cluster:
    """An executor that runs functions on the workers of a scheduler, silently.

    Raises:
        Problem, Unavailable: it cannot be reached or used.
    """
    from .connection import Cluster

    return Cluster(address)
