"""The training language: generated sentences are recognized, the English is correct, some are ambiguous."""

import random
import re

import pytest
from transformer_explore.core import grammar
from transformer_explore.core.grammar import LONGEST, Sentence, recognise, sample, understand

from tests.work import calls

pytestmark = pytest.mark.slow

SIZE = 10_000


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    rng = random.Random(2017)
    return [sample(rng) for _ in range(SIZE)]


@pytest.fixture(scope="module")
def english(sentences: list[Sentence]) -> set[str]:
    return {" ".join(translation.words) for sentence in sentences for translation in sentence.translations}


def test_every_sampled_sentence_is_recognized_as_its_construction(sentences: list[Sentence]) -> None:
    for sentence in sentences[:2000]:
        assert sentence.construction in recognise(sentence.source), sentence.source


def test_parsing_finds_the_same_sentence_as_generating(sentences: list[Sentence]) -> None:
    for sentence in sentences[:2000]:
        found = understand(sentence.source)
        assert found is not None
        assert {one.words for one in sentence.translations} <= {one.words for one in found.translations}


def test_hardly_any_source_has_two_parses(sentences: list[Sentence]) -> None:
    several = [
        one.source for one in sentences[3000:5000] if len(grammar.recognition.readings(one.source)) > 1
    ]
    assert len(several) < 20, several


def test_each_construction_can_be_sampled_by_name() -> None:
    rng = random.Random(0)
    for name in grammar.constructions():
        assert sample(rng, name).construction == name


def test_scrambled_sentences_are_outside_the_language(sentences: list[Sentence]) -> None:
    rng = random.Random(0)
    recognised = 0
    for sentence in sentences[:1000]:
        scrambled = "".join(rng.sample(sentence.source, len(sentence.source)))
        recognised += bool(recognise(scrambled)) and scrambled != sentence.source
    assert recognised < 60  # exceptions such as 猫喜欢狗 and 狗喜欢猫


@pytest.mark.parametrize(
    "source",
    [
        "",
        "我",
        "我吃书",  # books are not eaten
        "我喝苹果",
        "红色的老师",
        "红色的茶",
        "我在厨房游泳",
        "三本猫",  # the wrong measure word
        "我爱我",  # reflexive
        "我的书比我的书贵",
        "盒子在盒子里",
        "我喝奶茶",
        "我爱你。",
        "i love you",
        "我爱你" * 6,
        "[PAD]",
        "我喜欢一只猫",  # 喜欢 takes cats in general, or this cat
        "我学的中文",
        "\x00",
        "爱" * 10_000,
    ],
)
def test_other_sentences_are_not_recognized(source: str) -> None:
    assert recognise(source) == ()
    assert understand(source) is None


def test_recognition_is_fast(sentences: list[Sentence]) -> None:
    assert calls(lambda: [recognise(sentence.source) for sentence in sentences[:100]]) < 100 * 10_000


def test_probabilities_sum_to_one_and_fall(sentences: list[Sentence]) -> None:
    for sentence in sentences:
        probabilities = [translation.probability for translation in sentence.translations]
        assert sum(probabilities) == pytest.approx(1)
        assert probabilities == sorted(probabilities, reverse=True)
        assert len({translation.words for translation in sentence.translations}) == len(probabilities)


def test_every_word_is_aligned_with_characters_of_the_source(sentences: list[Sentence]) -> None:
    for sentence in sentences:
        for translation in sentence.translations:
            assert len(translation.words) == len(translation.alignment) == len(translation.content)
            for at in translation.alignment:
                assert at
                assert set(at) <= set(range(len(sentence.source)))


def test_content_words_are_aligned_with_the_word_they_translate() -> None:
    sentence = understand("我昨天买了三本有意思的书")
    (translation,) = sentence.translations
    aligned = {
        word: "".join(sentence.source[i] for i in at)
        for word, at in zip(translation.words, translation.alignment, strict=True)
    }
    assert aligned == {
        "i": "我", "bought": "买", "three": "三", "interesting": "有意思", "books": "书", "yesterday": "昨天",
    }  # fmt: skip
    assert [
        word for word, it_is in zip(translation.words, translation.content, strict=True) if not it_is
    ] == ["i"]
    assert sentence.content_words == {"昨天", "买", "三", "有意思", "书"}
    assert sentence.pairs == {("verb–object", "买", "书"), ("adjective–noun", "有意思", "书")}


def test_sentences_are_short(sentences: list[Sentence]) -> None:
    for sentence in sentences:
        assert 1 <= len(sentence.source) <= LONGEST
        assert all(len(translation.words) <= LONGEST for translation in sentence.translations)


def test_between_10_and_25_percent_of_sentences_have_several_translations(sentences: list[Sentence]) -> None:
    share = sum(len(sentence.translations) > 1 for sentence in sentences) / len(sentences)
    assert 0.10 < share < 0.25


def test_most_sampled_sentences_differ(sentences: list[Sentence]) -> None:
    assert len({sentence.source for sentence in sentences}) > 0.85 * len(sentences)


