"""What can be exported, its size, and how it is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unicodedata import category

import numpy as np

from ....core.support.atomic import Pieces, write_atomically
from ....core.support.errors import Problem
from ....core.support.localization import N_, _
from ....core.support.output import output_target
from ....core.trace import Trace
from ....core.trace.files.array_files import npy, npy_header
from ....core.trace.files.trace_files import FORMATS, JSON, NUMPY, PAGE, TENSORS, pieces, suffix_of
from ...ui.errors import one_line
from ...ui.tensor_view import TensorView
from . import tables

LONGEST_NAME = 40  # characters of a sentence in the name of a file
PROGRAM = "transformer-explore"

# Bytes in a file; base64 turns 3 bytes into 4. Measured on the shipped traces (tests/explorer/test_exporting.py).
A_STEP, A_TENSOR = 420, 90  # the description of a step; what safetensors adds
A_MEMBER = 450  # what .npz adds
A_SECTION = 7000  # of a step on a page
AS_TEXT = {
    "f": {4: 10.3, 8: 18.0},
    "b": {1: 5.6},
    "i": {8: 3.0},
}  # per number in nested lists, most of which are 0
READABLE, COMPACT = "readable", "compact"


class Stopped(Exception):  # noqa: N818 (nothing went wrong)
    """The reader stopped the export."""


@dataclass(frozen=True)
class Offer:
    """Something that can be written.

    Attributes:
        of: what it is about, in a few words; offers about the same thing are listed together.
        does: the format, in a few words.
        name: the suggested name of the file.
        size: in bytes; an estimate unless it is `exact`.
        pieces: returns the content when it is needed.
    """

    of: str
    does: str
    name: str
    size: int
    exact: bool
    pieces: Callable[[], Pieces]


def of_content(of: str, does: str, name: str, content: str) -> Offer:
    """An offer of content that already exists."""
    data = content.encode()
    return Offer(of, does, name, len(data), True, lambda: [data])


# ----------------------------------------------------------------------------- arrays
def of_array(shown: TensorView, base: str) -> list[Offer]:
    """The whole array in the grid, as a table and for NumPy."""
    values = shown.values
    if not values.size:
        return []
    of = _("the array {name}, {size}", name=shown.name, size="×".join(map(str, values.shape)) or "1")
    size = round(values.size * _characters(values.dtype)) + 10 * sum(values.shape)
    tabs, commas = partial(tables.pieces, shown), partial(tables.pieces, shown, tables.COMMA)
    offers = [
        Offer(of, _("as TSV, with its labels"), f"{base}.tsv", size, False, tabs),
        Offer(of, _("as CSV, with its labels"), f"{base}.csv", size, False, commas),
    ]
    if not any(shown.missing):  # a NumPy file cannot express missing entries
        size = len(npy_header(values)) + values.nbytes
        offers.insert(1, Offer(of, _("as .npy, for NumPy"), f"{base}.npy", size, True, partial(npy, values)))
    return offers


# ----------------------------------------------------------------------------- traces
FORMS = {
    READABLE: (N_("as readable JSON"), JSON),
    COMPACT: (N_("as JSON, compact"), JSON),
    TENSORS: (N_("as safetensors"), TENSORS),
    NUMPY: (N_("as .npz, for NumPy"), NUMPY),
}


def of_trace(trace: Trace, base: str) -> list[Offer]:
    """The whole trace, in each format for programs, and as a page for people."""
    of = _("the whole trace, {n} steps", n=len(trace))
    offers = [
        Offer(
            of,
            _(does),
            base + suffix,
            about(trace, form),
            False,
            partial(pieces, trace, suffix, form == COMPACT),
        )
        for form, (does, suffix) in FORMS.items()
    ]
    return [*offers, of_page(trace, base, of)]


def of_page(trace: Trace, base: str, of: str) -> Offer:
    """The page that `export -o FILE.html` writes, in the current language."""
    from ...ui.html.page import page, shown_steps

    shown = shown_steps(trace)
    if shown == len(trace):
        does = _("as HTML, a page that shows every step")
    else:
        does = _("as HTML, a page that shows the first {n} steps", n=shown)
    return Offer(of, does, base + PAGE, A_SECTION * shown, False, partial(page, trace))


def about(trace: Trace, form: str) -> int:
    """About how many bytes a trace takes in that format; no array is read."""
    each = A_STEP + A_TENSOR * (form == TENSORS) + A_MEMBER * (form == NUMPY)
    total = each * len(trace) + 12 * len(trace.vocabulary)
    for step in trace:
        if not step.derived and step.statistics is None:
            dtype = np.dtype(step.dtype)
            as_json = {READABLE: _characters(dtype), COMPACT: dtype.itemsize * 4 / 3}
            total += round(math.prod(step.shape) * as_json.get(form, dtype.itemsize))
    return total


def _characters(dtype: np.dtype[np.generic]) -> float:
    """The bytes of a number as text, with its separator."""
    return AS_TEXT.get(dtype.kind, {}).get(dtype.itemsize, 12.0)


# ----------------------------------------------------------------------------- files
def base_name(trace: Trace | None, *more: str) -> str:
    """A file name that every system accepts: from the sentence, or the program's name if there is none."""
    parts = (trace.source_text if trace else "", *more)
    said = "-".join(part for part in map(_letters, parts) if part)
    return said or PROGRAM


def _letters(text: str) -> str:
    """Letters, marks and digits; everything else becomes a hyphen."""
    kept = "".join(c if category(c)[0] in "LMN" else " " for c in text[:LONGEST_NAME])
    return "-".join(kept.split())


def free(name: str, folder: Path) -> str:
    """The name, or a similar one that is free in the folder."""
    path = Path(name)
    number = 2
    while (folder / path).exists():
        path = Path(f"{Path(name).stem}-{number}{Path(name).suffix}")
        number += 1
    return str(path)


def path_of(typed: str, offer: Offer) -> Path:
    """The absolute path that the reader typed, with the offer's suffix if it has none.

    Raises:
        Problem: no file can be written there; one line says why.
    """
    if not typed.strip():
        raise Problem(_("Type a file name."))
    name, suffix = typed.strip(), suffix_of(offer.name)
    if not Path(name).suffix and not name.endswith(("/", "\\")) and not _is_there(name):
        name += suffix
    if suffix_of(name) != suffix and suffix_of(name) in FORMATS:
        raise Problem(
            _(
                "{name} has the suffix of another format: this export writes {suffix}",
                name=name,
                suffix=suffix,
            )
        )
    path = output_target(name, streams=False).path
    assert path is not None
    return path.absolute()


def _is_there(name: str) -> bool:
    try:
        return Path(name).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False


def write(offer: Offer, path: Path, show_notice: Callable[[int], None], stopped: Callable[[], bool]) -> int:
    """Writes it completely or not at all; returns the number of bytes.

    Args:
        show_notice: called with the number of bytes so far.
        stopped: called repeatedly; returns whether to stop.

    Raises:
        Stopped: nothing was written.
        Problem: nothing was written; one line says why.
    """
    written = 0

    def watched() -> Iterator[bytes | memoryview]:
        nonlocal written
        for piece in offer.pieces():
            if stopped():
                raise Stopped
            yield piece
            written += len(piece)
            show_notice(written)
        if stopped():
            raise Stopped

    try:
        write_atomically(path, watched())
    except (OSError, ValueError, MemoryError) as error:
        said = one_line(error)
        raise Problem(said if str(path) in said else f"{path}: {said}") from None
    return written
