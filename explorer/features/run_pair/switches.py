"""The switches of the what-if screen: the interventions that can be on, and the number that can be set. No Textual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ....core.interventions import Intervention
from ....core.interventions import kinds_of_changes as kinds
from ....core.interventions import kinds_of_parts as parts
from ....core.trace import Trace
from ....core.trace.part_names import CHANGES, RESIDUAL
from ...ui.interventions import Head
from ...ui.navigator import Navigator

SHUFFLE, SHUFFLE_TEXT = "shuffle", "shuffle-text"  # the same for a model that reads a single text
OFFERED: Mapping[str, Intervention] = {
    "no-positions": parts.NoPositions(),
    "no-scaling": parts.NoScaling(),
    "no-causal-mask": parts.NoCausalMask(),
    "fill-0": parts.Fill(0.0),
    "fill-large": parts.Fill(-1e9),
    "mask-after-softmax": parts.MaskAfterSoftmax(),
    SHUFFLE: kinds.Shuffle("source", seed=1),
    "pre-norm": parts.PreNorm(),
    "dropout": parts.Dropout(1),
}
# The operations whose steps show that a model has what a switch changes.
ROTATED = ("rotary_query", "rotary_key")
NEEDED: Mapping[str, frozenset[str]] = {
    "no-positions": frozenset(
        (
            "sinusoidal_positions",
            "learned_positions",
            "sinusoidal_halves",
            *ROTATED,
            "biased_scores",
            "position_bias",
        )
    ),
    "no-scaling": frozenset(("scaled",)),
    "no-causal-mask": frozenset(("causal_mask",)),
    "fill-0": frozenset(("masked",)),
    "fill-large": frozenset(("masked",)),
    "mask-after-softmax": frozenset(("masked",)),
}
OfHead, Seeded = kinds.Silence | kinds.KeepHead, kinds.Shuffle | parts.Dropout
SILENCE, KEEP = "silence", "keep"  # of one head
SET, SPEC = "set", "spec"  # lines that open a prompt and add a switch
COARSE = 10  # seeds


@dataclass(frozen=True)
class Switch:
    """An intervention that is on or off.

    Attributes:
        key: its name in `strings.SWITCHES`.
        change: the intervention.
        label: the name of a switch that the reader added; "" for the others.
    """

    key: str
    change: Intervention
    label: str = ""

    def turned(self, fine: int, coarse: int) -> Switch:
        """The switch with another setting; the same switch if it has none."""
        return self


@dataclass(frozen=True)
class HeadSwitch(Switch):
    """An intervention on one of `heads`."""

    heads: tuple[Head, ...] = ()

    @property
    def head(self) -> Head:
        assert isinstance(self.change, OfHead)
        return Head(self.change.attention, self.change.head)

    def turned(self, fine: int, coarse: int) -> Switch:
        """The switch `fine` heads further, or `coarse` attentions further at the same head; both wrap around."""
        here = self.head
        if coarse:
            attentions = list(dict.fromkeys(each.attention for each in self.heads))
            attention = attentions[(attentions.index(here.attention) + coarse) % len(attentions)]
            there = [each for each in self.heads if each.attention == attention]
            return self.at(there[min(here.head, len(there) - 1)])
        return self.at(self.heads[(self.heads.index(here) + fine) % len(self.heads)])

    def at(self, head: Head) -> Switch:
        """The switch for another head."""
        assert isinstance(self.change, OfHead)
        return replace(self, change=type(self.change)(*head))

    def can_be(self, change: Intervention) -> bool:
        """Whether it can be set to an intervention."""
        return type(self.change) is type(change) and any(self.at(h).change == change for h in self.heads)


@dataclass(frozen=True)
class SeedSwitch(Switch):
    """A random intervention with a seed."""

    @property
    def seed(self) -> int:
        assert isinstance(self.change, Seeded)
        return self.change.seed or 0

    def turned(self, fine: int, coarse: int) -> Switch:
        """The switch with a seed that is higher by `fine` or ten times `coarse`, but not below 0."""
        assert isinstance(self.change, Seeded)
        return replace(self, change=replace(self.change, seed=max(0, self.seed + fine + COARSE * coarse)))

    def can_be(self, change: Intervention) -> bool:
        """Whether it can be set to an intervention."""
        mine = self.change
        if not isinstance(mine, Seeded) or not isinstance(change, Seeded):
            return False
        return change.seed is not None and change == replace(mine, seed=change.seed)


@dataclass(frozen=True)
class Ask:
    """A line that opens a prompt for an intervention, which becomes a switch."""

    key: str


class Switches:
    """The lines of the list, and which of them are on.

    Args:
        heads: those that a switch can be set to; `head` is the one to begin with.
        one_text: whether the model reads a single text, rather than a source and a target.

    Attributes:
        impossible: the switches that change nothing in this model, by their keys.
    """

    def __init__(self, heads: tuple[Head, ...], head: Head | None, one_text: bool = False) -> None:
        self.impossible: frozenset[str] = frozenset()
        offered = _offered(heads, head or (heads[0] if heads else None), one_text)
        self.lines: list[Switch | Ask] = [*offered]
        self.lines += [Ask(SET), Ask(SPEC)]
        self.on = [False] * len(self.lines)

    @property
    def changes(self) -> tuple[Intervention, ...]:
        """The interventions that are on, in the order of the list."""
        return tuple(
            line.change
            for line, on in zip(self.lines, self.on, strict=True)
            if on and isinstance(line, Switch)
        )

    def is_impossible(self, number: int) -> bool:
        """Whether a line is a switch that is off and that this model has no use for."""
        return not self.on[number] and self.lines[number].key in self.impossible

    def toggle(self, number: int) -> None:
        """Switches a line on or off."""
        self.on[number] = not self.on[number]

    def place(self, change: Intervention | None) -> int:
        """The number of the line with an intervention that is on; 0 if there is none."""
        lines = zip(self.lines, self.on, strict=True)
        return next(
            (
                n
                for n, (line, on) in enumerate(lines)
                if on and isinstance(line, Switch) and line.change == change
            ),
            0,
        )

    def reset(self) -> None:
        """Switches everything off."""
        self.on = [False] * len(self.on)

    def turn(self, number: int, fine: int, coarse: int) -> bool:
        """Changes the setting of a switch; returns whether it changed."""
        line = self.lines[number]
        if not isinstance(line, Switch) or (turned := line.turned(fine, coarse)) == line:
            return False
        self.lines[number] = turned
        return True

    def add(self, change: Intervention, label: str, key: str = SPEC) -> int:
        """Switches on an intervention, with a new switch if there is none for it; returns the number of its line."""
        for number, line in enumerate(self.lines):
            if isinstance(line, Switch) and (line.change == change or (label and line.label == label)):
                self.lines[number] = replace(line, change=change)
                self.on[number] = True
                return number
        self.lines.append(Switch(key, change, label))
        self.on.append(True)
        return len(self.lines) - 1

    def take(self, changes: Iterable[Intervention]) -> None:
        """Switches on exactly these interventions: sets the switches that can be set to them, and adds the others."""
        self.reset()
        for change in changes:
            if (number := self._for(change)) is None:
                self.add(change, str(change))
                continue
            line = self.lines[number]
            assert isinstance(line, Switch)
            self.lines[number] = replace(line, change=change)
            self.on[number] = True

    def _for(self, change: Intervention) -> int | None:
        """The line of a switch that is off and can be set to an intervention."""
        for number, line in enumerate(self.lines):
            if isinstance(line, Switch) and not self.on[number]:
                turns = isinstance(line, HeadSwitch | SeedSwitch) and line.can_be(change)
                if line.change == change or turns:
                    return number
        return None


def impossible(trace: Trace) -> frozenset[str]:
    """The keys of the switches that change nothing in a model, as the steps of a normal forward pass show.

    Of other runs this is unknown: an intervention may have removed the steps, and a decoding with a cache has no masks.
    """
    if trace.iterations or trace.run.get("interventions"):
        return frozenset()
    operations = {step.operation for step in trace}
    found = {key for key, needed in NEEDED.items() if not needed & operations}
    return frozenset(found | ({"pre-norm"} if _is_pre_norm(trace) else set()))


def _is_pre_norm(trace: Trace) -> bool:
    """Whether a norm of a residual connection reads something other than the sum of that connection."""
    for step in trace:
        residual, _dot, part = step.name.rpartition(".")
        if residual.endswith(RESIDUAL) and part == "norm" and step.inputs:
            return step.inputs[0].name != f"{residual}.add"
    return False


def _offered(heads: tuple[Head, ...], head: Head | None, one_text: bool) -> Iterator[Switch]:
    for key, change in OFFERED.items():
        if key == SHUFFLE and head is not None:
            yield HeadSwitch(SILENCE, kinds.Silence(*head), heads=heads)
            yield HeadSwitch(KEEP, kinds.KeepHead(*head), heads=heads)
        name = SHUFFLE_TEXT if one_text and key == SHUFFLE else key
        yield (SeedSwitch if isinstance(change, Seeded) else Switch)(name, change)


# -------------------------------------------------------------------------- where the reader is


def head_at(navigator: Navigator, heads: tuple[Head, ...]) -> Head | None:
    """The head under the cursor; else the first one of the attention, or of the layer, that the reader is in."""
    name, shown = navigator.walk.steps[navigator.number].name, navigator.view
    here = navigator.cell[shown.axes.index("head")] if "head" in shown.axes and not navigator.empty else 0
    while name:
        near = [head for head in heads if f"{head.attention}.".startswith(f"{name}.")]
        if near:
            return next((head for head in near if head.head == here), near[0])
        name = name.rpartition(".")[0]
    return heads[0] if heads else None


@dataclass(frozen=True)
class NumberHere:
    """The number under the cursor of the walk: a cell of a step or of a parameter, counted from 0.

    Attributes:
        kind: "step" or "parameter".
        of: the name of the step or parameter.
        name: the cell by its words, "scaled[head 2, 爱, 爱]".
        value: the number in the run that the reader walks through.
    """

    kind: str
    of: str
    cell: tuple[int, ...]
    name: str
    value: float

    def set_to(self, value: float) -> Intervention:
        """The intervention that replaces the number.

        Raises:
            InterventionError: the number cannot have this value.
        """
        kind = kinds.Parameter if self.kind == "parameter" else kinds.Set
        return kind(self.of, self.cell, value)


def number_here(navigator: Navigator) -> NumberHere | None:
    """The number under the cursor; None if it cannot be set, such as a token id."""
    shown = navigator.view
    if navigator.empty or shown.source.kind not in ("step", "parameter"):
        return None
    name = shown.source.name
    for change in CHANGES:  # a number of a changed step is set in the step itself
        name = name.partition(f".{change}")[0]
    value = float(shown.values[navigator.cell])
    return NumberHere(shown.source.kind, name, navigator.cell, shown.cell_name(navigator.cell), value)
