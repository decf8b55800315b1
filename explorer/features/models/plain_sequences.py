"""The sequence models in a table: of each task its four families, how large they are, how often they are right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from rich.console import Console

from ....core.checkpoints.sequence import SequenceCheckpoint
from ....core.support.localization import _
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, put
from ...ui.text import fit, safe, wrap

COLUMNS = 6  # distances shown of those that were measured
NAMES, WIDTH = 22, 7  # of columns: models, numbers


def print_sequence_models(console: Console, models: Sequence[SequenceCheckpoint]) -> None:
    """A table for each task. Accuracies are those of the weights that are shipped."""
    put(console, (_("sequence models: one task, four families of like size, trained alike"), HEADING))
    about = _(
        "how often the answer is right, by how far away or how many things are to be remembered; "
        "chance in brackets"
    )
    for line in wrap(about, console.width - 2, 3):
        put(console, "  ", (line, FAINT))
    for _name, some in groupby(models, lambda model: model.task.name):
        _print_task(console, list(some))


def _print_task(console: Console, models: list[SequenceCheckpoint]) -> None:
    task = models[0].task
    put(console)
    put(console, "  ", (f"{task.name}  ", STRONG), (safe(task.example), NAME))
    for line in wrap(_(task.says), console.width - 2, 3):
        put(console, "  ", line)
    places = sorted({round(place) for place in np.linspace(0, len(task.distances) - 1, COLUMNS)})
    head = "".join(fit(str(task.distances[place]), WIDTH, "right") for place in places)
    title = f"{_(task.axis)} ({task.chance:.2f})"
    put(console, fit(title, 2 + NAMES + 10, "right"), (head, FAINT))
    for model in models:
        put(console, "  ", fit(model.name, NAMES), _size(model), _figures(model, places))


def _size(model: SequenceCheckpoint) -> str:
    return f"{sum(array.size for array in model.parameters.values()):>10,}"


def _figures(model: SequenceCheckpoint, places: list[int]) -> str:
    """Accuracies at some of the distances; nothing where nobody measured them."""
    seeds = model.card.get("seeds") or [{}]
    found = seeds[0].get("accuracy", [])
    return "".join(
        fit(f"{found[place]:.2f}" if place < len(found) else "–", WIDTH, "right") for place in places
    )
