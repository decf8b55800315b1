"""The facts about a step: its meaning, formula, inputs, users and line of code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.operations.expression import Source
from ...core.support.localization import _, plural
from ...core.trace import Step, Trace
from ...core.trace.part_names import axis_name
from .navigator import Navigator
from .tensor_view import formula_lines
from .text import safe, wrap
from .walk import SEPARATOR, breadcrumb, titles

if TYPE_CHECKING:
    from ...core.running.code import Code, Quoted
    from .tensor_view import TensorView

MOST_USERS = 100  # listed: in a long decoding, a weight has many
MOST_LINES = 12  # of quoted code
LINK = "→ "
SIGNS = {"epsilon": "ε"}  # of settings


@dataclass(frozen=True)
class Line:
    """One line of the panel.

    Attributes:
        kind: "text", "heading", "faint", "code", or "link", which leads to `source`.
    """

    text: str
    kind: str = "text"
    source: Source | None = None


def about(navigator: Navigator, columns: int, code: Mapping[str, Code] | str) -> list[Line]:
    """The lines of the panel for a width in columns.

    Args:
        code: that of the steps, by their names, or why there is none.
    """
    shown, step = navigator.view, navigator.view.step
    lines = [Line(text) for text in wrap(shown.meaning, columns, 9) if text]
    if step is not None:
        lines += _formula(step, columns)
    lines += _facts(shown, columns)
    if step is not None:
        lines += _links(navigator.trace, _("computed from"), step.inputs)
    users = [each.source for each in navigator.trace if shown.source in each.inputs]
    unused = _("no step in this trace uses it")
    lines += _links(navigator.trace, _("used by"), users) if users else [Line(""), Line(unused, "heading")]
    if step is not None:
        lines += _code(step.name, columns, code)
    return lines


def _formula(step: Step, columns: int) -> Iterator[Line]:
    yield Line("")
    yield from (Line(f"  {text}") for text in formula_lines(step, columns - 2))
    if step.kind is not None:
        yield Line("")
        yield Line(source_of(step.kind.paper), "faint")


def source_of(paper: str) -> str:
    """The source of an operation; a section without a paper is one of "Attention Is All You Need"."""
    return _("Vaswani et al. 2017, {section}", section=_(paper)) if paper.startswith("section") else _(paper)


def _facts(shown: TensorView, columns: int) -> Iterator[Line]:
    step = shown.step
    shape = shown.values.shape if step is None else step.shape
    dtype = str(shown.values.dtype) if step is None else step.dtype
    sizes = " × ".join(
        f"{safe(axis_name(axis))} {size}" for axis, size in zip(shown.axes, shape, strict=True)
    )
    said = [sizes or _("one number"), safe(dtype)]
    if step is not None:
        said += [
            f"{SIGNS.get(name, safe(name))} = {safe(str(value))}" for name, value in step.settings.items()
        ]
        said += [_("not stored, but computed when needed")] if step.derived else []
    yield from (Line(text, "faint") for text in wrap(" · ".join(said), columns, 4))


def _links(trace: Trace, heading: str, sources: Sequence[Source]) -> Iterator[Line]:
    yield Line("")
    if not sources:
        yield Line(_("computed from its settings alone"), "heading")
        return
    yield Line(heading, "heading")
    for source in sources[:MOST_USERS]:
        name, there = named(trace, source)
        if there:
            yield Line(f"{LINK}{name}", "link", source)
        else:
            yield Line("  " + _("{name} (not in this trace)", name=name), "faint")
    if (more := len(sources) - MOST_USERS) > 0:
        yield Line("  " + plural("… and {n} more", "… and {n} more", more), "faint")


def named(trace: Trace, source: Source) -> tuple[str, bool]:
    """A link to an array, or only its name if it is not in the trace."""
    if source.kind == "step":
        there = source in trace
        return (
            breadcrumb(trace[source], trace) if there else SEPARATOR.join(titles(source.name, source.visit))
        ), there
    if source.kind == "tokens":
        return _("the tokens: {name}", name=safe(str(source))), str(source) in trace.tokens
    there = trace.parameters is not None and source.name in trace.parameters
    return _("the weights: {name}", name=SEPARATOR.join(titles(source.name))), there


def _code(name: str, columns: int, code: Mapping[str, Code] | str) -> Iterator[Line]:
    yield Line("")
    yield Line(_("the line of code"), "heading")
    if isinstance(code, str):
        yield from (Line(text, "faint") for text in wrap(code, columns, 3))
        return
    found = code.get(name)
    if found is None:
        yield Line(_("The code of this step is unknown."), "faint")
        return
    if found.called is not None:
        yield from _quoted(found.called)
    else:
        yield Line(_("Not in the model's code: an intervention added this step."), "faint")
    yield Line("")
    yield from _quoted(found.computed)


def _quoted(quoted: Quoted) -> Iterator[Line]:
    yield Line(
        _(
            "{file}, line {number}, in {function}",
            file=quoted.file,
            number=quoted.first,
            function=quoted.where,
        ),
        "faint",
    )
    for text in quoted.lines[:MOST_LINES]:
        yield Line(f"  {safe(text)}", "code")
    if len(quoted.lines) > MOST_LINES:
        yield Line("  …", "faint")
