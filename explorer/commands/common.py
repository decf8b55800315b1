"""Arguments and steps that several commands share."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys

from ...core.running.request import DEFAULT_MODEL
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.typed_numbers import LARGEST, half_width, real_number, whole_number

MOST_DECIMALS = 17  # more would say nothing about a float64


def model_arguments(parser: argparse.ArgumentParser) -> None:
    """--model and --device."""
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME|PATH",
        help=_("a shipped model, a model's folder, or a sequence model's file (zh-en)"),
    )
    parser.add_argument(
        "--device",
        default="auto",
        choices=("auto", "cpu", "cuda"),
        help=_("where to compute; auto: on CUDA if there is any (auto)"),
    )


def step_arguments(parser: argparse.ArgumentParser) -> None:
    """--step, as often as one likes."""
    parser.add_argument(
        "--step",
        action="append",
        metavar="GLOB",
        default=[],
        help=_("only steps of this name, such as '*.weights'"),
    )


def text(typed: str) -> str:
    """A sentence as it was typed, for argparse."""
    try:
        return decoded(typed)
    except Problem as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def decoded(typed: str) -> str:
    """An argument as text. In an ASCII locale Python takes no character beyond ASCII for one; here UTF-8 is text.

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
                    "{text} is not valid UTF-8: check the encoding of your terminal",
                    text=repr(os.fsencode(typed))[1:],
                )
            ) from None
    return typed


def print_json(data: bytes | str) -> None:
    """Prints JSON; where the output's encoding lacks characters, with escapes, so that it stays the same data."""
    written = data.decode() if isinstance(data, bytes) else data
    try:
        written.encode(sys.stdout.encoding or "utf-8", "strict")
    except UnicodeEncodeError:
        written = re.sub(r"[^\x00-\x7f]+", lambda found: json.dumps(found[0])[1:-1], written)
    sys.stdout.write(written if written.endswith("\n") else written + "\n")


def decimals_argument(parser: argparse.ArgumentParser) -> None:
    """--decimals."""
    parser.add_argument(
        "--decimals",
        type=_decimals,
        metavar="N",
        help=_("digits after the point of each printed number, 1 to {most}", most=MOST_DECIMALS),
    )


def _decimals(text: str) -> int:
    return whole(text, 1, MOST_DECIMALS)


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


def on_a_terminal() -> bool:
    """Whether somebody is there to press keys and see a screen."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def example(model: str) -> str:
    """The sentence of the trace that was stored with a model.

    Raises:
        Problem: no trace was stored with it.
    """
    from ...core.checkpoints import find_any

    checkpoint = find_any(model)
    trace = checkpoint.first_trace()
    if trace is not None:
        return trace.source_text
    if not checkpoint.example:
        raise Problem(_("model {model!r} came without a trace; give it a sentence", model=model))
    raise Problem(
        _(
            "model {model!r} came without a trace; give it a text, such as {example!r}",
            model=model,
            example=checkpoint.example,
        )
    )


def cell(text: str) -> tuple[int, ...]:
    """A cell as it is typed: "0,1,2"."""
    try:
        return tuple(whole_number(part) for part in half_width(text).split(","))
    except Problem:
        raise Problem(
            _("{text!r} is no cell; give whole numbers with commas, such as 0,1,2", text=text)
        ) from None
