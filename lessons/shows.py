"""Where the numbers of an exhibit come from: runs, experiments, the paper, or the lesson itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..core.trace.tags import Tag, Tags, of_traces
from .expressions import parse
from .lesson import MAIN, Show
from .material import OF_A_RUN, Material


def shows(show: Show, material: Material) -> Tags:
    """The tags of an exhibit; none for a formula.

    Raises:
        ExpressionError, KeyError: it cannot be shown.
    """
    if show.kind == "formula":
        return ()
    if show.kind in ("step", "cell"):
        return of_traces(material.run(show.run))
    trees = [value.tree for _label, value in show.curves] or [parse(show.what).tree]
    return tuple(dict.fromkeys(tag for tree in trees for tag in _read_by(tree, material))) or (Tag.BY_HAND,)


def _read_by(tree: ast.AST, material: Material) -> Iterator[Tag]:
    """The tags of everything that a live value reads: `fact(…)`, tables of labs, and runs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            result = material.labs.get(node.value.id)
            if result is not None and node.attr in result.tables:
                yield from result.tables[node.attr].shows
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "fact":
                yield Tag.PAPER
            elif node.func.id in OF_A_RUN:
                words = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
                run = next((word for word in words if word in material.runs), MAIN)
                yield from of_traces(material.run(run))
