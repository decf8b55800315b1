"""Formulas as MathML, which browsers draw and screen readers read, from the same description as Unicode and LaTeX."""

from __future__ import annotations

import re
from itertools import pairwise

from ....core.operations.formula_nodes import (
    INDICES,
    OPERATORS,
    Call,
    Cases,
    Formula,
    Fraction,
    Paren,
    Root,
    Row,
    Script,
    Symbol,
    Text,
    Total,
)
from .markup import NOTHING, Html, element

TIMES, APPLY = "\u2062", "\u2061"  # invisible: a product, and a function before its argument
PIECES = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|\S")


def mathml(formula: Formula) -> Html:
    """A formula on lines of its own; readers that do not know MathML get it on one line."""
    return element("math", _drawn(formula), display="block", alttext=formula.linear())


def _drawn(part: Formula) -> Html:
    match part:
        case Symbol():
            return _symbol(part.words)
        case Text():
            return element("mtext", part.words)
        case Paren():
            return element(
                "mrow", _operator(part.brackets[0]), _drawn(part.inside), _operator(part.brackets[1])
            )
        case Row():
            return _row(part)
        case Fraction():
            return element("mfrac", _drawn(part.top), _drawn(part.bottom))
        case Root():
            return element("msqrt", _drawn(part.inside))
        case Script():
            return _scripted(_drawn(part.closed()), part.lower, part.upper)
        case Total():
            sign = _scripted(_operator("∑"), part.over, part.limit, "munder", "mover", "munderover")
            return element("mrow", sign, _drawn(part.closed()))
        case Call():
            applied = _invisible(APPLY) if part.brackets == "()" else NOTHING
            return element("mrow", _drawn(part.name), applied, _drawn(Paren(part.arguments, part.brackets)))
        case Cases():
            rows = (
                element("mtr", element("mtd", _drawn(value)), element("mtd", _drawn(condition)))
                for value, condition in part.rows
            )
            return element("mrow", _operator("{"), element("mtable", *rows))
    raise TypeError(f"cannot draw a {type(part).__name__}")


def _symbol(words: str) -> Html:
    pieces = [_piece(piece) for piece in PIECES.findall(words)]
    return pieces[0] if len(pieces) == 1 else element("mrow", *pieces)


def _piece(piece: str) -> Html:
    if piece[0].isdigit():
        return element("mn", piece)
    return element("mi", piece) if piece.isalpha() or piece == "∞" else _operator(piece)


def _operator(sign: str) -> Html:
    return element("mo", "∣" if sign == "|" else sign)


def _invisible(sign: str) -> Html:
    return element("mo", Html(f"&#x{ord(sign):x};"))


def _row(part: Row) -> Html:
    parts = part.guarded(flat=False)
    drawn = [_drawn(parts[0])]
    for left, right in pairwise(parts):
        drawn += [] if _is_operator(left) or _is_operator(right) else [_invisible(TIMES)]
        drawn.append(_drawn(right))
    return element("mrow", *drawn)


def _is_operator(part: Formula) -> bool:
    return isinstance(part, Symbol) and part.words in OPERATORS


def _scripted(
    base: Html,
    lower: Formula | None,
    upper: Formula | None,
    below: str = "msub",
    above: str = "msup",
    both: str = "msubsup",
) -> Html:
    if lower is not None and upper is not None:
        return element(both, base, _index(lower), _index(upper))
    if lower is not None:
        return element(below, base, _index(lower))
    return base if upper is None else element(above, base, _index(upper))


def _index(script: Formula) -> Html:
    """A script, where ij is two indices, not a word."""
    if isinstance(script, Symbol) and len(script.words) > 1 and set(script.words) <= INDICES:
        return element("mrow", *(element("mi", letter) for letter in script.words))
    return _drawn(script)
