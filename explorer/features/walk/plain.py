"""A trace as plain text, in reading order: made for pipes, screen readers and a quick look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from rich.console import Console

from ....core.operations.arithmetic import number
from ....core.operations.expression import Source
from ....core.support.localization import N_, _
from ....core.trace import Step, Trace, masked_words, no_masked_words
from ....core.trace.tags import of_traces
from ...ui.availability import continues
from ...ui.plain.array import block, probability, size
from ...ui.plain.decoding import print_decoding
from ...ui.plain.masked_words import print_masked_words
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, print_line
from ...ui.plain.title import named, title
from ...ui.tensor_view import formula_lines
from ...ui.text import safe, wrap
from ...ui.walk import SEPARATOR, Walk

INDENT = "     "
PREDICTS = N_("each row belongs to the token that is read there, and predicts the token after it")


def print_walk(console: Console, trace: Trace, globs: Sequence[str] = ()) -> None:
    """Every step, or those that match, with what it computes, where that came from, and its numbers."""
    wanted = {step.source for step in (trace.select(globs) if globs else trace)}
    walk, columns = Walk(trace), console.width - len(INDENT)
    known: set[str] = set()
    group: tuple[str, ...] = ()
    told = False
    model = named(trace.model.name, of_traces(trace))
    print_line(
        console,
        (title(trace), STRONG),
        (_("   {steps} steps · model: {model}", steps=len(trace), model=model), FAINT),
    )
    for place, step in enumerate(walk.steps):
        if step.source not in wanted:
            continue
        if walk.titles[place][:-1] != group:
            group = walk.titles[place][:-1]
            print_line(console)
            print_line(console, (SEPARATOR.join(group) or _("output"), HEADING))
            if "decoder" in step.name.split(".") and not told and not trace.iterations:
                told = True
                print_line(console, (_(PREDICTS), FAINT))
        print_line(console)
        print_line(console, f"{place + 1:>3}  ", (safe(str(step)), NAME), (f"   {size(step)}", FAINT))
        about = _about(step, columns, first=step.operation not in known)
        for line in chain(about, block(step, trace.labels(step), columns)):
            print_line(console, INDENT, line)
        known.add(step.operation)
    if trace.decoding is not None and not globs:
        print_line(console)
        print_decoding(console, trace.decoding, continues(trace))
    elif not globs and not no_masked_words(trace):
        print_line(console)
        print_masked_words(console, trace, masked_words(trace))
    elif not globs:
        _predictions(console, trace)


def _about(step: Step, columns: int, first: bool) -> Iterator[str]:
    """Formula and meaning at the first step of an operation; later only the formula on one line."""
    yield from formula_lines(step, columns, 9 if first else 1)
    if step.kind is not None and first:
        yield from wrap(_(step.kind.meaning), columns, 9)
    yield _("from {origins}", origins=_(", ").join(safe(origin(source, step)) for source in step.inputs))


def origin(source: Source, step: Step) -> str:
    """Where an input came from, without the path that it shares with the step itself."""
    if source.kind == "tokens":
        return _("{name} tokens", name=_(source.name))
    path, dot, _name = step.name.rpartition(".")
    return str(source).removeprefix(path + dot)


def _predictions(console: Console, trace: Trace) -> None:
    """What each position finds most probable next, or answers."""
    if not trace.predicted or trace.output is None:
        return
    answers, read = "target" not in trace.tokens and not continues(trace), trace.predicting
    heading = _("what each position answers") if answers else _("what each position predicts")
    rows = trace.output.values.max(-1)
    print_line(console)
    print_line(console, (heading, HEADING))
    print_line(console)
    for place, (token, best, row) in enumerate(zip(read, trace.predicted, rows, strict=True)):
        idle = _("   not asked") if answers and place not in trace.answer_positions else ""
        said = f"{INDENT}{safe(token.label)} → {safe(best)}"
        print_line(console, (said, FAINT if idle else ""), (f"   {number(probability(row), 3)}{idle}", FAINT))
    print_line(console)
    print_line(console, (title(trace), STRONG))
