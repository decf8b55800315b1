"""Sizes of files and arrays in bytes, in readable form."""

from __future__ import annotations

UNITS = ("kB", "MB", "GB", "TB")


def in_bytes(size: int) -> str:
    """87 B, 3.4 kB, 208 kB, 1.2 MB; a kB is 1000 bytes."""
    if size < 1000:
        return f"{size} B"
    value, unit = size / 1000, 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {UNITS[unit]}" if value < 9.95 else f"{value:.0f} {UNITS[unit]}"
