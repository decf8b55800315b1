"""Torch's global settings, fixed during a computation, so that a run's numbers depend only on its request.

Importing this needs no torch; entering the block does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any


class _ProcessWide:
    """Settings that all threads share: fixed when the first block begins, restored when the last one ends.

    Blocks cannot save and restore them independently: if two overlap, the first to end would restore the program's
    settings while the other still computes.
    """

    def __init__(self) -> None:
        self._lock, self._blocks = threading.Lock(), 0
        self._restore: list[Callable[[], Any]] = []

    def enter(self) -> None:
        with self._lock:
            if self._blocks == 0:
                self._pin()
            self._blocks += 1

    def leave(self) -> None:
        with self._lock:
            self._blocks -= 1
            while not self._blocks and self._restore:
                self._restore.pop()()

    def _pin(self) -> None:
        import torch

        if (dtype := torch.get_default_dtype()) != torch.float32:
            torch.set_default_dtype(torch.float32)
            self._restore.append(lambda: torch.set_default_dtype(dtype))
        if (precision := torch.get_float32_matmul_precision()) != "highest":
            torch.set_float32_matmul_precision("highest")
            self._restore.append(lambda: torch.set_float32_matmul_precision(precision))
        if (mode := torch.get_deterministic_debug_mode()) != 0:
            torch.set_deterministic_debug_mode(0)
            self._restore.append(lambda: torch.set_deterministic_debug_mode(mode))


_PROCESS_WIDE = _ProcessWide()


@contextmanager
def pinned(grad: bool = False) -> Iterator[None]:
    """A block, or a decorated function, in which torch uses its standard settings.

    It fixes the default dtype and device, autocast, gradients and inference mode, the precision of matrix products and
    deterministic algorithms. Afterwards, even after an exception, it restores them. Several threads may be inside at
    the same time.

    Args:
        grad: whether gradients are recorded.
    """
    import torch

    with ExitStack() as block:
        _PROCESS_WIDE.enter()
        block.callback(_PROCESS_WIDE.leave)
        block.enter_context(torch.inference_mode(False))
        block.enter_context(torch.set_grad_enabled(grad))
        for device in ("cpu", "cuda"):
            if torch.is_autocast_enabled(device):
                block.callback(torch.set_autocast_enabled, device, True)
                torch.set_autocast_enabled(device, False)
        if torch.get_default_device() != torch.device("cpu"):
            block.enter_context(torch.device("cpu"))
        yield


@contextmanager
def threads_set(count: int) -> Iterator[None]:
    """A block in which torch uses this many CPU threads: the last digits of a result may depend on their number."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
