"""The boxes of a model's figure and the arrows between them, made from the steps of a trace.

For a Transformer these are the boxes of figure 1 of the paper. A box is a part of the model: an attention, a
feed-forward network, a residual connection with its normalization. Arrows are the recorded inputs of the steps. Nothing
here knows an architecture, so other models have a figure too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..operations.expression import Source
from ..support.localization import N_, _
from .part_names import CHANGES, LAYERS, RESIDUAL, part_name
from .step import Step
from .trace import Trace

CELL = "cell"  # the part of a recurrent network that runs once per position
POSITION_OPERATIONS = (
    "sinusoidal_positions",
    "sinusoidal_halves",
    "learned_positions",
    "no_positions",
    "image_positions",
)
SUM_OPERATION = "embedding_sum"
TITLES = {  # by the last piece of a part, as figure 1 calls these boxes
    "source_embedding": N_("input embedding"),
    "target_embedding": N_("output embedding"),
    "embedding": N_("embedding"),
    "positions": N_("positional encoding"),
    "sum": N_("sum"),
    "norm": N_("norm"),
    "add": N_("add"),
    "convolution": N_("convolution"),
    "logits": N_("linear"),
    "log_probabilities": N_("softmax"),
}
ACTIVATIONS = {
    "relu": "ReLU",
    "gelu": "GELU",
    "gelu_tanh": "GELU (tanh)",
    "silu": "SiLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
}
RECURRENT = {"cell_state": "LSTM", "updated_state": "GRU"}  # by an operation of its cell; otherwise "RNN"


@dataclass(frozen=True, eq=False)
class Box:
    """A part of the model, and the steps that it computed.

    Attributes:
        number: its place in `Diagram.boxes`.
        part: its path without the number of the layer: "encoder.layers.self_attention".
        layer: the number of the layer, counted from 0; None outside the layers.
        column: the name of the column: "encoder", "decoder"; "" if the model has no layers.
        steps: in the order of the trace, of all passes.
    """

    number: int
    part: str
    layer: int | None
    column: str
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """What the figure calls it; not yet safe for a screen."""
        last = self.part.rpartition(".")[2]
        operations = {step.operation for step in self.steps}
        if self.is_recurrent:
            return next((name for operation, name in RECURRENT.items() if operation in operations), "RNN")
        if last == "activation" and operations <= ACTIVATIONS.keys():
            return ACTIVATIONS[min(operations)]
        if "causal_mask" in operations:
            return _("masked {part}", part=part_name(last))
        return _(TITLES[last]) if last in TITLES else part_name(last)

    @property
    def is_recurrent(self) -> bool:
        """Whether it holds a whole recurrent network."""
        return any(CELL in step.name.split(".")[:-1] for step in self.steps)

    def at(self, visit: int) -> tuple[Step, ...]:
        """Its steps in one pass of a decoding; those computed before the first iteration belong to every pass."""
        return tuple(step for step in self.steps if step.iteration is None or step.visit == visit)


@dataclass(frozen=True)
class Edge:
    """An arrow from one box to another, or to itself: between positions, or from one pass of a decoding to the next.

    Attributes:
        start, end: the numbers of the boxes.
        readers: the operations that read it, such as "key" and "value".
    """

    start: int
    end: int
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """The boxes that follow each other from the bottom to the top of the figure, by their numbers.

    Attributes:
        before, after: the boxes below and above the layers.
        layers: the boxes of each layer, by the layer's number.
    """

    name: str
    before: tuple[int, ...]
    layers: Mapping[int, tuple[int, ...]]
    after: tuple[int, ...]

    @property
    def title(self) -> str:
        """Its displayed name; not yet safe for a screen."""
        return part_name(self.name)

    def shown(self, layer: int | None) -> tuple[int, ...]:
        """The boxes of the figure while it shows this layer, from the bottom to the top."""
        inside = () if layer is None else self.layers.get(layer, ())
        return (*self.before, *inside, *self.after)


class Diagram:
    """The figure of the model that made a trace.

    Attributes:
        boxes: in the order in which they are computed.
        edges: the arrows, in the order of the boxes that they lead to.
        passes: how often the decoder ran in a decoding; 1 for a forward pass.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.passes = 1 + max((step.visit for step in trace if step.iteration is not None), default=0)
        groups = _groups(trace.steps)
        order = sorted(groups, key=lambda key: _first_done(groups[key]))
        self._box_of = {step.source: n for n, key in enumerate(order) for step, _number in groups[key]}
        self.edges = self._edges()
        columns = self._columns_of(order)
        self.boxes = tuple(
            Box(n, part, layer, columns[n], tuple(step for step, _number in groups[part, layer]))
            for n, (part, layer) in enumerate(order)
        )

    def box_of(self, source: Source) -> Box | None:
        """The box of a step; None for a step that the trace lacks, a parameter, or the tokens."""
        number = self._box_of.get(source)
        return None if number is None else self.boxes[number]

    def _edges(self) -> tuple[Edge, ...]:
        found: dict[tuple[int, int], dict[str, None]] = {}
        for step in self.trace:
            end = self._box_of[step.source]
            for source in step.inputs:
                start = self._box_of.get(source) if source.kind == "step" else None
                if start is not None and (start != end or self._goes_on(source, step)):
                    found.setdefault((start, end), {})[step.operation] = None
        edges = (Edge(start, end, tuple(readers)) for (start, end), readers in found.items())
        return tuple(sorted(edges, key=lambda edge: (edge.end, edge.start)))

    def _goes_on(self, source: Source, step: Step) -> bool:
        """Whether a step reads the same box at an earlier position, or in an earlier pass of a decoding."""
        is_once = self.trace[source].iteration is None and step.iteration is not None
        return source.visit < step.visit and not is_once and _own_name(source.name) == source.name

    def _columns_of(self, order: Sequence[tuple[str, int | None]]) -> list[str]:
        """The column of each box: the stack of layers that it belongs to, follows or leads to."""
        stacks = {part.split(".")[0] for part, layer in order if layer is not None}
        found: list[str | None] = [
            name if (name := part.split(".")[0]) in stacks else None for part, _layer in order
        ]
        for edge in self.edges:  # what follows a stack; the last input decides
            if found[edge.end] is None or order[edge.end][0].split(".")[0] not in stacks:
                found[edge.end] = found[edge.start] or found[edge.end]
        for edge in reversed(self.edges):  # what leads to a stack
            if found[edge.start] is None:
                found[edge.start] = found[edge.end]
        return [name or "" for name in found]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns from left to right."""
        return tuple(self._column(name) for name in dict.fromkeys(box.column for box in self.boxes))

    def _column(self, name: str) -> Column:
        boxes = [box for box in self.boxes if box.column == name]
        layers: dict[int, list[int]] = {}
        for box in boxes:
            if box.layer is not None:
                layers.setdefault(box.layer, []).append(box.number)
        first = min((inside[0] for inside in layers.values()), default=len(self.boxes))
        outside = [box.number for box in boxes if box.layer is None]
        return Column(
            name,
            tuple(n for n in outside if n < first),
            {layer: tuple(layers[layer]) for layer in sorted(layers)},
            tuple(n for n in outside if n > first),
        )

    def inputs(self, box: Box) -> Iterator[Edge]:
        """The arrows that lead to a box."""
        return (edge for edge in self.edges if edge.end == box.number)

    def outputs(self, box: Box) -> Iterator[Edge]:
        """The arrows that leave a box."""
        return (edge for edge in self.edges if edge.start == box.number)

    def side_of(self, column: Column) -> Mapping[int, int]:
        """The boxes that stand beside another one, by its number: the positional encoding, beside the sum.

        Such a box has no input in the figure, and only the box that it stands beside reads it.
        """
        found: dict[int, int] = {}
        for number in column.before[1:]:
            box = self.boxes[number]
            readers = [edge.end for edge in self.outputs(box)]
            if not any(self.inputs(box)) and len(readers) == 1 and readers[0] in column.before:
                others = [edge for edge in self.inputs(self.boxes[readers[0]]) if edge.start != number]
                if others and readers[0] not in found:
                    found[readers[0]] = number
        return found


Groups = dict[tuple[str, int | None], list[tuple[Step, int]]]


def _groups(steps: Iterable[Step]) -> Groups:
    """The steps of each part, with their numbers in the trace."""
    steps = tuple(steps)
    stacks = {place[0] for step in steps if (place := _layer_place(step.name.split("."))) is not None}
    whole = {_layer_path(step) for step in steps if CELL in step.name.split(".")[:-1]}
    split = {_module(step) for step in steps if _norm_comes_first(step)}
    summed = {_module(step) for step in steps if step.operation == SUM_OPERATION} - stacks
    groups: Groups = {}
    for number, step in enumerate(steps):
        groups.setdefault(_part(step, stacks, summed, whole, split), []).append((step, number))
    return groups


def _part(
    step: Step, stacks: set[str], summed: set[str], whole: set[str], split: set[str]
) -> tuple[str, int | None]:
    """The part of a step, and its layer.

    Args:
        stacks: the first pieces of the names of steps in layers.
        summed: the paths of embeddings that add positions.
        whole: the paths of layers that are one box, because a recurrent network goes through them position by position.
        split: the paths of residual connections that are two boxes, because the sub-layer is between norm and sum.
    """
    pieces = _own_pieces(step.name)
    place = _layer_place(pieces)
    if place is not None:
        layer = place[1]
        before, inside = pieces[: pieces.index(LAYERS) + 1], pieces[pieces.index(LAYERS) + 2 :]
        if _layer_path(step) in whole:
            return ".".join(before), layer
        deep = 2 if _module(step) in split and inside[1:] else 1
        if deep == 2 and inside[1] != "norm":  # dropout comes before the sum
            inside = [inside[0], "add"]
        return ".".join([*before, *inside[:deep]]), layer
    first, *rest = pieces
    is_own_box = first in stacks or step.operation in (*POSITION_OPERATIONS, SUM_OPERATION)
    if rest and rest[0] == "dropout" and first not in stacks:
        return f"{first}.sum", None  # of an embedding, on its sum
    if rest and rest[0] == "norm" and first in summed:
        return f"{first}.norm", None  # of an embedding, of its sum
    return (f"{first}.{rest[0]}" if rest and (is_own_box or rest[0] == "positions") else first), None


def _own_pieces(name: str) -> list[str]:
    """The pieces of a step's name without those that an intervention added."""
    pieces = name.split(".")
    return pieces[: next((n for n, piece in enumerate(pieces) if n and piece in CHANGES), len(pieces))]


