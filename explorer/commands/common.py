"""Arguments that several commands share, and printing notes and JSON."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import sys
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from ...core.running.request import DEFAULT_MODEL
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.typed_numbers import half_width, real_number, whole_number
from ..ui.browser import in_browser

P = ParamSpec("P")
T = TypeVar("T")
MOST_DECIMALS = 17  # a float64 has no more
TRACE_FILES = (".json", ".json.gz", ".safetensors")


# ---------------------------------------------------------------------------------- arguments
def text_argument(parser: argparse.ArgumentParser, help: str = "", **more: Any) -> None:
    """Adds TEXT, the sentence."""
    parser.add_argument(
        "text", metavar="TEXT", type=text, help=help or _("a sentence, such as 我爱你"), **more
    )


def model_argument(parser: argparse.ArgumentParser) -> None:
    """Adds --model."""
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME|PATH",
        help=_("a shipped model, the folder of a model, or the file of a sequence model (zh-en)"),
    )


def model_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds --model and --device."""
    model_argument(parser)
    parser.add_argument(
        "--device",
        default="auto",
        choices=("auto", "cpu", "cuda"),
        help=_("where to compute; auto uses CUDA if it is available (auto)"),
    )


def engine_argument(parser: argparse.ArgumentParser) -> None:
    """Adds --engine; `engine.workers` and `engine.use_engine` say which addresses a command can use."""
    parser.add_argument(
        "--engine",
        metavar="ADDRESS",
        help=_(
            "compute on the workers of a dask scheduler at tcp://HOST:PORT or tls://HOST:PORT; the explorer can also "
            "compute at unix:PATH, in an engine that several explorers share"
        ),
    )


def file_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds FILE, a trace, and --model."""
    parser.add_argument("file", metavar="FILE", help=_("an exported trace"))
    parser.add_argument(
        "--model", metavar="NAME|PATH", help=_("the model that made the trace, if it is not a shipped one")
    )


def step_argument(parser: argparse.ArgumentParser) -> None:
    """Adds --step, which may be repeated."""
    repeated(parser, "--step", "GLOB", _("only steps with this name, such as '*.weights'; may be repeated"))


def flag(parser: argparse.ArgumentParser | argparse._ArgumentGroup, option: str, help: str) -> None:
    """Adds an option that is on or off."""
    parser.add_argument(option, action="store_true", help=help)


def repeated(parser: argparse.ArgumentParser, option: str, metavar: str, help: str, **more: Any) -> None:
    """Adds an option that may be repeated; its value is a list."""
    parser.add_argument(option, action="append", default=[], metavar=metavar, help=help, **more)


def plain_argument(parser: argparse.ArgumentParser) -> None:
    """Adds --plain."""
    flag(parser, "--plain", _("print plain text instead of opening the explorer"))


def json_argument(parser: argparse.ArgumentParser) -> None:
    """Adds --json."""
    flag(parser, "--json", _("print JSON, for programs"))


def decimals_argument(parser: argparse.ArgumentParser) -> None:
    """Adds --decimals."""
    parser.add_argument(
        "--decimals",
        type=partial(whole, least=1, most=MOST_DECIMALS),
        metavar="N",
        help=_("digits after the decimal point of each number, 1 to {most}", most=MOST_DECIMALS),
    )


# ---------------------------------------------------------------------------------- types of arguments
def argument_type(read: Callable[P, T]) -> Callable[P, T]:
    """A type for arguments: argparse reports the Problem that `read` raises."""

    @wraps(read)
    def typed(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except Problem as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return typed


whole, real = argument_type(whole_number), argument_type(real_number)


@argument_type
def text(typed: str) -> str:
    """A sentence."""
    sentence = decoded(typed)
    if is_trace_file(sentence):
        why = _("{file!r} is a file, not a sentence; to see a trace, type: transformer-explore open {quoted}")
        raise Problem(why.format(file=sentence, quoted=shlex.quote(sentence)))
    return sentence


def is_trace_file(typed: str) -> bool:
    """Whether what was typed is the name of a trace file rather than a sentence."""
    return typed.lower().endswith(TRACE_FILES)


def decoded(typed: str) -> str:
    """An argument as text. In an ASCII locale Python does not decode arguments as UTF-8; this does.

    Raises:
        Problem: it is not valid UTF-8.
    """
    try:
        typed.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(typed).decode()
        except UnicodeError:
            written = repr(os.fsencode(typed))[1:]
            raise Problem(
                _("{text} is not valid UTF-8; check the encoding of your terminal", text=written)
            ) from None
    return typed


def cell(text: str) -> tuple[int, ...]:
    """The indices of a cell, typed as "0,1,2".

    Raises:
        Problem: it is not a list of whole numbers.
    """
    try:
        return tuple(whole_number(part) for part in half_width(text).split(","))
    except Problem:
        raise Problem(
            _("invalid cell {text!r}: type whole numbers separated by commas, such as 0,1,2", text=text)
        ) from None


# ---------------------------------------------------------------------------------- output and terminal
def note(text: str) -> None:
    """Prints a note on standard error."""
    print(_("note: {notice}", notice=text), file=sys.stderr)


def print_data(data: object) -> None:
    """Prints data as indented JSON."""
    import orjson

    print_json(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode())


def print_json(written: str) -> None:
    """Prints JSON. Characters that the output's encoding lacks are escaped, so that the data stays the same."""
    try:
        written.encode(sys.stdout.encoding or "utf-8", "strict")
    except UnicodeEncodeError:
        written = re.sub(r"[^\x00-\x7f]+", lambda found: json.dumps(found[0])[1:-1], written)
    sys.stdout.write(written if written.endswith("\n") else written + "\n")


def on_a_terminal() -> bool:
    """Whether input and output are a terminal that can show a screen, or a browser tab (`serve`)."""
    if in_browser():
        return True
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
