"""The tokenizers of models that read only English: one vocabulary of the words that a translation can contain.

As in `tokenizer`, the vocabulary is a plain table of words.
"""

from __future__ import annotations

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers.processors import TemplateProcessing

from ..support.marks import BEGIN, CLASSIFIER, END, MASK, PADDING, SEPARATOR, UNKNOWN
from . import english_words


def for_language_model() -> Tokenizer:
    """A text begins with [BOS]; a model ends it with [EOS]."""
    tokenizer = _of_words(PADDING, UNKNOWN, BEGIN, END)
    begin = (BEGIN, tokenizer.token_to_id(BEGIN))
    tokenizer.post_processor = TemplateProcessing(single=f"{BEGIN} $A", special_tokens=[begin])
    return tokenizer


def for_masked_words() -> Tokenizer:
    """A text begins with [CLS] and ends with [SEP]; [MASK] hides a word."""
    tokenizer = _of_words(PADDING, UNKNOWN, CLASSIFIER, SEPARATOR, MASK)
    marks = (
        PADDING,
        CLASSIFIER,
        SEPARATOR,
        MASK,
    )  # found in a text, so that all but [MASK] can be refused there
    tokenizer.add_special_tokens([AddedToken(mark, normalized=False, special=True) for mark in marks])
    around = [(mark, tokenizer.token_to_id(mark)) for mark in (CLASSIFIER, SEPARATOR)]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{CLASSIFIER} $A {SEPARATOR}",
        pair=f"{CLASSIFIER} $A {SEPARATOR} $B:1 {SEPARATOR}:1",
        special_tokens=around,
    )
    return tokenizer


def _of_words(*marks: str) -> Tokenizer:
    """A tokenizer whose vocabulary is special tokens, then words."""
    ids = {word: number for number, word in enumerate((*marks, *english_words()))}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),  # full-width forms: ？ → ?
            normalizers.Lowercase(),
            normalizers.Replace("’", "'"),
            normalizers.Replace(Regex(r"[。，、；：！…“”‘《》〈〉「」.,;:!\"()]"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(r"'s(?=\?|$)|\?"), "isolated")]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace(Regex(r"^\[(PAD|BOS|EOS|CLS|SEP)\]$"), ""),
            decoders.Replace(Regex(r"^(?=[a-z\[])"), " "),  # before words, not before 's or ?
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer
