"""The command `serve` with a real explorer: from the link to the end."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.explorer.server.site import Address, Browser
from tests.process import PATIENCE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux only"),
]
CODES = {signal.SIGINT: 0, signal.SIGKILL: -signal.SIGKILL}


@pytest.mark.parametrize("end", CODES)
async def test_from_the_link_to_an_explorer_and_its_end(end: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "transformer_explore.explorer", "serve", "--port", "0", "--lang", "zh"]
    environment = {"PATH": os.defpath, "HOME": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8") as server:
        try:
            assert server.stdout is not None
            found = re.search(r"(http://127\.0\.0\.1:\d+)/\?token=\S+", server.stdout.readline())
            assert found is not None
            assert any(b"forking" in command_line(pid) for pid in descendants(server.pid))
            async with Address(found[1]).stranger() as browser:
                await visit(browser, found[0])
                started = descendants(server.pid)
                assert any(b"forking" in command_line(pid) for pid in started)  # also the name of each fork
                server.send_signal(end)
                assert server.wait(PATIENCE) == CODES[end]
            await gone(started)
        finally:
            server.kill()


async def visit(browser: Browser, link: str) -> None:
    """Opens a link, waits for the home screen, opens the help, and connects again."""
    assert await browser.follow(link) == 200
    tab = await browser.open("width=100&height=40")
    await tab.shows("探索")
    await tab.type("?")
    await tab.shows("帮助")
    await tab.socket.close()
    again = await browser.open(f"width=100&height=40&session={tab.id}&reconnect=1")
    await again.shows("\x1b[?1049h")
    await again.shows("帮助")


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return children + [other for child in children for other in descendants(child)]


async def gone(pids: list[int]) -> None:
    """Waits until the processes have ended; nobody may have collected their exit codes."""
    async with asyncio.timeout(PATIENCE):
        while any(map(command_line, pids)):
            await asyncio.sleep(0.05)


def command_line(pid: int) -> bytes:
    """The command line of a process; b"" once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
