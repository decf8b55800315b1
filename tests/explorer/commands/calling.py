"""Runs a command in this process and returns what it printed."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from transformer_explore.core.checkpoints import owner
from transformer_explore.core.support import localization
from transformer_explore.core.trace import Trace, load, verify
from transformer_explore.explorer import cli


class Printed(NamedTuple):
    """What a command wrote to standard output and to standard error."""

    out: str
    err: str


def call(*arguments: str | Path, code: int = 0) -> Printed:
    """Runs a command, which must end with this exit code."""
    out, err, language = io.StringIO(), io.StringIO(), localization.current()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            ended = cli.main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse
            ended = left.code if isinstance(left.code, int) else 0
        finally:
            localization.use(language)  # --lang changes it
    assert ended == code, err.getvalue()
    return Printed(out.getvalue(), err.getvalue())


def output(*arguments: str | Path, code: int = 0) -> str:
    """What a command writes to standard output."""
    return call(*arguments, code=code).out


def refused(*arguments: str | Path, code: int = 2) -> str:
    """The only line that a command prints if it cannot do what was asked, apart from notes."""
    printed = call(*arguments, code=code)
    assert printed.out == ""
    lines = [line for line in printed.err.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1, printed.err
    return lines[0]


def exported(folder: Path, *arguments: str, name: str = "trace.safetensors") -> Trace:
    """The trace of 我爱你 that an export writes, opened with the weights of its model."""
    call("export", "我爱你", "-o", folder / name, *arguments)
    return owner(load(folder / name))


def verdicts(trace: Trace) -> set[str]:
    return {check.verdict for check in verify(trace)}
