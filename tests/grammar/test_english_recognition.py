"""Recognition of English sentences of the training language."""

import random

import pytest
from transformer_explore.core.grammar import sample, understand
from transformer_explore.core.grammar.english_recognition import EnglishGrammar


@pytest.fixture(scope="module")
def grammar() -> EnglishGrammar:
    return EnglishGrammar(800)


def test_it_finds_the_source_of_new_sentences(grammar: EnglishGrammar) -> None:
    rng = random.Random(7)
    drawn = [sample(rng).translations[0].words for _number in range(40)]
    new = [words for words in drawn if words not in grammar._known]
    found = {words: grammar.source(words) for words in new}
    sources = {words: source for words, source in found.items() if source is not None}
    assert len(sources) >= 3
    for words, source in sources.items():
        sentence = understand(source)
        assert sentence is not None and words in {translation.words for translation in sentence.translations}


@pytest.mark.parametrize("text", ["", "cat the", "the cat the cat", "i loves you", "pizza", "is is is"])
def test_it_refuses_what_the_grammar_does_not_contain(text: str, grammar: EnglishGrammar) -> None:
    assert not grammar.accepts(tuple(text.split()))
