"""Parsing: finds every derivation of a sentence, with the same rules that generate sentences.

The rules of a symbol form a tree, so that a beginning that many rules share (who …) is parsed once; in this tree, the
next character decides which branches are possible. What a symbol covers from some start to some end is parsed once,
too, and its derivations are put together only for those that cover the whole sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TypeAlias

from .rules import RULES, Meaning, Pair, Rule, SenselessError, meaning
from .sentence import LONGEST, Sentence, sentence

START = "sentence"


@dataclass(eq=False)
class Branch:
    """What can follow the same first parts of a symbol's rules.

    Attributes:
        ending: the rules that end here.
        after: the further branches, by their next part: (whether it is a symbol, symbol or Chinese text).
    """

    ending: list[Rule] = field(default_factory=list)
    after: dict[tuple[bool, str], Branch] = field(default_factory=dict)

    @cached_property
    def starting(self) -> dict[str, list[tuple[bool, str, Branch]]]:
        """For each character, the further branches whose next part can start with it."""
        found: dict[str, list[tuple[bool, str, Branch]]] = {}
        for (is_symbol, what), branch in self.after.items():
            for character in _first(what) if is_symbol else what[0]:
                found.setdefault(character, []).append((is_symbol, what, branch))
        return found


@cache
def _tree(symbol: str) -> Branch:
    """The tree of the symbol's rules."""
    root = Branch()
    for rule in RULES[symbol]:
        branch = root
        for part in rule.parts:
            branch = branch.after.setdefault((part.is_symbol, part.what), Branch())
        branch.ending.append(rule)
    return root


@cache
def _first(symbol: str) -> frozenset[str]:
    """The characters that the symbol can start with."""
    parts = {(rule.parts[0].is_symbol, rule.parts[0].what) for rule in RULES[symbol]}
    return frozenset().union(*(_first(what) if is_symbol else what[0] for is_symbol, what in parts))


Span: TypeAlias = tuple[str, int, int] | None
"""What a part covers: a symbol, its start and its end; None for Chinese text."""

Derivation: TypeAlias = tuple[Rule, tuple[Span, ...]]


class Chart:
    """The parses of one source; each part is parsed once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.known: dict[tuple[str, int], dict[int, list[Derivation]]] = {}

    def read(self, symbol: str, start: int) -> dict[int, list[Derivation]]:
        """Every end of the symbol that begins at `start`, with its derivations."""
        found = self.known.get((symbol, start))
        if found is None:
            found = self.known[symbol, start] = {}
            self._follow(_tree(symbol), start, (), found)
        return found

    def _follow(
        self, branch: Branch, at: int, before: tuple[Span, ...], found: dict[int, list[Derivation]]
    ) -> None:
        if branch.ending:
            found.setdefault(at, []).extend([(rule, before) for rule in branch.ending])
        for is_symbol, what, after in branch.starting.get(self.source[at : at + 1], ()):
            if is_symbol:
                ends = self.known.get((what, at))
                for end in self.read(what, at) if ends is None else ends:
                    self._follow(after, end, (*before, (what, at, end)), found)
            elif self.source.startswith(what, at):
                self._follow(after, at + len(what), (*before, None), found)

    def meanings(self, symbol: str, start: int, end: int) -> Iterator[tuple[Rule, Meaning, frozenset[Pair]]]:
        """The meanings of what the symbol covers, each with its rule and the words that it connects."""
        for rule, spans in self.known[symbol, start][end]:
            for inner in itertools.product(*(self._inner(span) for span in spans)):
                pairs = {pair for _, connected in inner for pair in connected}
                with suppress(SenselessError):
                    yield (
                        rule,
                        meaning(rule, self._labeled(rule, start, spans, inner), pairs),
                        frozenset(pairs),
                    )

    def _inner(self, span: Span) -> Iterable[tuple[Meaning, frozenset[Pair]]]:
        if span is None:
            return [(None, frozenset())]
        return [(meant, pairs) for _, meant, pairs in self.meanings(*span)]

    def _labeled(
        self, rule: Rule, at: int, spans: tuple[Span, ...], inner: tuple[tuple[Meaning, frozenset[Pair]], ...]
    ) -> dict[str, Meaning]:
        """The meanings of the parts by their labels; those of Chinese text are its positions."""
        labeled: dict[str, Meaning] = {}
        for part, span, (meant, _) in zip(rule.parts, spans, inner, strict=True):
            end = span[2] if span else at + len(part.what)
            labeled[part.label] = meant if span else tuple(range(at, end))
            at = end
        return labeled


def readings(source: str) -> tuple[Sentence, ...]:
    """Every reading of the source, without those that are equal; () if it is outside the training language."""
    chart = Chart(source)
    if len(source) > LONGEST or len(source) not in chart.read(START, 0):
        return ()
    found: dict[Sentence, None] = {}
    for rule, english, pairs in chart.meanings(START, 0, len(source)):
        with suppress(SenselessError):
            found[sentence(source, rule.construction, english, pairs)] = None
    return tuple(found)


def followers(text: str) -> frozenset[str]:
    """The characters that can stand directly after this text, where it is a whole part of a rule."""
    after: set[str] = set()
    saying = _symbols_of(text)
    for rule in itertools.chain.from_iterable(RULES.values()):
        for part, following in itertools.pairwise(rule.parts):
            if part.what == text or (part.is_symbol and part.what in saying):
                after |= _first(following.what) if following.is_symbol else {following.what[0]}
    return frozenset(after)


def _symbols_of(text: str) -> set[str]:
    """The symbols that can be exactly this text."""
    found: set[str] = set()
    known = {text}
    while known:
        known = {
            symbol
            for symbol, rules in RULES.items()
            if symbol not in found and any(len(r.parts) == 1 and r.parts[0].what in known for r in rules)
        }
        found |= known
    return found
