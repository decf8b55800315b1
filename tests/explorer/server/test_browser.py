"""The explorer in a real browser: from a link to an answer in a lesson, typing, copying, sizes, lost connections."""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rich.cells import cell_len
from transformer_explore.explorer.classroom.routes import ClassRoutes
from transformer_explore.lessons.mistakes import explained

from tests.explorer.server.running import Running, running_class, running_server
from tests.process import ROOT

pytest.importorskip("playwright")
from playwright.sync_api import Browser

from tests.explorer.server.browser import DESKTOP, TABLET, Tab, running_browser, tab

pytestmark = pytest.mark.browser

SENTENCE = "我 爱 你 → i love you"
CLIPBOARD = {"permissions": ["clipboard-read"]}  # so that the test can read what was copied


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_server(tmp_path_factory.mktemp("state")) as running:
        yield running


@pytest.fixture(scope="module")
def walk(browser: Browser, server: Running) -> Iterator[Tab]:
    """A tab with a walk, which several tests use: an explorer takes seconds to start."""
    with tab(browser, **CLIPBOARD) as opened:
        opened.page.goto(server.link("/?text=我爱你&lang=en"))
        opened.shows(SENTENCE, "step 1 / 108")
        yield opened


def box(tab: Tab, selector: str) -> dict[str, float]:
    """Where an element is."""
    found = tab.page.locator(selector).bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def test_from_the_link_to_a_followed_number_and_a_question_in_chinese(
    browser: Browser, server: Running
) -> None:
    with tab(browser, locale="zh-CN") as learner:
        page = learner.page
        page.goto(server.link())
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        page.get_by_role("link", name="我爱你").click()
        learner.shows(SENTENCE, "步骤 1/108")
        learner.press("ArrowRight")
        learner.shows("步骤 2/108")
        learner.press("Enter", "Enter")  # into the numbers, then along the first one
        learner.shows("scaled[我, 特征 0] 由这些数算出")
        learner.press("Enter")
        learner.shows("步骤 1/108", "tokens weight[我", "−0.035")

        page.goto(f"{server.address}/")
        page.get_by_role("link", name="6 softmax").click()
        learner.shows("分数怎样变成权重？")
        learner.press("ArrowRight")
        learner.shows("第三个权重现在是多少？")
        page.keyboard.type("0.665")
        learner.press("Enter")
        learner.shows("正确：0.665")
        assert all(address.startswith(server.address) for address in learner.requested)


def test_composed_chinese_arrives_once_and_is_composed_where_it_will_stand(walk: Tab) -> None:
    for pinyin in ("m", "ma", "mao"):
        walk.compose(pinyin)
    walk.choose("猫喜欢")  # which opens the prompt
    walk.shows("your text", "猫喜欢")
    walk.compose("gou")
    line = next(row for row, text in enumerate(walk.text.split("\n")) if "猫喜欢" in text)
    height = box(walk, ".xterm-screen")["height"] / walk.size[1]
    walk.until(  # it is placed in the next frame
        lambda: round(box(walk, ".composition-view")["y"] / height) == line, f"not composed in line {line}"
    )
    walk.choose("狗")
    walk.shows("猫喜欢狗")
    assert walk.text.count("猫") == 1
    walk.press("Escape")
    walk.hides("猫喜欢狗")


def copied(tab: Tab) -> str:
    text: str = tab.page.evaluate("navigator.clipboard.readText()")
    return text


def test_copying_a_number_and_a_selection(walk: Tab) -> None:
    walk.press("y")
    walk.until(lambda: copied(walk).startswith("-0.03"), "the number was not copied")
    walk.page.keyboard.down("Shift")
    walk.page.mouse.move(11, 8)
    walk.page.mouse.down()
    walk.page.mouse.move(200, 8, steps=4)
    walk.page.mouse.up()
    walk.page.keyboard.up("Shift")
    walk.press("Control+c")  # which would end the explorer without a selection
    walk.until(lambda: copied(walk).startswith("transformer-explore"), "the selection was not copied")
    walk.press("ArrowRight")
    walk.shows("step 2 / 108")
    walk.press("ArrowLeft")
    walk.shows("step 1 / 108")


@pytest.mark.parametrize("size", [TABLET, (1024, 600), DESKTOP])
def test_it_fits_each_size(walk: Tab, size: tuple[int, int]) -> None:
    width, height = size
    walk.page.set_viewport_size({"width": width, "height": height})
    walk.until(
        lambda: SENTENCE in walk.text.split("\n")[0] and "help" in walk.text.split("\n")[-1],
        "it is not drawn from the first line to the last",
    )
    assert walk.size[0] >= 80
    drawn = box(walk, ".xterm-screen")
    assert drawn["width"] <= width
    assert height - 30 < drawn["height"] <= height


