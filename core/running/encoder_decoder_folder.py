"""The architecture `encoder-decoder`: Marian and T5, in a folder in the format of Hugging Face."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ..checkpoints.hugging_face import HuggingFaceModel, model_at
from ..checkpoints.model import CheckpointError
from ..nn.stack import EncoderDecoderConfiguration
from ..support.localization import _
from .architecture import Job, Notices, Tokens
from .encoder_decoder import EncoderDecoder, TargetMarks
from .text import TextError, require_tokens, tokens_read

NAME = "encoder-decoder"


class EncoderDecoderFolder(EncoderDecoder):
    """Marian (Junczys-Dowmunt et al. 2018, arXiv 1804.00344) and T5 (Raffel et al. 2019, arXiv 1910.10683)."""

    # ------------------------------------------------------------------ models on disk
    def model_at(self, path: Path) -> HuggingFaceModel | None:
        return model_at(path, NAME)

    # ------------------------------------------------------------------ modules
    def configured(self, recorded: Mapping[str, Any], longest: int) -> EncoderDecoderConfiguration:
        return EncoderDecoderConfiguration.from_dict(recorded).at_most(longest)

    # ------------------------------------------------------------------ text
    def read_source(self, job: Job, text: str) -> Tokens:
        padding = job.model.configuration.encoder.padding
        tokens = self.read_target(job, text, job.model.configuration.longest - len(self.after_source(job)))
        if any(token.id == padding for token in tokens):
            raise TextError(
                _("this model's tokenizer reads part of this text as padding; type something else")
            )
        return tokens

    def after_source(self, job: Job) -> Tokens:
        """The token that ends a text, as in training; a tokenizer may not add it itself."""
        return job.tokens(_model(job).special_tokens.end[:1])

    def read_target(self, job: Job, text: str, limit: int) -> Tokens:
        model = _model(job)
        read = model.tokenizer.read(text, special_tokens=False)
        require_tokens(read.ids, limit)
        return tokens_read(read, model.tokenizer.unknown)

    def marks(self, job: Job) -> TargetMarks:
        special, folder = _model(job).special_tokens, _model(job).folder
        if special.decoder_begin is None:
            raise CheckpointError(
                _("{folder}: no file states decoder_start_token_id or pad_token_id", folder=folder)
            )
        if not special.end:
            raise CheckpointError(_("{folder}: no file states eos_token_id", folder=folder))
        if special.forced_begin is not None:
            raise CheckpointError(
                _("{folder}: {name} is not supported", folder=folder, name="forced_bos_token_id")
            )
        return TargetMarks(special.decoder_begin, special.end, special.forbidden)

    def notices(self, job: Job, source: str, target: str | None) -> Notices:
        return _model(job).notices


def _model(job: Job) -> HuggingFaceModel:
    return cast(HuggingFaceModel, job.model)


ARCHITECTURE = EncoderDecoderFolder()
