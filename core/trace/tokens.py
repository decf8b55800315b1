"""Tokens, the token sequences along the axes of steps, and the labels that they give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import name as character_name

from ..operations.expression import Source
from .step import Step

MOST_WRITTEN = 12  # characters of an unknown word that a label shows
TOKEN_AXES = ("position", "query", "key")
COUNTED_FROM_1 = ("head", "layer")  # axes whose entries are numbered from 1 in labels; others from 0
PLACE = re.compile(r"(?s)(.*)\[([0-9]{1,9})\]")


@dataclass(frozen=True)
class Token:
    """What the model reads at one position.

    Attributes:
        id: the row of the embedding matrix.
        text: the text of the vocabulary's entry.
        written: the text that was typed, where the model has no token for it and reads another; otherwise empty.
    """

    id: int
    text: str
    written: str = ""

    @property
    def label(self) -> str:
        """The token for readers: an unknown 茗 is "茗[UNK]", the typed text followed by the token."""
        cut = f"{self.written[: MOST_WRITTEN - 1]}…" if len(self.written) > MOST_WRITTEN else self.written
        return f"{cut}{self.text}"


def text_of(tokens: Iterable[Token]) -> str:
    """Tokens as a sentence that can be typed again: words separated by spaces, Chinese without spaces."""
    return spaced(token.written or token.text for token in tokens)


def spaced(words: Iterable[str]) -> str:
    """Words separated by spaces, except between Chinese characters."""
    text = ""
    for word in words:
        chinese = text and word and _is_chinese(text[-1]) and _is_chinese(word[0])
        text += word if chinese or not text else f" {word}"
    return text


def _is_chinese(character: str) -> bool:
    return character_name(character, "").startswith("CJK ")


SPACE = "␣"
_BYTES = re.compile("(?:⟨[0-9a-f]{2}⟩)+")


def joined(pieces: Iterable[str]) -> str:
    """Tokens that contain their own spaces, as text: "␣the" and "␣cat" become " the cat".

    Bytes of a character that several tokens share, such as ⟨e6⟩ ⟨88⟩ ⟨91⟩, become the character.
    """
    text = "".join(pieces).replace(SPACE, " ")
    return _BYTES.sub(lambda found: _character(found[0]), text)


def _character(written: str) -> str:
    try:
        text = bytes.fromhex(written.replace("⟨", "").replace("⟩", "")).decode()
    except UnicodeDecodeError:
        return written
    return text if text.isprintable() else written


# ---------------------------------------------------------------------------------- along axes
# The token sequences along an axis, end to end; usually one. "source[2]" is a single position of a sequence.
Side = tuple[str, ...]
Tokens = Mapping[str, Sequence[Token]]


def sides(steps: Iterable[Step], tokens: Tokens) -> dict[Source, dict[str, Side]]:
    """For each step, the token sequence ("source", "target") along each of its token axes.

    A complete trace does not store this, because it follows from the inputs: an axis that keeps its name keeps its
    tokens; the queries are the positions of the first input, the keys those of the last; an axis along which inputs
    are concatenated (`Operation.joins`) has the tokens of all of them; an axis from which one position is taken
    (`Operation.takes`) has the token at that position.
    """
    found: dict[Source, dict[str, Side]] = {}
    for step in steps:
        inputs = [_of_input(source, found) for source in step.inputs if source.kind != "parameter"]
        joined, taken = (step.kind.joins, step.kind.takes) if step.kind else ("", "")
        named = {
            axis: _whole(tokens, _joined(axis, inputs)) if axis == joined else _side(axis, inputs)
            for axis in step.axes
            if axis in TOKEN_AXES
        }
        if taken in named:
            named[taken] = _taken(named[taken], step.settings.get("place"))
        found[step.source] = {axis: side for axis, side in named.items() if side} | dict(step.along)
    return found


def _of_input(source: Source, found: Mapping[Source, dict[str, Side]]) -> dict[str, Side]:
    return {"position": (str(source),)} if source.kind == "tokens" else found.get(source, {})


def _side(axis: str, inputs: list[dict[str, Side]]) -> Side:
    for axes in inputs:
        if axis in axes:
            return axes[axis]
    if not inputs:
        return ()
    projected = inputs[-1] if axis == "key" else inputs[0]
    return next(iter(projected.values()), ())  # empty where a partial trace lacks the input


def _joined(axis: str, inputs: list[dict[str, Side]]) -> Side:
    if not all(axis in axes for axes in inputs):
        return ()
    joined = tuple(name for axes in inputs for name in axes[axis])
    # No cache holds a token twice. In a crafted file, each step could double the previous one.
    return joined if len(set(joined)) == len(joined) else ()


def _whole(tokens: Tokens, side: Side) -> Side:
    """The name of a sequence instead of the names of all its positions in order."""
    first = PLACE.fullmatch(side[0]) if side else None
    if first is None:
        return side
    every = tuple(f"{first[1]}[{place}]" for place in range(len(tokens.get(first[1], ()))))
    return (first[1],) if side == every else side


def _taken(side: Side, place: object) -> Side:
    """A single position."""
    if not isinstance(place, int) or place < 0:
        return ()
    if all(PLACE.fullmatch(name) for name in side):
        return side[place : place + 1]
    return (f"{side[0]}[{place}]",) if len(side) == 1 else ()


def labels(
    step: Step, side: Mapping[str, Side], tokens: Tokens, vocabulary: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """The labels along each axis that has any: tokens along token axes, the vocabulary along "token"."""
    words: dict[str, tuple[str, ...]] = {}
    for axis, size in zip(step.axes, step.shape, strict=True):
        if axis in side:
            parts = [_words(tokens, name) for name in side[axis]]
            words[axis] = tuple(word for part in parts for word in part) if all(parts) else ()
        elif axis == "token":
            words[axis] = vocabulary
        if axis in words and len(words[axis]) != size:
            del words[axis]
    return words


def _words(tokens: Tokens, name: str) -> tuple[str, ...]:
    """The labels of a token sequence or of one of its positions; empty if the trace does not have it."""
    if name in tokens:
        return tuple(token.label for token in tokens[name])
    place = PLACE.fullmatch(name)
    if place is None:
        return ()
    return tuple(token.label for token in tokens.get(place[1], ())[int(place[2]) :][:1])
