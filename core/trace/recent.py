"""A cache of the arrays that were used last: enough to go back and forth, within a limit of memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from ..operations.operation import Array

MOST = 2**27  # bytes of each cache


class RecentArrays:
    """Keeps the arrays that were used last, up to `MOST` bytes. A single larger array is kept until the next one.

    It can be used from several threads: a comparison reads arrays while the screen reads others.
    """

    def __init__(self) -> None:
        self._arrays: OrderedDict[Hashable, Array] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Array | None:
        """The array stored under a key, or None if there is none any more."""
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
            return self._arrays.get(key)

    def add(self, key: Hashable, array: Array) -> None:
        """Stores an array and drops the ones that have not been used for longest."""
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = array
                self._bytes += array.nbytes
            while self._bytes > MOST and len(self._arrays) > 1:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes
