"""The switches of the what-if screen: the change of a run that each stands for, and which of them are on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from ....core.interventions import Intervention
from ....core.interventions.kinds import (
    Dropout,
    Fill,
    Keep,
    MaskAfterSoftmax,
    NoCausalMask,
    NoPositions,
    NoScaling,
    Parameter,
    PreNorm,
    Set,
    Shuffle,
    Silence,
)
from ....core.trace import Trace
from ...ui.navigator import Navigator
from ...ui.walk import CHANGES

SET, SPEC = "set", "spec"  # lines that ask for something, and add a switch
ATTENDS = ".weights"  # how the step of an attention is called whose heads one can tell apart
COARSE = 10  # seeds


class Head(NamedTuple):
    """One head of one attention, counted from 0."""

    attention: str
    head: int


@dataclass(frozen=True)
class Switch:
    """A change of the run that is on or off.

    Attributes:
        key: what it is called in `what_if_said`.
        change: what it does when it is on.
        label: the name of one that the reader added; empty for the others.
    """

    key: str
    change: Intervention
    label: str = ""

    def turned(self, fine: int, coarse: int) -> Switch:
        """The same with another setting, where it has any."""
        return self


@dataclass(frozen=True)
class HeadSwitch(Switch):
    """A change of one head; `heads` are those it can be turned to."""

    heads: tuple[Head, ...] = ()

    @property
    def head(self) -> Head:
        assert isinstance(self.change, Silence | Keep)
        return Head(self.change.attention, self.change.head)

    def turned(self, fine: int, coarse: int) -> Switch:
        """`fine` heads on, from the last of all to the first; `coarse` attentions on, the same head there."""
        here = self.head
        if coarse:
            attentions = list(dict.fromkeys(each.attention for each in self.heads))
            attention = attentions[(attentions.index(here.attention) + coarse) % len(attentions)]
            there = [each for each in self.heads if each.attention == attention]
            return self.at(there[min(here.head, len(there) - 1)])
        return self.at(self.heads[(self.heads.index(here) + fine) % len(self.heads)])

    def at(self, place: Head) -> Switch:
        assert isinstance(self.change, Silence | Keep)
        return replace(self, change=type(self.change)(*place))


@dataclass(frozen=True)
class SeedSwitch(Switch):
    """A change that is drawn by chance, the same for the same seed."""

    @property
    def seed(self) -> int:
        assert isinstance(self.change, Shuffle | Dropout)
        return self.change.seed or 0

    def turned(self, fine: int, coarse: int) -> Switch:
        assert isinstance(self.change, Shuffle | Dropout)
        return replace(self, change=replace(self.change, seed=max(0, self.seed + fine + COARSE * coarse)))


@dataclass(frozen=True)
class Ask:
    """A line that is no switch: it asks for a change, and that becomes a switch of its own."""

    key: str


class Switches:
    """The lines of the list, and which of them are on."""

    def __init__(self, heads: tuple[Head, ...], head: Head | None) -> None:
        self.lines: list[Switch | Ask] = [*_given(heads, head or (heads[0] if heads else None))]
        self.lines += [Ask(SET), Ask(SPEC)]
        self.on = [False] * len(self.lines)

    @property
    def changes(self) -> tuple[Intervention, ...]:
        """What is on, in the order of the list."""
        return tuple(
            line.change
            for line, on in zip(self.lines, self.on, strict=True)
            if on and isinstance(line, Switch)
        )

    def toggle(self, number: int) -> None:
        """On, or off again."""
        self.on[number] = not self.on[number]

    def normal(self) -> None:
        """Everything off."""
        self.on = [False] * len(self.on)

    def turn(self, number: int, fine: int, coarse: int) -> bool:
        """Another setting of one switch; whether it has any."""
        line = self.lines[number]
        if not isinstance(line, Switch) or (turned := line.turned(fine, coarse)) == line:
            return False
        self.lines[number] = turned
        return True

    def add(self, change: Intervention, label: str, key: str = SPEC) -> int:
        """A switch for that change, on; the one that is there, if it is. Its number."""
        for number, line in enumerate(self.lines):
            if isinstance(line, Switch) and (line.change == change or (label and line.label == label)):
                self.lines[number] = replace(line, change=change)
                self.on[number] = True
                return number
        self.lines.append(Switch(key, change, label))
        self.on.append(True)
        return len(self.lines) - 1

    def take(self, changes: Iterable[Intervention]) -> None:
        """Exactly these on: the switches that stand for them, turned to them, and new ones for the others."""
        self.normal()
        for change in changes:
            if (number := self._for(change)) is None:
                self.add(change, str(change))
                continue
            line = self.lines[number]
            assert isinstance(line, Switch)
            self.lines[number] = replace(line, change=change)
            self.on[number] = True

    def _for(self, change: Intervention) -> int | None:
        """The switch that is off as yet and can be turned to a change."""
        for number, line in enumerate(self.lines):
            if not isinstance(line, Switch) or self.on[number]:
                continue
            if line.change == change or (isinstance(line, HeadSwitch) and _can_be(line, change)):
                return number
            if isinstance(line, SeedSwitch) and _same_but_for_the_seed(line.change, change):
                return number
        return None


def _can_be(line: HeadSwitch, change: Intervention) -> bool:
    return type(line.change) is type(change) and any(line.at(head).change == change for head in line.heads)


def _same_but_for_the_seed(one: Intervention, other: Intervention) -> bool:
    if not isinstance(one, Shuffle | Dropout) or type(one) is not type(other) or other.seed is None:
        return False
    return replace(one, seed=other.seed) == other


def _given(heads: tuple[Head, ...], head: Head | None) -> Iterable[Switch]:
    yield Switch("no-positions", NoPositions())
    yield Switch("no-scaling", NoScaling())
    yield Switch("no-causal-mask", NoCausalMask())
    yield Switch("fill-0", Fill(0.0))
    yield Switch("fill-large", Fill(-1e9))
    yield Switch("mask-after-softmax", MaskAfterSoftmax())
    if head is not None:
        yield HeadSwitch("silence", Silence(*head), heads=heads)
        yield HeadSwitch("keep", Keep(*head), heads=heads)
    yield SeedSwitch("shuffle", Shuffle("source", seed=1))
    yield Switch("pre-norm", PreNorm())
    yield SeedSwitch("dropout", Dropout(1))


# -------------------------------------------------------------------------- where the reader is


def heads_of(trace: Trace) -> tuple[Head, ...]:
    """Every head of every attention that a trace tells of, in the order of the walk."""
    found: dict[Head, None] = {}
    for step in trace:
        if step.name.endswith(ATTENDS) and "head" in step.axes and "head" not in step.part:
            count = step.shape[step.axes.index("head")]
            attention = step.name.removesuffix(ATTENDS)
            found |= {Head(attention, head): None for head in range(count)}
    return tuple(found)


def head_at(navigator: Navigator, heads: tuple[Head, ...]) -> Head | None:
    """The head that the cursor is on; else the first of the attention, or the layer, that one reads."""
    name, shown = navigator.walk.steps[navigator.number].name, navigator.shown
    here = navigator.cell[shown.axes.index("head")] if "head" in shown.axes and not navigator.empty else 0
    while name:
        near = [head for head in heads if f"{head.attention}.".startswith(f"{name}.")]
        if near:
            return next((head for head in near if head.head == here), near[0])
        name = name.rpartition(".")[0]
    return heads[0] if heads else None


@dataclass(frozen=True)
class Under:
    """The number under the cursor: a cell of a step or of a parameter, counted from 0.

    Attributes:
        name: as one reads it, "scaled[head 2, 爱, 爱]".
        value: what it is in the run that one reads.
    """

    kind: str
    of: str
    cell: tuple[int, ...]
    name: str
    value: float

    def set_to(self, value: float) -> Intervention:
        """The change that makes it another number.

        Raises:
            InterventionError: it cannot be that.
        """
        kind = Parameter if self.kind == "parameter" else Set
        return kind(self.of, self.cell, value)


def under(navigator: Navigator) -> Under | None:
    """The number that one looks at; None where there is none that could be set, such as a token."""
    shown = navigator.shown
    if navigator.empty or shown.source.kind not in ("step", "parameter"):
        return None
    name = shown.source.name
    for change in CHANGES:  # what a change made of a step is set where that step is
        name = name.partition(f".{change}")[0]
    return Under(
        shown.source.kind,
        name,
        navigator.cell,
        shown.cell_name(navigator.cell),
        float(shown.values[navigator.cell]),
    )
