"""The language of live values: arithmetic over names, indices and a few functions, without side effects.

    step("encoder.layers.0.self_attention.scaled")[0, 1, 2] / sqrt(16)
    max(lab.weights[0]) > .5 and argmax(lab.weights[0]) == 2

It is parsed with Python's own parser and evaluated by walking the tree; only the node types listed here are allowed.
"""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

LONGEST = 400  # characters
DEEPEST = 40  # levels of brackets and operators
LARGEST_POWER = 512.0
LARGEST_WHOLE = 10**15  # larger integers lose precision in floating point
SIGNS = str.maketrans({"−": "-", "×": "*", "·": "*", "÷": "/", "√": "sqrt", "^": "**", "∞": "inf", "π": "pi"})
QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")


class ExpressionError(ValueError):
    """An invalid expression; the message is one line."""


@runtime_checkable
class Fields(Protocol):
    """A value with named fields, read as `name.field`."""

    def field(self, name: str) -> Any:
        """The value of that name; KeyError with a message that lists the known names."""


Scope = Mapping[str, Any]


def _power(base: Any, exponent: Any) -> Any:
    if np.max(np.abs(np.asarray(exponent, dtype=np.float64)), initial=0.0) > LARGEST_POWER:
        raise ExpressionError(f"exponents above {LARGEST_POWER:.0f} are not allowed")
    return np.power(np.asarray(base, dtype=np.float64), exponent)


