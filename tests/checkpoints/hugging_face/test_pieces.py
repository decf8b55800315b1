"""Tokens as people can read them."""

import pytest
from tokenizers.pre_tokenizers import ByteLevel
from transformer_explore.core.checkpoints.hugging_face.pieces import Spelling, readable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the", "the"),
        (" the", "␣the"),
        ("\n", "␊"),
        ("\t\r ", "␉␍␣"),
        ("\x00\x1b\x7f", "⟨00⟩⟨1b⟩⟨7f⟩"),
        ("我", "我"),
        (" 我爱 you", "␣我爱␣you"),
        ("é", "é"),
        ("🙂", "🙂"),
        ("Ġ", "Ġ"),
        ("", ""),
    ],
)
def test_byte_level_tokens_show_the_text_they_stand_for(text: str, expected: str) -> None:
    pieces = ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(text)
    piece = pieces[0][0] if pieces else ""
    assert readable([piece], Spelling.BYTE_LEVEL) == [expected]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("æ", "⟨e6⟩"),
        ("æĪ", "⟨e6⟩⟨88⟩"),
        ("Īĳ", "⟨88⟩⟨91⟩"),
        ("æĪĳæĪ", "我⟨e6⟩⟨88⟩"),
        ("Ġæ", "␣⟨e6⟩"),
        ("íłĢ", "⟨ed⟩⟨a0⟩⟨80⟩"),  # half of a pair of UTF-16, which is not valid UTF-8
        ("ÿ", "⟨ff⟩"),
    ],
)
def test_bytes_that_are_no_complete_character_are_shown_as_numbers(piece: str, expected: str) -> None:
    assert readable([piece], Spelling.BYTE_LEVEL) == [expected]


def test_every_byte_has_a_letter() -> None:
    letters = ByteLevel.alphabet()
    shown = readable(letters, Spelling.BYTE_LEVEL)
    assert len(set(shown)) == len(letters) == 256
    assert {text for letter, text in zip(letters, shown, strict=True) if text == letter} == {
        chr(number) for number in range(0x21, 0x7F)
    }


def test_a_token_that_is_not_spelled_as_bytes_stays_as_it_is() -> None:
    assert readable(["æ—我"], Spelling.BYTE_LEVEL) == ["æ—我"]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("▁the", "␣the"),
        ("▁▁", "␣␣"),
        ("<0xE6>", "⟨e6⟩"),
        ("<0x0A>", "⟨0a⟩"),
        ("我", "我"),
        ("\n", "␊"),
        ("<0xE6>x", "<0xE6>x"),
    ],
)
def test_sentence_piece_tokens_show_spaces_and_bytes(piece: str, expected: str) -> None:
    assert readable([piece], Spelling.SENTENCE_PIECE) == [expected]


def test_word_pieces_stay_as_they_are() -> None:
    assert readable(["##ing", "▁Ġ", "我"], Spelling.PLAIN) == ["##ing", "▁Ġ", "我"]
