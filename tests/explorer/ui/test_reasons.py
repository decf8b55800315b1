"""The reasons in a trace are displayed in the user's language."""

from collections.abc import Iterator

import pytest
from transformer_explore.core.support import localization
from transformer_explore.explorer.ui.reasons import reason

from tests.explorer.commands.calling import output

RECORDED = (
    ("rank 1", "第 1 名"),
    ("rank 12, and it ends", "第 12 名，并且已结束"),
    ("rank 3; only 2 continue", "第 3 名；只有 2 个可以继续"),
    ("drawn with probability 0.25", "以概率 0.25 抽中"),
    (
        "rank 1; unfinished when the search stopped, because 2 are finished",
        "第 1 名；搜索停止时尚未完成，因为已有 2 个候选序列完成",
    ),
    ("of another program", "of another program"),
)


@pytest.fixture
def chinese() -> Iterator[None]:
    localization.use("zh")
    yield
    localization.use("en")


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(("recorded", "shown"), RECORDED)
def test_a_recorded_reason_is_translated_when_it_is_shown(recorded: str, shown: str) -> None:
    assert reason(recorded) == shown


@pytest.mark.usefixtures("chinese")
def test_plain_text_translates_why_a_token_was_chosen() -> None:
    assert "前缀 i love   概率最大的词元\n" in output("decode", "我爱你")


@pytest.mark.parametrize("recorded", [recorded for recorded, _shown in RECORDED])
def test_in_english_a_reason_is_shown_as_recorded(recorded: str) -> None:
    assert reason(recorded) == recorded
