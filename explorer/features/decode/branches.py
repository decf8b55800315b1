"""A tree as lines of text: each node with the branches that lead to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Node = TypeVar("Node")

FORK, LAST, BELOW, NOTHING = "├ ", "└ ", "│ ", "  "


def drawn(root: Node, children: Callable[[Node], Sequence[Node]]) -> list[tuple[Node, str]]:
    """Every node with the branches before it, depth first; a line is moved in only where the tree forks."""
    made: list[tuple[Node, str]] = []
    todo = [(root, "", "")]
    while todo:
        node, branch, below = todo.pop()
        made.append((node, branch))
        after = children(node)
        if len(after) == 1:
            todo.append((after[0], below, below))
            continue
        for child in reversed(after):
            last = child is after[-1]
            todo.append((child, below + (LAST if last else FORK), below + (NOTHING if last else BELOW)))
    return made
