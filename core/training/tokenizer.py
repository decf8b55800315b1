"""The tokenizer: Chinese character by character, English word by word, one vocabulary for both.

The paper shares one matrix between source embedding, target embedding and output, so one vocabulary holds all. It is a
plain table of words (WordLevel): nothing about it is learnt, and its order follows the lexicon.

`[PAD]`, `[UNK]`, `[BOS]` and `[EOS]` are entries of the table but not "added tokens" of the library, which would find
them in any text: somebody who types "[PAD]" has typed unknown words, not padding.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from .grammar import characters, english_words, lexicon

SPECIALS = ("[PAD]", "[UNK]", "[BOS]", "[EOS]")
UNKNOWN = "[UNK]"


def vocabulary() -> tuple[str, ...]:
    """All tokens by their ids: specials, Chinese characters, English words."""
    return (*SPECIALS, *characters(), *english_words())


def build() -> Tokenizer:
    """The tokenizer of the training language, the same every time."""
    ids = {word: number for number, word in enumerate(vocabulary())}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),  # full-width forms: ？ → ?
            normalizers.Lowercase(),
            normalizers.Replace("’", "'"),
            normalizers.Replace(Regex(r"(?<=\p{Han})\s*\?"), ""),  # 吗 asks already; only English questions end with ?
            normalizers.Replace(Regex(r"[。，、；：！…“”‘《》〈〉「」.,;:!\"()]"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Split(Regex(r"\p{Han}|'s$|\?"), "isolated"),
        ]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace(Regex(r"^\[(PAD|BOS|EOS)\]$"), ""),
            decoders.Replace(Regex(r"^(?=[a-z\[])"), " "),  # a space before words, not before 's, ? and characters
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer
