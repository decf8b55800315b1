"""Architectures: each one finds its models on disk, builds them, reads text for them and runs them.

To add an architecture, write a module with a class derived from `Architecture` and add a line to `MODULES`. No other
code asks which architecture a model has: it asks the architecture what the model can do. Importing this needs no torch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..support.errors import Problem
from ..support.localization import _
from ..trace import Step, Token
from .machine import choose_device
from .request import Request
from .torch_settings import pinned

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn

    from ..checkpoints.model import Model
    from ..decoding.translator import Predictor
    from ..recording.footprint import Footprint
    from ..recording.recording import Recording

Notices = tuple[str, ...]
Tokens = tuple[Token, ...]

MODULES = {
    "transformer": "transformer",
    "sequence": "sequence",
    "decoder": "decoder",
    "encoder": "encoder",
    "encoder-decoder": "encoder_decoder_folder",
}
"""The module of this package with each architecture, by the name that traces record."""


@dataclass(frozen=True)
class Inputs:
    """What a run reads.

    Attributes:
        ids: the arguments of the model's `forward`, in order, each [position], under the names that the trace uses.
        tokens: what the trace records as the run's tokens.
        run: what the trace records about this run, in addition to what it records about every run.
        notices: what users should know about the text.
    """

    ids: Mapping[str, Sequence[int]]
    tokens: Mapping[str, Tokens]
    run: Mapping[str, Any] = field(default_factory=dict)
    notices: Notices = ()


class Architecture(ABC):
    """How to find, build and run the models of one kind.

    Attributes:
        can_decode: whether its models predict the next token, so that a decoding can be recorded.
        predicts_masked_words: whether its models predict masked words of the text; some may lack the part for it.
        reads_examples: whether the example sentences are for its models.
        continues: whether a decoding adds tokens to the text itself, as many as the request says.
        has_switches: whether the switches of the what-if screen apply to its models.
        has_snapshots: whether attention may have been saved while a model was trained.
        loaded_models: how many of its models stay in memory.
    """

    can_decode = False
    predicts_masked_words = False
    reads_examples = False
    continues = False
    has_switches = False
    has_snapshots = False
    loaded_models = 2

    # ------------------------------------------------------------------ models on disk
    def shipped(self) -> Mapping[str, Model]:
        """The models that come with the program, by name."""
        return {}

    @abstractmethod
    def model_at(self, path: Path) -> Model | None:
        """The model in a folder or file; None if this architecture stores no model there."""

    # ------------------------------------------------------------------ modules
    @abstractmethod
    def build(self, configuration: Any) -> nn.Module:
        """A model with random weights, for example on the device "meta", where it has shapes only."""

    @abstractmethod
    def configured(self, recorded: Mapping[str, Any], longest: int) -> Any:
        """The configuration that a trace recorded, for at most `longest` positions; AttributeError, KeyError, TypeError
        or ValueError if it does not describe a model."""

    def load(self, model: Model, device: str) -> nn.Module:
        """A model with its weights, in evaluation mode; CheckpointError if they do not fit the configuration."""
        from ..checkpoints.loading import load_assigned

        return load_assigned(model, self.build, device)

    # ------------------------------------------------------------------ runs
    @abstractmethod
    def inputs(self, job: Job) -> Inputs:
        """What a forward pass reads; Problem if the request cannot be met."""

    def labelled(self, steps: tuple[Step, ...], inputs: Inputs) -> tuple[Step, ...]:
        """The recorded steps, with the tokens along their axes added where these do not follow from the inputs."""
        return steps

    @abstractmethod
    def footprint(self, job: Job) -> tuple[Footprint, bool]:
        """How large the recording of a request will be, and whether that is exact or an upper limit."""

    @abstractmethod
    def rehearse(self, module: nn.Module, source: int, target: int, cached: bool | None) -> None:
        """Runs a module that has shapes only, as a request would.

        Args:
            source, target: numbers of tokens.
            cached: whether a decoding keeps keys and values; None for a forward pass.
        """

    # ------------------------------------------------------------------ decoding
    def source(self, job: Job) -> Inputs:
        """What the model reads before it decodes; Problem if the request cannot be met, or its models do not decode."""
        raise Problem(
            _(
                "{name} predicts the answers at all positions in one pass: there is nothing to decode",
                name=job.model.name,
            )
        )

    def target_ids(self, job: Job, text: str) -> Sequence[int]:
        """The ids of a text that the model is forced to produce."""
        raise NotImplementedError

    def translator(
        self, job: Job, module: nn.Module, tensors: Mapping[str, Tensor], recording: Recording | None
    ) -> Predictor:
        """Predicts the next token after any prefix.

        Args:
            tensors: what `source` returned, each [1, position].
        """
        raise NotImplementedError


@cache
def _imported(name: str) -> Architecture:
    module: Any = import_module(f".{MODULES[name]}", __package__)
    architecture: Architecture = module.ARCHITECTURE
    return architecture


def architectures() -> Iterator[Architecture]:
    """All architectures; the module of each is imported when the iteration reaches it."""
    return map(_imported, MODULES)


def architecture(name: str) -> Architecture | None:
    """The architecture that traces record under this name; None if the program has no such architecture."""
    return _imported(name) if name in MODULES else None


def loaded(model: Model, device: str, dtype: str = "float32") -> nn.Module:
    """A model in memory. It is kept for the next request as long as its files do not change."""
    module: nn.Module = _cache(model.architecture)(model, model.files, device, dtype)
    return module


@cache
def _cache(name: str) -> Any:
    return lru_cache(maxsize=_imported(name).loaded_models)(_load)


@pinned()
def _load(model: Model, files: tuple[object, ...], device: str, dtype: str) -> nn.Module:
    import torch

    return _imported(model.architecture).load(model, device).to(getattr(torch, dtype))


class Job:
    """A request and the model that runs it.

    The model is loaded first, so that a configuration that does not fit the weights is refused before anything is built
    from it.

    Args:
        module: the model in memory, if the caller has it already.

    Raises:
        CheckpointError, DeviceError: the model cannot be loaded.
    """

    def __init__(self, request: Request, model: Model, module: nn.Module | None = None) -> None:
        self.request, self.model = request, model
        self.architecture = _imported(model.architecture)
        self.is_given = module is not None
        self.module = module or loaded(model, choose_device(request.device), request.dtype)
        self.device: Any = next(self.module.parameters()).device

    def changed(self, sentence: str, tokens: Sequence[Any]) -> tuple[Any, ...]:
        """The tokens of "source" or "target" in the order that the interventions give them."""
        from ..interventions.tokens import changed_tokens

        return changed_tokens(self.request.interventions, sentence, tokens)

    def changed_at(self, sentence: str, tokens: Tokens, typed: Sequence[int]) -> Tokens:
        """The tokens, with those at the positions `typed` in the order that the interventions give them.

        The others are special tokens such as [CLS], which the tokenizer added; they stay in place.
        """
        found = list(tokens)
        changed = self.changed(sentence, [tokens[place] for place in typed])
        for place, token in zip(typed, changed, strict=True):
            found[place] = token
        return tuple(found)

    def tokens(self, ids: Sequence[int]) -> Tokens:
        """The tokens with these ids."""
        return tuple(Token(i, self.model.vocabulary[i]) for i in ids)

    def tensors(self, inputs: Inputs) -> dict[str, Tensor]:
        """The inputs as the model takes them, each [1, position]."""
        import torch

        return {name: torch.tensor([list(ids)], device=self.device) for name, ids in inputs.ids.items()}

    @contextmanager
    def intervened(self) -> Iterator[nn.Module]:
        """The model with the request's interventions."""
        from ..interventions.apply import intervened

        with intervened(self.module, self.request.interventions) as changed:
            yield changed

    @contextmanager
    def recorded(self, tensors: Mapping[str, Tensor]) -> Iterator[tuple[nn.Module, Recording]]:
        """The model with the request's interventions, and the recording of what it computes in this block."""
        from ..recording.recording import record

        with self.intervened() as module, record(module, self.request.keep, **tensors) as recording:
            yield module, recording
