"""Makes the tables in README.md anew: `.venv/bin/python docs/tables.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from transformer_explore.core.checkpoints.sequence import SequenceCheckpoint, find_sequence
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.operations import OPERATIONS, Operation
from transformer_explore.lessons.labs.families.sequence_files import BY_FAMILY

README = Path(__file__).parent.parent / "README.md"
RECALLED = (  # task, distance, how the row is called
    ("copying", 24, "copying, 24 back"),
    ("copying", 25, "copying, 25 back"),
    ("copying", 128, "copying, 128 back"),
    ("cards", 16, "16 cards"),
    ("many-cards", 64, "64 cards"),
    ("n-back", 1, "1 back"),
    ("n-back", 4, "4 back"),
    ("n-back", 8, "8 back"),
    ("glossing", 8, "glossing, 8 characters"),
)


def operations(known: Iterable[Operation] = OPERATIONS.values()) -> str:
    """A row for each operation."""
    return aligned([("operation", "computes", "axes", "paper"), *map(_row, known)])


def recall() -> str:
    """The share of right answers of each family, of the models that are shipped."""
    rows = [
        (said, *(f"{_right(task, family, distance):.2f}" for family in FAMILIES), f"{_chance(task):.2f}")
        for task, distance, said in RECALLED
    ]
    return aligned([("", *BY_FAMILY["family"], "guessing"), *rows])


TABLES: Mapping[str, Callable[[], str]] = {"operations": operations, "recall": recall}


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, the first row its head, its columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([lines[0], rule, *lines[1:]])


def placed(readme: str, name: str, table: str) -> str:
    """The README with the table between its markers.

    Raises:
        ValueError: the markers are not there, each once and in this order.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, there, rest = readme.partition(begin)
    inside, closed, after = rest.partition(end)
    if not there or not closed or begin in inside + after or end in before + after:
        raise ValueError(f"README.md needs {begin} and {end}, each once")
    return f"{before}{begin}\n{table}\n{end}{after}"


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


def _right(task: str, family: str, distance: int) -> float:
    card = _shipped(task, family).card
    return float(card["seeds"][0]["accuracy"][card["distances"].index(distance)])


def _chance(task: str) -> float:
    return _shipped(task, FAMILIES[0]).task.chance


def _shipped(task: str, family: str) -> SequenceCheckpoint:
    found = find_sequence(f"{task}-{family}")
    assert found is not None
    return found


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    for each, made in TABLES.items():
        text = placed(text, each, made())
    README.write_text(text, encoding="utf-8")
