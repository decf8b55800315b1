"""Settings: in force at once on whatever is there, and the next time too."""

import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from textual.widgets import Input, Static
from transformer_explore.core.support import localization
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.settings.screen import SettingsScreen
from transformer_explore.explorer.features.settings.state import CHOICES, choices, use_colors
from transformer_explore.explorer.ui import precision
from transformer_explore.explorer.ui.memory import Settings, Store
from transformer_explore.explorer.ui.widgets.explanation import explained
from transformer_explore.explorer.ui.widgets.grid import Grid

from docs.messages import compiled
from tests.explorer.driver import Driver, drive
from tests.process import run
from tests.shipped import shipped_trace

TRACE = shipped_trace()
LINES = [choice.field for choice in CHOICES]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "explorer.json")


@pytest.fixture
async def walking(store: Store) -> AsyncIterator[Driver]:
    async with drive(Explorer(TRACE, store=store)) as driver:
        yield driver


async def at(driver: Driver, field: str) -> SettingsScreen:
    """The settings, with the cursor on one of them."""
    await driver.press("comma", *["down"] * LINES.index(field))
    screen = driver.screen
    assert isinstance(screen, SettingsScreen)
    return screen


def said(screen: SettingsScreen) -> str:
    return str(screen.query_one("#about-setting", Static).render())


def grid_line(driver: Driver) -> str:
    """The first row of numbers on the walk."""
    grid = driver.app.screen_stack[0].query_one(Grid)
    return next(line for y in range(1, 9) if "." in (line := grid.render_line(y).text))


async def test_decimals_apply_to_the_grid_and_explanations_have_one_more(walking: Driver) -> None:
    explore = walking.screen
    walking.go_to("source_embedding.scaled")
    await at(walking, "decimals")
    for decimals in (3, 4):
        await walking.press("right")
        number = re.search(r"\d\.(\d+)", grid_line(walking))
        assert number is not None and len(number[1]) == decimals
        assert len(explained(explore.navigator)[2].partition(".")[2]) == decimals + 1
        grid = explore.grid
        assert grid.virtual_size.width == grid.arrangement.width  # columns are measured anew
    await walking.press("left")
    assert precision.current == 3


async def test_changes_are_stored_at_once_and_apply_the_next_time(walking: Driver, store: Store) -> None:
    for field in LINES:
        screen = await at(walking, field)
        before = screen.list.values[field]
        await walking.press("right")
        after = screen.list.values[field]
        assert after != before
        assert getattr(Store(store.path).load().settings, field) == after
        await walking.press("escape")
    other = Explorer(TRACE, store=Store(store.path))
    assert other.theme == "day"
    assert other.animation_level == "none"
    assert precision.current == 3


async def test_without_a_store_it_holds_for_the_run() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        await at(driver, "decimals")
        await driver.press("right", "escape")
        assert driver.app.settings.decimals == 3
        await at(driver, "theme")
        await driver.press("right")
        assert driver.app.theme == "day"
        assert driver.app.settings == Settings(theme="day", decimals=3)


async def test_each_line_says_in_a_sentence_what_it_does(walking: Driver) -> None:
    screen = await at(walking, LINES[0])
    seen = set()
    for _ in LINES:
        assert said(screen).endswith(".")
        seen.add(said(screen))
        await walking.press("down")
    assert len(seen) == len(LINES)


async def test_colours_wait_for_the_next_start_and_say_so(walking: Driver) -> None:
    screen = await at(walking, "colors")
    assert "next time you start" not in said(screen)
    await walking.press("right")
    assert "next time you start" in said(screen)


async def test_a_setting_that_cannot_be_saved_applies_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with drive(
        Explorer(TRACE, store=Store(tmp_path / "file" / "explorer.json")), size=(80, 24)
    ) as driver:
        screen = await at(driver, "pace")
        await driver.press("right")
        assert "when you quit" in said(screen)
        assert driver.app.settings.pace == 2.0


async def test_the_ends_stop_the_arrows_and_enter_goes_round(walking: Driver) -> None:
    screen = await at(walking, "theme")
    await walking.press("left", "left")
    assert screen.list.values["theme"] == "night"
    await walking.press("right", "right")
    assert screen.list.values["theme"] == "day"
    await walking.press("enter")
    assert screen.list.values["theme"] == "night"


async def test_light_or_dark_shows_in_the_open_settings(walking: Driver) -> None:
    screen = await at(walking, "theme")
    await walking.press("L")
    assert screen.list.values["theme"] == walking.app.theme == "day"


async def test_a_click_on_a_line_changes_it_and_on_the_arrow_changes_it_back(walking: Driver) -> None:
    screen = await at(walking, "theme")
    line = LINES.index("decimals")
    await walking.click("#choices", (25, line))
    await walking.click("#choices", (25, line))
    assert walking.app.settings.decimals == 4
    await walking.click("#choices", (18, line))
    assert walking.app.settings.decimals == 3
    assert screen.list.cursor == line


async def test_with_reduced_motion_nothing_blinks(walking: Driver) -> None:
    await at(walking, "motion")
    await walking.press("right", "escape", "t")
    assert not walking.screen.query_one(Input).cursor_blink
    assert walking.app.animation_level == "none"


async def test_another_pace_is_shown_and_moves_to_the_nearest_choice(store: Store) -> None:
    async with drive(Explorer(TRACE, store=store), size=(80, 24)) as driver:
        driver.app.change_settings(pace=1.7)
        screen = await at(driver, "pace")
        assert "1.7 s" in screen.list.render_line(LINES.index("pace")).text
        await driver.press("right")
        assert driver.app.settings.pace == 2.0


def test_every_setting_but_the_language_has_a_line() -> None:
    assert {field.name for field in fields(Settings)} - {"language"} == set(LINES)
    for choice in CHOICES:
        assert getattr(Settings(theme="night"), choice.field) in choice.values


def test_settings_choose_the_colours_and_by_default_textual_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    use_colors(Settings())
    assert "TEXTUAL_COLOR_SYSTEM" not in os.environ
    use_colors(Settings(colors="16"))
    use_colors(Settings(colors="full"))
    assert os.environ["TEXTUAL_COLOR_SYSTEM"] == "standard"
    assert "NO_COLOR" not in os.environ
    use_colors(Settings(colors="none"))
    assert "NO_COLOR" in os.environ


# ------------------------------------------------------------------------------------- the language
SPOKEN = """
import sys
from pathlib import Path
from transformer_explore.core.support import localization
localization.CATALOGUES = Path(sys.argv[1])
from transformer_explore.explorer import cli
cli._choose_language(sys.argv[2:])
print(localization.current(), "transformer_explore.explorer.ui.memory" in sys.modules)
"""


def spoken(catalogues: Path, state: Path, *typed: str, said: str = "", **system: str) -> str:
    """The language of a program that is started so, and whether it has looked at what is remembered."""
    system |= {"XDG_STATE_HOME": str(state)} | ({localization.VARIABLE: said} if said else {})
    cleared = [f"--unset={name}" for name in (localization.VARIABLE, *localization.SYSTEM)]
    set_ = [f"{name}={value}" for name, value in system.items()]
    done = run(["env", *cleared, *set_, sys.executable, "-c", SPOKEN, str(catalogues), *typed])
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    """A folder with a language that says nothing differently yet."""
    file = tmp_path / "locale" / "zh" / "LC_MESSAGES" / f"{localization.DOMAIN}.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(compiled(Catalog(locale="zh")))
    return tmp_path / "locale"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the state has another folder")
def test_the_chosen_language_applies_if_nothing_else_is_given(tmp_path: Path, catalogues: Path) -> None:
    store = Store(tmp_path / "transformer-explore" / "explorer.json")
    store.change(lambda memory: replace(memory, settings=Settings(language="zh")))
    assert spoken(catalogues, tmp_path) == "zh True"
    assert spoken(catalogues, tmp_path, "--lang", "en") == "en False"
    assert spoken(catalogues, tmp_path, said="en") == "en False"
    assert spoken(tmp_path / "only english", tmp_path) == "en False"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the state has another folder")
