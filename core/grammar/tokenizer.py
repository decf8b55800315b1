"""The tokenizer: one vocabulary of Chinese characters and English words.

The paper shares one matrix between source embedding, target embedding and output, so there is one vocabulary. It is a
plain table of words (WordLevel), in the order of the lexicon; nothing is learned.

`[PAD]`, `[UNK]`, `[BOS]` and `[EOS]` are entries of the table, but not "added tokens" of the library, which would find
them in any text: typing "[PAD]" gives unknown words, not padding.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from ..support.marks import BEGIN, END, PADDING, UNKNOWN
from . import characters, english_words, lexicon

SPECIALS = (PADDING, UNKNOWN, BEGIN, END)
MOST_SIMILAR = 4  # suggestions for an unknown word
LONGEST_TYPO = 40  # letters of an unknown word that are compared


def vocabulary() -> tuple[str, ...]:
    """All tokens in the order of their ids: special tokens, Chinese characters, English words."""
    return (*SPECIALS, *characters(), *english_words())


def build() -> Tokenizer:
    """The tokenizer of the training language."""
    ids = {word: number for number, word in enumerate(vocabulary())}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),  # full-width forms: ？ → ?
            normalizers.Lowercase(),
            normalizers.Replace("’", "'"),
            normalizers.Replace(
                Regex(r"(?<=\p{Han})\s*\?"), ""
            ),  # 吗 marks the question; English keeps its ?
            normalizers.Replace(Regex(r"[。，、；：！…“”‘《》〈〉「」.,;:!\"()]"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(r"\p{Han}|'s(?=\?|$)|\?"), "isolated")]
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
    """A word that the training language does not contain.

    Attributes:
        text: the word as typed.
        start: the index of its first character in the text.
        nearest: similar known words, the best first; empty if none is really similar.
    """

    text: str
    start: int
    nearest: tuple[str, ...]


def unknown_words(text: str) -> tuple[Unknown, ...]:
    """The unknown words of a text: unknown tokens, and characters outside known words (奶 in 我喝奶茶)."""
    encoding = _tokenizer().encode(text, add_special_tokens=False)
    inside = _inside_words(encoding.tokens)
    found = []
    for number, (token, (start, end)) in enumerate(zip(encoding.tokens, encoding.offsets, strict=True)):
        if token == UNKNOWN or (token in _CHARACTERS and number not in inside):
            found.append(Unknown(text[start:end], start, _nearest(text[start:end])))
    return tuple(found)


def _inside_words(tokens: list[str]) -> set[int]:
    """The positions that known Chinese words cover: from the left, the longest word at each position."""
    covered: set[int] = set()
    at = 0
    while at < len(tokens):
        longest = _longest(tokens, at) or _doubled(tokens, at)
        covered.update(range(at, at + longest))
        at += longest or 1
    return covered


def _longest(tokens: list[str], at: int) -> int:
    """The length of the longest word at this position; 0 if there is none."""
    return next((n for n in range(_LONGEST, 0, -1) if "".join(tokens[at : at + n]) in _WORDS), 0)


def _doubled(tokens: list[str], at: int) -> int:
    """The length of the doubled beginning of a word in a question: 漂不 in 漂不漂亮; 0 if there is none."""
    return 2 if tokens[at + 1 : at + 3] == ["不", tokens[at]] and _longest(tokens, at + 2) > 1 else 0


def _nearest(word: str) -> tuple[str, ...]:
    """Known words with almost the same letters; for a Chinese character, known words that contain it."""
    word = word.lower()
    if word.isascii():
        close = difflib.get_close_matches(word[:LONGEST_TYPO], english_words(), n=10)
        return tuple(known for known in close if _typos(word, known) <= 1 + len(word) // 8)[:MOST_SIMILAR]
    return (
        tuple(known for known in _WORDS if word in known)[:MOST_SIMILAR]
        if "\u4e00" <= word <= "\u9fff"
        else ()
    )


def _typos(one: str, other: str) -> int:
    """The least number of letters to insert, delete, replace or swap with the next, to make one word into the other."""
    above: list[int] = []
    before: list[int] = []
    row: list[int] = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        above, before, row = before, row, [i + 1]
        for j, wanted in enumerate(other):
            row.append(min(before[j] + (letter != wanted), before[j + 1] + 1, row[j] + 1))
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                row[-1] = min(row[-1], above[j - 1] + 1)
    return row[-1]


@cache
def _tokenizer() -> Tokenizer:
    return build()


_WORDS = dict.fromkeys(lexicon())
_CHARACTERS = frozenset(characters())
_LONGEST = max(map(len, _WORDS))
