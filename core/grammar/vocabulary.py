"""Conversion of words to ids and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from tokenizers import Tokenizer

from ..support.errors import Problem
from ..support.localization import _
from ..support.marks import BEGIN, END, MARKS, PADDING


class VocabularyError(Problem):
    """A tokenizer without a special token that every run needs."""


class Vocabulary:
    """The tokenizer of a model as a table of words."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    @cached_property
    def table(self) -> dict[str, int]:
        return self.tokenizer.get_vocab()

    @cached_property
    def _word(self) -> dict[int, str]:
        return {number: word for word, number in self.table.items()}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The text of each id."""
        return tuple(self._word[i] for i in range(len(self)))

    def __len__(self) -> int:
        return len(self.table)

    @property
    def padding(self) -> int:
        return self._mark(PADDING)

    @property
    def begin(self) -> int:
        return self._mark(BEGIN)

    @property
    def end(self) -> int:
        return self._mark(END)

    @property
    def marks(self) -> int:
        """The number of special tokens, which have the first ids."""
        return sum(word in MARKS for word in self.table)

    def _mark(self, mark: str) -> int:
        if mark not in self.table:
            raise VocabularyError(
                _("the model's tokenizer has no {mark} token, which every sentence needs", mark=mark)
            )
        return self.table[mark]

    def ids(self, words: Iterable[str]) -> list[int]:
        """The ids of English words, or of the characters of a Chinese text; all must be known."""
        return [self.table[word] for word in words]

    def words(self, ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._word[i] for i in ids)
