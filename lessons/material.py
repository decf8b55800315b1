"""What live values are read from: runs of the model and results of labs, computed before a page is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Protocol

import numpy as np

from ..core.decoding.strategy import Beam, Greedy
from ..core.interventions import parse as intervention
from ..core.operations.expression import Source
from ..core.running.request import Request
from ..core.trace import Trace, TraceError
from .error import LessonError
from .expressions import Expression, Scope
from .labs.lab import Result, Value
from .lesson import MAIN, Block, LabOf, Lesson, Predict, RunOf, Show

NAMES = ("step", "parameter", "token", "token_id", "tokens", "predicted", "fact")
"""What a live value may call, besides the functions of the language."""
READS_A_RUN = re.compile(r"\b(step|parameter|tokens?|token_id|words|predicted)\s*\(")
STRATEGIES = {"greedy": Greedy, "beam": Beam}


class Bench(Protocol):
    """Who computes: in this process, or in the engine."""

    def trace(self, request: Request) -> Trace:
        """A run of the model."""

    def perform(self, lab: str, parameters: Mapping[str, Value]) -> Result:
        """An experiment."""


def in_sight(lesson: Lesson, page: int) -> tuple[Mapping[str, RunOf], Mapping[str, LabOf]]:
    """The runs and labs that a page needs: its own, and those of the pages before that it names, later ones first.

    A page that names no run needs none, so that nobody waits for torch to read it.
    """
    runs = {MAIN: RunOf(MAIN, lesson.at)}
    labs: dict[str, LabOf] = {}
    for each in lesson.pages[: page + 1]:
        for block in each.blocks:
            if isinstance(block, RunOf):
                runs[block.name] = block
            elif isinstance(block, LabOf):
                labs[block.name] = block
    here = lesson.pages[page]
    own = {block.name for block in here.blocks if isinstance(block, RunOf | LabOf)}
    texts = tuple(_texts(here.blocks))
    named = own | set(re.findall(r"\w+", " ".join(texts)))
    if any(READS_A_RUN.search(text) for text in texts) or MAIN in _shown(here.blocks):
        named.add(MAIN)
    return (
        {name: run for name, run in runs.items() if name in named},
        {name: lab for name, lab in labs.items() if name in named},
    )


def _texts(part: object) -> Iterator[str]:
    """Every text and every live value in a part of a lesson."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Expression):
        yield part.text
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
    elif is_dataclass(part) and not isinstance(part, RunOf | LabOf):
        for each in fields(part):
            yield from _texts(getattr(part, each.name))


def _shown(blocks: tuple[Block, ...]) -> set[str]:
    """The runs of which a step or a cell is shown, pointed at or worked out."""
    shown = [block for block in blocks if isinstance(block, Show)]
    for block in blocks:
        if isinstance(block, Predict):
            shown += [show for show in (block.of, block.works) if show is not None]
    return {show.run for show in shown if show.kind in ("step", "cell")}


def request(lesson: Lesson, run: RunOf) -> Request:
    """What is to be computed for a run.

    Raises:
        LessonError: its changes or its strategy mean nothing.
    """
    if run.decode and run.decode not in STRATEGIES:
        raise LessonError(run.at, f"decode is one of {', '.join(STRATEGIES)}, not {run.decode!r}")
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
    """The runs and results that one page's live values are read from."""

    runs: Mapping[str, Trace] = field(default_factory=dict)
    labs: Mapping[str, Result] = field(default_factory=dict)

    def scope(self) -> Scope:
        """The names and functions that an expression may use, besides those of the language."""
        return {
            **self.labs,
            "step": self._step,
            "parameter": self._parameter,
            "token": self._token,
            "token_id": self._token_id,
            "tokens": self._tokens,
            "words": self._words,
            "predicted": self._predicted,
            "fact": lambda value, source: value,
        }

    def run(self, name: str) -> Trace:
        """A run by name; KeyError, whose text lists those there are."""
        if name not in self.runs:
            raise KeyError(f"there is no run {name!r}; there is {', '.join(self.runs)}")
        return self.runs[name]

    def _step(self, name: str, run: str = MAIN, visit: int = 0) -> Any:
        try:
            return _numbers(self.run(run)[Source("step", name, int(visit))].values)
        except TraceError as error:
            raise KeyError(str(error)) from None

    def _parameter(self, name: str, run: str = MAIN) -> Any:
        try:
            return _numbers(self.run(run).operand(Source("parameter", name)).values)
        except TraceError as error:
            raise KeyError(str(error)) from None

    def _tokens(self, side: str, run: str = MAIN) -> int:
        return len(self._sequence(side, run))

    def _token(self, side: str, place: int, run: str = MAIN) -> str:
        return str(self._sequence(side, run)[int(place)].text)

    def _token_id(self, side: str, place: int, run: str = MAIN) -> int:
        return int(self._sequence(side, run)[int(place)].id)

    def _words(self, side: str, run: str = MAIN) -> str:
        """The tokens with a space between, without the mark of the beginning."""
        from ..core.grammar.vocabulary import BEGIN  # slow: it loads the tokenizers' library

        texts = [str(token.text) for token in self._sequence(side, run)]
        return " ".join(texts[1:] if texts[:1] == [BEGIN] else texts)

    def _sequence(self, side: str, run: str) -> Sequence[Any]:
        sequences = self.run(run).tokens
        if side not in sequences:
            raise KeyError(f"there are no {side!r} tokens; there are {', '.join(sequences)}")
        return sequences[side]

    def _predicted(self, place: int, run: str = MAIN) -> str:
        return str(self.run(run).predicted[int(place)])


def _numbers(values: Any) -> Any:
    return values.astype(np.float64) if values.dtype.kind == "f" else values


def material(lesson: Lesson, page: int, bench: Bench) -> Material:
    """Has everything computed that a page looks at.

    Raises:
        LessonError: a run or a lab of the page cannot be computed; the message names its line.
    """
    runs, labs = in_sight(lesson, page)
    traces, results = {}, {}
    for name, run in runs.items():
        try:
            traces[name] = bench.trace(request(lesson, run))
        except LessonError:
            raise
        except (ValueError, OSError) as error:
            raise LessonError(run.at, str(error)) from None
    for name, lab in labs.items():
        try:
            results[name] = bench.perform(lab.lab, lab.parameters)
        except ValueError as error:
            raise LessonError(lab.at, str(error)) from None
    return Material(traces, results)
