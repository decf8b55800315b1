"""The architecture `encoder`: models such as BERT, which read a text from both sides and predict its masked words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..checkpoints import hugging_face, stack_checkpoint
from ..checkpoints.stack_checkpoint import StackCheckpoint
from ..checkpoints.text_model import TextModel
from ..nn.stack import EncoderConfiguration
from ..support.errors import Problem
from ..support.localization import _
from ..trace import Token
from .architecture import Architecture, Inputs, Job, Tokens
from .encoder_text import encoder_text, mark

if TYPE_CHECKING:
    from torch import nn

    from ..nn.encoder_only import EncoderOnly
    from ..recording.footprint import Footprint

NAME = "encoder"
TEXT, TYPES = "source", "types"  # the arguments of the model's `forward`


class EncoderArchitecture(Architecture):
    """Devlin et al. 2018 (arXiv 1810.04805)."""

    predicts_masked_words = has_switches = True

    # ------------------------------------------------------------------ models on disk
    def shipped(self) -> Mapping[str, StackCheckpoint]:
        return stack_checkpoint.shipped(NAME)

    def model_at(self, path: Path) -> TextModel | None:
        return stack_checkpoint.model_at(path, NAME) or hugging_face.model_at(path, NAME)

    # ------------------------------------------------------------------ modules
    def build(self, configuration: EncoderConfiguration) -> EncoderOnly:
        from ..nn.encoder_only import EncoderOnly

        return EncoderOnly(configuration)

    def configured(self, recorded: Mapping[str, Any], longest: int) -> EncoderConfiguration:
        return EncoderConfiguration.from_dict(recorded).at_most(longest)

    # ------------------------------------------------------------------ runs
    def inputs(self, job: Job) -> Inputs:
        model, request = cast(TextModel, job.model), job.request
        if request.target is not None:
            raise Problem(_("{name} reads only one sequence: omit the target", name=model.name))
        job.changed("target", ())  # refuses to shuffle a target that does not exist
        text = encoder_text(model, request.source)
        tokens = job.changed_at(TEXT, text.tokens, text.typed)
        types = tuple(Token(number, str(number)) for number in text.types)
        return Inputs(
            ids={TEXT: [token.id for token in tokens], TYPES: text.types},
            tokens={TEXT: tokens, TYPES: types},
            run=_asked(model, tokens),
            notices=model.notices_about(tokens),
        )

    def footprint(self, job: Job) -> tuple[Footprint, bool]:
        from ..recording.footprint import of_module

        if job.request.strategy is not None:
            self.source(job)
        lengths = [len(ids) for ids in self.inputs(job).ids.values()]
        return of_module(job.request, self.build, job.model.configuration, *lengths), True

    def rehearse(self, module: nn.Module, source: int, target: int, cached: bool | None) -> None:
        import torch

        module(*(torch.empty(1, source, dtype=torch.int64, device="meta") for _argument in (TEXT, TYPES)))


def _asked(model: TextModel, tokens: Tokens) -> Mapping[str, Any]:
    """What the trace records about masked words: their positions, and how a mask is typed."""
    mask = model.special_tokens.mask
    if not model.configuration.masked_words or mask is None:
        return {}
    return {
        "asked": [place for place, token in enumerate(tokens) if token.id == mask],
        "mask": mark(model, mask),
    }


ARCHITECTURE = EncoderArchitecture()
