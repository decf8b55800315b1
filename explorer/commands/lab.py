"""The `lab` command."""

from __future__ import annotations

import argparse
import json

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ..ui.errors import OK
from .common import engine_argument, flag, json_argument, print_json, repeated
from .engine import workers

HELP = N_("Run an experiment from the lessons with any parameters, or list the experiments.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="NAME [PARAMETER=VALUE …]",
        help=_(
            "an experiment and its parameters, such as softmax scores=2,1,3 shift=100; without a name, list all"
        ),
    )
    repeated(parser, "--table", "NAME", _("print only this table of the result; may be repeated"))
    flag(parser, "--all", _("print all tables, even those that no lesson uses"))
    flag(parser, "--parameters", _("print the parameters and their limits"))
    engine_argument(parser)
    json_argument(parser)


def run(options: argparse.Namespace) -> int:
    name, *words = options.words or [""]
    chooses = options.table or options.all
    if not name:
        if chooses or options.parameters:
            raise Problem(_("name an experiment; `transformer-explore lab` lists them"))
        _list(options.json)
        return OK
    from ...lessons.labs import lab

    lab(name)
    if options.parameters:
        if words or chooses:
            raise Problem(_("--parameters cannot be combined with values, --table or --all"))
        _parameters(name, options.json)
        return OK
    if options.table and options.all:
        raise Problem(_("--all prints every table and --table only one; use one or the other"))
    _perform(name, words, options)
    return OK


def _perform(name: str, words: list[str], options: argparse.Namespace) -> None:
    from ...lessons.labs import perform_on, settled
    from ...lessons.labs.typed import read

    given = settled(name, read(name, words))
    with workers(options) as running:
        result = perform_on(running, name, given)
    tables = _(", ").join(result.tables)
    for wanted in options.table:
        if wanted not in result.tables:
            why = _("lab {name} has no table {wanted!r}; choose from {tables}")
            raise Problem(why.format(name=name, wanted=wanted, tables=tables))
    if options.json:
        from ..features.labs.data import of_result

        _json(of_result(name, given, result, options.table))
        return
    from ..features.labs.plain import needed, print_left_out, print_result
    from ..ui.plain.page import page

    console = page()
    only = options.table or (result.tables if options.all else needed(name, result))
    print_result(console, name, given, result, only)
    if not options.table:
        print_left_out(console, result, only)


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
    print_json(json.dumps(data, ensure_ascii=False, allow_nan=False))
