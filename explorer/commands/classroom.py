"""The `classroom` command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import N_, _, plural
from ..ui.errors import OK
from .common import flag, note, repeated

if TYPE_CHECKING:
    from ..classroom.folder import ClassFolder
    from ..classroom.roster import Member

LINKS, ANSWERS, DELETE = "links", "answers", "delete"
HELP = N_("""\
Make links for the learners of a class, print their answers, or delete what is stored about them.

`transformer-explore serve --class ROSTER` serves the class. ROSTER is a text file with the name of a learner on each
line. The progress of the class is stored in a folder next to it.
""")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=(LINKS, ANSWERS, DELETE),
        help=_(
            "links: for learners who have none; answers: print them as CSV; delete: everything about learners"
        ),
    )
    parser.add_argument("roster", type=Path, metavar="ROSTER", help=_("the roster of the class"))
    repeated(
        parser,
        "--learner",
        "NAME",
        _("a learner, by name or id; may be repeated. links: replaces the learner's link"),
    )
    flag(parser, "--all", _("all learners. links: replaces all links"))
    parser.add_argument(
        "--address",
        metavar="ADDRESS",
        help=_("links: how browsers reach the server, such as http://192.168.1.5:8000"),
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=_("a new file for the links or the answers, as CSV")
    )


def run(options: argparse.Namespace) -> int:
    from ..classroom.folder import class_folder

    if options.all and options.learner:
        raise Problem(_("give either --learner or --all"))
    if options.action == ANSWERS and (options.all or options.learner):
        raise Problem(_("`classroom answers` is about the whole class: leave out --learner and --all"))
    if options.address and options.action != LINKS:
        raise Problem(_("only `classroom links` takes --address"))
    if options.output and options.action == DELETE:
        raise Problem(_("`classroom delete` writes no file: leave out -o"))
    folder = class_folder(options.roster)
    if options.action == ANSWERS:
        _answers(folder, options.output)
    elif options.action == LINKS:
        _links(folder, options)
    else:
        _delete(folder, _chosen(folder, options))
    return OK


def _chosen(folder: ClassFolder, options: argparse.Namespace) -> list[Member]:
    """The learners that the options name; Problem if there is no such learner."""
    return list(folder.members) if options.all else [folder.find(name) for name in options.learner]


def _links(folder: ClassFolder, options: argparse.Namespace) -> None:
    from ..classroom.links_file import hand_out
    from ..classroom.new_file import check_new

    if not options.address:
        raise Problem(_("the links need --address, such as --address http://192.168.1.5:8000"))
    address = _address(options.address)
    check_new(options.output)
    members = _chosen(folder, options) or folder.links.without_link()
    if not members:
        note(_("every learner has a link; to replace one, add --learner NAME, or --all"))
    hand_out(folder.links, members, address, options.output, print)


def _address(typed: str) -> str:
    from ..server.access import origin

    return str(origin(typed, "--address"))


def _answers(folder: ClassFolder, file: Path | None) -> None:
    from ...core.support.localization import current
    from ..classroom import spreadsheet
    from ..classroom.lesson_texts import computed, read_lessons
    from ..classroom.new_file import check_new, new_file
    from ..classroom.report import visited

    check_new(file)
    visits = {member: folder.visit(member) for member in folder.members}
    text = spreadsheet.answers(visits, read_lessons(visited(visits.values()), current()), computed)
    if file is None:
        sys.stdout.write(text.removeprefix(spreadsheet.BOM).replace("\r\n", "\n"))
    else:
        with new_file(file) as opened:
            opened.write(text.encode())
        print(_("The answers are in {file}.", file=file))


def _delete(folder: ClassFolder, members: list[Member]) -> None:
    if not members:
        raise Problem(_("name the learners to delete with --learner NAME, or --all"))
    for member in members:
        if folder.delete(member):
            print(_("Everything about {name} was deleted.", name=member.name))
        else:
            print(_("Nothing was stored about {name}.", name=member.name))
    note(
        plural(
            "{n} learner is still in the roster and can start again with a new link",
            "{n} learners are still in the roster and can start again with new links",
            len(members),
        )
    )
