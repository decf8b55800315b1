"""Everything that reads a trace, and how much work and memory it may take with one that somebody made up."""

from __future__ import annotations

import io
import resource
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from rich.console import Console
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import (
    Trace,
    diff,
    explain,
    labels,
    lean,
    load,
    measure,
    save,
    sides,
    statistics_only,
    verify,
)
from transformer_explore.explorer.features.run_pair.plain import print_diff
from transformer_explore.explorer.features.verify.plain import print_checks
from transformer_explore.explorer.features.walk.plain import print_walk
from transformer_explore.explorer.features.walk.plain_explain import print_explanation
from transformer_explore.explorer.ui.errors import one_line
from transformer_explore.explorer.ui.navigator import Navigator

from tests.trace.making import FORMS, folder
from tests.work import counted

CALLS = 20_000_000  # of functions, for all readers of one small file together
BYTES = 400 * 2**20  # of memory more than before


def outcome(path: Path, parameters: Mapping[str, np.ndarray] | None = None) -> str:
    """What becomes of a file: the line that refuses it, or nothing where all that reads a trace came to an end."""
    with bounded():
        try:
            trace = load(path, parameters)
        except (Problem, OSError) as error:
            return said(error)
        for name, reader in READERS.items():
            try:
                assert_harmless(reader(trace) or "", name)
            except Problem as error:
                said(error)
    return ""


@contextmanager
def bounded() -> Iterator[None]:
    """Raises where what is done inside is too much, fills the memory or warns on the terminal."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with warnings.catch_warnings(), counted() as work:
        warnings.simplefilter("error")
        yield
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert work.calls < CALLS, work
    assert grown < BYTES, f"{grown / 2**20:.0f} MiB"


def said(error: BaseException) -> str:
    """What stands on the terminal in place of a traceback: one line in which nothing acts."""
    line = one_line(error)
    assert line
    assert line.isprintable()
    assert len(line) <= 1000
    return line


def assert_harmless(text: str, what: str) -> None:
    """Nothing in it moves a cursor or changes a colour."""
    acting = {character for character in text if not character.isprintable()} - {"\n"}
    assert not acting, (what, acting)


def _printed(write: Callable[[Console], object]) -> str:
    page = io.StringIO()
    write(Console(file=page, width=100, markup=False, highlight=False, emoji=False, soft_wrap=True))
    return page.getvalue()


def _verify(trace: Trace) -> str:
    checks = list(verify(trace))
    return _printed(lambda console: print_checks(console, checks, str(trace.run.get("dtype"))))


def _diff(trace: Trace) -> str:
    found = diff(trace, trace)
    found.as_data()
    return _printed(lambda console: print_diff(console, found, "a", "b"))


def _diff_with_less(trace: Trace) -> str:
    changed = [step for step in trace if step.statistics is None]
    found = diff(trace, trace.select([changed[0].name]) if changed else trace)
    return _printed(lambda console: print_diff(console, found, "a", "b"))


def _walk(trace: Trace) -> str:
    return _printed(lambda console: print_walk(console, trace))


def _labels(trace: Trace) -> None:
    side = sides(trace)
    for step in trace:
        labels(trace, step, side[step.source])


def _select(trace: Trace) -> None:
    for part in ({"heads": 0}, {"heads": 1}, {"layers": [0]}, {"iterations": [0]}, {"globs": ["*"]}):
        try:
            trace.select(**part)  # type: ignore[arg-type]
        except Problem as error:
            said(error)


def _explain(trace: Trace) -> str:
    """One number of every step, its last."""
    pages = []
    for step in trace:
        try:
            found = explain(trace, step, tuple(max(0, size - 1) for size in step.shape))
        except Problem as error:
            said(error)
        else:
            pages.append(_printed(lambda console, found=found: print_explanation(console, trace, found)))
    return "".join(pages)


def _reading(trace: Trace) -> str:
    """What a screen asks of each step."""
    reading, found = Navigator(trace), []
    for number in range(len(trace)):
        try:
            reading.go(number)
            shown = reading.shown
            found += [
                shown.breadcrumb,
                *shown.dimensions,
                str(shown.summary),
                "" if reading.empty else reading.prediction(),
            ]
            found += [reading.name(origin.cell) for origin in reading.origins()]
        except Problem as error:
            said(error)
    return "".join(found)


def _statistics(trace: Trace) -> None:
    for step in trace:
        if step.statistics is None:
            try:
                measure(step.values)
            except Problem as error:
                said(error)
    statistics_only(trace)


def _save(trace: Trace) -> None:
    with folder() as here:
        for form, compact in FORMS.items():
            try:
                save(trace, here / form, compact)
                load(here / form)
            except Problem as error:
                said(error)


READERS: Mapping[str, Callable[[Trace], str | None]] = {
    "labels": _labels,
    "walk": _walk,
    "verify": _verify,
    "diff": _diff,
    "diff with a part": _diff_with_less,
    "select": _select,
    "explain": _explain,
    "reading": _reading,
    "statistics": _statistics,
    "lean": lambda trace: _verify(lean(trace)),
    "save": _save,
}
