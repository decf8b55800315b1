"""The files that the pages load: scripts, style sheets and fonts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .xterm import style_sheet, xterm

FOLDER = Path(__file__).parent / "page"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
MADE: Mapping[str, Callable[[], str]] = {"xterm.js": xterm, "xterm.css": style_sheet}


class Asset(NamedTuple):
    """A file, its media type, and a tag that changes with its content."""

    content: bytes
    type: str
    tag: str


@cache
def names() -> frozenset[str]:
    """The names of all files; nothing else is served."""
    return frozenset(MADE) | {file.name for file in FOLDER.iterdir() if file.suffix in TYPES}


@cache
def asset(name: str) -> Asset:
    """The file with one of the `names`."""
    content = MADE[name]().encode() if name in MADE else (FOLDER / name).read_bytes()
    return Asset(content, TYPES[Path(name).suffix], hashlib.sha256(content).hexdigest())
