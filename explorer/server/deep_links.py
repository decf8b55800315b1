"""From the query of an address, such as ?text=我爱你, to the arguments of the explorer."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from ...core.support.errors import Problem
from ...core.support.localization import _, known, languages
from ..commands.common import is_trace_file

LONGEST = 200  # characters of a value
TEXT, LESSON, MODEL, LANG = "text", "lesson", "model", "lang"
REFUSED = {"Cc", "Cs"}  # Unicode's control characters, and halves of characters
REORDERING = {
    "LRE",
    "RLE",
    "LRO",
    "RLO",
    "PDF",
    "LRI",
    "RLI",
    "FSI",
    "PDI",
}  # these show a text in another order


def arguments(query: Mapping[str, str]) -> list[str]:
    """The arguments of `transformer-explore` for a query. Other parameters are ignored.

    Raises:
        Problem: a value is invalid, or they contradict each other.
    """
    names = (TEXT, LESSON, MODEL, LANG)
    given = {name: _checked(name, query[name]) for name in names if query.get(name, "").strip()}
    language = [f"--lang={_language(given[LANG])}"] if LANG in given else []
    if LESSON in given:
        if TEXT in given or MODEL in given:
            raise Problem(
                _("an address with a lesson takes no text and no model: remove them, or the lesson")
            )
        return ["lesson", *language, "--", _lesson(given[LESSON])]
    model = [f"--model={_model(given[MODEL])}"] if MODEL in given else []
    return ["explore", *language, *model, *(["--", _text(given[TEXT])] if TEXT in given else [])]


def _checked(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise Problem(_("{name} is too long: at most {most} characters", name=name, most=LONGEST))
    if any(map(_is_control, value)):
        raise Problem(_("{name} contains control characters: remove them", name=name))
    return value


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in REFUSED or unicodedata.bidirectional(character) in REORDERING


def _text(wanted: str) -> str:
    if is_trace_file(wanted):
        raise Problem(_("{text!r} is the name of a file; type a sentence", text=wanted))
    return wanted


def _language(wanted: str) -> str:
    if (found := known(wanted)) is None:
        choice = ", ".join(languages())
        raise Problem(_("{given}: unknown language; choose from {known}", given=wanted, known=choice))
    return found


def _lesson(wanted: str) -> str:
    from ...lessons.shelf import find

    lesson = find(wanted)
    if lesson is None:
        raise Problem(_("there is no lesson {name!r}", name=wanted))
    return lesson.id


def _model(wanted: str) -> str:
    """The name of a model that the start page offers; a path could name any file of the server."""
    from .models import by_purpose

    if not any(wanted in names for names in by_purpose().values()):
        raise Problem(_("there is no model {name!r}; choose one from the list", name=wanted))
    return wanted
