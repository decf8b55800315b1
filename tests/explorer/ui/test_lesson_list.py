"""The lines that offer lessons."""

from datetime import date
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.explorer.ui.lesson_list import (
    PARTS,
    Offer,
    at_home,
    how_far,
    lesson_line,
    mark,
    offers,
)
from transformer_explore.explorer.ui.routes import CardsRoute
from transformer_explore.lessons.contents import Entry, contents
from transformer_explore.lessons.progress import Due, LessonProgress, Progress

TODAY = date(2026, 3, 1)
SOFTMAX = Entry(6, "softmax", "Softmax", 12, ("shares", "shift", "summary"), ("shift-invariance", "axis"))


@given(st.integers())
def test_reordered_lessons_keep_their_progress(seed: int) -> None:
    known, chance = contents(), Random(seed)
    progress = Progress(
        {
            entry.id: LessonProgress(chance.choice(entry.pages), done=chance.random() < 0.5)
            for entry in chance.sample(known, 12)
        }
    )

    def shown(entries: tuple[Entry, ...]) -> dict[str, tuple[str, str]]:
        return {entry.id: (mark(progress, entry.id), how_far(entry, progress)) for entry in entries}

    numbers = chance.sample(range(1, 99), len(known))
    moved = [
        Entry(n, e.id, e.title, e.minutes, e.pages, e.cards) for n, e in zip(numbers, known, strict=True)
    ]
    assert shown(tuple(sorted(moved, key=lambda entry: entry.number))) == shown(known)


def test_the_page_is_found_by_its_id_and_is_the_first_if_it_is_gone() -> None:
    for page, number in (("shares", 1), ("shift", 2), ("summary", 3), ("gone", 1)):
        progress = Progress({"softmax": LessonProgress(page)})
        assert lesson_line(SOFTMAX, progress).note == f"12 min · page {number} of 3"


def test_every_part_begins_with_its_first_lesson() -> None:
    lines = offers(contents(), Progress())
    headed = [after.lesson for line, after in pairwise(lines) if _is_heading(line)]
    assert headed == list(PARTS)
    assert lines[0].title


def _is_heading(line: Offer) -> bool:
    return line.route is None and bool(line.title)


def test_only_cards_that_the_lessons_have_count_as_due() -> None:
    cards = {name: Due(TODAY) for name in ("softmax/axis", "softmax/gone", "gone/axis", "softmax/3")}
    (line,) = [
        each for each in at_home([SOFTMAX], Progress(cards=cards), TODAY) if each.route == CardsRoute()
    ]
    assert line.title == "1 card due"
