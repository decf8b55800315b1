"""The web application: its addresses and what they answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import quote

from aiohttp import web
from yarl import URL

from ...core.support.errors import Problem
from ...core.support.localization import in_language
from . import deep_links
from .access import Cookies, Links, Origins, origins_of
from .assets import asset, names
from .client import Client
from .connections import Connections
from .endings import Ending, RefusedError
from .guard import EXPLORE, START, guard, pages_for_errors
from .headers import add_headers
from .keys import CONNECTIONS, COOKIES, LEARNER, LINKS, ORIGINS, SESSIONS, SETTINGS
from .pages import explorer_page, language, start_page
from .process import Size, passed
from .session import Session
from .sessions import Sessions
from .settings import Settings
from .starting import Spawns, Starts, starts_explorers

FILES = "/page/"
DEFAULT = Size(80, 24)


def make_app(settings: Settings, report: Callable[[str], None]) -> web.Application:
    """The application.

    Args:
        settings: with the real port, not 0.
        report: gets lines for the operator of the server.
    """
    limits = settings.limits
    app = web.Application(middlewares=[pages_for_errors, guard], client_max_size=limits.message)
    app[SETTINGS] = settings
    app[LINKS] = Links()
    app[COOKIES] = _cookies(settings)
    app[ORIGINS] = Origins([*settings.origins, *origins_of(settings.host, settings.port)])
    app[CONNECTIONS] = Connections(limits.connections)
    app[SESSIONS] = Sessions(limits, report, _starts(settings))
    app.router.add_get(START, _start, allow_head=False)
    app.router.add_get(EXPLORE, _explore, allow_head=False)
    app.router.add_get("/ws", _websocket, allow_head=False)
    app.router.add_get("/download/{key}", _download, allow_head=False)
    for name in names():
        app.router.add_get(FILES + name, _file)
    if settings.classroom is not None:
        from ..classroom.routes import ClassRoutes

        ClassRoutes(settings.classroom).add_to(app)
    app.on_response_prepare.append(add_headers)
    return app


def _starts(settings: Settings) -> Starts:
    """What starts explorers."""
    if settings.program is not None:
        return Spawns(settings.program)
    return starts_explorers(passed(os.environ))


def _cookies(settings: Settings) -> Cookies:
    if settings.classroom is None:
        return Cookies(settings.limits.lifetime)
    from ..classroom.classroom import ClassCookies

    return ClassCookies(settings.limits.lifetime, settings.classroom)


async def _start(request: web.Request) -> web.StreamResponse:
    """The start page; an address with a lesson, a text or a model leads to the explorer."""
    if any(request.query.get(name) for name in (deep_links.LESSON, deep_links.TEXT, deep_links.MODEL)):
        raise web.HTTPSeeOther(URL(EXPLORE).with_query(request.query))
    return start_page(request)


async def _explore(request: web.Request) -> web.StreamResponse:
    try:
        _arguments(request)
    except Problem as error:
        return start_page(request, str(error))
    return explorer_page(request)


def _arguments(request: web.Request) -> list[str]:
    """The arguments of the explorer that a request asks for.

    Raises:
        Problem: its query is invalid; the message is in the language of the browser.
    """
    with in_language(language(request)):
        return deep_links.arguments(request.query)


async def _file(request: web.Request) -> web.StreamResponse:
    """A file of the pages. Browsers keep it, and ask each time whether it has changed."""
    found = asset(request.path.removeprefix(FILES))
    headers = {"Cache-Control": "no-cache", "ETag": f'"{found.tag}"'}
    if any(tag.value == found.tag for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=found.content, headers={"Content-Type": found.type, **headers})


async def _download(request: web.Request) -> web.StreamResponse:
    """A file that one of the learner's explorers exports; as data, never as a page."""
    key = request.match_info["key"]
    for session in request.app[SESSIONS].of(request[LEARNER]):
        if (download := session.download(key)) is not None:
            break
    else:
        raise web.HTTPNotFound
    response = web.StreamResponse()
    response.content_type = "application/octet-stream"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(download.name, safe='')}"
    await response.prepare(request)
    try:
        async for chunk in download.chunks():
            await response.write(chunk)
    except TimeoutError:
        request.protocol.force_close()  # so that the browser does not take it for the whole file
    finally:
        session.downloads.end(download)
    return response


async def _websocket(request: web.Request) -> web.StreamResponse:
    """Connects a tab with an explorer: the one that it showed before, or another one."""
    limits = request.app[SETTINGS].limits
    try:
        arguments = _arguments(request)
    except Problem as error:
        raise web.HTTPBadRequest from error
    socket = web.WebSocketResponse(
        heartbeat=limits.heartbeat, max_msg_size=limits.message, timeout=limits.closing, compress=False
    )
    await socket.prepare(request)
    client = Client(request, socket, language(request), limits)
    size = _size(request)
    try:
        session = await _session(request, arguments, size)
    except RefusedError as refused:
        await client.leave(refused.ending)
    else:
        await session.serve(client, size)
    return socket


async def _session(request: web.Request, arguments: list[str], size: Size) -> Session:
    """The explorer of a tab.

    Raises:
        RefusedError: it has ended, or there is no room for another one.
    """
    learner, sessions = request[LEARNER], request.app[SESSIONS]
    if (session := sessions.find(learner, request.query.get("session", ""))) is not None:
        return session
    if "reconnect" in request.query:
        raise RefusedError(Ending.LOST)
    return await sessions.start(learner, arguments, size, language(request))


def _size(request: web.Request) -> Size:
    try:
        return Size.within_limits(int(request.query["width"]), int(request.query["height"]))
    except (KeyError, ValueError):
        return DEFAULT
