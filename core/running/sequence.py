"""The architecture `sequence`: models that predict an answer at each token, all at once, stored as one file each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ..checkpoints.sequence import SUFFIX, SequenceCheckpoint, sequence_models, shipped_sequence
from ..nn.sequence_configuration import SequenceConfiguration
from ..support.errors import Problem
from ..support.localization import _
from ..tasks.task import Ids
from ..trace import Step, Token
from ..trace.tokens import TOKEN_AXES
from .architecture import Architecture, Inputs, Job, Tokens
from .text import TextError, too_long

if TYPE_CHECKING:
    from torch import nn

    from ..checkpoints.model import Model
    from ..nn.sequence import SequenceModel
    from ..recording.footprint import Footprint

WHOLE = "source"  # the name of the sequence of whole tokens, as opposed to their parts
READS_ONE_PART, ADDS_PARTS = "token_embedding", "parts_sum"  # operations


class SequenceArchitecture(Architecture):
    """Four families of models on the tasks of `core.tasks`."""

    loaded_models = 16  # all of them are small

    # ------------------------------------------------------------------ models on disk
    def shipped(self) -> Mapping[str, SequenceCheckpoint]:
        return {name: shipped_sequence(name) for name in sequence_models()}

    def model_at(self, path: Path) -> SequenceCheckpoint | None:
        if path.suffix != SUFFIX or not path.is_file():
            return None
        return SequenceCheckpoint(path.name.removesuffix(SUFFIX), path.absolute())

    # ------------------------------------------------------------------ modules
    def build(self, configuration: SequenceConfiguration) -> SequenceModel:
        from ..nn.sequence import SequenceModel

        return SequenceModel(configuration)

    def configured(self, recorded: Mapping[str, Any], longest: int) -> SequenceConfiguration:
        sizes = {name: value for name, value in recorded.items() if name != "task"}
        return replace(SequenceConfiguration.of(sizes), longest=longest)

    def load(self, model: Model, device: str) -> SequenceModel:
        from ..checkpoints.loading import load_sequence

        return load_sequence(cast(SequenceCheckpoint, model), device)

    # ------------------------------------------------------------------ runs
    def inputs(self, job: Job) -> Inputs:
        model, request = cast(SequenceCheckpoint, job.model), job.request
        if request.target is not None:
            raise Problem(_("{name} reads only one sequence: omit the target", name=model.name))
        typed, limit = model.task.read(request.source), model.configuration.longest
        if len(typed) > limit:
            raise TextError(too_long(len(typed), limit))
        job.changed("target", ())  # refuses to shuffle a target that does not exist
        ids: Ids = typed[list(job.changed(WHOLE, range(len(typed))))]
        asks = model.task.asks(ids)
        notice = _(
            "no token in this text asks for an answer; type something with a question, such as {example}",
            example=model.task.example,
        )
        return Inputs(
            ids={name: ids[:, part].tolist() for part, name in enumerate(model.task.streams)},
            tokens=_tokens(model, ids),
            run={"asked": [int(position) for position in np.flatnonzero(asks)]},
            notices=() if asks.any() else (notice,),
        )

    def labelled(self, steps: tuple[Step, ...], inputs: Inputs) -> tuple[Step, ...]:
        """Labels the first step whose rows are whole tokens, not parts of tokens; the steps that read it have the same
        labels."""
        parts = len(inputs.ids)
        return tuple(
            replace(step, along={axis: (WHOLE,) for axis in step.axes if axis in TOKEN_AXES})
            if _begins_whole(step, parts)
            else step
            for step in steps
        )

    def footprint(self, job: Job) -> tuple[Footprint, bool]:
        from ..recording.footprint import of_module

        if job.request.strategy is not None:
            self.source(job)
        lengths = [len(ids) for ids in self.inputs(job).ids.values()]
        return of_module(job.request, self.build, job.model.configuration, *lengths), True

    def rehearse(self, module: nn.Module, source: int, target: int, cached: bool | None) -> None:
        import torch

        for_each_stream = cast("SequenceModel", module).configuration.streams
        module(*(torch.empty(1, source, dtype=torch.int64, device="meta") for _part in for_each_stream))


def _tokens(model: SequenceCheckpoint, ids: Ids) -> Mapping[str, Tokens]:
    """The parts of the tokens under the names of their streams, and the whole tokens, whose id is the number of the
    combination of parts."""
    words = model.task.streams
    whole = np.ravel_multi_index(tuple(ids.T), [len(each) for each in words.values()])
    texts: Sequence[str] = model.task.write(ids)
    parts = {
        name: tuple(Token(int(id), words[name][id]) for id in ids[:, part]) for part, name in enumerate(words)
    }
    return {WHOLE: tuple(Token(int(id), text) for id, text in zip(whole, texts, strict=True)), **parts}


def _begins_whole(step: Step, parts: int) -> bool:
    if step.operation == READS_ONE_PART:
        return parts == 1
    return step.operation == ADDS_PARTS or any(source.kind == "tokens" for source in step.inputs)


ARCHITECTURE = SequenceArchitecture()
