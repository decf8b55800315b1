"""Decoding by hand: the user picks each token, undoes it, or continues from another hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..support.localization import _
from ..trace import Candidate, Expansion, Hypothesis, Iteration, Token
from ..trace.iterations import FINISHED, GROWING
from .search import CANDIDATES, Choice, Found, candidates, grown, most_probable
from .strategy import Move, StrategyError
from .translator import Predictor, Prefix


class Picking:
    """A tree of hypotheses, to which each pick adds one. Nothing is removed or computed twice.

    Attributes:
        at: the number of the current hypothesis; 0 is the empty one.
    """

    def __init__(self, translator: Predictor, words: Sequence[str]) -> None:
        self._translator, self._words = translator, words
        self._hypotheses: list[Hypothesis] = []  # number n has index n − 1
        self._iterations: list[Iteration] = []
        translator.iteration(0)
        self._prefixes: dict[int, Prefix] = {0: translator.start()}  # by the number of the hypothesis
        self.at = 0

    @property
    def hypothesis(self) -> Hypothesis | None:
        """The current hypothesis; None for the empty one."""
        return self._hypotheses[self.at - 1] if self.at else None

    @property
    def over(self) -> bool:
        """Whether the current hypothesis has ended, so that nothing can be picked."""
        here = self.hypothesis
        return here is not None and here.state == FINISHED

    def prefix(self) -> Prefix:
        """The prediction of the token after the current hypothesis; StrategyError if that has ended or is too long."""
        here = self.hypothesis
        if here is None:
            return self._prefixes[0]
        if self.over:
            raise StrategyError(_("this hypothesis has ended; undo a token, or fork from another one"))
        if here.length >= self._translator.longest:
            raise StrategyError(
                _(
                    "this hypothesis has {count} tokens, the maximum; undo one, or fork from another one",
                    count=here.length,
                )
            )
        if self.at not in self._prefixes:
            self._translator.iteration(len(self._iterations))
            before = self._prefixes[here.parent]
            self._prefixes[self.at] = self._translator.extend(before, here.token.id)
        return self._prefixes[self.at]

    def look_ahead(self) -> None:
        """Predicts the token after the current hypothesis, if one may follow, so that the prediction is recorded."""
        here = self.hypothesis
        if here is None or not (self.over or here.length >= self._translator.longest):
            self.prefix()

    def candidates(self, most: int = CANDIDATES) -> tuple[Candidate, ...]:
        """The most probable tokens after the current hypothesis."""
        return candidates(self.prefix(), self._words, most=most)

    def pick(self, token: int) -> Hypothesis:
        """Extends the current hypothesis by a token, or returns to that hypothesis if it exists already."""
        if not 0 <= token < len(self._words):
            raise StrategyError(
                _(
                    "no token has the id {token}; use a number from 0 to {last}",
                    token=token,
                    last=len(self._words) - 1,
                )
            )
        for known in self._hypotheses:
            if known.parent == self.at and known.token.id == token:
                self.at = known.number
                return known
        prefix = self.prefix()
        state = FINISHED if token in self._translator.ends else GROWING
        why = (
            "the most probable token, picked by hand" if token == most_probable(prefix) else "picked by hand"
        )
        new = grown(
            self.hypothesis, len(self._hypotheses) + 1, Choice(token, why), prefix, self._words, state
        )
        seen = candidates(prefix, self._words, None, token)
        self._iterations.append(
            Iteration(len(self._iterations), (Expansion(self.at, prefix.visit, seen),), (new,))
        )
        self._hypotheses.append(new)
        self.at = new.number
        return new

    def undo(self) -> int:
        """Returns to the hypothesis before the last token; `fork` can return to the undone one."""
        here = self.hypothesis
        if here is None:
            raise StrategyError(_("no token has been picked yet, so there is nothing to undo"))
        self.at = here.parent
        return self.at

    def fork(self, number: int) -> None:
        """Goes to another hypothesis, to continue from there."""
        if not 0 <= number <= len(self._hypotheses):
            raise StrategyError(
                _(
                    "there is no hypothesis {number}; use a number from 0 to {last}",
                    number=number,
                    last=len(self._hypotheses),
                )
            )
        self.at = number

    def play(self, moves: Iterable[Move]) -> None:
        """Makes these moves in order."""
        for move in moves:
            if move.kind == "pick":
                self.pick(move.number)
            elif move.kind == "undo":
                self.undo()
            elif move.kind == "fork":
                self.fork(move.number)
            else:
                raise StrategyError(_("unknown move {move!r}: use pick, undo or fork", move=move.kind))

    def found(self) -> Found:
        """The current hypothesis as the result of a search."""
        path: list[Token] = []
        here = self.hypothesis
        while here is not None:
            path.append(here.token)
            here = self._hypotheses[here.parent - 1] if here.parent else None
        ids = tuple(token.id for token in reversed(path))
        ids = ids[:-1] if self.over else ids
        ended = "the end was picked" if self.over else "picking stopped here"
        return Found(ids, self.at, self.over, ended, tuple(self._iterations))
