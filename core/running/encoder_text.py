"""From a typed text, or two sentences, to what an encoder such as BERT reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..support.localization import _, plural
from ..trace import Token
from .text import TextError, tokens_read, too_long

if TYPE_CHECKING:
    from ..checkpoints.text_model import TextModel
    from ..checkpoints.tokenizer import Read


@dataclass(frozen=True)
class EncoderText:
    """A text as the model reads it, with the special tokens that the tokenizer adds, such as [CLS] and [SEP].

    Attributes:
        types: the token type at each position: which of the two sentences it belongs to.
        typed: the positions of the tokens that come from the text.
    """

    tokens: tuple[Token, ...]
    types: tuple[int, ...]
    typed: tuple[int, ...]


def mark(model: TextModel, id: int | None) -> str:
    """How a special token is typed, such as "[MASK]"; "" if the model has no such token."""
    return "" if id is None else model.vocabulary[id]


def encoder_text(model: TextModel, text: str) -> EncoderText:
    """A text as an encoder reads it; a typed [SEP] separates two sentences, a typed [MASK] hides a word.

    Raises:
        CheckpointError: the model's tokenizer cannot read it.
        TextError: it is empty or too long, has more than two sentences, or contains another special token.
    """
    found = _read(model, text)
    special, limit = model.special_tokens, model.configuration.longest
    typed = tuple(place for place, added in enumerate(found.added) if not added)
    if not typed:
        raise TextError(_("this text contains no words; type at least one"))
    if len(found.ids) > limit:
        raise TextError(too_long(len(found.ids), limit))
    _refuse_special(model, [found.ids[place] for place in typed])
    _refuse_types(model, found.types)
    if (hidden := mark(model, special.mask)) and hidden in text and special.mask not in found.ids:
        raise TextError(
            _("the tokenizer of {name} does not read {mask} as one token", name=model.name, mask=hidden)
        )
    return EncoderText(tokens_read(found, model.tokenizer.unknown), tuple(found.types), typed)


def _read(model: TextModel, text: str) -> Read:
    """One or two sentences."""
    separator = mark(model, model.special_tokens.separator)
    if not separator or separator not in text:
        return model.tokenizer.read(text)
    sentences = text.split(separator)
    if len(sentences) != 2 or not all(sentence.strip() for sentence in sentences):
        raise TextError(_("{mark} separates two sentences: type it once, between them", mark=separator))
    return model.tokenizer.read(sentences[0], second=sentences[1])


def _refuse_special(model: TextModel, ids: Sequence[int]) -> None:
    """Raises TextError if the text itself contains a token that only the tokenizer may add."""
    special = model.special_tokens
    padding = model.configuration.encoder.padding
    for id in (special.classifier, special.separator, special.padding, special.begin, *special.end, padding):
        if id in ids:
            raise TextError(
                _(
                    "{mark} is a mark that the model adds itself: type the sentence without it",
                    mark=mark(model, id),
                )
            )


def _refuse_types(model: TextModel, types: Sequence[int]) -> None:
    known = model.configuration.embedding.types
    if max(types, default=0) >= known:
        raise TextError(
            plural(
                "{name} knows only one token type: it reads one sentence, without [SEP]",
                "{name} knows only {n} token types, too few for these sentences",
                known,
                name=model.name,
            )
        )