def test_each_way_to_say_a_language_goes_before_the_next(tmp_path: Path, catalogues: Path) -> None:
    """--lang, TRANSFORMER_EXPLORE_LANG, the setting, LANGUAGE, LC_ALL, LC_MESSAGES, LANG."""
    for earlier, later in pairwise(localization.SYSTEM):
        assert spoken(catalogues, tmp_path, **{later: "zh_CN.UTF-8"}) == "zh True"
        assert spoken(catalogues, tmp_path, **{earlier: "en_GB", later: "zh_CN.UTF-8"}) == "en True"
    store = Store(tmp_path / "transformer-explore" / "explorer.json")
    store.change(lambda memory: replace(memory, settings=Settings(language="zh")))
    assert spoken(catalogues, tmp_path, LANGUAGE="en") == "zh True"
    assert spoken(catalogues, tmp_path, LANGUAGE="zh", said="en") == "en False"
    assert spoken(catalogues, tmp_path, "--lang", "en", LANGUAGE="zh", said="zh") == "en False"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANGUAGE": "de", "LANG": "zh_CN"}, "en"),
        ({"LANGUAGE": "de:zh_TW:en"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.GB18030@x"}, "zh"),
        ({"LANG": "../../zz"}, "en"),
    ],
)
def test_the_environment_chooses_a_language_or_english(
    environment: dict[str, str], expected: str, catalogues: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(localization, "CATALOGUES", catalogues)
    monkeypatch.setattr(localization, "REQUESTED", "")
    for name in localization.SYSTEM:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert localization.chosen() == expected
    assert localization.chosen(setting="gone") == expected  # no longer available
    monkeypatch.setattr(localization, "REQUESTED", "zz")
    assert localization.chosen() == localization.chosen(setting="zh") == "en"


def test_with_one_language_there_is_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert [choice.field for choice in choices()] == [*LINES, "language"]
    monkeypatch.setattr(localization, "CATALOGUES", tmp_path)
    assert [choice.field for choice in choices()] == LINES


@pytest.fixture
def english_again() -> Iterator[None]:
    yield
    localization.use("en")


@pytest.mark.usefixtures("english_again")
async def test_the_language_changes_at_once_on_every_open_screen(store: Store) -> None:
    async with drive(Explorer(TRACE, store=store), size=(100, 30)) as driver:
        await driver.press("comma", *["down"] * len(LINES), "right", "right")
        assert "设置" in driver.screen.query_one("#settings").border_title
        await driver.press("escape")
        text = "\n".join(driver.lines())
        assert "第 1 步" in text or "步骤" in text
        assert "退出" in text and "quit" not in text
        await driver.press("comma", *["down"] * len(LINES), "left", "escape")
        assert "quit" in "\n".join(driver.lines())


@pytest.mark.usefixtures("english_again")
async def test_automatic_is_the_language_of_the_command_line(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(localization, "option", "zh")
    localization.use("zh")
    async with drive(Explorer(TRACE, store=store), size=(100, 30)) as driver:
        for key, title in (("right", "settings"), ("left", "设置")):
            await driver.press("comma", *["down"] * len(LINES), key)
            assert title in driver.screen.query_one("#settings").border_title
            await driver.press("escape")


@pytest.mark.usefixtures("english_again")
async def test_a_language_is_chosen(monkeypatch: pytest.MonkeyPatch, catalogues: Path, store: Store) -> None:
    monkeypatch.setattr(localization, "CATALOGUES", catalogues)
    store.change(lambda memory: replace(memory, settings=Settings(language="gone")))
    async with drive(Explorer(TRACE, store=store), size=(80, 24)) as driver:
        await driver.press("comma", *["down"] * len(LINES))
        screen = driver.screen
        assert "automatic" in screen.list.render_line(len(LINES)).text
        await driver.press("right", "right")
        assert "中文" in screen.list.render_line(len(LINES)).text
        assert "This takes effect the next time you start the program." not in said(screen)
    assert store.load().settings.language == "zh"
