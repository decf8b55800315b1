"""Generates the tables of the documentation: `.venv/bin/python docs/tables.py`. A test fails while one is outdated."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.checkpoints.sequence import SequenceCheckpoint, shipped_sequence
from transformer_explore.core.checkpoints.stack_checkpoint import SINCE_2017
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.operations import OPERATIONS, Operation
from transformer_explore.explorer.features.models.english import NEIGHBORS
from transformer_explore.explorer.ui.keys import NAMES, PROGRAM_KEYS, Key, key_name
from transformer_explore.lessons.labs.families.sequence_files import BY_FAMILY

DOCS = Path(__file__).parent
RECALLED = (  # task, distance, label of the row
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
PALETTE, MOUSE = key_name("ctrl+p"), "mouse"
# Keys other than ASCII characters. The help also explains signs such as ≠, which are no keys.
KEY_NAMES = {*NAMES.values(), *"←↑→↓"}
PRECEDENCE = """\
A screen's own table takes precedence: in model families and experiments, `y` copies a command; in review cards it means
"I knew it". Export and Settings are dialogs in which only `Ctrl+Q` and the keys of their own tables work: `e` closes
Export, and `q` closes Settings. Wherever you type, and while a question is open, letters, digits and signs belong to
your text or answer."""
SCREENS = (  # heading, module below `explorer.features`, class
    ("Home", "home.screen", "HomeScreen"),
    ("Walk", "walk.screen", "WalkScreen"),
    ("Decode", "decode.screen", "DecodeScreen"),
    ("Masked words", "masked_words.screen", "MaskedWordsScreen"),
    ("What if", "run_pair.what_if_screen", "WhatIfScreen"),
    ("Compare", "run_pair.compare_screen", "CompareScreen"),
    ("Attention", "attention.screen", "AttentionScreen"),
    ("Heads and layers", "heads.screen", "HeadsScreen"),
    ("Map", "map.screen", "MapScreen"),
    ("Training", "training.screen", "TrainingScreen"),
    ("Model families", "families.screen", "FamiliesScreen"),
    ("Experiments", "labs.screen", "LabsScreen"),
    ("List of lessons", "lessons.contents_screen", "LessonsScreen"),
    ("Lesson", "lessons.screen", "LessonScreen"),
    ("Review cards", "lessons.cards_screen", "CardsScreen"),
    ("Export", "export.screen", "ExportScreen"),
    ("Export in a browser", "export.download", "DownloadScreen"),
    ("Settings", "settings.screen", "SettingsScreen"),
)


class Table(NamedTuple):
    """A generated table: its name in the markers, the page that holds it, and the function that makes it."""

    name: str
    page: Path
    make: Callable[[], str]


def operations(known: Iterable[Operation] = OPERATIONS.values()) -> str:
    """A row for each operation."""
    rows = (
        (f"`{each.name}`", f"`{each.formula.linear()}`", " × ".join(each.axes), each.paper) for each in known
    )
    return aligned([("operation", "computes", "axes", "paper"), *rows])


def recall() -> str:
    """The share of right answers of each family, for the shipped models."""
    rows = [
        (
            label,
            *(f"{_right(task, family, distance):.2f}" for family in FAMILIES),
            f"{_shipped(task, FAMILIES[0]).task.chance:.2f}",
        )
        for task, distance, label in RECALLED
    ]
    return aligned([("", *BY_FAMILY["family"], "guessing"), *rows])


def english() -> str:
    """The figures of the shipped models that predict the next word, and of n-grams."""
    rows = [
        (
            f"`{name}`",
            f"{figures['parameters']:,}",
            str(figures["cache"]),
            f"{figures['test']:.3f}",
            f"{math.exp(figures['test']):.1f}",
            _accepted(figures, "sampled"),
        )
        for name, figures in (
            (name, find_any(name).card["figures"]) for name in ("english-gpt", *SINCE_2017.values())
        )
    ]
    figures = find_any("english-gpt").card["figures"]
    rows += [
        (f"{order}-gram", "", "", f"{loss:.3f}", f"{math.exp(loss):.1f}", "")
        for order, loss in figures["n_grams"].items()
    ]
    rows.append(("test sentences", "", "", "", "", _accepted(figures, "grammar")))
    return aligned([("model", "parameters", "cache", "loss", "perplexity", "accepted"), *rows])


def _accepted(figures: Mapping[str, Any], which: str) -> str:
    """A share of sentences that belong to the grammar; a dash where it was not measured."""
    return f"{figures['accepted'][which]:.2f}" if "accepted" in figures else "–"


def hidden() -> str:
    """How many hidden words `english-bert` predicts, and its baselines."""
    figures = find_any("english-bert").card["figures"]
    rows = [("`english-bert`", f"{figures['test']['right']:.3f}"), *_baselines(figures["neighbors"])]
    return aligned([("guessed from", "right"), *rows])


def _baselines(shares: Mapping[str, float]) -> list[tuple[str, str]]:
    return [(title, f"{shares[name]:.3f}") for name, title in NEIGHBORS.items()]


def keys() -> str:
    """A table for the keys of the program, and one for each screen."""
    parts = ["## Every screen", _key_table(PROGRAM_KEYS), PRECEDENCE]
    for heading, module, name in SCREENS:
        screen = getattr(importlib.import_module(f"transformer_explore.explorer.features.{module}"), name)
        parts += [f"## {heading}", _key_table(screen.KEYS.keys)]
    return "\n\n".join(parts)


TABLES = (
    Table("keys", DOCS / "keys.md", keys),
    Table("operations", DOCS / "operations.md", operations),
    Table("recall", DOCS / "models.md", recall),
    Table("english", DOCS / "models.md", english),
    Table("hidden", DOCS / "models.md", hidden),
)


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with aligned columns; the first row is its header."""
    cells = [[text.replace("|", r"\|") for text in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [f"| {' | '.join(map(str.ljust, row, widths))} |" for row in cells]
    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([lines[0], rule, *lines[1:]])


def with_table(page: str, name: str, table: str) -> str:
    """The page with the table between its markers.

    Raises:
        ValueError: the page does not have both markers, each once and in this order.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, there, rest = page.partition(begin)
    inside, closed, after = rest.partition(end)
    if not there or not closed or begin in inside + after or end in before + after:
        raise ValueError(f"the page needs {begin} and {end}, each once")
    return f"{before}{begin}\n{table}\n{end}{after}"


def _key_table(keys: Iterable[Key]) -> str:
    found = [(_names(key), key) for key in keys if key.about or key.label]
    rows = [
        (" ".join(name if name == MOUSE else f"`{name}`" for name in names), key.english or key.label)
        for names, key in found
        if key.keys or (names and names != [PALETTE] and all(map(_is_key, names)))
    ]
    column = "key or mouse" if any(names == [MOUSE] for names, _key in found) else "key"
    table = aligned([(column, "what it does"), *rows])
    others = [key.english for names, key in found if not names]
    return f"{table}\n\nOnly in the palette: {'; '.join(others)}." if others else table


def _names(key: Key) -> list[str]:
    """What a reader presses; empty if the action is only in the palette."""
    if key.keys:
        return [key_name(each) for each in key.keys.split(",")]
    return [key_name(f"ctrl+{name[1:]}") if name.startswith("^") else name for name in key.shown.split()]


def _is_key(name: str) -> bool:
    own = name.rpartition("+")[2] or "+"
    return own in KEY_NAMES or name == MOUSE or (len(own) == 1 and own.isascii())


def _right(task: str, family: str, distance: int) -> float:
    card = _shipped(task, family).card
    return float(card["seeds"][0]["accuracy"][card["distances"].index(distance)])


def _shipped(task: str, family: str) -> SequenceCheckpoint:
    return shipped_sequence(f"{task}-{family}")


if __name__ == "__main__":
    for name, page, make in TABLES:
        text = page.read_text(encoding="utf-8")
        page.write_text(with_table(text, name, make()), encoding="utf-8")
