"""The parameters of a lab as text, `scores=2,1,3`, in a command and on a screen."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.typed_numbers import half_width
from ..sums import read_sum
from . import LABS, LabError, lab, settled
from .lab import Parameter, Value

PROGRAM = "transformer-explore"
TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
UNSAFE = re.compile(r"[^\w@%+=:,./−-]")  # characters that a shell might interpret
NUMBERS = re.compile(r"[\d\s.,;eE+−-]+")  # a list of numbers, in which spaces do not matter


def read(name: str, words: Sequence[str]) -> dict[str, Value]:
    """Parses words such as `scores=2,1,3` into parameters of a lab.

    Raises:
        LabError: there is no such lab or parameter, or a word has no "=".
        Problem: a value is invalid or out of its bounds.
    """
    known = {parameter.name: parameter for parameter in lab(name).PARAMETERS}
    found: dict[str, Value] = {}
    for word in words:
        key, equals, text = word.replace("＝", "=", 1).partition("=")
        if not equals:
            example = next((f"{each.name}={words_of(each.default)}" for each in known.values()), "name=value")
            raise LabError(
                _("{word!r} is not a parameter; write it as {example}", word=word, example=example)
            )
        if key in found:
            raise LabError(_("{key} is given twice", key=key))
        found[key] = value(known[key], text) if key in known else text
    settled(name, found)
    return found


def value(parameter: Parameter, text: str) -> Value:
    """Parses a typed value of a parameter: for a number, also arithmetic such as 3/4.

    Raises:
        Problem: it is invalid or out of its bounds.
    """
    text = text.strip()
    if isinstance(parameter.default, bool):
        return parameter.checked(TRUTHS.get(half_width(text).casefold(), text))
    if isinstance(parameter.default, str):
        return parameter.checked(text)
    try:
        number = read_sum(text)
    except Problem:
        return parameter.checked(text)
    return parameter.checked(number)


def written(value: Value) -> str:
    """A value as text that `value` parses back, with every digit."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def words(name: str, given: Mapping[str, Value]) -> list[str]:
    """Shell words for these parameters, without those that have their default value."""
    values = settled(name, given)
    return [
        f"{parameter.name}={words_of(values[parameter.name])}"
        for parameter in lab(name).PARAMETERS
        if words_of(values[parameter.name]) != words_of(parameter.checked(parameter.default))
    ]


def command(name: str, given: Mapping[str, Value]) -> str:
    """The shell command that reproduces an experiment; without the parameters if there is no such lab or value."""
    try:
        settings = words(name, given) if name in LABS else []
    except ValueError:
        settings = []
    return " ".join((PROGRAM, "lab", name, *settings))


def words_of(value: Value) -> str:
    """A value quoted for a shell."""
    text = written(value)
    text = "".join(text.split()) if NUMBERS.fullmatch(text) else text
    return text if text and not UNSAFE.search(text) else shlex.quote(text)
