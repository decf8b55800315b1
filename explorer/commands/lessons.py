"""The `lessons` command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _, plural
from ..ui.errors import DIFFERENCE, OK, one_line
from .common import flag, note

if TYPE_CHECKING:
    from ...lessons.store import Store

CHECK, CARDS, RESET = "check", "cards", "reset"

HELP = N_("List the lessons, review cards, delete your progress, or check lesson files.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(CHECK, CARDS, RESET),
        help=_("check: look for mistakes in lesson files; cards: review; reset: delete your progress"),
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=_("check: these files instead of the shipped lessons"),
    )
    flag(parser, "--yes", _("reset: do not ask for confirmation"))


def run(options: argparse.Namespace) -> int:
    if options.files and options.action != CHECK:
        raise Problem(_("only `lessons check` takes files"))
    if options.yes and options.action != RESET:
        raise Problem(_("only `lessons reset` takes --yes"))
    if options.action == CHECK:
        return _check(options.files)
    from ...lessons.store import Store

    store = Store()
    progress = store.load()
    if store.notice:
        note(store.notice)
    if options.action == RESET:
        _reset(store, options.yes)
        return OK
    from ..ui.plain.page import page

    console = page()
    if options.action == CARDS:
        from ..features.lessons.plain_cards import review
        from ..ui.plain.typed import reader

        review(console, store, reader(console))
    else:
        from ..features.lessons.plain_contents import print_lessons

        print_lessons(console, progress)
    return OK


def _check(files: list[Path]) -> int:
    """Prints each mistake on a line of its own."""
    from ...lessons.checking import check_all
    from ...lessons.contents import paths
    from ...lessons.error import LessonError
    from ...lessons.lesson import Lesson
    from ...lessons.material import MaterialCache
    from ...lessons.parsing import read
    from ...lessons.shelf import readable

    mistakes, lessons = 0, []

    def report(error: Exception) -> None:
        nonlocal mistakes
        mistakes += 1
        print(one_line(error), flush=True)

    for path in files or paths():
        try:
            lessons.append(read(path))
        except LessonError as error:
            report(error)
    given = {lesson.at.file for lesson in lessons} | {path.name for path in files}
    others = [found for found in readable() if isinstance(found, Lesson)] if files else []
    for mistake in check_all(
        lessons, MaterialCache(), [other for other in others if other.at.file not in given]
    ):
        report(mistake)
    if mistakes:
        return DIFFERENCE
    count = len(lessons)
    print(plural("{n} lesson, no mistakes", "{n} lessons, no mistakes", count))
    return OK


def _reset(store: Store, yes: bool) -> None:
    """Deletes all progress, after asking.

    Raises:
        Problem: there is no terminal to ask on, or the progress cannot be deleted.
    """
    from ...lessons.progress import Progress

    if not yes and not _confirmed():
        print(_("Nothing was deleted."))
        return
    store.change(lambda _: Progress())
    if store.problem:
        raise Problem(_("your progress could not be deleted: {why}", why=store.problem))
    print(_("Your progress was deleted."))


def _confirmed() -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Problem(_("lessons reset deletes your progress in all lessons; without a terminal, add --yes"))
    try:
        answer = input(_("Delete your progress in all lessons and all cards? [y/N] "))
    except EOFError:
        return False
    return answer.strip().casefold() in ("y", "yes", _("y"), _("yes"))
