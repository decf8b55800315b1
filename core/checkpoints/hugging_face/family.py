"""What a model family states about its checkpoints, and the families that can be opened."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

from .mapping import Weight
from .settings import Settings

MODULES = {
    "bert": "bert",
    "gpt2": "gpt2",
    "llama": "llama",
    "marian": "marian",
    "mistral": "llama",
    "qwen2": "llama",
    "t5": "t5",
}
"""The module of each model type: `model_type` in config.json."""

WeightTable = Iterator[tuple[str, Weight]]


class Family(ABC):
    """How the checkpoints of one family are read.

    Attributes:
        architecture: the name under which `core.running.architecture` runs its models.
        converts_with: the class of transformers that converts a checkpoint of another format.
        prefix: what the names of the weights begin with, except when only the inner model was saved.
        without_effect: matches names of stored arrays that are not weights, without the prefix.
    """

    architecture: ClassVar[str]
    converts_with: ClassVar[str]
    prefix: ClassVar[str] = ""
    without_effect: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")  # matches nothing

    @abstractmethod
    def configuration(self, settings: Settings, names: frozenset[str]) -> Any:
        """Our configuration; CheckpointError if a setting is not supported, ValueError if its sizes do not fit.

        Args:
            names: the plain names of the stored weights, for what config.json does not say.
        """

    @abstractmethod
    def weights(self, configuration: Any) -> WeightTable:
        """Our parameters, one by one, and where each is stored; names are plain."""

    def tokens(self, configuration: Any) -> int:
        """The number of tokens that its models predict."""
        count: int = configuration.embedding.vocabulary
        return count

    def plain(self, name: str) -> str:
        """The name of a weight without the prefix."""
        return name.removeprefix(self.prefix)


def model_types() -> tuple[str, ...]:
    """The values of `model_type` that can be opened."""
    return tuple(sorted(MODULES))


@cache
def family(model_type: str) -> Family:
    """The family of a model type; KeyError if there is none."""
    module: Any = import_module(f".{MODULES[model_type]}", __package__)
    found: Family = module.FAMILIES[model_type]
    return found
