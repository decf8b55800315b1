"""Lets only requests through that come from our own pages and carry a cookie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from ...core.support.localization import N_, _, in_language
from .access import Origin
from .keys import CONNECTIONS, COOKIES, LEARNER, LINKS, ORIGIN, ORIGINS
from .learners import Learner
from .pages import continue_page, error_page, language

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TOKEN = "token"
START = "/"
EXPLORE = "/explore"
LINKED = (START, EXPLORE)  # pages of other sites may link to these
JOIN = "/join"  # where learners of a class use their links
OPEN = ("/page/", JOIN)  # what those without a cookie may open
NO_LINK = N_(
    "This page needs a link, and each link works once. For a new one, press Enter where the server runs, or ask "
    "whoever started it."
)
USED = N_(
    "This link is not valid, or it was used before. For a new one, press Enter where the server runs, or ask whoever "
    "started it."
)
WRONG_ADDRESS = N_("The server does not accept requests for this address.")
WRONG_ORIGIN = N_("This request comes from a page of another site.")
UNKNOWN = N_("There is no such page.")
WRONG = N_("The request is not valid.")
FAILED = N_("Something went wrong on the server, but it is still running.")


@web.middleware
async def pages_for_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers every error with a page; a bug is reported by aiohttp's log, not to the browser."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return _refuse(request, 404, UNKNOWN)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _refuse(request, error.status, WRONG)
    except Exception as error:
        request.app.logger.error("%s: %s", type(error).__name__, error, exc_info=error)
        return _refuse(request, 500, FAILED)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Checks where a request comes from, and whose it is."""
    hosts = request.headers.getall("Host", [])
    origin = request.app[ORIGINS].of(hosts[0]) if len(hosts) == 1 else None
    if origin is None:
        return _refuse(request, 403, WRONG_ADDRESS)
    request[ORIGIN] = origin
    if not _from_our_page(request, origin):
        return _refuse(request, 403, WRONG_ORIGIN)
    learner = request.app[COOKIES].learner(request.cookies.get(cookie_name(origin), ""))
    if learner is not None:
        request.app[CONNECTIONS].trust(request.protocol)
    if TOKEN in request.query and _is_link(request):
        return _exchange(request, origin, learner)
    if learner is None and not request.path.startswith(OPEN):
        from_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"  # then browsers send no cookie
        if from_elsewhere and request.path in LINKED:
            return continue_page(request)
        return _refuse(request, 403, NO_LINK)
    if learner is not None:
        request[LEARNER] = learner
    return await handler(request)


def _refuse(request: web.Request, status: int, text: str) -> web.Response:
    """A page with a text from above, translated."""
    with in_language(language(request)):
        return error_page(request, status, _(text))


def _is_link(request: web.Request) -> bool:
    """Whether a request opens one of our pages: not //other.example, to which the answer would lead."""
    is_ours = request.match_info.http_exception is None
    return is_ours and request.method == "GET" and request.path != JOIN


def _from_our_page(request: web.Request, origin: Origin) -> bool:
    """Whether a request comes from a page of this origin, or opens one."""
    sender = request.headers.get("Origin")
    if sender is not None:
        return sender == str(origin)
    if request.headers.get("Upgrade"):  # browsers send an Origin with every websocket
        return False
    fetched = request.headers.get("Sec-Fetch-Site", "none")
    return fetched in ("none", "same-origin") or request.headers.get("Sec-Fetch-Mode") == "navigate"


def cookie_name(origin: Origin) -> str:
    """The name of the cookie. Browsers send a cookie to all ports of a host, so it contains the port."""
    if origin.secure:
        return "__Host-transformer-explore"
    return f"transformer-explore-{origin.host.rpartition(':')[2] if ':' in origin.host else 80}"


def _exchange(request: web.Request, origin: Origin, known: Learner | None) -> web.StreamResponse:
    """Gives a cookie for a token, and the same address without it."""
    learner = request.app[LINKS].take(request.query[TOKEN])
    if learner is None and known is None:
        return _refuse(request, 403, USED)
    response = web.Response(status=303)
    response.headers["Location"] = str(request.rel_url.without_query_params(TOKEN))
    if learner is not None:
        cookies = request.app[COOKIES]
        set_cookie(response, origin, cookies.new(learner), int(cookies.lifetime))
    return response


def set_cookie(response: web.StreamResponse, origin: Origin, value: str, seconds: int) -> None:
    """Makes the browser send a value with every request from our pages, for some seconds."""
    response.set_cookie(
        cookie_name(origin),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=origin.secure,
    )