def test_a_connection_that_is_lost_leads_back_to_the_same_explorer(walk: Tab) -> None:
    walk.press("ArrowRight", "ArrowRight")
    walk.shows("step 3 / 108")
    notice = walk.page.get_by_text("The connection was lost.")
    walk.page.evaluate("unreachable = true; connections.at(-1).close()")
    notice.wait_for()
    walk.page.evaluate("unreachable = false")
    notice.wait_for(state="hidden")
    walk.press("ArrowRight")
    walk.shows("step 4 / 108")
    walk.page.reload()  # a new terminal, which knows nothing of the screen and the modes
    walk.shows("step 4 / 108", "encoder")
    walk.page.mouse.click(60, 3.5 * box(walk, ".xterm-screen")["height"] / walk.size[1])  # on the first step
    walk.shows("step 1 / 108")


def test_a_tablet_has_keys_to_tap_and_no_keyboard_in_the_way(browser: Browser, server: Running) -> None:
    with tab(browser, TABLET, has_touch=True) as tablet:
        page = tablet.page
        page.goto(server.link("/?text=我爱你&lang=en"))
        tablet.shows("step 1 / 108")
        assert page.evaluate("terminal.textarea.inputMode") == "none"
        page.get_by_role("button", name="right").tap()
        tablet.shows("step 2 / 108")
        assert page.evaluate("document.activeElement === terminal.textarea")
        line = next(row for row, text in enumerate(tablet.text.split("\n")) if "positions" in text)
        height = box(tablet, ".xterm-screen")["height"] / tablet.size[1]
        page.touchscreen.tap(60, (line + 0.5) * height)
        tablet.shows("step 3 / 108")
        page.get_by_role("button", name="keyboard").tap()
        tablet.until(lambda: page.evaluate("terminal.textarea.inputMode") == "text", "there is no keyboard")
        keys = box(tablet, "#keys")
        assert keys["y"] + keys["height"] <= TABLET[1]
        page.evaluate("globalThis.typed = []; terminal.onData((text) => typed.push(text)); 0")
        tablet.swipe((400, 500), (400, 420))
        tablet.until(
            lambda: page.evaluate(r"typed.some((text) => text.startsWith('\x1b[<65;'))"),
            "the wheel does not turn",
        )


def test_the_clipboard_is_the_learners_and_so_is_the_end(browser: Browser, server: Running) -> None:
    with tab(browser, **CLIPBOARD) as visitor:
        page = visitor.page
        # Otherwise the browser takes what this test does for what a learner does.
        page.add_init_script(
            "Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })"
        )
        page.goto(server.link("/?lesson=map&lang=en"))
        page.locator("body.started").wait_for()
        before = copied(visitor)  # all tabs share it
        # A program asks for the clipboard's content, then changes it to 我.
        page.evaluate("globalThis.typed = []; terminal.onData((text) => typed.push(text)); 0")
        page.evaluate(r"terminal.write('\x1b]52;c;?\x07\x1b]52;c;5oiR\x07')")
        button = page.get_by_role("button", name="Copy")
        button.wait_for()
        assert page.evaluate("typed") == []
        assert copied(visitor) == before != "我"
        button.click()
        visitor.until(lambda: copied(visitor) == "我", "it was not copied")
        assert not button.is_visible()
        # Without TLS, browsers offer only an older way to copy.
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined }); 0")
        page.evaluate(r"terminal.write('\x1b]52;c;5L2g\x07')")  # 你
        button.click()
        button.wait_for(state="hidden")
        other = visitor.context.new_page()
        other.goto(f"{server.address}/page/fonts.txt")
        assert other.evaluate("navigator.clipboard.readText()") == "你"
        other.close()

        visitor.press("Control+q")
        page.get_by_text("You have left the explorer.").wait_for()
        visitor.press("Enter")  # on the button
        page.locator("body.started").wait_for()


