"""Converts progress of version 1, in which pages, questions and cards had numbers.

`progress_v1.json` lists the ids of each lesson's pages, questions and cards in the order that they had then. It never
changes. What it does not list, such as a question of a lesson that is not shipped, keeps its number as its id: nothing
is lost, and no new id is a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def table() -> dict[str, dict[str, list[str]]]:
    """For each lesson the ids of its "pages", "questions" and "cards" in the order of their numbers."""
    text = Path(__file__).with_name("progress_v1.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = json.loads(text)
    return found


def converted(data: Mapping[str, Any]) -> dict[str, Any]:
    """Version 2 of the data; KeyError, TypeError or AttributeError if it is not version 1."""
    known = table()
    lessons = {id: _lesson(lesson, known.get(id, {})) for id, lesson in data["lessons"].items()}
    cards = {
        f"{lesson}/{number}": f"{lesson}/{id}"
        for lesson, ids in known.items()
        for number, id in _numbered(ids["cards"], 1).items()
    }
    return {"lessons": lessons, "cards": {cards.get(name, name): due for name, due in data["cards"].items()}}


def _lesson(data: Mapping[str, Any], ids: Mapping[str, list[str]]) -> dict[str, Any]:
    pages, questions = _numbered(ids.get("pages", ()), 0), _numbered(ids.get("questions", ()), 1)
    page = str(data["page"])
    outcomes = {questions.get(number, number): outcome for number, outcome in data["outcomes"].items()}
    return {"page": pages.get(page, page), "done": data["done"], "outcomes": outcomes}


def _numbered(ids: Iterable[str], first: int) -> dict[str, str]:
    """Each id by the number that it had, as text."""
    return {str(number): id for number, id in enumerate(ids, first)}
