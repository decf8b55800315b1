"""Search finds steps by English and by Chinese words, whatever language the program has."""

from collections.abc import Iterator

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.support import localization
from transformer_explore.explorer.ui.search import Finder, lines_of
from transformer_explore.explorer.ui.walk import Walk

WEIGHTS = "decoder.layers.1.cross_attention.weights"


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    localization.use(request.param)
    yield request.param
    localization.use("en")


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(
    "typed",
    [
        "crs wts 2",
        "decoder layer 2 cross-attention weights",
        "解码器第2层交叉注意力权重",
        "交叉注意力 权重 第 2 层",
        "解码器 层 2 交叉注意力 weights",
    ],
)
def test_the_same_words_find_the_same_step_in_both_languages(typed: str) -> None:
    walk = Walk(find().shipped_trace())
    found = Finder(lines_of(walk)).find(typed)
    assert found and walk.steps[found[0]].name == WEIGHTS
