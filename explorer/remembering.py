"""What a running program remembers: settings, the sentence, where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from .ui.memory import LastPlace, Settings
from .ui.text import safe

if TYPE_CHECKING:
    from ..core.support.state import StateFile
    from .ui.memory import Store

LONG_ENOUGH = 8  # seconds to read a sentence and a path; it stands over numbers


class Remembering(App[None]):
    """A program with settings. Without a store they hold as long as it runs."""

    store: Store | None = None
    _settings = Settings()

    @property
    def settings(self) -> Settings:
        """What the reader has chosen."""
        return self._settings if self.store is None else self.store.load().settings

    def change_settings(self, **changed: Any) -> None:
        """Other values for fields of `Settings`: applied at once, and remembered."""
        from dataclasses import replace

        self._settings = replace(self.settings, **changed)
        if self.store is not None:
            self.store.change(lambda memory: replace(memory, settings=replace(memory.settings, **changed)))
        from .features.settings.applying import apply

        apply(self, changed)

    def remember_sentence(self, text: str) -> None:
        """Next time the home screen offers it."""
        if self.store is not None:
            self.store.change(lambda memory: memory.with_sentence(text))

    def remember_place(self, place: LastPlace) -> None:
        """Next time one can go on there."""
        if self.store is not None:
            from dataclasses import replace

            self.store.change(lambda memory: replace(memory, last=place))

    def tell_of(self, file: StateFile[Any]) -> None:
        """Says what there is to say of a file in which things are remembered, once."""
        if file.notice:
            self.notify(safe(file.notice), severity="warning", timeout=LONG_ENOUGH, markup=False)
            file.notice = ""
