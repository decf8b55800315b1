"""A decoding as data: in each iteration, which tokens were likely, which were chosen or dropped, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..support.localization import _
from .error import TraceError
from .files.fields import listed, mapping, natural, real, text
from .tokens import Token

GROWING, FINISHED, DROPPED = STATES = ("growing", "finished", "dropped")


@dataclass(frozen=True)
class Candidate:
    """A possible next token.

    Attributes:
        log_probability: the model's prediction.
        probability: the probability of choosing it, after temperature, top-k and top-p where they apply.
        cut: the reason for a probability of 0, "top-k" or "top-p"; empty for a token that could be chosen.
    """

    token: Token
    log_probability: float
    probability: float
    cut: str = ""

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        numbers = {"log_probability": self.log_probability, "probability": self.probability}
        return token_as_data(self.token) | numbers | ({"cut": self.cut} if self.cut else {})


@dataclass(frozen=True)
class Expansion:
    """The model's predictions after one hypothesis.

    Attributes:
        hypothesis: its number; 0 is the empty hypothesis, from which all others start.
        visit: of the decoder's steps that computed it.
        candidates: the most probable tokens, best first.
    """

    hypothesis: int
    visit: int
    candidates: tuple[Candidate, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return vars(self) | {"candidates": [candidate.as_data() for candidate in self.candidates]}


@dataclass(frozen=True)
class Hypothesis:
    """The beginning of a translation: its parent and one more token.

    Attributes:
        number: counted from 1 through the whole decoding.
        log_probability: the sum over its tokens, including the end-of-sequence token.
        length: the number of these tokens.
        length_penalty: ((5 + length) / 6)^α (Wu et al. 2016, equation 14).
        score: log_probability / length_penalty.
        state: "growing", "finished" or "dropped" at the end of the iteration.
        why: the reason, in words.
    """

    number: int
    parent: int
    token: Token
    log_probability: float
    length: int
    length_penalty: float
    score: float
    state: str
    why: str

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return vars(self) | {"token": token_as_data(self.token)}


@dataclass(frozen=True)
class Iteration:
    """One iteration of decoding: the growing hypotheses are expanded, and some of the results are kept."""

    number: int
    expansions: tuple[Expansion, ...]
    hypotheses: tuple[Hypothesis, ...]

    @property
    def chosen(self) -> tuple[Hypothesis, ...]:
        """The hypotheses that were not dropped."""
        return tuple(h for h in self.hypotheses if h.state != DROPPED)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        expansions = [expansion.as_data() for expansion in self.expansions]
        return vars(self) | {"expansions": expansions, "hypotheses": [h.as_data() for h in self.hypotheses]}


@dataclass(frozen=True)
class Decoding:
    """A sentence, its translation, and how it was found.

    Attributes:
        strategy: "greedy", "sample", "beam", "forced" or "by hand".
        settings: those of the strategy: beams, length_penalty, temperature, …
        source, answer: tokens, without begin and end marks.
        best: the number of the hypothesis that became the answer.
        finished: whether the model ended the sentence itself.
        ended: why the search stopped, in words.
        notices: remarks on the text for the reader.
        text: the answer as the model's tokenizer writes it; "" if its tokens are whole words.
        spaces_in_tokens: whether tokens contain the spaces of a text (`tokens.joined`).
    """

    strategy: str
    settings: Mapping[str, int | float | bool]
    source: tuple[Token, ...]
    answer: tuple[Token, ...]
    iterations: tuple[Iteration, ...]
    best: int
    finished: bool
    ended: str
    notices: tuple[str, ...] = ()
    text: str = ""
    spaces_in_tokens: bool = False

    @cached_property
    def _known(self) -> dict[int, Hypothesis]:
        return {h.number: h for iteration in self.iterations for h in iteration.hypotheses}

    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """Every hypothesis, in the order in which they were created."""
        return tuple(self._known.values())

    def so_far(self, number: int) -> tuple[Token, ...]:
        """The tokens of a hypothesis from the first one on; empty for hypothesis 0."""
        known = self._known
        tokens: list[Token] = []
        while number and number in known:
            here = known[number]
            tokens.append(here.token)
            number = here.parent if here.parent < number else 0  # a file may contain a cycle
        return tuple(reversed(tokens))

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "strategy": self.strategy,
            "settings": dict(self.settings),
            "source": [token_as_data(token) for token in self.source],
            "answer": [token_as_data(token) for token in self.answer],
            **({"text": self.text} if self.text else {}),
            "best": self.best,
            "finished": self.finished,
            "ended": self.ended,
            "iterations": [iteration.as_data() for iteration in self.iterations],
            "notices": list(self.notices),
        }


def token_as_data(token: Token) -> dict[str, Any]:
    """For JSON."""
    data: dict[str, Any] = {"id": token.id, "text": token.text}
    return data | {"written": token.written} if token.written else data


# -------------------------------------------------------------------- from JSON


def iterations_from_data(data: object) -> tuple[Iteration, ...]:
    """The iterations in a trace's JSON; TraceError if a field has an invalid value, KeyError if one is missing."""
    return tuple(_iteration(mapping(each, "iterations")) for each in listed(data, "iterations"))


def _iteration(data: Any) -> Iteration:
    number = natural(data["number"], "iterations")
    of = f"iteration {number}"
    return Iteration(
        number=number,
        expansions=tuple(_expansion(mapping(each, of), of) for each in listed(data["expansions"], of)),
        hypotheses=tuple(_hypothesis(mapping(each, of), of) for each in listed(data["hypotheses"], of)),
    )


def _expansion(data: Any, of: str) -> Expansion:
    return Expansion(
        hypothesis=natural(data["hypothesis"], of),
        visit=natural(data["visit"], of),
        candidates=tuple(_candidate(mapping(each, of), of) for each in listed(data["candidates"], of)),
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
                "damaged: {of!r} has a hypothesis in the state {state!r}; possible states: {states}",
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
    """A token of a sequence or of a candidate."""
    return Token(natural(data["id"], of), text(data["text"], of), text(data.get("written", ""), of))
