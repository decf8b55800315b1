"""The program `transformer-explore`. The code of a command is imported only when it runs, so that help is fast."""

from __future__ import annotations

import argparse
import re
import shutil
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
MARGIN = 5  # columns: argparse counts the characters of 用法：, which are twice as wide
LINES = 99  # of a text in the help
CHINESE_HEADING = re.compile(r"(?m)(?<=[\u4e00-\u9fff]):$")  # argparse writes the colon
HELP = N_("""\
Walk through everything a Transformer computes, number by number.

  transformer-explore               open the home screen
  transformer-explore 猫喜欢狗      walk through the translation of a sentence
  transformer-explore walk 我爱你   print the walk as plain text
""")
ARGPARSE = (  # argparse's own messages, listed for translation
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


class _Formatter(argparse.HelpFormatter):
    """Breaks lines as the rest of the program does: argparse breaks only at spaces, and joins a description's lines.

    A line of a description that begins with a space, such as an example, is kept as it is.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=shutil.get_terminal_size().columns - MARGIN)

    def _split_lines(self, text: str, width: int) -> list[str]:
        if text.isascii():
            return super()._split_lines(text, width)
        from .ui.text import wrap

        return wrap(" ".join(text.split()), width, LINES)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = (
            line
            for each in text.splitlines()
            for line in ([each] if each.startswith(" ") else self._split_lines(each, width - len(indent)))
        )
        return "\n".join(indent + line for line in lines)


class _Parser(argparse.ArgumentParser):
    def format_help(self) -> str:
        return CHINESE_HEADING.sub("：", super().format_help())

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As usual, but the words of a list argument may also follow an option."""
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
        from importlib.metadata import version  # slow to import

        print(f"transformer-explore {version('transformer-explore')}")
        parser.exit(OK)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(
        prog="transformer-explore",
        description=_(HELP),
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help=_("print the version"))
    languages = _("the language of the program: {languages}", languages=", ".join(localization.languages()))
    top.add_argument(LANG, metavar="LANGUAGE", help=languages)
    commands = top.add_subparsers(title=_("commands"), metavar="COMMAND", dest="command")
    for name, module in COMMANDS.items():
        text = _(module.HELP)
        command = commands.add_parser(
            name, help=text.splitlines()[0], description=text, formatter_class=_Formatter, allow_abbrev=False
        )
        module.arguments(command)
        command.add_argument(LANG, metavar="LANGUAGE", help=languages)
        command.set_defaults(run=module.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code. An error is one line on standard error, never a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with process.prepared_streams():
        try:
            code = _run(list(given))
            process.flush_output()
            return code
        except KeyboardInterrupt:
            print(_("stopped"), file=sys.stderr)
            code = STOPPED
        except BrokenPipeError:  # the reader closed the pipe
            code = READER_LEFT
        except Exception as error:
            code = _report(error, given)
        process.end_output()
        return code


def _report(error: Exception, given: list[str]) -> int:
    """Prints an error on one line and returns its exit code."""
    if isinstance(error, OSError) and process.is_output_error(error):
        error.filename = _("standard output")
    code, line = exit_code(error), one_line(error)
    if code is None:
        from .crash import report

        code, line = CRASH, report(error, given)
    print(f"transformer-explore: {line}", file=sys.stderr)
    return code


def _run(given: list[str]) -> int:
    try:
        language = _choose_language(given)
        if _is_text(given):
            _refuse_mistyped(given)
            given.insert(0, explore.NAME)
        options = parser().parse_args(given)
        _refuse_late_command(given, options)
        options.lang = language
        process.require_folder()
        return int(options.run(options))
    except SystemExit as left:  # argparse has printed help or an error
        return left.code if isinstance(left.code, int) else OK
    finally:
        localization.option = None


def _choose_language(given: list[str]) -> str | None:
    """Removes each --lang from the arguments, wherever it is, and uses that language or the one from the settings.

    Returns the language that --lang names, the last one if it is repeated; None without --lang.

    This happens before parsing, because the parsers hold translated texts, as do tables in modules not imported yet.

    Raises:
        Problem: --lang or TRANSFORMER_EXPLORE_LANG names an unknown language.
    """
    argparse._, argparse.ngettext = _, localization.plural  # type: ignore[attr-defined]
    named, place = None, 0
    while place < len(given) and given[place] != "--":
        option, equals, wanted = given[place].partition("=")
        if option == LANG:
            named = _use(wanted if equals else "".join(given[place + 1 : place + 2]))
            del given[place : place + (1 if equals else 2)]
        else:
            place += 1
    if named is not None:
        return named
    if localization.REQUESTED:
        _refuse_unknown(f"{localization.VARIABLE}={localization.REQUESTED}", localization.REQUESTED)
    elif len(localization.languages()) > 1:
        from .ui.memory import Store

        localization.use(localization.chosen(setting=Store().load().settings.language))
    return None


def _use(wanted: str) -> str:
    language = localization.option = _refuse_unknown(f"{LANG} {wanted}", wanted)
    localization.use(language)
    return language


def _refuse_unknown(given: str, wanted: str) -> str:
    """The language of a name; Problem if it is unknown."""
    found = localization.known(wanted)
    if found is None:
        known = ", ".join(localization.languages())
        raise Problem(_("{given}: unknown language; choose from {known}", given=given, known=known))
    return found


def _is_text(given: list[str]) -> bool:
    """Whether the arguments are a sentence to explore rather than a command."""
    if not given:
        return True
    return given[0] not in COMMANDS and given[0] not in ("-h", "--help", "--version")


def _refuse_late_command(given: list[str], options: argparse.Namespace) -> None:
    """Raises Problem if the sentence is the name of a command that follows options."""
    if options.command == explore.NAME and options.text in COMMANDS and given[1] not in (options.text, "--"):
        why = _("options follow the command: transformer-explore {command} {options}")
        before = [word for word in given[1:] if word != options.text]
        raise Problem(why.format(command=options.text, options=" ".join(before)))


def _refuse_mistyped(given: list[str]) -> None:
    """Raises Problem if the sentence is almost the name of a command, or several words without quotes."""
    from difflib import get_close_matches

    if not given:
        return
    typed, more = given[0].lower(), [word for word in given[1:2] if not word.startswith("-")]
    swapped = [name for name in COMMANDS if sorted(name) == sorted(typed)]
    # With more words it cannot be a sentence, so a smaller similarity is enough.
    if close := get_close_matches(typed, COMMANDS, 1, 0.6 if more and typed[:1] != "-" else 0.8) or swapped:
        raise Problem(
            _("there is no command {typed!r}; did you mean {command}?", typed=given[0], command=close[0])
        )
    if more and not typed.startswith("-"):
        raise Problem(
            _("there is no command {typed!r}; put a sentence with spaces in quotes", typed=given[0])
        )


if __name__ == "__main__":
    sys.exit(main())
