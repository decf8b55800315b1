"""What a screen knows about the program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ...core.support.state import StateFile
    from ...lessons.store import Store as LessonStore
    from .engine_client import EngineClient
    from .keyboard import Keyboard
    from .memory import LastPlace, Settings, Store
    from .routes import Route


class Program(Protocol):
    """The part of the program that screens use."""

    keyboard: Keyboard
    store: Store | None
    first_frame: asyncio.Event  # is set when the first frame has been painted

    @property
    def settings(self) -> Settings:
        """What the reader has chosen."""

    @property
    def engine(self) -> EngineClient | None:
        """Computes with the model that the program was started with; None before it is known, or without a model."""

    @property
    def other_model(self) -> str:
        """The name of the program's model if the example sentences are not for it; "" if they are."""

    def open(self, route: Route, done: Callable[[Any], None] | None = None) -> None:
        """Opens the screen of a route; `done` receives what the screen is dismissed with."""

    def change_settings(self, **changed: Any) -> None:
        """Changes fields of the settings, applies them at once and saves them."""

    @property
    def lesson_store(self) -> LessonStore | None:
        """Where the learner's progress is saved; None if it is not."""

    def show_problem_of(self, file: StateFile[Any]) -> None:
        """Shows, once, what is wrong with a file of saved settings or progress."""

    def remember_sentence(self, text: str) -> None:
        """Saves a sentence, for the home screen to offer."""

    def remember_place(self, place: LastPlace) -> None:
        """Saves where the reader is in a walk."""

    async def computed_here(self, text: str) -> None:
        """Waits until the trace of a text that came with the model has been computed on this machine."""
