"""Where the moments of a training stand on a line: arithmetic of columns, without a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence


def places(updates: Sequence[int], columns: int) -> list[int]:
    """Where the moments stand on a line of so many columns: evenly up to the first after 0, from there as logarithms.

    Most happens early, so that is where the room goes. Each stands right of the one before while there is room.
    """
    unit = next((update for update in updates if update > 0), 1)
    along = [math.log1p(update / unit) for update in updates]
    last = max(columns - 1, 0)
    found = [round(last * each / (along[-1] or 1)) for each in along]
    for n in range(1, len(found)):
        found[n] = max(found[n], found[n - 1] + 1)
    for n in range(len(found) - 1, -1, -1):  # what was pushed over the end goes back
        found[n] = max(0, min(found[n], last - (len(found) - 1 - n)))
    return found
