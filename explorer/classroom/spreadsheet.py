"""Tables as CSV files that spreadsheets open correctly and safely."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ...core.support.localization import N_, _
from ...lessons.lesson import Lesson, Predict
from ...lessons.mistakes import Explained
from ...lessons.progress import RIGHT, Outcome
from ..ui.prose import plain
from .folder import Visit
from .lesson_texts import worded
from .report import FIRST, LATER, NOT_YET, SHOWN, TRYING, Question, questions, result
from .roster import Member

BOM = "\ufeff"  # without it, Excel does not read UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets run a cell that begins like this
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII)
BETWEEN = " | "  # answers in words, which may contain semicolons
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


def answers(
    visits: Mapping[Member, Visit],
    lessons: Mapping[str, Lesson],
    explain: Callable[[Lesson, Question], Explained],
) -> str:
    """How each learner answered each question of the lessons that the learner has begun.

    A learner who has begun none has one line with empty cells. The last two columns are for programs: they are the same
    in every language.

    Args:
        explain: what is known about a question.
    """
    header = (
        *(_("name"), _("id"), _("lesson"), _("title"), _("question"), _("text of the question")),
        *(_("right or wrong"), _("result"), _("wrong attempts"), _("hints"), _("answers in words")),
        *(_("name of the question"), _("wrong answers")),
    )
    known = {
        (lesson.id, each.predict.id): explain(lesson, each)
        for lesson in lessons.values()
        for each in questions(lesson, visits.values())
    }
    rows = _answers(visits, lessons, known)
    return table([header, *((*row, *[""] * (len(header) - len(row))) for row in rows)])


def _answers(
    visits: Mapping[Member, Visit], lessons: Mapping[str, Lesson], known: Mapping[tuple[str, str], Explained]
) -> Iterator[Sequence[object]]:
    for member, visit in visits.items():
        begun = [lesson for lesson in lessons.values() if lesson.id in visit.progress.lessons]
        if not begun:
            yield (member.name, member.id)
        for lesson in begun:
            outcomes = visit.progress.lessons[lesson.id].first_outcomes
            for predict in lesson.predictions:
                outcome, about = outcomes.get(predict.id, Outcome()), known[lesson.id, predict.id]
                yield (
                    *(member.name, member.id, lesson.number, lesson.title, predict.number),
                    *(plain(about.question), _right_or_wrong(outcome), _(NAMES[result(outcome)])),
                    *(
                        outcome.attempts,
                        outcome.hints,
                        BETWEEN.join(_in_words(lesson, predict, outcome, about)),
                    ),
                    *(predict.id, "; ".join(_answer(predict, each) for each in outcome.wrong)),
                )


def _right_or_wrong(outcome: Outcome) -> str:
    if outcome.state == RIGHT:
        return _("right")
    return _("wrong") if outcome.attempts else ""


def _in_words(lesson: Lesson, predict: Predict, outcome: Outcome, known: Explained) -> Iterator[str]:
    """The different answers in the order in which they were given; the last one is right if the question is solved."""
    for each in outcome.wrong:
        yield plain(worded(lesson, predict, each, known))
    if outcome.state == RIGHT and known.answer:
        yield plain(known.answer)


def _answer(predict: Predict, stored: str) -> str:
    """A stored answer; spreadsheets would read the index of a cell as one number."""
    return f"[{stored}]" if predict.kind == "cell" else stored
