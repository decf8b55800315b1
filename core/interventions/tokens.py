"""Changes of the tokens before a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from ..support.localization import _
from .checks import InterventionError
from .kinds import Intervention, Shuffle

T = TypeVar("T")


def changed_tokens(interventions: Iterable[Intervention], side: str, tokens: Sequence[T]) -> tuple[T, ...]:
    """The tokens of a side ("source" or "target", the latter without the mark that begins it), as the run gets them.

    Raises:
        InterventionError: there is nothing to shuffle, or an order is of another length.
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
                    "the {side} has {length} tokens; the order {order} is of {count}",
                    side=shuffle.side,
                    length=length,
                    order=",".join(map(str, shuffle.order)),
                    count=len(shuffle.order),
                )
            )
        return shuffle.order
    if length < 2:
        raise InterventionError(
            _("the {side} has {length} tokens: there is nothing to shuffle", side=shuffle.side, length=length)
        )
    random = np.random.default_rng(shuffle.seed)
    order = list(range(length))
    while order == sorted(order):  # a shuffle that leaves all as it is would be none
        order = [int(place) for place in random.permutation(length)]
    return order
