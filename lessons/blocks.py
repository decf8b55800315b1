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
from .source import INSIDE, Container, Source

Numbers = Iterator[int]  # the numbers of the questions
KINDS = ("number", "choice", "cell", "order")
SHOWN = ("step", "cell", "array", "plot", "arrows", "formula")


def _run(block: Container, _: Numbers) -> RunOf:
    words, keys = block.words(("what-if", "sentence", "target", "decode", "model"), 1)
    if not words or not words[0].isidentifier() or words[0] == MAIN:
        raise LessonError(block.at, 'a run needs a name, such as ::: run doubled what-if="…"')
    block.check_empty()
    changes = tuple(filter(None, (each.strip() for each in keys.pop("what-if", "").split(";"))))
    return RunOf(words[0], block.at, changes=changes, **keys)


def _lab(block: Container, _: Numbers) -> LabOf:
    words, keys = block.words(None, 1)
    if not words:
        raise LessonError(block.at, "the lab's name is missing; write ::: lab softmax, for example")
    block.check_empty()
    name = keys.pop("as", "lab")
    if not name.isidentifier() or iskeyword(name) or name in NAMES or name in CONSTANTS:
        raise LessonError(block.at, f'as="{name}" is not a valid name; write as="soft", for example')
    sliders = tuple(filter(None, (each.strip() for each in keys.pop("sliders", "").split(","))))
    return LabOf(name, words[0], block.at, {key: _plain(value) for key, value in keys.items()}, sliders)


def _plain(text: str) -> float | str | bool:
    """A lab's parameter: a boolean, a number, or a text."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text.replace("−", "-"))
    except ValueError:
        return text


def _show(block: Container, _: Numbers) -> Show:
    return _shown(block, (*SHOWN, "run", "at", "across", "title", "log"))


def _shown(block: Container, allowed: tuple[str, ...]) -> Show:
    block.check_empty()
    source, at, (_words, keys) = block.source, block.at, block.words(allowed, 0)
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


def _card(block: Container, _: Numbers) -> Card:
    _words, keys = block.words(("id",), 0)
    inner = block.inner()
    gap = re.search(r"\n([ \t]*\n)+", inner.text)
    if gap is None:
        raise LessonError(block.at, "a card needs a question, an empty line, and its answer")
    below = inner.at.after(inner.text[: gap.end()])
    front = Prose(inner.text[: gap.start()], inner.at)
    return Card(block.id(keys), front, Prose(inner.text[gap.end() :], below), block.at)


# -------------------------------------------------------------------------- predictions


def _predict(block: Container, numbers: Numbers) -> Predict:
    at, (words, keys) = block.at, block.words(("id", "answer", "tolerance", "of", "array", "run"), 1)
    if not words or words[0] not in KINDS:
        raise LessonError(at, f'the kind must be one of {", ".join(KINDS)}: :::: predict number answer="…"')
    kind = words[0]
    inner = block.inner()
    if not inner.text:
        raise LessonError(at, "the question is missing; write it below the first line")
    _check_answer(kind, keys, [str(each.kind) for each in inner.blocks], at)
    tolerance, relative = _tolerance(keys.get("tolerance", "0"), at)
    parts = {kind: [each for each in inner.blocks if each.kind == kind] for kind in INSIDE}
    for name in ("reveal", "works"):
        if len(parts[name]) > 1:
            raise LessonError(at, f"there may be only one ::: {name}")
    return Predict(
        block.id(keys),
        kind,
        next(numbers),
        Prose(inner.text, inner.at),
        at,
        block.source.expression(keys["answer"], at) if "answer" in keys else None,
        tolerance,
        relative,
        tuple(map(_option, parts["option"])),
        _pointed_at(keys, at),
        tuple(map(_wrong, parts["wrong"])),
        tuple(map(_text, parts["hint"])),
        next(map(_text, parts["reveal"]), None),
        next((_shown(each, ("cell", "run", "at")) for each in parts["works"]), None),
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
        raise LessonError(at, f"{text!r} is not a tolerance; write .01, or 5% for a share of the answer")
    return (value / 100, True) if text.endswith("%") else (value, False)


def _pointed_at(keys: Mapping[str, str], at: Place) -> Show | None:
    if "of" in keys:
        return Show("step", keys["of"], at, keys.get("run", MAIN))
    return Show("array", keys["array"], at) if "array" in keys else None


def _option(block: Container) -> Option:
    words, keys = block.words(("says",), 1)
    text = block.text()
    if len(words) != 1:
        raise LessonError(block.at, 'an option needs one live value: ::: option "soft.weights[0] > .5"')
    key = block.source.expression(words[0], block.at)
    return Option(key, text, Prose(keys.get("says", ""), block.at), block.at)


def _wrong(block: Container) -> Wrong:
    words, _ = block.words((), 1)
    text = block.text()
    if len(words) != 1:
        raise LessonError(block.at, 'a mistake needs one live value: ::: wrong "soft.scores[0]"')
    return Wrong(block.source.expression(words[0], block.at), text, block.at)


def _text(block: Container) -> Prose:
    block.words((), 0)
    return block.text()


MAKERS: Mapping[str | None, Callable[[Container, Numbers], Block]] = {
    "run": _run,
    "lab": _lab,
    "show": _show,
    "predict": _predict,
    "card": _card,
}
