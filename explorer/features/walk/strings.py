"""The sentences that the explore screen says: one place, so that another language can follow."""

from __future__ import annotations

from ....core.support.localization import _
from ....core.trace import Trace
from ...ui.keys import KeyNames
from ...ui.memory import PACES
from ...ui.navigator import Navigator
from ...ui.strings import PROGRAM
from ...ui.tensor_view import TensorView
from ...ui.text import safe
from ...ui.walk import SEPARATOR
from ...ui.widgets.spread import Piece
from ...ui.words import read_and_said
from .keys import BINDINGS

KEYS = KeyNames(BINDINGS)
AROUND = 3  # heads named on either side of the current one


def heading(navigator: Navigator, asked: str = "") -> tuple[list[Piece], list[Piece]]:
    """The first line: the program, the model, the sentence; at its right, how far the walk is.

    Args:
        asked: a sentence that is being computed, while nothing else is there that the reader asked for.
    """
    if asked:
        return [
            (PROGRAM, "strong"),
            (f" · {safe(navigator.trace.model.name)} · ", "faint"),
            (safe(asked), "accent"),
        ], []
    left = [
        (PROGRAM, "strong"),
        (f" · {safe(navigator.trace.model.name)} · ", "faint"),
        (_("changed run · ") if navigator.trace.run.get("interventions") else "", "strong"),
        *read_and_said(navigator.trace),
    ]
    return left, [(_("step {number} / {of}", number=navigator.number + 1, of=len(navigator.walk)), "strong")]


def being_computed(asked: str) -> str:
    """What stands in the place of the numbers until they are there."""
    return _("{sentence} is being computed. Its numbers will be here.", sentence=safe(asked)) if asked else ""


def which_run(trace: Trace) -> str:
    """What a reader is told who comes from the what-if screen."""
    return (
        _("You walk through the changed run; {what_if} leads back to its switches.").format_map(KEYS)
        if trace.run.get("interventions")
        else _("You walk through the normal run again.")
    )


def other_sentence() -> str:
    """What a reader is told who goes from a comparison into the walk of its second sentence."""
    return _("You walk through the other sentence of the comparison; {compare} leads back to it.").format_map(
        KEYS
    )


def crumb(shown: TensorView) -> tuple[list[Piece], list[Piece]]:
    """Where one is in the model; at the right, the axes of the array and their sizes."""
    *groups, name = shown.title
    axes, sizes = shown.dimensions
    return [("".join(f"{group}{SEPARATOR}" for group in groups), "faint"), (name, "strong")], [
        (f"{axes}  ", "faint"),
        (sizes, "faint"),
    ]


def meaning(shown: TensorView) -> str:
    """What the numbers say."""
    if shown.meaning:
        return shown.meaning
    if shown.step is not None:
        return _(
            "An operation that this version does not know: {operation}.", operation=safe(shown.step.operation)
        )
    return ""


def switches(navigator: Navigator) -> str:
    """The axes that are neither rows nor columns, with the place of each: `head 1 [2] 3 4`."""
    shown = navigator.shown
    said = []
    for axis in range(max(0, len(shown.axes) - 2)):
        here, size = navigator.cell[axis], shown.values.shape[axis]
        places = [
            f"[{shown.label(axis, n)}]" if n == here else f" {shown.label(axis, n)} "
            for n in _near(here, size)
        ]
        before, after = "… " if here > AROUND else "", f" … {size}" if here + AROUND + 1 < size else ""
        said.append(f"{safe(shown.axes[axis])} {before}{''.join(places)}{after}")
    return " · ".join(said)


def _near(here: int, size: int) -> range:
    return range(max(0, here - AROUND), min(size, here + AROUND + 1))


def position(navigator: Navigator) -> str:
    """Where the cursor is among the rows and columns."""
    shown = navigator.shown
    axes = list(range(len(shown.axes)))[-2:]
    return " · ".join(shown.where(axis, navigator.cell[axis]) for axis in axes)


def pace(seconds: float, by: int) -> str:
    """How fast playing will be; also where a key leads no further."""
    text = _("Playing will take {seconds:g} s a step.")
    if seconds == PACES[-1 if by < 0 else 0]:
        text = (
            _("Playing will take {seconds:g} s a step, the fastest pace.")
            if by > 0
            else _("Playing will take {seconds:g} s a step, the slowest pace.")
        )
    return text.format(seconds=seconds)


def walk_ends() -> str:
    return _("The walk ends here. {play} plays it again from the start.").format_map(KEYS)


def nothing_hidden() -> str:
    return _("Press {guess} in the numbers to hide a number and guess it.").format_map(KEYS)


def nothing_to_go_back_to() -> str:
    return _("Nothing to go back to: {enter} on a number follows it to where it came from.").format_map(KEYS)


def no_origin(navigator: Navigator) -> str:
    """Why a number cannot be followed any further."""
    if navigator.shown.source.kind == "parameter":
        return _("A weight was learned, not computed: the trail ends here. {back} goes back.").format_map(
            KEYS
        )
    if navigator.shown.source.kind == "tokens":
        return _("The text itself: the trail ends here. {back} goes back.").format_map(KEYS)
    return _("This number was made of no other.")
