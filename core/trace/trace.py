"""A trace: the ordered steps of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ..operations.expression import Operand, Source
from ..operations.operation import Array
from ..support.localization import _
from .error import TraceError as TraceError
from .iterations import FINISHED, Decoding, Iteration
from .parameters import as_run
from .step import Step
from .token import Token, text_of

MOST_DIGITS = 19  # of the number of a visit
OUTPUT = "log_probabilities"  # the step in which each target position says what comes next


@dataclass(frozen=True)
class ModelCard:
    """Which model a trace was made with; `sha256` is that of its weights (see `checkpoints.digest`)."""

    name: str
    architecture: str
    configuration: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True, eq=False)
class Trace:
    """The ordered steps of one run, with its tokens, model and settings.

    Attributes:
        tokens: the token sequences by name: "source", "target"; of a decoding also what each visit of the decoder
            was given, "prefix#3" and "latest#3"; where a token has parts, such as a key and its value, those of each
            part by its name beside the whole ones.
        vocabulary: the text of each id, where known; labels of the axis "token".
        iterations: of a decoding.
        parameters: the model's weights by name, or None where they are not at hand; no part of the file.
    """

    model: ModelCard
    run: Mapping[str, Any]
    tokens: Mapping[str, tuple[Token, ...]]
    steps: tuple[Step, ...]
    vocabulary: tuple[str, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    parameters: Mapping[str, Array] | None = field(default=None, repr=False)

    @cached_property
    def _by_source(self) -> dict[Source, Step]:
        return {step.source: step for step in self.steps}

    @cached_property
    def _users(self) -> dict[Source, list[Step]]:
        users: dict[Source, list[Step]] = {}
        for step in self.steps:
            for source in dict.fromkeys(step.inputs):
                users.setdefault(source, []).append(step)
        return users

    @cached_property
    def sides(self) -> Mapping[Source, Mapping[str, tuple[str, ...]]]:
        """For each step, which token sequence runs along each of its token axes; see `labels.sides`."""
        from .labels import sides  # which needs to know what a trace is

        return sides(self)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all steps."""
        return frozenset(step.name for step in self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, name: str | Source) -> Step:
        """The step called "encoder.layers.0.self_attention.weights", or "…weights#2" for its third visit."""
        source = _source(name) if isinstance(name, str) else name
        try:
            return self._by_source[source]
        except KeyError:
            raise TraceError(
                _(
                    "no step {source!r} in this trace{suggestion}",
                    source=str(source),
                    suggestion=self.suggestion(source.name),
                )
            ) from None

    def __contains__(self, name: object) -> bool:
        """Whether there is a step of that name, or from that source."""
        return (_source(name) if isinstance(name, str) else name) in self._by_source

    def suggestion(self, name: str) -> str:
        """The name that may be meant, as the end of a message."""
        from difflib import get_close_matches  # only when something was mistyped

        names = list(dict.fromkeys(step.name for step in self.steps))
        lasts = {each.rpartition(".")[2]: each for each in reversed(names)}
        close = get_close_matches(name, names, 1, 0.6)
        close = close or [lasts[last] for last in get_close_matches(name.rpartition(".")[2], lasts, 1, 0.6)]
        return _("; did you mean {name!r}?", name=close[0]) if close else ""

    def users(self, step: Step) -> Sequence[Step]:
        """The steps that used this one's output."""
        return self._users.get(step.source, ())

    @property
    def source_text(self) -> str:
        """The text that was read, so that it can be typed again; empty where the trace has none."""
        typed = self.run.get("text")
        return typed if isinstance(typed, str) else text_of(self.tokens.get("source", ()))

    @cached_property
    def predicted(self) -> tuple[str, ...]:
        """For each target position, the token that is most probable next; empty where that is not known.

        Of a model without a target, which answers where it reads: for each position, its most probable answer.
        """
        if self.iterations or OUTPUT not in self or not self.vocabulary:
            return ()
        step, read = self[OUTPUT], self.tokens.get("target", self.tokens.get("source", ()))
        if step.shape != (len(read), len(self.vocabulary)):
            return ()
        try:
            return tuple(self.vocabulary[int(i)] for i in step.values.argmax(-1))
        except TraceError:  # damaged, or only its statistics were kept
            return ()

    @property
    def asked(self) -> tuple[int, ...]:
        """Of a model that answers where it is asked: the positions at which it is; of any other none."""
        places = self.run.get("asked")
        return tuple(n for n in places if type(n) is int) if isinstance(places, list | tuple) else ()

    @property
    def decoding(self) -> Decoding | None:
        """How the sentence was decoded; None of a forward pass."""
        if not self.iterations:
            return None
        best, given = self.run.get("best"), self.run.get("settings")
        return Decoding(
            strategy=str(self.run.get("strategy", "")),
            settings=given if isinstance(given, dict) else {},
            source=self.tokens.get("source", ()),
            answer=self.tokens.get("target", ())[1:],
            iterations=self.iterations,
            best=best if isinstance(best, int) else 0,
            finished=any(
                h.number == best and h.state == FINISHED for i in self.iterations for h in i.hypotheses
            ),
            ended=str(self.run.get("ended", "")),
        )

    def select(
        self,
        globs: Sequence[str] = (),
        layers: Sequence[int] = (),
        heads: int | None = None,
        iterations: Sequence[int] = (),
    ) -> Trace:
        """A part of this trace; see `select.select`."""
        from .select import select  # which needs to know what a trace is

        return select(self, globs, layers, heads, iterations)

    def operand(self, source: Source) -> Operand:
        """The array that an input names, together with that name; a parameter as it was during the run.

        Raises:
            TraceError: it is not at hand.
        """
        if source.kind == "step":
            if source not in self:
                raise TraceError(_("this trace is a part of one, without the step {source}", source=source))
            return Operand(self[source].values, source)
        if source.kind == "tokens":
            if str(source) not in self.tokens:
                raise TraceError(_("this trace has no tokens called {source!r}", source=str(source)))
            return Operand(self._ids(str(source)), source)
        if self.parameters is None:
            raise TraceError(
                _(
                    "the weights of model {model!r} are not at hand, and {name} is one of them; say "
                    "where they are with --model",
                    model=self.model.name,
                    name=source.name,
                )
            )
        if source.name not in self.parameters:
            raise TraceError(_("the weights at hand have no parameter {name!r}", name=source.name))
        return Operand(self._parameter(source.name), source)

    @cached_property
    def _ids_of(self) -> dict[str, Array]:
        return {}

    def _ids(self, tokens: str) -> Array:
        """The ids of a token sequence, made once."""
        if tokens not in self._ids_of:
            self._ids_of[tokens] = np.array([token.id for token in self.tokens[tokens]])
        return self._ids_of[tokens]

    @cached_property
    def _computed_with(self) -> dict[str, Array]:
        return {}

    def _parameter(self, name: str) -> Array:
        """A parameter as the run computed with it."""
        assert self.parameters is not None
        if name not in self._computed_with:
            self._computed_with[name] = as_run(name, self.parameters[name], self.run)
        return self._computed_with[name]

    def operands(self, step: Step) -> tuple[Operand, ...]:
        """A step's inputs, in order."""
        return tuple(self.operand(source) for source in step.inputs)


def _source(name: str) -> Source:
    path, _mark, visit = name.partition("#")
    if visit and not (visit.isdecimal() and len(visit) < MOST_DIGITS):
        raise TraceError(
            _("{name!r} names no step: after # stands the number of the visit, from 0", name=name)
        )
    return Source("step", path, int(visit or 0))
