"""Tasks for sequence models: sequences, the questions in them and their answers. Needs no torch."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from ..support.localization import _
from .task import NOTHING, PADDING, Batch, Ids, Task, TaskError

TASKS = ("cards", "copying", "glossing", "many-cards", "n-back")  # each is a module of this package

__all__ = ["NOTHING", "PADDING", "TASKS", "Batch", "Ids", "Task", "TaskError", "task", "unknown_task"]


def task(name: str) -> Task:
    """The task with this name; TaskError if there is no such task."""
    if name not in TASKS:
        raise unknown_task(name, TASKS)
    found: Task = import_module(f".{name.replace('-', '_')}", __name__).TASK
    return found


def unknown_task(name: str, choices: Iterable[str]) -> TaskError:
    """The error that there is no task with this name; the choices are listed in alphabetical order."""
    tasks = _(", ").join(sorted(choices))
    return TaskError(_("there is no task {name!r:.40}; choose one of {tasks}", name=name, tasks=tasks))
