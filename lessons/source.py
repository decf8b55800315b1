"""A lesson's file as Markdown tokens with line numbers, the input of the parser."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from .error import LessonError, Place
from .expressions import Expression, ExpressionError
from .expressions import parse as expression

BLOCKS = ("run", "lab", "show", "predict", "card")
INSIDE = ("wrong", "hint", "reveal", "option", "works")  # inside a prediction
KEY = re.compile(r"([\w-]+)=(?!=)(.*)", re.DOTALL)
STRAY = re.compile(r"^[ ]{0,3}:{3,}.*$", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark").use(front_matter_plugin)
for _kind in (*BLOCKS, *INSIDE):
    _MARKDOWN.use(container_plugin, _kind)


@dataclass(frozen=True)
class Inner:
    """The content of a block.

    Attributes:
        text: its Markdown, with nested blocks replaced by empty lines.
        at: where the text begins.
        blocks: kind, first and last token of each nested block.
    """

    text: str
    at: Place
    blocks: tuple[tuple[str, int, int], ...]


class Source:
    """The source text of one lesson.

    Raises:
        LessonError: its blocks are not opened and closed correctly.
    """

    def __init__(self, text: str, file: str) -> None:
        text = re.sub(r"\r\n?", "\n", text).replace(
            "\0", "\ufffd"
        )  # as markdown-it does, so that lines agree
        self.file = file
        self.lines = text.split("\n")
        self.tokens = _MARKDOWN.parse(text)
        self._check_nesting()
        self._check_closed()

    # -------------------------------------------------------------------------- tokens
    def at(self, token: Token) -> Place:
        """The place where a token begins."""
        return Place(self.file, (token.map[0] if token.map else 0) + 1)

    def close(self, place: int) -> int:
        """The last token of the element that begins at `place`."""
        level = self.tokens[place].level
        if self.tokens[place].nesting == 0:
            return place
        return next(n for n in range(place + 1, len(self.tokens)) if self.tokens[n].level == level)

    def text(self, first: Token, last: Token) -> str:
        """The Markdown from one token to another."""
        start, end = (first.map or (0, 0))[0], (last.map or (0, 0))[1]
        text = "\n".join(self.lines[start:end]).rstrip()
        stray = STRAY.search(text)
        if stray:
            here = Place(self.file, start + 1 + text[: stray.start()].count("\n"))
            kinds = ", ".join((*BLOCKS, *INSIDE))
            raise LessonError(
                here, f"{stray[0].strip()!r} does not begin or end a block; the blocks are {kinds}"
            )
        return text

    def inner(self, start: int, close: int) -> Inner:
        """The content of a container."""
        blocks: list[tuple[str, int, int]] = []
        text, at = "", self.at(self.tokens[start])
        place = start + 1
        while place < close:
            token, end = self.tokens[place], self.close(place)
            kind = container(token)
            if kind is not None:
                blocks.append((kind, place, end))
            elif token.map:
                here = self.at(token)
                at = at if text else here
                text += "\n" * (here.line - at.line - text.count("\n")) + self.text(token, token)
            place = end + 1
        return Inner(text, at, tuple(blocks))

    # -------------------------------------------------------------------------- the line after `:::`
    def words(
        self, token: Token, allowed: tuple[str, ...] | None, most: int
    ) -> tuple[list[str], dict[str, str]]:
        """Words and `key="value"` pairs; if `allowed` is None, every key is allowed."""
        try:
            given = shlex.split(token.info)[1:]
        except ValueError:
            raise LessonError(self.at(token), 'a quotation mark is not closed; write key="value"') from None
        words, keys = [], {}
        for each in given:
            found = KEY.fullmatch(each)
            if found is None:
                words.append(each)
                continue
            if allowed is not None and found[1] not in allowed:
                there = ", ".join(allowed) or "none"
                raise LessonError(self.at(token), f"{found[1]!r} is unknown here; known: {there}")
            if found[1] in keys:
                raise LessonError(self.at(token), f"{found[1]!r} is given twice")
            keys[found[1]] = found[2]
        if len(words) > most:
            raise LessonError(self.at(token), f'{words[most]!r} is one word too many; quote values: key="…"')
        return words, keys

    def expression(self, text: str, at: Place) -> Expression:
        """Parses a live value."""
        try:
            return expression(text)
        except ExpressionError as error:
            raise LessonError(at, f"{error}; see lessons/README.md") from None

    # -------------------------------------------------------------------------- form
    def _check_nesting(self) -> None:
        """Blocks must begin at the margin, and may be nested only in a prediction."""
        for token, around in self._around():
            here, kind = self.at(token), container(token)
            if kind is None:
                if around and token.type == "heading_open" and token.tag == "h1":
                    raise LessonError(here, f"a page begins inside {_named(around[-1], self)}")
                continue
            if token.level > len(around):
                raise LessonError(here, f"::: {kind} is inside a list or quotation; begin it at the margin")
            if not around:
                continue
            outer = around[-1]
            if container(outer) != "predict" or kind not in INSIDE:
                raise LessonError(here, f"::: {kind} is inside {_named(outer, self)}")
            if len(outer.markup) <= len(token.markup):
                colons = ":" * (len(token.markup) + 1)
                raise LessonError(
                    self.at(outer),
                    f"a block that contains blocks needs more colons: {colons} {container(outer)} … {colons}",
                )

    def _around(self) -> Iterator[tuple[Token, list[Token]]]:
        """Each token with the blocks that contain it."""
        around: list[Token] = []
        for token in self.tokens:
            if re.fullmatch(r"container_\w+_close", token.type):
                around.pop()
            yield token, around
            if container(token) is not None:
                around.append(token)

    def _check_closed(self) -> None:
        for token in self.tokens:
            if container(token) is None or token.map is None:
                continue
            line = self.lines[token.map[1]].strip() if token.map[1] < len(self.lines) else ""
            if not re.fullmatch(rf":{{{len(token.markup)},}}", line):
                raise LessonError(
                    self.at(token), f"{token.markup}{token.info} is not closed; end it with {token.markup}"
                )


def container(token: Token) -> str | None:
    """The kind of the block that begins here; None if none does."""
    found = re.fullmatch(r"container_(\w+)_open", token.type)
    return found[1] if found else None


def _named(token: Token, source: Source) -> str:
    return (
        f"{token.markup} {container(token)} of line {source.at(token).line}; "
        f"end that block first with {token.markup} on its own line"
    )