def test_sources_are_chinese_and_translations_english(sentences: list[Sentence]) -> None:
    for sentence in sentences:
        assert re.fullmatch(r"[\u4e00-\u9fff]+", sentence.source)
        for translation in sentence.translations:
            assert all(re.fullmatch(r"[a-z]+|'s|o'clock|\?", word) for word in translation.words), (
                translation.words
            )


def test_all_characters_and_words_are_listed(sentences: list[Sentence]) -> None:
    assert {character for sentence in sentences for character in sentence.source} <= set(grammar.characters())
    words = {word for sentence in sentences for t in sentence.translations for word in t.words}
    assert words <= set(grammar.english_words())


def test_characters_of_names_occur_in_no_other_word() -> None:
    words = grammar.lexicon()
    for name in ("玛丽", "杰克"):
        assert not [word for word in words if word != name and set(word) & set(name)]


ADVERB = r"(also |often |always |never |all )?"
WRONG = {
    "article": r"\ba (?!uni)[aeiou]|\ban (?!hour)[^aeiou]"
    r"|\b(a|an|the) (the|a|an|my|your|his|her|this|that|these|those)\b",
    "be": r"(?<!and )\bi (is|are)\b|(?<!and )\b(he|she) (am|are)\b|\b(we|they|you) (am|is)\b",
    "do": r"(?<!does )(?<!did )(?<!will )(?<!can )(?<!and )\b(he|she) (do|have)\b"
    r"|\b(do) (he|she)\b(?! and)|\bdoes (i|you|we|they)\b",
    "third person": rf"\b(i|you|we|they) {ADVERB}(loves|likes|eats|drinks|reads|has|goes|does|needs)\b",
    "singular verb": rf"^(he|she|mary|jack|mom|dad) {ADVERB}(love|like|eat|drink|buy|go|have|need|see)\b",
    "plural": r"\b(two|three|four|five|ten) (\w+ )?(cat|dog|book|apple|child|cup|bottle|piece|horse)\b",
    "number": r"\b(this|that|a|an) (cats|dogs|books|apples|children|cups|horses)\b",
    "these": r"\b(these|those) (cat|dog|book|apple|child|tea|water|rice)\b",
    "mass": r"\b(teas|waters|rices|milks|juices|breads|childs|mans|sheeps|fishs|shoess)\b",
    "case": r"(?<!of )(?<!excuse )\b(me|him|us|them) (am|is|are|likes?|loves?)\b"
    r"|\b(likes?|loves?|helps?) (i|he|she|we|they)\b",
    "base form": r"\b(to|will|cannot|may|should|(do|does|did) not) (eats|ate|bought|goes|went|has)\b",
    "self": r"\bi (love|like|help) (me|us)\b|\byou (love|like|help) you\b",
    "doubled": r"\b(?!that\b|twenty\b)(\w+) \1\b",
    "question": r"\?.",
    "spaces": r"  |^ | $",
}


@pytest.mark.parametrize("fault", WRONG)
def test_english_has_no_such_mistake(fault: str, english: set[str]) -> None:
    wrong = re.compile(WRONG[fault])
    assert [text for text in english if wrong.search(text)] == []


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("猫", "the cat"),
        ("三只羊", None),
        ("这些鱼", "these fish"),
        ("一把雨伞", "an umbrella"),
        ("两个孩子", "two children"),
        ("一杯热茶", "a cup of hot tea"),
        ("三双鞋", "three pairs of shoes"),
        ("这是我的鞋", "these are my shoes"),
        ("那是谁的鞋", "whose shoes are those ?"),
        ("这是谁的茶", "whose tea is this ?"),
        ("我的鞋很贵", "my shoes are expensive"),
        ("中文很难", "chinese is difficult"),
        ("茶很热", "the tea is hot"),
        ("他会说中文", "he can speak chinese"),
        ("他明天会说中文", "he will speak chinese tomorrow"),
        ("妈妈听音乐", "mom listens to music"),
        ("我妈妈听音乐", "my mom listens to music"),
        ("他坐在椅子上", "he sat on the chair"),
        ("他住在北京", "he lives in beijing"),
        ("那些老师是医生", "those teachers are doctors"),
        ("你们是学生吗", "are you students ?"),
        ("他昨天跑步了", "he ran yesterday"),
        ("我没有牛奶", "i do not have milk"),
        ("桌子上没有牛奶", "there is no milk on the table"),
    ],
)
def test_a_sentence_has_this_translation(source: str, translation: str | None) -> None:
    found = understand(source)
    assert (None if found is None else " ".join(found.translations[0].words)) == translation


@pytest.mark.parametrize(
    ("source", "translations"),
    [
        ("老师的书", ["the teacher 's book", "the book of the teacher"]),
        ("我给老师一本书", ["i give the teacher a book", "i give a book to the teacher"]),
        ("我买的书", ["the book that i bought", "the book i bought"]),
        ("我明天买书", ["i will buy books tomorrow", "i am going to buy books tomorrow"]),
    ],
)
def test_a_sentence_has_several_translations(source: str, translations: list[str]) -> None:
    found = understand(source)
    assert [" ".join(translation.words) for translation in found.translations] == translations
