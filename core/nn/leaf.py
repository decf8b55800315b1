"""The leaves of a model: each is one box of the paper's figures, one operation and one name in the trace."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from ..operations import Operation
from ..operations.operation import Setting


class Leaf(nn.Module):
    """A module that computes one operation. Its path in the model is the step's name in a trace.

    A leaf takes tensors with a leading batch axis, as positional arguments, and returns one new tensor; its
    parameters come after its inputs in the operation's reference. It never changes a tensor in place.

    Args:
        operation: what it computes, if the class does not name it.
    """

    operation: Operation
    setting_names: tuple[str, ...] = ()  # the attributes that the operation needs, such as ε or d_k

    def __init__(self, operation: Operation | None = None) -> None:
        super().__init__()
        if operation is not None:
            self.operation = operation

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        """What the operation needs besides its inputs and parameters.

        Args:
            inputs: the arguments of the leaf, tensors and others.
        """
        return {name: getattr(self, name) for name in self.setting_names}


def first_of(inputs: tuple[Any, ...]) -> int:
    """The position of the first row, which some leaves get as their second argument; 0 if it was omitted."""
    return int(inputs[1]) if len(inputs) > 1 else 0


class TokenIds(nn.Module):
    """A part that makes the ids of an input that has none. A recording takes its output as the tokens `name`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Unchanged(nn.Module):
    """Fills a slot for an optional leaf: returns its first argument itself and records no step."""

    def forward(self, x: Tensor, *others: Any) -> Tensor:
        return x
