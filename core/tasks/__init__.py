"""Tasks for sequence models: what is shown, what is asked, and from how far it must be remembered. Needs no torch."""

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
"""From a task's name to its module."""

__all__ = ["NOTHING", "PADDING", "TASKS", "Batch", "Ids", "Task", "TaskError", "task"]


def task(name: str) -> Task:
    """The task of that name; TaskError if there is none."""
    if name not in TASKS:
        raise TaskError(f"there is no task {name!r:.40}; there are {', '.join(TASKS)}")
    found: Task = import_module(f".{TASKS[name]}", __name__).TASK
    return found
