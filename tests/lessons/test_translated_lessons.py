"""Lessons in other languages: only the texts differ from the English ones."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from transformer_explore.core.support import localization
from transformer_explore.lessons.contents import CONTENT, is_translated, paths, translation
from transformer_explore.lessons.error import Place
from transformer_explore.lessons.expressions import Expression
from transformer_explore.lessons.lesson import NAMED_VALUES, Prose, Show
from transformer_explore.lessons.parsing import parse, read

from tests.chinese import faults

TRANSLATED = {"title", "able"}  # texts outside of prose
LABELS = {"names", "features"}  # parameters of labs that are only shown
CHINESE = sorted((CONTENT / "zh").glob("*.md"))


def structure(value: object) -> object:
    """A lesson without its texts and lines: blocks, ids, expressions and their order."""
    if isinstance(value, Prose):
        return "text" if value.text else ""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: structure(getattr(value, each.name)) for each in fields(value)}
        if isinstance(value, Show) and value.kind in NAMED_VALUES:
            parts |= {"what": "", "curves": [structure(curve) for _name, curve in value.curves]}
        return type(value).__name__, {name: part for name, part in parts.items() if name not in TRANSLATED}
    if isinstance(value, tuple | list):
        return [structure(each) for each in value]
    if isinstance(value, dict):
        return {name: structure(each) for name, each in value.items() if name not in LABELS}
    return str(value)


def texts(value: object) -> Iterator[str]:
    """All texts of a lesson."""
    if isinstance(value, Prose):
        yield value.text
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            found = getattr(value, each.name)
            yield from [found] if each.name in TRANSLATED else texts(found)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts(each)


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: path.stem)
def test_a_translated_lesson_differs_only_in_its_texts(path: Path) -> None:
    assert structure(read(path)) == structure(read(CONTENT / "en" / path.name))


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: path.stem)
def test_a_chinese_lesson_follows_the_typographic_convention(path: Path) -> None:
    assert not [fault for text in texts(read(path)) for fault in faults(text)]


def test_a_lesson_has_its_own_structure() -> None:
    path = paths()[2]
    assert structure(read(path)) == structure(read(path)) != structure(read(paths()[3]))


@pytest.mark.parametrize(
    ("here", "instead"),
    [(" id=", " id=other-"), ("{#", "{#other-"), ('answer="', 'answer="1*')],
)
def test_a_difference_in_structure_is_found(here: str, instead: str) -> None:
    path = paths()[2]
    text = path.read_text(encoding="utf-8")
    front, body = text.split("\n---\n", 1)
    changed = body.replace(here, instead, 1)
    assert changed != body
    assert structure(parse(f"{front}\n---\n{changed}", path.name)) != structure(read(path))


def test_a_lesson_that_is_not_translated_is_shown_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transformer_explore.lessons.contents.CONTENT", tmp_path)
    monkeypatch.setattr("transformer_explore.lessons.contents.current", lambda: "zh")
    for folder, name in (("en", "01-map.md"), ("en", "02-sequences.md"), ("zh", "02-sequences.md")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).touch()
    assert [f"{path.parent.name}/{path.stem}" for path in paths()] == ["en/01-map", "zh/02-sequences"]
    assert (is_translated("map"), is_translated("sequences")) == (False, True)
    assert translation(tmp_path / "en" / "01-map.md") is None


def test_english_lessons_are_never_said_to_be_untranslated() -> None:
    assert localization.current() == "en" and all(is_translated(path.stem[3:]) for path in paths())
