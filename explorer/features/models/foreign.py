"""Checkpoints of other programs as plain text: a table of those that were found, and the description of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from rich.console import Console

from ....core.checkpoints import CheckpointError, Model, find_any
from ....core.checkpoints.hugging_face.foreign_model import ForeignModel
from ....core.checkpoints.hugging_face.pieces import Spelling
from ....core.checkpoints.model_folders import VARIABLE
from ....core.checkpoints.text_model import TextModel
from ....core.nn.stack import EmbeddingParts, Stack
from ....core.support.localization import N_, _
from ...ui.plain.page import BAD, FAINT, HEADING, STRONG, print_line
from ...ui.text import fit, safe, width, wrap

NAMES, FAMILY, NUMBERS = 30, 8, 15  # widths of the columns
LABELS = 16
PARTS = {
    "embedding": N_("embedding"),
    "source_embedding": N_("source"),
    "target_embedding": N_("target"),
    "encoder": N_("encoder"),
    "decoder": N_("decoder"),
}
"""What the parts of a configuration are called, by its attribute."""
SPELLINGS = {
    Spelling.BYTE_LEVEL: N_("byte-level"),
    Spelling.SENTENCE_PIECE: N_("SentencePiece"),
    Spelling.PLAIN: N_("words and pieces of words"),
}
SPECIAL = {
    "begin": N_("begins a text"),
    "end": N_("ends a text"),
    "padding": N_("padding"),
    "unknown": N_("unknown word"),
    "mask": N_("masked word"),
    "classifier": N_("begins the text"),
    "separator": N_("separates texts"),
    "decoder_begin": N_("begins the target"),
}
"""What each special token is for, by the attribute of `SpecialTokens`."""


def print_found(console: Console, found: Mapping[str, Path]) -> None:
    """Prints a line for each checkpoint, or how to name a folder if none was found."""
    print_line(console, (_("checkpoints in the folders listed in {variable}", variable=VARIABLE), HEADING))
    if not found:
        about = _(
            "none; set {variable} to a folder with checkpoints, or give the path of one: --model FOLDER",
            variable=VARIABLE,
        )
        for line in wrap(about, console.width - 2, 3):
            print_line(console, "  ", (line, FAINT))
    for name, path in found.items():
        shown = safe(name)
        head = fit(shown, max(NAMES, width(shown) + 1))
        try:
            model = find_any(str(path))
            reason = next(iter(model.refusals()), "") if isinstance(model, ForeignModel) else ""
        except CheckpointError as error:
            reason, model = str(error), None
        if reason or model is None:
            print_line(console, "  ", head, (_("cannot be opened"), BAD), "  ", (safe(reason), FAINT))
        else:
            print_line(console, "  ", head, _row(model))


def _row(model: Model) -> str:
    card = model.card if isinstance(model, ForeignModel) else {}
    kind = fit(safe(card.get("family", model.architecture)), FAMILY)
    if not card:
        return kind
    count = fit(f"{card['parameters']:,}", NUMBERS, "right")
    return f"{kind}{count}  {safe(card['precision'])}"


def print_foreign(console: Console, model: ForeignModel) -> bool:
    """Prints sizes, weights and tokenizer of a checkpoint, and why it cannot be used; whether it can."""
    print_line(console, (safe(model.name), HEADING))
    print_fact(console, _("path"), str(model.where))
    print_fact(
        console,
        _("family"),
        _("{family}, architecture {architecture}", family=model.model_type, architecture=model.architecture),
    )
    reasons = [*model.refusals()]
    try:
        for label, text in _facts(model):
            print_fact(console, label, text)
    except CheckpointError as error:
        if str(error) not in reasons:
            reasons.append(str(error))
    for reason in reasons:
        print_line(console, "  ", (fit(_("refused"), LABELS), BAD), safe(reason))
    return not reasons


def parts_of(configuration: Any) -> Iterator[tuple[str, str]]:
    """The parts of a configuration: what each is called, and its sizes."""
    for part in fields(configuration):
        value = getattr(configuration, part.name)
        if isinstance(value, Stack):
            yield _(PARTS[part.name]), _stack(value)
        elif isinstance(value, EmbeddingParts):
            yield _(PARTS[part.name]), _embedding(value)


def _facts(model: ForeignModel) -> Iterator[tuple[str, str]]:
    """Labels and what they describe; CheckpointError where something cannot be read."""
    yield from parts_of(model.configuration)
    card = model.card
    size = _(
        "{parameters:,}; {megabytes:,.1f} MB stored as {precision}",
        parameters=card["parameters"],
        megabytes=card["bytes"] / 1e6,
        precision=card["precision"],
    )
    if card["precision"] != "float32":
        size += _(", {megabytes:,.1f} MB in memory as float32", megabytes=card["parameters"] * 4 / 1e6)
    yield _("parameters"), size
    tokens = sum(map(bool, model.vocabulary))
    yield (
        _("tokenizer"),
        _("{count:,} tokens, {kind}", count=tokens, kind=_(SPELLINGS[model.tokenizer.spelling])),
    )
    yield special_tokens(model)


def _stack(sizes: Stack) -> str:
    heads = str(sizes.heads)
    if sizes.groups != sizes.heads:
        heads = _("{heads} sharing {groups} keys and values", heads=heads, groups=sizes.groups)
    return _(
        "N = {layers}, d_model = {d_model}, d_ff = {d_ff}, h = {heads}, d_k = {d_head}, {parts}",
        layers=sizes.layers,
        d_model=sizes.d_model,
        d_ff=sizes.d_ff,
        heads=heads,
        d_head=sizes.d_head,
        parts=", ".join(_parts(sizes)),
    )


def _parts(sizes: Stack) -> Iterator[str]:
    """The parts in the slots of a layer, as its configuration names them."""
    yield from (sizes.residual, sizes.norm, sizes.activation)
    if sizes.feed_forward != "plain":
        yield sizes.feed_forward
    if sizes.positions != "none":
        yield _("{positions} positions", positions=sizes.positions)
    if sizes.scores != "scaled":
        yield sizes.scores


def _embedding(parts: EmbeddingParts) -> str:
    text = _(
        "vocabulary {vocabulary:,}, at most {longest:,} tokens",
        vocabulary=parts.vocabulary,
        longest=parts.longest,
    )
    return (
        text
        if parts.positions == "none"
        else _("{text}, {positions} positions", text=text, positions=parts.positions)
    )


def special_tokens(model: TextModel) -> tuple[str, str]:
    """A label, and the special tokens of a model with their uses."""
    return _("special tokens"), _(", ").join(_special(model)) or _("none")


def _special(model: TextModel) -> Iterator[str]:
    """Each special token and what it is for."""
    uses: dict[int, list[str]] = {}
    for name, use in SPECIAL.items():
        if name == "decoder_begin" and not hasattr(model.configuration, "target_embedding"):
            continue  # others have no decoder, or it begins with the text
        ids = getattr(model.special_tokens, name)
        for id in ids if isinstance(ids, tuple) else () if ids is None else (ids,):
            uses.setdefault(id, []).append(_(use))
    for id, names in uses.items():
        token = safe(model.vocabulary[id]) or str(id)
        yield _("{token} ({uses})", token=token, uses=_(", ").join(names))


def print_fact(console: Console, label: str, text: str) -> None:
    """Prints a label and what it describes, on as many lines as needed."""
    first, *others = wrap(safe(text), max(20, console.width - LABELS - 2), 9)
    print_line(console, "  ", (fit(label, LABELS), STRONG), first)
    for line in others:
        print_line(console, " " * (LABELS + 2), line)
