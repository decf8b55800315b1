"""The architecture `transformer`: an encoder-decoder that translates, stored as a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..checkpoints.checkpoint import CONFIGURATION, HERE, Checkpoint
from ..decoding.strategy import Forced
from ..nn.configuration import Configuration
from .architecture import Architecture, Inputs, Job, Notices, Tokens
from .text import notices, tokens_of

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ..checkpoints.model import Model
    from ..decoding.translator import Translator
    from ..grammar.vocabulary import Vocabulary
    from ..nn.transformer import Transformer
    from ..recording.footprint import Footprint
    from ..recording.recording import Recording


class EncoderDecoder(Architecture):
    """Vaswani et al. 2017."""

    can_decode = translates = has_switches = has_snapshots = True

    # ------------------------------------------------------------------ models on disk
    def shipped(self) -> Mapping[str, Checkpoint]:
        folders = sorted(path.parent for path in HERE.glob(f"*/{CONFIGURATION}"))
        return {folder.name: Checkpoint(folder.name, folder) for folder in folders}

    def model_at(self, path: Path) -> Checkpoint | None:
        if not (path / CONFIGURATION).is_file():
            return None
        folder = path.resolve()  # a relative path would mean another folder after a change of directory
        return Checkpoint(folder.name, folder)

    # ------------------------------------------------------------------ modules
    def build(self, configuration: Configuration) -> Transformer:
        from ..nn.transformer import Transformer

        return Transformer(configuration)

    def configured(self, recorded: Mapping[str, Any], longest: int) -> Configuration:
        return replace(Configuration(**recorded), longest=longest)

    def load(self, model: Model, device: str) -> Transformer:
        from ..checkpoints.loading import load_model

        return load_model(cast(Checkpoint, model), device)

    # ------------------------------------------------------------------ runs
    def inputs(self, job: Job) -> Inputs:
        source, request = self.source(job), job.request
        problem: Notices = ()
        if request.target is None:
            ids, problem = self._translation(job)
            answer = job.tokens(ids)
        else:
            answer = tokens_of(_checkpoint(job), request.target, _longest(job) - 1)
        target = job.tokens([_vocabulary(job).begin]) + job.changed("target", answer)
        return Inputs(
            ids={**source.ids, "target": _ids(target)},
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
        source = _ids(tokens_of(_checkpoint(job), job.request.source, _longest(job)))
        words = _vocabulary(job)
        try:
            return translate(cast("Transformer", job.module), source, words.begin, words.end), ()
        except NoNumbersError as error:
            return error.ids, (str(error),)

    def footprint(self, job: Job) -> tuple[Footprint, bool]:
        from ..decoding.greedy import longest_answer
        from ..decoding.strategy import Beam, Forced
        from ..recording.footprint import of_decoding, of_forward

        request, sizes = job.request, _checkpoint(job).configuration
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
        checkpoint, request = _checkpoint(job), job.request
        typed = tokens_of(checkpoint, request.source, _longest(job))
        source = job.changed("source", typed)
        target = request.strategy.target if isinstance(request.strategy, Forced) else request.target
        return Inputs(
            {"source": _ids(source)}, {"source": source}, {}, notices(checkpoint, request.source, target)
        )

    def target_ids(self, job: Job, text: str) -> Sequence[int]:
        """The ids of the text; TextError unless the beginning and end marks fit as well."""
        return _ids(tokens_of(_checkpoint(job), text, _longest(job) - 2))

    def translator(
        self, job: Job, module: nn.Module, tensors: Mapping[str, Tensor], recording: Recording | None
    ) -> Translator:
        from ..decoding.translator import Translator

        words, cached = _vocabulary(job), job.request.cached
        model = cast("Transformer", module)
        return Translator(
            model, tensors["source"], words.begin, words.end, cached=cached, recording=recording
        )


@lru_cache(maxsize=1)  # estimating the size of a recording and making it need the same translation
def _greedy(model: Transformer, source: tuple[int, ...], begin: int, end: int) -> tuple[int, ...]:
    import torch

    from ..decoding.search import greedy_ids
    from ..decoding.translator import Translator

    device = next(model.parameters()).device
    return greedy_ids(Translator(model, torch.tensor([source], device=device), begin, end))


def _checkpoint(job: Job) -> Checkpoint:
    return cast(Checkpoint, job.model)


def _longest(job: Job) -> int:
    return _checkpoint(job).configuration.longest


def _vocabulary(job: Job) -> Vocabulary:
    from ..grammar.vocabulary import Vocabulary

    return Vocabulary(_checkpoint(job).tokenizer)


def _ids(tokens: Tokens) -> tuple[int, ...]:
    return tuple(token.id for token in tokens)


ARCHITECTURE = EncoderDecoder()
