"""The words of a run, for live values such as a translation."""

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


def test_a_translation_is_its_words_without_the_mark_of_the_beginning() -> None:
    assert words('words("target")') == "i love"
    assert words('words("source")') == "我 爱"


def test_two_translations_are_compared_as_they_are_read() -> None:
    assert words('words("target") == words("target", "main")') is True


def test_a_side_that_there_is_not_is_named() -> None:
    with pytest.raises(ExpressionError, match="middle"):
        words('words("middle")')
