"""Markdown as wrapped lines of safe text: paragraphs, lists, strong, code, indented formulas. No Textual."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from .text import cut, may_part, safe, width

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Piece = tuple[str, str]  # safe text and its style: "", "strong", "emphasis", "code", "heading", "faint"
Line = tuple[Piece, ...]

BULLET = "• "
INDENT = "   "  # of formulas and code
MATH = re.compile(r"\$([^$\n]+)\$")


def prose(markdown: str, columns: int) -> list[Line]:
    """The lines of a text, with an empty line between paragraphs; no line is wider than `columns`."""
    return list(_blocks(_parser().parse(markdown), max(1, columns)))


def plain(markdown: str) -> str:
    """The text without styles, on one line."""
    return " ".join("".join(text for text, _ in line) for line in prose(markdown, 10_000) if line)


@lru_cache(1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


# ------------------------------------------------------------------------------------- blocks
def _blocks(tokens: Sequence[Token], columns: int) -> Iterator[Line]:
    first, rest = "", ""  # prefixes of the next line and of the lines after it
    numbers: list[int | None] = []
    tight = began = False
    for token in tokens:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if kind.startswith("ordered") else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
            tight = False
        elif kind == "list_item_open":
            first, rest = _item(numbers)
            number = numbers[-1]
            numbers[-1] = None if number is None else number + 1
        elif kind == "list_item_close":
            first = rest = "  " * (len(numbers) - 1)
            tight = True
        elif kind in ("inline", "fence", "code_block", "hr"):
            if began and not (tight and numbers):
                yield ()
            began, tight = True, False
            if kind == "inline":
                heading = token.level == 1 and _is_heading(tokens, token)
                pieces = list(_inline(token.children or (), "heading" if heading else ""))
                yield from broken(pieces, columns, first, rest)
            else:
                yield from _verbatim(token.content if kind != "hr" else "―――", columns)
            first = rest


def _item(numbers: list[int | None]) -> tuple[str, str]:
    number = numbers[-1]
    mark = BULLET if number is None else f"{number}. "
    before = "  " * (len(numbers) - 1)
    return before + mark, before + " " * width(mark)


def _is_heading(tokens: Sequence[Token], token: Token) -> bool:
    place = tokens.index(token)
    return place > 0 and tokens[place - 1].type == "heading_open"


def _verbatim(text: str, columns: int) -> Iterator[Line]:
    indent = INDENT if columns > 20 else ""
    for line in text.rstrip("\n").split("\n"):
        yield ((indent + cut(safe(line), columns - width(indent)), "code"),)


# ------------------------------------------------------------------------------------- inside a paragraph
def _inline(tokens: Sequence[Token], style: str) -> Iterator[Piece]:
    styles = [style]
    for token in tokens:
        kind = token.type
        if kind in ("strong_open", "em_open"):
            styles.append("strong" if kind == "strong_open" else "emphasis")
        elif kind in ("strong_close", "em_close"):
            styles.pop()
        elif kind == "softbreak":
            yield " ", styles[-1]
        elif kind == "hardbreak":
            yield "\n", ""
        elif kind == "code_inline":
            yield safe(token.content), "code"
        elif kind in ("text", "image", "html_inline"):
            for place, part in enumerate(MATH.split(token.content)):
                if part:
                    yield safe(part), "code" if place % 2 else styles[-1]


def broken(pieces: Sequence[Piece], columns: int, first: str = "", rest: str = "") -> Iterator[Line]:
    """Wraps pieces to lines of at most this many columns, at spaces and between wide characters.

    Args:
        first, rest: prefixes of the first line and of the others.
    """
    if width(first) >= columns or width(rest) >= columns:
        first = rest = ""
    line: list[Piece] = [(first, "faint")] if first else []
    begins, used = len(line), width(first)

    def new_line() -> None:
        nonlocal line, begins, used
        line = [(rest, "")] if rest else []
        begins, used = len(line), width(rest)

    for space, word in _words(pieces):
        if word is None:
            yield _joined(line)
            new_line()
            continue
        size = sum(width(text) for text, _ in word)
        gap = 1 if space and len(line) > begins else 0
        if len(line) > begins and used + gap + size > columns:
            yield _joined(line)
            new_line()
            gap = 0
        for text, style in word if used + gap + size <= columns else _letters(word):
            if used + gap + width(text) > columns and len(line) > begins:
                yield _joined(line)
                new_line()
                gap = 0
            if gap:
                line.append((" ", style if line[-1][1] == style else ""))
                used, gap = used + 1, 0
            line.append((text, style))
            used += width(text)
    yield _joined(line)


def _words(pieces: Sequence[Piece]) -> Iterator[tuple[bool, list[Piece] | None]]:
    """For each word, whether a space precedes it, and the word; None for the end of a line."""
    word: list[Piece] = []
    space, before = False, " "
    for text, style in pieces:
        if text == "\n":
            if word:
                yield space, word
            yield False, None
            word, space = [], False
            continue
        for character in text:
            if word and (character == " " or may_part(before, character)):
                yield space, word
                word, space = [], False
            before = character
            if character == " ":
                space = True
            elif word and word[-1][1] == style:
                word[-1] = (word[-1][0] + character, style)
            else:
                word.append((character, style))
    if word:
        yield space, word


def _letters(word: list[Piece]) -> list[Piece]:
    return [(letter, style) for text, style in word for letter in text]


def _joined(line: list[Piece]) -> Line:
    """The line with adjacent pieces of the same style merged."""
    runs = groupby(line, lambda piece: piece[1])
    return tuple(("".join(text for text, _style in run), style) for style, run in runs)
