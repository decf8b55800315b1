"""Several families of models side by side as plain text: a table for each stage."""

from __future__ import annotations

from rich.console import Console

from ...core.language import _, plural
from ..side_by_side import said
from ..side_by_side.desk import SideBySide
from ..text import cut, fit, safe, width
from .page import FAINT, HEADING, NAME, STRONG, put

WORDS = 34  # columns of a cell in which tokens are named
GAP = 2


def print_side_by_side(console: Console, desk: SideBySide) -> None:
    """Who takes how many beats; after each layer what each position can see; the answers with their probabilities."""
    text = " ".join(map(safe, desk.tokens))
    put(console, (f"{desk.task} · {text}", STRONG), (f"   {said.weights(desk.trained)}", FAINT))
    put(console)
    _models(console, desk)
    for stage in range(1, desk.clock.stages):
        desk.to(desk.clock.starts()[stage] + desk.clock.lengths[stage] - 1)
        put(console)
        _heading(console, desk, stage)
        if desk.answering:
            _answers(console, desk)
        else:
            _sights(console, desk)


def _models(console: Console, desk: SideBySide) -> None:
    """The sizes, and the beats that cannot be done at once."""
    rows = []
    for family in desk.families:
        side, beats = desk.side(family), desk.clock.needs(family)
        parameters = _("{count:,} parameters").format(count=side.parameters) if side is not None else ""
        rows.append(
            (
                said.name(family),
                parameters,
                plural("{count} beat one after another", "{count} beats one after another", beats).format(
                    count=beats
                ),
            )
        )
    names, sizes = (max(width(row[n]) for row in rows) for n in (0, 1))
    for name, parameters, takes in rows:
        put(console, "  ", (fit(name, names), NAME), f"  {fit(parameters, sizes, 'right')}  {takes}")


def _heading(console: Console, desk: SideBySide, stage: int) -> None:
    what = (
        _("✓ right, ✗ wrong and then the right answer") if desk.answering else _("what each position can see")
    )
    put(console, (said.stage(stage, desk.clock.stages), HEADING), (f"   {what}", FAINT))


def _sights(console: Console, desk: SideBySide) -> None:
    sights = [seen for family in desk.families if (seen := desk.sees(family)) is not None]
    _table(
        console,
        desk,
        [[said.seen_of(desk, seen[position]) for seen in sights] for position in range(len(desk.tokens))],
    )


def _answers(console: Console, desk: SideBySide) -> None:
    assert desk.given is not None
    columns = []
    for family in desk.families:
        side = desk.side(family)
        assert side is not None
        columns.append([_answer(each) for each in said.answers(side, desk.given)])
    _table(console, desk, [list(row) for row in zip(*columns, strict=True)])


def _answer(answer: said.Answer) -> str:
    plain = f"{safe(answer.word)} {said.percent(answer.probability)}"
    if answer.right is None:
        return f"  {plain}"
    if answer.is_right:
        return f"✓ {plain}"
    return f"✗ {plain} ({safe(answer.right)} {said.percent(answer.its)})"


def _table(console: Console, desk: SideBySide, cells: list[list[str]]) -> None:
    """A row for each position, a column for each model."""
    tokens = [safe(token) for token in desk.tokens]
    first = max(map(width, tokens))
    columns = [[said.name(family), *(row[n] for row in cells)] for n, family in enumerate(desk.families)]
    widest = [min(WORDS, max(map(width, column))) for column in columns]
    head = (fit(column[0], wide) for column, wide in zip(columns, widest, strict=True))
    put(console, " " * (first + 2 + GAP), ((" " * GAP).join(head), NAME))
    for token, row in zip(tokens, cells, strict=True):
        parts = (fit(cut(cell, wide), wide) for cell, wide in zip(row, widest, strict=True))
        put(console, "  ", (fit(token, first, "right"), NAME), " " * GAP, (" " * GAP).join(parts))
