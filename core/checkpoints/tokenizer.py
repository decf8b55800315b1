"""A model's tokenizer from an untrusted source, read and used so that it can do no harm."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from tokenizers import Encoding, Tokenizer

from ..support.localization import _

MOST_GROWTH = 2**10  # how many times as long a text may become before it is split into tokens


def read(data: bytes, rows: int) -> Tokenizer:
    """A tokenizer from the content of its file, without truncation and padding; ValueError if it is not usable.

    Args:
        rows: the number of rows of the embedding matrix; every id must be smaller.
    """
    _refuse_growth(orjson.loads(data))
    try:
        with _silent_stderr():
            tokenizer = Tokenizer.from_str(data.decode())
    except BaseException as error:
        raise ValueError(str(_ours(error))) from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    refuse_beyond(tokenizer.get_vocab().values(), rows)
    return tokenizer


def refuse_beyond(ids: Iterable[int], rows: int) -> None:
    """Raises ValueError if an id is not the number of one of the rows of the embedding matrix."""
    largest = max(ids, default=-1)
    if largest >= rows:
        raise ValueError(
            _(
                "its largest id is {largest:,}, but the model has only {rows:,} tokens",
                largest=largest,
                rows=rows,
            )
        )


@dataclass(frozen=True)
class Read:
    """A text, or a pair of texts, as a tokenizer reads it; each attribute has an entry for each position.

    Attributes:
        words: the tokenizer's words.
        written: the text as typed; "" for a special token that the tokenizer added.
        types: the token types, usually 0 for the first text and 1 for the second.
        added: whether the tokenizer added this token, such as [CLS].
    """

    ids: Sequence[int]
    words: Sequence[str]
    written: Sequence[str]
    types: Sequence[int] = ()
    added: Sequence[bool] = ()


def unknown(tokenizer: Tokenizer) -> int | None:
    """The id of the token for unknown words; None if the tokenizer has no such token."""
    model = orjson.loads(tokenizer.to_str())["model"]
    word, number = model.get("unk_token"), model.get("unk_id")
    return number if word is None else tokenizer.token_to_id(word)


def encoded(tokenizer: Tokenizer, text: str, special_tokens: bool = False, second: str | None = None) -> Read:
    """The ids and words of a text; ValueError if the tokenizer cannot read it.

    Args:
        special_tokens: whether the special tokens that the tokenizer puts around a text are included.
        second: another text, which follows the first.
    """
    try:
        with _silent_stderr():
            found: Encoding = tokenizer.encode(text, second, add_special_tokens=special_tokens)
    except BaseException as error:
        raise ValueError(_("this text cannot be read ({ours})", ours=_ours(error))) from None
    texts = {None: "", 0: text, 1: second or ""}
    origins = found.sequence_ids
    written = [
        texts[origin][start:end].strip() for origin, (start, end) in zip(origins, found.offsets, strict=True)
    ]
    return Read(found.ids, found.tokens, written, found.type_ids, [origin is None for origin in origins])


def decoded(tokenizer: Tokenizer, ids: Sequence[int], special_tokens: bool = False) -> str:
    """The text of ids; ValueError if the tokenizer cannot write it."""
    try:
        with _silent_stderr():
            text: str = tokenizer.decode(list(ids), skip_special_tokens=not special_tokens)
    except BaseException as error:
        raise ValueError(_("these tokens cannot be written as text ({ours})", ours=_ours(error))) from None
    return text


def _ours(error: BaseException) -> BaseException:
    """Returns an error that the library raised (Exception, or PanicException if it panics); raises any other error."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return error
    raise error


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Silences stderr, where the library prints long messages when it panics; the exception has the message."""
    try:
        heard = os.dup(2)
    except OSError:  # there is no stderr
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
    """Raises ValueError if parts of the tokenizer that lengthen a text could make a short text extremely long."""
    growth = 1.0
    for part in _parts(data):
        if part.get("type") == "Replace":
            before, after = part.get("pattern"), part.get("content")
            read = len(str(before["String"])) if isinstance(before, dict) and "String" in before else 0
            growth *= max(1.0, (len(str(after)) + (not read)) / max(1, read))
        elif part.get("type") == "Prepend":
            growth *= 1 + len(str(part.get("prepend")))
        elif part.get("type") == "Precompiled":
            growth *= MOST_GROWTH / 2  # a table that is not inspected: one is normal, two are suspicious
    if growth > MOST_GROWTH:
        raise ValueError(_("it could produce far too much text"))


def _parts(data: Any) -> Iterator[dict[str, Any]]:
    """Every object with a type in a tokenizer's JSON, except in the vocabulary tables."""
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("type"), str):
                yield part
            waiting += [inner for name, inner in part.items() if name not in ("vocab", "merges")]
        elif isinstance(part, list):
            waiting += [inner for inner in part if isinstance(inner, dict | list)]
