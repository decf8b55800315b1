"""The `lesson` command."""

from __future__ import annotations

import argparse
import sys

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import on_a_terminal, whole

HELP = N_("Take a lesson: in the explorer, at a prompt, or printed.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lesson",
        metavar="LESSON",
        help=_("its number or its id, as `transformer-explore lessons` lists them"),
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help=_("as plain text: page by page at a prompt, or printed where there is no terminal"),
    )
    parser.add_argument(
        "--page", type=whole, metavar="N", help=_("begin with this page; printed, only this page")
    )


def run(options: argparse.Namespace) -> int:
    from ...lessons.shelf import find

    lesson = find(options.lesson)
    if lesson is None:
        text = _("there is no lesson {name!r}; `transformer-explore lessons` lists them")
        raise Problem(text.format(name=options.lesson))
    count = len(lesson.pages)
    if options.page is not None and not 1 <= options.page <= count:
        raise Problem(_("lesson {id} has the pages 1 to {count}", id=lesson.id, count=count))
    if not options.plain and on_a_terminal():
        from ..start import open_lesson

        open_lesson(lesson.id, None if options.page is None else options.page - 1)
        return OK
    from ...lessons.store import Store
    from ..features.lessons.plain_prompt import Sitting, print_lesson, taken
    from ..ui.plain.page import page
    from ..ui.plain.typed import reader

    console = page()
    read = reader(console)
    if read is None:
        pages = range(count) if options.page is None else [options.page - 1]
        print_lesson(console, taken(lesson), pages)
        return OK
    store = Store()
    begun = taken(lesson, store)
    if store.notice:
        print(_("note: {notice}", notice=store.notice), file=sys.stderr)
    if options.page is not None:
        begun.go(options.page - 1)
    sitting = Sitting(console, begun, store, read)
    if not sitting.go_on():
        print_lesson(console, taken(lesson), range(begun.page, count))
    if store.problem:
        note = _("note: what you did could not be kept: {why}")
        print(note.format(why=store.problem), file=sys.stderr)
    return OK
