"""Tasks for sequence models: sequences, the questions in them and their answers. Needs no torch."""

from __future__ import annotations

from importlib import import_module

from .task import NOTHING, PADDING, Batch, Ids, Task, TaskError

TASKS = ("cards", "copying", "glossing", "many-cards", "n-back")  # each is a module of this package

__all__ = ["NOTHING", "PADDING", "TASKS", "Batch", "Ids", "Task", "TaskError", "task"]


def task(name: str) -> Task:
    """The task with this name; TaskError if there is no such task."""
    if name not in TASKS:
        raise TaskError(f"there is no task {name!r:.40}; choose one of {', '.join(TASKS)}")
    found: Task = import_module(f".{name.replace('-', '_')}", __name__).TASK
    return found
