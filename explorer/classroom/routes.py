"""The addresses of a class on a server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, datetime

from aiohttp import web
from yarl import URL

from ...core.running.request import DEFAULT_MODEL
from ...core.support.errors import Problem
from ...core.support.localization import N_, _, in_language
from ...lessons.lesson import Lesson
from ...lessons.mistakes import Explained, explained
from ..server.endings import Ending
from ..server.guard import JOIN, TOKEN, set_cookie
from ..server.keys import LEARNER, ORIGIN, SESSIONS
from ..server.learners import Learner
from ..server.pages import error_page, language
from ..ui.engine_client import EngineClient
from . import spreadsheet
from .classroom import MAX_AGE, STORED, Classroom
from .folder import Visit
from .lesson_texts import Explanations, read_lessons
from .pages import STYLE, join_page, renewed_page, stored_page, teacher_page
from .report import Question, visited
from .roster import Member
from .view import PAGE, Choice, teacher_view

PATIENCE = 20.0  # seconds that a download waits for numbers in questions and answers; then they are left out
USED = N_(
    "This link was used in another browser, or it was replaced. It works in one browser only. Ask your teacher for a "
    "new one."
)
TEACHER = N_(
    "This page is for the teacher. Open the teacher's link, which the server printed when it was started."
)
LEARNERS = N_("This page is for learners.")


class ClassRoutes:
    """Answers requests about a class."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom
        self._engine = EngineClient(DEFAULT_MODEL, None)
        self._explanations = Explanations(self._explained)

    def add_to(self, app: web.Application) -> None:
        """Adds the addresses to an application."""
        app.router.add_get(PAGE, self.show_class, allow_head=False)
        app.router.add_get(f"{PAGE}.csv", self.show_csv, allow_head=False)
        app.router.add_post(f"{PAGE}/renew", self.renew)
        app.router.add_get(JOIN, self.invite, allow_head=False)
        app.router.add_post(JOIN, self.join)
        app.router.add_get(STORED, self.show_stored, allow_head=False)
        app.router.add_get(f"/page/{STYLE.name}", self.style, allow_head=False)
        app.on_cleanup.append(self._stop)

    async def _stop(self, app: web.Application) -> None:
        await asyncio.to_thread(self._engine.stop)

    async def _explained(
        self, lesson: str, question: str, answers: tuple[str, ...], language: str
    ) -> Explained | None:
        return await self._engine.call(explained, lesson, question, answers, language)

    def _known(self, lesson: Lesson, question: Question) -> Explained:
        return self._explanations.of(lesson, question)[0]

    # -------------------------------------------------------------------------- the teacher
    async def show_class(self, request: web.Request) -> web.Response:
        if (refusal := self._unless_teacher(request)) is not None:
            return refusal
        query, chosen = request.query, language(request)
        visits, lessons = await self._read(chosen)
        sessions = request.app[SESSIONS]
        choice = Choice(query.get("lesson", ""), bool(query.get("hide")), bool(query.get("pause")))
        connected = {
            member for member in visits if any(each.attached for each in sessions.of(self._learner(member)))
        }
        now = datetime.now().astimezone()
        with in_language(chosen):
            name, explain = self.classroom.name, self._explanations.of
            view = teacher_view(name, visits, connected, lessons, choice, explain, now)
            return _html(teacher_page(view))

    async def show_csv(self, request: web.Request) -> web.Response:
        if (refusal := self._unless_teacher(request)) is not None:
            return refusal
        chosen = language(request)
        visits, lessons = await self._read(chosen)
        with in_language(chosen):
            spreadsheet.answers(visits, lessons, self._known)  # begins to compute what is not known yet
        await self._explanations.settle(PATIENCE)
        with in_language(chosen):
            text = spreadsheet.answers(visits, lessons, self._known)
        headers = {"Content-Disposition": 'attachment; filename="class.csv"'}
        return web.Response(body=text.encode(), content_type="text/csv", charset="utf-8", headers=headers)

    async def renew(self, request: web.Request) -> web.Response:
        if (refusal := self._unless_teacher(request)) is not None:
            return refusal
        wanted = str((await request.post()).get("learner", ""))
        member = next((each for each in self._members if each.folder == wanted), None)
        if member is None:
            raise web.HTTPBadRequest
        try:
            token = self.classroom.folder.links.new([member])[member]
        except Problem as problem:
            return error_page(request, 500, str(problem))
        for session in request.app[SESSIONS].of(self._learner(member)):
            session.end(Ending.SIGNED_OUT)
        with in_language(language(request)):
            return _html(renewed_page(member, spreadsheet.link(str(request[ORIGIN]), token)))

    def _unless_teacher(self, request: web.Request) -> web.Response | None:
        if request[LEARNER] is self.classroom.teacher:
            return None
        return _refused(request, TEACHER)

    @property
    def _members(self) -> Iterable[Member]:
        return self.classroom.folder.members

    def _learner(self, member: Member) -> Learner:
        return self.classroom.learner(member)

    async def _read(self, chosen: str) -> tuple[dict[Member, Visit], dict[str, Lesson]]:
        """What every learner has done, and the lessons that somebody has begun."""

        def read() -> tuple[dict[Member, Visit], dict[str, Lesson]]:
            visits = {member: self.classroom.folder.visit(member) for member in self._members}
            return visits, read_lessons(visited(visits.values()), chosen)

        return await asyncio.to_thread(read)

    # -------------------------------------------------------------------------- learners
    async def invite(self, request: web.Request) -> web.StreamResponse:
        """Tells a learner what is stored. Opening a link does not use it: programs also open links for a preview."""
        token, links = request.query.get(TOKEN, ""), self.classroom.folder.links
        member = links.invited(token)
        if member is not None and request.get(LEARNER) is self._learner(member):
            raise web.HTTPSeeOther("/")
        if member is None or not links.unused(member):
            return _refused(request, USED)
        with in_language(language(request)):
            return _html(join_page(member, token, self.classroom.name))

    async def join(self, request: web.Request) -> web.StreamResponse:
        """Uses a link."""
        token = str((await request.post()).get(TOKEN, ""))
        value = self.classroom.folder.links.use(token, date.today())
        if value is None:
            return _refused(request, USED)
        query = {"lang": request.query["lang"]} if "lang" in request.query else {}
        response = web.Response(status=303, headers={"Location": str(URL("/").with_query(query))})
        set_cookie(response, request[ORIGIN], value, MAX_AGE)
        return response

    async def show_stored(self, request: web.Request) -> web.Response:
        """Shows a learner everything that is stored."""
        member = self.classroom.member(request[LEARNER])
        if member is None:
            return _refused(request, LEARNERS)
        with in_language(language(request)):
            return _html(stored_page(self.classroom.folder, member))

    async def style(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STYLE)


def _refused(request: web.Request, text: str) -> web.Response:
    with in_language(language(request)):
        return error_page(request, 403, _(text))


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")
