"""Sentences about the snapshots of a model's training, for the screen and for plain text."""

from __future__ import annotations

from ....core.support.localization import N_, _
from ....core.trace.tags import Tag, of_model
from ...ui.text import safe
from ...ui.words import sentence
from .state import Peak, TrainingState

READS_AND_PREDICTS = N_("each row belongs to the token that is read there, and predicts the next token")
BITS = N_("bits: the entropy of a row (0 if one word has all the weight), then that of equal weights")
OTHER_SENTENCES = N_("sentences whose attention was saved")


def loss(value: float | None) -> str:
    """A loss; a dash before the first update."""
    return "–" if value is None else f"{value:.2f}"


def moment(state: TrainingState) -> str:
    """How far the training has come: "after 600 of 7,500 updates"."""
    if state.update == 0:
        return _("before the first update: random weights")
    return _("after {update:,} of {last:,} updates", update=state.update, last=state.updates[-1])


def tag(state: TrainingState) -> Tag:
    """The tag of the snapshot."""
    return of_model(state.update > 0)


def current_loss(state: TrainingState) -> str:
    """The loss in this snapshot; "" before the first update."""
    return "" if state.loss is None else _("loss {loss}", loss=loss(state.loss))


def pair(state: TrainingState) -> str:
    """The sentence and its translation."""
    return f"{state.titles[state.sentence]} → {sentence(state.translation)}"


def attention(state: TrainingState) -> str:
    """The attention and head that are shown."""
    head = _("head {head} of {heads}", head=state.head + 1, heads=state.shape[0])
    return f"{state.here.title} · {head}"


def row(peak: Peak) -> str:
    """A row: the token that is read there, and the one that it predicts."""
    return f"{safe(peak.reads)} → {safe(peak.predicts)}" if peak.predicts else safe(peak.reads)


def bits(peak: Peak) -> str:
    """How spread out a row is: 0 bits if one word has all the weight."""
    return _("{bits:.2f} of {most:.2f} bits", bits=peak.bits, most=peak.most)


def cell(state: TrainingState) -> str:
    """The weight under the cursor, by its words."""
    name = state.view().cell_name((state.row, state.column))
    return _("{cell} during training", cell=name)
