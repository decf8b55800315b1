"""A class on a real server: links, the teacher's page, and what is stored."""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from transformer_explore.explorer.classroom import routes as class_routes
from transformer_explore.explorer.classroom.classroom import Classroom
from transformer_explore.explorer.classroom.folder import LESSONS, STORED
from transformer_explore.explorer.classroom.routes import ClassRoutes
from transformer_explore.explorer.server.keys import LINKS
from transformer_explore.explorer.server.serving import Serving
from transformer_explore.explorer.server.settings import Settings
from transformer_explore.lessons.mistakes import explained
from transformer_explore.lessons.progress import Outcome

from tests.explorer.classroom.school import school
from tests.process import PATIENCE


class Class:
    """A served class of made-up learners."""

    def __init__(self, serving: Serving, classroom: Classroom) -> None:
        self.serving, self.classroom = serving, classroom
        self.address = f"http://127.0.0.1:{serving.port}"
        said: list[str] = []
        classroom.hand_out_links(self.address, said.append)
        self.links = [line.rpartition(" ")[2] for line in said]

    async def browser(self, learner: int | None = None) -> aiohttp.ClientSession:
        """A new browser; signed in as a learner, by number in the roster."""
        browser = aiohttp.ClientSession(self.address, cookie_jar=aiohttp.CookieJar(unsafe=True))
        if learner is not None:
            async with self.use(browser, self.links[learner]) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, "/")
        return browser

    def use(self, browser: aiohttp.ClientSession, link: str, **headers: str):  # type: ignore[no-untyped-def]
        """Presses the button of the page that a link opens."""
        form = {"token": link.partition("token=")[2]}
        headers = {"Origin": self.address, **headers}
        return browser.post("/join", data=form, headers=headers, allow_redirects=False)

    async def teacher(self) -> aiohttp.ClientSession:
        browser = await self.browser()
        token = self.serving.app[LINKS].new(self.classroom.teacher)
        async with browser.get(f"/class?token={token}") as answer:
            assert answer.status == 200 and "token" not in str(answer.url)
        return browser


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Class]:
    async def here(routes: ClassRoutes, *given: str) -> object:
        return await asyncio.to_thread(explained, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(ClassRoutes, "_explained", here)  # without a process for the engine
    classroom = Classroom("7b", school(tmp_path / "7b-class", count=6))
    settings = Settings(port=0, learners=(classroom.teacher,), classroom=classroom)
    async with Serving(settings, lambda line: None) as serving:
        yield Class(serving, classroom)


@asynccontextmanager
async def closing(*browsers: aiohttp.ClientSession) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for browser in browsers:
            await browser.close()


async def status(browser: aiohttp.ClientSession, address: str) -> int:
    async with browser.get(address, allow_redirects=False) as answer:
        return answer.status


async def text(browser: aiohttp.ClientSession, address: str) -> str:
    async with browser.get(address) as answer:
        return await answer.text()


async def test_a_link_says_what_is_stored_and_works_in_one_browser(served: Class) -> None:
    link = served.links[0].removeprefix(served.address)
    first, second = await served.browser(), await served.browser()
    async with closing(first, second):
        for _ in range(2):  # a program may open the link for a preview
            page = await text(first, f"{link}&lang=en")
            assert "What is stored about you" in page and "安娜" in page
        assert await status(first, "/stored") == 403
        async with served.use(first, served.links[0]) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and f"Max-Age={180 * 24 * 3600}" in cookie
        assert await status(first, "/stored") == 200
        assert await status(first, link) == 303
        assert await status(second, link) == 403
        async with served.use(second, served.links[0]) as answer:
            assert answer.status == 403 and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_page_of_another_site_cannot_use_a_link(origin: str, served: Class) -> None:
    browser = await served.browser()
    async with closing(browser):
        async with served.use(browser, served.links[0], Origin=origin) as answer:
            assert answer.status == 403
        async with served.use(browser, served.links[0]) as answer:
            assert answer.status == 303


async def test_learners_and_strangers_see_nothing_of_the_class(served: Class) -> None:
    learner, stranger = await served.browser(0), await served.browser()
    async with closing(learner, stranger):
        for browser in (learner, stranger):
            for address in ("/class", "/class.csv"):
                page = await text(browser, address)
                assert await status(browser, address) == 403
                assert not [each.name for each in served.classroom.folder.members[1:] if each.name in page]
            form, headers = {"learner": served.classroom.folder.members[1].folder}, {"Origin": served.address}
            async with browser.post("/class/renew", data=form, headers=headers) as answer:
                assert answer.status == 403
        assert served.classroom.folder.links.unused(served.classroom.folder.members[1])


async def test_the_teacher_sees_the_class_and_what_the_lessons_say(
    served: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_routes, "PATIENCE", PATIENCE)
    teacher = await served.teacher()
    async with closing(teacher):
        page = await text(teacher, "/class?lang=en&lesson=softmax")
        assert (
            "Class 7b" in page
            and "6 learners · 0 connected" in page
            and "What is the third weight now?" in page
        )
        async with asyncio.timeout(PATIENCE):
            while "being computed" in (page := await text(teacher, "/class?lang=en&lesson=softmax")):
                await asyncio.sleep(0.1)
        assert re.search(r"right answer</summary>\s*<p>0.665</p>", page)
        found = await text(teacher, "/class.csv?lang=zh")
        rows = list(csv.reader(io.StringIO(found.removeprefix("\ufeff"))))
        words = next(row[5] for row in rows if row[-2] == "weight-after-shift")
        assert words == "第三个权重现在是多少？"
        assert found.startswith("\ufeff姓名") and {row[0] for row in rows[1:]} == {
            each.name for each in served.classroom.folder.members
        }
        assert await status(teacher, "/stored") == 403


async def test_the_start_page_leads_to_what_is_stored_or_to_the_class(served: Class) -> None:
    teacher, learner = await served.teacher(), await served.browser(0)
    async with closing(teacher, learner):
        pages = [await text(browser, "/?lang=en") for browser in (teacher, learner)]
        found = [re.findall(r'href="(/class|/stored)\?lang=en"', page) for page in pages]
        assert found == [["/class"], ["/stored"]]
        assert await status(learner, "/stored?lang=en") == 200


async def test_a_new_link_signs_the_old_browser_out(served: Class) -> None:
    teacher, learner, other = await served.teacher(), await served.browser(0), await served.browser(1)
    async with closing(teacher, learner, other):
        form = {"learner": served.classroom.folder.members[0].folder}
        headers = {"Origin": served.address}
        async with teacher.post("/class/renew?lang=en", data=form, headers=headers) as answer:
            page = await answer.text()
        link = re.search(rf"{served.address}/join\?token=[\w-]+", page)
        assert answer.status == 200 and link is not None
        assert [await status(browser, "/stored") for browser in (learner, other)] == [403, 200]
        async with served.use(learner, link[0]) as answer:
            assert answer.status == 303
        assert await status(learner, "/stored") == 200
        async with teacher.post("/class/renew", data={"learner": "x"}, headers=headers) as answer:
            assert answer.status == 400


async def shows(socket: aiohttp.ClientWebSocketResponse, wanted: str) -> None:
    """Reads what an explorer shows until `wanted` occurs."""
    while True:
        message = await socket.receive()
        assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
        if message.type is aiohttp.WSMsgType.BINARY and wanted in message.data.decode(errors="replace"):
            return


@pytest.mark.slow
async def test_an_answer_reaches_the_teacher_and_nothing_is_stored_but_what_learners_are_told(
    served: Class,
) -> None:
    folder = served.classroom.folder
    member = folder.members[0]
    others = {
        path: path.read_bytes() for path in folder.path.rglob(LESSONS) if member.folder not in path.parts
    }
    teacher, learner = await served.teacher(), await served.browser(0)
    async with closing(teacher, learner):
        headers, address = {"Origin": served.address}, "/ws?lesson=softmax&lang=en&width=100&height=30"
        async with learner.ws_connect(address, headers=headers) as socket, asyncio.timeout(PATIENCE):
            await shows(socket, "How do scores")
            await socket.send_json(["stdin", "\r"])
            await shows(socket, "What does adding")
            await socket.send_json(["stdin", "1\r"])
            await shows(socket, "is huge, but")
            while not folder.visit(member).progress.lesson("softmax").outcomes:
                await asyncio.sleep(0.05)
            page = await text(teacher, "/class?lang=en&lesson=softmax")
    assert folder.visit(member).progress.lesson("softmax").outcomes == {
        "weight-after-shift": Outcome(attempts=1, wrong=("1",))
    }
    assert "6 learners · 1 connected" in page
    assert {path: path.read_bytes() for path in others} == others
    stored = [path for path in folder.path.rglob("*") if path.is_file()]
    assert not [path for path in stored if not any(path.match(pattern) for pattern in STORED)]
    own = {path.name for path in folder.state(member).rglob("*") if path.is_file()}
    assert own <= {LESSONS, "explorer.json"} and LESSONS in own
