"""Fuzzy search for lines by parts of their words: "crs wts 2" finds decoder › layer 2 › cross-attention › weights.

Each typed word must match the line, in any order. Matches are ranked by how (a whole word of the line, its beginning, a
part of it, its letters in order) and by where (in the line's own name, in the groups around it, in other words about
it). If no word of any line contains a typed word, its letters may be scattered over a title. Common names for things
with a different name here are found too (`search_terms`), and "head 2" is the second head, not a 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ...core.support.localization import ENGLISH, current, untranslated
from .search_terms import understood
from .text import safe
from .walk import SEPARATOR, Walk, breadcrumb

WHOLE, BEGINNING, INSIDE, LETTERS = 0.0, 1.0, 2.0, 4.0  # how a word matches another; less is better
SCATTERED = 16.0
TERM = 0.25  # for a synonym
OWN, AROUND, MORE = 0.0, 0.5, 1.5  # where it matches
NAME_SIGNS = re.compile(r"[._]")  # a typed word with one of these is part of a step's name in a trace
COMMANDS = re.compile(
    r"\\(?:frac|mathrm|text|operatorname|begin|end|left|right|cases|dots|cdot|epsilon|le\b)"
)
WORDS = re.compile(r"[^\W_]+")
LAYER, HEAD = re.compile(r"layer ([0-9]+)"), re.compile(r"head ([0-9]+)")
ALIASES = {
    "softmax": "attention",
    "dot_products": "scores",
}  # of an operation, equivalent to the name of its step


@dataclass(frozen=True)
class Line:
    """Something that can be found; all texts are safe for a screen.

    Attributes:
        own: its own name: "weights".
        alias: an equivalent name: "attention".
        english: the title in English, if it is displayed in another language.
        around: the groups that it belongs to: "decoder › layer 2 › cross-attention".
        more: other words that match it: "softmax exp sum".
        name: a long name; any part of it matches: "decoder.layers.1.cross_attention.weights".
    """

    own: str
    around: str = ""
    more: str = ""
    name: str = ""
    alias: str = ""
    english: str = ""

    @cached_property
    def title(self) -> str:
        """The displayed text."""
        return f"{self.around}{SEPARATOR}{self.own}" if self.around else self.own


class Finder:
    """Ranks lines; it is created once and called for every key."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._titles = [line.title.casefold() for line in lines]
        self._names = [line.name.casefold() for line in lines]
        self._index: dict[str, dict[int, float]] = {}
        for place, line in enumerate(lines):
            for text, where in (
                (line.own, OWN),
                (line.alias, OWN),
                (line.english.rpartition(SEPARATOR)[2], OWN),
                (line.english, AROUND),
                (line.around, AROUND),
                (line.more, MORE),
            ):
                for word in _words(text):
                    self._index.setdefault(word, {}).setdefault(place, where)
        self._known: dict[str, dict[int, float]] = {}

    def find(self, wanted: str) -> list[int]:
        """The places of the lines that match, the best first, equally good ones in order; all if nothing is typed."""
        costs = self.costs(wanted)
        return sorted(costs, key=costs.__getitem__)

    def costs(self, wanted: str) -> dict[int, float]:
        """The places of the lines that match, with the distance of each match: below `LETTERS`, words match."""
        costs: dict[int, float] = dict.fromkeys(range(len(self.lines)), 0.0)
        for as_typed, *terms in understood(wanted):
            found = self._together(as_typed)
            for term in terms:
                for place, cost in self._together(term).items():
                    found[place] = min(found.get(place, SCATTERED), cost + TERM)
            if not found:
                left: Sequence[int] = range(len(self.lines))
                for word in as_typed:
                    left = [place for place in left if in_order(word, self._titles[place])]
                found = dict.fromkeys(left, SCATTERED)
            costs = {place: cost + found[place] for place, cost in costs.items() if place in found}
        return costs

    def _together(self, words: Sequence[str]) -> dict[int, float]:
        """The lines that contain all these words, with the distance of each match."""
        costs = dict(self._costs(words[0]))
        for word in words[1:]:
            found = self._costs(word)
            costs = {place: cost + found[place] for place, cost in costs.items() if place in found}
        return costs

    def _costs(self, word: str) -> dict[int, float]:
        """The lines in which a word is found, and the distance of the match."""
        if word in self._known:
            return self._known[word]
        best: dict[int, float] = self._known.setdefault(word, {})
        for known, places in self._index.items():
            how = _how(word, known)
            if how is not None:
                for place, where in places.items():
                    if (cost := how + where) < best.get(place, SCATTERED):
                        best[place] = cost
        if NAME_SIGNS.search(word):
            for place, name in enumerate(self._names):
                if word in name:
                    best.setdefault(place, BEGINNING if name.startswith(word) else INSIDE)
        return best


