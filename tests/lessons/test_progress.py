"""The stored progress of a learner."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support import atomic
from transformer_explore.core.support.state import VARIABLE
from transformer_explore.lessons.cards import due_cards
from transformer_explore.lessons.material import material
from transformer_explore.lessons.progress import (
    EVERY,
    LOOKS,
    MOST_WRONG,
    OPEN,
    RIGHT,
    SKIPPED,
    Due,
    LessonProgress,
    Outcome,
    Progress,
    as_data,
    from_data,
)
from transformer_explore.lessons.session import Session
from transformer_explore.lessons.store import Store

from tests.lessons.taught import CACHE, good, session
from tests.process import PATIENCE

TODAY = date(2026, 3, 1)
DAY = timedelta(days=1)


def finished() -> Session:
    taken = session()
    for predict in taken.lesson.predictions:
        taken.skip(predict)
    taken.go_to(2)
    return taken


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state" / "lessons.json")


def test_a_lesson_resumes_at_its_page_with_its_answers(store: Store) -> None:
    taken = session()
    taken.answer(taken.lesson.predictions[0], "9")
    taken.hint(taken.lesson.predictions[0])
    taken.go_to(1)
    store.save(taken, TODAY)
    again = Store(store.path).begun(good(), taken.material)
    assert (again.page, again.outcomes) == (1, {"last-share": Outcome(OPEN, 1, 1, ("9",))})


def test_answers_from_two_windows_are_merged(store: Store) -> None:
    first, second = session(), session()
    first.skip(first.lesson.predictions[0])
    second.answer(second.lesson.predictions[0], "9")  # still open there
    second.skip(second.lesson.predictions[1])
    store.save(first, TODAY)
    Store(store.path).save(second, TODAY)
    outcomes = store.load().lesson(first.lesson.id).outcomes
    states = {id: outcome.state for id, outcome in outcomes.items()}
    assert states == {"last-share": SKIPPED, "sum-of-shares": SKIPPED}


def test_a_completed_lesson_restarts_and_stays_completed(store: Store) -> None:
    taken = finished()
    store.save(taken, TODAY)
    again = store.begun(taken.lesson, taken.material)
    assert (again.page, again.outcomes) == (0, {})
    store.save(again, TODAY + DAY)
    assert store.load().lesson("softmax").done


def test_the_first_answers_to_a_lesson_survive_taking_it_again(store: Store) -> None:
    taken = finished()
    first = dict(taken.outcomes)
    for _ in range(2):
        store.save(taken, TODAY)
    for _ in range(2):
        again = store.begun(taken.lesson, taken.material)
        again.answer(again.lesson.predictions[0], "9")
        store.save(again, TODAY)
        found = Store(store.path).load().lesson("softmax")
        assert (list(found.outcomes), found.first_outcomes) == (["last-share"], first)


def test_the_lesson_visited_last_comes_last() -> None:
    progress, lesson = Progress(), good()
    for id in ("a", "b", "a"):
        progress = progress.with_lesson(replace(lesson, id=id), LessonProgress(), TODAY)
    assert list(progress.lessons) == ["b", "a"]


def test_the_first_different_wrong_answers_are_stored_as_numbers() -> None:
    taken = session()
    number, choice, cell, order = taken.lesson.predictions
    for typed in ("9", "3*3", "9", "yes", "inf", *map(str, range(10, 30))):
        taken.answer(number, typed)
    assert taken.outcome(number).attempts == 25
    assert taken.outcome(number).wrong == ("9", "1", "inf", "10", "11", "12", "13", "14")
    taken.go_to(1)
    taken.answer(choice, "1")
    taken.answer(cell, (0, 0, 0))
    taken.answer(order, "1 2 3")
    wrong = [taken.outcome(each).wrong for each in (choice, cell, order)]
    assert wrong == [("1",), ("0,0,0",), ("1 2 3",)]


def test_progress_of_version_2_is_read_and_has_no_wrong_answers() -> None:
    outcome = {"state": OPEN, "attempts": 2, "hints": 1}
    lesson = {"page": "p", "done": False, "outcomes": {"q": outcome, "sum-of-residual": outcome}}
    found = from_data({"version": 2, "lessons": {"norms": lesson}, "cards": {}})
    assert found.lessons == {
        "norms": LessonProgress("p", False, {"q": Outcome(OPEN, 2, 1)}),
        "residual": LessonProgress("", False, {"sum-of-residual": Outcome(OPEN, 2, 1)}),
    }


def test_cards_are_due_the_day_after_the_lesson_is_completed(store: Store) -> None:
    taken = session()
    store.save(taken, TODAY)
    assert store.load().cards == {}
    store.save(finished(), TODAY)
    assert store.load().due(TODAY) == []
    assert store.load().due(TODAY + DAY) == ["softmax/what-stays"]
    store.change(lambda progress: progress.reviewed("softmax/what-stays", True, TODAY + DAY))
    store.save(finished(), TODAY + DAY)  # completed again: its cards stay the same
    assert store.load().due(TODAY + DAY) == []


def test_a_known_card_returns_after_three_days_and_an_unknown_one_the_next_day() -> None:
    progress, today = Progress(cards={"a/1": Due(TODAY)}), TODAY
    for show in range(LOOKS):
        assert progress.due(today) == ["a/1"], show
        progress = progress.reviewed("a/1", show != 1, today)
        if show == 1:
            assert progress.due(today + DAY) == ["a/1"]
            today += DAY
            continue
        assert progress.due(today + (EVERY - 1) * DAY) == []
        today += EVERY * DAY
    assert progress.cards["a/1"].known == LOOKS - 2
    for _ in range(2):
        progress = progress.reviewed("a/1", True, today)
        today += EVERY * DAY
    assert progress.due(today + 999 * DAY) == []  # learned


def test_the_card_due_longest_comes_first() -> None:
    cards = {"b/1": Due(TODAY), "a/2": Due(TODAY), "c/1": Due(TODAY - DAY), "d/1": Due(TODAY + DAY)}
    assert Progress(cards=cards).due(TODAY) == ["c/1", "a/2", "b/1"]


def test_due_cards_have_live_values_and_missing_ones_are_omitted() -> None:
    names = ("softmax/what-stays", "softmax/1", "softmax/last-share", "gone/what-stays", "what-stays", "")
    progress = Progress(cards={name: Due(TODAY) for name in names})
    (found,) = due_cards([good()], progress, TODAY)
    texts = found.texts(material(found.lesson, found.page, CACHE))
    assert (found.name, texts) == ("softmax/what-stays", ("Which number stays?", "The sum: 1."))


answers = st.floats().map(lambda value: f"{value:.9g}") | st.sampled_from(["2", "3 1 2", "0,12,1"])
outcomes = st.builds(
    Outcome,
    st.sampled_from([OPEN, RIGHT, SKIPPED]),
    st.integers(0, 99),
    st.integers(0, 9),
    st.lists(answers, max_size=MOST_WRONG).map(tuple),
)
names = st.text(max_size=9).map(lambda text: text.encode("utf-8", "replace").decode())
taken_lessons = st.builds(
    LessonProgress,
    names,
    st.booleans(),
    st.dictionaries(names, outcomes, max_size=3),
    st.dictionaries(names, outcomes, max_size=3),
)
progresses = st.builds(
    Progress,
    st.dictionaries(names, taken_lessons, max_size=3),
    st.dictionaries(names, st.builds(Due, st.dates(), st.integers(0, 9)), max_size=3),
)


@given(progresses)
def test_stored_progress_is_read_back(progress: Progress) -> None:
    assert from_data(json.loads(json.dumps(as_data(progress)))) == progress


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
OUTCOMES = {"q": Outcome(RIGHT, 2, 1, ("0.5",))}
WHOLE = as_data(Progress({"a": LessonProgress("p", True, OUTCOMES, OUTCOMES)}, {"a/1": Due(TODAY, 2)}))


@given(
    st.lists(
        st.sampled_from(
            [
                "version",
                "lessons",
                "a",
                "outcomes",
                "first",
                "q",
                "state",
                "wrong",
                "page",
                "cards",
                "a/1",
                "on",
                "known",
            ]
        ),
        min_size=1,
        max_size=4,
    ),
    JSON,
)
def test_broken_data_is_an_error_or_is_read(path: list[str], put: Any) -> None:
    data = json.loads(json.dumps(WHOLE))
    inside = data
    for name in path[:-1]:
        inside = inside.get(name, inside) if isinstance(inside, dict) else inside
    if isinstance(inside, dict):
        inside[path[-1]] = put
    try:
        assert from_data(json.loads(json.dumps(as_data(from_data(data)))))
    except ValueError:
        return


HALF = [f'{{"version": {version}, "lessons": {{"softmax": {{}}}}}}' for version in (1, 2)]


@pytest.mark.parametrize("content", ["", "[]", "{", "3", '{"version": 0}', "[" * 99_999, *HALF])
def test_a_broken_file_is_set_aside_and_progress_is_empty(store: Store, content: str) -> None:
    store.path.parent.mkdir()
    store.path.write_text(content, encoding="utf-8")
    assert store.load() == Progress()
    aside = store.path.with_name("lessons.json.broken")
    assert aside.read_text(encoding="utf-8") == content
    assert str(aside) in store.notice
    store.save(session(), TODAY)
    assert Store(store.path).load().lessons


def test_two_programs_at_once_lose_a_change_at_most_and_never_the_file(store: Store) -> None:
    def program(name: str) -> None:
        own = Store(store.path)
        for n in range(15):
            own.change(lambda progress, n=n: progress.reviewed(f"{name}/{n}", True, TODAY))
            assert not own.notice

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(program, "ab"))
    found = Store(store.path).load()
    assert {"a/14", "b/14"} & set(found.cards)


class SlowDisk:
    """Waits before it writes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = Event()
        monkeypatch.setattr(atomic, "write_atomically", self)

    def __call__(self, path: Path, data: bytes) -> None:
        assert self.go.wait(PATIENCE)
        path.write_bytes(data)


