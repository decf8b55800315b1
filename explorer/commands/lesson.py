"""The `lesson` command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import engine_argument, flag, note, on_a_terminal, whole
from .engine import use_engine

if TYPE_CHECKING:
    from ...lessons.lesson import Lesson

HELP = N_("Take a lesson: in the explorer, at a prompt, or printed.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lesson",
        metavar="LESSON",
        help=_("the lesson's name, such as softmax, or its number in `transformer-explore lessons`"),
    )
    flag(parser, "--plain", _("use plain text: page by page at a prompt, or printed if there is no terminal"))
    parser.add_argument(
        "--page", type=whole, metavar="N", help=_("start at this page; when printing, print only this page")
    )
    engine_argument(parser)


def run(options: argparse.Namespace) -> int:
    use_engine(options)
    from ...lessons.shelf import find

    lesson = find(options.lesson)
    if lesson is None:
        raise Problem(
            _("there is no lesson {name!r}; `transformer-explore lessons` lists them", name=options.lesson)
        )
    count = len(lesson.pages)
    if options.page is not None and not 1 <= options.page <= count:
        raise Problem(_("lesson {id} has pages 1 to {count}", id=lesson.id, count=count))
    place = None if options.page is None else options.page - 1
    if not options.plain and on_a_terminal():
        from ..start import open_route
        from ..ui.routes import LessonRoute

        open_route(LessonRoute(lesson.id, place))
    else:
        _take_as_text(lesson, place)
    return OK


def _take_as_text(lesson: Lesson, place: int | None) -> None:
    """Asks for answers on standard input; if there is none, prints the pages."""
    from ...lessons.store import Store
    from ..features.lessons.plain_prompt import PromptLesson, print_lesson, session_of
    from ..ui.plain.page import page
    from ..ui.plain.typed import reader

    console = page()
    read = reader(console)
    count = len(lesson.pages)
    if read is None:
        print_lesson(console, session_of(lesson), range(count) if place is None else [place])
        return
    store = Store()
    begun = session_of(lesson, store)
    if store.notice:
        note(store.notice)
    if place is not None:
        begun.go_to(place)
    if not PromptLesson(console, begun, store, read).run():
        print_lesson(console, session_of(lesson), range(begun.page, count))
    if store.problem:
        note(_("your progress could not be saved: {why}", why=store.problem))
