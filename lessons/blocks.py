"""One parser for each kind of block, from tokens to a part of the lesson."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from keyword import iskeyword

from .error import LessonError, Place
from .expressions import CONSTANTS, Expression
from .lesson import MAIN, NAMED_VALUES, Block, Card, LabOf, Option, Predict, Prose, RunOf, Show, Wrong
from .material import NAMES
from .source import INSIDE, Inner, Source

Numbers = Iterator[int]  # the numbers of the questions
KINDS = ("number", "choice", "cell", "order")
SHOWN = ("step", "cell", "array", "plot", "arrows", "formula")


def _run(source: Source, start: int, close: int, _: Numbers) -> RunOf:
    token = source.tokens[start]
    at = source.at(token)
    words, keys = source.words(token, ("what-if", "sentence", "target", "decode", "model"), 1)
    if not words or not words[0].isidentifier() or words[0] == MAIN:
        raise LessonError(at, 'a run needs a name, such as ::: run doubled what-if="…"')
    _empty(source, start, close)
    changes = tuple(filter(None, (each.strip() for each in keys.get("what-if", "").split(";"))))
    texts = {key: keys.get(key, "") for key in ("sentence", "target", "decode", "model")}
    return RunOf(words[0], at, changes=changes, **texts)


def _lab(source: Source, start: int, close: int, _: Numbers) -> LabOf:
    token = source.tokens[start]
    at = source.at(token)
    words, keys = source.words(token, None, 1)
    if not words:
        raise LessonError(at, "the lab's name is missing; write ::: lab softmax, for example")
    _empty(source, start, close)
    name = keys.pop("as", "lab")
    if not name.isidentifier() or iskeyword(name) or name in NAMES or name in CONSTANTS:
        raise LessonError(at, f'as="{name}" is not a valid name; write as="soft", for example')
    sliders = tuple(filter(None, (each.strip() for each in keys.pop("sliders", "").split(","))))
    return LabOf(name, words[0], at, {key: _plain(value) for key, value in keys.items()}, sliders)


def _plain(text: str) -> float | str | bool:
    """A lab's parameter: a boolean, a number, or a text."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text.replace("−", "-"))
    except ValueError:
        return text


def _show(source: Source, start: int, close: int, _: Numbers) -> Show:
    token = source.tokens[start]
    _empty(source, start, close)
    return _shown(
        source, source.at(token), source.words(token, (*SHOWN, "run", "at", "across", "title", "log"), 0)[1]
    )


def _shown(source: Source, at: Place, keys: Mapping[str, str]) -> Show:
    kinds = [kind for kind in SHOWN if kind in keys]
    if len(kinds) != 1:
        raise LessonError(at, f'write exactly one of {", ".join(SHOWN)}, such as ::: show step="…"')
    (kind,) = kinds
    logarithmic = keys.get("log", "")
    if logarithmic.strip("xy"):
        raise LessonError(at, 'log must be "x", "y" or "xy"')
    return Show(
        kind,
        keys[kind],
        at,
        keys.get("run", MAIN),
        _places(source, keys["at"], at) if keys.get("at") else (),
        tuple(_curve(source, each, at) for each in keys[kind].split(";")) if kind in NAMED_VALUES else (),
        source.expression(keys["across"], at) if keys.get("across") else None,
        keys.get("title", ""),
        logarithmic,
    )


def _places(source: Source, text: str, at: Place) -> tuple[Expression, ...]:
    """One live value for each axis, such as "0, argmax(soft.weights[0, :])"."""
    whole = source.expression(text, at)
    if not isinstance(whole.tree, ast.Tuple):
        return (whole,)
    return tuple(Expression(ast.unparse(each), each) for each in whole.tree.elts)


def _curve(source: Source, text: str, at: Place) -> tuple[str, Expression]:
    label, equals, value = text.partition("=")
    if not equals or not label.strip() or value.startswith("="):
        raise LessonError(at, 'write a curve or an arrow as "label = value", several separated by ;')
    return label.strip(), source.expression(value, at)


def _card(source: Source, start: int, close: int, _: Numbers) -> Card:
    source.words(source.tokens[start], (), 0)
    inner = source.inner(start, close)
    gap = re.search(r"\n([ \t]*\n)+", inner.text)
    if gap is None:
        raise LessonError(
            source.at(source.tokens[start]), "a card needs a question, an empty line, and its answer"
        )
    below = Place(inner.at.file, inner.at.line + inner.text[: gap.end()].count("\n"))
    return Card(inner.text[: gap.start()], inner.text[gap.end() :], inner.at, below)


# -------------------------------------------------------------------------- predictions


