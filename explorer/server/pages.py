"""The pages, in the language of each browser."""

from __future__ import annotations

from pathlib import Path

import jinja2
from aiohttp import web

from ...core.support.localization import ENGLISH, _, in_language, known
from . import start
from .keys import LEARNER, SETTINGS

FOLDER = Path(__file__).with_name("page")
HTML_LANGUAGES = {"zh": "zh-Hans"}  # tells browsers which forms of Chinese characters to use
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
)
NAME = "transformer-explore"
PAGE_LANGUAGE = "page"  # of the page that opens a websocket
LONGEST = 1000  # characters of a list of languages


def language(request: web.Request) -> str:
    """The language of a request: from ?lang=, the server's --lang, its page, or the browser, in this order."""
    if found := known(request.query.get("lang", "")):
        return found
    if chosen := request.app[SETTINGS].language:
        return chosen
    accepted = request.query.get(PAGE_LANGUAGE, "") or request.headers.get("Accept-Language", "")
    for wanted in accepted[:LONGEST].split(","):
        if found := known(wanted.partition(";")[0]):
            return found
    return ENGLISH


def page(request: web.Request, template: str, status: int = 200, **values: object) -> web.Response:
    """A page from a template in `page/`, with these values, which are escaped."""
    chosen = language(request)
    text = TEMPLATES.get_template(template).render(
        html_language=HTML_LANGUAGES.get(chosen, chosen), title=NAME, **values
    )
    return web.Response(text=text, status=status, content_type="text/html")


def error_page(request: web.Request, status: int, text: str) -> web.Response:
    """A page that says what is wrong."""
    return page(request, "error.html", status, text=text)


def continue_page(request: web.Request) -> web.Response:
    """For a link in a page of another site: the browser sends our cookie only when ours is followed."""
    with in_language(language(request)):
        return page(
            request,
            "continue.html",
            text=_("This link opens the explorer."),
            address=str(request.rel_url),
            label=_("Continue"),
        )


def start_page(request: web.Request, problem: str = "") -> web.Response:
    """Where a learner chooses a lesson, a sentence and a language.

    Args:
        problem: what is wrong with the address that led here, if anything.
    """
    with in_language(language(request)):
        classroom = request.app[SETTINGS].classroom
        link = None if classroom is None else classroom.start_link(request[LEARNER])
        return page(request, "start.html", 400 if problem else 200, link=link, **start.content(problem))


def explorer_page(request: web.Request) -> web.Response:
    """The page with the terminal."""
    chosen = language(request)
    with in_language(chosen):
        return page(
            request,
            "explorer.html",
            language=chosen,
            terminal=_("the explorer"),
            keys=_("keys"),
            left=_("left arrow"),
            up=_("up arrow"),
            down=_("down arrow"),
            right=_("right arrow"),
            help=_("help"),
            keyboard=_("keyboard"),
            starting=_("Starting the explorer…"),
            lost=_("The connection was lost. Reconnecting…"),
            copying=_("The explorer wants to copy a text to the clipboard."),
            copy=_("Copy"),
            close=_("Close"),
            unreachable=_("The server cannot be reached."),
            refused=_("Your link has expired. Ask whoever started the server for a new one."),
            again=_("Start again"),
            here=_("Show it here"),
            retry=_("Try again"),
            start_page=_("Start page"),
            needs_script=_("The explorer needs JavaScript. In a terminal, it also prints plain text:"),
        )
