"""Trainings that fill a folder each, on all workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

from ..checkpoints.checkpoint import CARD
from ..running.workers import Message, Work, Workers
from ..support.atomic import write_atomically

R = TypeVar("R")
STATE = "training.safetensors"  # for resuming a stopped run; deleted when the run is complete


@dataclass(frozen=True)
class Job(Generic[R]):
    """One training, as plain data.

    Attributes:
        folder: where its files are saved, and from where a stopped run continues.
        returned: whether the worker returns the files instead, because it does not share that folder.
    """

    recipe: R
    folder: str
    returned: bool

    def fill(self, train: Callable[[Path], Any]) -> dict[str, bytes]:
        """Lets a training fill the folder.

        Returns:
            The content of the files by name; empty if they are saved in the job's folder.
        """
        folder = Path(self.folder)
        if not self.returned:
            train(folder)
            return {}
        with TemporaryDirectory(prefix="transformer-explore-", ignore_cleanup_errors=True) as parent:
            place = Path(parent) / folder.name  # its name is in the traces
            train(place)
            return {path.name: path.read_bytes() for path in place.iterdir()}


def train_folders(
    workers: Workers,
    work: Work[Job[R], dict[str, bytes]],
    recipes: Mapping[Path, R],
    report: Callable[[R, int, float], None],
    threads: int = 1,
) -> Iterator[Path]:
    """Trains a recipe for each folder, and fills a folder as soon as its training is ready.

    Args:
        work: trains; it belongs to a module, so that any worker can run it.
        report: called with a recipe, the number of an update and its loss.

    Yields:
        Each folder after it is filled.
    """
    folders, in_order = list(recipes), list(recipes.values())
    jobs = [Job(recipe, str(at.absolute()), not workers.shares_files) for at, recipe in recipes.items()]

    def reported(number: int, message: Message) -> None:
        step, loss = message
        report(in_order[number], int(step), loss)

    for number, files in workers.results(work, jobs, reported, threads):
        if files:
            _write(folders[number], files)
        yield folders[number]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files of a model; the card comes last, because it marks the model as finished."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STATE).unlink(missing_ok=True)  # of a run that was stopped on this machine
    for name in sorted(files, key=lambda name: name == CARD):
        write_atomically(folder / name, files[name])
