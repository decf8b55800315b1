"""The front matter of a lesson: title, requirements, model and sentence."""

from __future__ import annotations

import re
from typing import Any

from .error import LessonError, Place
from .source import ID, Source

FIELDS = ("id", "title", "minutes", "able", "model", "sentence", "needs")
OPTIONAL = ("where",)
TEXTS = ("id", "title", "able", "model", "sentence", *OPTIONAL)
PART = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)*")


def about(source: Source, id: str) -> dict[str, Any]:
    """Parses the front matter into fields of `Lesson`; LessonError if it is missing or invalid, or has another id."""
    fields = _fields(source)

    def refuse(field: str, what: str) -> LessonError:
        return LessonError(Place(source.file, _line(source, field)), what)

    for field in fields:
        if field not in (*FIELDS, *OPTIONAL):
            known = ", ".join((*FIELDS, *OPTIONAL))
            raise refuse(str(field), f"the front matter has no field {field!r}; it has {known}")
    for field in FIELDS:
        if field not in fields:
            raise refuse("---", f"the front matter lacks {field!r}; write {field}: …")
    for field in (each for each in TEXTS if each in fields):
        text = fields[field]
        if not isinstance(text, str) or not text.strip():
            raise refuse(field, f'{field} must be a text; put it in quotation marks: {field}: "…"')
    if not ID.fullmatch(fields["id"]):
        raise refuse(
            "id",
            "id must be lowercase letters, digits and hyphens after a letter, such as dot-product",
        )
    if fields["id"] != id:
        raise refuse("id", f"the id {fields['id']!r} is not that of the file name, {id!r}; rename the file")
    if not PART.fullmatch(fields.get("where", "a")):
        raise refuse(
            "where", "where must be a part of the model without layers, such as encoder.self_attention"
        )
    minutes, needs = fields["minutes"], fields["needs"]
    if type(minutes) is not int or minutes < 1:
        raise refuse("minutes", "minutes must be a whole number, such as 8")
    if not isinstance(needs, list | None) or not all(isinstance(each, str) for each in needs or ()):
        raise refuse("needs", "needs must be a list of lesson ids, such as [map, dot-product]")
    texts = {field: " ".join(fields[field].split()) for field in TEXTS if field in fields}
    return {**texts, "minutes": minutes, "needs": tuple(needs or ())}


def _fields(source: Source) -> dict[Any, Any]:
    import yaml

    here = Place(source.file, 1)
    token = next((t for t in source.tokens if t.type == "front_matter"), None)
    if token is None:
        raise LessonError(here, "there is no front matter; begin with ---, then " + ", ".join(FIELDS))
    try:
        fields = yaml.safe_load(token.content)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        problem = getattr(error, "problem", None) or "invalid syntax"
        fix = 'put texts that contain a colon in quotation marks: title: "…"'
        raise LessonError(
            Place(source.file, line), f"the front matter is not valid YAML ({problem}); {fix}"
        ) from None
    except (ValueError, TypeError, RecursionError) as error:  # such as an invalid date
        raise LessonError(here, f"the front matter is not valid YAML ({error}); quote that value") from None
    if not isinstance(fields, dict):
        raise LessonError(here, "the front matter has no fields; write id: …, title: …, one per line")
    return fields


def _line(source: Source, field: str) -> int:
    """The line of a field, counted from 1."""
    return next((n for n, line in enumerate(source.lines, 1) if line.startswith(field)), 1)
