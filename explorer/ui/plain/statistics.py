"""What is left of an array of which only statistics were kept."""

from __future__ import annotations

from collections.abc import Iterator

from ....core.operations.arithmetic import number
from ....core.support.localization import _
from ....core.trace import Occurrences, Statistics

DIGITS = 5


def statistics_lines(found: Statistics) -> Iterator[str]:
    """The numbers on a line, and a line for each of NaN and ±∞ that was seen."""
    named = {"min": found.min, "max": found.max, "mean": found.mean, "norm": found.norm}
    there = [f"{name} {number(value, DIGITS)}" for name, value in named.items() if value is not None]
    yield " · ".join(there) or _("no finite number")
    for name, seen in (("NaN", found.nan), ("∞", found.infinity), ("−∞", found.minus_infinity)):
        if seen is not None:
            yield _("{name} in {count} cells, {where}", name=name, count=seen.count, where=_where(seen))


def _where(seen: Occurrences) -> str:
    first = ", ".join(str(list(cell)) for cell in seen.cells)
    more = ", …" if seen.count > len(seen.cells) else ""
    return _(
        "all between {first} and {last}: {cells}{more}",
        first=list(seen.first),
        last=list(seen.last),
        cells=first,
        more=more,
    )
