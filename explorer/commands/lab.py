"""The `lab` command."""

from __future__ import annotations

import argparse

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import print_json

HELP = N_("Do one of the experiments of the lessons, with any parameters; or list them.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="NAME [PARAMETER=VALUE …]",
        help=_(
            "a lab, and how it is set: softmax scores=2,1,3 shift=100; without a name, all labs are listed"
        ),
    )
    parser.add_argument(
        "--table",
        action="append",
        default=[],
        metavar="NAME",
        help=_("only this table of what came of it; may be given several times"),
    )
    parser.add_argument("--all", action="store_true", help=_("all tables, also those that no lesson needs"))
    parser.add_argument(
        "--parameters", action="store_true", help=_("what can be turned in it, and within which bounds")
    )
    parser.add_argument("--json", action="store_true", help=_("print JSON, for programs"))


def run(options: argparse.Namespace) -> int:
    name, *words = options.words or [""]
    if not name:
        if options.table or options.parameters or options.all:
            raise Problem(_("say which lab; `transformer-explore lab` lists them"))
        _list(options.json)
        return OK
    from ...lessons.labs import lab, perform, settled
    from ...lessons.labs.typed import read

    lab(name)
    if options.parameters:
        if words or options.table or options.all:
            raise Problem(_("--parameters lists them; it takes no values, no --table and no --all"))
        _parameters(name, options.json)
        return OK
    if options.table and options.all:
        raise Problem(_("--all prints every table, --table only one; choose"))
    given = settled(name, read(name, words))
    result = perform(name, given)
    for wanted in options.table:
        if wanted not in result.tables:
            text = _("lab {name} has no table {wanted!r}; it has {tables}")
            raise Problem(text.format(name=name, wanted=wanted, tables=", ".join(result.tables)))
    if options.json:
        from ..features.labs.data import of_result

        _json(of_result(name, given, result, options.table))
    else:
        from ..features.labs.plain import needed, print_left_out, print_result
        from ..ui.plain.page import page

        console = page()
        only = options.table or (result.tables if options.all else needed(name, result))
        print_result(console, name, given, result, only)
        if not options.table:
            print_left_out(console, result, only)
    return OK


def _list(as_json: bool) -> None:
    if as_json:
        from ..features.labs.data import of_all

        _json(of_all())
    else:
        from ..features.labs.plain import print_labs
        from ..ui.plain.page import page

        print_labs(page())


def _parameters(name: str, as_json: bool) -> None:
    if as_json:
        from ..features.labs.data import of_parameters

        _json(of_parameters(name))
    else:
        from ..features.labs.plain import print_parameters
        from ..ui.plain.page import page

        print_parameters(page(), name)


def _json(data: object) -> None:
    import json

    print_json(json.dumps(data, ensure_ascii=False, allow_nan=False))
