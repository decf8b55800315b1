"""A run as one types it: the arguments that say what is computed, and the trace that comes of it."""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import TYPE_CHECKING

from ...core.running.request import DEFAULT_MODEL, DTYPES, Keep, Request
from ...core.support.localization import _
from .common import model_arguments, step_arguments, text, whole
from .decoding import decoding_arguments, refuse_without_decode, settings_typed, strategy
from .progress import progress_line

if TYPE_CHECKING:
    from ...core.trace import Trace


def run_arguments(parser: argparse.ArgumentParser) -> None:
    """TEXT, what is done with it, and the model that does it."""
    parser.add_argument("text", metavar="TEXT", type=text, help=_("a sentence, such as 我爱你"))
    parser.add_argument(
        "--target",
        metavar="TEXT",
        type=text,
        help=_("the translation to read along (without it: the model's own)"),
    )
    parser.add_argument(
        "--decode",
        action="store_true",
        help=_("one token after another, as in translating, instead of one pass over the whole translation"),
    )
    change_arguments(parser)
    model_arguments(parser)
    decoding_arguments(parser)


def change_arguments(parser: argparse.ArgumentParser) -> None:
    """--intervene and --dtype."""
    parser.add_argument(
        "--intervene",
        action="append",
        metavar="SPEC",
        default=[],
        help=_(
            "change something inside the run, such as 'no-scaling' or 'silence decoder.layers.1.cross_attention 0'; "
            "see `transformer-explore interventions`"
        ),
    )
    parser.add_argument(
        "--dtype", default="float32", choices=DTYPES, help=_("precision of the computation (float32)")
    )


def keep_arguments(parser: argparse.ArgumentParser) -> None:
    """Which steps, and how much of each."""
    step_arguments(parser)
    for name, what in (
        ("layer", _("only steps of this layer, counted from 0")),
        ("iteration", _("only steps of this iteration of a decoding, counted from 0")),
    ):
        parser.add_argument(
            f"--{name}",
            action="append",
            type=whole,
            default=[],
            metavar="N",
            help=what,
        )
    parser.add_argument(
        "--head",
        type=whole,
        metavar="N",
        help=_("only steps that have heads, and of them this one, counted from 0"),
    )
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument(
        "--lean",
        action="store_true",
        help=_("leave out arrays that follow cheaply from others, such as softmax"),
    )
    kept.add_argument(
        "--statistics",
        action="store_true",
        help=_("smallest, largest, mean and norm of each array, not the array"),
    )


def request(options: argparse.Namespace) -> Request:
    """What was asked for.

    Raises:
        Problem: it makes no sense.
    """
    from ...core.interventions.parse import parse

    decodes = getattr(options, "decode", True)
    if not decodes:
        refuse_without_decode(options)
    keep: Keep = "lean" if getattr(options, "lean", False) else "everything"
    return Request(
        source=options.text,
        model=options.model,
        target=None if decodes else options.target,
        strategy=strategy(options) if decodes else None,
        cached=not options.no_cache,
        interventions=tuple(parse(spec) for spec in options.intervene),
        device=options.device,
        dtype=options.dtype,
        keep="statistics" if getattr(options, "statistics", False) else keep,
    )


def recorded(wanted: Request, told: bool = False) -> Trace:
    """The trace that was asked for; what its reader should know goes to stderr.

    It is computed, also where the model came with one of that sentence: that was made on another machine.

    Args:
        told: say beforehand how much there will be to keep.
    """
    from ...core.running.runs import footprint, run

    if told:
        with progress_line():
            size, exact = footprint(wanted)
        arrays = (
            _("their statistics")
            if wanted.keep == "statistics"
            else _("{bytes:,} bytes of arrays", bytes=size.bytes)
        )
        note = (
            _("note: recording {steps:,} steps, {arrays}")
            if exact
            else _(
                "note: recording at most {steps:,} steps, {arrays}, if the translation is as long as it may be"
            )
        )
        print(note.format(steps=size.steps, arrays=arrays), file=sys.stderr)
    with progress_line():
        made = run(wanted)
    for notice in (*made.notices, *about_device(wanted, made.trace.run["device"])):
        print(_("note: {notice}", notice=notice), file=sys.stderr)
    return made.trace


def about_device(wanted: Request, device: str) -> tuple[str, ...]:
    """That --device auto found a GPU, and in which precision numbers are shown that NumPy has no type for."""
    chosen = _("computed on {device}, which --device auto found", device=device)
    rounded = _("computed in bfloat16; its values are kept as float32, which holds them exactly")
    return (
        *([chosen] if wanted.device == "auto" and device != "cpu" else []),
        *([rounded] if wanted.dtype == "bfloat16" else []),
    )


def typed(options: argparse.Namespace) -> str:
    """The options that make this run what it is, as one types them: empty, or with a space before them."""
    words: list[str] = []
    for name, usual in (("target", None), ("model", DEFAULT_MODEL), ("device", "auto"), ("dtype", "float32")):
        if getattr(options, name) != usual:
            words += [f"--{name}", getattr(options, name)]
    words += ["--decode"] * options.decode + settings_typed(options)
    words += [word for spec in options.intervene for word in ("--intervene", spec)]
    return "".join(f" {shlex.quote(word)}" for word in words)
