"""A request to a sequence model, with everything that it takes to meet it. Importing this needs no torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ..checkpoints import SequenceCheckpoint
from ..support.errors import Problem
from ..support.localization import _
from ..tasks.task import Ids
from ..trace import Step, Token, Trace, with_derivations
from ..trace.labels import TOKEN_AXES
from .job import Tokens, about_run, choose_device
from .request import Request
from .text import Notices, TextError, too_long
from .torch_settings import pinned

if TYPE_CHECKING:
    from torch import Tensor

    from ..nn.sequence import SequenceModel
    from ..recording.recording import Recording

WHOLE = "source"  # the sequence of whole tokens, beside those of their parts
READS_ONE_PART, ADDS_PARTS = "token_embedding", "parts_sum"  # operations


class SequenceJob:
    """A request, the checkpoint, and the sequence that is read.

    Attributes:
        ids: [position, stream], as the model reads them: what was typed, unless a shuffle changed its order.

    Raises:
        CheckpointError, DeviceError, TaskError, TextError, InterventionError, Problem: the request cannot be met.
    """

    def __init__(self, request: Request, checkpoint: SequenceCheckpoint) -> None:
        self.request, self.checkpoint = request, checkpoint
        self._refuse_what_makes_no_sense()
        limit = checkpoint.configuration.longest
        typed = checkpoint.task.read(request.source)
        if len(typed) > limit:
            raise TextError(too_long(len(typed), limit))
        self.ids = self._changed(typed)

    def _refuse_what_makes_no_sense(self) -> None:
        name = self.checkpoint.name
        if self.request.strategy is not None:
            raise Problem(
                _("{name} answers where it is asked, all at once: there is nothing to decode", name=name)
            )
        if self.request.target is not None:
            raise Problem(_("{name} reads one sequence and no translation: leave out the target", name=name))

    def _changed(self, typed: Ids) -> Ids:
        from ..interventions.tokens import changed_tokens

        changes = self.request.interventions
        changed_tokens(changes, "target", ())  # refuses a shuffle of what there is not
        return typed[list(changed_tokens(changes, WHOLE, range(len(typed))))]

    # ------------------------------------------------------------------------- running
    @pinned()
    def trace(self) -> Trace:
        """The record of the run."""
        import torch

        device = choose_device(self.request.device)
        model = loaded(self.checkpoint, device, self.request.dtype)
        ids = {name: torch.from_numpy(each.copy()) for name, each in self._streams().items()}
        with self._recorded(model, {name: each[None].to(device) for name, each in ids.items()}) as recording:
            steps = recording.steps()
        tokens = self._tokens()
        return Trace(
            model=self.checkpoint.model_card,
            run={
                **about_run(self.request, next(model.parameters()).device),
                "asked": [int(place) for place in np.flatnonzero(self.checkpoint.task.asks(self.ids))],
            },
            tokens=tokens,
            steps=with_derivations(_of_whole_tokens(steps, len(ids)), tokens, self.request.dtype),
            vocabulary=self.checkpoint.vocabulary,
            parameters=self.checkpoint.parameters,
        )

    @pinned()
    def size(self) -> tuple[int, int]:
        """How many steps the record will have, and the bytes of their arrays; nothing is computed."""
        import torch

        from ..nn.sequence import SequenceModel

        with torch.device("meta"):
            model = SequenceModel(self.checkpoint.configuration)
            ids = {name: torch.empty((1, len(self.ids)), dtype=torch.int64) for name in self._streams()}
        model = model.to("meta", getattr(torch, self.request.dtype)).eval()
        with self._recorded(model, ids) as recording:
            return len(recording), recording.bytes()

    @contextmanager
    def _recorded(self, model: SequenceModel, ids: Mapping[str, Tensor]) -> Iterator[Recording]:

        from ..interventions.apply import intervened
        from ..recording.recording import record

        changes = self.request.interventions
        with (
            intervened(model, changes) as changed,
            record(changed, self.request.keep, **ids) as recording,
        ):
            changed(*ids.values())
            yield recording

    # ------------------------------------------------------------------------- tokens
    def _streams(self) -> dict[str, Ids]:
        return {name: self.ids[:, part] for part, name in enumerate(self.checkpoint.task.streams)}

    def _tokens(self) -> dict[str, Tokens]:
        """The parts of the tokens by the names of their streams; and the whole tokens, numbered through all pairs."""
        task = self.checkpoint.task
        words = task.streams
        whole = np.ravel_multi_index(tuple(self.ids.T), [len(each) for each in words.values()])
        parts = {
            name: tuple(Token(int(id), words[name][id]) for id in each)
            for name, each in self._streams().items()
        }
        texts = zip(whole, task.write(self.ids), strict=True)
        return {WHOLE: tuple(Token(int(id), text) for id, text in texts), **parts}

    def notices(self) -> Notices:
        """What the reader should know: that nothing is asked."""
        if self.checkpoint.task.asks(self.ids).any():
            return ()
        example = self.checkpoint.task.example
        return (_("nothing is asked in this text; it is in: {example}", example=example),)


def _of_whole_tokens(steps: Sequence[Step], parts: int) -> tuple[Step, ...]:
    """The steps, of which those that stand for whole tokens, not for one of their parts, say so.

    It is said where it begins; along the other steps run the words of those that they read.
    """
    return tuple(
        replace(step, along={axis: (WHOLE,) for axis in step.axes if axis in TOKEN_AXES})
        if _begins_whole(step, parts)
        else step
        for step in steps
    )


def _begins_whole(step: Step, parts: int) -> bool:
    if step.operation == READS_ONE_PART:
        return parts == 1
    return step.operation == ADDS_PARTS or any(source.kind == "tokens" for source in step.inputs)


def loaded(checkpoint: SequenceCheckpoint, device: str, dtype: str = "float32") -> SequenceModel:
    """A model, kept while its file stays what it is: all of them together are small."""
    return _loaded(checkpoint, checkpoint.files, device, dtype)


@lru_cache(maxsize=16)
@pinned()
def _loaded(
    checkpoint: SequenceCheckpoint, files: tuple[object, ...], device: str, dtype: str
) -> SequenceModel:
    import torch

    from ..checkpoints.loading import load_sequence

    return load_sequence(checkpoint, device).to(getattr(torch, dtype))
