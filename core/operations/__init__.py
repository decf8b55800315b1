"""Operations: kinds of computation, each with formula, axes, NumPy reference, explanation of a cell."""

from .operation import Operation
from .registry import OPERATIONS

__all__ = ["OPERATIONS", "Operation"]
