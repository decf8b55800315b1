"""Addresses of dask schedulers, and the executor behind one. Importing this does not import dask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...support.errors import Problem
from ...support.localization import _

if TYPE_CHECKING:
    from .connection import Cluster

SCHEMES = ("tcp", "tls")


def is_cluster(address: str) -> bool:
    """Whether an address is that of a dask scheduler; Problem if it begins like one, but is incomplete."""
    scheme, separator, rest = address.partition(":")
    if scheme not in SCHEMES or not separator:
        return False
    host, _colon, port = rest.removeprefix("//").rpartition(":")
    if not rest.startswith("//") or not host or not (port.isascii() and port.isdigit() and int(port) < 2**16):
        raise Problem(
            _(
                "{address!r} is not the address of a scheduler, such as {scheme}://192.0.2.1:8786",
                address=address,
                scheme=scheme,
            )
        )
    return True


def executor(address: str) -> Cluster:
    """An executor that runs functions on the workers of a scheduler, silently.

    Raises:
        Problem, Unavailable: it cannot be reached or used.
    """
    from .connection import Cluster

    is_cluster(address)
    return Cluster(address)
