"""The arrays of one file that were read last: enough of them to go back and forth, and no more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from ...operations.operation import Array

Load = Callable[[], Array]
MOST = 2**27  # bytes that are kept of one file


class Lately:
    """Keeps what was read last, up to `MOST` bytes; a single larger array is kept until the next one is read."""

    def __init__(self) -> None:
        self._arrays: OrderedDict[Load, Array] = OrderedDict()
        self._bytes = 0
        self._turn = threading.Lock()  # a comparison reads in another thread than the screen

    def keeping(self, load: Load) -> Load:
        """The same as `load`, which is asked again only for what has been let go."""
        return lambda: self._array(load)

    def _array(self, load: Load) -> Array:
        with self._turn:
            if load in self._arrays:
                self._arrays.move_to_end(load)
                return self._arrays[load]
        array = load()
        with self._turn:
            if load not in self._arrays:
                self._arrays[load] = array
                self._bytes += array.nbytes
            while self._bytes > MOST and len(self._arrays) > 1:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes
        return array
