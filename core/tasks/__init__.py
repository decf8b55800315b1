"""Tasks for sequence models: sequences, the questions in them and their answers. Needs no torch."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from .task import NOTHING, PADDING, Batch, Ids, Task, TaskError

TASKS: Mapping[str, str] = {
    "cards": "cards",
    "copying": "copying",
    "glossing": "glossing",
    "many-cards": "many_cards",
    "n-back": "n_back",
}
"""The module of each task."""

__all__ = ["NOTHING", "PADDING", "TASKS", "Batch", "Ids", "Task", "TaskError", "task"]


def task(name: str) -> Task:
    """The task with this name; TaskError if there is no such task."""
    if name not in TASKS:
        raise TaskError(f"there is no task {name!r:.40}; choose one of {', '.join(TASKS)}")
    found: Task = import_module(f".{TASKS[name]}", __name__).TASK
    return found
