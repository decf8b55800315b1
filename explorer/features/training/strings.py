"""The sentences about a model's training: one place, so that another language can follow."""

from __future__ import annotations

from ....core.support.localization import _
from ...ui.text import safe
from ...ui.words import sentence
from .state import Look, TrainingState

NO_LOSS = "–"


def loss(value: float | None) -> str:
    """A loss, or that there is none yet."""
    return NO_LOSS if value is None else f"{value:.2f}"


def moment(learning: TrainingState) -> str:
    """How far the training is: "after 600 of 7,500 updates"."""
    if learning.update == 0:
        return _("before the first update: weights at random")
    return _("after {update:,} of {last:,} updates", update=learning.update, last=learning.updates[-1])


def loss_now(learning: TrainingState) -> str:
    """The loss at this moment, or nothing."""
    return "" if learning.loss is None else _("loss {loss}", loss=loss(learning.loss))


def pair(learning: TrainingState) -> str:
    """The sentence and its translation."""
    return f"{learning.title(learning.sentence)} → {sentence(learning.translation)}"


def head(learning: TrainingState) -> str:
    return _("head {head} of {heads}", head=learning.head + 1, heads=learning.shape[0])


def row(look: Look) -> str:
    """A row: the token that is read there, and the one that it predicts."""
    return f"{safe(look.reads)} → {safe(look.predicts)}" if look.predicts else safe(look.reads)


def bits(look: Look) -> str:
    """How sharply it looks: 0 bits is at one word alone."""
    return _("{bits:.2f} of {most:.2f} bits", bits=look.bits, most=look.most)


def reads_and_predicts() -> str:
    return _("each row belongs to the token that is read there, and predicts the token after it")


def what_bits_are() -> str:
    return _(
        "bits: the entropy of a row, 0 where it looks at one word alone, beside that of looking at all alike"
    )


def other_sentences() -> str:
    return _("sentences whose attention was kept")


def cell(learning: TrainingState) -> str:
    """The weight under the cursor, as one reads it."""
    name = learning.shown().cell_name((learning.row, learning.column))
    return _("{cell} over the training", cell=name)
