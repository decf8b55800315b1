"""A synchronous grammar: each rule is a Chinese pattern and a function that translates it to English.

    @rule("sentence", "who 比 whom:who adjective")
    def taller(who, 比, whom, adjective): ...

A part of a pattern is literal Chinese text, or the name of a symbol (in ASCII or with a dot), which expands to one of
the symbol's rules. `label:part` gives the part a label; otherwise the label of a symbol is its name up to the dot, and
that of Chinese text is the text. The function's parameters are labels: it gets the meanings of symbols and the
positions of Chinese text. `在|正在` is a choice. `verb.K` makes a rule for each class of nouns, so that verbs and
adjectives occur only with suitable nouns.

Sampling (`choose`, `follow`) and parsing (`recognition`) use the same rules, so they always agree.
"""

from __future__ import annotations

import inspect
import itertools
import math
import random
from bisect import bisect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

from .lexicon import CLASSES, of_class

Meaning = Any
"""What a rule's function returns, depending on its symbol: a noun phrase, a verb, a clause in English, …"""

Says = TypeVar("Says", bound=Callable[..., Meaning])

Pair = tuple[str, str, str]
PAIRS = (("verb–object", "verb", "object"), ("adjective–noun", "adjective", "noun"))
"""A rule with these two labels connects two content words: (name of the pair, label, label)."""


@dataclass(frozen=True)
class Part:
    """A part of a pattern: Chinese text or the name of a symbol, and its label."""

    label: str
    what: str
    is_symbol: bool


@dataclass(frozen=True, eq=False)
class Rule:
    """One way to expand a symbol. `says` builds its meaning from the parts whose labels are its parameters."""

    parts: tuple[Part, ...]
    says: Callable[..., Meaning]
    weight: float
    construction: str
    labels: frozenset[str]
    pair: Pair | None


RULES: dict[str, list[Rule]] = {}
"""Each symbol's rules."""


def rule(symbol: str, *patterns: str, weight: float = 1.0, construction: str = "") -> Callable[[Says], Says]:
    """Add the decorated function's rules to the grammar; its patterns and their alternatives share the weight."""

    def add(says: Says) -> Says:
        labels = frozenset(inspect.signature(says).parameters)
        for pattern in patterns:
            for name, parts, share in _instances(symbol, pattern):
                pair = next((p for p in PAIRS if {p[1], p[2]} <= {part.label for part in parts}), None)
                one = Rule(parts, says, weight * share / len(patterns), construction, labels, pair)
                RULES.setdefault(name, []).append(one)
        return says

    return add


def construction(name: str, *patterns: str, weight: float = 1.0) -> Callable[[Says], Says]:
    """A rule for whole sentences, with the readable name of its construction."""
    return rule("sentence", *patterns, weight=weight, construction=name)


def one_of(symbol: str, choices: dict[str, float]) -> None:
    """Let the symbol be any of the other symbols, each with its weight."""
    for choice, weight in choices.items():
        rule(symbol, f"it:{choice}", weight=weight)(_itself)


def any_of(symbol: str, choices: dict[str, float]) -> None:
    """Like `one_of`, without the choices that do not exist: music cannot be counted, a tree has no owner."""
    one_of(symbol, {choice: weight for choice, weight in choices.items() if choice in RULES})


def _itself(it: Meaning) -> Meaning:
    return it


def _instances(symbol: str, pattern: str) -> Iterable[tuple[str, tuple[Part, ...], float]]:
    """The pattern for each possible class K of nouns and each alternative, with its share of the weight."""
    if ".K" not in pattern:
        yield from _by_choice(symbol, [_choices(part) for part in pattern.split()], 1.0)
        return
    suiting = {
        kind: parts for kind in CLASSES if all(parts := [_choices(part, kind) for part in pattern.split()])
    }
    sizes = {kind: math.sqrt(len(of_class(kind))) for kind in suiting}
    for kind, parts in suiting.items():
        share = 1.0 if symbol.endswith(".K") else sizes[kind] / sum(sizes.values())
        yield from _by_choice(symbol.replace(".K", f".{kind}"), parts, share)


def _by_choice(
    symbol: str, parts: list[list[Part]], share: float
) -> Iterable[tuple[str, tuple[Part, ...], float]]:
    ways = list(itertools.product(*parts))
    return ((symbol, way, share / len(ways)) for way in ways)


def _choices(part: str, kind: str = "") -> list[Part]:
    """The alternatives for a part; with a K, only those that the class has."""
    label, _, whats = part.rpartition(":")
    named = [(what, what.replace(".K", f".{kind}")) for what in whats.split("|")]
    there = [what for before, what in named if what == before or what in RULES]
    return [Part(label or what.partition(".")[0], what, what.isascii() or "." in what) for what in there]


class SenselessError(Exception):
    """The parts make no sense together (我的书比我的书贵): such a phrase is neither generated nor recognized."""


class HasHeads(Protocol):
    """Anything with content words as its heads."""

    @property
    def heads(self) -> tuple[str, ...]:
        """The content words."""


def distinct(one: HasHeads, other: HasHeads) -> None:
    """Raise SenselessError if the same thing occurs twice: a box in the box, the teacher and the teacher."""
    if one.heads and one.heads == other.heads:
        raise SenselessError


@cache
def _weighted(symbol: str, construction: str) -> tuple[list[Rule], list[float]]:
    """A symbol's rules (of the construction, if one is named) with their cumulative weights."""
    rules = [one for one in RULES[symbol] if construction in ("", one.construction)]
    return rules, list(itertools.accumulate(one.weight for one in rules))


def choose(symbol: str, rng: random.Random, construction: str = "") -> Rule:
    """One of the symbol's rules (of the construction, if one is named), drawn by weight."""
    rules, running = _weighted(symbol, construction)
    return rules[bisect(running, rng.random() * running[-1])]


def follow(chosen: Rule, rng: random.Random, source: list[str], pairs: set[Pair]) -> Meaning:
    """Expand the rule at random and return its meaning; adds characters to `source` and connected words to `pairs`."""
    meanings: dict[str, Meaning] = {}
    for part in chosen.parts:
        if part.is_symbol:
            meanings[part.label] = follow(choose(part.what, rng), rng, source, pairs)
        else:
            meanings[part.label] = tuple(range(len(source), len(source) + len(part.what)))
            source.extend(part.what)
    return meaning(chosen, meanings, pairs)


def meaning(of: Rule, meanings: dict[str, Meaning], pairs: set[Pair]) -> Meaning:
    """The rule's meaning, built from its parts; adds the words it connects to `pairs`."""
    if of.pair:
        kind, left, right = of.pair
        pairs.update((kind, a, b) for a in meanings[left].heads for b in meanings[right].heads)
    return of.says(**{label: value for label, value in meanings.items() if label in of.labels})
