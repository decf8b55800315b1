"""A synchronous grammar: each rule is a Chinese pattern and a function that translates it to English.

    @rule("sentence", "who 比 whom:who adjective")
    def taller(who, 比, whom, adjective): ...

A part of a pattern is literal Chinese text, or the name of a symbol (in ASCII or with a dot), which expands to one of
the symbol's rules. `label:part` gives the part a label; otherwise the label of a symbol is its name up to the dot, and
that of Chinese text is the text. The function's parameters are labels: it gets the meanings of symbols and the
positions of Chinese text. `在|正在` is a choice. `没?` is optional: without it, the parameter has its default value.
`verb.K` makes a rule for each class of nouns, so that verbs and adjectives occur only with suitable nouns; `does.S`
makes one for each kind of subject (person, pet, machine), so that animals do not read.

Sampling (`choose`, `follow`) and parsing (`recognition`) use the same rules, so they always agree.
"""

from __future__ import annotations

import itertools
import math
import random
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

from .lexicon import CLASSES, of_class

DOERS = ("person", "pet", "machine")
"""The kinds of subjects that do something."""

ABSENT = 0.7
"""The share of an optional part's absence."""

RAREST = 0.01
"""The share of the rarest construction in a sample of sentences."""

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


@dataclass(eq=False, slots=True)
class Rule:
    """One way to expand a symbol. `says` builds its meaning from the parts whose labels are its parameters."""

    parts: tuple[Part, ...]
    says: Callable[..., Meaning]
    weight: float
    construction: str
    labels: frozenset[str]
    pair: Pair | None


ENTRIES: list[Callable[..., Meaning]] = []
"""The functions of actions, states and constructions; the first line of each docstring is an example (看书 → …)."""

RULES: dict[str, list[Rule]] = {}
"""Each symbol's rules."""


def rule(symbol: str, *patterns: str, weight: float = 1.0, construction: str = "") -> Callable[[Says], Says]:
    """Add the decorated function's rules to the grammar; its patterns and their alternatives share the weight."""

    def add(says: Says) -> Says:
        for pattern in patterns:
            add_rule(symbol, pattern, says, parameters(says), weight / len(patterns), construction)
        return says

    return add


def parameters(says: Callable[..., Meaning]) -> frozenset[str]:
    """The labels that a rule's function takes."""
    code = says.__code__
    return frozenset(code.co_varnames[: code.co_argcount])


def add_rule(
    symbol: str,
    pattern: str,
    says: Callable[..., Meaning],
    labels: frozenset[str],
    weight: float,
    construction: str = "",
) -> None:
    """Add the rules of one pattern, whose function takes the parts with these labels."""
    for name, parts, share in _instances(symbol, pattern):
        pair = _pair(tuple([part.label for part in parts])) if len(parts) > 1 else None
        RULES.setdefault(name, []).append(Rule(parts, says, weight * share, construction, labels, pair))


@cache
def _pair(labels: tuple[str, ...]) -> Pair | None:
    """The kind of pair that parts with these labels are."""
    return next((pair for pair in PAIRS if pair[1] in labels and pair[2] in labels), None)


def construction(name: str, *patterns: str, weight: float = 1.0) -> Callable[[Says], Says]:
    """A rule for whole sentences, with the readable name of its construction."""

    def add(says: Says) -> Says:
        ENTRIES.append(says)
        return rule("sentence", *patterns, weight=weight, construction=name)(says)

    return add


def one_of(symbol: str, choices: Mapping[str, float]) -> None:
    """Let the symbol be any of the other symbols, each with its weight."""
    for choice, weight in choices.items():
        rule(symbol, f"it:{choice}", weight=weight)(_itself)


def any_of(symbol: str, choices: Mapping[str, float]) -> None:
    """Like `one_of`, without the choices that do not exist: music cannot be counted, a tree has no owner."""
    one_of(symbol, {choice: weight for choice, weight in choices.items() if choice in RULES})


def _itself(it: Meaning) -> Meaning:
    return it


