"""Encoder-decoders: models that read a source and produce a target, token by token."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..decoding.strategy import Forced
from .architecture import Architecture, Inputs, Job, Notices, Tokens

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ..decoding.translator import Translator
    from ..nn.transformer import Transformer
    from ..recording.footprint import Footprint
    from ..recording.recording import Recording


class TargetMarks(NamedTuple):
    """Ids of special tokens of the target.

    Attributes:
        begin: the first token that the decoder reads.
        ends: each of them ends an answer; the first is the usual one.
        forbidden: no answer contains them.
    """

    begin: int
    ends: tuple[int, ...]
    forbidden: tuple[int, ...] = ()


class EncoderDecoder(Architecture):
    """Runs encoder-decoders; a subclass finds them and reads text for them."""

    can_decode = has_switches = True

    # ------------------------------------------------------------------ text
    @abstractmethod
    def read_source(self, job: Job, text: str) -> Tokens:
        """A text as the encoder reads it, without `after_source`; TextError or CheckpointError if it cannot be read."""

    def after_source(self, job: Job) -> Tokens:
        """What the encoder reads after each text."""
        return ()

    @abstractmethod
    def read_target(self, job: Job, text: str, limit: int) -> Tokens:
        """A translation of at most `limit` tokens, without its beginning and end; errors as for `read_source`."""

    @abstractmethod
    def marks(self, job: Job) -> TargetMarks:
        """The special tokens of the target; CheckpointError if the model does not state them."""

    def notices(self, job: Job, source: str, target: str | None) -> Notices:
        """What users should know about a text and the translation they gave."""
        return ()

    # ------------------------------------------------------------------ modules
    def build(self, configuration: Any) -> Transformer:
        from ..nn.transformer import Transformer

        return Transformer(configuration)

    # ------------------------------------------------------------------ runs
    def inputs(self, job: Job) -> Inputs:
        source, request = self.source(job), job.request
        problem: Notices = ()
        if request.target is None:
            ids, problem = self._translation(job)
            answer = job.tokens(ids)
        else:
            answer = self.read_target(job, request.target, _longest(job) - 1)
        target = job.tokens([self.marks(job).begin]) + job.changed("target", answer)
        return Inputs(
            ids={**source.ids, "target": ids_of(target)},
            tokens={**source.tokens, "target": target},
            run={"target": "greedy" if request.target is None else "given"},
            notices=(*problem, *source.notices),
        )

    def _translation(self, job: Job) -> tuple[Sequence[int], Notices]:
        """The unchanged model's greedy translation, so that a changed run reads the same tokens as an unchanged one.

        If the model computes NaN, the translation ends there, so that the run can be examined; a notice says so.
        """
        from ..decoding.search import NoNumbersError

        translate = _greedy.__wrapped__ if job.is_given else _greedy
        source = ids_of(self.read_source(job, job.request.source) + self.after_source(job))
        try:
            return translate(cast("Transformer", job.module), source, self.marks(job)), ()
        except NoNumbersError as error:
            return error.ids, (str(error),)

    def footprint(self, job: Job) -> tuple[Footprint, bool]:
        from ..decoding.greedy import longest_answer
        from ..decoding.strategy import Beam, Forced
        from ..recording.footprint import of_decoding, of_forward

        request, sizes = job.request, job.model.configuration
        if request.strategy is None:
            ids = self.inputs(job).ids
            return of_forward(request, sizes, len(ids["source"]), len(ids["target"])), True
        source = len(self.source(job).ids["source"])
        longest = longest_answer(cast("Transformer", job.module), source)
        if isinstance(request.strategy, Forced):
            reads = min(len(self.target_ids(job, request.strategy.target)) + 1, longest)
            return of_decoding(request, sizes, source, range(1, reads + 1)), True
        width = request.strategy.beams if isinstance(request.strategy, Beam) else 1
        lengths = [1, *(length for length in range(2, longest + 1) for _beam in range(width))]
        return of_decoding(request, sizes, source, lengths), False

    def rehearse(self, module: nn.Module, source: int, target: int, cached: bool | None) -> None:
        import torch

        model = cast("Transformer", module)
        source_ids, target_ids = (
            torch.empty(1, n, dtype=torch.int64, device="meta") for n in (source, target)
        )
        if cached is None:
            model(source_ids, target_ids)
            return
        memory = model.encode(source_ids)
        cache = model.init_cache(memory) if cached else None
        for length in range(1, target + 1):
            prefix = target_ids[:, :length]
            if cache is None:
                model.decode(prefix, memory, source_ids)
            else:
                cache = model.decode_step(prefix[:, -1:], prefix, cache, source_ids)[1]

    # ------------------------------------------------------------------ decoding
    def source(self, job: Job) -> Inputs:
        request = job.request
        source = job.changed("source", self.read_source(job, request.source)) + self.after_source(job)
        target = request.strategy.target if isinstance(request.strategy, Forced) else request.target
        found = self.notices(job, request.source, target)
        return Inputs({"source": ids_of(source)}, {"source": source}, {}, found)

    def target_ids(self, job: Job, text: str) -> Sequence[int]:
        """The ids of the text; TextError unless the beginning and end marks fit as well."""
        return ids_of(self.read_target(job, text, _longest(job) - 2))

    def translator(
        self, job: Job, module: nn.Module, tensors: Mapping[str, Tensor], recording: Recording | None
    ) -> Translator:
        return _translator(
            cast("Transformer", module),
            tensors["source"],
            self.marks(job),
            cached=job.request.cached,
            recording=recording,
        )


@lru_cache(maxsize=1)  # estimating the size of a recording and making it need the same translation
def _greedy(model: Transformer, source: tuple[int, ...], marks: TargetMarks) -> tuple[int, ...]:
    import torch

    from ..decoding.search import greedy_ids

    device = next(model.parameters()).device
    return greedy_ids(_translator(model, torch.tensor([source], device=device), marks))


def _translator(model: Transformer, source: Tensor, marks: TargetMarks, **how: Any) -> Translator:
    from ..decoding.translator import Translator

    return Translator(model, source, marks.begin, marks.ends, forbidden=marks.forbidden, **how)


def _longest(job: Job) -> int:
    longest: int = job.model.configuration.longest
    return longest


def ids_of(tokens: Tokens) -> tuple[int, ...]:
    """The ids of tokens."""
    return tuple(token.id for token in tokens)
