"""Models as plain text: cards, tables of the smaller shipped models, checkpoints of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from rich.console import Console

from ....core.checkpoints import Checkpoint, find, find_any, model_folders, shipped
from ....core.checkpoints.hugging_face.foreign_model import ForeignModel
from ....core.checkpoints.sequence import SequenceCheckpoint, sequence_models, shipped_sequence
from ....core.checkpoints.stack_checkpoint import StackCheckpoint
from ....core.nn.configuration import CONFIGURATIONS
from ....core.support.localization import _
from ...ui.plain.model_card import described, print_card
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, print_line
from ...ui.text import fit, safe, wrap
from .english import print_english_model, print_english_models
from .foreign import print_foreign, print_found

COLUMNS = 6  # how many of the measured distances are shown
NAMES, WIDTH = 22, 7  # widths of the columns


def print_models(console: Console) -> None:
    """Prints the shipped translators with their cards, the models that read English, the sequence models, the
    checkpoints that were found, and the paper's sizes."""
    found = {name: find_any(name) for name in shipped()}
    english = {name: model for name, model in found.items() if isinstance(model, StackCheckpoint)}
    for model in found.values():
        if isinstance(model, Checkpoint):
            print_card(console, model)
    print_line(console)
    print_english_models(console, english)
    print_line(console)
    print_sequence_models(console, [shipped_sequence(name) for name in sequence_models()])
    print_line(console)
    print_found(console, model_folders.found())
    print_line(console)
    print_line(
        console, (_("the paper's sizes, untrained, for benchmarks (Vaswani et al. 2017, table 3)"), HEADING)
    )
    for name, sizes in CONFIGURATIONS.items():
        first, *others = wrap(described(sizes), console.width - 10, 3)
        print_line(console, "  ", (f"{name:8}", STRONG), first)
        for line in others:
            print_line(console, " " * 10, line)


def print_model(console: Console, name: str) -> bool:
    """Prints one model; whether it can be used. CheckpointError if there is no such model."""
    model = find_any(name)
    if isinstance(model, ForeignModel):
        return print_foreign(console, model)
    if isinstance(model, StackCheckpoint):
        print_english_model(console, model)
    elif isinstance(model, SequenceCheckpoint):
        print_sequence_models(console, [model])
    else:
        print_card(console, find(name))
    return True


def print_sequence_models(console: Console, models: Sequence[SequenceCheckpoint]) -> None:
    """Prints a table for each task, with the accuracies of the shipped weights."""
    print_line(
        console,
        (_("sequence models: four families of equal size for each task, trained the same way"), HEADING),
    )
    about = _(
        "share of right answers by distance or by the number of things to remember; chance "
        "level in parentheses"
    )
    for line in wrap(about, console.width - 2, 3):
        print_line(console, "  ", (line, FAINT))
    for _name, some in groupby(models, lambda model: model.task.name):
        _print_task(console, list(some))


def _print_task(console: Console, models: list[SequenceCheckpoint]) -> None:
    task = models[0].task
    print_line(console)
    print_line(console, "  ", (f"{task.name}  ", STRONG), (safe(task.example), NAME))
    for line in wrap(_(task.says), console.width - 2, 3):
        print_line(console, "  ", line)
    places = sorted({round(place) for place in np.linspace(0, len(task.distances) - 1, COLUMNS)})
    head = "".join(fit(str(task.distances[place]), WIDTH, "right") for place in places)
    title = _("{axis} ({chance:.2f})", axis=_(task.axis), chance=task.chance)
    print_line(console, fit(title, 2 + NAMES + 10, "right"), (head, FAINT))
    for model in models:
        print_line(console, "  ", fit(model.name, NAMES), _size(model), _figures(model, places))


def _size(model: SequenceCheckpoint) -> str:
    return f"{sum(array.size for array in model.parameters.values()):>10,}"


def _figures(model: SequenceCheckpoint, places: list[int]) -> str:
    """Accuracies at some of the distances; a dash where none was measured."""
    seeds = model.card.get("seeds") or [{}]
    found = seeds[0].get("accuracy", [])
    return "".join(
        fit(f"{found[place]:.2f}" if place < len(found) else "–", WIDTH, "right") for place in places
    )
