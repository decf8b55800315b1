"""The live value `words`."""

from __future__ import annotations

import pytest
from transformer_explore.core.trace import ModelCard, Token, Trace
from transformer_explore.lessons.expressions import ExpressionError, parse
from transformer_explore.lessons.material import Material

SOURCE = (Token(143, "我"), Token(30, "爱"))
TARGET = (Token(2, "[BOS]"), Token(697, "i"), Token(616, "love"))


def words(expression: str) -> object:
    trace = Trace(ModelCard("any", "transformer", {}, ""), {}, {"source": SOURCE, "target": TARGET}, ())
    return parse(expression).value(Material({"main": trace}).scope())


def test_a_translation_is_its_words_without_the_start_token() -> None:
    assert words('words("target")') == "i love"
    assert words('words("source")') == "我 爱"


def test_two_translations_are_compared_as_text() -> None:
    assert words('words("target") == words("target", "main")') is True


def test_an_unknown_side_is_an_error() -> None:
    with pytest.raises(ExpressionError, match="middle"):
        words('words("middle")')
