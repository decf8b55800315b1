"""The command `transformer-explore`. A command's work is imported when it runs, so help comes at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from .commands import COMMANDS, explore
from .errors import OK, STOPPED, USAGE, exit_code, one_line

HELP = """\
Walk through everything a Transformer computes, number by number.

  transformer-explore                       open the explorer on 我爱你 → i love you
  transformer-explore 猫喜欢狗              open it on a sentence of your own
  transformer-explore walk 我爱你           the same walk as plain text
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}; see {self.prog} --help\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # takes longer than all the rest

        print(f"transformer-explore {version('transformer-explore')}")
        parser.exit(OK)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(
        prog="transformer-explore",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the program's version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for name, module in COMMANDS.items():
        help_text = (module.__doc__ or "").splitlines()[0]
        command = commands.add_parser(name, help=help_text, description=module.__doc__, allow_abbrev=False)
        module.arguments(command)
        command.set_defaults(run=module.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; what goes wrong is one line on stderr and an exit code, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if _is_text(given):
        given.insert(0, explore.NAME)
    try:
        options = parser().parse_args(given)
        return int(options.run(options))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of the pipe has gone: nothing is left to be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        print(f"transformer-explore: {one_line(error)}", file=sys.stderr)
        return code


def _is_text(given: list[str]) -> bool:
    """Whether what was typed is a sentence to explore: the explorer needs no command of its own."""
    if not given:
        return True
    return given[0] not in COMMANDS and given[0] not in ("-h", "--help", "--version")


if __name__ == "__main__":
    sys.exit(main())
