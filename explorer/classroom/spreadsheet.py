"""Tables as CSV files that spreadsheets open correctly and safely."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...core.support.localization import N_, _
from ...lessons.lesson import Lesson, Predict
from ...lessons.progress import Outcome
from .folder import Visit
from .report import FIRST, LATER, NOT_YET, SHOWN, TRYING, result
from .roster import Member

BOM = "\ufeff"  # without it, Excel does not read UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets run a cell that begins like this
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII)
TEXT = "'"  # before a cell: spreadsheets then show it as text
NAMES = {
    FIRST: N_("right at first"),
    LATER: N_("right later"),
    SHOWN: N_("solution shown"),
    TRYING: N_("only wrong so far"),
    NOT_YET: N_("no answer yet"),
}


def table(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV. No cell is run as a formula, whatever it contains."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([_cell(str(cell)) for cell in row] for row in rows)
    return BOM + file.getvalue()


def _cell(text: str) -> str:
    """A cell that spreadsheets show as it is."""
    return TEXT + text if text.startswith((*FORMULA, TEXT)) and not NUMBER.fullmatch(text) else text


def links(tokens: Mapping[Member, str], address: str) -> str:
    """The links of learners."""
    header = (_("name"), _("id"), _("link"))
    return table(
        [header, *((member.name, member.id, link(address, token)) for member, token in tokens.items())]
    )


def link(address: str, token: str) -> str:
    """A learner's link, for a server with this address."""
    return f"{address}/join?token={token}"


def answers(visits: Mapping[Member, Visit], lessons: Mapping[str, Lesson]) -> str:
    """How each learner answered each question of the lessons that the learner has begun.

    A learner who has begun none has one line with empty cells.
    """
    header = (
        *(_("name"), _("id"), _("lesson"), _("title"), _("question"), _("name of the question"), _("result")),
        *(_("wrong attempts"), _("hints"), _("wrong answers")),
    )
    rows = _answers(visits, lessons)
    return table([header, *((*row, *[""] * (len(header) - len(row))) for row in rows)])


def _answers(visits: Mapping[Member, Visit], lessons: Mapping[str, Lesson]) -> Iterator[Sequence[object]]:
    for member, visit in visits.items():
        begun = [lesson for lesson in lessons.values() if lesson.id in visit.progress.lessons]
        if not begun:
            yield (member.name, member.id)
        for lesson in begun:
            outcomes = visit.progress.lessons[lesson.id].first_outcomes
            for predict in lesson.predictions:
                outcome = outcomes.get(predict.id, Outcome())
                yield (
                    *(member.name, member.id, lesson.number, lesson.title, predict.number, predict.id),
                    *(_(NAMES[result(outcome)]), outcome.attempts, outcome.hints),
                    "; ".join(_answer(predict, each) for each in outcome.wrong),
                )


def _answer(predict: Predict, stored: str) -> str:
    """A stored answer; spreadsheets would read the index of a cell as one number."""
    return f"[{stored}]" if predict.kind == "cell" else stored
