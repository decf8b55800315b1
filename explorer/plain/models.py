"""The shipped models and their cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console

from ...core.checkpoints import Checkpoint, find, shipped
from ...core.nn.configuration import CONFIGURATIONS, Configuration
from ..text import safe
from .page import FAINT, HEADING, STRONG, put


def print_models(console: Console) -> None:
    """Each shipped model with its sizes and the figures of its card, then the paper's sizes."""
    for name in shipped():
        print_card(console, find(name))
    put(console)
    put(console, ("sizes of the paper, untrained, for measuring (Vaswani et al. 2017, table 3)", HEADING))
    for name, sizes in CONFIGURATIONS.items():
        put(console, "  ", (f"{name:8}", STRONG), described(sizes))


def described(sizes: Configuration) -> str:
    """A configuration on one line."""
    return (
        f"N = {sizes.layers}, d_model = {sizes.d_model}, d_ff = {sizes.d_ff}, h = {sizes.heads}, "
        f"vocabulary {sizes.vocabulary:,}, {sizes.residual}, {sizes.positions} positions, {sizes.activation.upper()}"
    )


def print_card(console: Console, checkpoint: Checkpoint) -> None:
    """One model: what it is, how it was made, how well it does, seed by seed."""
    put(console, (safe(checkpoint.name), HEADING))
    put(console, "  ", described(checkpoint.configuration))
    card = checkpoint.card
    if "figures" not in card:
        put(console, ("  no card: nobody wrote down how well it does", FAINT))
        return
    figures = card["figures"]
    put(
        console,
        f"  {figures['parameters']:,} parameters in {figures['bytes'] / 1e6:.2f} MB, "
        f"vocabulary {figures['vocabulary']:,}, seed {figures['seed']}, {figures['cpu_minutes']} CPU-minutes",
    )
    put(console)
    rows = card["seeds"]
    _line(console, "", [f"seed {row['seed']}" for row in rows], STRONG)
    for title, value in LINES:
        _line(console, title, [value(row) for row in rows])
    _heads(console, figures["alignment"])


def _share(share: float) -> str:
    return f"{share:.3f}"


def _right(count: Mapping[str, int]) -> float:
    return count["right"] / count["of"]


def _aligned(row: Mapping[str, Any], which: str) -> str:
    return _share(row["alignment"][which])


LINES: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    (
        "exact translation, verb–object or adjective–noun pair never seen",
        lambda row: _share(row["exact"]["pairs-test"]),
    ),
    ("exact translation, set of content words never seen", lambda row: _share(row["exact"]["sets-test"])),
    (
        "exact translation, worst construction",
        lambda row: _share(min(map(_right, row["constructions"].values()))),
    ),
    ("sentences of the lessons", lambda row: f"{row['named']['right']}/{row['named']['of']}"),
    (
        "ambiguous sentences that beam 4 translates otherwise",
        lambda row: f"{row['ambiguous']['changed_by_beam_4']}/{row['ambiguous']['of']}",
    ),
    ("best cross-attention head points at the aligned character", lambda row: _aligned(row, "all_words")),
    ("  the same, content words", lambda row: _aligned(row, "content_words")),
    ("  the same, chance", lambda row: _aligned(row, "chance")),
    ("CPU-minutes", lambda row: str(row["cpu_minutes"])),
)


def _line(console: Console, title: str, values: list[str], style: str = "") -> None:
    put(console, f"  {title:<66}", ("".join(f"{value:>10}" for value in values), style))


def _heads(console: Console, alignment: Mapping[str, Any]) -> None:
    put(console)
    put(console, ("  how often each cross-attention head points at the aligned character", FAINT))
    put(console, ("  (the row that predicts a word carries its alignment, not the row that reads it)", FAINT))
    for head in alignment["heads"]:
        best = "  ← best" if (head["layer"], head["head"]) == (alignment["layer"], alignment["head"]) else ""
        put(
            console,
            f"    layer {head['layer'] + 1} head {head['head'] + 1}   all words {head['all_words']:.3f}   "
            f"content words {head['content_words']:.3f}{best}",
        )
