"""A trace: the ordered steps of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..operations.expression import Operand, Source
from ..operations.operation import Array
from ..support.localization import _
from .error import TraceError as TraceError
from .iterations import FINISHED, Decoding, Iteration
from .parameters import as_run, taken_from
from .select import select, standalone, suggestion
from .step import Step
from .tokens import Side, Token, labels, sides, text_of

MOST_DIGITS = 19  # of a visit's number
OUTPUT = "log_probabilities"  # the step with the prediction for the next token at each target position
MASKED_WORDS = (
    "masked_words.log_probabilities"  # the step with the prediction for each position if it is masked
)


@dataclass(frozen=True)
class ModelCard:
    """The model that a trace was made with.

    Attributes:
        sha256: that of its weights (see `checkpoints.digest`).
        trained: whether its weights were trained; None if that was not recorded.
    """

    name: str
    architecture: str
    configuration: Mapping[str, Any]
    sha256: str
    trained: bool | None = None


@dataclass(frozen=True, eq=False)
class Trace:
    """The ordered steps of one run, with its tokens, model and settings.

    Attributes:
        tokens: the token sequences by name: "source", "target"; for a decoding also the input of each visit of the
            decoder, "prefix#3" and "latest#3"; where tokens have parts, such as a key and its value, also the
            sequence of each part under its name.
        vocabulary: the text of each token id, if known; the labels of the axis "token".
        iterations: of a decoding.
        parameters: the model's weights by name, or None if they are not available; not stored in trace files.
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
    def _consumers(self) -> dict[Source, list[Step]]:
        consumers: dict[Source, list[Step]] = {}
        for step in self.steps:
            for source in dict.fromkeys(step.inputs):
                consumers.setdefault(source, []).append(step)
        return consumers

    @cached_property
    def sides(self) -> Mapping[Source, Mapping[str, Side]]:
        """For each step, the token sequence along each of its token axes; see `tokens.sides`."""
        return sides(self.steps, self.tokens)

    def labels(self, step: Step) -> dict[str, tuple[str, ...]]:
        """The labels along each axis of a step that has any: tokens, or the entries of the vocabulary."""
        return labels(step, self.sides.get(step.source, {}), self.tokens, self.vocabulary)

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
            close = suggestion(source.name, (step.name for step in self.steps))
            if not close and self.steps:
                close = _("; the walk lists every step by name, for example {step}", step=self.steps[-1].name)
            raise TraceError(
                _("no step {source!r} in this trace{suggestion}", source=str(source), suggestion=close)
            ) from None

    def __contains__(self, name: object) -> bool:
        """Whether the trace has a step of that name or source."""
        return (_source(name) if isinstance(name, str) else name) in self._by_source

    def consumers(self, step: Step) -> Sequence[Step]:
        """The steps that read this step's output."""
        return self._consumers.get(step.source, ())

    @property
    def source_text(self) -> str:
        """The source text, so that it can be typed again; empty if the trace has none."""
        typed = self.run.get("text")
        return typed if isinstance(typed, str) else text_of(self.tokens.get("source", ()))

    @property
    def output(self) -> Step | None:
        """The step with the log-probability of each token at each position; None if the trace has no such step."""
        return next((self[name] for name in (OUTPUT, MASKED_WORDS) if name in self), None)

    @property
    def predicting(self) -> tuple[Token, ...]:
        """The tokens at whose positions the model predicts: the target, or what it reads if there is no target."""
        return self.tokens.get("target", self.tokens.get("source", ()))

    @cached_property
    def predicted(self) -> tuple[str, ...]:
        """For each target position, the most probable next token; empty if it is unknown.

        For a model without a target, which predicts at the positions it reads: the most probable token there.
        """
        step, read = self.output, self.predicting
        if self.iterations or step is None or not self.vocabulary:
            return ()
        if step.shape != (len(read), len(self.vocabulary)):
            return ()
        try:
            return tuple(self.vocabulary[int(i)] for i in step.values.argmax(-1))
        except TraceError:  # damaged, or only statistics were stored
            return ()

    @property
    def answer_positions(self) -> tuple[int, ...]:
        """The positions at which the model has to answer; empty for models that answer everywhere."""
        places = self.run.get("asked")
        return tuple(n for n in places if type(n) is int) if isinstance(places, list | tuple) else ()

    @property
    def spaces_in_tokens(self) -> bool:
        """Whether tokens contain the spaces of a text (`tokens.joined`)."""
        return self.run.get("spaces_in_tokens") is True

    @property
    def answer_text(self) -> str:
        """The text that a decoding produced, as the model's tokenizer writes it; "" if its tokens are whole words."""
        text = self.run.get("answer")
        return text if isinstance(text, str) else ""

    @property
    def decoding(self) -> Decoding | None:
        """How the sentence was decoded; None for a forward pass."""
        if not self.iterations:
            return None
        best, settings = self.run.get("best"), self.run.get("settings")
        return Decoding(
            strategy=str(self.run.get("strategy", "")),
            settings=settings if isinstance(settings, dict) else {},
            source=self.tokens.get("source", ()),
            answer=self.tokens.get("target", ())[1:],
            iterations=self.iterations,
            best=best if isinstance(best, int) else 0,
            finished=any(
                h.number == best and h.state == FINISHED for i in self.iterations for h in i.hypotheses
            ),
            ended=str(self.run.get("ended", "")),
            text=self.answer_text,
            spaces_in_tokens=self.spaces_in_tokens,
        )

    def select(
        self,
        globs: Sequence[str] = (),
        layers: Sequence[int] = (),
        head: int | None = None,
        iterations: Sequence[int] = (),
    ) -> Trace:
        """A partial trace: the steps that meet every condition, in order. An empty condition admits all steps.

        Args:
            globs: patterns for names, of which one has to match; `*` also matches dots.
            layers: counted from 0, in the encoder and the decoder.
            head: selects the steps with a "head" axis and reduces that axis to this head (`Step.part`).
            iterations: of a decoding. Steps computed once, before the iterations, belong to none of them.

        Raises:
            TraceError: no step is left; the message lists what is available.
        """
        chosen = select(self.steps, globs, layers, head, iterations)
        return replace(self, steps=tuple(standalone(chosen, self.tokens, self.sides)))

    def operand(self, source: Source) -> Operand:
        """The array of an input and its source; parameters as they were during the run. TraceError if it is missing."""
        if source.kind == "step":
            if source not in self:
                raise TraceError(_("this is a partial trace; it lacks the step {source}", source=source))
            return Operand(self[source].values, source)
        if source.kind == "tokens":
            if str(source) not in self.tokens:
                raise TraceError(_("this trace has no tokens called {source!r}", source=str(source)))
            if source not in self._arrays:
                self._arrays[source] = np.array([token.id for token in self.tokens[str(source)]])
            return Operand(self._arrays[source], source)
        if self.parameters is None:
            raise TraceError(
                _(
                    "{name} belongs to the weights of model {model!r}, which are not available; "
                    "specify them with --model",
                    name=source.name,
                    model=self.model.name,
                )
            )
        taken = taken_from(source.name, self.run)
        if taken not in self.parameters:
            raise TraceError(_("the model's weights include no parameter {name!r}", name=taken))
        if source not in self._arrays:
            self._arrays[source] = as_run(source.name, self.parameters[taken], self.run)
        return Operand(self._arrays[source], source)

    @cached_property
    def _arrays(self) -> dict[Source, Array]:
        """A cache of token ids, and of parameters as the run computed with them."""
        return {}

    def operands(self, step: Step) -> tuple[Operand, ...]:
        """A step's inputs, in order."""
        return tuple(self.operand(source) for source in step.inputs)


def _source(name: str) -> Source:
    path, _mark, visit = name.partition("#")
    if visit and not (visit.isdecimal() and len(visit) < MOST_DIGITS):
        raise TraceError(
            _("{name!r} is not a step: write the number of the visit after #, counted from 0", name=name)
        )
    return Source("step", path, int(visit or 0))