def _own_name(name: str) -> str:
    return ".".join(_own_pieces(name))


def _layer_place(pieces: Sequence[str]) -> tuple[str, int] | None:
    """The first piece, and the number of the layer; None outside the layers."""
    if LAYERS not in pieces[1:-1]:
        return None
    number = pieces[pieces.index(LAYERS) + 1]
    return (pieces[0], int(number)) if number.isdecimal() and len(number) < 10 else None


def _layer_path(step: Step) -> str:
    """The path of a step's layer; "" outside the layers."""
    pieces = _own_pieces(step.name)
    return ".".join(pieces[: pieces.index(LAYERS) + 2]) if _layer_place(pieces) is not None else ""


def _module(step: Step) -> str:
    """The path of the module around a step."""
    return ".".join(_own_pieces(step.name)[:-1])


def _norm_comes_first(step: Step) -> bool:
    """Whether this is the normalization of a residual connection that normalizes the input of its sub-layer."""
    module = _module(step)
    if not module.endswith(RESIDUAL) or _own_pieces(step.name)[-1] != "norm":
        return False
    return not any(source.name.startswith((f"{module}.", step.name)) for source in step.inputs[:1])


def _first_done(group: Sequence[tuple[Step, int]]) -> int:
    """The number of the last step of the first pass, so that a box comes after all boxes that it reads."""
    first = [number for step, number in group if step.iteration is None or step.visit == 0]
    return first[-1] if first else group[-1][1]
