"""A class of made-up learners with made-up progress."""

from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from transformer_explore.explorer.classroom.folder import LESSONS, ClassFolder
from transformer_explore.explorer.classroom.roster import Member
from transformer_explore.lessons.judging import offered
from transformer_explore.lessons.lesson import Lesson, Predict
from transformer_explore.lessons.progress import OPEN, RIGHT, SKIPPED, LessonProgress, Outcome, Progress
from transformer_explore.lessons.shelf import find
from transformer_explore.lessons.store import Store

GIVEN = "安娜 本 Carl 迪娜 Emil 冯小刚 Greta 何丽 Ida 金俊 Karl 李伟 Mia 倪萍 Otto 彭帅 Quinn 任静 Sofia 唐强".split()  # noqa: SIM905
TODAY = date(2026, 9, 1)
WRONG = {  # answers that are common mistakes
    "weight-after-shift": ["1", "1", "1", "0.337", "0.5", "100"],
    "third-to-first-ratio": ["1.5", "1", "20.1", "20.1", "0.37"],
    "sum-along-wrong-axis": ["1", "1.28", "2"],
    "largest-weight-cell": ["0,0", "0,0", "0,1"],
    "sum-of-a-head": ["1", "9", "9"],
}


@cache
def lesson(id: str) -> Lesson:
    found = find(id)
    assert found is not None
    return found


def members(count: int) -> list[Member]:
    names = [*GIVEN, *(f"{name} 2" for name in GIVEN)]
    return [Member(name, f"2026{n:03}") for n, name in enumerate(names[:count], 1)]


def fill(folder: ClassFolder, lessons: list[Lesson], seed: int = 1) -> None:
    """Stores progress of every second learner or so, as their own explorers would."""
    chance = Random(seed)
    for member in folder.members:
        progress = Progress()
        for taken in lessons[: chance.randint(0, len(lessons))]:
            page = chance.randint(1, len(taken.pages) - 1)
            passed = [
                each for n in range(page) for each in taken.pages[n].blocks if isinstance(each, Predict)
            ]
            outcomes = {each.id: _outcome(each, taken.id, chance) for each in passed}
            progress = progress.with_lesson(
                taken, LessonProgress(taken.pages[page].id, False, outcomes), TODAY
            )
        if progress.lessons:
            Store(folder.state(member) / LESSONS).change(lambda _, new=progress: new)


def _outcome(predict: Predict, lesson: str, chance: Random) -> Outcome:
    outcome = Outcome(hints=chance.randint(0, 1))
    options = len(offered(predict, lesson))
    usual = [str(n + 1) for n in range(options)] if predict.kind == "choice" else ["0.1"]
    if predict.kind != "order":
        for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
            outcome = outcome.with_wrong(chance.choice(WRONG.get(predict.id, usual)))
    state = chance.choices([RIGHT, SKIPPED, OPEN], [8, 1, 1])[0]
    return Outcome(state, outcome.attempts, outcome.hints, outcome.wrong)


def school(path: Path, count: int = 30) -> ClassFolder:
    """A class that has begun two lessons."""
    folder = ClassFolder(path, members(count))
    fill(folder, [lesson("by-hand"), lesson("softmax")])
    return folder
