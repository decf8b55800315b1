"""Sentences about families of models, for the screen and for plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import NAMES
from ....core.running.families import FamilyRun, Influence, TaskInput
from ....core.support.localization import N_, _, sentences
from ....core.trace.tags import of_model, written
from ...ui.text import safe
from .receptive_field import named
from .state import INFLUENCE, FamiliesState

NONE = "·"  # the answer of the task "glossing" for a character without a word
OWN, UNSEEN = "+", "·"  # marks of positions
NO_WORD = N_("· means that no English word corresponds to the character")
MOST = 2  # tokens that a position depends on are named


def name(family: str) -> str:
    """The name of a family."""
    return _(NAMES[family])


def stage(number: int, stages: int) -> str:
    """The name of a stage."""
    if number == 0:
        return _("embedding")
    return _("answers") if number == stages - 1 else _("layer {n}", n=number)


def weights(trained: bool) -> str:
    """Which weights the models have."""
    return written([of_model(trained)])


def percent(share: float) -> str:
    """A share of the whole."""
    return f"{100 * share:.0f} %" if share >= 0.005 or not share else "<1 %"


# ---------------------------------------------------------------------------------- one family
def sees(state: FamiliesState, family: str, position: int) -> str:
    """What a position can see at this stage."""
    seen = state.sees(family)
    if seen is None:
        return ""
    if position >= state.clock.computed(family, state.tick):
        return _("{token}: not computed yet", token=safe(state.tokens[position]))
    return _("sees {what}", what=seen_of(state, seen[position]))


def seen_of(state: FamiliesState, seen: NDArray[np.bool_]) -> str:
    """How many of the tokens are seen, and which."""
    if seen.all():
        return _("all {count}", count=len(state.tokens))
    count, tokens = int(seen.sum()), named(seen.tolist(), [safe(token) for token in state.tokens])
    return _("{count} of {of}: {tokens}", count=count, of=len(state.tokens), tokens=tokens)


def depends_on(state: FamiliesState, family: str, position: int) -> str:
    """The tokens with the largest attention weights, or, without attention, with the largest influence."""
    run = state.run_of(family)
    if run is None or state.layer == 0 or position >= state.clock.computed(family, state.tick):
        return ""
    if run.weights:
        shares = np.asarray(run.weights[state.layer - 1], dtype=np.float64)[:, position].mean(axis=0)
        return _("attends to {tokens}", tokens=_largest(shares, state.tokens))
    influence = state.influence(family)
    if influence is None or isinstance(influence, str):
        return ""
    total = influence[position].sum()
    return _("depends on {tokens}", tokens=_largest(influence[position] / (total or 1.0), state.tokens))


def _largest(shares: Influence, tokens: Iterable[str]) -> str:
    texts = [safe(token) for token in tokens]
    order = [int(n) for n in np.argsort(-shares, kind="stable")[:MOST] if shares[n] > 0]
    return _(", ").join(f"{texts[n]} {percent(float(shares[n]))}" for n in order)


@dataclass(frozen=True)
class Answer:
    """A model's answer at a position.

    Attributes:
        word, probability: the most probable answer.
        right: the right answer, None if it is unknown; `its` is the probability that the model gives it.
    """

    word: str
    probability: float
    right: str | None
    its: float

    @property
    def is_right(self) -> bool:
        return self.word == self.right


def answers(run: FamilyRun, given: TaskInput) -> list[Answer]:
    """A model's answer at every position."""
    found = []
    for row, right in zip(run.probabilities, given.right, strict=True):
        best = int(row.argmax())
        its = float(row[run.answers.index(right)]) if right is not None else 0.0
        found.append(Answer(run.answers[best], float(row[best]), right, its))
    return found


def no_word(state: FamiliesState) -> str:
    """What the answer · means, in a task that has it."""
    runs = filter(None, map(state.run_of, state.families))
    return _(NO_WORD) if any(NONE in run.answers for run in runs) else ""


# ---------------------------------------------------------------------------------- all families
def legend(state: FamiliesState) -> list[str]:
    """What the colors mean, the most important part first."""
    if state.view == INFLUENCE:
        return [
            _("{own} own token   {unseen} not seen", own=OWN, unseen=UNSEEN),
            _("relative to the model's largest influence"),
        ]
    return [_("a color stands for the same number in every model"), _("finer near 0")]


def tick(state: FamiliesState) -> str:
    """What happens in this tick."""
    clock, now = state.clock, state.now
    if now.stage == 0:
        return _("Each token becomes a vector on its own: no position has seen another one yet.")
    if state.answering:
        about = _("Each answer is computed from the state at its own position.")
        return sentences(about, no_word(state))
    working = [name(family) for family in state.families if not clock.waits(family, state.tick)]
    waiting = [name(family) for family in state.families if clock.waits(family, state.tick)]
    if clock.lengths[now.stage] == 1:
        return _(
            "{families}: all positions in parallel, in a few matrix products.", families=_(", ").join(working)
        )
    token = safe(state.tokens[now.tick - 1])
    slow = [name(family) for family in state.families if clock.takes(family, now.stage) > 1]
    parts = [_("{families}: {token} updates the state", families=_(", ").join(slow), token=token)]
    at_once = [each for each in working if each not in slow]
    if waiting:
        parts.append(_("{families}: finished in tick 1", families=_(", ").join(waiting)))
    elif at_once:
        parts.append(_("{families}: all positions in parallel", families=_(", ").join(at_once)))
    return " · ".join(parts)


def spent(state: FamiliesState, family: str) -> str:
    """The sequential operations of a family so far and in all."""
    clock = state.clock
    return _("{spent} of {needs}", spent=clock.spent(family, state.tick), needs=clock.needs(family))
