"""Reading the iterations of a decoding back from JSON; `Iteration.as_data` writes them."""

from __future__ import annotations

from typing import Any

from ...support.localization import _
from ..error import TraceError
from ..iterations import DROPPED, FINISHED, GROWING, Candidate, Expansion, Hypothesis, Iteration
from ..token import Token
from .fields import listed, mapping, natural, real, text

STATES = (GROWING, FINISHED, DROPPED)


def iterations_from_data(data: object) -> tuple[Iteration, ...]:
    """The iterations in a trace's JSON.

    Raises:
        TraceError: a field holds something else than it should.
        KeyError: a field is missing.
    """
    return tuple(_iteration(mapping(one, "iterations")) for one in listed(data, "iterations"))


def _iteration(data: Any) -> Iteration:
    number = natural(data["number"], "iterations")
    of = f"iteration {number}"
    return Iteration(
        number=number,
        expansions=tuple(_expansion(mapping(one, of), of) for one in listed(data["expansions"], of)),
        hypotheses=tuple(_hypothesis(mapping(one, of), of) for one in listed(data["hypotheses"], of)),
    )


def _expansion(data: Any, of: str) -> Expansion:
    return Expansion(
        hypothesis=natural(data["hypothesis"], of),
        visit=natural(data["visit"], of),
        candidates=tuple(_candidate(mapping(one, of), of) for one in listed(data["candidates"], of)),
    )


def _candidate(data: Any, of: str) -> Candidate:
    return Candidate(
        token=token_from_data(data, of),
        log_probability=real(data["log_probability"], of),
        probability=real(data["probability"], of),
        cut=text(data.get("cut", ""), of),
    )


def _hypothesis(data: Any, of: str) -> Hypothesis:
    state = text(data["state"], of)
    if state not in STATES:
        raise TraceError(
            _(
                "damaged: {of!r} has a hypothesis that is {state!r}; it can be {states}",
                of=of,
                state=state,
                states=", ".join(STATES),
            )
        )
    return Hypothesis(
        number=natural(data["number"], of),
        parent=natural(data["parent"], of),
        token=token_from_data(mapping(data["token"], of), of),
        log_probability=real(data["log_probability"], of),
        length=natural(data["length"], of),
        length_penalty=real(data["length_penalty"], of),
        score=real(data["score"], of),
        state=state,
        why=text(data["why"], of),
    )


def token_from_data(data: Any, of: str) -> Token:
    """A token of a sequence or a candidate."""
    return Token(natural(data["id"], of), text(data["text"], of), text(data.get("written", ""), of))
