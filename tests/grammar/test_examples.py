"""Each entry of the constructions has an example, and its example is its test."""

import re

import pytest
from transformer_explore.core.grammar import recognise, understand
from transformer_explore.core.grammar.plausibility import odd_like
from transformer_explore.core.grammar.rules import ENTRIES
from transformer_explore.core.grammar.tables.odd import ODD, Odd

EXAMPLE = re.compile(r"([\u4e00-\u9fff]+) → ([^;\n]+)")


def examples() -> list[tuple[str, str]]:
    """The Chinese and the English of each example in the first line of an entry's docstring."""
    lines = ((entry.__doc__ or entry.__name__).splitlines()[0] for entry in ENTRIES)
    return list(dict.fromkeys(pair for line in lines for pair in EXAMPLE.findall(line)))


@pytest.mark.parametrize(
    "entry", dict.fromkeys(ENTRIES), ids=lambda entry: f"{entry.__module__}.{entry.__name__}"
)
def test_an_entry_has_an_example(entry: object) -> None:
    assert EXAMPLE.search(entry.__doc__ or "")


@pytest.mark.parametrize(("source", "english"), examples())
def test_an_example_has_this_translation(source: str, english: str) -> None:
    found = understand(source)
    assert found is not None, "the example is outside the grammar"
    translations = [" ".join(translation.words) for translation in found.translations]
    for wanted in english.removesuffix(".").split(", or "):
        if "…" not in wanted:
            assert wanted.partition(" (")[0].strip() in translations


@pytest.mark.parametrize("kind", ODD, ids=lambda kind: kind.example)
def test_a_kind_of_odd_sentence_has_an_example_in_the_language(kind: Odd) -> None:
    assert kind.example in odd_like(kind.example)
    assert recognise(kind.example)
