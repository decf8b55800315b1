"""What cannot be done with a run, and why: so that no key is offered for it, and pressing one says a line."""

from __future__ import annotations

from collections.abc import Mapping

from ...core.support.localization import _
from ...core.trace import Trace
from .text import safe

SEQUENCE = "sequence"  # the architecture of a model that answers where it is asked
WEIGHTS = ("head", "query", "key")


def translates(trace: Trace) -> bool:
    """Whether the run is a translator's, whose sentences are remembered for another time."""
    return trace.model.architecture != SEQUENCE


def text_hint(trace: Trace) -> str:
    """What stands in the empty prompt for a text of one's own."""
    if translates(trace):
        return _("a sentence such as 我爱你, then Enter")
    return _("a text such as {text}, then Enter", text=safe(trace.source_text))


def impossible(trace: Trace) -> Mapping[str, str]:
    """The actions of the walk that lead nowhere in this run, each with the reason."""
    found: dict[str, str] = {}
    if not any(step.axes == WEIGHTS for step in trace):
        found["attention"] = _("this trace holds no attention weights")
    if translates(trace):
        return found
    name = safe(trace.model.name)
    return found | {
        "decode": _("{name} answers where it is asked, all at once: there is nothing to decode.", name=name),
        "what_if": _("These switches are a translator's; change this model with walk --intervene."),
        "training": _("Of the training of {name} no pictures were kept.", name=name),
    }
