"""The tokenizer: Chinese character by character, English word by word, one vocabulary for both.

The paper shares one matrix between source embedding, target embedding and output, so one vocabulary holds
all. It is a plain table of words (WordLevel): nothing about it is learnt, and its order follows the
lexicon.

`[PAD]`, `[UNK]`, `[BOS]` and `[EOS]` are entries of the table but not "added tokens" of the library, which
would find them in any text: somebody who types "[PAD]" has typed unknown words, not padding.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from . import characters, english_words, lexicon
from .vocabulary import BEGIN, END, PADDING, UNKNOWN

SPECIALS = (PADDING, UNKNOWN, BEGIN, END)
MOST_SIMILAR = 4  # words named for an unknown one


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
            normalizers.Replace(Regex(r"(?<=\p{Han})\s*\?"), ""),  # 吗 asks already; English keeps its ?
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
            decoders.Replace(Regex(r"^(?=[a-z\[])"), " "),  # before words, not before 's, ? or 我
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer


@dataclass(frozen=True)
class Unknown:
    """A word that the training language does not have.

    Attributes:
        text: the word as typed.
        start: where it starts in the text, in characters.
        nearest: known words to try instead, the best first.
    """

    text: str
    start: int
    nearest: tuple[str, ...]


def unknown_words(text: str) -> tuple[Unknown, ...]:
    """What of a text is no known word: unknown tokens, and characters in no known word (奶 in 我喝奶茶)."""
    encoding = _tokenizer().encode(text, add_special_tokens=False)
    inside = _inside_words(encoding.tokens)
    found = []
    for number, (token, (start, end)) in enumerate(zip(encoding.tokens, encoding.offsets, strict=True)):
        if token == UNKNOWN or (token in _CHARACTERS and number not in inside):
            found.append(Unknown(text[start:end], start, _nearest(text, start, end)))
    return tuple(found)


def _inside_words(tokens: list[str]) -> set[int]:
    """The positions that known Chinese words cover, read from the left, the longest word first."""
    covered: set[int] = set()
    at = 0
    while at < len(tokens):
        longest = next((n for n in range(_LONGEST, 0, -1) if "".join(tokens[at : at + n]) in _WORDS), 0)
        covered.update(range(at, at + longest))
        at += longest or 1
    return covered


def _nearest(text: str, start: int, end: int) -> tuple[str, ...]:
    """Known words like the one at this place: by its letters, or, of a Chinese character, words that have it or
    another one in its place, beside the same neighbour.
    """
    word = text[start:end].lower()
    if word.isascii():
        return tuple(difflib.get_close_matches(word[:40], english_words(), n=3))
    if not "\u4e00" <= word <= "\u9fff":
        return ()
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    having = [known for known in _WORDS if word in known]
    beside = [
        known
        for known in _WORDS
        if len(known) == 2 and known not in having and (known[0] == before or known[1] == after)
    ]
    return tuple([*having, *beside][:MOST_SIMILAR])


@cache
def _tokenizer() -> Tokenizer:
    return build()


_WORDS = tuple(lexicon())
_CHARACTERS = frozenset(characters())
_LONGEST = max(map(len, _WORDS))
