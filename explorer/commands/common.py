"""Arguments and steps that several commands share."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import Problem
from ...core.request import DTYPES, Keep, Request
from .decoding import decoding_arguments, refuse_without_decode, strategy

if TYPE_CHECKING:
    from ...core.trace import Trace

DEFAULT_MODEL = "zh-en"


def model_arguments(parser: argparse.ArgumentParser) -> None:
    """--model and --device."""
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="NAME|PATH",
        help="a shipped model, or a model's folder (zh-en)",
    )
    parser.add_argument(
        "--device", default="auto", choices=("auto", "cpu", "cuda"), help="where to compute (auto)"
    )


def run_arguments(parser: argparse.ArgumentParser) -> None:
    """TEXT, what is done with it, and the model that does it."""
    parser.add_argument("text", metavar="TEXT", help="a sentence, such as 我爱你")
    parser.add_argument(
        "--target", metavar="TEXT", help="the translation to read along (without it: the model's own)"
    )
    parser.add_argument(
        "--decode",
        action="store_true",
        help="one token after another, as in translating, instead of one pass over the whole translation",
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
        help="change something inside the run, such as 'no-scaling' or 'silence decoder.layers.1.cross_attention 0'; "
        "see `transformer-explore interventions`",
    )
    parser.add_argument(
        "--dtype", default="float32", choices=DTYPES, help="precision of the computation (float32)"
    )


def keep_arguments(parser: argparse.ArgumentParser) -> None:
    """Which steps, and how much of each."""
    step_arguments(parser)
    for name, what in (("layer", "of this layer"), ("iteration", "of this iteration of a decoding")):
        parser.add_argument(
            f"--{name}",
            action="append",
            type=int,
            default=[],
            metavar="N",
            help=f"only steps {what}, counted from 0",
        )
    parser.add_argument(
        "--head",
        type=int,
        metavar="N",
        help="only steps that have heads, and of them this one, counted from 0",
    )
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument(
        "--lean",
        action="store_true",
        help="leave out arrays that follow cheaply from others, such as softmax",
    )
    kept.add_argument(
        "--statistics",
        action="store_true",
        help="smallest, largest, mean and norm of each array, not the array",
    )


def step_arguments(parser: argparse.ArgumentParser) -> None:
    """--step, as often as one likes."""
    parser.add_argument(
        "--step",
        action="append",
        metavar="GLOB",
        default=[],
        help="only steps of this name, such as '*.weights'",
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

    The sentence of the shipped trace needs no model and no torch: its trace is there already.

    Args:
        told: say beforehand how much there will be to keep.
    """
    if _is_plain(wanted):
        from ...core.checkpoints import find

        checkpoint = find(wanted.model)
        if checkpoint.has_trace:
            trace = checkpoint.shipped_trace()
            if trace.source_text == wanted.source:
                return trace
    from ...core.runs import footprint, run

    if told:
        size, exact = footprint(wanted)
        most = "" if exact else "at most "
        print(f"note: recording {most}{size.steps:,} steps, {most}{size.bytes:,} bytes", file=sys.stderr)
    made = run(wanted)
    for notice in (*made.notices, *about_device(wanted, made.trace.run["device"])):
        print(f"note: {notice}", file=sys.stderr)
    return made.trace


def _is_plain(wanted: Request) -> bool:
    """Whether it is a sentence and nothing else."""
    return wanted.device != "cuda" and wanted == Request(
        source=wanted.source, model=wanted.model, device=wanted.device
    )


def about_device(wanted: Request, device: str) -> tuple[str, ...]:
    """What --device auto chose, and in which precision numbers are shown that NumPy has no type for."""
    chosen = f"computed on {device}, which is what --device auto found"
    rounded = "computed in bfloat16; its values are kept as float32, which holds them exactly"
    return (
        *([chosen] if wanted.device == "auto" else []),
        *([rounded] if wanted.dtype == "bfloat16" else []),
    )


def opened(path: str, model: str | None) -> Trace:
    """A trace from a file, with the weights of the model that made it where they are at hand.

    Raises:
        TraceError, CheckpointError, OSError: it cannot be opened.
    """
    from ...core.checkpoints.checkpoint import owner
    from ...core.trace import TraceError, load

    try:
        return owner(load(Path(path)), model)
    except TraceError as error:
        raise TraceError(f"{path}: {error}") from None


def on_a_terminal() -> bool:
    """Whether somebody is there to press keys and see a screen."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def shipped_trace(model: str) -> Trace:
    """The trace that came with a model.

    Raises:
        Problem: the model came without one.
    """
    from ...core.checkpoints import find

    checkpoint = find(model)
    if not checkpoint.has_trace:
        raise Problem(f"model {model!r} came without a trace; give it a sentence")
    return checkpoint.shipped_trace()


def cell(text: str) -> tuple[int, ...]:
    """A cell as it is typed: "0,1,2"."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise Problem(f"{text!r} is no cell; give whole numbers with commas, such as 0,1,2") from None
