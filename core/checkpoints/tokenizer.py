"""A tokenizer that came with a model, which may be anybody's: read and used so that nothing it says does harm."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from tokenizers import Encoding, Tokenizer

from ..support.localization import _

MOST_GROWTH = 2**10  # times as long may a text become before it is cut into tokens


def read(data: bytes, rows: int) -> Tokenizer:
    """A tokenizer from its file's content, which neither cuts a text off nor fills it up.

    Args:
        rows: of the embedding matrix; every id is smaller.

    Raises:
        ValueError: it is none.
    """
    _refuse_growth(orjson.loads(data))
    try:
        with _unheard():
            tokenizer = Tokenizer.from_str(data.decode())
    except BaseException as error:
        raise ValueError(str(_ours(error))) from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    largest = max(tokenizer.get_vocab().values(), default=-1)
    if largest >= rows:
        raise ValueError(
            _("it has an id {largest:,}, and the model {rows:,} tokens", largest=largest, rows=rows)
        )
    return tokenizer


@dataclass(frozen=True)
class Read:
    """A text as a tokenizer reads it, position by position: ids, its own words, and what was written there."""

    ids: Sequence[int]
    words: Sequence[str]
    written: Sequence[str]


def unknown(tokenizer: Tokenizer) -> int | None:
    """The id that stands for whatever the tokenizer does not know; None where it has none."""
    model = orjson.loads(tokenizer.to_str())["model"]
    word, number = model.get("unk_token"), model.get("unk_id")
    return number if word is None else tokenizer.token_to_id(word)


def encoded(tokenizer: Tokenizer, text: str) -> Read:
    """A text as ids and words.

    Raises:
        ValueError: the tokenizer cannot.
    """
    try:
        with _unheard():
            found: Encoding = tokenizer.encode(text, add_special_tokens=False)
    except BaseException as error:
        raise ValueError(_("this text cannot be read ({ours})", ours=_ours(error))) from None
    return Read(found.ids, found.tokens, [text[start:end].strip() for start, end in found.offsets])


def _ours(error: BaseException) -> BaseException:
    """An error of the library, which raises bare Exception and, where it panics, what is not even that."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return error
    raise error


@contextmanager
def _unheard() -> Iterator[None]:
    """Where the library panics it says so on stderr itself, at length; what matters is in the exception."""
    try:
        heard = os.dup(2)
    except OSError:  # nobody listens
        yield
        return
    silence = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silence, 2)
        yield
    finally:
        os.dup2(heard, 2)
        os.close(silence)
        os.close(heard)


def _refuse_growth(data: Any) -> None:
    """Raises ValueError where parts that each write more than they read could make a short text endless."""
    growth = 1.0
    for part in _parts(data):
        if part.get("type") == "Replace":
            before, after = part.get("pattern"), part.get("content")
            read = len(str(before["String"])) if isinstance(before, dict) and "String" in before else 0
            growth *= max(1.0, (len(str(after)) + (not read)) / max(1, read))
        elif part.get("type") == "Prepend":
            growth *= 1 + len(str(part.get("prepend")))
        elif part.get("type") == "Precompiled":  # a table that nobody looks into: one is usual, two are none
            growth *= MOST_GROWTH / 2
    if growth > MOST_GROWTH:
        raise ValueError(_("it would make a text too long"))


def _parts(data: Any) -> Iterator[dict[str, Any]]:
    """Every object in a tokenizer's JSON that says its type, the tables of words left out."""
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("type"), str):
                yield part
            waiting += [inner for name, inner in part.items() if name not in ("vocab", "merges")]
        elif isinstance(part, list):
            waiting += [inner for inner in part if isinstance(inner, dict | list)]
