"""The tokens of a vocabulary as people can read them.

Byte-level vocabularies spell each byte as a letter: "Ġ" is a space, and "æĪĳ" is 我. SentencePiece writes a space as
"▁" and a byte that is no token as "<0xE6>".
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from enum import Enum

SPACE, NEWLINE, TAB, RETURN = "␣", "␊", "␉", "␍"  # as in the explorer's texts; ⏎ is the key


class Spelling(Enum):
    """How a tokenizer spells spaces and bytes."""

    PLAIN = "plain"
    BYTE_LEVEL = "byte-level"
    SENTENCE_PIECE = "SentencePiece"


def readable(pieces: Iterable[str], spelling: Spelling) -> list[str]:
    """Pieces with visible spaces, line breaks and bytes: "␣the", "␊", "⟨e6⟩"."""
    return list(map(_READERS[spelling], pieces))


def _byte(number: int) -> str:
    return f"⟨{number:02x}⟩"


def _bytes_as_text(error: UnicodeError) -> tuple[str, int]:
    """Shows the bytes of a character that is not complete."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(_byte, error.object[error.start : error.end])), error.end


INCOMPLETE = "transformer_explore.bytes"
codecs.register_error(INCOMPLETE, _bytes_as_text)

# GPT-2 spells a byte as the character with the same number if that is printable, and the other 68 bytes, in order, as
# the characters from 256 on.
_PRINTABLE = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
_OTHERS = [byte for byte in range(256) if byte not in _PRINTABLE]
_BYTES = {number: number for number in _PRINTABLE} | {256 + index: byte for index, byte in enumerate(_OTHERS)}

_CONTROLS = {number: _byte(number) for number in (*range(0x20), 0x7F)}
_VISIBLE = _CONTROLS | {ord(" "): SPACE, ord("\n"): NEWLINE, ord("\t"): TAB, ord("\r"): RETURN}
_OF_LETTER = {letter: _VISIBLE.get(byte, chr(byte)) for letter, byte in _BYTES.items() if byte < 0x80}
_NOT_ASCII = re.compile(f"[{''.join(chr(letter) for letter, byte in _BYTES.items() if byte >= 0x80)}]")
_OF_PIECE = _VISIBLE | {ord("▁"): SPACE}
_ONE_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")


def _byte_level(piece: str) -> str:
    if not _NOT_ASCII.search(piece):
        return piece.translate(_OF_LETTER)
    try:
        spelled = piece.translate(_BYTES).encode("latin-1")
    except UnicodeEncodeError:  # not spelled as bytes
        return piece
    return spelled.decode("utf-8", INCOMPLETE).translate(_VISIBLE)


def _sentence_piece(piece: str) -> str:
    if found := _ONE_BYTE.fullmatch(piece):
        return _byte(int(found[1], 16))
    return piece.translate(_OF_PIECE)


def _plain(piece: str) -> str:
    return piece.translate(_VISIBLE)


_READERS: dict[Spelling, Callable[[str], str]] = {
    Spelling.PLAIN: _plain,
    Spelling.BYTE_LEVEL: _byte_level,
    Spelling.SENTENCE_PIECE: _sentence_piece,
}
