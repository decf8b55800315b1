"""A server in a thread of the test process."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from transformer_explore.explorer.classroom.classroom import Classroom
from transformer_explore.explorer.classroom.folder import ClassFolder
from transformer_explore.explorer.classroom.roster import Member
from transformer_explore.explorer.features.hints.state import HINTS
from transformer_explore.explorer.server.keys import LINKS
from transformer_explore.explorer.server.learners import Learner
from transformer_explore.explorer.server.serving import Serving
from transformer_explore.explorer.server.settings import Settings
from transformer_explore.explorer.ui.memory import Store

from tests.process import PATIENCE


class Running:
    """A server, and the links that it gives out."""

    def __init__(self, serving: Serving, learner: Learner) -> None:
        self._serving, self._learner = serving, learner
        self.address = f"http://127.0.0.1:{serving.port}"

    def link(self, address: str = "/?") -> str:
        """A link that works once; it leads to an address, which ends with ? or a parameter."""
        separator = "" if address.endswith("?") else "&"
        return f"{self.address}{address}{separator}token={self._serving.app[LINKS].new(self._learner)}"


@contextmanager
def running_server(folder: Path) -> Iterator[Running]:
    """A server whose explorers keep their state in a folder, and give no hints."""
    _give_no_hints(folder)
    learner = Learner(environment={"XDG_STATE_HOME": str(folder)})
    with _serving(Settings(port=0, learners=[learner])) as serving:
        yield Running(serving, learner)


@contextmanager
def running_class(folder: Path, names: Sequence[str]) -> Iterator[tuple[Running, list[str]]]:
    """A server for the teacher of a class, and a link for each learner."""
    classroom = Classroom("7b", ClassFolder(folder / "7b-class", [Member(name) for name in names]))
    for member in classroom.folder.members:
        _give_no_hints(classroom.folder.state(member))
    with _serving(Settings(port=0, learners=[classroom.teacher], classroom=classroom)) as serving:
        running, said = Running(serving, classroom.teacher), list[str]()
        classroom.hand_out_links(running.address, said.append)
        yield running, [line.rpartition(" ")[2] for line in said]


def _give_no_hints(folder: Path) -> None:
    Store(folder / "transformer-explore" / "explorer.json").change(
        lambda memory: replace(memory, hints=tuple(hint.name for hint in HINTS))
    )


@contextmanager
def _serving(settings: Settings) -> Iterator[Serving]:
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    started: list[Serving] = []
    ready = threading.Event()

    async def serve() -> None:
        async with Serving(settings, print) as serving:
            started.append(serving)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    try:
        assert ready.wait(PATIENCE)
        yield started[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        loop.close()
