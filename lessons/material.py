"""What live values are computed from: runs of the model and results of labs, ready before a page is drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np

from ..core.checkpoints import find_any
from ..core.decoding.strategy import Beam, Greedy
from ..core.interventions import parse as intervention
from ..core.operations.expression import Operand, Source
from ..core.running.request import Request
from ..core.support.marks import BEGIN
from ..core.trace import Step, Trace
from .contents import number_of
from .error import LessonError, Place
from .expressions import Expression, Scope
from .labs import perform
from .labs.lab import Result, Value
from .lesson import MAIN, Block, LabOf, Lesson, Predict, RunOf, Show

OF_A_RUN = (
    "step",
    "parameter",
    "token",
    "token_id",
    "tokens",
    "words",
    "predicted",
    "layers",
)  # those that read a run
READS_A_RUN = re.compile(rf"\b({'|'.join(OF_A_RUN)})\s*\(")
NAMES = (*OF_A_RUN, "lesson", "fact")
"""The functions of live values besides those of the language."""
STRATEGIES = {"greedy": Greedy, "beam": Beam}


class MaterialCache:
    """Computes runs and labs in this process and keeps the results. Torch is loaded when the first run needs it."""

    def __init__(self) -> None:
        self._traces: dict[object, Trace] = {}
        self._results: dict[object, Result] = {}

    def trace(self, request: Request) -> Trace:
        """A run of the model; Problem if it fails."""
        key = trace_key(request)
        if key not in self._traces:
            from ..core.running.runs import run

            self._traces[key] = run(request).trace
        return self._traces[key]

    def perform(self, lab: str, parameters: Mapping[str, Value]) -> Result:
        """The result of an experiment; LabError if it fails."""
        key = lab_key(lab, parameters)
        if key not in self._results:
            self._results[key] = perform(lab, parameters)
        return self._results[key]


def trace_key(request: Request) -> Hashable:
    """The key of a run in a cache; it changes when the model's files do."""
    return request, find_any(request.model).files


def lab_key(lab: str, parameters: Mapping[str, Value]) -> Hashable:
    """The key of an experiment in a cache."""
    return lab, tuple(sorted(parameters.items()))


def shipped(request: Request) -> Trace | None:
    """The trace shipped with a model, if it is for exactly this request; it was computed on another machine."""
    if request != Request(source=request.source, model=request.model):
        return None
    trace = find_any(request.model).first_trace()
    return trace if trace is not None and trace.source_text == request.source else None


@contextmanager
def located(at: Place) -> Iterator[None]:
    """Turns errors in the block into a LessonError at this place."""
    try:
        yield
    except LessonError:
        raise
    except (ValueError, OSError) as error:
        raise LessonError(at, str(error)) from None


def needed(lesson: Lesson, page: int) -> tuple[Mapping[str, RunOf], Mapping[str, LabOf]]:
    """The runs and labs that a page needs: its own, and those of earlier pages that it names.

    A page that names no run needs none, so that reading it does not wait for torch.
    """
    blocks = [block for each in lesson.pages[: page + 1] for block in each.blocks]
    runs = {MAIN: RunOf(MAIN, lesson.at)} | {each.name: each for each in blocks if isinstance(each, RunOf)}
    labs = {each.name: each for each in blocks if isinstance(each, LabOf)}
    here = lesson.pages[page]
    own = {block.name for block in here.blocks if isinstance(block, RunOf | LabOf)}
    texts = tuple(_texts(here.blocks))
    named = own | set(re.findall(r"\w+", " ".join(texts)))
    if any(READS_A_RUN.search(text) for text in texts) or MAIN in _runs_shown(here.blocks):
        named.add(MAIN)
    return (
        {name: run for name, run in runs.items() if name in named},
        {name: lab for name, lab in labs.items() if name in named},
    )


