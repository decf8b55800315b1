"""A trace in reading order, grouped as in the paper's figures: encoder › layer 1 › self-attention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ...core.support.localization import N_, _
from ...core.trace import Step, Trace
from ...core.trace.part_names import CHANGES, LAYERS, RESIDUAL, part_name
from ...core.trace.tokens import PLACE
from .text import safe

SEPARATOR = " › "
NUMBER = re.compile("[0-9]{1,9}")
LAYER = N_("layer {number}")
NORM = "norm"  # ends the name of a norm
LONE_PARTS = {"add": N_("add"), NORM: N_("norm")}  # where the sub-layer is between the two
CELL, READ, POSITION = "cell", "input", "position"  # two parts and an axis of a recurrent network


def titles(name: str, visit: int = 0) -> tuple[str, ...]:
    """The displayed name of a step, the outermost group first; layers are counted from 1."""
    parts = _parts(name)
    if visit and parts:
        parts[-1] = f"{parts[-1]} #{visit + 1}"
    return tuple(parts)


def _parts(name: str) -> list[str]:
    pieces = name.split(".")
    parts: list[str] = []
    i = 0
    while i < len(pieces):
        if pieces[i].endswith("s") and NUMBER.fullmatch("".join(pieces[i + 1 : i + 2])):
            parts.append(_numbered(pieces[i], int(pieces[i + 1]) + 1))
            i += 2
        else:
            parts.append(_title(pieces[i]))
            i += 1
        if pieces[i:] and pieces[i] in CHANGES:  # the step that an intervention changed
            parts[-1] += " " + safe(" ".join(pieces[i:]))
            break
    return parts


def _numbered(pieces: str, number: int) -> str:
    return _(LAYER, number=number) if pieces == LAYERS else f"{_title(pieces[:-1])} {number}"


def _title(piece: str) -> str:
    return safe(part_name(piece))


def together(title: Sequence[str]) -> list[str]:
    """A title with the layer number after its part: "encoder 1", "self-attention", "scaled"."""
    parts: list[str] = []
    for part in title:
        number = "".join(NUMBER.findall(part))
        if parts and number and part == _(LAYER, number=number):
            parts[-1] += f" {number}"
        else:
            parts.append(part)
    return parts


def path(step: Step, trace: Trace | None = None) -> tuple[str, ...]:
    """A step's titles; in a decoding, the iteration comes first, counted from 1.

    The steps of a recurrent network at one position form a group: "layer 1", "position 3 · e2=4", "forget gate".

    Args:
        trace: the trace of the step, for the token at the position.
    """
    before = () if step.iteration is None else (_("iteration {number}", number=step.iteration + 1),)
    around = _before_the_cell(step)
    if around is None:
        found = titles(step.name, step.visit)
        if (lone := _lone_part(step, trace)) is not None:
            found = (*found[:-2], safe(lone), found[-1])
        return before + found
    inner = step.name.split(".")[len(around) :]
    inner = inner[1:] if inner[0] == CELL else inner
    outer = _parts(".".join(around)) if around else []
    return (*before, *outer, _position(step, trace), *_parts(".".join(inner)))


def _lone_part(step: Step, trace: Trace | None) -> str | None:
    """What to call a step of a pre-norm residual connection, "add" or "norm": the sub-layer is between the two.

    None for other steps, and for a sum whose norm is not in the trace.
    """
    pieces = step.name.split(".")
    own = next((n for n, piece in enumerate(pieces) if piece in CHANGES), len(pieces)) - 1
    residual, part = ".".join(pieces[:own]), pieces[own]
    if not residual.endswith(RESIDUAL) or part not in LONE_PARTS:
        return None
    source = replace(step.source, name=f"{residual}.{NORM}")
    norm = trace[source] if trace is not None and source in trace else step if part == NORM else None
    if norm is None or any(source.name.startswith(f"{residual}.") for source in norm.inputs[:1]):
        return None
    return _(LONE_PARTS[part])


def place_read(step: Step) -> int | None:
    """The position of a step of a recurrent network, counted from 0; None for other steps."""
    if _before_the_cell(step) is None:
        return None
    changed = (
        each.visit for each in step.inputs if each.kind == "step" and step.name.startswith(f"{each.name}.")
    )
    return next(changed, step.visit)  # an intervention may change a single visit


def _before_the_cell(step: Step) -> list[str] | None:
    """The pieces of a step's name before the part that a recurrent network runs once per position."""
    pieces = step.name.split(".")
    if CELL in pieces[:-1] and pieces[pieces.index(CELL) + 1] not in CHANGES:
        return pieces[: pieces.index(CELL)]
    own = next((n for n, piece in enumerate(pieces) if piece in CHANGES), len(pieces)) - 1
    takes = step.kind.takes == POSITION if step.kind else False
    return pieces[:own] if pieces[own] == READ and (takes or own < len(pieces) - 1) else None


