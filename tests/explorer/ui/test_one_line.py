"""The line below an array."""

from collections.abc import Iterator

import numpy as np
import pytest
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.support import localization
from transformer_explore.explorer.ui.tensor_view import TensorView
from transformer_explore.explorer.ui.widgets.one_line import statistics


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    localization.use(request.param)
    yield request.param
    localization.use("en")


def test_statistics_say_what_they_count(language: str) -> None:
    shown = TensorView(Source("lab", "x"), ("x",), ("a",), np.array([0.0, 0.0, 1.0]), {})
    assert ("zeros 2" if language == "en" else "2 个零") in statistics(shown)
