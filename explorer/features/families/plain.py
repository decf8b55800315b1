"""Several families of models as plain text: a table for each stage."""

from __future__ import annotations

from rich.console import Console

from ....core.support.localization import _, plural
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, print_line
from ...ui.text import cut, fit, safe, width
from . import strings
from .state import FamiliesState

WORDS = 34  # columns of a cell that names tokens
GAP = 2


def print_families(console: Console, state: FamiliesState) -> None:
    """Prints the models; after each layer, what each position can see; the answers with their probabilities."""
    text = " ".join(map(safe, state.tokens))
    print_line(console, (f"{state.task} · {text}", STRONG), (f"   {strings.weights(state.trained)}", FAINT))
    print_line(console)
    _models(console, state)
    for stage in range(1, state.clock.stages):
        state.go_to(state.clock.starts[stage] + state.clock.lengths[stage] - 1)
        print_line(console)
        _stage(console, state, stage)


def _models(console: Console, state: FamiliesState) -> None:
    """The sizes, and the numbers of sequential operations."""
    rows = []
    for family in state.families:
        run, ticks = state.run_of(family), state.clock.needs(family)
        parameters = _("{count:,} parameters", count=run.parameters) if run is not None else ""
        takes = plural("{count} sequential operation", "{count} sequential operations", ticks, count=ticks)
        rows.append((strings.name(family), parameters, takes))
    names, sizes = (max(width(row[n]) for row in rows) for n in (0, 1))
    for name, parameters, takes in rows:
        print_line(console, "  ", (fit(name, names), NAME), f"  {fit(parameters, sizes, 'right')}  {takes}")


def _stage(console: Console, state: FamiliesState, stage: int) -> None:
    if state.answering:
        about = _("✓ right, ✗ wrong with the right answer in parentheses")
        about = _("; ").join(filter(None, (about, strings.no_word(state))))
        columns = [_answers(state, family) for family in state.families]
    else:
        about = _("what each position can see")
        columns = [_receptive_field(state, family) for family in state.families]
    print_line(console, (strings.stage(stage, state.clock.stages), HEADING), (f"   {about}", FAINT))
    _table(console, state, columns)


def _receptive_field(state: FamiliesState, family: str) -> list[str]:
    seen = state.sees(family)
    assert seen is not None
    return [strings.seen_of(state, row) for row in seen]


def _answers(state: FamiliesState, family: str) -> list[str]:
    run = state.run_of(family)
    assert run is not None and state.given is not None
    return [_answer(each) for each in strings.answers(run, state.given)]


def _answer(answer: strings.Answer) -> str:
    plain = f"{safe(answer.word)} {strings.percent(answer.probability)}"
    if answer.right is None:
        return f"  {plain}"
    if answer.is_right:
        return f"✓ {plain}"
    return f"✗ {plain} ({safe(answer.right)} {strings.percent(answer.its)})"


def _table(console: Console, state: FamiliesState, columns: list[list[str]]) -> None:
    """A row for each position, a column for each model."""
    tokens = [safe(token) for token in state.tokens]
    first = max(map(width, tokens))
    named = [[strings.name(family), *column] for family, column in zip(state.families, columns, strict=True)]
    widest = [min(WORDS, max(map(width, column))) for column in named]
    for token, row in zip(["", *tokens], zip(*named, strict=True), strict=True):
        parts = (" " * GAP).join(fit(cut(cell, wide), wide) for cell, wide in zip(row, widest, strict=True))
        name = (fit(token, first, "right"), NAME)
        print_line(console, "  ", name, " " * GAP, parts if token else (parts, NAME))
