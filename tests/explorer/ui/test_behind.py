"""The screen behind a dialog."""

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.ui.colors.themes import themes
from transformer_explore.explorer.ui.screen import ModalScreen

from tests.explorer.driver import drive


@pytest.mark.parametrize("key", ["question_mark", "ctrl+p"])
@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.name)
async def test_it_looks_as_textual_draws_it(key: str, theme, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for ours in (True, False):
        if not ours:
            monkeypatch.delattr(ModalScreen, "render")
        async with drive(Explorer(find().shipped_trace())) as driver:
            driver.app.register_theme(theme)
            driver.app.theme = theme.name
            await driver.press("right", "enter", key)
            assert isinstance(driver.screen, ModalScreen)
            seen.append([list(strip.simplify()) for strip in driver.screen._compositor.render_strips()])
    assert seen[0] == seen[1]
