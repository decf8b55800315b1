"""What strangers and hostile pages try: each attempt is refused, and the server keeps serving."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from http.cookies import SimpleCookie
from urllib.parse import quote

import aiohttp
import pytest
import yarl
from transformer_explore.explorer.server.access import origin
from transformer_explore.explorer.server.assets import names
from transformer_explore.explorer.server.learners import Learner
from transformer_explore.explorer.server.settings import Limits

from tests.explorer.server.site import Browser, Site, site
from tests.process import PATIENCE

EVIL = "https://evil.example"
PROTECTED = ("/", "/explore", "/ws", "/download/k", "/terminal/textual.js", "/nowhere")


@pytest.fixture
async def here() -> AsyncIterator[Site]:
    async with site() as started:
        yield started


async def works(here: Site) -> None:
    """Fails unless a new browser can still use an explorer."""
    async with here.browser() as browser:
        tab = await browser.open()
        await tab.type("hello")
        assert await tab.until('"typed"') == ["typed", "hello"]


async def refused(browser: Browser, query: str = "", **headers: str) -> int:
    """The status with which a websocket is refused."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as error:
        await browser.open(query, **headers)
    return error.value.status


async def raw(here: Site, request: bytes) -> bytes:
    """The answer to bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", here.serving.port)
    writer.write(request)
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()
    return answer


# ---------------------------------------------------------------------------------- tokens and cookies
async def test_without_a_token_nothing_is_shown(here: Site) -> None:
    async with here.stranger() as browser:
        for path in PROTECTED:
            status, text = await browser.get(path)
            assert status == 403, path
            assert "needs a link" in text
        assert await refused(browser) == 403
    await works(here)


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 4000, "../../etc/passwd", "我"])
async def test_a_wrong_token_is_refused(here: Site, token: str) -> None:
    async with here.stranger() as browser:
        assert (await browser.get(f"/?token={token}"))[0] == 403
        assert (await browser.get("/"))[0] == 403


async def test_a_token_is_accepted_once(here: Site) -> None:
    link = here.link()
    async with here.stranger() as browser, here.stranger() as thief:
        assert await browser.follow(link) == 200
        assert await thief.follow(link) == 403
        assert (await thief.get("/"))[0] == 403
        assert await browser.follow(link) == 200  # its cookie counts
    await works(here)


async def test_a_new_link_replaces_the_unused_one_of_the_same_learner() -> None:
    one, two = Learner("one"), Learner("two")
    async with site(learners=(one, two)) as here, here.stranger() as browser:
        old, other = here.link(one), here.link(two)
        new = here.link(one)
        assert [await browser.follow(link) for link in (old, new)] == [403, 200]
        async with here.stranger() as another:
            assert await another.follow(other) == 200


async def test_a_head_request_such_as_of_a_preview_does_not_use_up_a_token(here: Site) -> None:
    link = here.link()
    async with here.stranger() as browser:
        async with browser.http.head(link) as answer:
            assert answer.status in (403, 405)
            assert "Set-Cookie" not in answer.headers
        assert await browser.follow(link) == 200


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/nowhere", "/%2f%2fevil.example"])
async def test_a_token_leads_only_to_our_pages(here: Site, path: str) -> None:
    link = here.link()
    async with here.stranger() as browser:
        address = yarl.URL(f"{here.address}{path}?{link.partition('?')[2]}", encoded=True)
        async with browser.http.get(address, allow_redirects=False) as answer:
            assert answer.status == 403
            assert "Set-Cookie" not in answer.headers
        assert await browser.follow(link) == 200


async def test_the_token_leaves_the_address_and_the_cookie_is_out_of_reach_of_scripts_and_sites(
    here: Site,
) -> None:
    async with (
        here.stranger() as browser,
        browser.http.get(f"{here.link()}&text=我爱你", allow_redirects=False) as answer,
    ):
        assert answer.status == 303
        assert answer.headers["Location"] == f"/?text={quote('我爱你')}"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        cookie = SimpleCookie(answer.headers["Set-Cookie"])[f"transformer-explore-{here.serving.port}"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert int(cookie["max-age"]) == Limits().lifetime
    assert len(cookie.value) >= 43  # 256 bits


async def test_behind_tls_the_cookie_is_for_this_host_and_tls_only() -> None:
    public = origin("https://explore.example.org", "--origin")
    async with site(origins=(public,)) as here, here.stranger() as browser:
        headers = {"Host": "explore.example.org"}
        async with browser.http.get(here.link(), headers=headers, allow_redirects=False) as answer:
            cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-transformer-explore"]
            assert "wss://explore.example.org" in answer.headers["Content-Security-Policy"]
        assert cookie["secure"] is True
        headers["Cookie"] = f"__Host-transformer-explore={cookie.value}"
        assert (await browser.get("/explore", headers=headers))[0] == 200
        tab = await browser.open(**headers, Origin=str(public))
        await tab.until('"instance_id"')
        assert await refused(browser, **headers, Origin="http://explore.example.org") == 403


async def test_a_cookie_expires() -> None:
    async with site(Limits(lifetime=0.0)) as here, here.stranger() as browser:
        assert await browser.follow(here.link()) == 403


async def test_another_learner_can_neither_join_an_explorer_nor_download_from_it() -> None:
    one, two = Learner("one"), Learner("two")
    async with site(learners=(one, two)) as here, here.browser(one) as first, here.browser(two) as second:
        tab = await first.open()
        await tab.until('"arguments"')
        await tab.type("file")
        await tab.until('"deliver_file_start"')
        other = await second.open(f"session={tab.id}")
        await other.until('"arguments"')
        assert other.id != tab.id
        assert (await other.socket.close()) is True
        assert (await second.get("/download/k"))[0] == 404
        gone = await second.open(f"session={tab.id}&reconnect=1")
        assert (await gone.ended())["why"] == "lost"
        assert (await first.get("/download/k"))[0] == 200


# ---------------------------------------------------------------------------------- addresses
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example:80", ""]
)
async def test_another_host_name_is_refused(here: Site, host: str) -> None:
    async with here.browser() as browser:
        for path in ("/explore", "/page/page.css"):
            assert (await browser.get(path, headers={"Host": host}))[0] == 403
        link = here.link()
        async with browser.http.get(link, headers={"Host": host}) as answer:
            assert answer.status == 403
            assert "Set-Cookie" not in answer.headers
        assert await refused(browser, Host=host, Origin=f"http://{host}") == 403
        assert await browser.follow(link) == 200
    await works(here)


async def test_a_request_with_two_host_names_or_none_is_refused(here: Site) -> None:
    good = f"Host: 127.0.0.1:{here.serving.port}\r\n".encode()
    for hosts in (b"", good + b"Host: evil.example\r\n", b"Host: evil.example\r\n" + good):
        answer = await raw(here, b"GET /page/page.css HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n")
        assert answer.split(b" ")[1] in (b"400", b"403"), hosts


@pytest.mark.parametrize("sender", [EVIL, "null", "", "http://localhost:1", "https://127.0.0.1", "file://"])
async def test_a_page_of_another_origin_is_refused(here: Site, sender: str) -> None:
    async with here.browser() as browser:
        for path in ("/explore", "/ws", "/page/page.css"):
            assert (await browser.get(path, headers={"Origin": sender}))[0] == 403
        assert await refused(browser, Origin=sender) == 403
    await works(here)


async def test_a_websocket_needs_an_origin(here: Site) -> None:
    async with here.browser() as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await browser.http.ws_connect(f"{here.address}/ws")
        assert error.value.status == 403


async def test_an_embedded_request_of_another_site_is_refused_but_a_link_is_offered(here: Site) -> None:
    async with here.stranger() as browser:
        embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
        assert (await browser.get("/page/page.css", headers=embedded))[0] == 403
        followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        status, text = await browser.get('/explore?text="><b>', headers=followed)
        assert status == 200
        assert "<b>" not in text
        assert 'href="/explore?text=%22%3E%3Cb%3E"' in text
        for path in ("//evil.example/", "/\\evil.example", "/ws"):
            assert (await browser.get(path, headers=followed))[0] in (403, 404)


# ---------------------------------------------------------------------------------- pages and files
async def test_every_answer_has_the_headers_that_keep_it_to_itself(here: Site) -> None:
    async with here.browser() as browser, here.stranger() as stranger:
        for who, path in (
            (browser, "/explore"),
            (browser, "/nowhere"),
            (stranger, "/"),
            *((stranger, f"/page/{name}") for name in names()),
        ):
            async with who.http.get(here.address + path) as answer:
                found = answer.headers
            policy = dict(each.split(" ", 1) for each in found["Content-Security-Policy"].split("; "))
            assert policy["default-src"] == "'none'"
            assert policy["script-src"] == "'self'"
            assert policy["frame-ancestors"] == "'none'"
            assert policy["connect-src"] == f"'self' ws://127.0.0.1:{here.serving.port}"
            assert "http:" not in found["Content-Security-Policy"]
            assert found["X-Content-Type-Options"] == "nosniff"
            assert found["X-Frame-Options"] == "DENY"
            assert found["Referrer-Policy"] == "same-origin"
            assert found["Cache-Control"] == ("no-cache" if path.startswith("/page/") else "no-store")
            assert "aiohttp" not in found["Server"]


async def test_pages_name_nothing_outside_the_server(here: Site) -> None:
    addresses = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""")
    async with here.browser() as browser:
        for path in ("/explore", "/nowhere", "/page/page.css"):
            _status, text = await browser.get(path)
            found = addresses.findall(text)
            assert found or path.endswith(".css")
            assert all(re.match(r"/(?!/)|[?#]|data:,$", each) for each in found), found
            assert not re.search(r"\son[a-z]+=|<style|<script>|style=", text)