def _texts(part: object) -> Iterator[str]:
    """Every text and live value in a part of a lesson."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Expression):
        yield part.text
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
    elif is_dataclass(part) and not isinstance(part, RunOf | LabOf):
        for each in fields(part):
            if each.name != "id":
                yield from _texts(getattr(part, each.name))


def _runs_shown(blocks: tuple[Block, ...]) -> set[str]:
    """The runs with a step or cell that is shown, asked for or worked out."""
    exhibits: list[object] = [*blocks]
    for block in blocks:
        if isinstance(block, Predict):
            exhibits += [block.of, block.works]
    return {each.run for each in exhibits if isinstance(each, Show) and each.kind in ("step", "cell")}


def request(lesson: Lesson, run: RunOf) -> Request:
    """The request that computes a run; LessonError if its changes or its strategy are invalid."""
    if run.decode and run.decode not in STRATEGIES:
        raise LessonError(run.at, f"decode must be one of {', '.join(STRATEGIES)}, not {run.decode!r}")
    try:
        changes = tuple(map(intervention, run.changes))
    except ValueError as error:
        raise LessonError(run.at, str(error)) from None
    return Request(
        source=run.sentence or lesson.sentence,
        model=run.model or lesson.model,
        target=run.target or None,
        interventions=changes,
        strategy=STRATEGIES[run.decode]() if run.decode else None,
    )


@dataclass(frozen=True)
class Material:
    """The runs and results of labs that the live values of one page use."""

    runs: Mapping[str, Trace] = field(default_factory=dict)
    labs: Mapping[str, Result] = field(default_factory=dict)

    def scope(self) -> Scope:
        """The names and functions of expressions besides those of the language."""
        return {
            **self.labs,
            "step": lambda name, run=MAIN, visit=0: _numbers(self.run(run)[Source("step", name, int(visit))]),
            "parameter": lambda name, run=MAIN: _numbers(self.run(run).operand(Source("parameter", name))),
            "token": lambda side, place, run=MAIN: str(self._tokens(side, run)[int(place)].text),
            "token_id": lambda side, place, run=MAIN: int(self._tokens(side, run)[int(place)].id),
            "tokens": lambda side, run=MAIN: len(self._tokens(side, run)),
            "words": self._words,
            "predicted": lambda place, run=MAIN: str(self.run(run).predicted[int(place)]),
            "layers": self._layers,
            "lesson": number_of,
            "fact": lambda value, source: value,
        }

    def run(self, name: str) -> Trace:
        """A run by name; KeyError with a message that lists the known runs."""
        if name not in self.runs:
            raise KeyError(f"there is no run {name!r}; the runs are {', '.join(self.runs)}")
        return self.runs[name]

    def _words(self, side: str, run: str = MAIN, most: float = math.inf) -> str:
        """The tokens separated by spaces, without the start token; of more than `most`, only the first."""
        texts = [str(token.text) for token in self._tokens(side, run)]
        texts = texts[1:] if texts[:1] == [BEGIN] else texts
        return " ".join(texts) if len(texts) <= most else " ".join(texts[: int(most)]) + " …"

    def _layers(self, stack: str, run: str = MAIN) -> int:
        """The number of layers of a stack, "encoder" or "decoder"."""
        start = f"{stack}.layers."
        names = (name.removeprefix(start) for name in self.run(run).names if name.startswith(start))
        found = len({name.partition(".")[0] for name in names})
        if not found:
            raise KeyError(f"there are no layers of {stack!r} in this run")
        return found

    def _tokens(self, side: str, run: str) -> Sequence[Any]:
        sequences = self.run(run).tokens
        if side not in sequences:
            raise KeyError(f"there are no {side!r} tokens; there are {', '.join(sequences)}")
        return sequences[side]


def _numbers(found: Step | Operand) -> Any:
    """The values in float64, unless they are integers or booleans."""
    return found.values.astype(np.float64) if found.values.dtype.kind == "f" else found.values


def material(lesson: Lesson, page: int, cache: MaterialCache) -> Material:
    """Computes everything that a page needs.

    Raises:
        LessonError: a run or a lab of the page fails; the message names its line.
    """
    runs, labs = needed(lesson, page)
    traces, results = {}, {}
    for name, run in runs.items():
        with located(run.at):
            traces[name] = cache.trace(request(lesson, run))
    for name, lab in labs.items():
        with located(lab.at):
            results[name] = cache.perform(lab.lab, lab.parameters)
    return Material(traces, results)
