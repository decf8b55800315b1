r"""Formulas, described once as a small tree and drawn in three ways: two-dimensional Unicode, LaTeX, one line.

    scaled = equation("scaled", fraction("Q K^T", root("d_k")))

    scaled.unicode()              Q Kᵀ
                         scaled = ────
                                  √dₖ
    scaled.latex()       \mathrm{scaled} = \frac{Q K^{T}}{\sqrt{d_{k}}}
    scaled.linear()      scaled = Q Kᵀ / √dₖ

Every part can be a str: symbols and operators separated by spaces; `x_i`, `K^T`, `W_h^Q` have scripts, and `/` and `,`
need no spaces. Use `text("if so")` for words that are not symbols. Parentheses are added where necessary:
`row("γ", row("x − μ"))` is γ (x − μ); each drawing gets only those it needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .formula_nodes import Call, Cases, Formula, Fraction, Paren, Root, Row, Script, Symbol, Text, Total

Part = Formula | str


def read(part: Part) -> Formula:
    """A formula from its short description, such as "x W_1 + b_1"; a formula is returned unchanged."""
    return row(part)


def row(*parts: Part) -> Formula:
    """Parts and operators from left to right: `row("x", "−", "μ")` or `row("x − μ")`."""
    flat: list[Formula] = []
    for part in parts:
        words = re.findall(r"[/,]|[^/,\s]+", part) if isinstance(part, str) else ()
        flat += [part] if isinstance(part, Formula) else map(_symbol, words)
    if not flat:
        raise ValueError("a formula cannot be empty")
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def _symbol(word: str) -> Formula:
    """A symbol with its scripts: x, x_i, K^T, W_h^Q."""
    match = re.fullmatch(r"([^_^]+)(?:_([^_^]+))?(?:\^([^_^]+))?", word)
    if word == "-":
        return Symbol("−")
    if match is None or match[1] == word:
        return Symbol(word)
    base, lower, upper = (Symbol(part) if part else None for part in match.groups())
    assert base is not None
    return Script(base, lower, upper)


def text(words: str) -> Formula:
    """Plain words."""
    return Text(words)


def fraction(top: Part, bottom: Part) -> Formula:
    """top / bottom"""
    return Fraction(read(top), read(bottom))


def root(inside: Part) -> Formula:
    """√inside"""
    return Root(read(inside))


def sub(base: Part, index: Part) -> Formula:
    """base with a subscript; if base is a str with several symbols, the last one gets it"""
    return _scripted(base, lower=read(index))


def sup(base: Part, exponent: Part) -> Formula:
    """base with a superscript; if base is a str with several symbols, the last one gets it"""
    return _scripted(base, upper=read(exponent))


def _scripted(part: Part, lower: Formula | None = None, upper: Formula | None = None) -> Formula:
    base = read(part)
    lower, upper = (script.in_line() if isinstance(script, Fraction) else script for script in (lower, upper))
    if isinstance(part, str) and isinstance(base, Row):
        return Row((*base.parts[:-1], _scripted(base.parts[-1], lower, upper)))
    if isinstance(base, Script) and not (base.lower and lower) and not (base.upper and upper):
        return Script(base.base, base.lower or lower, base.upper or upper)
    return Script(base, lower, upper)


def total(body: Part, over: Part | None = None, limit: Part | None = None) -> Formula:
    """Σ of body over an index, up to a limit"""
    return Total(read(body), None if over is None else read(over), None if limit is None else read(limit))


def call(name: Part, *arguments: Part) -> Formula:
    """name(arguments)"""
    return Call(read(name), _listed(arguments))


def entry(table: Part, *indices: Part) -> Formula:
    """table[indices]"""
    return Call(read(table), _listed(indices), "[]")


def _listed(parts: Sequence[Part]) -> Formula:
    return row(*[item for part in parts for item in (",", part)][1:])


def paren(*parts: Part) -> Formula:
    """(parts), for parentheses that would not be added automatically"""
    return Paren(row(*parts))


def cases(*rows: tuple[Part, Part]) -> Formula:
    """One of several values, each with its condition; a condition with a word in it is text."""

    def condition(part: Part) -> Formula:
        return Text(part) if isinstance(part, str) and re.search(r"(^|\s)[^\W\d_]{2}", part) else read(part)

    return Cases(tuple((read(value), condition(when)) for value, when in rows))


def equation(*sides: Part) -> Formula:
    """left = right"""
    return row(*[item for side in sides for item in ("=", side)][1:])