def _predict(source: Source, start: int, close: int, numbers: Numbers) -> Predict:
    token = source.tokens[start]
    at = source.at(token)
    words, keys = source.words(token, ("answer", "tolerance", "of", "array", "run"), 1)
    if not words or words[0] not in KINDS:
        raise LessonError(at, f'the kind must be one of {", ".join(KINDS)}: :::: predict number answer="…"')
    kind = words[0]
    inner = source.inner(start, close)
    if not inner.text:
        raise LessonError(at, "the question is missing; write it below the first line")
    _check_answer(kind, keys, [name for name, _, _ in inner.blocks], at)
    tolerance, relative = _tolerance(keys.get("tolerance", "0"), at)
    parts = {name: [(n, end) for k, n, end in inner.blocks if k == name] for name in INSIDE}
    for name in ("reveal", "works"):
        if len(parts[name]) > 1:
            raise LessonError(at, f"there may be only one ::: {name}")
    return Predict(
        kind,
        next(numbers),
        inner.text,
        at,
        inner.at,
        source.expression(keys["answer"], at) if "answer" in keys else None,
        tolerance,
        relative,
        tuple(_option(source, *each) for each in parts["option"]),
        _pointed_at(keys, at),
        tuple(_wrong(source, *each) for each in parts["wrong"]),
        tuple(_said(source, *each) for each in parts["hint"]),
        next((_said(source, *each) for each in parts["reveal"]), None),
        next((_works(source, *each) for each in parts["works"]), None),
    )


def _check_answer(kind: str, keys: Mapping[str, str], inside: list[str], at: Place) -> None:
    options = inside.count("option")
    if kind in ("number", "cell") and ("answer" not in keys or options):
        raise LessonError(at, f'a {kind} needs answer="…" and no options')
    if kind in ("choice", "order") and ("answer" in keys or options < 2):
        raise LessonError(at, f"a {kind} needs at least two ::: option blocks and no answer")
    if (kind == "cell") != (len({"of", "array"} & set(keys)) == 1):
        raise LessonError(at, 'a cell needs of="step name" or array="lab.values"; other kinds have neither')
    if kind != "number" and "tolerance" in keys:
        raise LessonError(at, f"a {kind} cannot have a tolerance; only a number can")
    if kind == "choice" and "wrong" in inside:
        raise LessonError(at, 'write the feedback on a wrong choice with the option: ::: option "…" says="…"')


def _tolerance(text: str, at: Place) -> tuple[float, bool]:
    try:
        value = float(text.removesuffix("%").strip())
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise LessonError(
            at, f"{text!r} is not a tolerance; write .01, or 5% for a share of the answer"
        ) from None
    return (value / 100, True) if text.endswith("%") else (value, False)


def _pointed_at(keys: Mapping[str, str], at: Place) -> Show | None:
    if "of" in keys:
        return Show("step", keys["of"], at, keys.get("run", MAIN))
    return Show("array", keys["array"], at) if "array" in keys else None


def _option(source: Source, start: int, close: int) -> Option:
    token = source.tokens[start]
    at = source.at(token)
    words, keys = source.words(token, ("says",), 1)
    inner = _text(source, start, close)
    if len(words) != 1:
        raise LessonError(at, 'an option needs one live value: ::: option "soft.weights[0] > .5"')
    return Option(source.expression(words[0], at), inner.text, at, inner.at, keys.get("says", ""))


def _wrong(source: Source, start: int, close: int) -> Wrong:
    token = source.tokens[start]
    at = source.at(token)
    words, _ = source.words(token, (), 1)
    inner = _text(source, start, close)
    if len(words) != 1:
        raise LessonError(at, 'a mistake needs one live value: ::: wrong "soft.scores[0]"')
    return Wrong(source.expression(words[0], at), inner.text, at, inner.at)


def _said(source: Source, start: int, close: int) -> Prose:
    source.words(source.tokens[start], (), 0)
    inner = _text(source, start, close)
    return Prose(inner.text, inner.at)


def _works(source: Source, start: int, close: int) -> Show:
    token = source.tokens[start]
    _empty(source, start, close)
    return _shown(source, source.at(token), source.words(token, ("cell", "run", "at"), 0)[1])


def _text(source: Source, start: int, close: int) -> Inner:
    inner = source.inner(start, close)
    if not inner.text:
        token = source.tokens[start]
        raise LessonError(source.at(token), f"{token.markup}{token.info} is empty; write its text below")
    return inner


def _empty(source: Source, start: int, close: int) -> None:
    inner = source.inner(start, close)
    if inner.text:
        raise LessonError(inner.at, "this text would not be shown; write it outside the block")


MAKERS: Mapping[str | None, Callable[[Source, int, int, Numbers], Block]] = {
    "run": _run,
    "lab": _lab,
    "show": _show,
    "predict": _predict,
    "card": _card,
}
