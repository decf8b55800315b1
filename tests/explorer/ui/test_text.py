"""Text from outside: nothing in it moves the cursor, hides, or is wider than it says."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from transformer_explore.core.checkpoints.hugging_face.pieces import NEWLINE, RETURN, SPACE, TAB
from transformer_explore.explorer.features.walk.keys import KEYS
from transformer_explore.explorer.ui.text import UNSEEN, cut, fit, safe, wrap

from tests.explorer.outside import NASTY, words


@given(words)
def test_safe_text_holds_nothing_unseen_and_is_as_wide_as_its_characters(text: str) -> None:
    shown = safe(text)
    assert not [c for c in shown if category(c) in UNSEEN]
    assert cell_len(shown) == sum(map(cell_len, shown))
    assert bool(text) <= (bool(shown) or all("\ufe00" <= c <= "\ufe0f" or c >= "\U000e0100" for c in text))
    assert safe(shown) == shown


@given(words, st.integers(0, 40), st.sampled_from(["left", "right", "centre"]))
def test_fitted_text_has_exactly_the_width_asked_for(text: str, columns: int, align: str) -> None:
    assert cell_len(fit(safe(text), columns, align)) == columns


@given(words, st.integers(1, 40), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_box(text: str, columns: int, lines: int) -> None:
    wrapped = wrap(safe(text), columns, lines)
    assert len(wrapped) <= lines
    assert all(cell_len(line) <= columns for line in wrapped)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("权重是向量，很好。", 10, ["权重是向", "量，很好。"]),
        ("注意力“权重”", 8, ["注意力", "“权重”"]),
        ("用 softmax 计算权重", 12, ["用 softmax", "计算权重"]),
        ("two words", 6, ["two", "words"]),
        ("a well-known word", 7, ["a", "well-k…", "word"]),
    ],
)
def test_lines_end_at_spaces_and_between_chinese_characters(
    text: str, columns: int, lines: list[str]
) -> None:
    assert wrap(text, columns, 9) == lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我爱你", "我爱你"),
        ("[UNK]", "[UNK]"),
        ("[/]", "[/]"),
        ("\x1b[2J", "␛[2J"),
        ("a\nb", "a␊b"),
        ("a\u200bb", "a\\u200bb"),
        ("\u202e", "\\u202e"),
        ("\x9b", "\\x9b"),
        ("e\u0301", "é"),
        ("\u0301", "◌\u0301"),
        ("❤️", "❤"),
    ],
)
def test_what_is_seen(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_signs_in_tokens_are_those_in_other_texts_and_the_help_explains_them() -> None:
    assert [safe(each) for each in "\n\t\r"] == [NEWLINE, TAB, RETURN]
    assert all(sign in KEYS.notes for sign in (SPACE, NEWLINE, TAB))


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert cut("猫猫猫", 4) == "猫…"
    assert fit("猫猫猫", 4) == "猫… "


def test_all_hostile_texts_stay_on_one_line() -> None:
    assert not any("\n" in safe(text) or "\r" in safe(text) for text in NASTY)


def test_a_line_never_ends_at_a_space_that_does_not_break() -> None:
    assert wrap("√16 是 =\u00a01.022", 10, 3) == ["√16 是", "=\u00a01.022"]
    assert wrap("数 =\u00a0我", 5, 3) == ["数", "=\u00a0我"]
