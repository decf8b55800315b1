"""Explorers and their tabs: reconnecting, limits, and how each of them ends."""

import asyncio
import os

import pytest
from transformer_explore.explorer.server.keys import COOKIES
from transformer_explore.explorer.server.learners import Learner
from transformer_explore.explorer.server.settings import Limits

from tests.explorer.server.site import Tab, site
from tests.process import PATIENCE


async def gone(pid: int) -> bool:
    """Waits until a process has ended."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
            await asyncio.sleep(0.01)


async def pid(tab: Tab) -> int:
    """The process of the explorer that a tab shows."""
    await tab.type("pid")
    return int((await tab.until('"pid":'))["pid"])


async def test_a_tab_that_lost_its_connection_finds_its_explorer_again() -> None:
    async with site() as here, here.browser() as browser:
        tab = await browser.open("width=80&height=24")
        first = await pid(tab)
        transport = tab.socket._response.connection
        assert transport is not None
        transport.close()  # without a closing handshake
        again = await browser.open(f"width=100&height=30&session={tab.id}&reconnect=1")
        assert await again.until('"resize"') == {"type": "resize", "width": 100, "height": 30}
        assert await again.until('"redraw"') == {"type": "redraw"}
        assert await pid(again) == first
        assert again.id == tab.id


async def test_a_second_tab_takes_the_explorer_over() -> None:
    async with site() as here, here.browser() as browser:
        tab = await browser.open()
        first = await pid(tab)
        other = await browser.open(f"session={tab.id}")
        assert (await tab.ended())["why"] == "taken"
        assert await pid(other) == first


async def test_an_explorer_waits_only_so_long_for_its_tab() -> None:
    async with site(Limits(reconnect=0.05)) as here, here.browser() as browser:
        tab = await browser.open()
        first = await pid(tab)
        await asyncio.sleep(0.2)  # it has a tab, so it stays
        assert await pid(tab) == first
        await tab.socket.close()
        assert await gone(first)
        late = await browser.open(f"session={tab.id}&reconnect=1")
        assert (await late.ended())["why"] == "lost"
        new = await browser.open(f"session={tab.id}")  # such as after loading the page again
        assert await pid(new) != first


@pytest.mark.parametrize(
    ("limits", "why"), [(Limits(idle=0.05), "idle"), (Limits(lifetime=0.05), "lifetime")]
)
async def test_an_explorer_ends_after_a_time(limits: Limits, why: str) -> None:
    async with site(limits) as here:
        here.serving.app[COOKIES].lifetime = Limits().lifetime
        async with here.browser() as browser:
            tab = await browser.open()
            assert (await tab.ended())["why"] == why


async def test_each_learner_has_so_many_explorers_and_unseen_ones_make_room() -> None:
    one, two = Learner("one"), Learner("two")
    limits = Limits(explorers=3, explorers_each=2)
    async with (
        site(limits, learners=(one, two)) as here,
        here.browser(one) as first,
        here.browser(two) as second,
    ):
        tabs = [await first.open(), await first.open()]
        pids = [await pid(tab) for tab in tabs]
        assert (await (await first.open()).ended())["why"] == "too_many"
        other = await second.open()
        await pid(other)
        assert (await (await second.open()).ended())["why"] == "full"
        await tabs[0].socket.close()
        await pid(await second.open())  # in the place of the one that no tab shows
        assert await gone(pids[0])
        assert await pid(tabs[1]) == pids[1]


async def test_many_tabs_at_once_do_not_get_around_the_limit() -> None:
    async with site(Limits(explorers_each=3)) as here, here.browser() as browser:
        tabs = await asyncio.gather(*(browser.open() for _each in range(12)))
        first = [await tab.until('["') for tab in tabs]
        assert sum(message[0] == "ended" for message in first) == 9


@pytest.mark.parametrize(
    ("typed", "why", "line"),
    [
        ("leave", "left", ""),
        ("crash", "crashed", ""),
        ("refuse", "crashed", "transformer-explore: no such sentence"),
    ],
)
async def test_the_page_says_how_an_explorer_ended(typed: str, why: str, line: str) -> None:
    async with site() as here, here.browser() as browser:
        tab = await browser.open("page=zh")
        await tab.type(typed)
        found = await tab.ended()
        assert (found["why"], found["line"]) == (why, line)
        assert "交互界面" in found["text"]
        assert len(here.reports) == (why == "crashed")


async def test_what_an_explorer_reports_reaches_the_operators_terminal_without_control_characters() -> None:
    async with site() as here, here.browser() as browser:
        tab = await browser.open()
        await tab.type("crash")
        await tab.ended()
        assert here.reports == ["transformer-explore: internal error ␛]0;title␇"]


async def test_the_end_of_the_server_ends_all_explorers_even_those_that_do_not_react() -> None:
    async with site(Limits(closing=0.1)) as here, here.browser() as browser:
        tabs = [await browser.open() for _each in range(3)]
        pids = [await pid(tab) for tab in tabs]
        await tabs[0].type("deaf")
        await tabs[1].type("flood")
    for each in pids:
        assert await gone(each)


async def test_pages_are_in_the_language_of_the_browser_the_address_or_the_server() -> None:
    async with site() as here, here.stranger() as browser:
        chinese = {"Accept-Language": "fr;q=0.9, zh-CN, en"}
        assert "needs a link" in (await browser.get("/"))[1]
        _status, text = await browser.get("/", headers=chinese)
        assert "需要链接" in text
        assert '<html lang="zh-Hans">' in text
        assert "needs a link" in (await browser.get("/?lang=en", headers=chinese))[1]
        assert "needs a link" in (await browser.get("/?lang=%1b", headers={"Accept-Language": "\t;,"}))[1]
    async with site(language="zh") as here, here.stranger() as browser:
        assert "需要链接" in (await browser.get("/", headers={"Accept-Language": "en"}))[1]
