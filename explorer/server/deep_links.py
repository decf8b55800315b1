"""From the query of an address, such as ?text=我爱你, to the arguments of the explorer."""

from __future__ import annotations

from collections.abc import Mapping

from ...core.support.errors import Problem
from ...core.support.localization import _, known, languages

LONGEST = 200  # characters of a value
TEXT, LESSON, LANG = "text", "lesson", "lang"


def arguments(query: Mapping[str, str]) -> list[str]:
    """The arguments of `transformer-explore` for a query. Other parameters are ignored.

    Raises:
        Problem: a value is invalid, or they contradict each other.
    """
    given = {name: _checked(name, query[name]) for name in (TEXT, LESSON, LANG) if query.get(name)}
    language = [f"--lang={_language(given[LANG])}"] if LANG in given else []
    if TEXT in given and LESSON in given:
        raise Problem(_("an address with both a lesson and a text: remove one of them"))
    if LESSON in given:
        return ["lesson", *language, "--", _lesson(given[LESSON])]
    return ["explore", *language, *(["--", given[TEXT]] if TEXT in given else [])]


def _checked(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise Problem(_("{name} is too long: at most {most} characters", name=name, most=LONGEST))
    if not value.isprintable():
        raise Problem(_("{name} contains control characters: remove them", name=name))
    return value


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
