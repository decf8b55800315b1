"""The parameters of a lab as somebody types them: `scores=2,1,3`, in a command and on a screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ...core.support.errors import Problem
from ...core.support.typed_numbers import half_width, real_number
from . import LabError, lab, settled
from .lab import Parameter, Value

TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
UNSAFE = re.compile(r"[^\w@%+=:,./−-]")  # what a shell might take for its own
NUMBERS = re.compile(r"[\d\s.,;eE+−-]+")  # a list of them, in which blanks mean nothing


def read(name: str, words: Sequence[str]) -> dict[str, Value]:
    """Words such as `scores=2,1,3` as parameters of a lab.

    Raises:
        LabError: there is no such lab or parameter, or a word is none.
        Problem: a value is none, or out of its bounds.
    """
    known = {parameter.name: parameter for parameter in lab(name).PARAMETERS}
    found: dict[str, Value] = {}
    for word in words:
        key, equals, text = word.replace("＝", "=", 1).partition("=")
        if not equals:
            raise LabError(f"{word!r} is no parameter; write it as {_example(known.values())}")
        if key in found:
            raise LabError(f"{key} is given twice")
        found[key] = value(known[key], text) if key in known else text
    settled(name, found)
    return found


def _example(known: Iterable[Parameter]) -> str:
    return next((f"{each.name}={words_of(each.default)}" for each in known), "name=value")


def value(parameter: Parameter, text: str) -> Value:
    """What somebody typed as a value of the parameter's kind, within its bounds.

    Raises:
        Problem: it is none.
    """
    text = text.strip()
    if isinstance(parameter.default, bool):
        return parameter.checked(TRUTHS.get(half_width(text).casefold(), text))
    if isinstance(parameter.default, str):
        return parameter.checked(text)
    try:
        number = real_number(text)
    except Problem:
        return parameter.checked(text)
    return parameter.checked(number)


def written(value: Value) -> str:
    """A value as one types it, with every digit."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def words(name: str, given: Mapping[str, Value]) -> list[str]:
    """The words that a shell takes for these parameters; what is as the lab has it is left out."""
    values = settled(name, given)
    return [
        f"{parameter.name}={words_of(values[parameter.name])}"
        for parameter in lab(name).PARAMETERS
        if words_of(values[parameter.name]) != words_of(parameter.checked(parameter.default))
    ]


def words_of(value: Value) -> str:
    """A value as it is typed into a shell."""
    text = written(value)
    text = "".join(text.split()) if NUMBERS.fullmatch(text) else text
    if text and not UNSAFE.search(text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"
