"""The architecture `transformer`: an encoder-decoder that translates, stored as a folder by `train`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..checkpoints import stack_checkpoint
from ..checkpoints.checkpoint import CONFIGURATION, HERE, Checkpoint
from ..nn.configuration import Configuration
from .architecture import Job, Notices, Tokens
from .encoder_decoder import EncoderDecoder, TargetMarks
from .text import notices, tokens_of

if TYPE_CHECKING:
    from ..checkpoints.model import Model
    from ..nn.transformer import Transformer


class TransformerArchitecture(EncoderDecoder):
    """Vaswani et al. 2017."""

    has_snapshots = reads_examples = True

    def shipped(self) -> Mapping[str, Checkpoint]:
        folders = sorted(path.parent for path in HERE.glob(f"*/{CONFIGURATION}"))
        return {folder.name: Checkpoint(folder.name, folder) for folder in folders}

    def model_at(self, path: Path) -> Checkpoint | None:
        if not (path / CONFIGURATION).is_file() or stack_checkpoint.architecture_of(path):
            return None
        folder = path.resolve()  # a relative path would mean another folder after a change of directory
        return Checkpoint(folder.name, folder)

    def configured(self, recorded: Mapping[str, Any], longest: int) -> Configuration:
        return replace(Configuration(**recorded), longest=longest)

    def load(self, model: Model, device: str) -> Transformer:
        from ..checkpoints.loading import load_model

        return load_model(cast(Checkpoint, model), device)

    def read_source(self, job: Job, text: str) -> Tokens:
        return tokens_of(_checkpoint(job), text, _checkpoint(job).configuration.longest)

    def read_target(self, job: Job, text: str, limit: int) -> Tokens:
        return tokens_of(_checkpoint(job), text, limit)

    def marks(self, job: Job) -> TargetMarks:
        from ..grammar.vocabulary import Vocabulary

        words = Vocabulary(_checkpoint(job).tokenizer)
        return TargetMarks(words.begin, (words.end,))

    def notices(self, job: Job, source: str, target: str | None) -> Notices:
        return notices(_checkpoint(job), source, target)


def _checkpoint(job: Job) -> Checkpoint:
    return cast(Checkpoint, job.model)


ARCHITECTURE = TransformerArchitecture()
