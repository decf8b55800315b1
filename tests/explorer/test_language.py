"""Languages: one place for every string, chosen with --lang, and nothing forgotten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support import localization
from transformer_explore.explorer import cli
from transformer_explore.explorer.ui.text import safe, width, wrap
from transformer_explore.explorer.ui.walk import titles, together

from docs.messages import TEMPLATE, bring_up_to_date, compiled, refuse_other_places, template, written
from tests.process import ROOT, run

CHINESE = {
    "explore a sentence": "探索一个句子",
    "{cell} was made of": "{cell} 由此而来",
    "layer {number}": "第 {number} 层",
    "self-attention": "自注意力",
    "from {origins}": "来自 {origins}",
    "usage: ": "用法：",
    "a sentence, such as 我爱你": "一个句子，例如 我爱你",
}
HOME = """
import asyncio, sys
from pathlib import Path
from transformer_explore.core.support import localization
localization.CATALOGUES = Path(sys.argv[1])
localization.use("zh")
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.ui.memory import Store

async def home():
    app = Explorer(store=Store(Path(sys.argv[1]) / "state.json"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        print("\\n".join(strip.text for strip in app.screen._compositor.render_strips()))

asyncio.run(home())
"""
WALK = """
import sys
from pathlib import Path
from transformer_explore.core.support import localization
localization.CATALOGUES = Path(sys.argv[1])
from transformer_explore.explorer import cli
sys.exit(cli.main(sys.argv[2:]))
"""


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a little Chinese."""
    folder = tmp_path_factory.mktemp("locale")
    chinese = Catalog(locale="zh")
    for text, translated in CHINESE.items():
        chinese.add(text, translated)
    file = folder / "zh" / "LC_MESSAGES" / f"{localization.DOMAIN}.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(compiled(chinese))
    return folder


def spoken(code: str, *arguments: str | Path) -> str:
    """What a program says."""
    done = run([sys.executable, "-c", code, *map(str, arguments)], ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ------------------------------------------------------------------------------------- choosing one
def test_there_is_english_and_every_language_that_has_a_catalogue(
    catalogues: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(localization, "CATALOGUES", catalogues)
    assert localization.languages() == ("en", "zh")


@pytest.mark.parametrize(
    "typed",
    [("--lang", "zz", "models"), ("models", "--lang", "zz"), ("models", "--lang=zz"), ("--lang", "../../zz")],
)
def test_a_language_that_there_is_not_is_refused_in_one_line(
    typed: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(typed) == 2
    said = capsys.readouterr().err
    assert said.endswith(f"zz: unknown language; choose from {', '.join(localization.languages())}\n")
    assert said.count("\n") == 1


def test_lang_without_a_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "--lang"]) == 2
    assert "unknown language" in capsys.readouterr().err


@pytest.mark.parametrize("typed", [("--lang", "en", "schema"), ("schema", "--lang=en")])
def test_lang_stands_before_or_after_the_command(
    typed: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(localization.VARIABLE, "en")
    assert cli.main(typed) == 0
    assert json.loads(capsys.readouterr().out)


def test_a_language_of_the_environment_that_there_is_not_is_english() -> None:
    command = [sys.executable, "-m", "transformer_explore.explorer.cli", "--help"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, localization.VARIABLE: "../zz"},
        check=True,
    )
    assert done.stdout.startswith("usage: transformer-explore")


# ------------------------------------------------------------------------------------- a catalogue, end to end
def test_the_home_screen_speaks_it(catalogues: Path) -> None:
    assert "探索一个句子" in spoken(HOME, catalogues)


def test_the_walk_speaks_it_and_names_the_same_steps(catalogues: Path) -> None:
    said = spoken(WALK, catalogues, "walk", "我爱你", "--step", "*.scaled", "--lang", "zh")
    assert "encoder › 第 1 层 › 自注意力" in said
    assert "来自 dot_products" in said
    assert "encoder.layers.0.self_attention.scaled" in said
    assert " layer " not in said


def test_help_speaks_it(catalogues: Path) -> None:
    said = spoken(WALK, catalogues, "--lang", "zh", "walk", "--help")
    assert said.startswith("用法：transformer-explore walk")
    assert "一个句子，例如 我爱你" in said


def test_the_layer_joins_its_part_whatever_a_layer_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    class Some(NullTranslations):
        def gettext(self, message: str) -> str:
            return CHINESE.get(message, message)

    name = "encoder.layers.0.self_attention.scaled"
    assert together(titles(name)) == ["encoder 1", "self-attention", "scaled"]
    monkeypatch.setattr(localization, "_catalogue", Some())
    assert titles(name) == ("encoder", "第 1 层", "自注意力", "scaled")
    assert together(titles(name)) == ["encoder 1", "自注意力", "scaled"]


@given(st.text("权重是向量abc ，。", max_size=80).map(safe), st.integers(2, 30))
def test_what_has_no_spaces_is_wrapped_and_nothing_of_it_is_lost(text: str, columns: int) -> None:
    wide = "".join(text.split()).replace("a", "").replace("b", "").replace("c", "")
    lines = wrap(wide, columns, 1000)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines) == wide


# ------------------------------------------------------------------------------------- nothing forgotten
def test_the_template_for_translators_holds_every_string() -> None:
    assert TEMPLATE.read_bytes() == written(template()), "strings have changed: run `make messages`"


def test_a_translation_is_kept_when_the_strings_change(tmp_path: Path) -> None:
    po = tmp_path / "zh" / "LC_MESSAGES" / f"{localization.DOMAIN}.po"
    po.parent.mkdir(parents=True)
    before = Catalog()  # as somebody begins: with a copy of the template
    before.add("still there", "还在")
    before.add("gone", "没了")
    po.write_bytes(written(before))
    now = Catalog()
    now.add("still there")
    now.add("new")
    bring_up_to_date(po, now)
    text = po.read_text(encoding="utf-8")
    assert "还在" in text
    assert "new" in text
    assert "没了" not in text
    with po.with_suffix(".mo").open("rb") as file:
        assert GNUTranslations(file).gettext("still there") == "还在"


@pytest.mark.parametrize("translated", ["第 {nummer} 层", "第 {number!r} 层", "{} 层"])
def test_a_translation_that_fills_in_something_else_is_refused(translated: str) -> None:
    refuse_other_places(Message("layer {number}", "第 {number} 层"))
    with pytest.raises(SystemExit, match="layer"):
        refuse_other_places(Message("layer {number}", translated))


def test_every_string_that_a_person_reads_goes_through_the_one_place(tmp_path: Path) -> None:
    done = run(
        [sys.executable, "-m", "tests.explorer.made_up"],
        ROOT,
        XDG_STATE_HOME=str(tmp_path),
        XDG_CONFIG_HOME=str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    left = {place: said for place, said in json.loads(done.stdout).items() if said}
    assert not left, (
        "neither translated nor data; write it as _(…), or, if it is data, name it in tests/explorer/made_up.py"
    )
