"""Arguments that several commands share, and printing notes and JSON."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import sys
from typing import Any

from ...core.running.request import DEFAULT_MODEL
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.typed_numbers import LARGEST, half_width, real_number, whole_number

MOST_DECIMALS = 17  # a float64 has no more
TRACE_FILES = (".json", ".json.gz", ".safetensors")


# ---------------------------------------------------------------------------------- arguments
def text_argument(parser: argparse.ArgumentParser, help: str = "", **more: Any) -> None:
    """TEXT, the sentence."""
    parser.add_argument(
        "text", metavar="TEXT", type=text, help=help or _("a sentence, such as 我爱你"), **more
    )


def model_argument(parser: argparse.ArgumentParser) -> None:
    """--model."""
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME|PATH",
        help=_("a shipped model, the folder of a model, or the file of a sequence model (zh-en)"),
    )


def model_arguments(parser: argparse.ArgumentParser) -> None:
    """--model and --device."""
    model_argument(parser)
    parser.add_argument(
        "--device",
        default="auto",
        choices=("auto", "cpu", "cuda"),
        help=_("where to compute; auto uses CUDA if it is available (auto)"),
    )


def file_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, a trace, and --model."""
    parser.add_argument("file", metavar="FILE", help=_("an exported trace"))
    parser.add_argument(
        "--model", metavar="NAME|PATH", help=_("the model that made the trace, if it is not a shipped one")
    )


def step_argument(parser: argparse.ArgumentParser) -> None:
    """--step, which may be repeated."""
    parser.add_argument(
        "--step",
        action="append",
        metavar="GLOB",
        default=[],
        help=_("only steps with this name, such as '*.weights'; may be repeated"),
    )


def plain_argument(parser: argparse.ArgumentParser) -> None:
    """--plain."""
    parser.add_argument(
        "--plain", action="store_true", help=_("print plain text instead of opening the explorer")
    )


def json_argument(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help=_("print JSON, for programs"))


def decimals_argument(parser: argparse.ArgumentParser) -> None:
    """--decimals."""
    parser.add_argument(
        "--decimals",
        type=lambda typed: whole(typed, 1, MOST_DECIMALS),
        metavar="N",
        help=_("digits after the decimal point of each number, 1 to {most}", most=MOST_DECIMALS),
    )


# ---------------------------------------------------------------------------------- types of arguments
def text(typed: str) -> str:
    """The type of an argument that takes a sentence."""
    try:
        sentence = decoded(typed)
    except Problem as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if is_trace_file(sentence):
        raise argparse.ArgumentTypeError(
            _(
                "{file!r} is a file, not a sentence; to see a trace, type: transformer-explore open {quoted}",
                file=sentence,
                quoted=shlex.quote(sentence),
            )
        )
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
            raise Problem(
                _(
                    "{text} is not valid UTF-8; check the encoding of your terminal",
                    text=repr(os.fsencode(typed))[1:],
                )
            ) from None
    return typed


def whole(text: str, least: int = -LARGEST, most: int = LARGEST) -> int:
    """The type of an option that takes a whole number."""
    try:
        return whole_number(text, least, most)
    except Problem as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def real(text: str) -> float:
    """The type of an option that takes a number."""
    try:
        return real_number(text)
    except Problem as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def cell(text: str) -> tuple[int, ...]:
    """The indices of a cell, typed as "0,1,2".

    Raises:
        Problem: it is something else.
    """
    try:
        return tuple(whole_number(part) for part in half_width(text).split(","))
    except Problem:
        raise Problem(
            _("invalid cell {text!r}: type whole numbers with commas, such as 0,1,2", text=text)
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
    """Whether input and output are a terminal that can show a screen."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")
