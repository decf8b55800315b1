"""Questions and cards that moved to another lesson: a learner's answers and reviews follow them.

The table only grows: entries stay, because a learner's file may be old. A moved part keeps its own id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# From a lesson, to a lesson: the ids of questions and cards.
MOVED: dict[str, Mapping[str, tuple[str, ...]]] = {
    "norms": {
        "residual": (
            "sum-of-residual",
            "gradient-of-first-layer",
            "order-of-the-norm",
        )
    },
    "training": {
        "regularization": (
            "number-after-dropout",
            "smoothed-target",
            "floor-of-the-loss",
            "epsilon-and-bleu",
            "dropout-in-training",
            "loss-above-zero",
        )
    },
    "against-cnns": {"images": ("most-attended-pixel", "change-at-gamma-zero")},
    "cost": {"results": ("heads-by-bleu", "largest-loss")},
}

OUTCOMES = ("outcomes", "first")  # the answers of a lesson; see `progress.LessonProgress`


def moved(data: Mapping[str, Any]) -> dict[str, Any]:
    """The stored lessons and cards with every moved part in its new lesson; an answer already there stays.

    KeyError, TypeError or AttributeError if the data is not in the format of `progress`.
    """
    lessons = {id: _copied(lesson) for id, lesson in data["lessons"].items()}
    cards = {**data["cards"]}
    for old, targets in MOVED.items():
        for new, ids in targets.items():
            for id in ids:
                for outcomes in OUTCOMES:
                    _move_answer(lessons, old, new, id, outcomes)
                if (review := cards.pop(f"{old}/{id}", None)) is not None:
                    cards.setdefault(f"{new}/{id}", review)
    return {"lessons": lessons, "cards": cards}


def _copied(lesson: Mapping[str, Any]) -> dict[str, Any]:
    return {**lesson, **{name: {**lesson[name]} for name in OUTCOMES if name in lesson}}


def _move_answer(lessons: dict[str, Any], old: str, new: str, id: str, outcomes: str) -> None:
    outcome = lessons.get(old, {}).get(outcomes, {}).pop(id, None)
    if outcome is not None:
        there = lessons.setdefault(new, {"page": "", "done": False, "outcomes": {}})
        there.setdefault(outcomes, {}).setdefault(id, outcome)
