"""Tags: in a few words, what the numbers in a view are. The same five everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from ..support.localization import N_, _
from .trace import Trace


class Tag(Enum):
    """Where numbers come from."""

    TRAINED = N_("trained model")
    UNTRAINED = N_("untrained model")
    BY_HAND = N_("built by hand")
    RANDOM = N_("random numbers")
    PAPER = N_("from the paper")


Tags = tuple[Tag, ...]


def written(tags: Iterable[Tag]) -> str:
    """The tags in the reader's language, each once; "" if there are none."""
    return _(", ").join(_(tag.value) for tag in dict.fromkeys(tags))


def of_model(trained: bool) -> Tag:
    """The tag of numbers that a model computed."""
    return Tag.TRAINED if trained else Tag.UNTRAINED


def of_models(*trained: bool | None) -> Tags:
    """The tags of models; none for one of which it is not recorded whether it was trained."""
    return tuple(dict.fromkeys(of_model(known) for known in trained if known is not None))


def of_traces(*traces: Trace) -> Tags:
    """The tags of the models that made these runs."""
    return of_models(*(trace.model.trained for trace in traces))
