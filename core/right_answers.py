"""What is right at each position of a sequence that somebody typed, where a task can tell. Needs no torch."""

from __future__ import annotations

import numpy as np

from .tasks import NOTHING, Ids, Task


def right_answers(task: Task, ids: Ids) -> Ids:
    """The number of the right answer at each position; NOTHING where none is asked for, or none can be known.

    Args:
        ids: [position, stream], as `task.read` gives them.
    """
    known = {"cards": _cards, "copying": _copying, "glossing": _glossing, "n-back": _n_back}
    wanted = np.full(len(ids), NOTHING)
    if task.name in known:
        for position, answer in known[task.name](task, ids).items():
            wanted[position] = answer
    return wanted


def _cards(task: Task, ids: Ids) -> dict[int, int]:
    """The value of the card of that key that was shown last."""
    found, shown = {}, {}
    for position, (key, value) in enumerate(ids.tolist()):
        if value:
            shown[key] = value - 1
        elif key in shown:
            found[position] = shown[key]
    return found


def _copying(task: Task, ids: Ids) -> dict[int, int]:
    """The marked symbol, where one alone was marked before."""
    from .tasks.copying import ASKS, SYMBOL_WORDS

    asks = SYMBOL_WORDS.index(ASKS)
    found: dict[int, int] = {}
    marked: list[int] = []
    for position, (symbol, mark) in enumerate(ids.tolist()):
        if symbol == asks and len(marked) == 1:
            found[position] = marked[0] - 1
        elif symbol != asks and mark:
            marked.append(symbol)
    return found


def _glossing(task: Task, ids: Ids) -> dict[int, int]:
    """The glosses of a sentence of the training language."""
    from .tasks.glossing import glosses
    from .training.corpus import sentence

    try:
        found = glosses(sentence("".join(task.write(ids))))
    except KeyError:
        return {}
    return {position: task.answers.index(word) for position, word in enumerate(found)}


def _n_back(task: Task, ids: Ids) -> dict[int, int]:
    """The symbol so many places before."""
    symbols = ids[:, 0].tolist()
    return {
        position: symbols[position - back] - 1
        for position, back in enumerate(ids[:, 1].tolist())
        if 0 < back <= position
    }
