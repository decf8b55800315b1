"""A tree of hypotheses that grows where its reader picks; nothing in it is ever lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ....core.decoding.distribution import Distribution, Numbers, distribution
from ....core.decoding.strategy import ByHand, Move, Sample
from ....core.support.localization import _
from ....core.trace import Token, Trace
from ....core.trace.iterations import FINISHED
from .branches import drawn
from .options import turned
from .reply import Ids, Reply, ids, readable, replies


@dataclass(frozen=True)
class Node:
    """A hypothesis: its parent and one token more.

    Attributes:
        log_probability: sum over its tokens.
        how: how its last token came to be there, in words.
    """

    number: int
    parent: int
    token: Token | None
    ids: Ids
    log_probability: float
    how: str


@dataclass(frozen=True)
class Bar:
    """A token that could come next.

    Attributes:
        rank: from 0.
        said: its probability as the model gives it.
        probability: after temperature, top-k and top-p; 0 for what is cut.
        cut: what cut it: "top-k", "top-p" or nothing.
        picked: the hypothesis that it leads to, where it was picked before.
    """

    rank: int
    token: Token
    said: float
    probability: float
    cut: str
    picked: int | None


class Tree:
    """The translations of one sentence that a reader has tried.

    Attributes:
        at: the number of the hypothesis one stands at; 0 is the empty one.
        settings: temperature, top-k, top-p and the seed.
    """

    def __init__(self, vocabulary: tuple[str, ...]) -> None:
        self.vocabulary = vocabulary
        self.settings = Sample()
        self._replies: dict[Ids, Reply] = {}
        self._ended: set[Ids] = set()
        self._longest: set[Ids] = set()
        self._drawn: tuple[Reply, Sample, Distribution] | None = None
        self.start_over()

    def start_over(self) -> None:
        """An empty tree. What was computed stays known."""
        self.nodes = [Node(0, 0, None, (), 0.0, "")]
        self.at = 0

    # -------------------------------------------------------------------------- what is known
    def learn(self, trace: Trace) -> None:
        """Takes in all that a trace says of what comes next; a decoding's word counts more than a forward pass's."""
        if not self.vocabulary:
            self.vocabulary = trace.vocabulary
        for read, reply in replies(trace):
            known = self._replies.get(read)
            if (known is None or (reply.decoded and not known.decoded)) and readable(reply):
                self._replies[read] = reply
        if decoding := trace.decoding:
            for h in decoding.hypotheses():
                if h.state == FINISHED:
                    self._ended.add(tuple(token.id for token in decoding.so_far(h.number)))

        if trace.run.get("strategy") == ByHand.name:
            asked = ids(trace.tokens.get("target", ())[1:])
            if self.wants(asked):  # it did read what may go on
                self._longest.add(asked)

    @property
    def here(self) -> Node:
        """The hypothesis one stands at."""
        return self.nodes[self.at]

    @property
    def reply(self) -> Reply | None:
        """What the model says after it; None where that is not known."""
        return self.reply_to(self.here.ids)

    @property
    def latest(self) -> tuple[Node, Reply] | None:
        """The nearest hypothesis, from here to the beginning, after which the model's word is known."""
        node = self.here
        while (reply := self._replies.get(node.ids)) is None:
            if not node.number:
                return None
            node = self.nodes[node.parent]
        return node, reply

    def reply_to(self, read: Ids) -> Reply | None:
        """What the model says after a beginning."""
        return self._replies.get(read)

    def over(self, node: Node) -> bool:
        """Whether a hypothesis has ended, as far as is known."""
        return node.ids in self._ended

    def full(self, node: Node) -> bool:
        """Whether a hypothesis is as long as this model and source allow."""
        return node.ids in self._longest

    def wants(self, read: Ids) -> bool:
        """Whether the engine could say more of a beginning than is known."""
        reply = self._replies.get(read)
        return read not in self._ended | self._longest and (reply is None or not reply.decoded)

    @staticmethod
    def strategy(read: Ids) -> ByHand:
        """What to ask the engine for, to learn what comes after a beginning."""
        return ByHand(tuple(Move("pick", token) for token in read))

    # -------------------------------------------------------------------------- moves
    def pick(self, token: int, how: str = _("picked by hand")) -> Node:
        """One token more, and to there; where it was picked before, one goes there again."""
        reply = self.reply
        assert reply is not None
        known = self.child(token)
        if known is None:
            here, text = self.here, self.word(token)
            total = here.log_probability + float(reply.log_probabilities[token])
            known = Node(len(self.nodes), self.at, Token(token, text), (*here.ids, token), total, how)
            self.nodes.append(known)
        self.at = known.number
        return known

    def pick_all(self, tokens: Ids, how: str) -> None:
        """From the beginning token by token, as far as the model's word is known."""
        self.go(0)
        for token in tokens:
            if self.reply is None:
                return
            self.pick(token, how)

    def undo(self) -> bool:
        """Back to the hypothesis before the last token; whether there was one."""
        if not self.at:
            return False
        self.at = self.here.parent
        return True

    def go(self, number: int) -> None:
        """To another hypothesis, to go on from there."""
        self.at = max(0, min(number, len(self.nodes) - 1))

    def child(self, token: int) -> Node | None:
        """The hypothesis with this token more, where there is one."""
        return next((n for n in self.nodes[1:] if n.parent == self.at and n.ids[-1] == token), None)

    def turn(self, name: str, by: int) -> bool:
        """One of the settings so many places further; whether that changes it."""
        before, self.settings = self.settings, turned(self.settings, name, by)
        return self.settings != before

    # -------------------------------------------------------------------------- what comes next
    @property
    def next(self) -> Distribution | None:
        """What can be drawn, with the settings as they are; None where the model's word is not known."""
        reply = self.reply
        if reply is None:
            return None
        if self._drawn is None or self._drawn[0] is not reply or self._drawn[1] != self.settings:
            found = distribution(reply.log_probabilities, self.settings)
            self._drawn = (reply, self.settings, found)
        return self._drawn[2]

    def bar(self, rank: int) -> Bar:
        """The token of that rank."""
        found, reply = self.next, self.reply
        assert found is not None
        assert reply is not None
        token = int(found.order[rank])
        child = self.child(token)
        return Bar(
            rank,
            Token(token, self.word(token)),
            _probability(reply.log_probabilities, token),
            float(found.probabilities[token]),
            found.cut(rank),
            None if child is None else child.number,
        )

    def likeliest(self) -> int:
        """The token that the model finds most probable next; of equals the lower id."""
        assert self.next is not None
        return int(self.next.order[0])

    @property
    def chance(self) -> float:
        """The random number that the seed holds ready for the token after this one.

        The same as in a whole decoding drawn with that seed: the first for the first token, the second for the next.
        """
        draws = len(self.here.ids) + 1
        return float(np.random.default_rng(self.settings.seed).random(draws)[-1])

    def draw(self) -> tuple[int, float]:
        """A token drawn with the settings and the seed, and with what probability."""
        assert self.next is not None
        token = self.next.draw(self.chance)
        return token, float(self.next.probabilities[token])

    def word(self, token: int) -> str:
        """A token's text; it is not safe."""
        return self.vocabulary[token] if token < len(self.vocabulary) else str(token)

    def words(self, node: Node) -> list[str]:
        """A hypothesis's tokens, without the mark of the end; they are not safe."""
        return [self.word(token) for token in (node.ids[:-1] if self.over(node) else node.ids)]

    # -------------------------------------------------------------------------- as lines
    def lines(self) -> list[tuple[Node, str]]:
        """Every hypothesis with the branches before it; a line is moved in only where the tree forks."""
        children: dict[int, list[Node]] = {}
        for node in self.nodes[1:]:
            children.setdefault(node.parent, []).append(node)
        return drawn(self.nodes[0], lambda node: children.get(node.number, []))


def _probability(row: Numbers, token: int) -> float:
    value = float(np.exp(row[token]))
    return value if value == value else 0.0
