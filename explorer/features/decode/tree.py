"""The hypotheses that a reader has tried, as a tree that only grows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ....core.decoding.distribution import Distribution, distribution
from ....core.decoding.strategy import ByHand, Move, Sample
from ....core.support.localization import N_
from ....core.trace import Token, Trace
from ....core.trace.iterations import FINISHED
from ...ui.words import sentence
from .prediction import Ids, Prediction, ids, predictions
from .settings import turned

FORK, LAST, BELOW, NOTHING = "├ ", "└ ", "│ ", "  "
Item = TypeVar("Item")


@dataclass(frozen=True)
class Node:
    """A hypothesis: its parent and one more token.

    Attributes:
        ids: all its tokens.
        log_probability: the sum over its tokens.
        how: how its last token was chosen, in words.
    """

    number: int
    parent: int
    token: Token | None
    ids: Ids
    log_probability: float
    how: str


@dataclass(frozen=True)
class Candidate:
    """A token that could come next.

    Attributes:
        model: its probability from the model.
        probability: the same after temperature, top-k and top-p; 0 if they cut it.
        cut: what cut it: "top-k", "top-p" or "".
        is_tried: whether a hypothesis with it is in the tree.
    """

    token: Token
    model: float
    probability: float
    cut: str
    is_tried: bool


class Tree:
    """The hypotheses of one sentence.

    Attributes:
        at: the number of the current hypothesis; 0 is the empty one.
        settings: temperature, top-k, top-p and the seed.
        spaces_in_tokens: whether tokens contain the spaces of a text.
    """

    def __init__(self, vocabulary: tuple[str, ...]) -> None:
        self.vocabulary = vocabulary
        self.settings = Sample()
        self.spaces_in_tokens = False
        self._predictions: dict[Ids, Prediction] = {}
        self._ended: set[Ids] = set()
        self._longest: set[Ids] = set()
        self._next: tuple[Prediction, Sample, Distribution] | None = None
        self.start_over()

    def start_over(self) -> None:
        """Empties the tree; what was computed is kept."""
        self.nodes = [Node(0, 0, None, (), 0.0, "")]
        self.at = 0

    # -------------------------------------------------------------------------- what is known
    def add(self, trace: Trace) -> None:
        """Adds the predictions of a trace; those of a decoding replace those of a forward pass."""
        if not self.vocabulary:
            self.vocabulary = trace.vocabulary
        self.spaces_in_tokens = trace.spaces_in_tokens
        for prefix, prediction in predictions(trace):
            known = self._predictions.get(prefix)
            if (known is None or (prediction.decoded and not known.decoded)) and prediction.is_readable:
                self._predictions[prefix] = prediction
        if decoding := trace.decoding:
            for h in decoding.hypotheses():
                if h.state == FINISHED:
                    self._ended.add(tuple(token.id for token in decoding.so_far(h.number)))

        if trace.run.get("strategy") == ByHand.name:
            asked = ids(trace.tokens.get("target", ())[1:])
            if self.needs(asked):  # the model read a prefix that has not ended, and predicted nothing
                self._longest.add(asked)

    @property
    def current(self) -> Node:
        """The current hypothesis."""
        return self.nodes[self.at]

    @property
    def prediction(self) -> Prediction | None:
        """What comes after the current hypothesis; None if that is not known."""
        return self._predictions.get(self.current.ids)

    @property
    def latest(self) -> tuple[Node, Prediction] | None:
        """The nearest hypothesis, from the current one to the root, whose prediction is known."""
        node = self.current
        while (prediction := self._predictions.get(node.ids)) is None:
            if not node.number:
                return None
            node = self.nodes[node.parent]
        return node, prediction

    def has_ended(self, node: Node) -> bool:
        """Whether a hypothesis ends with [EOS], as far as is known."""
        return node.ids in self._ended

    def is_full(self, node: Node) -> bool:
        """Whether a hypothesis is as long as this model and source allow."""
        return node.ids in self._longest

    @property
    def can_grow(self) -> bool:
        """Whether a token can follow the current hypothesis."""
        return self.current.ids not in self._ended | self._longest

    def needs(self, prefix: Ids) -> bool:
        """Whether the engine can predict more after a prefix than is known."""
        prediction = self._predictions.get(prefix)
        known = prediction is not None and prediction.decoded
        return prefix not in self._ended | self._longest and not known

    @staticmethod
    def strategy(prefix: Ids) -> ByHand:
        """The decoding that predicts what comes after a prefix."""
        return ByHand(tuple(Move("pick", token) for token in prefix))

    # -------------------------------------------------------------------------- moves
    def pick(self, token: int, how: str = N_("picked by hand")) -> Node:
        """Adds a token and moves there; if it was picked before, only moves."""
        prediction = self.prediction
        assert prediction is not None
        known = self.child(token)
        if known is None:
            here, text = self.current, self.word(token)
            total = here.log_probability + float(prediction.log_probabilities[token])
            known = Node(len(self.nodes), self.at, Token(token, text), (*here.ids, token), total, how)
            self.nodes.append(known)
        self.at = known.number
        return known

    def pick_all(self, tokens: Ids, how: str) -> None:
        """Picks these tokens from the root, as far as the predictions are known."""
        self.go_to(0)
        for token in tokens:
            if self.prediction is None:
                return
            self.pick(token, how)

    def undo(self) -> bool:
        """Moves to the parent; False at the root."""
        if not self.at:
            return False
        self.at = self.current.parent
        return True

    def go_to(self, number: int) -> None:
        """Moves to another hypothesis."""
        self.at = max(0, min(number, len(self.nodes) - 1))

    def child(self, token: int) -> Node | None:
        """The hypothesis with one more token; None if it is not in the tree."""
        return next((n for n in self.nodes[1:] if n.parent == self.at and n.ids[-1] == token), None)

    def turn(self, name: str, by: int) -> bool:
        """Moves a setting by this many values; returns whether it changed."""
        before, self.settings = self.settings, turned(self.settings, name, by)
        return self.settings != before

    # -------------------------------------------------------------------------- what comes next
    @property
    def next(self) -> Distribution | None:
        """What can be drawn with the current settings; None if the prediction is not known."""
        prediction = self.prediction
        if prediction is None:
            return None
        if self._next is None or self._next[0] is not prediction or self._next[1] != self.settings:
            found = distribution(prediction.log_probabilities, self.settings)
            self._next = (prediction, self.settings, found)
        return self._next[2]

    def candidate(self, rank: int) -> Candidate:
        """The token with this rank, counted from 0."""
        found, prediction = self.next, self.prediction
        assert found is not None
        assert prediction is not None
        token = int(found.order[rank])
        model = float(np.exp(prediction.log_probabilities[token]))
        share, cut = float(found.probabilities[token]), found.cut(rank)
        model, is_tried = 0.0 if np.isnan(model) else model, self.child(token) is not None
        return Candidate(Token(token, self.word(token)), model, share, cut, is_tried)

    def most_probable(self) -> int:
        """The token that the model finds most probable next; of equal ones, that with the lowest id."""
        assert self.next is not None
        return int(self.next.order[0])

    def draw(self) -> tuple[int, float]:
        """A token drawn with the settings and the seed, and its probability.

        Tokens drawn one by one are the same as in a whole decoding with that seed: its first random number is for
        the first token, the second for the next.
        """
        assert self.next is not None
        draws = len(self.current.ids) + 1
        chance = float(np.random.default_rng(self.settings.seed).random(draws)[-1])
        token = self.next.draw(chance)
        return token, float(self.next.probabilities[token])

    def word(self, token: int) -> str:
        """A token's text, not yet made `safe`."""
        return self.vocabulary[token] if token < len(self.vocabulary) else str(token)

    def words(self, node: Node) -> list[str]:
        """A hypothesis's tokens without [EOS], not yet made `safe`."""
        return [self.word(token) for token in (node.ids[:-1] if self.has_ended(node) else node.ids)]

    def text(self, node: Node) -> str:
        """A hypothesis without [EOS] as text, safe for a screen."""
        return sentence(self.words(node), self.spaces_in_tokens)

    def lines(self) -> list[tuple[Node, str]]:
        """Every hypothesis with its branches; see `tree_lines`."""
        children: dict[int, list[Node]] = {}
        for node in self.nodes[1:]:
            children.setdefault(node.parent, []).append(node)
        return tree_lines(self.nodes[0], lambda node: children.get(node.number, []))


def tree_lines(root: Item, children: Callable[[Item], Sequence[Item]]) -> list[tuple[Item, str]]:
    """Every item of a tree with the branches to draw before it, depth first; only a fork indents."""
    lines: list[tuple[Item, str]] = []
    todo = [(root, "", "")]
    while todo:
        item, branch, below = todo.pop()
        lines.append((item, branch))
        after = children(item)
        if len(after) == 1:
            todo.append((after[0], below, below))
            continue
        for child in reversed(after):
            last = child is after[-1]
            todo.append((child, below + (LAST if last else FORK), below + (NOTHING if last else BELOW)))
    return lines
