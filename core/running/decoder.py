"""The architecture `decoder`: models such as GPT-2 and Llama, which continue a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..checkpoints import gguf, hugging_face, stack_checkpoint
from ..checkpoints.stack_checkpoint import StackCheckpoint
from ..checkpoints.text_model import TextModel
from ..decoding.strategy import Forced
from ..nn.stack import DecoderConfiguration
from ..support.errors import Problem
from ..support.localization import _
from .architecture import Architecture, Inputs, Job
from .request import USUAL_LENGTH
from .text import TextError, require_tokens, tokens_read

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ..decoding.translator import Continuation
    from ..nn.decoder_only import DecoderOnly
    from ..recording.footprint import Footprint
    from ..recording.recording import Recording

NAME = "decoder"


class DecoderArchitecture(Architecture):
    """GPT-2 (Radford et al. 2019), Llama (Touvron et al. 2023) and models built like them."""

    can_decode = continues = has_switches = True

    # ------------------------------------------------------------------ models on disk
    def shipped(self) -> Mapping[str, StackCheckpoint]:
        return stack_checkpoint.shipped(NAME)

    def model_at(self, path: Path) -> TextModel | None:
        return (
            stack_checkpoint.model_at(path, NAME)
            or hugging_face.model_at(path, NAME)
            or gguf.model_at(path, NAME)
        )

    # ------------------------------------------------------------------ modules
    def build(self, configuration: DecoderConfiguration) -> DecoderOnly:
        from ..nn.decoder_only import DecoderOnly

        return DecoderOnly(configuration)

    def configured(self, recorded: Mapping[str, Any], longest: int) -> DecoderConfiguration:
        return DecoderConfiguration.from_dict(recorded).at_most(longest)

    # ------------------------------------------------------------------ runs
    def inputs(self, job: Job) -> Inputs:
        if job.request.target is not None:
            raise Problem(
                _("{name} reads one text and continues it: omit the target, or decode", name=job.model.name)
            )
        return self.source(job)

    def footprint(self, job: Job) -> tuple[Footprint, bool]:
        from ..decoding.strategy import Beam
        from ..recording.footprint import of_continuation, of_module

        request, sizes = job.request, job.model.configuration
        text = len(self.inputs(job).ids["source"]) if request.strategy is None else self._read(job)
        if request.strategy is None:
            return of_module(request, self.build, sizes, text), True
        most = self._most(job)
        width = request.strategy.beams if isinstance(request.strategy, Beam) else 1
        later = [
            text + added for added in range(1, min(most, sizes.longest - text)) for _beam in range(width)
        ]
        return of_continuation(request, self.build, sizes, text, later), isinstance(request.strategy, Forced)

    def rehearse(self, module: nn.Module, source: int, target: int, cached: bool | None) -> None:
        import torch

        model = cast("DecoderOnly", module)
        longest = model.configuration.longest
        ids = torch.empty(1, min(source + target - 1, longest), dtype=torch.int64, device="meta")
        source = min(source, longest)
        if cached is None:
            model(ids[:, :source])
            return
        cache = model.init_cache() if cached else None
        for length in range(source, ids.shape[1] + 1):
            prefix = ids[:, :length]
            if cache is None:
                model(prefix)
            else:
                latest = prefix if length == source else prefix[:, -1:]
                cache = model.decode_step(latest, prefix, cache)[1]

    # ------------------------------------------------------------------ decoding
    def source(self, job: Job) -> Inputs:
        model, request = _model(job), job.request
        read = model.tokenizer.read(request.source)
        require_tokens(read.ids, model.configuration.longest)
        job.changed("target", ())  # refuses to shuffle a target that does not exist
        typed = [place for place, added in enumerate(read.added) if not added]
        tokens = job.changed_at("source", tokens_read(read, model.tokenizer.unknown), typed)
        return Inputs(
            {"source": tuple(token.id for token in tokens)},
            {"source": tokens},
            {},
            model.notices_about(tokens),
        )

    def target_ids(self, job: Job, text: str) -> Sequence[int]:
        """The ids of the text, without the special tokens with which a text begins or ends."""
        ids = _model(job).tokenizer.read(text, special_tokens=False).ids
        require_tokens(ids)
        room = _model(job).configuration.longest - self._read(job)
        if len(ids) > room:
            raise TextError(
                _(
                    "the target has {count} tokens; after this text, the model can read at most {room}",
                    count=len(ids),
                    room=room,
                )
            )
        return ids

    def translator(
        self, job: Job, module: nn.Module, tensors: Mapping[str, Tensor], recording: Recording | None
    ) -> Continuation:
        from ..decoding.translator import Continuation

        text = tensors["source"][0].tolist()
        special = _model(job).special_tokens
        return Continuation(
            cast("DecoderOnly", module),
            text,
            special.end,
            self._most(job),
            forbidden=special.forbidden,
            cached=job.request.cached,
            recording=recording,
        )

    def _most(self, job: Job) -> int:
        """The most tokens that the request may add."""
        strategy = job.request.strategy
        if isinstance(strategy, Forced):
            ends = _model(job).special_tokens.end
            return len(self.target_ids(job, strategy.target)) + bool(ends)
        return USUAL_LENGTH if job.request.length is None else job.request.length

    def _read(self, job: Job) -> int:
        """The number of tokens in the text."""
        return len(self.source(job).ids["source"])


def _model(job: Job) -> TextModel:
    return cast(TextModel, job.model)


ARCHITECTURE = DecoderArchitecture()