def _position(step: Step, trace: Trace | None) -> str:
    place, word = place_read(step) or 0, ""
    if trace is not None:
        side = trace.sides[step.source]
        one = PLACE.fullmatch(side[POSITION][0]) if len(side.get(POSITION, ())) == 1 else None
        place = int(one[2]) if one else place
        word = "".join(trace.labels(step).get(POSITION, ())) if one else ""
    said = _("position {number}", number=place + 1)
    return f"{said} · {safe(word)}" if word else said


def breadcrumb(step: Step, trace: Trace | None = None) -> str:
    """The titles on one line."""
    return SEPARATOR.join(path(step, trace))


@dataclass(eq=False)
class Group:
    """The steps of one pass through a part of the model.

    Attributes:
        title: the displayed name, "layer 1".
        path: the titles from the outermost group to this one.
        children: steps (by their place in the walk) and smaller groups, in order.
    """

    title: str
    path: tuple[str, ...]
    children: list[Group | int] = field(default_factory=list)
    parent: Group | None = None

    @property
    def places(self) -> range:
        """The places of all its steps, which are consecutive."""
        return range(self._end(0), self._end(-1) + 1)

    def _end(self, which: int) -> int:
        """The first (0) or the last (-1) step."""
        child = self.children[which]
        return child if isinstance(child, int) else child._end(which)


class Walk:
    """The steps of a trace in order, and the tree of their groups.

    Each pass through a part of the model is a group of its own.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace, self.steps = trace, trace.steps
        self.root = Group("", ())
        self.titles: list[tuple[str, ...]] = []
        self.group_of: list[Group] = []
        for place, step in enumerate(self.steps):
            names = path(step, trace)
            group = self.root
            for title in names[:-1]:
                group = _inner(group, title)
            group.children.append(place)
            self.titles.append(names)
            self.group_of.append(group)
        self._places = {step.source: place for place, step in enumerate(self.steps)}

    def __len__(self) -> int:
        return len(self.steps)

    def place(self, step: Step) -> int:
        """The place of a step, counted from 0."""
        return self._places[step.source]

    def group(self, place: int, by: int) -> int:
        """The first step of the next group (`by` 1), or of this group (−1), or of the previous one if already there."""
        here = self.group_of[place]
        if by > 0:
            ahead = (n for n in range(place + 1, len(self)) if self.group_of[n] is not here)
            return next(ahead, len(self) - 1)
        place = max(0, place - 1)
        while place > 0 and self.group_of[place - 1] is self.group_of[place]:
            place -= 1
        return place

    def ancestors(self, place: int) -> list[Group]:
        """The groups around a step, the innermost first."""
        found: list[Group] = []
        group: Group | None = self.group_of[place]
        while group is not None and group.parent is not None:
            found.append(group)
            group = group.parent
        return found


def _inner(group: Group, title: str) -> Group:
    """The last group if it has this title, else a new one."""
    last = group.children[-1] if group.children else None
    if isinstance(last, Group) and last.title == title:
        return last
    inner = Group(title, (*group.path, title), parent=group)
    group.children.append(inner)
    return inner
