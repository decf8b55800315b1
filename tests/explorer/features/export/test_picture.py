"""The screen written down: text, SVG and HTML with exact columns, and nothing in them that anybody might obey."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.export.picture import Look, Piece, View, _printable, taken
from transformer_explore.explorer.features.export.picture_files import CELL, MARGIN, as_html, as_svg, as_text
from transformer_explore.explorer.ui.text import safe, width

from tests.explorer.outside import words
from tests.explorer.showing import Showing, array
from tests.shipped import shipped_trace

GROUND = Look((200, 200, 200), (10, 10, 10))
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("<script>alert(1)</script>", "]]>", "&amp;", "\"'>", "<!--", "\x1b[31m", "https://example.org/x")
TRACE = shipped_trace()


def view(*lines: str) -> View:
    """Safe lines, padded, in one look."""
    columns = max(map(width, lines))
    padded = (line + " " * (columns - width(line)) for line in lines)
    return View(tuple((Piece(line, GROUND),) for line in padded), columns, GROUND, True, "a view")


def words_in(svg: str) -> list[tuple[float, str]]:
    """Each piece of text of a picture with the column at which it begins, or about which it is centred."""
    root = ElementTree.fromstring(svg)
    return [(float(e.attrib["x"]) / CELL, e.text or "") for e in root.iter(f"{SVG}text")]


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


async def of(app: App[None], *keys: str, size: tuple[int, int] = (80, 24)) -> View:
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return taken(app, "a screen")


# ------------------------------------------------------------------------------------- columns
async def test_the_view_is_the_screen_cell_by_cell() -> None:
    seen = await of(Explorer(TRACE), "right", "right")
    assert len(seen.lines) == 24
    assert {sum(width(piece.text) for piece in line) for line in seen.lines} == {80}
    text = as_text(seen)
    assert "我 爱 你 → i love you" in text
    assert not any(line.endswith(" ") for line in text.split("\n"))


async def test_what_a_dialog_lies_upon_is_seen_behind_it() -> None:
    text = as_text(await of(Explorer(TRACE), "question_mark", size=(100, 80)))
    assert "Walk through everything" in text
    assert "step 1 / 108" in text


def test_wide_characters_are_in_exact_columns_in_the_picture() -> None:
    assert words_in(as_svg(view("a 我爱你 b", "  爱  -1.5"))) == [
        (0, "a"), (3, "我"), (5, "爱"), (7, "你"), (9, "b"), (3, "爱"), (6, "-1.5"),
    ]  # fmt: skip


def test_wide_characters_have_boxes_of_two_columns_in_the_page() -> None:
    page = as_html(view("a 我爱 b"), "en")
    assert 'a <span class="w">我</span><span class="w">爱</span> b' in page
    assert re.search(r"\.w\{width:2ch", page)


@given(st.lists(words, min_size=1, max_size=4))
def test_whatever_a_token_is_every_form_holds_it_and_is_well_formed(tokens: list[str]) -> None:
    safe_ones = [safe(token) for token in tokens]
    seen = view(*safe_ones)
    assert as_text(seen).split("\n")[0] == safe_ones[0].rstrip()
    drawn = "".join(text for _, text in words_in(as_svg(seen)))
    assert re.sub(r"[\s▀▄█▁-▇]", "", drawn) == re.sub(r"[\s▀▄█▁-▇]", "", "".join(safe_ones))
    page = Page(as_html(seen, "en"))
    assert "".join(safe_ones).replace(" ", "") in page.text.replace("\n", "").replace(" ", "")
    assert page.tags.count("pre") == 1


# ------------------------------------------------------------------------------------- data stays data
async def test_tokens_that_look_like_markup_stay_text() -> None:
    shown = array(np.zeros((len(HOSTILE), 2), np.float32), {"query": HOSTILE})
    app = Showing(shown, (0, 0))
    async with app.run_test(size=(120, 12)):
        seen = taken(app, "<title> & co")
    page = Page(as_html(seen, "en"))
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "]]>" in page.text
    assert "alert" in page.text
    assert "<title> & co" in page.text
    assert "]]>" in [text for _, text in words_in(as_svg(seen))]


def test_control_characters_never_reach_a_file() -> None:
    for text in ("\x1b[31m", "a\x00\x07b", "\x9b2J", "\u202eabc", "\ud800", "\r\n", "\ufeff"):
        kept = _printable(text)
        assert all(c.isprintable() for c in kept)
        assert width(kept) == width(text)
        kept.encode()


@pytest.mark.parametrize("keys", [(), ("v",), ("question_mark",), ("L",)])
async def test_no_address_is_fetched_by_any_form(keys: tuple[str, ...]) -> None:
    seen = await of(Explorer(TRACE), *keys)
    svg, page = as_svg(seen), as_html(seen, "en")
    assert re.findall(r"https?://[^\"' ]*", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"https?://|//", page)
    for form in (svg, page):
        assert not re.search(r"url\(|@import|@font-face|\bsrc=|\bhref=|<script|<foreignObject", form)


# ------------------------------------------------------------------------------------- looks
async def test_the_page_has_the_theme_and_the_language() -> None:
    by_night, by_day = await of(Explorer(TRACE)), await of(Explorer(TRACE), "L")
    assert (by_night.dark, by_day.dark) == (True, False)
    assert "color-scheme:dark" in as_html(by_night, "en")
    assert "color-scheme:light" in as_html(by_day, "zh")
    assert '<html lang="zh">' in as_html(by_day, "zh")
    assert f"background:#{bytes(by_day.ground.back).hex()}" in as_html(by_day, "zh")


async def test_without_colour_on_the_screen_the_file_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    seen = await of(Explorer(TRACE), "v")
    for form in (as_svg(seen), as_html(seen, "en")):
        colors = {tuple(bytes.fromhex(found)) for found in re.findall(r"#([0-9a-f]{6})\b", form)}
        assert colors
        assert all(red == green == blue for red, green, blue in colors)


async def test_in_the_colours_of_the_terminal_every_piece_has_colours_of_its_own_too() -> None:
    app = Showing(array(np.eye(3, dtype=np.float32)), (0, 0))
    async with app.run_test(size=(40, 8)) as pilot:
        app.theme = "ansi-light"
        await pilot.pause()
        seen = taken(app, "")
    assert not seen.dark
    assert sum(seen.ground.back) > sum(seen.ground.front)
    assert "#" in as_html(seen, "en")


def test_a_picture_is_as_large_as_its_lines() -> None:
    root = ElementTree.fromstring(as_svg(view("我爱你", "ab")))
    assert int(root.attrib["width"]) == 6 * CELL + 2 * MARGIN


def test_reverse_and_dim_are_exported_as_they_look() -> None:
    from transformer_explore.explorer.features.export.picture import _pieces

    strip = [
        Segment("a", Style(color="#ffffff", bgcolor="#000000", reverse=True)),
        Segment("b", Style(dim=True)),
    ]
    reverse, dim = _pieces(strip, Explorer(TRACE).ansi_theme, GROUND)
    assert (reverse.look.front, reverse.look.back) == ((0, 0, 0), (255, 255, 255))
    assert GROUND.back < dim.look.front < GROUND.front
