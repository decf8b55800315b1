"""The arguments that describe a run, and the trace of that run."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...core.running.request import DEFAULT_MODEL, DTYPES, Request, Stored
from ...core.support.localization import _
from .common import flag, model_arguments, note, repeated, step_argument, text, text_argument, whole
from .decoding import decoding_arguments, decoding_options, refuse_without_decode, strategy
from .progress import progress_line

if TYPE_CHECKING:
    from ...core.trace import Trace


def run_arguments(parser: argparse.ArgumentParser, **more: Any) -> None:
    """Adds TEXT, how it is computed, and --decode; `more` applies to TEXT."""
    computed_arguments(parser, _("the translation that a translator reads (default: its own)"), **more)
    flag(parser, "--decode", _("choose token by token instead of reading the whole text in one pass"))


def computed_arguments(parser: argparse.ArgumentParser, about_target: str, **more: Any) -> None:
    """Adds TEXT, --target, interventions, model and strategy; `more` applies to TEXT."""
    text_argument(parser, **more)
    parser.add_argument("--target", metavar="TEXT", type=text, help=about_target)
    about = _(
        "change something inside the run, such as 'no-scaling' or 'silence decoder.layers.1.cross_attention 0'; "
        "may be repeated; see `transformer-explore interventions`"
    )
    repeated(parser, "--intervene", "SPEC", about)
    parser.add_argument(
        "--dtype", default="float32", choices=DTYPES, help=_("precision of the computation (float32)")
    )
    model_arguments(parser)
    decoding_arguments(parser)


def keep_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds which steps to keep, and how much of each."""
    step_argument(parser)
    for name, about in (
        ("layer", _("only steps of this layer, counted from 0; may be repeated")),
        ("iteration", _("only steps of this decoding iteration, counted from 0; may be repeated")),
    ):
        repeated(parser, f"--{name}", "N", about, type=whole)
    parser.add_argument(
        "--head",
        type=whole,
        metavar="N",
        help=_("only this head of the steps that have heads, counted from 0"),
    )
    kept = parser.add_mutually_exclusive_group()
    flag(kept, "--lean", _("leave out arrays that are cheap to recompute, such as softmax"))
    flag(
        kept, "--statistics", _("keep the minimum, maximum, mean and norm of each array instead of the array")
    )


def request(options: argparse.Namespace) -> Request:
    """The run that the options describe.

    Raises:
        Problem: the options contradict each other, or an intervention is invalid.
    """
    from ...core.interventions.parse import parse

    decodes = getattr(options, "decode", True)
    if not decodes:
        refuse_without_decode(options)
    keep: Stored = "lean" if getattr(options, "lean", False) else "everything"
    return Request(
        source=options.text,
        model=options.model,
        target=None if decodes else options.target,
        strategy=strategy(options) if decodes else None,
        cached=not options.no_cache,
        length=options.length,
        interventions=tuple(parse(spec) for spec in options.intervene),
        device=options.device,
        dtype=options.dtype,
        keep="statistics" if getattr(options, "statistics", False) else keep,
    )


def recorded(wanted: Request) -> Trace:
    """Computes and records a run. Notes about it are printed on standard error.

    The run is computed even if the model came with a trace of the sentence, because another machine made that trace.
    """
    from ...core.running.runs import run

    with progress_line():
        made = run(wanted)
    print_notes(wanted, made.notices, made.trace.run["device"])
    return made.trace


def announce(wanted: Request, selects: bool) -> None:
    """Prints how much will be recorded, and whether only a selection of it is kept."""
    from ...core.running.runs import footprint

    with progress_line():
        size, exact = footprint(wanted)
    arrays = _("{bytes:,} bytes of arrays", bytes=size.bytes)
    text = (
        _("recording {steps:,} steps, {arrays}")
        if exact
        else _("recording up to {steps:,} steps, {arrays} (if the answer has the maximum length)")
    )
    note(
        text.format(steps=size.steps, arrays=_("their statistics") if wanted.keep == "statistics" else arrays)
        + (_("; only the selected ones are written") if selects else "")
    )


def print_notes(wanted: Request, notices: tuple[str, ...], device: str) -> None:
    """Prints notes about the text and the device on standard error."""
    for notice in (*notices, *about_device(wanted, device)):
        note(notice)


def about_device(wanted: Request, device: str) -> Iterator[str]:
    """Notes that --device auto found a GPU, and that NumPy has no type for bfloat16."""
    if wanted.device == "auto" and device != "cpu":
        yield _("computed on {device}, selected by --device auto", device=device)
    if wanted.dtype == "bfloat16":
        yield _("computed in bfloat16; the values are kept as float32, which represents them exactly")


def typed(options: argparse.Namespace) -> str:
    """The options that describe the run, as typed: empty, or beginning with a space."""
    words: list[str] = []
    for name, usual in (("target", None), ("model", DEFAULT_MODEL), ("device", "auto"), ("dtype", "float32")):
        if getattr(options, name) != usual:
            words += [f"--{name}", getattr(options, name)]
    words += ["--decode"] * options.decode + decoding_options(options)
    words += [word for spec in options.intervene for word in ("--intervene", spec)]
    return "".join(f" {shlex.quote(word)}" for word in words)