def test_a_learner_answers_and_the_teacher_sees_it(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def here(_routes: ClassRoutes, *about: Any) -> object:
        return await asyncio.to_thread(explained, *about)

    monkeypatch.setattr(ClassRoutes, "_explained", here)  # without a process that loads torch
    with (
        running_class(tmp_path, ["安娜", "李伟"]) as (server, links),
        tab(browser, locale="en-GB", accept_downloads=True) as teacher,
        tab(browser, locale="zh-CN") as learner,
    ):
        seen, page = teacher.page, learner.page
        seen.goto(server.link("/class?"))
        assert "Nobody has begun a lesson yet." in seen.locator("main").inner_text()

        page.goto(links[0])
        assert "安娜，你好！" in page.locator("main").inner_text()
        page.get_by_role("button", name="开始").click()
        page.get_by_role("link", name="6 softmax").click()
        learner.shows("分数怎样变成权重？")
        learner.press("ArrowRight")
        learner.shows("第三个权重现在是多少？")
        page.keyboard.type("1")
        learner.press("Enter")
        learner.shows("另外两个幂也很大")
        page.keyboard.type("0.665")
        learner.press("Enter")
        learner.shows("正确：0.665")

        bar = seen.get_by_role("img", name="right at first 0, right later 1,")
        teacher.until(lambda: seen.reload() and bar.count() == 1, "the answer never arrived")
        row = seen.get_by_role("row").filter(has_text="安娜").inner_text()
        assert "connected" in row and "6 Softmax" in row and "not connected" not in row
        assert "not connected" in seen.get_by_role("row").filter(has_text="李伟").inner_text()
        mistake = seen.get_by_role("row").filter(has_text="the other two powers are huge too")
        teacher.until(lambda: mistake.count() or not seen.reload(), "the mistake is not explained")
        with seen.expect_download() as download:
            seen.get_by_role("link", name="answers as CSV").click()
        table = download.value.path().read_text(encoding="utf-8-sig")
        assert "安娜,,6,Softmax,1,What is the third weight now?,right,right later,1,0,1 | 0.665," in table


def test_text_of_an_address_is_only_text(browser: Browser, server: Running) -> None:
    evil = "<img src=x onerror=alert(1)>--help"
    with tab(browser) as visitor:
        visitor.page.on("dialog", lambda dialog: visitor.complaints.append(dialog.message))
        visitor.page.goto(server.link(f"/?lesson={quote(evil)}&lang=en"))
        assert evil in visitor.page.get_by_role("alert").inner_text()
        (complaint,) = visitor.complaints
        assert "400 (Bad Request)" in complaint
        visitor.complaints.clear()


PAGE_OF_AN_ATTACKER = """<!DOCTYPE html><title>waiting</title><script>
const frame = document.createElement("iframe");
frame.src = "http://SERVER/explore?text=1";
const asked = [
  new Promise((done) => {
    const socket = new WebSocket("ws://SERVER/ws?width=80&height=24");
    socket.onopen = () => done("connected");
    socket.onerror = () => done("refused");
  }),
  fetch("http://SERVER/", { credentials: "include" }).then((answer) => answer.text(), () => "refused"),
  new Promise((done) => { frame.onload = () => done(frame.contentWindow.length === 0 ? "refused" : "shown"); }),
];
addEventListener("load", () => document.body.append(frame));
Promise.all(asked).then((results) => document.title = results.join());
</script><body></body>"""


@contextmanager
def attacker(page: str) -> Iterator[str]:
    """The address of a page on another port of this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as answering:
        threading.Thread(target=answering.serve_forever).start()
        yield f"http://127.0.0.1:{answering.server_port}/"
        answering.shutdown()


def test_a_page_of_another_origin_gets_nothing(walk: Tab, server: Running) -> None:
    """The browser sends it our cookie, because another port is the same site; the server looks at the origin."""
    evil = PAGE_OF_AN_ATTACKER.replace("SERVER", server.address.removeprefix("http://"))
    with attacker(evil) as address:
        other = walk.context.new_page()
        try:
            other.goto(address)
            walk.until(lambda: other.title() != "waiting", "the attacker still waits")
            assert other.title() == "refused,refused,refused"
        finally:
            other.close()
    step = walk.text.split("step ")[1]
    walk.press("ArrowRight")  # the server still serves
    walk.until(lambda: walk.text.split("step ")[1] != step, "the explorer does not answer")


def test_every_character_is_as_wide_as_the_explorer_thinks(walk: Tab) -> None:
    """Those of our texts and vocabularies, and what the views draw with."""
    folders = (ROOT / name for name in ("core", "explorer", "lessons"))
    files = (file for folder in folders for file in folder.rglob("*") if file.suffix in (".py", ".md", ".po"))
    texts = {character for file in files for character in file.read_text(encoding="utf-8")}
    characters = sorted(each for each in texts if each.isprintable())
    widths = walk.page.evaluate(
        """async (characters) => {
          const measuring = new xterm.Terminal({ allowProposedApi: true, cols: 10, rows: characters.length });
          measuring.loadAddon(new xterm.Unicode11Addon());
          measuring.unicode.activeVersion = "11";
          await new Promise((done) => measuring.write(characters.join("\\r\\n"), done));
          const { active } = measuring.buffer;
          return characters.map((_, row) => active.getLine(row).getCell(0).getWidth());
        }""",
        characters,
    )
    different = {
        each: (width, cell_len(each))
        for each, width in zip(characters, widths, strict=True)
        if width != cell_len(each)
    }
    assert different == {}
