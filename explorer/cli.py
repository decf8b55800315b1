"""The command `transformer-explore`. A command's work is imported when it runs, so help comes at once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from ..core.support import localization
from ..core.support.errors import Problem
from ..core.support.localization import N_, _
from . import process
from .commands import COMMANDS, explore
from .ui.errors import CRASH, OK, READER_LEFT, STOPPED, USAGE, exit_code, one_line

LANG = "--lang"
HELP = N_("""\
Walk through everything a Transformer computes, number by number.

  transformer-explore                       open the home screen: examples, lessons, experiments
  transformer-explore 猫喜欢狗              walk through the translation of a sentence
  transformer-explore walk 我爱你           print such a walk as plain text
""")
ARGPARSE = (  # what argparse says itself
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("not allowed with argument %s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)


class _Parser(argparse.ArgumentParser):
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As always, but words of a list of any length may stand on both sides of an option."""
        options, left = super().parse_known_args(args, namespace)
        lists = [
            each for each in self._actions if not each.option_strings and each.nargs == "*" and not each.type
        ]
        if lists:
            words = [word for word in left if not word.startswith("-")]
            setattr(options, lists[0].dest, [*(getattr(options, lists[0].dest) or ()), *words])
            left = [word for word in left if word.startswith("-")]
        return options, left

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, _("{prog}: {message}; see {prog} --help", prog=self.prog, message=message) + "\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *given: object) -> NoReturn:
        from importlib.metadata import version  # takes longer than all the rest

        print(f"transformer-explore {version('transformer-explore')}")
        parser.exit(OK)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(
        prog="transformer-explore",
        description=_(HELP),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help=_("print the program's version"))
    _lang(top)
    commands = top.add_subparsers(title=_("commands"), metavar="COMMAND", dest="command")
    for name, module in COMMANDS.items():
        text = _(module.HELP)
        command = commands.add_parser(name, help=text.splitlines()[0], description=text, allow_abbrev=False)
        module.arguments(command)
        _lang(command)
        command.set_defaults(run=module.run)
    return top


def _lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        LANG,
        metavar="LANGUAGE",
        help=_("the language to speak: {languages}", languages=", ".join(localization.languages())),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; what goes wrong is one line on stderr and an exit code, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with process.prepared_streams():
        try:
            code = _run(list(given))
            process.flush_output()
            return code
        except KeyboardInterrupt:
            print(_("stopped"), file=sys.stderr)
            code = STOPPED
        except BrokenPipeError:  # nobody reads what would still be said
            code = READER_LEFT
        except Exception as error:
            code = _say(error, given)
        process.end_output()
        return code


def _say(error: Exception, given: list[str]) -> int:
    """Says what went wrong in one line; the exit code."""
    if isinstance(error, OSError) and process.is_output_error(error):
        error.filename = "standard output"
    code, line = exit_code(error), one_line(error)
    if code is None:
        from .crash import report

        code, line = CRASH, report(error, given)
    print(f"transformer-explore: {line}", file=sys.stderr)
    return code


def _run(given: list[str]) -> int:
    try:
        _speak(given)
        if _is_text(given):
            _refuse_mistyped(given)
            given.insert(0, explore.NAME)
        options = parser().parse_args(given)
        process.require_folder()
        return int(options.run(options))
    except SystemExit as left:  # argparse has said what there was to say
        return left.code if isinstance(left.code, int) else OK


def _speak(given: list[str]) -> None:
    """Takes --lang out of what was typed, wherever it stands, and speaks the language that `language.chosen` decides.

    This comes before anything is parsed: the parsers hold words, and so do tables in modules not imported yet.

    Raises:
        Problem: --lang names a language that there is not.
    """
    argparse._, argparse.ngettext = _, localization.plural  # type: ignore[attr-defined]
    for place, word in enumerate(given[: given.index("--")] if "--" in given else given):
        option, equals, wanted = word.partition("=")
        if option == LANG:
            wanted = wanted if equals else "".join(given[place + 1 : place + 2])
            del given[place : place + (1 if equals else 2)]
            _use(wanted)
            return
    if (
        not localization.ASKED and len(localization.languages()) > 1
    ):  # else there is nothing to choose, and no file to read
        from .ui.memory import Store

        localization.use(localization.chosen(setting=Store().load().settings.language))


def _use(wanted: str) -> None:
    known = localization.languages()
    found = localization.known(wanted)
    if found is None:
        text = _("--lang {wanted}: there is no such language; there are: {known}")
        raise Problem(text.format(wanted=wanted, known=", ".join(known)))
    localization.use(found)


def _is_text(given: list[str]) -> bool:
    """Whether what was typed is a sentence to explore: the explorer needs no command of its own."""
    if not given:
        return True
    return given[0] not in COMMANDS and given[0] not in ("-h", "--help", "--version")


def _refuse_mistyped(given: list[str]) -> None:
    """Raises Problem where the sentence is nearly the name of a command."""
    from difflib import get_close_matches

    if given and (close := get_close_matches(given[0].lower(), COMMANDS, 1, 0.8)):
        text = _("there is no command {typed!r}; did you mean {command}?")
        raise Problem(text.format(typed=given[0], command=close[0]))


if __name__ == "__main__":
    sys.exit(main())
