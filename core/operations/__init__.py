"""Operations: kinds of computation, each with its formula, axes, NumPy reference and explanation of a cell."""

from .operation import Operation
from .registry import OPERATIONS

__all__ = ["OPERATIONS", "Operation"]
