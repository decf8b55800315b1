"""The live value `token_id`."""

from __future__ import annotations

import numpy as np
from transformer_explore.core.checkpoints import find
from transformer_explore.lessons.expressions import parse
from transformer_explore.lessons.lesson import MAIN
from transformer_explore.lessons.material import Material


def test_a_token_id_is_its_row_in_the_embedding() -> None:
    scope = Material({MAIN: find("zh-en").shipped_trace()}).scope()
    row = parse('parameter("source_embedding.tokens.weight")[token_id("source", 1)]').value(scope)
    assert np.array_equal(row, np.asarray(parse('step("source_embedding.tokens")[1]').value(scope)))