_BINARY: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
    ast.Mod: np.mod,
    ast.Pow: _power,
}
_COMPARED: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _each(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """An elementwise function without NumPy's second argument, which would be overwritten."""
    return lambda values: function(np.asarray(values))


_OPERATIONS = {*_BINARY, *_COMPARED, ast.USub, ast.UAdd, ast.Not, ast.And, ast.Or}


def _whole(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of one array or of several numbers."""

    def over(*values: Any) -> Any:
        return function(np.asarray(values[0] if len(values) == 1 else values))

    return over


def _argmax(values: Any) -> Any:
    if not _is_number(values):
        raise ExpressionError("argmax and argmin need numbers")
    found = np.unravel_index(int(np.argmax(values)), np.shape(values))
    return int(found[0]) if len(found) == 1 else tuple(map(int, found))


def _close(one: Any, other: Any, within: float = 1e-6) -> bool:
    return np.shape(one) == np.shape(other) and np.allclose(one, other, within, within, equal_nan=True)


OF_EACH = (
    "abs",
    "exp",
    "log",
    "log2",
    "sqrt",
    "sin",
    "cos",
    "degrees",
    "radians",
)  # elementwise, as in NumPy
OF_ALL = ("sum", "mean", "var", "max", "min", "median")
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: _each(getattr(np, name)) for name in OF_EACH},
    **{name: _whole(getattr(np, name)) for name in OF_ALL},
    "norm": _whole(np.linalg.norm),
    "argmax": _argmax,
    "argmin": lambda values: _argmax(-np.asarray(values, dtype=np.float64)),  # also of booleans
    "transposed": lambda values: np.swapaxes(np.asarray(values), -1, -2),
    "matmul": lambda left, right: np.matmul(left, right),
    "round": lambda value, digits=0: np.round(value, int(digits)),
    "rows": lambda values: np.shape(values)[-2],
    "columns": lambda values: np.shape(values)[-1],
    "size": lambda values: np.size(values),
    "count": lambda truths: int(np.count_nonzero(truths)),
    "shape": lambda values: tuple(np.shape(values)),
    "same": _close,
    "whole": lambda value: int(np.floor(value)),
}
"""The functions. `same(a, b, within)` is equality up to rounding; `argmax` of a matrix gives row and column."""
CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}


@dataclass(frozen=True)
class Expression:
    """A parsed expression."""

    text: str
    tree: ast.expr

    def value(self, scope: Scope) -> Any:
        """Evaluates the expression; ExpressionError if it uses an unknown name, or cannot be computed."""
        try:
            with np.errstate(all="ignore"):
                return _value(self.tree, scope)
        except KeyError as error:
            raise ExpressionError(f"{self.text}: {error.args[0] if error.args else error}") from None
        except (TypeError, ValueError, IndexError, ArithmeticError, AttributeError, MemoryError) as error:
            raise ExpressionError(f"{self.text}: {error}") from None


def parse(text: str) -> Expression:
    """Parses an expression; ExpressionError if it is not an expression of this language."""
    text = text.strip()
    if not text:
        raise ExpressionError("the expression is empty")
    if len(text) > LONGEST:
        raise ExpressionError(f"it is longer than {LONGEST} characters")
    parts = enumerate(QUOTED.split(text))  # every second part is quoted
    python = "".join(part if place % 2 else part.translate(SIGNS) for place, part in parts)
    try:
        with warnings.catch_warnings():  # Python warns about odd-looking code; this is not code
            warnings.simplefilter("ignore")
            tree = ast.parse(" ".join(python.split()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"{text!r} is not an expression") from None
    if _depth(tree) > DEEPEST:
        raise ExpressionError("it is nested too deeply")
    _known(tree)
    return Expression(text, tree)


def _depth(tree: ast.AST) -> int:
    """The depth of a tree, counted level by level because it may be too deep for recursion."""
    depth, level = 0, [tree]
    while level and depth <= DEEPEST:
        depth += 1
        level = [child for node in level for child in ast.iter_child_nodes(node) if _holds(child)]
    return depth


def _holds(node: ast.AST) -> bool:
    """Whether a node is an expression, and not only an operator."""
    return isinstance(node, ast.expr | ast.Slice | ast.keyword)


def _known(node: ast.AST) -> None:
    """Rejects everything outside this language before anything is computed."""
    if type(node) not in _VALUES:
        raise ExpressionError(f"{ast.unparse(node)!r} is not allowed in a live value")
    if isinstance(node, ast.Constant):
        _known_constant(node.value)
    if isinstance(node, ast.Call):
        _known_call(node)
    for operation in (getattr(node, "op", None), *getattr(node, "ops", ())):
        if operation is not None and type(operation) not in _OPERATIONS:
            raise ExpressionError(f"{ast.unparse(node)!r} is not allowed in a live value")
    for child in ast.iter_child_nodes(node):
        if _holds(child):
            _known(child.value if isinstance(child, ast.keyword) else child)


def _known_constant(value: object) -> None:
    if not isinstance(value, bool | int | float | str):
        raise ExpressionError(f"{value!r} is not allowed in a live value")
    if isinstance(value, int) and value > LARGEST_WHOLE:
        raise ExpressionError(f"whole numbers above {LARGEST_WHOLE:.0e} are not allowed; write 1e20")


def _known_call(node: ast.Call) -> None:
    if not isinstance(node.func, ast.Name):
        raise ExpressionError(f"{ast.unparse(node.func)!r} is not a function")
    for keyword in node.keywords:
        if keyword.arg is None:
            raise ExpressionError("** is not allowed in a live value")
        if node.func.id in FUNCTIONS:
            raise ExpressionError(f"{node.func.id} does not take {keyword.arg}=")


def _value(node: ast.AST, scope: Scope) -> Any:
    return _VALUES[type(node)](node, scope)


def _name(node: ast.Name, scope: Scope) -> Any:
    if node.id in scope:
        return scope[node.id]
    if node.id in CONSTANTS:
        return CONSTANTS[node.id]
    raise ExpressionError(f"there is no name {node.id!r}; the names are {', '.join(sorted(scope)) or 'none'}")


def _field(node: ast.Attribute, scope: Scope) -> Any:
    of = _value(node.value, scope)
    if not isinstance(of, Fields):
        raise ExpressionError(f"{ast.unparse(node.value)} has no fields")
    return of.field(node.attr)


def _called(node: ast.Call, scope: Scope) -> Any:
    assert isinstance(node.func, ast.Name)
    function = FUNCTIONS.get(node.func.id) or scope.get(node.func.id)
    if not callable(function):
        raise ExpressionError(f"there is no function {node.func.id!r}")
    arguments = [_value(each, scope) for each in node.args]
    named = {str(each.arg): _value(each.value, scope) for each in node.keywords}
    try:
        return function(*arguments, **named)
    except TypeError as error:
        if "argument" not in str(error):
            raise
        raise ExpressionError(f"{node.func.id} does not take these values") from None


def _operated(node: ast.BinOp, scope: Scope) -> Any:
    left, right = _value(node.left, scope), _value(node.right, scope)
    if not _is_number(left) or not _is_number(right):
        raise ExpressionError(f"{ast.unparse(node)} needs numbers")
    return _BINARY[type(node.op)](left, right)


def _is_number(value: Any) -> bool:
    """Whether it is a number, a boolean or an array of them; not a text or an index."""
    return not isinstance(value, tuple) and np.asarray(value).dtype.kind in "biuf"


def _signed(node: ast.UnaryOp, scope: Scope) -> Any:
    value = _value(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return not _truth(value)
    if not _is_number(value):
        raise ExpressionError(f"{ast.unparse(node)} needs numbers")
    return -value if isinstance(node.op, ast.USub) else +value


def _compared(node: ast.Compare, scope: Scope) -> Any:
    """The result of a comparison: a boolean, or one for each number of an array."""
    values = [_value(each, scope) for each in (node.left, *node.comparators)]
    found: Any = True
    for operation, left, right in zip(node.ops, values, values[1:], strict=False):
        found = np.logical_and(found, _COMPARED[type(operation)](left, right))
    return found if np.ndim(found) else bool(found)


def _joined(node: ast.BoolOp, scope: Scope) -> bool:
    whole = all if isinstance(node.op, ast.And) else any
    return whole(_truth(_value(each, scope)) for each in node.values)


def _truth(value: Any) -> bool:
    """Whether all values are true."""
    return bool(np.all(value))


def _indexed(node: ast.Subscript, scope: Scope) -> Any:
    of, index = _value(node.value, scope), _value(node.slice, scope)
    if isinstance(of, tuple):
        return of[index]
    return np.asarray(of)[index]


def _slice(node: ast.Slice, scope: Scope) -> slice:
    parts = (node.lower, node.upper, node.step)
    return slice(*(None if each is None else int(_value(each, scope)) for each in parts))


_VALUES: Mapping[type[ast.AST], Callable[[Any, Scope], Any]] = {
    ast.Constant: lambda node, scope: node.value,
    ast.Name: _name,
    ast.Attribute: _field,
    ast.Call: _called,
    ast.BinOp: _operated,
    ast.UnaryOp: _signed,
    ast.Compare: _compared,
    ast.BoolOp: _joined,
    ast.Subscript: _indexed,
    ast.Slice: _slice,
    ast.Tuple: lambda node, scope: tuple(_value(each, scope) for each in node.elts),
}