TRAVERSAL = (
    *(
        "/page/",
        "/terminal/",
        "/page/../app.py",
        "/page/..%2fapp.py",
        "/page/%2e%2e/app.py",
        "/page/layout.html",
    ),
    *(
        "/page/....//app.py",
        "/terminal/../../server.py",
        "/terminal/js/textual.js",
        "/page/page.css/",
        "/page/page.css%00",
    ),
    *("//etc/passwd", "/static/", "/page//etc/passwd", "/page/%5c..%5capp.py"),
)


@pytest.mark.parametrize("path", TRAVERSAL)
async def test_only_the_listed_files_are_served(here: Site, path: str) -> None:
    async with here.browser() as browser:
        (cookie,) = browser.http.cookie_jar
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{here.serving.port}\r\nConnection: close\r\n"
        answer = await raw(here, f"{head}Cookie: {cookie.key}={cookie.value}\r\n\r\n".encode())
    assert answer.split(b" ")[1] in (b"400", b"404"), answer[:100]
    assert b"import" not in answer
    assert b"root:" not in answer


HOSTILE = (
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "$(touch /tmp/x)",
        "`id`; ls",
    ),
    *("--help", "-o/tmp/x", "我爱你 --lang zh", "&lt;b&gt;"),
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_text_in_a_link_is_one_argument_and_never_part_of_a_page(here: Site, text: str) -> None:
    async with here.browser() as browser:
        status, page = await browser.get("/explore", params={"text": text})
        assert status == 200
        assert text not in page
        tab = await browser.open(f"text={quote(text)}")
        assert await tab.until('"arguments"') == ["arguments", "explore", "--", text]


