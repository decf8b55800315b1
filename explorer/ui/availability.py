"""Which actions are impossible in a run, and why: the footer hides their keys, and pressing them shows the reason."""

from __future__ import annotations

from collections.abc import Mapping

from ...core.running.architecture import architecture
from ...core.support.localization import _
from ...core.trace import Trace, no_masked_words
from .text import safe

WEIGHTS = ("head", "query", "key")


def reads_examples(trace: Trace) -> bool:
    """Whether the example sentences are for the model, so that its sentences are suggested again later."""
    found = architecture(trace.model.architecture)
    return found is None or found.reads_examples


def continues(trace: Trace) -> bool:
    """Whether the model continues a text, so that each row predicts the next token of the text itself."""
    found = architecture(trace.model.architecture)
    return found is not None and found.continues


def text_hint(trace: Trace) -> str:
    """The placeholder in the prompt for a text."""
    if reads_examples(trace):
        return _("a sentence such as 我爱你, then Enter")
    return _("text such as {text}, then Enter", text=safe(trace.source_text))


def impossible(trace: Trace) -> Mapping[str, str]:
    """The actions of the walk that are impossible in this run, each with the reason."""
    found: dict[str, str] = {}
    if not any(step.axes == WEIGHTS for step in trace):
        found["attention"] = _("this trace contains no attention weights")
    model = architecture(trace.model.architecture)
    if model is None:
        return found
    name = safe(trace.model.name)
    if model.predicts_masked_words:
        if no_masked_words(trace):
            found["decode"] = _without_masked_words(trace)
    elif not model.can_decode:
        found["decode"] = _(
            "{name} predicts the answers at all positions in one pass, so there is nothing to decode.",
            name=name,
        )
    if not model.has_switches:
        found["what_if"] = _("These switches do not apply to this model; to change it, use walk --intervene.")
    if not model.has_snapshots:
        found["training"] = _("No snapshots were saved while {name} was trained.", name=name)
    return found


def predicts_masked_words(trace: Trace) -> bool:
    """Whether the model predicts masked words instead of the next token."""
    found = architecture(trace.model.architecture)
    return found is not None and found.predicts_masked_words


def _without_masked_words(trace: Trace) -> str:
    """Why there are no predictions for masked words."""
    mask = trace.run.get("mask")
    if not isinstance(mask, str):
        return _(
            "{name} has no part that predicts masked words, so there is nothing to predict.",
            name=safe(trace.model.name),
        )
    return _("No word is masked: type your own text with {mask} in place of a word.", mask=safe(mask))