def test_saving_never_waits_but_loading_waits_for_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, taken = SlowDisk(monkeypatch), session()
    for page in (1, 2, 1):
        taken.go_to(page)
        store.save_soon(taken, TODAY)
    taken.go_to(0)  # after it was to be kept
    assert not store.path.exists()
    disk.go.set()
    assert store.load().lesson("softmax").page == "which-and-where"
    assert Store(store.path).load() == store.load()


def test_an_immediate_change_follows_pending_ones(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = SlowDisk(monkeypatch)
    store.change_soon(lambda progress: progress.reviewed("a/1", True, TODAY))
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(store.change, lambda progress: progress.reviewed("a/1", True, TODAY))
        disk.go.set()
        later.result(PATIENCE)
    assert Store(store.path).load().cards == {"a/1": Due(TODAY + EVERY * DAY, 2)}


def test_pending_changes_are_saved_when_the_program_ends(tmp_path: Path) -> None:
    path = tmp_path / "state" / "lessons.json"
    program = """
        import sys, time
        from datetime import date
        from pathlib import Path
        from transformer_explore.core.support import atomic
        from transformer_explore.lessons.store import Store
        write = atomic.write_atomically
        atomic.write_atomically = lambda *given: (time.sleep(.2), write(*given))
        Store(Path(sys.argv[1])).change_soon(lambda progress: progress.reviewed("a/1", True, date(2026, 3, 1)))
        sys.exit()
    """
    subprocess.run([sys.executable, "-c", dedent(program), str(path)], check=True, timeout=PATIENCE)
    assert list(Store(path).load().cards) == ["a/1"]


def test_unwritable_progress_is_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "lessons.json")
    store.save(finished(), TODAY)
    assert store.problem
    assert store.load().lesson("softmax").done


def test_a_variable_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "learner"))
    Store().save(session(), TODAY)
    assert [path.relative_to(tmp_path) for path in tmp_path.rglob("*.*")] == [Path("learner/lessons.json")]
