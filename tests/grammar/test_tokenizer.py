"""The tokenizer: one vocabulary of characters and words; typed text never gives special tokens."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformer_explore.core import grammar
from transformer_explore.core.grammar.tokenizer import SPECIALS, Unknown, build, unknown_words, vocabulary


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return build()


def test_the_special_tokens_come_first(tokenizer: Tokenizer) -> None:
    assert [tokenizer.token_to_id(token) for token in SPECIALS] == [0, 1, 2, 3]


def test_the_vocabulary_has_no_duplicates_and_fits_the_weights() -> None:
    assert len(set(vocabulary())) == len(vocabulary()) <= 1600


def test_it_is_reproducible_and_unchanged_by_saving(tokenizer: Tokenizer) -> None:
    assert build().to_str() == tokenizer.to_str()
    again = Tokenizer.from_str(tokenizer.to_str())
    assert again.encode("你喜欢茶吗？").ids == tokenizer.encode("你喜欢茶吗").ids


def test_sampled_sentences_survive_a_round_trip(tokenizer: Tokenizer) -> None:
    rng = random.Random(0)
    for sentence in (grammar.sample(rng) for _ in range(2000)):
        source = tokenizer.encode(sentence.source)
        assert source.tokens == list(sentence.source)
        assert tokenizer.decode(source.ids) == sentence.source
        for translation in sentence.translations:
            target = tokenizer.encode(" ".join(translation.words))
            assert tuple(target.tokens) == translation.words
            text = tokenizer.decode(target.ids)
            assert tuple(tokenizer.encode(text).tokens) == translation.words
            assert " ?" not in text and " 's" not in text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("我爱你。", ["我", "爱", "你"]),
        ("　我爱你！ ", ["我", "爱", "你"]),
        ("你喜欢茶吗？", ["你", "喜", "欢", "茶", "吗"]),
        ("你喜欢茶吗 ?", ["你", "喜", "欢", "茶", "吗"]),
        ("The teacher's book?", ["the", "teacher", "'s", "book", "?"]),
        ("the teacher’s book", ["the", "teacher", "'s", "book"]),
        ("the teacher 's book ?", ["the", "teacher", "'s", "book", "?"]),
        ("Ｉ ｌｏｖｅ you.", ["i", "love", "you"]),
        ("我love你", ["我", "love", "你"]),
        ("", []),
        ("   ", []),
    ],
)
def test_text_is_read_as(text: str, tokens: list[str], tokenizer: Tokenizer) -> None:
    assert tokenizer.encode(text).tokens == tokens


def test_english_is_written_without_extra_spaces(tokenizer: Tokenizer) -> None:
    begin, end, padding = (tokenizer.token_to_id(token) for token in ("[BOS]", "[EOS]", "[PAD]"))
    ids = [begin, *tokenizer.encode("is this the teacher 's book ?").ids, end, padding]
    assert tokenizer.decode(ids, skip_special_tokens=False) == "is this the teacher's book?"


@pytest.mark.parametrize("text", [*SPECIALS, "[PAD][PAD]", "我[EOS]爱", "[pad]", "[BOS] 我爱你 [EOS]"])
def test_special_tokens_cannot_be_typed(text: str, tokenizer: Tokenizer) -> None:
    assert not set(tokenizer.encode(text).ids) & {0, 2, 3}


@given(st.text(max_size=80))
def test_any_text_is_read_without_error(text: str) -> None:
    tokenizer = build()
    ids = tokenizer.encode(text).ids
    assert not set(ids) & {0, 2, 3}
    tokenizer.decode(ids)
    for unknown in unknown_words(text):
        assert text[unknown.start : unknown.start + len(unknown.text)] == unknown.text


@pytest.mark.parametrize(
    "text", ["\x00\x07\x1b[31m", "😀👩‍👩‍👧", "\u202eevil\u202c", "龘" * 10_000, "x" * 10_000, "\ud7ff"]
)
def test_unusual_characters_are_unknown_tokens(text: str, tokenizer: Tokenizer) -> None:
    assert set(tokenizer.encode(text).tokens) <= {"[UNK]"}
    assert isinstance(unknown_words(text[:100]), tuple)


def test_unknown_words_have_their_position_and_similar_words() -> None:
    (milk_tea,) = unknown_words("我喝奶茶")
    assert (milk_tea.text, milk_tea.start) == ("奶", 2)
    assert milk_tea.nearest[0] == "牛奶"
    (cat,) = unknown_words("我爱仓猫")
    assert (cat.text, cat.nearest) == ("仓", ())
    (typo,) = unknown_words("i lovve you")
    assert typo == Unknown("lovve", 2, typo.nearest)
    assert typo.nearest[0] == "love"


def test_only_similar_words_are_suggested() -> None:
    def suggested(text: str) -> list[tuple[str, ...]]:
        return [word.nearest for word in unknown_words(text)]

    assert suggested("小茗去爬山")[:2] == [(), ()], "words that only share a neighbor are not similar"
    assert suggested("hello world") == [("word",)]
    assert suggested("lvoe lvoer xxlove") == [("love",), (), ()]


def test_sentences_of_the_language_have_no_unknown_words() -> None:
    rng = random.Random(1)
    for sentence in (grammar.sample(rng) for _ in range(1500)):
        assert unknown_words(sentence.source) == ()
        assert unknown_words(" ".join(sentence.translations[0].words)) == ()
