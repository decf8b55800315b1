"""How far one number reaches: which cells of an operation's output it goes into.

An explanation says which cells an output was made of; this says the same from the other end, at once and for the whole
array, where asking every cell of the output for its explanation would take minutes. It is a matter of places, not of
numbers: computing nothing, it holds for NaN and −∞ as well. The tests hold it against every cell's explanation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..language import _
from ..operations.expression import Index
from ..operations.operation import Array, Setting, floats
from ..operations.region import holds, read_region
from .reach_cnn_rnn import reach_cnn_rnn
from .reached import Reach, all_of, at, nowhere
from .shapes import LINEAR, PROJECTIONS, SQUEEZED, Shape

# Number by number. A number that is put to 0 or to another value is counted too: what became of it stands there.
ALIKE = {
    *("embedding_scale", "scaled", "unscaled", "unmasked", "relu", "gelu", "silenced", "kept_alone", "set"),
    *SQUEEZED,
}
ADDED = {"embedding_sum", "add", "parts_sum"}
# They look at how many inputs there are, at the seed, or at nothing.
NOWHERE = {"sinusoidal_positions", "no_positions", "dropout_mask", "given", "start"}


def reach(
    operation: str,
    number: int,
    cell: Index,
    inputs: Sequence[Array],
    settings: Mapping[str, Setting],
    shape: Shape,
) -> Reach:
    """The cells of the output whose explanation holds this cell of this input.

    In two things it says more than explanations, which name a row of a table by its number, and have no arithmetic for
    a row of −∞ alone: a token's id reaches the row of its embedding, and a −∞ the weights of its row.

    Args:
        operation: its name.
        number: which of the inputs, counted from 0.
        cell: inside of that input.
        shape: of the output, as follows from the inputs.

    Raises:
        LookupError: an operation that is not known here, or inputs that are not its own.
    """
    found = _reach(operation, number, cell, inputs, settings, shape)
    if found.cells.shape[1] != len(shape) or (len(found.cells) and (found.cells >= shape).any()):
        raise LookupError(
            _("input {number} of {operation!r} is larger than the output").format(
                number=number, operation=operation
            )
        )
    return found


def _reach(
    operation: str,
    number: int,
    cell: Index,
    inputs: Sequence[Array],
    settings: Mapping[str, Setting],
    shape: Shape,
) -> Reach:
    mine = float(inputs[number][cell])
    match operation, number:
        case (_, 0) if operation in ALIKE:
            return at(*cell)
        case (_, 0 | 1) if operation in ADDED:
            return at(*cell, shares=np.array([mine]))
        case (("masked" | "filled"), 0):
            return at(*cell) if inputs[1][cell[1:]] else nowhere(shape)
        case (("masked" | "filled" | "softmax_then_mask"), 1):
            return at(all_of(shape[0]), *cell)
        case "dropout", 0:
            return at(*cell) if inputs[1][cell] else nowhere(shape)
        case ("dropout", 1) | ("patched", 0):
            return at(*cell)
        case "patched", 1:
            inside = all(place < size for place, size in zip(cell, shape, strict=True))
            taken = inside and holds(read_region(str(settings["region"])), cell)
            return at(*cell) if taken else nowhere(shape)
        case (("softmax" | "log_softmax"), 0):
            return at(*cell[:-1], all_of(shape[-1]))
        case "softmax_then_mask", 0:
            return at(*cell[:2], np.flatnonzero(inputs[1][cell[1]]))
        case "layer_norm", 0:
            return at(cell[0], all_of(shape[1]))
        case "layer_norm", 1:
            return at(all_of(shape[0]), cell[0])
        case "layer_norm", 2:
            return at(all_of(shape[0]), cell[0], shares=np.full(shape[0], mine))
        case (("key_cache" | "value_cache"), _):
            before = sum(array.shape[1] for array in inputs[:number])
            return at(cell[0], before + cell[1], cell[2])
        case "concat", 0:
            return at(cell[1], cell[0] * inputs[0].shape[2] + cell[2])
        case (("padding_mask" | "causal_mask" | "band_mask"), 1):
            return at(all_of(shape[0]), cell[0])
        case "token_embedding", 0:
            return at(cell[0], all_of(shape[1]))
        case "token_embedding", 1:
            return at(np.flatnonzero(inputs[0] == cell[0]), cell[1])
        case "learned_positions", 1:
            place = cell[0] - int(settings["first"])
            return at(place, cell[1]) if 0 <= place < shape[0] else nowhere(shape)
        case (_, 0 | 1 | 2) if operation in LINEAR | PROJECTIONS | {"dot_products", "heads"}:
            return _of_product(operation, number, cell, inputs, mine, shape)
        case ("unmasked", 1) | ("learned_positions", 0) | (("padding_mask" | "causal_mask" | "band_mask"), 0):
            return nowhere(shape)
        case _ if operation in NOWHERE:
            return nowhere(shape)
    if (found := reach_cnn_rnn(operation, number, cell, inputs, settings, shape)) is not None:
        return found
    raise LookupError(
        _("it is not known which numbers input {number} of {operation!r} goes into").format(
            number=number, operation=operation
        )
    )


def _of_product(
    operation: str, number: int, cell: Index, inputs: Sequence[Array], mine: float, shape: Shape
) -> Reach:
    """Of a product of matrices: our number times a line of the other one."""
    left, right = inputs[0], inputs[1]
    match operation, number, cell:
        case "dot_products", 0, (head, asking, d):
            return at(head, asking, all_of(shape[2]), shares=mine * floats(right[head, :, d]))
        case "dot_products", 1, (head, offering, d):
            return at(head, all_of(shape[1]), offering, shares=mine * floats(left[head, :, d]))
        case "heads", 0, (head, asking, offering):
            return at(head, asking, all_of(shape[2]), shares=mine * floats(right[head, offering]))
        case "heads", 1, (head, offering, d):
            return at(head, all_of(shape[1]), d, shares=mine * floats(left[head, :, offering]))
        case _, 0, (position, inner) if operation in PROJECTIONS:
            return at(all_of(shape[0]), position, all_of(shape[2]), shares=mine * floats(right[:, inner]))
        case _, 1, (out, inner) if operation in PROJECTIONS:
            head, d = divmod(out, shape[2])
            return at(head, all_of(shape[1]), d, shares=mine * floats(left[:, inner]))
        case _, 0, (position, inner):
            return at(position, all_of(shape[1]), shares=mine * floats(right[:, inner]))
        case _, 1, (out, inner):
            return at(all_of(shape[0]), out, shares=mine * floats(left[:, inner]))
        case _, 2, (out,):
            return at(all_of(shape[0]), out, shares=np.full(shape[0], mine))
    raise LookupError(
        _("{operation!r} has no input {number} with {count} axes").format(
            operation=operation, number=number, count=len(cell)
        )
    )
