"""Helpers of labs: tables from text, labels counted from 1."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs.lab import counted, table


def test_rows_of_numbers_are_parsed() -> None:
    assert (table("scores", "2, 1; −3, .5") == [[2, 1], [-3, 0.5]]).all()
    assert table("scores", "7").shape == (1, 1)


@pytest.mark.parametrize("text", ["1, 2; 3", "", "1; x", "1;", "; ".join(["1"] * 65), "nan; 1"])
def test_an_invalid_table_is_an_error_with_its_name(text: str) -> None:
    with pytest.raises(Problem, match="scores") as refused:
        table("scores", text)
    assert "\n" not in str(refused.value)


def test_labels_are_counted_from_1() -> None:
    labels = counted(np.zeros((2, 1)), ("query", "key")).labels
    assert labels == {"query": ("query 1", "query 2"), "key": ("key 1",)}
