"""Makes the table of operations in README.md anew: `.venv/bin/python docs/operations.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from transformer_explore.core.operations import OPERATIONS, Operation

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- operations -->", "<!-- /operations -->"
HEADS = ("operation", "computes", "axes", "paper")


def table(operations: Iterable[Operation]) -> str:
    """A Markdown table with a row for each operation, its columns aligned."""
    rows = [HEADS, *map(_row, operations)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([lines[0], rule, *lines[1:]])


def placed(readme: str, table: str) -> str:
    """The README with the table between its markers.

    Raises:
        ValueError: the markers are not there, each once and in this order.
    """
    before, there, rest = readme.partition(BEGIN)
    inside, closed, after = rest.partition(END)
    if not there or not closed or BEGIN in inside + after or END in before + after:
        raise ValueError(f"README.md needs {BEGIN} and {END}, each once")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _row(operation: Operation) -> tuple[str, ...]:
    axes = " × ".join(f"{axis}" for axis in operation.axes)
    return (
        _cell(f"`{operation.name}`"),
        _cell(f"`{operation.formula.linear()}`"),
        _cell(axes),
        _cell(operation.paper),
    )


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(text.ljust(width) for text, width in zip(row, widths, strict=True))} |"


if __name__ == "__main__":
    README.write_text(
        placed(README.read_text(encoding="utf-8"), table(OPERATIONS.values())), encoding="utf-8"
    )
