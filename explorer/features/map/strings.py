"""The sentences of the map."""

from __future__ import annotations

from ....core.support.localization import N_, _, plural
from ....core.trace.diagram import Box
from ....core.trace.part_names import axis_name
from ...ui.text import safe
from .state import MapState

ATTENTION = N_(
    "Each position takes in what is relevant to it from all positions, as a weighted sum of their values."
)
ABOUT = {  # by the last piece of a part
    "embedding": N_("Each token becomes a vector: its row of the embedding matrix, times √d_model."),
    "positions": N_(
        "A vector for each position: without it, the model could not tell the order of the tokens."
    ),
    "sum": N_("The vector of each token, plus the vector of its position."),
    "self_attention": ATTENTION,
    "cross_attention": N_(
        "Each output position takes in what is relevant from the input: "
        "queries from below, keys and values from the encoder."
    ),
    "feed_forward": N_(
        "Two linear layers with an activation in between, applied to each position separately."
    ),
    "residual": N_(
        "The residual connection adds the sub-layer's input to its output; the norm then rescales each position."
    ),
    "add": N_("The residual connection adds the sub-layer's input to its output."),
    "convolution": N_(
        "Each position is computed from a window of positions, with the same weights everywhere."
    ),
    "pooler": N_(
        "The first token's vector, passed through a linear layer and tanh, represents the whole text."
    ),
    "masked_words": N_(
        "For each position, the probability of every word if the word there were masked; the numbers are logarithms."
    ),
    "next_sentence": N_(
        "The probabilities that the second sentence does or does not follow the first, as logarithms."
    ),
    "logits": N_("A score for each token of the vocabulary, at each position."),
    "log_probabilities": N_(
        "The scores become probabilities that sum to 1; the numbers are their logarithms."
    ),
}
UNSCALED = N_("Each token becomes a vector: its row of the embedding matrix.")
TYPED = N_(
    "Each token becomes a vector: its row of the embedding matrix, plus the row of its type, the first or second "
    "sentence."
)
GATED = N_(
    "Two linear layers side by side; one goes through an activation and multiplies the other, number by number. A "
    "third linear layer follows. Each position is computed separately."
)
MASKED = N_(
    "Each position takes in what is relevant from itself and the positions before it; later ones are masked."
)
RECURRENT = N_("It reads one position after another, and passes its state on from each to the next.")


def about(state: MapState, box: Box) -> str:
    """What a box computes, in a sentence."""
    if box.is_recurrent:
        return _(RECURRENT)
    if any(step.operation == "causal_mask" for step in box.steps):
        return _(MASKED)
    operations = {step.operation for step in box.steps}
    if "token_type_embedding" in operations:
        return _(TYPED)
    if "token_embedding" in operations and "embedding_scale" not in operations:
        return _(UNSCALED)
    if "product" in operations:
        return _(GATED)
    last = box.part.rpartition(".")[2]
    for ending in (last, last.rpartition("_")[2]):
        if ending in ABOUT:
            return _(ABOUT[ending])
    kind = state.output(box).kind
    return _(kind.meaning) if kind is not None else ""


def reads(state: MapState, box: Box) -> str:
    """Which boxes it reads, and which read it."""
    boxes = state.diagram.boxes
    found = []
    for text, numbers in (
        (_("from {boxes}"), [edge.start for edge in state.diagram.inputs(box)]),
        (_("to {boxes}"), [edge.end for edge in state.diagram.outputs(box)]),
    ):
        others = [_name(state, boxes[n], box) for n in numbers if n != box.number]
        if others:
            found.append(text.format(boxes=", ".join(dict.fromkeys(others))))
    return " · ".join(found)


def _name(state: MapState, other: Box, box: Box) -> str:
    """A box by its title, with its layer and column where they are not those of the current box."""
    titles = state.titles(other)
    if other.column == box.column and other.layer in (box.layer, None):
        return titles[-1]
    return " ".join(titles)


def size(state: MapState, box: Box) -> str:
    """How many steps it has, and the axes and sizes of what it computes."""
    step = state.output(box)
    steps = plural("{n} step", "{n} steps", len(state.steps(box)))
    return f"{steps} · {' × '.join(safe(axis_name(axis)) for axis in step.axes)}  {state.shape(box)}"


def iteration(state: MapState) -> str:
    """Which pass of a decoding is shown; "" for a forward pass."""
    if not state.trace.iterations and state.diagram.passes == 1:
        return ""
    steps = (
        step for box in state.diagram.boxes for step in box.at(state.visit) if step.iteration is not None
    )
    number = next((step.iteration for step in steps), None)
    if number is None:
        return ""
    if state.diagram.passes == len(state.trace.iterations):
        return _("iteration {number} of {of}", number=number + 1, of=len(state.trace.iterations))
    return _(
        "iteration {number}, run {run} of {of}",
        number=number + 1,
        run=state.visit + 1,
        of=state.diagram.passes,
    )
