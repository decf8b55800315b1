"""Live values in a text: `{{ expression }}`, `{{ expression | 2 }}` with two decimals, `{{ expression | % }}`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..core.operations.arithmetic import number
from .error import LessonError
from .expressions import LARGEST_WHOLE, ExpressionError, Scope, parse
from .lesson import Prose

LIVE = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)
FORMAT = re.compile(r"\|\s*(\d|%)\s*$")
DIGITS = 3
NEW_LINE = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
MOST = 16  # numbers of a list that are written
SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~:-])")  # characters with a meaning in Markdown


def escaped(text: str) -> str:
    """The text with Markdown's special characters escaped."""
    return SPECIAL.sub(r"\\\1", text)


def _in_code(text: str, place: int) -> bool:
    """Whether a position is in `code` or an indented block, where Markdown needs no escapes."""
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return line.startswith(("    ", "\t")) or line.count("`") % 2 == 1


def _begins_line(text: str, place: int) -> bool:
    """Whether Markdown would take a number and a point at this position as a list item."""
    return not text[text.rfind("\n", 0, place) + 1 : place].strip() and not _in_code(text, place)


def filled(prose: Prose, scope: Scope) -> str:
    """The text with its live values filled in and escaped for Markdown.

    Raises:
        LessonError: one of them cannot be computed, or braces are not closed.
    """
    text, at = prose.text, prose.at
    stray = re.search(r"\{\{|\}\}", LIVE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text))
    if stray:
        what = f"{stray[0]} is unmatched; a live value is {{{{ … }}}}"
        raise LessonError(at.after(text[: stray.start()]), what)
    parts, end = [], 0
    for found in LIVE.finditer(text):
        start, form = found.start(), FORMAT.search(found[1])
        try:
            said = written(parse(FORMAT.sub("", found[1])).value(scope), form[1] if form else "")
        except ExpressionError as error:
            raise LessonError(at.after(text[:start]), f"{found[0]}: {error}") from None
        parts += [text[end:start], said if _in_code(text, start) else escaped(said)]
        end = found.end()
        if said.isdigit() and _begins_line(text, start) and text[end : end + 1] in (".", ")"):
            parts.append("\\")  # "5. The rest" is not a list item
    return "".join(parts) + text[end:]


def written(value: Any, form: str = "") -> str:
    """A value as text: a number with `form` decimals ("%": in percent), yes or no, a word, a short list.

    An array of booleans is "yes" if all are true.

    Raises:
        ExpressionError: it does not fit into a sentence, such as a table.
    """
    if isinstance(value, str):
        return NEW_LINE.sub("␊", value)  # a token may be a line break; it must not begin a paragraph
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    found = np.asarray(value)
    if found.dtype.kind == "b":
        return written(bool(found.all()))
    if found.dtype.kind not in "biuf" or found.ndim > 1 or found.size > MOST:
        raise ExpressionError("this does not fit into a sentence; use one cell of it")
    if found.ndim:
        return ", ".join(_number(float(each), form) for each in found)
    return _number(float(found), form)


def _number(value: float, form: str) -> str:
    if form == "%":
        share = 100 * value
        return f"{number(share, 0 if not share or abs(share) >= 0.95 else 1)} %"
    if not form and value.is_integer() and abs(value) < LARGEST_WHOLE:
        # Four digits are not grouped, like those of a year.
        text = f"{int(value):,}".replace(",", "\u202f") if abs(value) >= 10_000 else str(int(value))
        return text.replace("-", "−")
    if form:
        return number(value, int(form))
    if 10**-4 <= abs(value) < 10**-DIGITS:  # three decimals would leave at most one digit
        return f"{value:.{DIGITS}g}".replace("-", "−")
    said = number(value, DIGITS)
    return said.rstrip("0").rstrip(".") if "." in said and "e" not in said else said
