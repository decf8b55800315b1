"""Everything that reads a trace, and assertions for hostile inputs: bounded work, one harmless line per error."""

import io
import resource
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import (
    Trace,
    diff,
    drop_recomputable,
    explain,
    load,
    measure,
    save,
    statistics_only,
    verify,
)
from transformer_explore.explorer import cli
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
    """The error for a file, or "" if everything that reads a trace could handle it."""
    with bounded():
        try:
            trace = load(path, parameters)
        except (Problem, OSError) as error:
            return error_line(error)
        for name, reader in READERS.items():
            try:
                assert_harmless(reader(trace) or "", name)
            except Problem as error:
                error_line(error)
    return ""


@contextmanager
def bounded() -> Iterator[None]:
    """Fails if the block does too much work, uses too much memory or emits warnings."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with warnings.catch_warnings(), counted() as work:
        warnings.simplefilter("error")
        yield
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert work.calls < CALLS, work
    assert grown < BYTES, f"{grown / 2**20:.0f} MiB"


def error_line(error: BaseException) -> str:
    """The error as shown on the terminal: one line without control characters."""
    line = one_line(error)
    assert line
    assert line.isprintable()
    assert len(line) <= 1000
    return line


def assert_harmless(text: str, what: str) -> None:
    """Fails if a text contains control characters other than line breaks."""
    control = {character for character in text if not character.isprintable()} - {"\n"}
    assert not control, (what, control)


def run_command(capture: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code and stderr of a command, within bounded work; an error is one line."""
    with bounded():
        code = cli.main(arguments)
    printed = capture.readouterr()
    assert_harmless(printed.out + printed.err, str(arguments))
    if code == 2:
        assert printed.err.count("\n") == 1, printed.err
        assert len(printed.err) < 1100
    return code, printed.err


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
    for step in trace:
        trace.labels(step)


def _select(trace: Trace) -> None:
    for part in ({"head": 0}, {"head": 1}, {"layers": [0]}, {"iterations": [0]}, {"globs": ["*"]}):
        try:
            trace.select(**part)  # type: ignore[arg-type]
        except Problem as error:
            error_line(error)


def _explain(trace: Trace) -> str:
    """Explains the last number of every step."""
    pages = []
    for step in trace:
        try:
            found = explain(trace, step, tuple(max(0, size - 1) for size in step.shape))
        except Problem as error:
            error_line(error)
        else:
            pages.append(_printed(lambda console, found=found: print_explanation(console, trace, found)))
    return "".join(pages)


def _reading(trace: Trace) -> str:
    """Reads what a screen shows of each step."""
    reading, found = Navigator(trace), []
    for number in range(len(trace)):
        try:
            reading.go_to_step(number)
            shown = reading.view
            found += [
                shown.breadcrumb,
                *shown.dimensions,
                str(shown.summary),
                "" if reading.empty else reading.prediction(),
            ]
            found += [reading.name(origin.cell) for origin in reading.cell_inputs()]
        except Problem as error:
            error_line(error)
    return "".join(found)


def _statistics(trace: Trace) -> None:
    for step in trace:
        if step.statistics is None:
            try:
                measure(step.values)
            except Problem as error:
                error_line(error)
    statistics_only(trace)


def _save(trace: Trace) -> None:
    with folder() as here:
        for form, compact in FORMS.items():
            try:
                save(trace, here / form, compact)
                load(here / form)
            except Problem as error:
                error_line(error)


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
    "lean": lambda trace: _verify(drop_recomputable(trace)),
    "save": _save,
}
