"""One matrix, three uses."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.lessons.labs import perform


@pytest.mark.parametrize("row", range(6))
def test_a_changed_row_moves_one_token_in_all_three_uses(row: int) -> None:
    moved = np.asarray(perform("tying", {"row": row}).field("moved"))
    assert np.all(moved[:, row] > 0)
    assert np.all(np.delete(moved, row, axis=1) == 0)


def test_untied_it_moves_the_source_alone() -> None:
    moved = np.asarray(perform("tying", {"tied": False}).field("moved"))
    assert moved[0].any()
    assert not moved[1:].any()


def test_the_logit_is_the_dot_product_with_the_row_and_the_embedding_is_scaled() -> None:
    lab = perform("tying", {"change": 0, "row": 0})
    matrix = np.asarray(lab.field("matrix"))
    assert np.allclose(lab.field("logits"), matrix @ lab.field("stream"))
    assert np.allclose(lab.field("source"), 2 * matrix)  # √4


def test_at_base_size_it_saves_37_9_million() -> None:
    assert perform("tying", {}).field("saved_millions") == pytest.approx(37.9, abs=0.05)


def test_the_shipped_model_has_one_matrix_for_the_three() -> None:
    shapes = [name for name, values in find("zh-en").parameters.items() if len(values) == 764]
    assert len(shapes) == 1
