"""The card of a Transformer as plain text: sizes, training, and results for each seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console

from ....core.checkpoints import Checkpoint
from ....core.nn.configuration import Configuration
from ....core.support.localization import N_, _
from ..text import fit, safe, width, wrap
from .page import FAINT, HEADING, STRONG, print_line

COLUMN = 9  # columns of a number
NARROWEST, WIDEST = 20, 66  # columns of a title


def described(sizes: Configuration) -> str:
    """A configuration on one line."""
    return _(
        "N = {layers}, d_model = {d_model}, d_ff = {d_ff}, h = {heads}, vocabulary "
        "{vocabulary:,}, {residual}, {positions} positions, {activation}",
        layers=sizes.layers,
        d_model=sizes.d_model,
        d_ff=sizes.d_ff,
        heads=sizes.heads,
        vocabulary=sizes.vocabulary,
        residual=sizes.residual,
        positions=sizes.positions,
        activation=sizes.activation.upper(),
    )


def print_card(console: Console, checkpoint: Checkpoint) -> None:
    """Prints a model's sizes, training and results for each seed."""
    print_line(console, (safe(checkpoint.name), HEADING))
    for line in wrap(described(checkpoint.configuration), console.width - 2, 3):
        print_line(console, "  ", line)
    card = checkpoint.card
    if "figures" not in card:
        print_line(console, (_("  no card: its results were not recorded"), FAINT))
        return
    figures = card["figures"]
    print_line(
        console,
        _(
            "  {parameters:,} parameters in {megabytes:.2f} MB, vocabulary {vocabulary:,}, seed "
            "{seed}, {minutes} CPU minutes",
            parameters=figures["parameters"],
            megabytes=figures["bytes"] / 1e6,
            vocabulary=figures["vocabulary"],
            seed=figures["seed"],
            minutes=figures["cpu_minutes"],
        ),
    )
    print_line(console)
    rows = card["seeds"]
    _line(console, "", [_("seed {seed}", seed=row["seed"]) for row in rows], STRONG)
    for title, value in LINES:
        _line(console, _(title), [value(row) for row in rows])
    _heads(console, figures["alignment"])


def _share(share: float) -> str:
    return f"{share:.3f}"


def _right(count: Mapping[str, int]) -> float:
    return count["right"] / count["of"]


def _aligned(row: Mapping[str, Any], which: str) -> str:
    return _share(row["alignment"][which])


LINES: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    (
        N_("exact translation, unseen verb–object or adjective–noun pair"),
        lambda row: _share(row["exact"]["pairs-test"]),
    ),
    (N_("exact translation, unseen set of content words"), lambda row: _share(row["exact"]["sets-test"])),
    (
        N_("exact translation, worst construction"),
        lambda row: _share(min(map(_right, row["constructions"].values()))),
    ),
    (N_("sentences from the lessons"), lambda row: f"{row['named']['right']}/{row['named']['of']}"),
    (
        N_("ambiguous sentences that beam search with width 4 translates differently"),
        lambda row: f"{row['ambiguous']['changed_by_beam_4']}/{row['ambiguous']['of']}",
    ),
    (
        N_("best cross-attention head attends to the aligned character"),
        lambda row: _aligned(row, "all_words"),
    ),
    (N_("  the same, content words"), lambda row: _aligned(row, "content_words")),
    (N_("  the same, by chance"), lambda row: _aligned(row, "chance")),
    (N_("CPU minutes"), lambda row: str(row["cpu_minutes"])),
)


def _line(console: Console, title: str, values: list[str], style: str = "") -> None:
    """A title, broken into lines where it is long, and the values of the seeds at the end of the last one."""
    numbers = "".join(fit(value, max(COLUMN, width(value) + 1), "right") for value in values)
    room = max(NARROWEST, min(WIDEST, console.width - 2 - width(numbers)))
    *others, last = wrap(title, room, 9)
    for line in others:
        print_line(console, "  ", line)
    print_line(console, "  ", fit(last, room), (numbers, style))


def _heads(console: Console, alignment: Mapping[str, Any]) -> None:
    print_line(console)
    print_line(
        console, (_("  how often each cross-attention head attends most to the aligned character"), FAINT)
    )
    print_line(
        console, (_("  (a word is aligned in the row that predicts it, not in the row that reads it)"), FAINT)
    )
    for head in alignment["heads"]:
        best = (
            _("  ← best") if (head["layer"], head["head"]) == (alignment["layer"], alignment["head"]) else ""
        )
        print_line(
            console,
            _(
                "    layer {layer} head {head}   all words {all_words:.3f}   content words "
                "{content_words:.3f}{best}",
                layer=head["layer"] + 1,
                head=head["head"] + 1,
                all_words=head["all_words"],
                content_words=head["content_words"],
                best=best,
            ),
        )
