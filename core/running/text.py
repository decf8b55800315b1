"""From a typed sentence to tokens, and the notices about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..checkpoints import Checkpoint
from ..support.errors import Problem
from ..support.localization import _
from ..support.marks import BEGIN, END, PADDING, UNKNOWN
from ..trace import Token

if TYPE_CHECKING:
    from ..checkpoints.tokenizer import Read

Notices = tuple[str, ...]

LONGEST_QUOTE = 60  # characters of a typed text in a notice
FEW = 3  # up to this many unknown words have a notice each
ADDED = (PADDING, BEGIN, END)  # by the model itself
LANGUAGE = "zh-en grammar"  # recorded in the card of a model that was trained on the built-in grammar


class TextError(Problem):
    """A text that the model cannot read; the message is one line."""


def tokens_of(checkpoint: Checkpoint, text: str, limit: int) -> tuple[Token, ...]:
    """A text as the model reads it; CheckpointError if the model's tokenizer cannot read it.

    Raises TextError if it is empty, longer than `limit` tokens, or contains padding or a special token.
    """
    if mark := next((mark for mark in ADDED if mark in text and mark in checkpoint.vocabulary), None):
        raise TextError(
            _("{mark} is a mark that the model adds itself: type the sentence without it", mark=mark)
        )
    read = checkpoint.read(_as_read(checkpoint, text))
    ids, unknown = read.ids, checkpoint.unknown
    if not ids:
        raise TextError(_("this text contains no words; type a sentence such as 我爱你"))
    if len(ids) > limit:
        raise TextError(too_long(len(ids), limit))
    if checkpoint.configuration.padding in ids:
        raise TextError(_("this model's tokenizer reads part of this text as padding; type something else"))
    return tuple(
        Token(i, checkpoint.vocabulary[i], written if i == unknown else "")
        for i, written in zip(ids, read.written, strict=True)
    )


def tokens_read(read: Read, unknown: int | None) -> tuple[Token, ...]:
    """What a tokenizer read, as tokens; those with the id `unknown` keep the text as typed."""
    return tuple(
        Token(id, word, written if id == unknown else "")
        for id, word, written in zip(read.ids, read.words, read.written, strict=True)
    )


def require_tokens(ids: Sequence[int], limit: int | None = None) -> None:
    """Raises TextError if a text has no tokens, or more than `limit`."""
    if not ids:
        raise TextError(_("this text contains no tokens; type at least one word"))
    if limit is not None and len(ids) > limit:
        raise TextError(too_long(len(ids), limit))


def too_long(count: int, limit: int) -> str:
    """The message about a text with too many tokens."""
    return _(
        "{count} tokens are too many for this model, which takes at most {limit}; shorten the text",
        count=count,
        limit=limit,
    )


def notices(checkpoint: Checkpoint, source: str, target: str | None = None) -> Notices:
    """What users should know about a sentence and the translation they gave: how the sentence was read, which words
    are unknown, with similar known ones, that it is not Chinese, or that the training grammar does not contain it."""
    if not _is_in_training_language(checkpoint):
        return ()
    from ..grammar import recognise
    from ..grammar.tokenizer import unknown_words

    text = _as_read(checkpoint, source)
    read = checkpoint.read(text)
    unknown = unknown_words(text)
    known = frozenset(checkpoint.vocabulary) - {UNKNOWN}
    words = {word.text: word for word in (*unknown, *unknown_words(target or ""))}
    found = [_unknown(word.text, word.text in known, word.nearest) for word in words.values()]
    if len(words) > FEW:
        found = [
            _(
                "the model does not know {count} words of this text, such as {words}: expect a wrong translation",
                count=len(words),
                words=_(", ").join(map(_quoted, [*words][:FEW])),
            )
        ]
    if text != source:
        found.insert(0, _("read as {sentence}", sentence=_quoted("".join(read.written))))
    if not any(_is_chinese(character) for character in text):
        found.append(_("this model translates from Chinese; type a Chinese sentence such as 我爱你"))
    elif not unknown and not recognise("".join(read.words)):
        found.append(_("this sentence is not covered by the training grammar; check the result"))
    return tuple(dict.fromkeys(found))


def _quoted(text: str) -> str:
    """A typed text as it is quoted in a notice: of a very long one, the beginning."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _is_in_training_language(checkpoint: Checkpoint) -> bool:
    return bool(checkpoint.card.get("language") == LANGUAGE)


def _as_read(checkpoint: Checkpoint, text: str) -> str:
    """The text that the tokenizer gets: as typed, or as the training language writes it."""
    if not _is_in_training_language(checkpoint) or text.isascii():
        return text
    from ..grammar.normalization import normalized

    return normalized(text, frozenset(checkpoint.vocabulary))


def _unknown(word: str, as_part: bool, nearest: Sequence[str]) -> str:
    if as_part:
        notice = _(
            "in training, {word} occurred only as part of other words; check the result", word=_quoted(word)
        )
    else:
        notice = _(
            "the model does not know {word} and reads it as [UNK]: expect a wrong translation",
            word=_quoted(word),
        )
    if not nearest:
        return notice
    return notice + _("; similar words that it knows: {words}", words=_(", ").join(nearest))
