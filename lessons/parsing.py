"""From a Markdown file to a lesson. What it cannot make sense of it refuses with file, line and the fix.

A page begins at each heading of the first level. Blocks are containers (`::: kind words key="value"` … `:::`):

    ::: run doubled what-if="parameter=…"          another run of the model
    ::: lab softmax scores="2, 1, 3" as="soft"     an experiment
    ::: show step="encoder.layers.0.self_attention.weights" cell="0, 1, 2"
    :::: predict number answer="soft.weights[0]" tolerance=".005"
    The question.
    ::: wrong "soft.exponentials[0]"               what is said to the answer that a mistake leads to
    ::: hint
    ::: reveal
    ::: card
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from .error import LessonError, Place
from .expressions import Expression, ExpressionError
from .expressions import parse as expression
from .lesson import MAIN, Block, Card, LabOf, Lesson, Option, Page, Predict, Prose, RunOf, Show, Wrong

BLOCKS = ("run", "lab", "show", "predict", "card")
INSIDE = ("wrong", "hint", "reveal", "option", "works")
KINDS = ("number", "choice", "cell", "order")
SHOWN = ("step", "cell", "array", "plot", "formula")
FIELDS = ("id", "title", "minutes", "able", "model", "sentence", "needs")
NAME = re.compile(r"(\d\d)-[a-z0-9-]+\.md")
_MARKDOWN = MarkdownIt("commonmark").use(front_matter_plugin)
for _kind in (*BLOCKS, *INSIDE):
    _MARKDOWN.use(container_plugin, _kind)


def read(path: Path) -> Lesson:
    """The lesson in a file.

    Raises:
        LessonError: it is none; OSError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise LessonError(Place(path.name, 1), "this is no UTF-8 text; save it as UTF-8") from None
    return parse(text, path.name)


def parse(text: str, file: str) -> Lesson:
    """The lesson in a text; `file` is what errors call it, and its first two digits are the lesson's number."""
    start = Place(file, 1)
    name = NAME.fullmatch(file)
    if name is None:
        raise LessonError(start, "a lesson's file is called NN-name.md, such as 03-dot-product.md")
    reader = _Reader(text, file)
    about = reader.front_matter()
    pages = reader.pages()
    if not pages:
        raise LessonError(start, "it has no page; begin one with a heading: # What it is about")
    needs = about["needs"] or ()
    return Lesson(
        id=str(about["id"]),
        number=int(name[1]),
        title=str(about["title"]),
        minutes=int(about["minutes"]),
        able=str(about["able"]),
        model=str(about["model"]),
        sentence=str(about["sentence"]),
        needs=tuple(map(str, needs)),
        pages=tuple(pages),
        at=start,
    )


