"""A request with everything that it takes to meet it. Importing this needs no torch; calling it does."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..checkpoints import Checkpoint, find
from ..support.errors import Lacking
from ..support.localization import _
from ..trace import Step, Token, Trace, with_derivations
from .request import Request
from .text import tokens_of
from .torch_settings import pinned

if TYPE_CHECKING:
    from torch import Tensor

    from ..nn.transformer import Transformer
    from ..recording.recording import Recording

Tokens = tuple[Token, ...]


class DeviceError(Lacking):
    """The machine lacks what was asked for."""


class Job:
    """A request with everything that it takes: the model, loaded, and the sentence as tokens.

    Args:
        model: one that is at hand; without it the checkpoint's is loaded, and kept for the next request.

    Raises:
        CheckpointError, DeviceError, TextError, InterventionError: the request cannot be met.
    """

    def __init__(self, request: Request, model: tuple[Checkpoint, Transformer] | None = None) -> None:
        from ..grammar.vocabulary import Vocabulary

        self.request = request
        self._is_given = model is not None
        self.checkpoint, self.model = model or loaded(
            request.model, choose_device(request.device), request.dtype
        )
        self.device = next(self.model.parameters()).device
        self.words = Vocabulary(self.checkpoint.tokenizer)
        self.limit = self.checkpoint.configuration.longest
        self._typed = tokens_of(self.checkpoint, request.source, self.limit)
        self.source = self._changed("source", self._typed)
        self.problem = ""  # why there is no translation to read along

    # ------------------------------------------------------------------------- tokens
    def target(self) -> Tokens:
        """What a forward pass reads along: the mark of the beginning, and the translation."""
        if self.request.target is not None:
            answer = tokens_of(self.checkpoint, self.request.target, self.limit - 1)
        else:
            answer = self.tokens(self._translated())
        return self.tokens([self.words.begin]) + self._changed("target", answer)

    def _translated(self) -> tuple[int, ...]:
        """The greedy translation by the unchanged model; as far as it has numbers, so that NaN can be looked at."""
        from ..decoding.search import NoNumbersError

        translate = _translation.__wrapped__ if self._is_given else _translation
        source = tuple(token.id for token in self._typed)
        try:
            return translate(self.model, source, self.words.begin, self.words.end)
        except NoNumbersError as error:
            self.problem = str(error)
            return error.ids

    def read(self, text: str) -> list[int]:
        """Ids of a translation; there is room for the marks of beginning and end."""
        return [token.id for token in tokens_of(self.checkpoint, text, self.limit - 2)]

    def tokens(self, ids: Sequence[int]) -> Tokens:
        """Ids with their text."""
        return tuple(Token(i, self.checkpoint.vocabulary[i]) for i in ids)

    def ids(self, tokens: Sequence[Token]) -> Tensor:
        """Tokens as the model takes them, [1, position]."""
        import torch

        return torch.tensor([[token.id for token in tokens]], device=self.device)

    def _changed(self, side: str, tokens: Tokens) -> Tokens:
        from ..interventions.tokens import changed_tokens

        return changed_tokens(self.request.interventions, side, tokens)

    # ------------------------------------------------------------------------- running
    @contextmanager
    def changed_model(self) -> Iterator[Transformer]:
        """The model with the interventions at work."""
        from ..interventions.apply import intervened

        with intervened(self.model, self.request.interventions) as changed:
            yield changed

    @contextmanager
    def recorded(self, **ids: Tensor) -> Iterator[tuple[Transformer, Recording]]:
        """The same, recorded."""
        from ..recording.recording import record

        with self.changed_model() as model, record(model, self.request.keep, **ids) as recording:
            yield model, recording

    def trace(self, tokens: Mapping[str, Tokens], steps: tuple[Step, ...], about: Mapping[str, Any]) -> Trace:
        """The record of a run; `about` is what is particular to it."""
        return Trace(
            model=self.checkpoint.model_card,
            run={**about_run(self.request, self.device), **about},
            tokens=tokens,
            steps=with_derivations(steps, tokens, self.request.dtype),
            vocabulary=self.checkpoint.vocabulary,
            parameters=self.checkpoint.parameters,
        )


def about_run(request: Request, device: object) -> dict[str, Any]:
    """What a trace says of a forward pass."""
    return {
        "kind": "forward",
        "text": " ".join(request.source.split()),
        "device": str(device),
        "dtype": request.dtype,
        "seed": None,
        "interventions": [change.as_data() for change in request.interventions],
        "software": software(),
    }


def software() -> dict[str, str]:
    """The versions of what a run depends on."""
    import numpy
    import torch

    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "torch": torch.__version__,
        "numpy": numpy.__version__,
    }


def loaded(name: str, device: str, dtype: str = "float32") -> tuple[Checkpoint, Transformer]:
    """A model, kept while its files stay what they are: the engine is asked for the same one again and again."""
    checkpoint = find(name)
    return _loaded(checkpoint, checkpoint.files, device, dtype)


@lru_cache(maxsize=2)
@pinned()
def _loaded(
    checkpoint: Checkpoint, files: tuple[object, ...], device: str, dtype: str
) -> tuple[Checkpoint, Transformer]:
    import torch

    from ..checkpoints.loading import load_model

    return checkpoint, load_model(checkpoint, device).to(getattr(torch, dtype))


@lru_cache(maxsize=1)  # how large a recording will be, is asked before it is made
def _translation(model: Transformer, source: tuple[int, ...], begin: int, end: int) -> tuple[int, ...]:
    """The greedy translation by one of our own models, which nobody changes."""
    import torch

    from ..decoding.search import greedy_ids
    from ..decoding.translator import Translator

    device = next(model.parameters()).device
    return greedy_ids(Translator(model, torch.tensor([source], device=device), begin, end))


def choose_device(wanted: str) -> str:
    """ "auto" is CUDA where there is one.

    Raises:
        DeviceError: CUDA was asked for, and there is none.
    """
    import torch

    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise DeviceError(_("this machine has no CUDA device that torch can use; choose --device cpu"))
    return "cuda" if there and wanted != "cpu" else "cpu"
