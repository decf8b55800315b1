"""The `export` command."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _, plural
from ..ui.errors import OK
from .common import engine_argument, flag, note
from .run_arguments import announce, keep_arguments, recorded, request, run_arguments

if TYPE_CHECKING:
    from ...core.support.atomic import Pieces
    from ...core.trace import Trace

TRACE_FORMATS = ("safetensors", "json.gz", "json", "npz")  # of the traces of many sentences

HELP = N_("""\
Write everything the model computes for a sentence to a file.

The suffix chooses the format: .json, .json.gz, .safetensors or .npz for the trace; .html for a web page that shows \
every step; .csv, .tsv or .npy for one array, chosen with --step. Without a suffix, and with - for standard output, \
the format is JSON.

With --sentences, it writes a trace for each line of a file to a folder. Run the same command again to continue an \
export that was stopped.
""")


def arguments(parser: argparse.ArgumentParser) -> None:
    run_arguments(parser, nargs="?")
    parser.add_argument("-o", "--output", metavar="FILE", help=_("the file to write; - is standard output"))
    parser.add_argument(
        "--sentences",
        metavar="FILE",
        help=_(
            "export each line of this file, instead of one sentence, into the --to folder; - is standard input"
        ),
    )
    parser.add_argument("--to", metavar="FOLDER", help=_("with --sentences: the folder for the traces"))
    parser.add_argument(
        "--format",
        choices=TRACE_FORMATS,
        help=_("with --sentences: the format of the traces ({default})", default=TRACE_FORMATS[0]),
    )
    keep_arguments(parser)
    engine_argument(parser)
    flag(parser, "--compact", _("write JSON arrays as base64 instead of nested lists"))


def run(options: argparse.Namespace) -> int:
    if options.sentences is None:
        return _export_one(options)
    _refuse_both(options)
    from . import export_sentences

    options.format = options.format or TRACE_FORMATS[0]
    return export_sentences.run(options)


def _refuse_both(options: argparse.Namespace) -> None:
    """Raises Problem unless the options describe an export of many sentences, and only that."""
    if options.to is None:
        raise Problem(_("--sentences needs a folder for the traces: add --to FOLDER"))
    for name, given in (("TEXT", options.text), ("-o", options.output), ("--target", options.target)):
        if given is not None:
            raise Problem(
                _("--sentences exports many sentences, so {option} has no effect: omit it", option=name)
            )


def _export_one(options: argparse.Namespace) -> int:
    for name, given in (
        ("--to", options.to),
        ("--format", options.format),
        ("--engine", options.engine),
    ):
        if given is not None:
            raise Problem(_("{option} applies only to --sentences; omit it", option=name))
    if options.text is None or options.output is None:
        raise Problem(_("give a sentence and -o FILE, or --sentences FILE and --to FOLDER"))
    from ...core.support.output import STANDARD_OUTPUT, output_target
    from ...core.trace.files.trace_files import COMPRESSED, FORMATS, JSON, PAGE, format_of
    from ..ui.text import safe

    target = output_target(options.output)
    suffix = format_of(options.output, FORMATS)
    if options.compact and suffix not in (JSON, COMPRESSED):
        raise Problem(
            _("--compact applies only to JSON, and this is a {suffix} file; omit --compact", suffix=suffix)
        )
    wanted = request(options)
    selection = (options.step, options.layer, options.head, options.iteration)
    announce(wanted, any(part not in (None, []) for part in selection))
    trace = recorded(wanted).select(*selection)
    if suffix == PAGE:
        _note_left_out(trace)
    written = target.write(_pieces(trace, suffix, options.compact))
    file, steps = safe(options.output), len(trace)
    text = plural(
        "{path}: {n} step, {bytes:,} bytes",
        "{path}: {n} steps, {bytes:,} bytes",
        steps,
        path=file,
        bytes=written,
    )
    print(text, file=sys.stderr if target.descriptor == STANDARD_OUTPUT else sys.stdout)
    return OK


def _note_left_out(trace: Trace) -> None:
    """Notes how many steps a page does not show."""
    from ..ui.html.page import shown_steps

    if left := len(trace) - shown_steps(trace):
        text = _(
            "the page shows the first {shown} steps and leaves out {left}: choose others with --step, --layer or "
            "--iteration",
            shown=shown_steps(trace),
            left=left,
        )
        note(text)


def _pieces(trace: Trace, suffix: str, compact: bool) -> Pieces:
    """The content of the file, piece by piece."""
    from ...core.trace.files.trace_files import ARRAY, ARRAYS, CSV, PAGE, pieces

    if suffix == PAGE:
        from ..ui.html.page import page

        return page(trace)
    if suffix not in ARRAYS:
        return pieces(trace, suffix, compact)
    if (count := len(trace)) != 1:
        why = _(
            "a {suffix} file contains one array, but {count} are selected: choose one with --step, "
            "or write .npz"
        )
        raise Problem(why.format(suffix=suffix, count=count))
    from ...core.trace.files.array_files import npy
    from ..features.export import tables
    from ..ui.tensor_view import tensor_view

    (step,) = trace
    if suffix == ARRAY:
        return npy(step.values)
    separator = tables.COMMA if suffix == CSV else tables.TAB
    return tables.pieces(tensor_view(trace, trace.sides, step.source), separator)
