"""The text of a page as lines: what is read, what is asked, what was said to the answer. No Textual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....core.support.localization import _, plural
from ....lessons.error import LessonError
from ....lessons.lesson import Block, Card, Predict, Prose
from ...ui.prose import Line, Piece, broken, prose
from ...ui.text import safe, width, wrap
from .state import LessonState

RIGHT, WRONG, NOTE = "✓", "✗", "·"
CURSOR, CARRIED = "▸", "↕"
LONGEST = 4  # lines of an error


@dataclass(frozen=True)
class Row:
    """A line of the page; `option` is the place of the option that it belongs to, `now` whether the eye goes here."""

    pieces: Line
    option: int | None = None
    now: bool = False


def flow(state: LessonState, columns: int) -> list[Row]:
    """The page as far as it is to be seen, from top to bottom, in so many columns."""
    rows = [Row(line) for line in broken([(safe(state.taking.here.title), "heading")], columns)]
    if state.problem:
        rows.append(Row(()))
        rows += _wrapped(state.problem, "wrong", columns)
    for block in state.blocks():
        found = list(_block(state, block, columns))
        if rows and found:
            rows.append(Row(()))
        rows += found
    return rows


def _block(state: LessonState, block: Block, columns: int) -> Iterator[Row]:
    try:
        if isinstance(block, Prose):
            yield from _prose(state.text(block.text), columns)
        elif isinstance(block, Card):
            yield from _card(state, block, columns)
        elif isinstance(block, Predict):
            yield from _question(state, block, columns)
    except LessonError as error:
        yield from _wrapped(str(error), "wrong", columns)


def _prose(markdown: str, columns: int) -> Iterator[Row]:
    yield from map(Row, prose(markdown, columns))


def _wrapped(text: str, style: str, columns: int) -> Iterator[Row]:
    for line in wrap(safe(text), columns, LONGEST):
        yield Row(((line, style),))


def _card(state: LessonState, card: Card, columns: int) -> Iterator[Row]:
    yield Row((_titled(_("a card, to be looked at again on other days"), columns),))
    yield from _prose(state.text(card.front), columns)
    yield from _marked(state.text(card.back), "→ ", "faint", columns)


def _titled(text: str, columns: int) -> Piece:
    line = f"── {text} "
    return line + "─" * max(0, columns - width(line)), "faint"


def _marked(markdown: str, mark: str, style: str, columns: int, now: bool = False) -> Iterator[Row]:
    """A text behind a mark, its lines beneath one another."""
    room = columns - width(mark)
    if room < 8:
        mark, room = "", columns
    for number, line in enumerate(prose(markdown, room)):
        before = mark if number == 0 else " " * width(mark)
        yield Row(((before, style), *line), now=now)


# ------------------------------------------------------------------------------------- questions
def _question(state: LessonState, predict: Predict, columns: int) -> Iterator[Row]:
    count = len(state.lesson.predictions)
    yield Row((_titled(_("question {n} of {count}", n=predict.number, count=count), columns),))
    yield from _prose(state.asked(predict.question), columns)
    if predict.options:
        yield from _options(state, predict, columns)
    if not state.is_open(predict):
        yield from _solved(state, predict, columns)
        return
    if state.ready:
        for number, hint in enumerate(state.taking.hints(predict), 1):
            yield Row(())
            mark = _("hint {n}: ", n=number)
            yield from _marked(hint, mark, "accent", columns, now=True)
    yield from _said(state, predict, columns)
    yield Row(())
    yield from _prose_pieces(how(predict, state), columns)


def _prose_pieces(text: str, columns: int) -> Iterator[Row]:
    for line in broken([(text, "faint")], columns):
        yield Row(line, now=True)


def _options(state: LessonState, predict: Predict, columns: int) -> Iterator[Row]:
    way, opened = state.way(predict), state.is_open(predict)
    for place, option in enumerate(state.options(predict)):
        here = opened and place == way.place
        mark = (CARRIED if way.taken else CURSOR) if here else " "
        lines = prose(state.asked(option.text), max(8, columns - 5))
        for number, line in enumerate(lines):
            before = f"{mark}{place + 1}. " if number == 0 else "    "
            pieces = ((before, "cursor" if here else "faint"), *line)
            yield Row(pieces, option=place if opened else None, now=here)


def _said(state: LessonState, predict: Predict, columns: int) -> Iterator[Row]:
    said = state.said(predict)
    if said is None:
        return
    yield Row(())
    if said.kind == "unclear":
        yield from _marked_plain(said.text, f"{NOTE} ", "faint", columns)
        return
    yield from _marked(said.text or _("Not that."), f"{WRONG} ", "wrong", columns, now=True)
    attempts = state.taking.outcome(predict).attempts
    if attempts > 1:
        tried = plural("{n} attempt so far", "{n} attempts so far", attempts)
        yield Row(((f"  {tried}", "faint"),), now=True)


def _marked_plain(text: str, mark: str, style: str, columns: int) -> Iterator[Row]:
    for number, line in enumerate(wrap(safe(text), max(4, columns - width(mark)), LONGEST)):
        yield Row((((mark if number == 0 else " " * width(mark)) + line, style),), now=True)


def _solved(state: LessonState, predict: Predict, columns: int) -> Iterator[Row]:
    yield Row(())
    if not state.ready:
        yield Row((("…", "faint"),))
        return
    answer, why, works = state.solution(predict)
    if state.was_right(predict):
        yield from _marked(_("right: **{answer}**", answer=answer), f"{RIGHT} ", "right", columns, True)
    else:
        yield from _marked(_("the answer: **{answer}**", answer=answer), "→ ", "accent", columns, True)
    if why:
        yield Row(())
        yield from (Row(line, now=True) for line in prose(why, columns))
    if works:
        yield Row(())
        for line in broken([(safe(works), "code")], columns, "", "    "):
            yield Row(line, now=True)


def how(predict: Predict, state: LessonState) -> str:
    """By which keys it is answered, in a line."""
    hints = len(predict.hints) - state.taking.outcome(predict).hints
    ways = {
        "number": _("Type a number, or arithmetic such as 3/4; ⏎ answers."),
        "choice": _("↑ ↓ or a digit chooses, ⏎ answers."),
        "order": _("↑ ↓ and space: take a line, move it, put it down; ⏎ answers."),
        "cell": _("⏎ goes into the grid; point at a cell there, ⏎ answers."),
    }
    more = plural("F2: a hint ({n} left).", "F2: a hint ({n} left).", hints) if hints else ""
    return " ".join(part for part in (ways[predict.kind], more, _("F3: the solution.")) if part)
