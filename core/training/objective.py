"""What a training run learns: the model it starts with, its batches, and the loss of a batch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, Generic, Protocol, TypeVar

from torch import Tensor, nn

SomeModel = TypeVar("SomeModel", bound=nn.Module)
Example = TypeVar("Example")


class LoopRecipe(Protocol):
    """What the training loop needs to know of a recipe: see `recipe.Recipe`."""

    @property
    def seed(self) -> int: ...
    @property
    def updates(self) -> int: ...
    @property
    def warmup(self) -> int: ...
    @property
    def d_model(self) -> int: ...
    @property
    def averaged(self) -> int: ...
    @property
    def every(self) -> int: ...
    def as_dict(self) -> dict[str, Any]: ...


class Objective(ABC, Generic[SomeModel, Example]):
    """What a training run learns from its examples."""

    @abstractmethod
    def build(self) -> SomeModel:
        """The model with random weights, drawn from the global random generator."""

    @abstractmethod
    def epoch(self, seed: int) -> Iterable[list[Example]]:
        """Every example once, in batches; the same seed gives the same batches in the same order."""

    @abstractmethod
    def loss(self, model: SomeModel, batch: list[Example]) -> Tensor:
        """The mean loss per predicted token, in nats. What is random, such as dropout, uses torch's global generator,
        whose state is part of a saved run."""
