"""A cluster inside the test process, where tests can replace what is slow."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from transformer_explore.core.running.cluster.connection import Cluster


@contextmanager
def cluster_inside() -> Iterator[Cluster]:
    """One worker in a thread of this process; it does not share files."""
    distributed: Any = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
        ) as local,
        Cluster(local.scheduler_address) as connected,
    ):
        yield connected
