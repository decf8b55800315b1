"""Hints for new readers: one line at the right time, each shown only once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ....core.support.localization import N_
from ...ui.situation import CELL, WALK, Situation

BETWEEN = 2  # fewest steps without a hint between two hints on the walk


def _always(situation: Situation) -> bool:
    return True


@dataclass(frozen=True)
class Hint:
    """A text, the condition under which it is shown, and the places where it is.

    The text names a key by its action: "{undo}" is the key that undoes something on that screen.
    """

    name: str
    text: str
    when: Callable[[Situation], bool] = _always
    places: tuple[str, ...] = (WALK,)


ON_WALK = (
    Hint("walk", N_("{step(1)} goes to the next step: a formula, its numbers, and what they mean.")),
    Hint(
        "all seen",
        N_(
            "You have seen every step. {decode} decodes token by token, {what_if} changes the "
            "model, and {compare} compares sentences."
        ),
        lambda now: now.all_seen,
    ),
    Hint("back", N_("{back} goes back to where you came from."), lambda now: now.can_go_back, (WALK, CELL)),
    Hint("numbers", N_("{enter} goes into the numbers; {leave} leaves them."), lambda now: now.steps > 3),
    Hint(
        "heads",
        N_(
            "Several heads do this in parallel, each with its own weights: {switch(0, 1)} shows the next one."
        ),
        lambda now: now.heads,
    ),
    Hint(
        "colors",
        N_("The array is wider than the window: {view} shows its numbers as colors."),
        lambda now: now.wide and now.steps > 8,
    ),
    Hint(
        "ways",
        N_(
            "{find} finds any step, {group(-1)} and {group(1)} go from part to part, and {play} plays "
            "the walk."
        ),
        lambda now: now.steps > 16,
    ),
    Hint(
        "everything",
        N_("{palette} lists everything that you can do; {attention} shows what each word attends to."),
        lambda now: now.steps > 40,
    ),
)
ELSEWHERE = {  # by the place, which is also the hint's name
    CELL: N_("{enter} on a number shows what it was computed from; {used_by} shows what used it."),
    "decode": N_(
        "{choose} takes the word under the cursor and goes on to the next one. {undo} takes it back."
    ),
    "what if": N_("{choose} turns a switch on and shows what changes. {reset} returns to the normal run."),
    "attention": N_("{token(-1)} {token(1)} choose a word; the bars show its attention weights."),
    "compare": N_(
        "The same step in both sentences, and the difference; {first} finds the first step that differs."
    ),
    "training": N_(
        "{moment(-1)} {moment(1)} move through training, and {play} plays it: watch attention develop."
    ),
    "experiments": N_(
        "{choose} opens an experiment, {turn} goes to its settings, and {copy} copies the command "
        "that repeats it."
    ),
    "map": N_(
        "{flow(1)} follows the data upwards; {open_box} opens a box, and {play} plays through all of them."
    ),
    "multiples": N_("All heads of this step together; {turn} shows one head in all layers."),
}
# If several apply, the first is shown.
HINTS = (*ON_WALK, *(Hint(place, text, places=(place,)) for place, text in ELSEWHERE.items()))


class Hints:
    """Decides which hint comes next.

    Attributes:
        seen: the names of the hints that were shown, the latest last.
    """

    def __init__(self, seen: Collection[str] = ()) -> None:
        self.seen = list(seen)
        self._quiet_until = 0  # in steps

    def next(self, now: Situation) -> Hint | None:
        """The hint for this situation, if there is one; it counts as shown."""
        if now.place == WALK and now.steps < self._quiet_until:
            return None
        for hint in HINTS:
            if now.place in hint.places and hint.name not in self.seen and hint.when(now):
                self.seen.append(hint.name)
                if now.place in (WALK, CELL):
                    self._quiet_until = now.steps + BETWEEN + 1
                return hint
        return None

    def again(self) -> None:
        """Starts from the beginning, as for a new reader."""
        self.seen.clear()
        self._quiet_until = 0
