"""The `serve` command."""

from __future__ import annotations

import argparse
import asyncio
import errno
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.support.errors import Problem, Unavailable
from ...core.support.localization import N_, _, plural
from ...core.support.os_errors import reason, reason_of
from ..ui.errors import OK
from .common import note, repeated, whole

if TYPE_CHECKING:
    from ..server.settings import Settings

DEFAULT_PORT = 8000
HIGHEST_PORT = 65535
SPARE = 5  # explorers besides one for each learner of a class
HELP = N_("""\
Serve the explorer to web browsers: each tab gets an explorer of its own.

Only this machine can reach the server unless you choose another address with --host. It speaks HTTP; for other
machines, put a reverse proxy with TLS in front of it and name the address of the proxy with --origin.
""")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help=_("where to listen (127.0.0.1: only this machine can connect)"),
    )
    parser.add_argument(
        "--port",
        type=partial(whole, least=0, most=HIGHEST_PORT),
        default=DEFAULT_PORT,
        metavar="N",
        help=_("the port; 0 for any free one ({port})", port=DEFAULT_PORT),
    )
    repeated(
        parser,
        "--origin",
        "ADDRESS",
        _("an address that browsers use, such as https://explore.example.org; may be repeated"),
    )
    parser.add_argument(
        "--class",
        dest="roster",
        type=Path,
        metavar="ROSTER",
        help=_(
            "serve a class: a text file with the name of a learner on each line, each of whom gets a link"
        ),
    )
    parser.add_argument(
        "--links",
        type=Path,
        metavar="FILE",
        help=_(
            "with --class: a new CSV file for the links of learners who have none yet (printed without it)"
        ),
    )
    count = partial(whole, least=1)
    parser.add_argument(
        "--explorers", type=count, metavar="N", help=_("how many explorers may run at the same time (40)")
    )
    parser.add_argument(
        "--idle",
        type=count,
        metavar="MINUTES",
        help=_("close an explorer after this many minutes without input (60)"),
    )


def run(options: argparse.Namespace) -> int:
    try:
        from ..server.serving import serve
    except ModuleNotFoundError as error:
        if error.name not in ("aiohttp", "jinja2", "textual_serve"):
            raise
        raise Unavailable(
            _("the server needs more packages; install them with: pip install 'transformer-explore[serve]'")
        ) from None
    settings = _in_class(_settings(options), options) if options.roster else _settings(options)
    with _only_server(settings):
        _serve(
            partial(serve, settings, partial(print, flush=True), partial(print, file=sys.stderr)), settings
        )
    return OK


def _only_server(settings: Settings) -> AbstractContextManager[None]:
    """Prevents a second server of the class, if one is served; see `one_server.only_server`."""
    if settings.classroom is None:
        return nullcontext()
    from ..classroom.one_server import only_server

    return only_server(settings.classroom.folder)


def _serve(serve: Callable[[], Coroutine[None, None, None]], settings: Settings) -> None:
    """Serves until it is stopped; Problem if the address cannot be used."""
    try:
        asyncio.run(serve())
    except OSError as error:
        raise Problem(_not_listening(error, settings)) from None


def _not_listening(error: OSError, settings: Settings) -> str:
    """Why the server cannot listen; decided by the error's number, because asyncio puts its own text around it."""
    if error.errno == errno.EADDRINUSE:
        return _(
            "port {port} of {host} is in use, perhaps by another server; choose another one with --port",
            port=settings.port,
            host=settings.host,
        )
    if error.errno is None:  # asyncio tried all addresses of the host
        why = reason_of(errno.EADDRNOTAVAIL)
    else:
        why = reason(error) if isinstance(error, socket.gaierror) else reason_of(error.errno)
    where = f"{settings.host}:{settings.port}"
    return _("cannot listen at {where}: {why}; choose another --port or --host", where=where, why=why)


def _settings(options: argparse.Namespace) -> Settings:
    """The settings that the options ask for.

    Raises:
        Problem: they do not say how browsers reach the server.
    """
    from ..server.access import is_loopback, origin, origins_of
    from ..server.settings import MINUTE, Limits, Settings

    if options.links and not options.roster:
        raise Problem(_("--links writes the links of a class: also give --class ROSTER"))
    origins = [origin(each, "--origin") for each in options.origin]
    if not (origins or origins_of(options.host, options.port)):
        raise Problem(
            _(
                "browsers cannot use {host} as an address: with --host {host}, also give --origin, such as --origin "
                "{example}",
                host=options.host,
                example=f"http://192.168.1.5:{options.port}",
            )
        )
    if not is_loopback(options.host):
        note(
            _(
                "other machines can connect, and what they exchange with this server can be read and changed on the "
                "way; use a reverse proxy with TLS in front of a server at 127.0.0.1"
            )
        )
    limits = Limits()
    if options.explorers is not None:
        limits = replace(limits, explorers=options.explorers)
    if options.idle is not None:
        limits = replace(limits, idle=options.idle * MINUTE)
    return Settings(options.host, options.port, origins, language=options.lang, limits=limits)


def _in_class(settings: Settings, options: argparse.Namespace) -> Settings:
    """The settings for the class that the options name.

    Raises:
        Problem, OSError: its roster or its folder cannot be used.
    """
    from ..classroom.classroom import Classroom
    from ..classroom.folder import class_folder
    from ..classroom.new_file import check_new

    check_new(options.links)
    classroom = Classroom(options.roster.stem, class_folder(options.roster), options.links)
    if former := len(classroom.folder.former()):
        text = plural(
            "the folder of the class contains the progress of {n} learner who is not in the roster: {folder}",
            "the folder of the class contains the progress of {n} learners who are not in the roster: {folder}",
            former,
            folder=classroom.folder.path,
        )
        note(text)
    limits = settings.limits
    if options.explorers is None:
        limits = replace(limits, explorers=max(limits.explorers, len(classroom.folder.members) + SPARE))
    return replace(settings, learners=(classroom.teacher,), classroom=classroom, limits=limits)
