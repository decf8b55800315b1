"""The Textual program."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from textual.app import App
from textual.screen import Screen

from ..core.trace import Trace
from .own_text import Answers
from .screens.explore import ExploreScreen
from .themes import DAY, FAINT, NIGHT

if TYPE_CHECKING:
    from ..core.checkpoints import Checkpoint


class Explorer(App[None]):
    """Opens on a trace; other texts are computed by the engine, which comes up behind the first frame."""

    TITLE = "transformer-explore"
    CSS_PATH = "screens/explore.tcss"  # Textual does not load that of a default screen by itself
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, trace: Trace, answers: Answers | None = None, text: str | None = None) -> None:
        super().__init__()
        self.trace, self.answers, self.text = trace, answers, text
        self.register_theme(NIGHT)
        self.register_theme(DAY)
        # Before the style sheets are read, so that they are read once: that shows in the time to the first frame.
        self.set_reactive(App.theme, NIGHT.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"faint": FAINT}

    def action_light(self) -> None:
        """Day for night, or night for day."""
        self.theme = NIGHT.name if self.theme == DAY.name else DAY.name

    def get_default_screen(self) -> Screen[None]:
        screen = ExploreScreen(self.trace)
        screen.answers = self.answers
        return screen

    def on_mount(self) -> None:
        if not self.is_headless and sys.platform != "win32":
            # Leaves the terminal as it was when the program is asked to end. And with a handler of its own, asyncio
            # wakes up for every signal: else a resize that reaches another thread waits until the next key.
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit)
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        if self.answers is not None:
            self.run_worker(self.answers.warm_up(), group="warm up")
        if self.text is not None and isinstance(self.screen, ExploreScreen):
            self.screen.ask(self.text)


def open_explorer(text: str | None = None, model: str = "zh-en", device: str = "auto") -> None:
    """Opens the explorer on a model's own trace and returns when it is left.

    Args:
        text: a sentence to compute as soon as the screen is there; without one, the trace stays.
        model: name or folder of the model that computes texts.
        device: where it computes: "auto", "cpu" or "cuda".

    Raises:
        CheckpointError, TraceError: the model or its trace cannot be used.
    """
    from ..core.checkpoints import find

    checkpoint = find(model)
    answers = Answers(model, checkpoint.parameters, device)
    try:
        trace, text = _first(checkpoint, answers, text)
        Explorer(trace, answers, text).run()
    finally:
        answers.stop()


def open_trace(trace: Trace, model: str | None) -> None:
    """Opens the explorer on a trace; texts of one's own are computed by `model`, if there is one."""
    if model is None:
        Explorer(trace).run()
        return
    from ..core.checkpoints import find

    answers = Answers(model, find(model).parameters)
    try:
        Explorer(trace, answers).run()
    finally:
        answers.stop()


def _first(checkpoint: Checkpoint, answers: Answers, text: str | None) -> tuple[Trace, str | None]:
    """The trace to open on, and the text that is still to be computed."""
    if checkpoint.has_trace:
        trace = checkpoint.shipped_trace()
        return trace, None if text == trace.source_text else text
    print("computing the first trace…", file=sys.stderr)
    trace, notices = asyncio.run(answers.ask(text or "我爱你"))
    for notice in notices:
        print(f"note: {notice}", file=sys.stderr)
    return trace, None
