"""Parses a Markdown file into a lesson. Errors name file, line and the fix.

A page begins at each heading of level 1. Blocks are containers (`::: kind words key="value"` … `:::`), each with a
parser in `blocks.py`; README.md lists them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count, pairwise
from pathlib import Path

from .blocks import MAKERS, Numbers
from .error import LessonError, Place
from .front import about
from .lesson import Block, Card, Lesson, Page, Predict, Prose
from .source import Container, Source, checked_id, container

NAME = re.compile(r"(\d\d)-([a-z0-9-]+)\.md", re.ASCII)
HEADING = re.compile(r"(.*?)\s*\{#([^{}]*)\}", re.DOTALL)


def read(path: Path) -> Lesson:
    """The lesson in a file; LessonError if it is invalid, OSError if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LessonError(Place(path.name, 1), "the file is not UTF-8 text; save it as UTF-8") from None
    return parse(text, path.name)


@lru_cache(maxsize=128)
def parse(text: str, file: str) -> Lesson:
    """Parses a lesson; `file` is its name: the lesson's number, which orders the list, and its id.

    Raises:
        LessonError: it is not a valid lesson.
    """
    start = Place(file, 1)
    name = NAME.fullmatch(file)
    if name is None:
        raise LessonError(start, "the file name must be NN-name.md, such as 03-dot-product.md")
    source = Source(text, file)
    fields = about(source, name[2])
    pages = _pages(source)
    if not pages:
        raise LessonError(
            start, "the lesson has no page; begin one with a heading: # What it is about {#its-idea}"
        )
    _check_ids(pages)
    return Lesson(**fields, number=int(name[1]), pages=tuple(pages), at=start)


def _pages(source: Source) -> list[Page]:
    """Splits the source at headings of level 1; text between blocks becomes prose."""
    tokens = source.tokens
    starts = [n for n, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h1" and not t.level]
    for token in tokens[: starts[0] if starts else len(tokens)]:
        if token.type != "front_matter" and token.map:
            raise LessonError(
                source.at(token),
                "this text is before the first page; begin a page with a heading: # What it asks {#its-idea}",
            )
    pages, numbers = [], count(1)
    for start, end in pairwise([*starts, len(tokens)]):
        title, id = _heading(tokens[start + 1].content, source.at(tokens[start]))
        blocks = tuple(_blocks(source, start + 3, end, numbers))
        pages.append(Page(id, title, blocks, source.at(tokens[start])))
    return pages


def _heading(text: str, at: Place) -> tuple[str, str]:
    """The title and the id of a page."""
    found = HEADING.fullmatch(text)
    title = found[1] if found else text
    if not title or "{{" in title:
        what = "the heading of a page must be a few words without a live value: # What it asks {#its-idea}"
        raise LessonError(at, what)
    if found is None:
        raise LessonError(at, f"the page has no id; name its idea after the heading: # {title} {{#row-sums}}")
    return title, checked_id(found[2], at)


def _check_ids(pages: list[Page]) -> None:
    """Each page, question and card must have its own id."""
    known: dict[str, int] = {}
    for page in pages:
        for each in (page, *(block for block in page.blocks if isinstance(block, Predict | Card))):
            if each.id in known:
                what = f"the id {each.id!r} is that of line {known[each.id]}; each page, question and card has its own"
                raise LessonError(each.at, what)
            known[each.id] = each.at.line


def _blocks(source: Source, start: int, end: int, numbers: Numbers) -> list[Block]:
    blocks: list[Block] = []
    place = start
    while place < end:
        token = source.tokens[place]
        close = source.close(place)
        kind = container(token)
        if kind in MAKERS:
            blocks.append(MAKERS[kind](Container(source, place, close), numbers))
        elif kind is not None:
            raise LessonError(source.at(token), f"::: {kind} is only allowed inside :::: predict")
        else:
            last = place
            while close + 1 < end and container(source.tokens[close + 1]) is None:
                last, close = close + 1, source.close(close + 1)
            blocks.append(Prose(source.text(token, source.tokens[last]), source.at(token)))
        place = close + 1
    return blocks
