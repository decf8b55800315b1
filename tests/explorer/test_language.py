"""Languages: one place for every string, chosen with --lang, and nothing forgotten."""

import asyncio
import json
import sys
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support import localization
from transformer_explore.explorer.ui.text import safe, width, wrap
from transformer_explore.explorer.ui.walk import titles, together

from docs.messages import TEMPLATE, bring_up_to_date, compiled, refuse_other_places, template, written
from tests.explorer.commands.calling import output, refused
from tests.process import ROOT, command, run

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
    """A folder with a small Chinese catalogue."""
    folder = tmp_path_factory.mktemp("locale")
    chinese = Catalog(locale="zh")
    for text, translated in CHINESE.items():
        chinese.add(text, translated)
    file = folder / "zh" / "LC_MESSAGES" / f"{localization.DOMAIN}.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(compiled(chinese))
    return folder


def spoken(code: str, *arguments: str | Path) -> str:
    """The output of a program in Chinese."""
    done = run([sys.executable, "-c", code, *map(str, arguments)], ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ------------------------------------------------------------------------------------- choosing one
def test_languages_are_english_and_all_catalogues(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(localization, "CATALOGUES", catalogues)
    assert localization.languages() == ("en", "zh")


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        (("--lang", "zz", "models"), "zz"),
        (("models", "--lang", "zz"), "zz"),
        (("models", "--lang=zz"), "zz"),
        (("--lang", "../../zz"), "../../zz"),
        (("models", "--lang"), ""),
    ],
)
def test_an_unknown_language_is_refused_in_one_line(typed: tuple[str, ...], language: str) -> None:
    known = ", ".join(localization.languages())
    assert refused(*typed).endswith(f"--lang {language}: unknown language; choose from {known}")


@pytest.mark.parametrize("typed", [("--lang", "en", "schema"), ("schema", "--lang=en")])
def test_lang_may_stand_anywhere(typed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(localization.VARIABLE, "en")
    assert json.loads(output(*typed))


def test_an_unknown_language_in_the_programs_variable_is_refused_in_one_line() -> None:
    done = command("--help", **{localization.VARIABLE: "../zz"})
    assert done.returncode == 2 and not done.stdout
    assert done.stderr.count("\n") == 1 and localization.VARIABLE in done.stderr


# ------------------------------------------------------------------------------------- a catalogue, end to end
def test_the_home_screen_is_translated(catalogues: Path) -> None:
    assert "探索一个句子" in spoken(HOME, catalogues)


def test_the_walk_is_translated_and_keeps_the_names_of_steps(catalogues: Path) -> None:
    said = spoken(WALK, catalogues, "walk", "我爱你", "--step", "*.scaled", "--lang", "zh")
    assert "encoder › 第 1 层 › 自注意力" in said
    assert "来自 dot_products" in said
    assert "encoder.layers.0.self_attention.scaled" in said
    assert " layer " not in said


def test_help_is_translated(catalogues: Path) -> None:
    said = spoken(WALK, catalogues, "--lang", "zh", "walk", "--help")
    assert said.startswith("用法：transformer-explore walk")
    assert "一个句子，例如 我爱你" in said


def test_the_layer_is_joined_to_its_part_in_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    class Some(NullTranslations):
        def gettext(self, message: str) -> str:
            return CHINESE.get(message, message)

    name = "encoder.layers.0.self_attention.scaled"
    assert together(titles(name)) == ["encoder 1", "self-attention", "scaled"]
    monkeypatch.setattr(localization, "_catalogue", Some())
    assert titles(name) == ("encoder", "第 1 层", "自注意力", "scaled")
    assert together(titles(name)) == ["encoder 1", "自注意力", "scaled"]


@given(st.text("权重是向量abc ，。", max_size=80).map(safe), st.integers(2, 30))
def test_text_without_spaces_is_wrapped_without_loss(text: str, columns: int) -> None:
    wide = "".join(text.split()).replace("a", "").replace("b", "").replace("c", "")
    lines = wrap(wide, columns, 1000)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines) == wide


# ------------------------------------------------------------------------------------- nothing forgotten
def test_the_template_for_translators_is_up_to_date() -> None:
    assert TEMPLATE.read_bytes() == written(template()), "strings have changed: run `make messages`"


def test_a_translation_is_kept_when_other_texts_change(tmp_path: Path) -> None:
    po = tmp_path / "zh" / "LC_MESSAGES" / f"{localization.DOMAIN}.po"
    po.parent.mkdir(parents=True)
    before = Catalog()  # a translator starts with a copy of the template
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
def test_a_translation_with_another_placeholder_is_refused(translated: str) -> None:
    refuse_other_places(Message("layer {number}", "第 {number} 层"))
    with pytest.raises(SystemExit, match="layer"):
        refuse_other_places(Message("layer {number}", translated))


@pytest.mark.slow
def test_every_text_is_translatable(tmp_path: Path) -> None:
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


def test_tasks_and_threads_have_a_language_each() -> None:
    async def spoken(language: str) -> tuple[str, str]:
        with localization.in_language(language):
            await asyncio.sleep(0)  # the other one begins
            return localization._("self-attention"), await asyncio.to_thread(localization._, "self-attention")

    async def both() -> list[tuple[str, str]]:
        return await asyncio.gather(spoken("zh"), spoken("en"))

    assert asyncio.run(both()) == [("自注意力", "自注意力"), ("self-attention", "self-attention")]
    assert localization._("self-attention") == "self-attention"
