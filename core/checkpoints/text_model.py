"""What models that read text with a tokenizer of their own have in common, ours and those of other programs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property

from ..trace import Token
from .hugging_face.folder_tokenizer import ModelTokenizer
from .hugging_face.pieces import Spelling
from .hugging_face.special_tokens import SpecialTokens
from .model import Model


class TextModel(Model):
    """A decoder-only or encoder-only model, or an encoder-decoder of another program."""

    @property
    @abstractmethod
    def tokenizer(self) -> ModelTokenizer:
        """Converts text to ids and back; every id is a row of the embedding matrix."""

    @property
    @abstractmethod
    def special_tokens(self) -> SpecialTokens:
        """Which ids begin and end a text, fill it up, or hide a word."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What users should know about how it was read."""
        return ()

    def notices_about(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """What users should know about this text, and about how the model was read."""
        return self.notices

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """A readable text for each row of the embedding matrix; "" where there is no token."""
        return self.tokenizer.vocabulary

    @property
    def spaces_in_tokens(self) -> bool:
        return self.tokenizer.spelling is not Spelling.PLAIN

    def text_after(self, before: Sequence[int], ids: Sequence[int]) -> str:
        """The text of ids that follow others; CheckpointError if the tokenizer cannot write it.

        A tokenizer may drop the space at the beginning of a text, so both are written together.
        """
        first, whole = self.tokenizer.text(before), self.tokenizer.text((*before, *ids))
        return whole.removeprefix(first) if whole.startswith(first) else self.tokenizer.text(ids)
