"""Makes external text safe for a terminal: all tokens, names and messages pass through this module.

Characters that move the cursor, change colors, reverse the writing direction or are invisible are replaced with visible
ones. The width of the result is the sum of the widths of its characters, so that columns are exact in every terminal
that supports wide characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from unicodedata import category, normalize

from rich.cells import cell_len, chop_cells

ELLIPSIS = "…"
LONG, BEGINNING, END = (300, 40, 35)  # characters of a message; columns and characters kept of a longer one
MARKED = 4  # characters per column, where letters have combining marks
LONGEST = 4096  # characters of a text: more than a line of any terminal has
CARRIER = "◌"  # carries a combining mark that has no letter
OPENING = ("Ps", "Pi")  # punctuation that may not end a line
CLOSING = ("Po", "Pe", "Pf", "Pd")  # punctuation that may not begin a line
NEVER_BROKEN = "\u00a0"  # a space at which no line is broken
WORD = re.compile(rf"[^\S{NEVER_BROKEN}]*[\S{NEVER_BROKEN}]+[^\S{NEVER_BROKEN}]*")

CONTROL_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}

# Categories without a glyph: controls, formats (bidi, zero width, tags), surrogates, unassigned, separators.
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
# Letters by category, but drawn as nothing: the grapheme joiner, Hangul fillers, Khmer inherent vowels.
BLANK_LETTERS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0}
MARKS = {"Mn", "Me", "Mc"}


def safe(text: str) -> str:
    """The text as it may be shown on a screen: one line, no control, bidi or zero-width characters.

    Controls become their Unicode pictures (␛, ␊), other invisible characters their number in Python's notation
    (`\\u200b`). Emoji joined by zero-width joiners become separate emoji. Letters and their accents are composed
    if Unicode has the pair. Of a text longer than `LONGEST` only the beginning and the end remain, so that later
    work on it takes bounded time.
    """
    return _safe(_shortened(text))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - END - 1] + ELLIPSIS + text[-END:]


@lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    seen = "".join(map(_visible, normalize("NFC", text)))
    if seen and not cell_len(seen[0]):
        seen = CARRIER + seen
    return _shortened(seen)


def _visible(character: str) -> str:
    code = ord(character)
    if code in CONTROL_PICTURES:
        return CONTROL_PICTURES[code]
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""  # variation selectors only choose between two drawings of the same character
    kind = category(character)
    if kind in UNSEEN or code in BLANK_LETTERS:
        return _number(code)
    if kind not in MARKS and not cell_len(character) and not _is_jamo(code):
        return _number(code)  # such as skin tones, which change the previous emoji
    if 0x1F1E6 <= code <= 0x1F1FF:
        return _number(code)  # half a flag
    return character


def _is_jamo(code: int) -> bool:
    """Whether it is a Hangul vowel or final consonant, drawn inside the syllable before it."""
    return 0x1161 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF


def _number(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """The number of columns of a safe text; of one longer than `LONGEST`, more than a terminal has."""
    return cell_len(text[:LONGEST]) + max(0, len(text) - LONGEST)


def cut(text: str, columns: int) -> str:
    """A safe text, shortened with an ellipsis if it is wider than `columns`."""
    if width(text) <= columns:
        return text
    if columns <= 0:
        return ""
    kept, used = [], 0
    for character in text[:LONGEST]:
        used += cell_len(character)
        if used > columns - 1:
            break
        kept.append(character)
    return "".join(kept) + ELLIPSIS


def cut_start(text: str, columns: int) -> str:
    """The end of a safe text, after an ellipsis if the text is wider than `columns`."""
    if width(text) <= columns:
        return text
    text = text[-max(columns, 1) :]  # no more characters than columns
    while text and width(text) > columns - 1:
        text = text[1:]
    return ELLIPSIS + text


def gist(text: str) -> str:
    """A safe message; of a very long one, the beginning and the end."""
    if len(text) <= LONG:
        return text
    return cut(text, BEGINNING) + text[-END:].lstrip()


def fit(text: str, columns: int, align: str = "left") -> str:
    """A safe text in exactly `columns` columns, cut or padded; `align` is "left", "right" or "centre"."""
    text = cut(text, columns)
    spare = max(0, columns - width(text))
    left = {"left": 0, "right": spare, "centre": spare // 2}[align]
    return " " * left + text + " " * (spare - left)


def wrap(text: str, columns: int, lines: int) -> list[str]:
    """A safe text broken into at most `lines` lines; the last one is cut if there is more.

    A line ends at a space or next to a wide character, but punctuation stays with its word (`may_part`).
    """
    most = max(LONGEST, MARKED * columns * lines)
    if len(text) > most:
        text = text[:most] + ELLIPSIS
    text = text.lstrip(" ")
    if width(text) <= columns:
        return [text.rstrip(" ")]
    broken = [""]
    used = 0  # columns of the last line, with the spaces at its end
    for start, _end, piece in pieces(text):
        for part in _fitting(piece, columns):
            if used and used + width(part.rstrip(" ")) > columns:
                if len(broken) == lines:
                    whole = [cut(line.rstrip(" "), columns) for line in broken[:-1]]
                    return [*whole, cut(broken[-1] + text[start:], columns)]
                broken.append("")
                used = 0
            broken[-1] += part
            used += width(part)
    return [cut(line.rstrip(" "), columns) for line in broken]


def pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """The parts of a text that stay on one line, each with its start, its end and the spaces after it."""
    if cell_len(text) == len(text):  # nothing wide: lines end only at spaces
        yield from ((*word.span(), word[0]) for word in WORD.finditer(text))
        return
    start = 0
    for end in range(1, len(text) + 1):
        before, after = text[end - 1], text[end : end + 1]
        if after and (after.isspace() or before == NEVER_BROKEN):
            continue
        if after and not (before.isspace() or may_part(before, after)):
            continue
        if after and not text[start:end].strip():
            continue  # an indent stays with its word
        yield start, end, text[start:end]
        start = end


# Rich and Textual break lines only at spaces. Both call this function of Rich for every line that they wrap; a version
# of Rich without it breaks Chinese lines as badly as before, but works.
with suppress(ImportError):
    import rich._wrap

    rich._wrap.words = pieces


def _fitting(piece: str, columns: int) -> list[str]:
    """A piece, or, if it is wider than a line and has wide characters, pieces of it."""
    word = piece.rstrip(" ")
    if columns < 2 or word.isascii() or width(word) <= columns or all(cell_len(c) < 2 for c in word):
        return [piece]
    *most, last = chop_cells(word, columns)
    return [*most, last + piece[len(word) :]]


def may_part(before: str, after: str) -> bool:
    """Whether a line may end between two adjacent characters: next to a wide character it may.

    Closing punctuation does not begin a line, and opening punctuation does not end one.
    """
    wide = cell_len(before) > 1 or cell_len(after) > 1
    return wide and category(before) not in OPENING and category(after) not in CLOSING
