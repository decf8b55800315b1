"""From a sentence that somebody typed to tokens, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Sequence

from ..checkpoints import Checkpoint
from ..support.errors import Problem
from ..support.localization import _
from ..trace import Token

Notices = tuple[str, ...]

MARKS = ("[PAD]", "[BOS]", "[EOS]")  # as in training.vocabulary, which loads the tokenizers' library
LANGUAGE = "zh-en grammar"  # what the card of a model says that was trained on our own grammar


class TextError(Problem):
    """A text that the model cannot be given, said in one line."""


def tokens_of(checkpoint: Checkpoint, text: str, limit: int) -> tuple[Token, ...]:
    """A text as the model reads it.

    Raises:
        TextError: it is empty, longer than `limit` tokens, or holds padding or a mark.
        CheckpointError: the model's tokenizer cannot read it.
    """
    if mark := next((mark for mark in MARKS if mark in text and mark in checkpoint.vocabulary), None):
        raise TextError(
            _("{mark} is a mark that the model adds itself: type the sentence without it", mark=mark)
        )
    read = checkpoint.read(text)
    ids, unknown = read.ids, checkpoint.unknown
    if not ids:
        raise TextError(_("there is no word in this text; type a sentence such as 我爱你"))
    if len(ids) > limit:
        raise TextError(too_long(len(ids), limit))
    if checkpoint.configuration.padding in ids:
        raise TextError(_("this model's tokenizer reads padding in this text; type something else"))
    return tuple(
        Token(i, checkpoint.vocabulary[i], written if i == unknown else "")
        for i, written in zip(ids, read.written, strict=True)
    )


def too_long(count: int, limit: int) -> str:
    """What is said of a text of so many tokens."""
    return _(
        "{count} tokens are too many for this model, which takes {limit}; shorten the text",
        count=count,
        limit=limit,
    )


def notices(checkpoint: Checkpoint, source: str) -> Notices:
    """What the reader should know: unknown words with similar known ones, or that the grammar has no such sentence."""
    if checkpoint.card.get("language") != LANGUAGE:
        return ()
    from ..grammar import recognise
    from ..training.tokenizer import unknown_words

    unknown = unknown_words(source)
    known = frozenset(checkpoint.vocabulary) - {"[UNK]"}
    told = [_unknown(word.text, word.text in known, word.nearest) for word in unknown]
    if not unknown and not recognise(plain(checkpoint, source)):
        told.append(_("this sentence is not in the training grammar; check the result"))
    return tuple(told)


def _unknown(word: str, as_part: bool, nearest: Sequence[str]) -> str:
    if as_part:
        told = _("in training, {word} occurred only as a part of other words; check the result")
    else:
        told = _("the model does not know {word} and reads [UNK] in its place: expect a wrong translation")
    near = _("; similar words that it knows: {words}", words=", ".join(nearest)) if nearest else ""
    return told.format(word=word) + near


def plain(checkpoint: Checkpoint, source: str) -> str:
    """The sentence as the model reads it: without spaces and punctuation."""
    return "".join(checkpoint.read(source).words)
