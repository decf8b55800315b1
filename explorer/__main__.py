"""Starts the program. Ctrl-C ends it with one line, even while its code is being imported."""

from __future__ import annotations

import sys

STOPPED = 130  # as a shell reports a program that was ended by SIGINT


def main() -> int:
    """Runs the command line and returns its exit code."""
    try:
        from .cli import main as run

        return run()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return STOPPED


if __name__ == "__main__":
    sys.exit(main())
