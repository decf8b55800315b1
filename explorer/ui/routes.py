"""Where a reader can go. A route says what to open; `explorer/routes.py` opens the screen for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...core.interventions.intervention import Intervention
    from ...core.operations.expression import Index, Source
    from ...core.trace import Trace
    from .engine_client import EngineClient
    from .memory import LastPlace


@dataclass(frozen=True)
class Route:
    """Somewhere to go."""


@dataclass(frozen=True)
class TraceRoute(Route):
    """A place in a trace.

    Attributes:
        source: the step, parameter or token ids; None for the first step.
        cell: the cursor's cell; () for the first.
        engine: computes other runs of the same model; None if there is no such model.
    """

    trace: Trace
    source: Source | None = None
    cell: Index = ()
    engine: EngineClient | None = field(default=None, compare=False)


class WalkRoute(TraceRoute):
    """The walk. Screens that lead back into a walk are dismissed with this."""


@dataclass(frozen=True)
class SentenceRoute(Route):
    """The walk of a sentence, computed first if need be; `place` is where to go in it."""

    text: str
    place: LastPlace | None = None


@dataclass(frozen=True)
class FileRoute(Route):
    """The walk of a trace in a file."""

    path: str


@dataclass(frozen=True)
class DecodeRoute(TraceRoute):
    """Decoding the sentence of a trace; `beam` starts with beam search."""

    beam: bool = False


@dataclass(frozen=True)
class WhatIfRoute(TraceRoute):
    """Interventions on the run of a trace; `change` is switched on at once."""

    change: Intervention | None = None


class CompareRoute(TraceRoute):
    """Another sentence next to that of a trace."""


class AttentionRoute(TraceRoute):
    """The attention weights of a trace as text."""


class HeadsRoute(TraceRoute):
    """A step in all heads, or in all layers."""


@dataclass(frozen=True)
class MapRoute(TraceRoute):
    """The figure of the model, with the box of a step marked; `stored`: the trace is still to be computed here."""

    stored: bool = False


@dataclass(frozen=True)
class TrainingRoute(Route):
    """Attention during training, for a model by name or folder; None for the program's model."""

    model: str | None = None


@dataclass(frozen=True)
class LessonsRoute(Route):
    """The list of all lessons, with the cursor on one of them."""

    lesson: str = ""


@dataclass(frozen=True)
class LessonRoute(Route):
    """A lesson by its id or number, at a page counted from 0 or where the learner left it."""

    lesson: str
    page: int | None = None


class CardsRoute(Route):
    """The cards that are due."""


@dataclass(frozen=True)
class LabsRoute(Route):
    """The experiments, at a lab with given parameters, or where the reader left them."""

    lab: str = ""
    parameters: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class FamiliesRoute(Route):
    """Several families of models on the input of a task; without a task, where the reader left them."""

    task: str = ""
    text: str | None = None
    families: tuple[str, ...] = ()
    trained: bool = True


class SettingsRoute(Route):
    """The settings."""


@dataclass(frozen=True)
class HelpRoute(Route):
    """A box with a text; `title` is on its border."""

    text: str
    title: str = ""
