"""What Jupyter and other notebooks show for the objects of the public API: HTML, and plain text where there is none.

The HTML is made of tables and details, which notebooks also show where they are not trusted. It has no ids, links,
styles or scripts.
"""

from __future__ import annotations

from ..core.support.localization import _, plural
from ..core.trace import Decoding, Diff, Explanation, Step, Trace, TraceError
from .features.run_pair.plain import print_diff
from .features.walk.plain_explain import print_explanation
from .ui.availability import continues
from .ui.html import decodings, differences, explanations, overview, steps
from .ui.html.arrays import array
from .ui.html.heatmap import heatmap
from .ui.html.markup import Html, details, element, joined, paragraph, table
from .ui.plain.array import block
from .ui.plain.decoding import print_decoding
from .ui.plain.page import WIDTH, text_of
from .ui.plain.title import title
from .ui.tensor_view import tensor_view
from .ui.walk import Walk, breadcrumb

Bundle = dict[str, str]  # the same content in several types
STEPS = 400  # of a trace that are listed
OPEN = 2  # parts of a model that are open from the start
TERMS = 32  # of an explanation
CLASSES = "transformer-explore mathjax_ignore tex2jax_ignore"  # MathJax 3 and 2 leave a $ in a token alone


def _bundle(html: Html, plain: str) -> Bundle:
    return {"text/html": element("div", html, class_=CLASSES), "text/plain": plain}


def _heading(text: str) -> Html:
    return paragraph(element("strong", text))


def of_trace(trace: Trace, plain: str) -> Bundle:
    """What was read and answered, and a list of the steps."""
    walk = Walk(trace)
    listed = [
        details(overview.with_count(part), _steps(walk, part), open_=number < OPEN)
        for number, part in enumerate(overview.parts(walk, STEPS))
    ]
    more = len(walk) - STEPS
    left = plural("{n} more step is left out.", "{n} more steps are left out.", more) if more > 0 else ""
    parts = [_heading(title(trace)), overview.about(trace), overview.outcome(trace), *listed, paragraph(left)]
    return _bundle(joined(parts), plain)


def _steps(walk: Walk, part: overview.Part) -> Html:
    rows = []
    for place in part.places:
        step = walk.steps[place]
        sizes = " × ".join(f"{axis} {size}" for axis, size in zip(step.axes, step.shape, strict=True))
        rows.append((str(step), step.operation, sizes or _("one number")))
    return table(part.title, (_("step"), _("operation"), _("size")), rows)


def of_step(trace: Trace, step: Step, plain: str) -> Bundle:
    """The formula and meaning of a step, its inputs, its numbers and what used them."""
    view = tensor_view(trace, trace.sides, step.source)
    parts = [
        _heading(f"{breadcrumb(step, trace)} · {step}"),
        steps.facts(step, math=False),
        steps.inputs(trace, step),
        heatmap(view),
        array(view),
        steps.users(trace, step),
    ]
    try:
        lines = block(step, trace.labels(step), WIDTH)
    except TraceError as error:  # the array is damaged
        lines = [str(error)]
    return _bundle(joined(parts), "\n".join([plain, *lines]))


def of_explanation(trace: Trace, found: Explanation) -> Bundle:
    """The arithmetic of one number."""
    step = found.step
    parts = [
        _heading(f"{breadcrumb(step, trace)} · {step}"),
        paragraph(steps.formula(step, math=False)),
        explanations.explanation(trace, found, TERMS),
    ]
    plain = text_of(lambda console: print_explanation(console, trace, found))
    return _bundle(joined(parts), plain)


def of_decoding(trace: Trace, found: Decoding) -> Bundle:
    """The iterations of a decoding."""
    goes_on = continues(trace)
    plain = text_of(lambda console: print_decoding(console, found, goes_on))
    return _bundle(decodings.decoding(found, goes_on), plain)


def of_diff(found: Diff) -> Bundle:
    """The differences of two traces."""
    names = [f"{name}: {title(trace)}" for name, trace in (("A", found.a), ("B", found.b))]
    plain = text_of(lambda console: print_diff(console, found, found.a.model.name, found.b.model.name))
    return _bundle(joined([*map(paragraph, names), differences.difference(found)]), plain)