CONTROLS = (
    "\x1b]0;owned\x07",
    "\x1b[2J",
    "a\nb",
    "\x00",
    "\x9b31m",
    "\u202eabc",
    "\r\nSet-Cookie: a=b",
    "a" * 201,
)


@pytest.mark.parametrize("name", ["text", "lesson", "lang"])
@pytest.mark.parametrize("value", CONTROLS)
async def test_control_characters_in_a_link_are_refused(here: Site, name: str, value: str) -> None:
    async with here.browser() as browser:
        status, page = await browser.get("/explore", params={name: value})
        assert status == 400
        assert value not in page
        assert await refused(browser, f"{name}={quote(value)}") == 400


async def test_an_unknown_lesson_is_named_as_text(here: Site) -> None:
    async with here.browser() as browser:
        status, page = await browser.get("/explore", params={"lesson": "<b>softmax"})
        assert status == 400
        assert "&lt;b&gt;softmax" in page
        assert (await browser.get("/explore", params={"lesson": "softmax", "text": "x"}))[0] == 400
        tab = await browser.open("lesson=softmax&lang=zh")
        assert await tab.until('"arguments"') == ["arguments", "lesson", "--lang=zh", "--", "softmax"]


# ---------------------------------------------------------------------------------- floods
BAD = (
    *(
        "",
        "{}",
        "[]",
        '["stdin"]',
        '["stdin", 1]',
        '["resize", {"width": "1", "height": 2}]',
        '["quit"]',
        "[" * 2000,
    ),
    *('["stdin", "\\ud800"]', '["stdin", "x", "y"]', "null", '["resize", {"width": 1e9}]'),
)


@pytest.mark.parametrize("message", BAD)
async def test_a_message_of_another_kind_ends_the_connection(here: Site, message: str) -> None:
    async with here.browser() as browser:
        tab = await browser.open()
        await tab.socket.send_str(message)
        assert (await tab.ended())["why"] == "refused"
        again = await browser.open(f"session={tab.id}&reconnect=1")  # the explorer itself is unharmed
        await again.type("hello")
        assert await again.until('"typed"') == ["typed", "hello"]


