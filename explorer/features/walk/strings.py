"""The sentences of the walk."""

from __future__ import annotations

from ....core.support.localization import N_, _
from ....core.trace import Trace
from ....core.trace.part_names import axis_name
from ....core.trace.tags import of_traces
from ...ui.navigator import Navigator
from ...ui.strings import PROGRAM
from ...ui.tags import before
from ...ui.tensor_view import TensorView
from ...ui.text import safe
from ...ui.walk import SEPARATOR
from ...ui.widgets.one_line import Piece
from .keys import KEYS

AROUND = 3  # heads named on either side of the current one
OTHER_SENTENCE = N_("This is the other sentence of the comparison; {compare} returns to the comparison.")
FIRST_SCREEN = N_("There is no screen to go back to. Press {text} for another text, or {quit} to quit.")
WALK_ENDS = N_("This is the last step. {play} plays the walk again from the start.")
NOTHING_HIDDEN = N_("Press {guess} on a number to hide it and guess it.")
NOTHING_TO_GO_BACK_TO = N_(
    "There is nothing to go back to. {enter} on a number goes to the numbers that it was computed from."
)


def heading(navigator: Navigator, asked: str = "") -> tuple[list[Piece], list[Piece]]:
    """The first line: the program, the model, the sentence; on the right, the tag and the number of the step.

    Args:
        asked: a sentence that is being computed, if the reader asked for nothing else yet.
    """
    start = [(PROGRAM, "strong"), (f" · {safe(navigator.trace.model.name)} · ", "faint")]
    if asked:
        return [*start, (safe(asked), "accent")], []
    changed = _("changed run · ") if navigator.trace.run.get("interventions") else ""
    step = _("step {number} / {of}", number=navigator.number + 1, of=len(navigator.walk))
    return [*start, (changed, "strong"), *navigator.sentence], before(
        of_traces(navigator.trace), [(step, "strong")]
    )


def first_screen() -> str:
    """Says that Escape leads nowhere: the program was opened on the walk."""
    return KEYS.text(FIRST_SCREEN)


def being_computed(asked: str) -> str:
    """What is shown until there are numbers."""
    return _("Computing {sentence}. Its numbers will appear here.", sentence=safe(asked)) if asked else ""


def shown(trace: Trace) -> str:
    """Whose numbers are on the screen, when those of another sentence were asked for."""
    return _("The numbers shown are those of {sentence}.", sentence=safe(trace.source_text))


def stopped(what: str, trace: Trace) -> str:
    """Says that a sentence is no longer computed, and what is shown instead."""
    return _("Stopped computing {what}. {shown}", what=safe(what), shown=shown(trace))


def which_run(trace: Trace) -> str:
    """Says which run is shown after leaving the what-if screen."""
    return (
        KEYS.text(N_("This is the changed run; {what_if} returns to its switches."))
        if trace.run.get("interventions")
        else _("This is the normal run again.")
    )


def crumb(view: TensorView) -> tuple[list[Piece], list[Piece]]:
    """The path of the step in the model; on the right, the axes of the array and their sizes."""
    *groups, name = view.title
    axes, sizes = view.dimensions
    path = "".join(f"{group}{SEPARATOR}" for group in groups)
    return [(path, "faint"), (name, "strong")], [(f"{axes}  ", "faint"), (sizes, "faint")]


def meaning(view: TensorView) -> str:
    """What the numbers mean."""
    if view.meaning:
        return view.meaning
    if view.step is not None:
        return _("This version does not know the operation {operation}.", operation=safe(view.step.operation))
    return ""


def switches(navigator: Navigator) -> str:
    """The axes that are neither rows nor columns, with the current entry of each: `head 1 [2] 3 4`."""
    view = navigator.view
    if navigator.empty:
        return ""
    axes = []
    for axis in range(max(0, len(view.axes) - 2)):
        here, size = navigator.cell[axis], view.values.shape[axis]
        places = [
            f"[{view.label(axis, n)}]" if n == here else f" {view.label(axis, n)} " for n in _near(here, size)
        ]
        before, after = "… " if here > AROUND else "", f" … {size}" if here + AROUND + 1 < size else ""
        axes.append(f"{safe(axis_name(view.axes[axis]))} {before}{''.join(places)}{after}")
    return " · ".join(axes)


def _near(here: int, size: int) -> range:
    return range(max(0, here - AROUND), min(size, here + AROUND + 1))


def position(navigator: Navigator) -> str:
    """Where the cursor is among the rows and columns; "" in an array without numbers."""
    view = navigator.view
    if navigator.empty:
        return ""
    axes = range(len(view.axes))[-2:]
    return " · ".join(view.where(axis, navigator.cell[axis]) for axis in axes)


def no_origin(navigator: Navigator) -> str:
    """Why a number cannot be followed any further."""
    reasons = {
        "parameter": N_("This weight was learned, not computed, so the trail ends here. {back} goes back."),
        "tokens": N_("This is the text itself, so the trail ends here. {back} goes back."),
        "step": N_("This number was not computed from other numbers."),
    }
    return KEYS.text(reasons[navigator.view.source.kind])
