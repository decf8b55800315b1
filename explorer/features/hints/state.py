"""Hints for somebody who is here for the first time: one line at the right moment, and never again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ....core.support.localization import N_

BETWEEN = 2  # steps walked without a hint, at least, between two on the walk
WALK, CELL = "walk", "cell"


@dataclass(frozen=True)
class Situation:
    """Where a reader is, as far as a hint may depend on it.

    Attributes:
        place: `WALK`, `CELL` (among the numbers of the walk), or the name of another screen.
        steps: how many steps of the walk she has seen.
        all_seen: whether she has seen every one.
        heads: whether the array shown has heads to switch between.
        wide: whether it is wider than its window.
        can_go_back: whether she has followed a number.
    """

    place: str
    steps: int = 0
    all_seen: bool = False
    heads: bool = False
    wide: bool = False
    can_go_back: bool = False


def _always(situation: Situation) -> bool:
    return True


@dataclass(frozen=True)
class Hint:
    """What is said, and when: in which places, and if what is so there.

    A key stands in the text as the action that it does there: "{undo}" for the key that takes something back.
    """

    name: str
    places: tuple[str, ...]
    text: str
    when: Callable[[Situation], bool] = _always


HINTS = (  # of several that fit, the first is said
    Hint("walk", (WALK,), N_("{step(1)} takes the next step: a formula, its numbers, and what they mean.")),
    Hint(
        "all seen",
        (WALK,),
        N_(
            "You have seen every step. {decode} translates word by word, {what_if} changes the model, "
            "{compare} compares sentences."
        ),
        lambda now: now.all_seen,
    ),
    Hint("back", (WALK, CELL), N_("{back} goes back to where you came from."), lambda now: now.can_go_back),
    Hint(
        "numbers",
        (WALK,),
        N_("{enter} goes into the numbers; {leave} comes out again."),
        lambda now: now.steps > 3,
    ),
    Hint(
        "heads",
        (WALK,),
        N_("Several heads do this side by side, each in its own way: {switch(0, 1)} shows the next one."),
        lambda now: now.heads,
    ),
    Hint(
        "colours",
        (WALK,),
        N_("More numbers than fit the window: {view} shows them as colours."),
        lambda now: now.wide and now.steps > 8,
    ),
    Hint(
        "ways",
        (WALK,),
        N_("{find} finds any step, {group(-1)} and {group(1)} go from part to part, {play} walks by itself."),
        lambda now: now.steps > 16,
    ),
    Hint(
        "everything",
        (WALK,),
        N_("{palette} lists everything that you can do; {attention} shows where each word looks."),
        lambda now: now.steps > 40,
    ),
    Hint("cell", (CELL,), N_("{enter} on a number shows what it was made of; {used_by} what it went into.")),
    Hint(
        "decode",
        ("decode",),
        N_("{choose} takes the word under the cursor; then the next one is up. {undo} takes it back."),
    ),
    Hint(
        "what if",
        ("what if",),
        N_("{choose} turns a switch on; what changes stands beside. {normal} is normal again."),
    ),
    Hint(
        "attention",
        ("attention",),
        N_("{token(-1)} {token(1)} choose a word; the bars say how strongly it looks at each."),
    ),
    Hint(
        "compare",
        ("compare",),
        N_("A step of both sentences and the difference; {first} finds the first step that differs."),
    ),
    Hint(
        "training",
        ("training",),
        N_(
            "{moment(-1)} {moment(1)} go through the training, {play} plays it: watch attention find its words."
        ),
    ),
    Hint(
        "experiments",
        ("experiments",),
        N_(
            "{choose} opens an experiment, {turn} goes to what can be turned in it; {copy} copies the command "
            "that repeats it."
        ),
    ),
    Hint(
        "multiples",
        ("multiples",),
        N_("All heads of this step at once; {turn} shows one head in all layers."),
    ),
)


class Hints:
    """What has been said, and what is to be said next.

    Attributes:
        seen: the names of those that were said, the latest last.
    """

    def __init__(self, seen: Collection[str] = ()) -> None:
        self.seen = list(seen)
        self._quiet_until = 0  # steps

    def next(self, now: Situation) -> Hint | None:
        """The hint for this situation, if it is time for one; it counts as said."""
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
        """From the beginning, as for somebody who comes for the first time."""
        self.seen.clear()
        self._quiet_until = 0
