"""The models that read English as plain text: tables of the shipped ones, and the description of one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from ....core.checkpoints.stack_checkpoint import SINCE_2017, StackCheckpoint
from ....core.support.localization import N_, _
from ...ui.plain.page import FAINT, HEADING, STRONG, print_line
from ...ui.text import fit, safe, width, wrap
from .foreign import parts_of, print_fact, special_tokens

NAMES, COLUMN = 16, 10  # widths of the columns; those of numbers may be wider
Row = tuple[str, ...]

NEXT_WORD = (N_("parameters"), N_("cache"), N_("dev loss"), N_("test loss"), N_("perplexity"), N_("accepted"))
HIDDEN_WORD = (N_("parameters"), N_("dev loss"), N_("test loss"), N_("right"), N_("in first 5"))


def print_english_models(console: Console, models: Mapping[str, StackCheckpoint]) -> None:
    """Prints the shipped models, those that differ only in their parts in a group."""
    print_line(console, (_("models that read English: the English sentences of the grammar"), HEADING))
    language = [model for model in models.values() if predicts_next(model)]
    others = [model for model in language if model.name not in SINCE_2017.values()]
    since = [models[name] for name in SINCE_2017.values() if name in models]
    print_line(console)
    _explain(
        console,
        _(
            "decoder-only, predict the next word. Loss in nats per word; cache: numbers in the keys and values of a "
            "token; accepted: share of the sentences written by a model that the program recognizes as grammatical "
            "(it recognizes {most} of the sentences that the grammar itself writes)",
            most=_share(_most_found(language)),
        ),
    )
    _table(console, NEXT_WORD, [(model.name, *_next_word(model.card.get("figures", {}))) for model in others])
    for order, loss in _n_grams(language).items():
        row = (_("{order}-gram", order=order), "", "", "", f"{loss:.3f}", f"{math.exp(loss):.1f}", "")
        print_line(console, "  ", (_row(NEXT_WORD, row), FAINT))
    print_line(console)
    _explain(
        console, _("what has changed since 2017: the same small model with other parts, trained the same way")
    )
    _table(console, NEXT_WORD, [(model.name, *_next_word(model.card.get("figures", {}))) for model in since])
    hidden = [model for model in models.values() if not predicts_next(model)]
    print_line(console)
    _explain(
        console,
        _("encoder-only, predict a masked word; right: share of test sentences with the right word first"),
    )
    _table(
        console, HIDDEN_WORD, [(model.name, *_hidden_word(model.card.get("figures", {}))) for model in hidden]
    )
    for title, share in _neighbors(hidden).items():
        print_line(console, "  ", (_row(HIDDEN_WORD, (_(title), "", "", "", _share(share), "")), FAINT))


def print_english_model(console: Console, model: StackCheckpoint) -> None:
    """Prints the sizes of one model, how it was trained, and its results for each seed."""
    print_line(console, (safe(model.name), HEADING))
    for label, text in parts_of(model.configuration):
        print_fact(console, label, text)
    print_fact(console, *special_tokens(model))
    card = model.card
    if "figures" not in card:
        print_line(console, (_("  no card: its results were not recorded"), FAINT))
        return
    print_fact(
        console,
        _("training"),
        _(
            "{sentences:,} sentences, {updates:,} updates of about {tokens:,} tokens, seed {seed}, "
            "{minutes} CPU minutes",
            sentences=card["recipe"]["sentences"],
            updates=card["recipe"]["updates"],
            tokens=card["recipe"]["tokens"],
            seed=card["recipe"]["seed"],
            minutes=card["figures"]["cpu_minutes"],
        ),
    )
    print_line(console)
    following = predicts_next(model)
    columns, row = (NEXT_WORD, _next_word) if following else (HIDDEN_WORD, _hidden_word)
    _table(console, columns, [(_("seed {seed}", seed=each["seed"]), *row(each)) for each in card["seeds"]])


def predicts_next(model: StackCheckpoint) -> bool:
    """Whether a model was trained to predict the next word, not a hidden one."""
    return model.architecture == "decoder"


def _next_word(figures: Mapping[str, Any]) -> Row:
    if not figures:
        return ("–",) * len(NEXT_WORD)
    loss = figures["test"]
    return (
        f"{figures['parameters']:,}",
        str(figures["cache"]),
        f"{figures['final_dev']:.3f}",
        f"{loss:.3f}",
        f"{math.exp(loss):.1f}",
        _share(figures["accepted"]["sampled"]) if "accepted" in figures else "–",
    )


def _hidden_word(figures: Mapping[str, Any]) -> Row:
    if not figures:
        return ("–",) * len(HIDDEN_WORD)
    test = figures["test"]
    return (
        f"{figures['parameters']:,}",
        f"{figures['final_dev']:.3f}",
        f"{test['loss']:.3f}",
        _share(test["right"]),
        _share(test["among_five"]),
    )


def _figures(models: Sequence[StackCheckpoint]) -> Mapping[str, Any]:
    """The figures of the first model; what they say about the data is the same for all."""
    return next((model.card["figures"] for model in models if "figures" in model.card), {})


def _n_grams(models: Sequence[StackCheckpoint]) -> Mapping[str, float]:
    return dict(_figures(models).get("n_grams", {}))


def _most_found(models: Sequence[StackCheckpoint]) -> float:
    return float(_figures(models).get("accepted", {}).get("grammar", 1.0))


NEIGHBORS = {
    "frequency": N_("frequency only"),
    "left": N_("left neighbor"),
    "right": N_("right neighbor"),
    "both": N_("both neighbors"),
}
"""What the most frequent word is chosen by, by its name in a card."""


def _neighbors(models: Sequence[StackCheckpoint]) -> Mapping[str, float]:
    found = _figures(models).get("neighbors", {})
    return {title: found[name] for name, title in NEIGHBORS.items() if name in found}


def _share(share: float) -> str:
    return f"{share:.3f}"


def _explain(console: Console, text: str) -> None:
    for line in wrap(text, console.width - 2, 4):
        print_line(console, "  ", line)


def _table(console: Console, columns: Sequence[str], rows: Sequence[Row]) -> None:
    print_line(console, "  ", (_row(columns, ("", *map(_, columns))), FAINT))
    for name, *values in rows:
        print_line(console, "  ", (fit(name, NAMES), STRONG), _numbers(columns, values))


def _row(columns: Sequence[str], cells: Row) -> str:
    return fit(cells[0], NAMES) + _numbers(columns, cells[1:])


def _numbers(columns: Sequence[str], cells: Sequence[str]) -> str:
    """The cells, each as wide as its column, whose title has a space before it."""
    return "".join(
        fit(cell, max(COLUMN, width(_(title)) + 1), "right")
        for title, cell in zip(columns, cells, strict=True)
    )
