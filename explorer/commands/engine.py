"""Where a command computes: in this process, or on the workers of a cluster."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import _
from .common import note

if TYPE_CHECKING:
    from ...core.running.workers import Workers


@contextmanager
def workers(options: argparse.Namespace) -> Iterator[Workers]:
    """The workers that --engine names, or this process.

    Raises:
        Problem: --engine is not the address of a cluster.
        Unavailable: the cluster cannot be reached, or cannot be used.
    """
    from ...core.running.workers import Here

    address = options.engine
    if not address:
        yield Here()
        return
    from ...core.running.cluster.address import is_cluster

    if not is_cluster(address):
        raise Problem(
            _(
                "--engine {address!r:.80}: this command takes only the address of a cluster's scheduler, "
                "tcp://HOST:PORT or tls://HOST:PORT; omit it to compute in this process",
                address=address,
            )
        )
    from ...core.running.cluster.connection import Cluster

    with Cluster(address, note) as cluster:
        yield cluster
