"""Where a command computes: in this process, or on the workers of a cluster."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .common import note

if TYPE_CHECKING:
    from ...core.running.workers import Workers


def use_engine(options: argparse.Namespace) -> None:
    """Lets the explorer compute in the engine that --engine or the environment names, if there is one.

    Raises:
        Problem: it is not the address of an engine.
        Unavailable: no engine answers there.
    """
    from ...core.running.engine_address import chosen, use

    if options.engine is not None:
        use(options.engine)
    elif address := chosen():
        use(address)


@contextmanager
def workers(options: argparse.Namespace) -> Iterator[Workers]:
    """The workers of the cluster that --engine names, or this process.

    Raises:
        Problem: --engine is not the address of a cluster.
        Unavailable: the cluster cannot be reached, or cannot be used.
    """
    from ...core.running.workers import Here

    address = options.engine
    if address is None:
        yield Here()
        return
    from ...core.running.engine_address import CLUSTERS, require

    require(address, CLUSTERS)
    from ...core.running.cluster.connection import Cluster

    with Cluster(address, note) as cluster:
        yield cluster