@lru_cache(maxsize=2048)  # a decoding has the same few texts thousands of times
def _words(text: str) -> frozenset[str]:
    """The parts between blanks, and the words in them: "self-attention", "self", "attention"; also "layer2", "head2".

    A single number is the number of a layer, so the number of a head is not a separate word.
    """
    text = LAYER.sub(r"\g<0> layer\1", HEAD.sub(r"head head\1", text.casefold()))
    chunks = text.split()
    return frozenset((*chunks, *(word for chunk in chunks for word in WORDS.findall(chunk))))


def _how(wanted: str, word: str) -> float | None:
    if wanted == word:
        return WHOLE
    if word.startswith(wanted):
        return BEGINNING
    if wanted in word:
        return INSIDE
    return LETTERS if wanted[0] == word[0] and in_order(wanted, word) else None


def in_order(letters: str, text: str) -> bool:
    """Whether a text contains these letters in this order."""
    at = -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return False
    return True


def marks(title: str, wanted: str) -> set[int]:
    """The characters of a title that match what was typed."""
    title = title.lower()
    words = [(match.start(), match.group()) for match in WORDS.finditer(title)]
    found: set[int] = set()
    for want in wanted.lower().split():
        ways = [(how, start, word) for start, word in words if (how := _how(want, word)) is not None]
        how, start, text = min(ways, default=(SCATTERED, 0, title), key=lambda way: (way[0], -way[1]))
        if want in title and how >= INSIDE:
            start, text = title.index(want), want
        found.update(start + at for at in _letters(want, text))
    return found


def _letters(letters: str, text: str) -> list[int]:
    """The positions of the letters in the text, adjacent if possible."""
    if (first := text.find(letters)) >= 0:
        return list(range(first, first + len(letters)))
    if not in_order(letters, text):
        return []
    characters = enumerate(text)
    return [next(at for at, character in characters if character == letter) for letter in letters]


def lines_of(walk: Walk) -> list[Line]:
    """The steps of a walk, by their titles, operations and formulas."""
    return [
        Line(
            titles[-1] if titles else "",
            SEPARATOR.join(titles[:-1]),
            _more(step.operation, step.formula),
            safe(step.name),
            ALIASES.get(step.operation, ""),
            english,
        )
        for titles, step, english in zip(walk.titles, walk.steps, _english(walk), strict=True)
    ]


def _english(walk: Walk) -> list[str]:
    """The titles of the steps in English; empty if they are displayed in English."""
    if current() == ENGLISH:
        return [""] * len(walk)
    with untranslated():
        return [breadcrumb(step, walk.trace) for step in walk.steps]


@lru_cache(maxsize=256)
def _more(operation: str, formula: str) -> str:
    """The words of an operation and of its formula; single letters are too ambiguous."""
    words = (word for word in WORDS.findall(COMMANDS.sub(" ", formula)) if len(word) > 1)
    return safe(" ".join((operation.replace("_", " "), *words)))


@dataclass(frozen=True)
class Command:
    """An entry of the palette.

    Attributes:
        line: the words that it is found by.
        note: its key, at the right end.
        about: a sentence about it; safe text.
    """

    line: Line
    note: str
    about: str
    run: Callable[[], object]
