"""What a page of plain text is about: the sentence, its translation and the model, with its tags."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from ....core.support.localization import _
from ....core.trace import Trace
from ....core.trace.tags import Tag, of_traces
from ....core.trace.tokens import spaced
from ..tags import in_parentheses
from ..text import safe
from ..words import answer
from .page import FAINT, STRONG, print_line


def print_title(console: Console, trace: Trace) -> None:
    """The sentence and its translation, and the model that read it."""
    print_line(console, (title(trace), STRONG), (by_model(trace.model.name, of_traces(trace)), FAINT))


def title(trace: Trace) -> str:
    """The sentence and its translation."""
    read, said = trace.tokens.get("source", ()), answer(trace)
    unknown = any(token.written for token in read)
    text = safe(spaced(token.label for token in read) if unknown else trace.source_text)
    return f"{text} → {said}" if said else text


def by_model(name: str, tags: Iterable[Tag]) -> str:
    """After a sentence: the model that read it."""
    return _("   model: {model}", model=named(name, tags))


def named(name: str, tags: Iterable[Tag]) -> str:
    """A model's name with its tags in parentheses."""
    return f"{safe(name)}{in_parentheses(tags)}"
