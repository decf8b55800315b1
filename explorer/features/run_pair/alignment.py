"""Two sequences of tokens word under word: which belong together, and which stand alone. No Textual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

ONLY_B, ONLY_A, BETWEEN = "+", "−", "/"  # as labels: +老师, −老师, 爱/喜欢


class Pair(NamedTuple):
    """A place in each of two sequences; None where a token stands alone in the other."""

    a: int | None
    b: int | None


Alignment = tuple[Pair, ...]


def align(a: Sequence[str], b: Sequence[str]) -> Alignment:
    """Every token of both exactly once, in order.

    Equal tokens pair, beginning and end first. Where one stretch stands in the place of another, their tokens pair one
    to one in order; what is left over of the longer one stands alone.
    """
    head = _common(a, b)
    tail = _common(a[head:][::-1], b[head:][::-1])
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    pairs = [Pair(n, n) for n in range(head)]
    for _, i, i_end, j, j_end in SequenceMatcher(None, inner_a, inner_b, autojunk=False).get_opcodes():
        pairs += _in_order(head + i, head + i_end, head + j, head + j_end)
    return (*pairs, *(Pair(len(a) - n, len(b) - n) for n in range(tail, 0, -1)))


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many tokens at the beginning are the same."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _in_order(i: int, i_end: int, j: int, j_end: int) -> Iterator[Pair]:
    both = min(i_end - i, j_end - j)
    yield from (Pair(i + n, j + n) for n in range(both))
    yield from (Pair(n, None) for n in range(i + both, i_end))
    yield from (Pair(None, n) for n in range(j + both, j_end))


def words(alignment: Alignment, a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    """What stands beside each pair: the word, both where they differ, or the one and where it stands alone."""
    return tuple(_word(_at(a, pair.a), _at(b, pair.b)) for pair in alignment)


def _word(a: str | None, b: str | None) -> str:
    if a is None or b is None:
        return f"{ONLY_B}{b}" if a is None else f"{ONLY_A}{a}"
    return a if a == b else f"{a}{BETWEEN}{b}"


def marked(alignment: Alignment, a: Sequence[str], b: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Each pair as it stands word under word: what differs is marked as in `words`; "" where there is nothing."""
    return tuple(_marked(_at(a, pair.a), _at(b, pair.b)) for pair in alignment)


def _marked(a: str | None, b: str | None) -> tuple[str, str]:
    if a is None or b is None:
        return ("", f"{ONLY_B}{b}") if a is None else (f"{ONLY_A}{a}", "")
    return (a, b) if a == b else (a, f"{BETWEEN}{b}")


def _at(tokens: Sequence[str], place: int | None) -> str | None:
    return None if place is None else tokens[place]
