"""What the pages load: nothing from elsewhere, and fonts with the characters of our texts."""

import re
from pathlib import Path

import pytest
import textual_serve
from transformer_explore.core.support.errors import Problem
from transformer_explore.explorer.server import xterm
from transformer_explore.explorer.server.assets import FOLDER, asset, names

from tests.process import ROOT

ELSEWHERE = re.compile(r"https?://|//[a-z]|@import", re.IGNORECASE)
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")


@pytest.mark.parametrize(
    "name", [file.name for file in FOLDER.iterdir() if file.suffix in (".html", ".css", ".js")]
)
def test_our_pages_name_no_other_site(name: str) -> None:
    text = re.sub(r"(?m)^\s*// .*$|/\*.*?\*/", "", (FOLDER / name).read_text(encoding="utf-8"))
    assert not ELSEWHERE.search(text.replace("/^https?:/", ""))


@pytest.mark.parametrize("file", list(FOLDER.glob("*.html")), ids=lambda file: file.name)
def test_no_page_contains_a_script_or_a_style(file: Path) -> None:
    """The policy forbids scripts in pages, and handlers in attributes."""
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]* src=)|<style|\son[a-z]+=|\sstyle=|\|\s*safe", text)


def test_everything_that_a_page_loads_is_served() -> None:
    loaded = {
        name
        for file in FOLDER.iterdir()
        if file.suffix in (".html", ".css", ".js")
        for name in re.findall(r'(?:/page/|url\("|from "\./)([\w.-]+)', file.read_text(encoding="utf-8"))
    }
    assert loaded <= names()
    assert {"xterm.js", "explorer.js", "mono.woff2"} <= loaded


def test_only_files_of_the_pages_are_served() -> None:
    assert not {name for name in names() if name.endswith((".html", ".py"))}
    assert all(asset(name).content for name in names())
    assert len({asset(name).tag for name in names()}) == len(names())


def test_a_different_script_of_textual_serve_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "textual.js").write_text("export class Terminal {}")
    monkeypatch.setattr(textual_serve, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(Problem, match="not supported"):
        xterm.xterm.__wrapped__()


def covered(style_sheet: str) -> set[int]:
    """The characters in our fonts, as their style sheet lists them; it also lists those of the reader's system."""
    ours = [each for each in style_sheet.split("@font-face") if "url(" in each]
    pairs = [(int(first, 16), int(last or first, 16)) for first, last in RANGE.findall("".join(ours))]
    return {each for first, last in pairs for each in range(first, last + 1)}


def test_the_fonts_have_the_characters_of_our_texts() -> None:
    """A few may be missing: run docs/fonts.py when there are more. The rest comes from the reader's fonts."""
    files = (file for name in ("core", "explorer", "lessons") for file in (ROOT / name).rglob("*"))
    texts = [file.read_text(encoding="utf-8") for file in files if file.suffix in (".py", ".md", ".po")]
    wanted = {ord(each) for text in texts for each in set(text) if each.isprintable()}
    missing = wanted - covered((FOLDER / "fonts.css").read_text(encoding="utf-8"))
    assert len(missing) < 0.02 * len(wanted), "".join(map(chr, sorted(missing)))


def test_the_fonts_are_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*.woff2")) < 300_000
