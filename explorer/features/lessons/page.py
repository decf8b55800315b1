"""The text of a lesson's page as rows: text, question, options, hints, feedback, solution. No Textual."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ....core.support.localization import _, plural, sentences
from ....lessons.contents import is_translated
from ....lessons.error import LessonError
from ....lessons.lesson import Block, Card, Predict, Prose
from ...ui.prose import Line, broken, prose
from ...ui.text import safe, width, wrap
from .state import LessonState
from .strings import NOT_TRANSLATED, in_the_model

RIGHT, WRONG, NOTE, ANSWER = "✓ ", "✗ ", "· ", "→ "
CURSOR, CARRIED = "▸", "↕"
LONGEST = 4  # lines of an error


@dataclass(frozen=True)
class PageRow:
    """One row of the page, the option it belongs to, and whether it belongs to the latest change."""

    pieces: Line
    option: int | None = None
    now: bool = False


EMPTY = PageRow(())
Lines = Callable[[str, int], list[Line]]


def page_rows(state: LessonState, columns: int) -> list[PageRow]:
    """The visible part of the page, from top to bottom, wrapped to this many columns."""
    rows = [PageRow(line) for line in broken([(safe(state.session.here.title), "heading")], columns)]
    if state.session.page == 0:
        notes = [] if is_translated(state.lesson.id) else [_(NOT_TRANSLATED)]
        for note in (*notes, *in_the_model(state.lesson)):
            rows += [EMPTY, *_faint(note, columns)]
    if state.problem:
        rows += [EMPTY, *_wrapped(state.problem, columns)]
    for block in state.blocks():
        found = list(_block(state, block, columns))
        rows += [EMPTY, *found] if found else []
    return rows


def _block(state: LessonState, block: Block, columns: int) -> Iterator[PageRow]:
    try:
        if isinstance(block, Prose):
            yield from _prose(state.text(block), columns)
        elif isinstance(block, Card):
            yield _title(_("a card for later review"), columns)
            yield from _prose(state.text(block.front), columns)
            yield from _marked(prose, state.text(block.back), ANSWER, "faint", columns)
        elif isinstance(block, Predict):
            yield from _question(state, block, columns)
    except LessonError as error:
        yield from _wrapped(str(error), columns)


def _prose(markdown: str, columns: int, now: bool = False) -> Iterator[PageRow]:
    return (PageRow(line, now=now) for line in prose(markdown, columns))


def _faint(text: str, columns: int) -> Iterator[PageRow]:
    return (PageRow(((line, "faint"),)) for line in wrap(text, columns, LONGEST))


def _wrapped(text: str, columns: int) -> Iterator[PageRow]:
    return (PageRow(((line, "wrong"),)) for line in wrap(safe(text), columns, LONGEST))


def _title(text: str, columns: int) -> PageRow:
    line = f"── {text} "
    return PageRow(((line + "─" * max(0, columns - width(line)), "faint"),))


def _marked(
    lines: Lines, text: str, mark: str, style: str, columns: int, now: bool = False
) -> Iterator[PageRow]:
    """A text after a mark, with its further lines indented."""
    room = columns - width(mark)
    if room < 8:
        mark, room = "", columns
    for number, line in enumerate(lines(text, room)):
        before = mark if number == 0 else " " * width(mark)
        yield PageRow(((before, style), *line), now=now)


# ------------------------------------------------------------------------------------- questions
def _question(state: LessonState, predict: Predict, columns: int) -> Iterator[PageRow]:
    count = len(state.lesson.predictions)
    yield _title(_("question {n} of {count}", n=predict.number, count=count), columns)
    yield from _prose(state.question_text(predict.question), columns)
    yield from _options(state, predict, columns)
    if not state.is_open(predict):
        yield EMPTY
        yield from _solution(state, predict, columns)
        return
    if state.ready:
        for number, hint in enumerate(state.session.hints(predict), 1):
            yield EMPTY
            yield from _marked(prose, hint, _("hint {n}: ", n=number), "accent", columns, now=True)
    yield from _feedback(state, predict, columns)
    yield EMPTY
    for line in broken([(how_to_answer(predict, state), "faint")], columns):
        yield PageRow(line, now=True)


def _options(state: LessonState, predict: Predict, columns: int) -> Iterator[PageRow]:
    selection, is_open = state.selection(predict), state.is_open(predict)
    for place, option in enumerate(state.options(predict)):
        here = is_open and place == selection.cursor
        mark = (CARRIED if selection.carried else CURSOR) if here else " "
        lines = prose(state.question_text(option.text), max(8, columns - 5))
        for number, line in enumerate(lines):
            before = f"{mark}{place + 1}. " if number == 0 else "    "
            pieces = ((before, "cursor" if here else "faint"), *line)
            yield PageRow(pieces, option=place if is_open else None, now=here)


def _feedback(state: LessonState, predict: Predict, columns: int) -> Iterator[PageRow]:
    feedback = state.feedback(predict)
    if feedback is None:
        return
    yield EMPTY
    if feedback.kind == "unclear":
        yield from _marked(_plain, feedback.text, NOTE, "faint", columns, now=True)
        return
    yield from _marked(prose, feedback.text or _("Not that one."), WRONG, "wrong", columns, now=True)
    attempts = state.session.outcome(predict).attempts
    if attempts > 1:
        tried = plural("{n} attempt so far", "{n} attempts so far", attempts)
        yield PageRow(((f"  {tried}", "faint"),), now=True)


def _plain(text: str, columns: int) -> list[Line]:
    return [((line, "faint"),) for line in wrap(safe(text), max(4, columns), LONGEST)]


def _solution(state: LessonState, predict: Predict, columns: int) -> Iterator[PageRow]:
    if not state.ready:
        yield PageRow((("…", "faint"),))
        return
    solution = state.session.solution(predict)
    if state.was_right(predict):
        text, mark, style = _("right: **{answer}**", answer=solution.answer), RIGHT, "right"
    else:
        text, mark, style = _("the answer: **{answer}**", answer=solution.answer), ANSWER, "accent"
    yield from _marked(prose, text, mark, style, columns, now=True)
    if solution.reason:
        yield EMPTY
        yield from _prose(solution.reason, columns, now=True)
    if solution.arithmetic:
        yield EMPTY
        for line in broken([(safe(solution.arithmetic), "code")], columns, "", "    "):
            yield PageRow(line, now=True)


def how_to_answer(predict: Predict, state: LessonState) -> str:
    """The keys that answer a question, in a line."""
    hints = len(predict.hints) - state.session.outcome(predict).hints
    keys = {
        "number": _("Type a number, or arithmetic such as 3/4, then press ⏎."),
        "choice": _("Choose with ↑ ↓ or a digit, then press ⏎."),
        "order": _("Space picks up a line, ↑ ↓ move it, Space puts it down; ⏎ answers."),
        "cell": _("⏎ goes to the grid; move to the cell with the arrows and press ⏎."),
    }
    more = plural("F2: a hint ({n} left).", "F2: a hint ({n} left).", hints) if hints else ""
    return sentences(keys[predict.kind], more, _("F3: the solution."))
