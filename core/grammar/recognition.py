"""Parsing: finds every derivation of a sentence, with the same rules that generate sentences."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from .rules import RULES, Meaning, Pair, Rule, SenselessError, meaning
from .sentence import LONGEST, Sentence, sentence

START = "sentence"


@dataclass(frozen=True)
class Node:
    """A rule that matches the source from `start` to `end`, with the nodes of its parts (None for Chinese text)."""

    rule: Rule
    start: int
    end: int
    parts: tuple[Node | None, ...]


@cache
def _first(symbol: str) -> dict[str, tuple[Rule, ...]]:
    """For each character, the symbol's rules that can start with it."""
    starting: dict[str, list[Rule]] = {}
    for one in RULES[symbol]:
        part = one.parts[0]
        for character in _first(part.what) if part.is_symbol else part.what[0]:
            starting.setdefault(character, []).append(one)
    return {character: tuple(rules) for character, rules in starting.items()}


class Chart:
    """The parses of one source; each part is parsed once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.known: dict[tuple[str, int], list[Node]] = {}

    def read(self, symbol: str, start: int) -> list[Node]:
        """Every parse of the symbol that begins at `start`."""
        if (symbol, start) not in self.known:
            rules = _first(symbol).get(self.source[start : start + 1], ())
            self.known[symbol, start] = [node for rule in rules for node in self._follow(rule, start)]
        return self.known[symbol, start]

    def _follow(self, rule: Rule, start: int) -> list[Node]:
        reached: list[tuple[int, tuple[Node | None, ...]]] = [(start, ())]
        for part in rule.parts:
            if part.is_symbol:
                reached = [
                    (node.end, (*before, node)) for at, before in reached for node in self.read(part.what, at)
                ]
            else:
                reached = [
                    (at + len(part.what), (*before, None))
                    for at, before in reached
                    if self.source.startswith(part.what, at)
                ]
        return [Node(rule, start, end, parts) for end, parts in reached]


def _meaning(node: Node, pairs: set[Pair]) -> Meaning:
    meanings: dict[str, Meaning] = {}
    at = node.start
    for part, inner in zip(node.rule.parts, node.parts, strict=True):
        end = inner.end if inner else at + len(part.what)
        meanings[part.label] = _meaning(inner, pairs) if inner else tuple(range(at, end))
        at = end
    return meaning(node.rule, meanings, pairs)


def readings(source: str) -> tuple[Sentence, ...]:
    """Every parse of the source as a sentence; () if it is outside the training language."""
    if len(source) > LONGEST:
        return ()
    found = []
    for node in Chart(source).read(START, 0):
        if node.end == len(source):
            pairs: set[Pair] = set()
            with suppress(SenselessError):
                english = _meaning(node, pairs)
                found.append(sentence(source, node.rule.construction, english, frozenset(pairs)))
    return tuple(found)
