"""The commands that repeat the numbers of a lesson's page. No Textual."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from ....core.decoding.strategy import Beam
from ....core.support.localization import _
from ....lessons.labs.lab import Value
from ....lessons.lesson import LabOf, Lesson, RunOf
from ....lessons.material import in_sight
from ...ui.program_keys import LABS
from ...ui.text import safe
from ..labs.command import PROGRAM, command
from .state import LessonState


def commands(state: LessonState) -> Iterator[str]:
    """One for each run and each experiment that the page reads, these as their sliders stand."""
    runs, labs = in_sight(state.lesson, state.taking.page)
    for run in runs.values():
        yield _walk(state.lesson, run)
    for lab in labs.values():
        yield command(lab.lab, _set(state, lab))


def experiment(state: LessonState) -> tuple[str, dict[str, Value]] | None:
    """The page's own first experiment as its sliders stand, else the first that it reads; None if it reads none."""
    _runs, labs = in_sight(state.lesson, state.taking.page)
    own = [block for block in state.taking.here.blocks if isinstance(block, LabOf)]
    return next(((lab.lab, _set(state, lab)) for lab in (*own, *labs.values())), None)


def said(state: LessonState) -> str:
    """All of them with what they are; safe text."""
    found = [safe(each) for each in commands(state)]
    if not found:
        return _("This page shows no numbers.")
    about = _("The numbers of this page again, in a shell:")
    more = _("{key} leads to its experiment, where more can be turned.", key=LABS)
    return "\n\n".join(filter(None, (about, *found, more if experiment(state) else "")))


def _set(state: LessonState, lab: LabOf) -> dict[str, Value]:
    return {**lab.parameters, **state.turned().get(lab.name, {})}


def _walk(lesson: Lesson, run: RunOf) -> str:
    words = ["walk", run.sentence or lesson.sentence]
    words += ["--model", run.model] if run.model else []
    words += ["--target", run.target] if run.target else []
    words += [word for change in run.changes for word in ("--intervene", change)]
    words += ["--decode"] if run.decode else []
    words += ["--beams", str(Beam().beams)] if run.decode == "beam" else []
    return " ".join((PROGRAM, *map(_quoted, words)))


def _quoted(word: str) -> str:
    """As a shell takes it; letters of any script need no quotes."""
    return word if word.isalnum() or word.startswith("--") else shlex.quote(word)
