"""A lesson's file as Markdown tokens with line numbers, the input of the parser."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from .error import LessonError, Place
from .expressions import Expression, ExpressionError
from .expressions import parse as expression
from .lesson import Prose

BLOCKS = ("run", "lab", "show", "predict", "card")
INSIDE = ("wrong", "hint", "reveal", "option", "works")  # inside a prediction
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
KEY = re.compile(r"([\w-]+)=(?!=)(.*)", re.DOTALL)
STRAY = re.compile(r"^[ ]{0,3}:{3,}.*$", re.MULTILINE)
_MARKDOWN = MarkdownIt("commonmark").use(front_matter_plugin)
for _kind in (*BLOCKS, *INSIDE):
    _MARKDOWN.use(container_plugin, _kind)


@dataclass(frozen=True)
class Container:
    """A block of the file, from its first token to its last."""

    source: Source
    start: int
    close: int

    @property
    def token(self) -> Token:
        return self.source.tokens[self.start]

    @property
    def kind(self) -> str | None:
        return container(self.token)

    @property
    def at(self) -> Place:
        """The place where it begins."""
        return self.source.at(self.token)

    def words(self, allowed: tuple[str, ...] | None, most: int) -> tuple[list[str], dict[str, str]]:
        """Words and `key="value"` pairs after `:::`; if `allowed` is None, every key is allowed."""
        try:
            given = shlex.split(self.token.info)[1:]
        except ValueError:
            raise LessonError(self.at, 'a quotation mark is not closed; write key="value"') from None
        words, keys = [], {}
        for each in given:
            found = KEY.fullmatch(each)
            if found is None:
                words.append(each)
                continue
            if allowed is not None and found[1] not in allowed:
                there = ", ".join(allowed) or "none"
                raise LessonError(self.at, f"{found[1]!r} is unknown here; known: {there}")
            if found[1] in keys:
                raise LessonError(self.at, f"{found[1]!r} is given twice")
            keys[found[1]] = found[2]
        if len(words) > most:
            raise LessonError(self.at, f'{words[most]!r} is one word too many; quote values: key="…"')
        return words, keys

    def id(self, keys: Mapping[str, str]) -> str:
        """Its id, which must not be missing."""
        if "id" not in keys:
            what = f'the {self.kind} block has no id; name its idea: {self.token.markup} {self.kind} … id="row-sums"'
            raise LessonError(self.at, what)
        return checked_id(keys["id"], self.at)

    def inner(self) -> Inner:
        """Its content."""
        source = self.source
        blocks: list[Container] = []
        text, at = "", self.at
        place = self.start + 1
        while place < self.close:
            token, end = source.tokens[place], source.close(place)
            if container(token) is not None:
                blocks.append(Container(source, place, end))
            elif token.map:
                here = source.at(token)
                at = at if text else here
                text += "\n" * (here.line - at.line - text.count("\n")) + source.text(token, token)
            place = end + 1
        return Inner(text, at, tuple(blocks))

    def text(self) -> Prose:
        """Its text, which must not be missing."""
        inner = self.inner()
        if not inner.text:
            raise LessonError(self.at, f"{self.token.markup}{self.token.info} is empty; write its text below")
        return Prose(inner.text, inner.at)

    def check_empty(self) -> None:
        """Raises LessonError if it contains text."""
        inner = self.inner()
        if inner.text:
            raise LessonError(inner.at, "this text would not be shown; write it outside the block")


class Inner(NamedTuple):
    """The content of a block, in Markdown with empty lines for nested blocks, and where it begins."""

    text: str
    at: Place
    blocks: tuple[Container, ...]


class Source:
    """The source text of one lesson; LessonError if its blocks are not opened and closed correctly."""

    def __init__(self, text: str, file: str) -> None:
        # Line breaks and null characters as in markdown-it, so that lines agree.
        text = re.sub(r"\r\n?", "\n", text).replace("\0", "\ufffd")
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
            what = f"{stray[0].strip()!r} does not begin or end a block"
            known = ", ".join((*BLOCKS, *INSIDE))
            raise LessonError(self.at(first).after(text[: stray.start()]), f"{what}; the blocks are {known}")
        return text

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


def checked_id(text: str, at: Place) -> str:
    """An id; LessonError if it is invalid."""
    if not ID.fullmatch(text):
        what = "an id is lowercase letters, digits and hyphens after a letter, such as row-sums"
        raise LessonError(at, f"{text!r} is not an id; {what}")
    return text


def container(token: Token) -> str | None:
    """The kind of the block that begins here; None if no block does."""
    found = re.fullmatch(r"container_(\w+)_open", token.type)
    return found[1] if found else None


def _named(token: Token, source: Source) -> str:
    return (
        f"{token.markup} {container(token)} of line {source.at(token).line}; "
        f"end that block first with {token.markup} on its own line"
    )
