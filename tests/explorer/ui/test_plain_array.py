"""Arrays as plain text: columns that stand under their words, whatever the words are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from transformer_explore.explorer.ui.numbers import fitting
from transformer_explore.explorer.ui.plain.array import side_by_side, table

from tests.explorer.outside import NASTY

WORDS = st.lists(st.sampled_from(NASTY), min_size=1, max_size=6)


@given(WORDS, WORDS)
def test_every_line_of_a_table_has_the_same_width_for_any_words(rows: list[str], columns: list[str]) -> None:
    values = np.linspace(-3.0, 3.0, len(rows) * len(columns)).reshape(len(rows), len(columns))
    lines = table(values, rows, columns, fitting(values), 200, title="head 1")
    assert len(lines) == len(rows) + 1
    assert len({cell_len(line) for line in lines}) == 1


def test_a_wide_word_ends_above_the_last_digit_of_its_column() -> None:
    values = np.array([[0.25, 0.5, 0.75]])
    head, line = table(values, ["我"], ["我", "love", "爱你"], fitting(values), 80)
    words = [cell_len(head[: head.index(word) + len(word)]) for word in ("我", "love", "爱你")]
    numbers = [cell_len(line[: line.index(number) + 4]) for number in ("0.25", "0.50", "0.75")]
    assert words == numbers


def test_tables_that_do_not_fit_side_by_side_are_stacked() -> None:
    tables = [["ab", "cd"], ["ef", "gh"], ["ij", "kl"]]
    assert side_by_side(tables, 8) == ["ab    ef", "cd    gh", "", "ij", "kl"]


def test_of_a_vocabulary_the_words_with_the_largest_numbers_are_shown() -> None:
    values = np.full((1, 300), -9.0)
    values[0, [7, 200]] = -0.1, -0.2
    words = [f"w{i}" for i in range(300)]
    head, _ = table(values, ["x"], words, fitting(values), 30)
    assert {"w7", "w200"} <= set(head.split())
    assert head.split()[-1] == "…"
