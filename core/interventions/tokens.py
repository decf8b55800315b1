"""Change the tokens before a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from ..support.localization import _
from .checks import InterventionError
from .intervention import Intervention
from .kinds_of_changes import Shuffle

T = TypeVar("T")


def changed_tokens(interventions: Iterable[Intervention], side: str, tokens: Sequence[T]) -> tuple[T, ...]:
    """The tokens of a side ("source", or "target" without its begin mark) after all shuffles.

    Raises InterventionError if there is nothing to shuffle, or an order has a different length.
    """
    changed = tuple(tokens)
    for intervention in interventions:
        if isinstance(intervention, Shuffle) and intervention.side == side:
            changed = tuple(changed[place] for place in _order(intervention, len(changed)))
    return changed


def _order(shuffle: Shuffle, length: int) -> Sequence[int]:
    if shuffle.order is not None:
        if len(shuffle.order) != length:
            raise InterventionError(
                _(
                    "the {side} has {length} tokens, but the order {order} has {count}",
                    side=_(shuffle.side),
                    length=length,
                    order=",".join(map(str, shuffle.order)),
                    count=len(shuffle.order),
                )
            )
        return shuffle.order
    if length < 2:
        raise InterventionError(
            _("the {side} has too few tokens to shuffle: {length}", side=_(shuffle.side), length=length)
        )
    random = np.random.default_rng(shuffle.seed)
    order = list(range(length))
    while order == sorted(order):  # a shuffle has to change the order
        order = [int(place) for place in random.permutation(length)]
    return order
