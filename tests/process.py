"""Runs code in a new interpreter. This module imports neither torch nor anything of ours."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 900.0  # seconds after which something counts as hung, even on a busy machine


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a separate process, in a folder without our code."""
    return run([sys.executable, "-c", code], Path(ROOT.anchor), **environment)


def run(
    command: list[str], folder: Path = ROOT, given: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs a command, which reads a text from standard input, and returns its output and exit code."""
    return subprocess.run(
        command, input=given, capture_output=True, encoding="utf-8", timeout=PATIENCE, cwd=folder,
        env=os.environ | environment, check=False,
    )  # fmt: skip


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the program, without a terminal."""
    return run(
        [sys.executable, "-m", "transformer_explore.explorer.cli", *map(str, arguments)], **environment
    )