def _instances(symbol: str, pattern: str) -> Iterable[tuple[str, tuple[Part, ...], float]]:
    """The pattern for each possible class K, subject S and alternative, with its share of the weight."""
    if ".S" in pattern:
        suiting = [doer for doer in DOERS if _exists(pattern.replace(".S", f".{doer}"))]
        for doer in suiting:
            share = 1.0 if symbol.endswith(".S") else _SHARES[doer] / sum(map(_SHARES.__getitem__, suiting))
            for name, way, part in _instances(symbol.replace(".S", f".{doer}"), _with_doer(pattern, doer)):
                yield name, way, share * part
        return
    if ".K" not in pattern:
        yield from _by_choice(symbol, [_constant(part) for part in pattern.split()], 1.0)
        return
    split = [(part, None if ".K" in part else _constant(part)) for part in pattern.split()]
    classes = {}
    for kind in CLASSES:
        parts = []
        for piece, constant in split:
            ways = constant or _choices(piece, kind)
            if not ways:
                break
            parts.append(ways)
        else:
            classes[kind] = parts
    sizes = {kind: math.sqrt(len(of_class(kind))) for kind in classes}
    total = sum(sizes.values())
    for kind, parts in classes.items():
        share = 1.0 if symbol.endswith(".K") else sizes[kind] / total
        yield from _by_choice(symbol.replace(".K", f".{kind}"), parts, share)


def _with_doer(pattern: str, doer: str) -> str:
    """The pattern for one kind of subject, without alternatives that it does not have."""
    parts = []
    for part in pattern.split():
        label, _, whats = part.rpartition(":")
        optional = "?" if whats.endswith("?") else ""
        ways = [what.replace(".S", f".{doer}") for what in whats.removesuffix("?").split("|")]
        known = [what for what in ways if _is_known(what)] or ways
        name = label or whats.partition(".")[0].removesuffix("?")
        parts.append(f"{name}:{'|'.join(known)}{optional}")
    return " ".join(parts)


_SHARES = {"person": 5.0, "pet": 1.0, "machine": 1.0}


def _exists(pattern: str) -> bool:
    """Whether every obligatory symbol of a pattern without S has rules."""
    whats = (part.rpartition(":")[2] for part in pattern.split() if not part.endswith("?"))
    return all(any(_is_known(what) for what in each.split("|")) for each in whats)


def _is_known(what: str) -> bool:
    return not (what.isascii() or "." in what) or ".K" in what or what in RULES


def _by_choice(
    symbol: str, parts: list[list[tuple[Part | None, float]]], share: float
) -> Iterable[tuple[str, tuple[Part, ...], float]]:
    if max(map(len, parts)) == 1:
        yield symbol, tuple([way for ((way, _),) in parts if way]), share
        return
    for way in itertools.product(*parts):
        present = tuple([part for part, _ in way if part is not None])
        yield symbol, present, share * math.prod([part for _, part in way])


def _choices(part: str, kind: str) -> list[tuple[Part | None, float]]:
    """The alternatives for a part with their shares; with a K, only those that the class has."""
    optional, ways = _ways(part, kind)
    there = [way for way, depends in ways if not depends or way.what in RULES]
    present = 1 - ABSENT if optional else 1.0
    found: list[tuple[Part | None, float]] = [(way, present / len(there)) for way in there]
    return [*found, (None, ABSENT)] if optional and found else found


@cache
def _constant(part: str) -> list[tuple[Part | None, float]]:
    """The alternatives for a part without K, which do not depend on a class."""
    return _choices(part, "")


@cache
def _ways(part: str, kind: str) -> tuple[bool, list[tuple[Part, bool]]]:
    """Whether a part is optional, and its alternatives, each with whether it depends on the class."""
    label, _, whats = part.removesuffix("?").rpartition(":")
    ways = []
    for before in whats.split("|"):
        what = before.replace(".K", f".{kind}")
        is_symbol = what.isascii() or "." in what
        ways.append((Part(label or what.partition(".")[0], what, is_symbol), what != before))
    return part.endswith("?"), ways


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
    raised = _raised(rules)
    return rules, list(itertools.accumulate(one.weight * raised[one.construction] for one in rules))


def _raised(rules: Iterable[Rule]) -> dict[str, float]:
    """The factor of each construction's weights: rare ones get the share RAREST, the others share what is left."""
    totals: dict[str, float] = {}
    for one in rules:
        totals[one.construction] = totals.get(one.construction, 0.0) + one.weight
    least = min(RAREST, 1 / len(totals))
    rare: set[str] = set()
    while True:
        scale = (1 - least * len(rare)) / sum(totals[name] for name in totals if name not in rare)
        fallen = {name for name in totals if name not in rare and totals[name] * scale < least}
        if not fallen or rare | fallen == totals.keys():
            break
        rare |= fallen
    return {name: least / total if name in rare else scale for name, total in totals.items()}


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
