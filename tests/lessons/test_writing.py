"""Live values in texts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from transformer_explore.lessons.error import LessonError, Place
from transformer_explore.lessons.expressions import ExpressionError
from transformer_explore.lessons.lesson import Prose
from transformer_explore.lessons.writing import filled, written

HERE = Place("03-x.md", 7)
SCOPE = {"half": 0.5, "row": np.array([0.25, -1.0]), "table": np.zeros((2, 2)), "word": "[UNK]*", "f": len}


def text(markdown: str) -> str:
    return filled(Prose(markdown, HERE), SCOPE)


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.66524, "", "0.665"), (0.66524, "1", "0.7"), (0.66524, "%", "67 %"), (-0.5, "", "−0.5"),
        (-0.001, "%", "−0.1 %"), (0.0, "%", "0 %"), (0.999, "%", "100 %"), (2.0, "", "2"),
        (2.0, "2", "2.00"), (2017, "", "2017"), (-37000, "", "−37\u202f000"),
        (1e20, "", "100000000000000000000"), (0.00001, "", "1e−5"), (0.00069877, "", "0.000699"),
        (-math.inf, "", "−∞"), (math.nan, "", "NaN"), (True, "", "yes"), (np.bool_(False), "", "no"),
        (np.array([True, False]), "", "no"), (np.array([1.0, 0.25]), "", "1, 0.25"),
        (np.float32(0.1), "", "0.1"), ("我", "", "我"),
    ],
)  # fmt: skip
def test_values_are_written_for_readers(value: object, form: str, expected: str) -> None:
    assert written(value, form) == expected


@pytest.mark.parametrize("value", [np.zeros((2, 2)), np.zeros(17), (1, "a"), len, None, object()])
def test_values_that_do_not_fit_into_a_sentence_are_an_error(value: object) -> None:
    with pytest.raises(ExpressionError):
        written(value)


def test_values_are_filled_in() -> None:
    assert (
        text("{{ half }} and {{half|%}} and {{ row | 1 }}, {{ half }}") == "0.5 and 50 % and 0.2, −1.0, 0.5"
    )


def test_values_are_escaped_for_markdown_except_in_code() -> None:
    render = MarkdownIt("commonmark").render
    assert render(text("so **{{ word }}**")) == "<p>so <strong>[UNK]*</strong></p>\n"
    assert render(text("so `{{ word }}`")) == "<p>so <code>[UNK]*</code></p>\n"
    assert render(text("so\n\n    {{ word }}")) == "<p>so</p>\n<pre><code>[UNK]*\n</code></pre>\n"


def test_a_number_at_the_end_of_a_sentence_does_not_begin_a_list() -> None:
    render = MarkdownIt("commonmark").render
    assert render(filled(Prose("{{ n }}. And more", HERE), {"n": 3})) == "<p>3. And more</p>\n"
    assert (
        render(filled(Prose("    {{ n }}. And more", HERE), {"n": 3}))
        == "<pre><code>3. And more\n</code></pre>\n"
    )
    assert render(filled(Prose("1. {{ n }}", HERE), {"n": 3})).startswith("<ol>")


@given(st.text("ab*_`[]<>#&\\ 1.-", min_size=1, max_size=8).filter(lambda word: word == word.strip()))
def test_any_word_is_escaped(word: str) -> None:
    found = MarkdownIt("commonmark").parse(filled(Prose("x {{ word }} x", HERE), {"word": word}))
    assert [token.type for token in found] == ["paragraph_open", "inline", "paragraph_close"]
    said = "".join(child.content for child in found[1].children or ())
    assert said == f"x {word} x"


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        ("{{ nothing }}", 7), ("one\n\n{{ half }}\n{{ nothing }}", 10), ("{{ table }}", 7),
        ("one\n{{ 1 + }}", 8), ("one\n{{ half", 8), ("one }} {{ half }}", 7), ("{{ f }}", 7),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_computed_is_an_error_with_its_line(markdown: str, line: int) -> None:
    with pytest.raises(LessonError) as refused:
        text(markdown)
    assert str(refused.value).startswith(f"03-x.md:{line}: ")