async def test_a_binary_message_ends_the_connection(here: Site) -> None:
    async with here.browser() as browser:
        tab = await browser.open()
        await tab.socket.send_bytes(b"x")
        assert (await tab.ended())["why"] == "refused"


async def test_an_oversized_frame_ends_the_connection(here: Site) -> None:
    async with here.browser() as browser:
        tab = await browser.open()
        with suppress(ConnectionError):
            await tab.type("x" * (Limits().message + 1))
        assert await tab.close_code() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    await works(here)


async def test_absurd_sizes_become_sensible_ones(here: Site) -> None:
    async with here.browser() as browser:
        tab = await browser.open("width=-5&height=99999999999999999999")
        assert await tab.until('"resize"') == {"type": "resize", "width": 20, "height": 300}
        await tab.socket.send_json(["resize", {"width": 100000, "height": 0}])
        assert await tab.until('"resize"') == {"type": "resize", "width": 500, "height": 5}


async def test_a_thousand_connections_do_not_keep_out_those_with_a_cookie(here: Site) -> None:
    writers = []
    async with here.browser() as browser:
        tab = await browser.open()
        await tab.until('"instance_id"')
        for _each in range(1000):
            _reader, writer = await asyncio.open_connection("127.0.0.1", here.serving.port)
            writers.append(writer)
        await tab.type("still here")
        assert await tab.until('"typed"') == ["typed", "still here"]
        assert (await browser.get("/explore"))[0] == 200
        await works(here)
    runner = here.serving._runner
    assert runner.server is not None
    assert len([each for each in runner.server.connections if each.transport]) <= Limits().connections
    for writer in writers:
        writer.close()


async def test_a_request_that_never_ends_is_closed() -> None:
    async with site(Limits(headers=0.05)) as here:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.serving.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: ")
        async with asyncio.timeout(PATIENCE):
            assert await reader.read() == b""
        writer.close()


async def test_huge_headers_and_nonsense_are_refused(here: Site) -> None:
    head = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{here.serving.port}\r\n".encode()
    for request in (head + b"A: " + b"x" * 100_000 + b"\r\n\r\n", b"\x16\x03\x01\x02\x00" * 10 + b"\r\n\r\n"):
        assert (await raw(here, request)).split(b" ")[1] == b"400"
    await works(here)


async def test_a_browser_that_reads_nothing_neither_fills_the_memory_nor_blocks_others() -> None:
    async with site(Limits(slow=0.2, closing=0.3)) as here, here.browser() as browser:
        tab = await browser.open()
        await tab.until('"instance_id"')
        transport = tab.socket._conn.transport  # type: ignore[union-attr]
        assert transport is not None
        await tab.type("flood")
        transport.pause_reading()
        await works(here)
        async with asyncio.timeout(PATIENCE):
            while (session := here.session(tab.id)) is not None and not session.waits:
                await asyncio.sleep(0.01)
        assert session is not None  # it waits for a browser that reads
        transport.resume_reading()


async def test_messages_that_come_too_fast_are_read_slowly() -> None:
    from transformer_explore.explorer.server.rate import Rate

    now = 0.0
    rate = Rate(10.0, clock=lambda: now)
    delays = [rate.delay() for _each in range(15)]
    assert delays == pytest.approx([0.0] * 11 + [0.1, 0.2, 0.3, 0.4])
    now = 10.0
    assert rate.delay() == 0.0


# ---------------------------------------------------------------------------------- what an explorer sends
async def test_an_explorer_cannot_open_other_pages_and_its_files_are_data(here: Site) -> None:
    async with here.browser() as browser:
        tab = await browser.open()
        await tab.type("open")
        await tab.until('["typed", "open"]')
        await tab.type("file")
        assert await tab.until("deliver_file_start") == ["deliver_file_start", "k"]
        async with browser.http.get(f"{here.address}/download/k") as answer:
            assert (
                answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('数 a.tsv')}"
            )
            assert answer.content_type == "application/octet-stream"
            assert await answer.text() == "1\t2\n" * 30_000
        assert (await browser.get("/download/k"))[0] == 404  # once


async def test_an_explorer_gets_few_variables(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    async with here.browser() as browser:
        tab = await browser.open("width=100&height=30&page=zh")
        await tab.type("environment")
        found = await tab.until('"COLUMNS"')
    assert "SECRET_KEY" not in found
    assert "PYTHONPATH" not in found
    assert (found["COLUMNS"], found["ROWS"], found["LANGUAGE"]) == ("100", "30", "zh")
    assert found["TEXTUAL_DRIVER"] == "transformer_explore.explorer.server.driver:BrowserDriver"
