"""A step: its formula and meaning, what it was computed from, its numbers, and what used it."""

from __future__ import annotations

from collections.abc import Iterable

from ....core.operations.expression import Index, Source
from ....core.support.localization import _, plural
from ....core.trace import Step, Trace, TraceError, explain
from ..plain.array import size
from ..step_facts import SIGNS, named, source_of
from ..tensor_view import TensorView, tensor_view
from .arrays import array, key_cell
from .explanations import Links, explanation, linked, no_links
from .markup import NOTHING, Html, element, joined, listing, paragraph
from .mathml import mathml

USERS = 12  # steps that are listed as users of a step
TERMS = 12  # of the explanation of the key number


def formula(step: Step, math: bool) -> Html:
    """The formula of a step: as MathML, or on one line of text."""
    if step.kind is None:
        return element("code", step.formula)
    found = step.kind.formula_for(len(step.inputs))
    return mathml(found) if math else element("code", found.linear())


def facts(step: Step, math: bool) -> Html:
    """What a step computes and what its numbers mean."""
    if step.kind is None:
        unknown = _("This version does not know the operation {operation}.", operation=step.operation)
        return joined([paragraph(unknown), paragraph(formula(step, math))])
    shown = formula(step, math)
    return joined(
        [
            element("div", shown, class_="formula"),
            paragraph(_(step.kind.meaning)),
            paragraph(f"{source_of(step.kind.paper)} · {about(step)}", class_="faint"),
        ]
    )


def about(step: Step) -> str:
    """The axes, the type and the settings of a step."""
    settings = (f"{SIGNS.get(name, name)} = {value}" for name, value in step.settings.items())
    derived = [_("not stored, but computed when needed")] if step.derived else []
    return " · ".join([size(step).strip(), step.dtype, *settings, *derived])


def inputs(trace: Trace, step: Step, links: Links = no_links) -> Html:
    """What a step was computed from."""
    if not step.inputs:
        return paragraph(_("computed from its settings alone"))
    return _sources(trace, _("computed from"), step.inputs, links)


def users(trace: Trace, step: Step, links: Links = no_links) -> Html:
    """The steps that used a step."""
    found = [each.source for each in trace.consumers(step)]
    if not found:
        return paragraph(_("no step in this trace uses it"))
    return _sources(trace, _("used by"), found, links)


def _sources(trace: Trace, heading: str, sources: Iterable[Source], links: Links) -> Html:
    every = list(dict.fromkeys(sources))
    items: list[str] = []
    for source in every[:USERS]:
        name, there = named(trace, source)
        items.append(linked(name, links(source)) if there else _("{name} (not in this trace)", name=name))
    if (more := len(every) - USERS) > 0:
        items.append(plural("… and {n} more", "… and {n} more", more))
    return joined([paragraph(heading, class_="label"), listing(items, class_="links")])


def numbers(trace: Trace, step: Step, links: Links = no_links) -> Html:
    """The array of a step, and the explanation of its key number."""
    view = tensor_view(trace, trace.sides, step.source)
    key = key_cell(view)
    return joined([array(view, key), key_number(trace, view, key, links)])


def key_number(trace: Trace, view: TensorView, key: Index | None, links: Links = no_links) -> Html:
    """The arithmetic of the number that stands for an array, or why there is none."""
    if key is None or view.step is None:
        return NOTHING
    try:
        found = explain(trace, view.step, key)
        return explanation(trace, found, TERMS, links)
    except TraceError as error:
        return paragraph(str(error), class_="faint")