class _Reader:
    """One file while it is read."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.tokens = _MARKDOWN.parse(text)
        self.questions = 0

    def at(self, token: Token) -> Place:
        return Place(self.file, (token.map[0] if token.map else 0) + 1)

    # -------------------------------------------------------------------------- the whole
    def front_matter(self) -> dict[str, Any]:
        import yaml

        token = next((t for t in self.tokens if t.type == "front_matter"), None)
        here = Place(self.file, 1)
        if token is None:
            raise LessonError(here, "it has no front matter; begin with --- and " + ", ".join(FIELDS))
        try:
            about = yaml.safe_load(token.content)
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
            problem = getattr(error, "problem", None) or "it cannot be read"
            raise LessonError(Place(self.file, line), f"the front matter is no YAML: {problem}") from None
        if not isinstance(about, dict):
            raise LessonError(here, "the front matter holds no fields; write id: …, title: …")
        for field in FIELDS:
            if field not in about:
                raise LessonError(here, f"the front matter lacks {field!r}")
        for field in about:
            if field not in FIELDS:
                raise LessonError(
                    here, f"the front matter has no field {field!r}; it has {', '.join(FIELDS)}"
                )
        if not isinstance(about["minutes"], int) or about["minutes"] < 1:
            raise LessonError(here, "minutes is a whole number, such as 8")
        if about["needs"] is not None and not isinstance(about["needs"], list):
            raise LessonError(here, "needs is a list of lessons' ids, such as [map, dot-product]")
        return about

    def pages(self) -> list[Page]:
        """Split at headings of the first level; prose is what lies between two blocks."""
        starts = [n for n, t in enumerate(self.tokens) if t.type == "heading_open" and t.tag == "h1"]
        self._nothing_before(starts)
        pages = []
        for start, end in zip(starts, [*starts[1:], len(self.tokens)], strict=True):
            title = self.tokens[start + 1].content
            pages.append(Page(title, tuple(self._blocks(start + 3, end)), self.at(self.tokens[start])))
        return pages

    def _nothing_before(self, starts: list[int]) -> None:
        first = starts[0] if starts else len(self.tokens)
        for token in self.tokens[:first]:
            if token.type != "front_matter" and token.map:
                raise LessonError(
                    self.at(token), "this stands before the first page; begin it with # A title"
                )

    def _blocks(self, start: int, end: int) -> list[Block]:
        blocks: list[Block] = []
        place = start
        while place < end:
            token = self.tokens[place]
            close = self._close(place)
            kind = _container(token)
            if kind in BLOCKS:
                blocks.append(_MAKERS[kind](self, place, close))
            elif kind is not None:
                raise LessonError(self.at(token), f"::: {kind} stands inside :::: predict only")
            else:
                last = place
                while close + 1 < end and _container(self.tokens[close + 1]) is None:
                    last, close = close + 1, self._close(close + 1)
                blocks.append(Prose(self._source(token, self.tokens[last]), self.at(token)))
            place = close + 1
        return blocks

    def _close(self, place: int) -> int:
        """The token with which the element ends that begins there."""
        level = self.tokens[place].level
        if self.tokens[place].nesting == 0:
            return place
        return next(n for n in range(place + 1, len(self.tokens)) if self.tokens[n].level == level)

    def _source(self, first: Token, last: Token) -> str:
        assert first.map is not None
        assert last.map is not None
        text = "\n".join(self.lines[first.map[0] : last.map[1]]).strip()
        stray = re.search(r"^:{3,}.*$", text, re.MULTILINE)
        if stray:
            line = first.map[0] + 1 + text[: stray.start()].count("\n")
            kinds = ", ".join((*BLOCKS, *INSIDE))
            raise LessonError(Place(self.file, line), f"{stray[0]!r} is no block; there are {kinds}")
        return text

    # -------------------------------------------------------------------------- parts of blocks
    def words(
        self, token: Token, allowed: tuple[str, ...] | None, most: int
    ) -> tuple[list[str], dict[str, str]]:
        """What stands behind `:::`: words, and `key="value"`; `allowed` None lets every key pass."""
        try:
            given = shlex.split(token.info)[1:]
        except ValueError:
            raise LessonError(self.at(token), 'a quotation mark is not closed; write key="value"') from None
        words = [each for each in given if not re.match(r"[\w-]+=", each)]
        keys = dict(each.split("=", 1) for each in given if re.match(r"[\w-]+=", each))
        for key in keys:
            if allowed is not None and key not in allowed:
                there = ", ".join(allowed) or "none"
                raise LessonError(self.at(token), f"{key!r} is unknown here; there is {there}")
        if len(words) > most:
            raise LessonError(self.at(token), f'{words[most]!r} is one word too many; quote values: key="…"')
        return words, keys

    def expression(self, text: str, at: Place) -> Expression:
        try:
            return expression(text)
        except ExpressionError as error:
            raise LessonError(at, f"{error}; see lessons/expressions.py for what can stand there") from None

    def inside(self, start: int, close: int) -> tuple[str, list[tuple[str, int, int]]]:
        """The text of a container, and the containers in it."""
        inner, texts, place = [], [], start + 1
        while place < close:
            token, end = self.tokens[place], self._close(place)
            kind = _container(token)
            if kind is None:
                texts.append(self._source(token, token))
            else:
                inner.append((kind, place, end))
            place = end + 1
        return "\n\n".join(texts), inner


def _container(token: Token) -> str | None:
    found = re.fullmatch(r"container_(\w+)_open", token.type)
    return found[1] if found else None


# -------------------------------------------------------------------------- one maker a block


def _run(reader: _Reader, start: int, close: int) -> RunOf:
    token = reader.tokens[start]
    words, keys = reader.words(token, ("what-if", "sentence", "target", "decode"), 1)
    if not words or not words[0].isidentifier() or words[0] == MAIN:
        raise LessonError(reader.at(token), 'a run needs a name, such as ::: run doubled what-if="…"')
    changes = tuple(filter(None, (each.strip() for each in keys.get("what-if", "").split(";"))))
    return RunOf(
        words[0],
        reader.at(token),
        keys.get("sentence", ""),
        keys.get("target", ""),
        changes,
        keys.get("decode", ""),
    )


def _lab(reader: _Reader, start: int, close: int) -> LabOf:
    token = reader.tokens[start]
    words, keys = reader.words(token, None, 1)
    if not words:
        raise LessonError(reader.at(token), "which lab? write ::: lab softmax, for example")
    name = keys.pop("as", "lab")
    sliders = tuple(filter(None, (each.strip() for each in keys.pop("sliders", "").split(","))))
    return LabOf(
        name, words[0], reader.at(token), {key: _plain(value) for key, value in keys.items()}, sliders
    )


def _plain(text: str) -> float | str | bool:
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def _show(reader: _Reader, start: int, close: int) -> Show:
    token = reader.tokens[start]
    return _shown(reader, token, reader.words(token, (*SHOWN, "run", "at", "across", "title", "log"), 0)[1])


def _shown(reader: _Reader, token: Token, keys: Mapping[str, str]) -> Show:
    at = reader.at(token)
    kinds = [kind for kind in SHOWN if kind in keys]
    if len(kinds) != 1:
        raise LessonError(at, f'one of {", ".join(SHOWN)} says what is shown: ::: show step="…"')
    (kind,) = kinds
    curves = tuple(_curve(reader, each, at) for each in keys[kind].split(";")) if kind == "plot" else ()
    return Show(
        kind,
        keys[kind],
        at,
        keys.get("run", MAIN),
        tuple(reader.expression(each, at) for each in keys["at"].split(",")) if keys.get("at") else (),
        curves,
        reader.expression(keys["across"], at) if keys.get("across") else None,
        keys.get("title", ""),
        keys.get("log", ""),
    )


def _curve(reader: _Reader, text: str, at: Place) -> tuple[str, Expression]:
    label, equals, value = text.partition(" = ")
    if not equals:
        raise LessonError(at, 'a curve is "label = value"; several are separated by ;')
    return label.strip(), reader.expression(value, at)


def _card(reader: _Reader, start: int, close: int) -> Card:
    at = reader.at(reader.tokens[start])
    text, inner = reader.inside(start, close)
    front, _, back = text.partition("\n\n")
    if inner or not front or not back:
        raise LessonError(at, "a card is a question, an empty line, and its answer")
    return Card(front, back, at)


def _predict(reader: _Reader, start: int, close: int) -> Predict:
    token = reader.tokens[start]
    at = reader.at(token)
    words, keys = reader.words(token, ("answer", "tolerance", "relative", "of", "array", "run"), 1)
    if not words or words[0] not in KINDS:
        raise LessonError(at, f'a prediction is of one of {", ".join(KINDS)}: :::: predict number answer="…"')
    kind = words[0]
    question, inner = reader.inside(start, close)
    if not question:
        raise LessonError(at, "a prediction asks something: write the question below its first line")
    _check_answer(kind, keys, inner, at)
    reader.questions += 1
    number = reader.questions
    tolerance, relative = _tolerance(keys.get("tolerance", "0"), at)
    texts = {wanted: [reader.inside(n, end)[0] for k, n, end in inner if k == wanted] for wanted in INSIDE}
    return Predict(
        kind,
        number,
        question,
        at,
        reader.expression(keys["answer"], at) if "answer" in keys else None,
        tolerance,
        relative,
        tuple(_option(reader, n, end) for k, n, end in inner if k == "option"),
        _pointed_at(keys, at),
        tuple(_wrong(reader, n, end) for k, n, end in inner if k == "wrong"),
        tuple(texts["hint"]),
        "\n\n".join(texts["reveal"]),
        next((_works(reader, n) for k, n, _ in inner if k == "works"), None),
    )


def _check_answer(kind: str, keys: Mapping[str, str], inner: list[tuple[str, int, int]], at: Place) -> None:
    options = [k for k, _, _ in inner if k == "option"]
    if kind in ("number", "cell") and ("answer" not in keys or options):
        raise LessonError(at, f'a {kind} has answer="…" and no options')
    if kind in ("choice", "order") and ("answer" in keys or len(options) < 2):
        raise LessonError(at, f"a {kind} has at least two ::: option blocks, and no answer of its own")
    if (kind == "cell") != ("of" in keys or "array" in keys):
        raise LessonError(
            at, 'a cell is pointed at in of="step name" or array="lab.values"; others have neither'
        )
    for name, _, _ in inner:
        if name not in INSIDE:
            raise LessonError(at, f"::: {name} cannot stand inside a prediction")


def _tolerance(text: str, at: Place) -> tuple[float, bool]:
    try:
        value = float(text.removesuffix("%").strip())
    except ValueError:
        raise LessonError(at, f"{text!r} is no tolerance; write .01, or 5% of the answer") from None
    return (value / 100, True) if text.endswith("%") else (value, False)


def _pointed_at(keys: Mapping[str, str], at: Place) -> Show | None:
    if "of" in keys:
        return Show("step", keys["of"], at, keys.get("run", MAIN))
    return Show("array", keys["array"], at) if "array" in keys else None


def _option(reader: _Reader, start: int, close: int) -> Option:
    token = reader.tokens[start]
    words, keys = reader.words(token, ("says",), 1)
    text, inner = reader.inside(start, close)
    if len(words) != 1 or not text or inner:
        raise LessonError(reader.at(token), '::: option "live value" has its text below')
    return Option(reader.expression(words[0], reader.at(token)), text, reader.at(token), keys.get("says", ""))


def _wrong(reader: _Reader, start: int, close: int) -> Wrong:
    token = reader.tokens[start]
    words, _ = reader.words(token, (), 1)
    text, inner = reader.inside(start, close)
    if len(words) != 1 or not text or inner:
        raise LessonError(reader.at(token), '::: wrong "live value" has what is said to it below')
    return Wrong(reader.expression(words[0], reader.at(token)), text, reader.at(token))


def _works(reader: _Reader, start: int) -> Show:
    token = reader.tokens[start]
    return _shown(reader, token, reader.words(token, ("cell", "run", "at"), 0)[1])


_MAKERS: Mapping[str, Callable[[_Reader, int, int], Block]] = {
    "run": _run,
    "lab": _lab,
    "show": _show,
    "predict": _predict,
    "card": _card,
}
