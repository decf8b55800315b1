"""Running code in a fresh interpreter. Imports nothing of ours, and no torch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 900.0  # seconds after which something counts as hung, on however busy a machine


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What came of running code in a process of its own, from a folder that holds no code of ours."""
    return run([sys.executable, "-c", code], Path(ROOT.anchor), **environment)


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What came of a command."""
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=folder,
        env={**os.environ, **environment},
        check=False,
    )
