"""Progress stays with a lesson's pages, questions and cards when they are reordered."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.lessons.cards import due_cards
from transformer_explore.lessons.contents import contents
from transformer_explore.lessons.lesson import Lesson, Predict
from transformer_explore.lessons.material import Material
from transformer_explore.lessons.moved import MOVED
from transformer_explore.lessons.progress import (
    OPEN,
    RIGHT,
    SKIPPED,
    VERSION,
    Due,
    Outcome,
    Progress,
    as_data,
    from_data,
)
from transformer_explore.lessons.session import Session
from transformer_explore.lessons.shelf import find, lessons
from transformer_explore.lessons.store import Store

TODAY = date(2026, 3, 1)
DAY = timedelta(days=1)

all_lessons = cache(lessons)


def no_material(page: int) -> Material:
    pytest.fail("no material is wanted")


def reordered(lesson: Lesson, chance: Random) -> Lesson:
    """The same lesson with its pages, and the blocks of each page, in another order; everything is numbered anew."""
    numbers = count(1)
    pages = []
    for page in chance.sample(lesson.pages, len(lesson.pages)):
        blocks = chance.sample(page.blocks, len(page.blocks))
        numbered = (replace(b, number=next(numbers)) if isinstance(b, Predict) else b for b in blocks)
        pages.append(replace(page, blocks=tuple(numbered)))
    return replace(lesson, number=chance.randint(1, 99), pages=tuple(pages))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lessons.json")


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.id)
@given(st.integers())
@settings(max_examples=4, deadline=None)
def test_answers_and_the_last_page_stay_with_their_question_and_page(lesson: Lesson, seed: int) -> None:
    chance = Random(seed)
    states = [OPEN] + [chance.choice((OPEN, RIGHT, SKIPPED)) for _ in lesson.predictions[1:]]
    chance.shuffle(states)
    answered = {  # by the line of the question
        each.at: Outcome(state, chance.randint(0, 9), chance.randint(0, 3))
        for each, state in zip(lesson.predictions, states, strict=True)
    }
    session = Session(lesson, no_material, chance.randrange(len(lesson.pages)))
    session.outcomes = {each.id: answered[each.at] for each in lesson.predictions}
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "lessons.json")
        store.save(session, TODAY)
        again = store.begun(reordered(lesson, chance), no_material)
    assert {each.at: again.outcome(each) for each in again.lesson.predictions} == answered
    assert again.here.at == session.here.at


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: lesson.id)
@given(st.integers())
@settings(max_examples=4, deadline=None)
def test_reviews_stay_with_their_card(lesson: Lesson, seed: int) -> None:
    chance = Random(seed)
    session = Session(lesson, no_material, len(lesson.pages) - 1)
    session.outcomes = {each.id: Outcome(RIGHT) for each in lesson.predictions}
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "lessons.json")
        store.save(session, TODAY)
        cards = due_cards([lesson], store.load(), TODAY + DAY)
        known = chance.sample(cards, chance.randint(1, len(cards)))
        for each in known:
            store.change(lambda p, name=each.name: p.reviewed(name, True, TODAY + DAY))
        left = due_cards([reordered(lesson, chance)], store.load(), TODAY + 2 * DAY)
    assert {each.card.at for each in left} == {each.card.at for each in cards if each not in known}
    assert len(cards) == len(lesson.cards)


def test_a_page_that_is_gone_opens_the_first_and_its_questions_stay_in_the_file(store: Store) -> None:
    lesson = find("softmax")
    assert lesson is not None
    gone = lesson.pages[3]
    session = Session(lesson, no_material, 3)
    session.outcomes = {each.id: Outcome(RIGHT) for each in lesson.predictions[:3]}
    store.save(session, TODAY)
    shorter = replace(lesson, pages=tuple(page for page in lesson.pages if page != gone))
    again = store.begun(shorter, no_material)
    assert again.page == 0
    store.save(again, TODAY)
    assert store.begun(lesson, no_material).outcomes == session.outcomes


def test_a_card_added_to_a_completed_lesson_is_due_after_it_is_completed_again(store: Store) -> None:
    lesson = find("softmax")
    assert lesson is not None
    *cards, added = lesson.cards
    before = replace(
        lesson,
        pages=tuple(replace(p, blocks=tuple(b for b in p.blocks if b != added)) for p in lesson.pages),
    )
    for taken, due in ((before, cards), (lesson, [*cards, added])):
        done = {each.id: Outcome(RIGHT) for each in taken.predictions}
        store.save(Session(taken, no_material, len(taken.pages) - 1, done), TODAY)
        found = due_cards([taken], store.load(), TODAY + DAY)
        assert {each.card.id for each in found} == {card.id for card in due}


# -------------------------------------------------------------------------- moved to another lesson
def test_every_moved_question_or_card_is_in_its_new_lesson_only() -> None:
    ids = {lesson.id: {each.id for each in (*lesson.predictions, *lesson.cards)} for lesson in all_lessons()}
    for old, targets in MOVED.items():
        for new, parts in targets.items():
            assert set(parts) <= ids[new] and not set(parts) & ids[old], (old, new)


def test_answers_and_reviews_follow_a_question_and_a_card_to_another_lesson(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MOVED, "scaling", {"softmax": ("kept-answer", "moved-answer", "moved-card")})
    stored = {"scaling": {"moved-answer": "right", "kept-answer": "right", "own": "skipped"}}
    stored["softmax"] = {"kept-answer": "skipped"}
    lessons = {
        id: {
            "page": "",
            "done": False,
            "outcomes": {q: {"state": s, "attempts": 2, "hints": 1} for q, s in each.items()},
        }
        for id, each in stored.items()
    }
    cards = {name: {"on": "2026-03-02", "known": 3} for name in ("scaling/moved-card", "scaling/own")}
    store.path.write_text(json.dumps({"version": 2, "lessons": lessons, "cards": cards}), encoding="utf-8")
    for found in (store.load(), from_data(as_data(store.load()))):
        assert found.lesson("scaling").outcomes == {"own": Outcome(SKIPPED, 2, 1)}
        assert found.lesson("softmax").outcomes == {
            "kept-answer": Outcome(SKIPPED, 2, 1),
            "moved-answer": Outcome(RIGHT, 2, 1),
        }
        assert found.cards == {f: Due(DAY + TODAY, 3) for f in ("softmax/moved-card", "scaling/own")}


# -------------------------------------------------------------------------- version 1
VERSION_1 = (Path(__file__).parent / "progress_v1.json").read_text(encoding="utf-8")


@pytest.fixture
def old(store: Store) -> Store:
    """Progress that version 1 saved: three lessons completed and reviewed, one of them begun again, four begun."""
    store.path.write_text(VERSION_1, encoding="utf-8")
    return store


def test_progress_of_version_1_is_converted(old: Store) -> None:
    found = old.load()
    pages = {id: lesson.page for id, lesson in found.lessons.items()}
    assert pages == {
        "map": "summary",
        "dot-product": "summary",
        "by-hand": "weighted-sum-of-b1",
        "softmax": "ratio-of-weights",
        "shifts": "same-for-every-position",
        "cost": "results-and-limits",
        "norms": "residual-connection",
        "results": "",
    }
    assert [id for id, lesson in found.lessons.items() if lesson.done] == ["map", "dot-product", "by-hand"]
    assert found.lesson("softmax").outcomes == {
        "weight-after-shift": Outcome(RIGHT, attempts=1),
        "weight-after-factor": Outcome(SKIPPED),
        "third-to-first-ratio": Outcome(OPEN, attempts=2, hints=1),
    }
    assert found.lesson("shifts").outcomes == {
        "angle-of-first-pair": Outcome(RIGHT),
        "angle-far-along": Outcome(OPEN, hints=1),
    }
    assert set(found.lesson("cost").outcomes) == {"length-of-equal-cost"}
    assert set(found.lesson("results").outcomes) == {"largest-loss"}  # it moved
    assert found.lesson("norms").outcomes == {}
    reviews = {name: (due.on.day, due.known) for name, due in found.cards.items()}
    assert reviews == {
        "map/token-id": (8, 2),
        "map/embedding-scale": (8, 1),
        "map/repeated-token": (2, 0),
        "dot-product/zero-product": (3, 0),
        "dot-product/product-or-cosine": (8, 1),
        "by-hand/four-steps": (6, 0),
        "by-hand/independent-outputs": (4, 0),
    }


def test_converted_progress_is_stored_with_the_next_change_and_read_back(old: Store) -> None:
    before = old.load()
    old.change(lambda progress: progress.reviewed("map/token-id", True, TODAY))
    assert f'"version": {VERSION}' in old.path.read_text(encoding="utf-8")
    after = Store(old.path).load()
    assert after == before.reviewed("map/token-id", True, TODAY)
    assert not list(old.path.parent.glob("*.broken"))


def test_numbers_that_the_table_does_not_list_are_kept(store: Store) -> None:
    store.path.write_text(
        """{"version": 1, "cards": {"softmax/9": {"on": "2026-03-02", "known": 0}}, "lessons": {
        "my-own": {"page": 2, "done": false, "outcomes": {"4": {"state": "right", "attempts": 0, "hints": 0}}},
        "softmax": {"page": 99, "done": false, "outcomes": {"88": {"state": "right", "attempts": 0, "hints": 0}}}
        }}""",
        encoding="utf-8",
    )
    found = store.load()
    assert (found.lesson("my-own").page, found.lesson("my-own").outcomes) == ("2", {"4": Outcome(RIGHT)})
    assert found.lesson("softmax").outcomes == {"88": Outcome(RIGHT)}
    assert list(found.cards) == ["softmax/9"]
    assert due_cards(all_lessons(), found, date(2026, 3, 2)) == []


def test_no_lesson_of_version_1_has_lost_its_id() -> None:
    from transformer_explore.lessons.progress_v1 import table

    assert set(table()) <= {entry.id for entry in contents()}
    assert all(ids.keys() == {"pages", "questions", "cards"} for ids in table().values())


def test_progress_of_a_newer_version_stays_as_it_is(store: Store) -> None:
    newer = f'{{"version": {VERSION + 1}, "lessons": "otherwise"}}'
    store.path.write_text(newer, encoding="utf-8")
    assert store.load() == Progress()
    assert "it was written by a newer version of the program" in store.notice and "\n" not in store.notice
    store.change(lambda progress: progress.reviewed("map/token-id", True, TODAY))
    assert store.problem == "it was written by a newer version of the program"
    assert store.path.read_text(encoding="utf-8") == newer
    assert list(store.path.parent.iterdir()) == [store.path]
