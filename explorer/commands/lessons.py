"""The `lessons` command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _, plural
from ..ui.errors import DIFFERENCE, OK, one_line

if TYPE_CHECKING:
    from ...lessons.store import Store

CHECK, CARDS, RESET = "check", "cards", "reset"

HELP = N_("List the lessons; check their files, review cards, or forget what was done.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(CHECK, CARDS, RESET),
        help=_("check: what is wrong with them; cards: those that are due; reset: forget what was done"),
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=_("check: these files, and not those that came along"),
    )
    parser.add_argument("--yes", action="store_true", help=_("reset: without being asked"))


def run(options: argparse.Namespace) -> int:
    if options.files and options.action != CHECK:
        raise Problem(_("only `lessons check` takes files"))
    if options.yes and options.action != RESET:
        raise Problem(_("only `lessons reset` takes --yes"))
    if options.action == CHECK:
        return _check(options.files)
    from ...lessons.store import Store

    store = Store()
    store.load()
    if store.notice:
        print(_("note: {notice}", notice=store.notice), file=sys.stderr)
    if options.action == RESET:
        return _reset(store, options.yes)
    from ..ui.plain.page import page

    if options.action == CARDS:
        from ..features.lessons.plain_cards import review
        from ..ui.plain.typed import reader

        console = page()
        review(console, store, reader(console))
    else:
        from ..features.lessons.plain_contents import print_lessons

        print_lessons(page(), store.load())
    return OK


def _check(files: list[Path]) -> int:
    """Each defect on a line of its own."""
    from ...lessons.checking import check_all
    from ...lessons.contents import paths
    from ...lessons.error import LessonError
    from ...lessons.in_process import InProcess
    from ...lessons.lesson import Lesson
    from ...lessons.parsing import read
    from ...lessons.shelf import readable

    defects, lessons = 0, []
    for path in files or paths():
        try:
            lessons.append(read(path))
        except LessonError as error:
            defects += _said(error)
    given = {lesson.at.file for lesson in lessons} | {path.name for path in files}
    others = [found for found in readable() if isinstance(found, Lesson)] if files else []
    beside = [other for other in others if other.at.file not in given]
    for defect in check_all(lessons, InProcess(), beside):
        defects += _said(defect)
    if defects:
        return DIFFERENCE
    count = len(lessons)
    print(plural("{n} lesson, nothing wrong", "{n} lessons, nothing wrong", count))
    return OK


def _said(error: Exception) -> int:
    print(one_line(error), flush=True)
    return 1


def _reset(store: Store, yes: bool) -> int:
    from ...lessons.progress import Progress

    if not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise Problem(
                _("lessons reset forgets what was done in all lessons; without a terminal say --yes")
            )
        try:
            answer = input(_("Forget what was done in all lessons, and all cards? [y/N] "))
        except EOFError:
            answer = ""
        if answer.strip().casefold() not in ("y", "yes", _("y"), _("yes")):
            print(_("Nothing was forgotten."))
            return OK
    store.change(lambda _: Progress())
    if store.problem:
        raise Problem(_("what was done could not be forgotten: {why}", why=store.problem))
    print(_("All lessons are as new."))
    return OK
