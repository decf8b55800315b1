"""The corpus: held-out sentences do not occur in training, and everything else occurs often."""

import random
from collections import Counter

import pytest
from transformer_explore.core import grammar
from transformer_explore.core.grammar import corpus
from transformer_explore.core.grammar.lexicon import UNSPOKEN

pytestmark = pytest.mark.slow

SIZE = 30_000  # the recipe draws more
PARSED = 2000  # of them
EACH = {  # evaluation sentences of each split; sentences with held-out pairs are hard to find
    "pairs-dev": 40,
    "pairs-test": 40,
    "sets-dev": 120,
    "sets-test": 120,
}
Pairs = list[tuple[str, tuple[str, ...]]]
Drawn = list[tuple[grammar.Sentence, tuple[str, ...]]]
Sets = dict[str, list[grammar.Sentence]]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return list(corpus.drawn_sentences(random.Random(1), SIZE, ("train",)))


@pytest.fixture(scope="module")
def training(drawn: Drawn) -> Pairs:
    return [(sentence.source, target) for sentence, target in drawn]


@pytest.fixture(scope="module")
def trained_on(training: Pairs) -> list[grammar.Sentence]:
    """What the sources are read as, which does not depend on how they were drawn."""
    return [corpus.sentence(source) for source, _ in training[:PARSED]]


@pytest.fixture(scope="module")
def evaluated() -> Sets:
    return {split: corpus.evaluation(split, EACH[split], seed=1) for split in corpus.EVALUATED}


def test_training_sentences_follow_from_the_seed(training: Pairs) -> None:
    assert corpus.training_sentences(seed=1, count=500) == training[:500]
    assert corpus.training_sentences(seed=2, count=500) != training[:500]


def test_pairs_with_a_rare_word_are_repeated_and_all_others_occur_as_drawn() -> None:
    often, seldom, once = ("猫", ("the", "cat")), ("狗", ("the", "dog")), ("鸟", ("birds",))
    drawn = [*[often] * 4000, *[seldom] * 2, once]
    assert Counter(corpus.emphasized(drawn)) == {often: 4000, seldom: 4, once: 4}


def test_splits_do_not_depend_on_the_process() -> None:
    splits = {
        source: corpus.split_of(corpus.sentence(source)) for source in ("我们喝水", "白色的猫", "我爱你")
    }
    assert splits == {"我们喝水": "train", "白色的猫": "train", "我爱你": "named"}


def test_targets_are_correct_translations_and_all_variants_occur(
    training: Pairs, trained_on: list[grammar.Sentence]
) -> None:
    ranks: Counter[int] = Counter()
    for (_, target), sentence in zip(training, trained_on, strict=False):
        words = [translation.words for translation in sentence.translations]
        ranks[words.index(target)] += len(words) > 1
    assert ranks[0] > ranks[1] > ranks[2] > 0


def test_no_held_out_pair_or_set_is_trained_on(trained_on: list[grammar.Sentence], evaluated: Sets) -> None:
    pairs = {pair for sentence in trained_on for pair in sentence.pairs}
    sets = {sentence.content_words for sentence in trained_on}
    for split, sentences in evaluated.items():
        for sentence in sentences:
            if split.startswith("pairs"):
                assert sentence.pairs - pairs, sentence.source
            else:
                assert sentence.content_words not in sets, sentence.source
    held_out = {
        pair for split in ("pairs-dev", "pairs-test") for s in evaluated[split] for pair in s.pairs
    } - pairs
    assert len(held_out) > 20


def test_dev_and_test_share_no_sentence(evaluated: Sets) -> None:
    for kind in ("pairs", "sets"):
        dev, test = (
            {sentence.source for sentence in evaluated[f"{kind}-{half}"]} for half in ("dev", "test")
        )
        assert not dev & test


def test_named_and_ambiguous_sentences_are_not_trained_on(training: Pairs) -> None:
    sources = {source for source, _ in training}
    assert not sources & {*corpus.NAMED, *corpus.AMBIGUOUS}
    assert all(
        corpus.split_of(corpus.sentence(source)) == "named" for source in (*corpus.NAMED, *corpus.AMBIGUOUS)
    )


def test_every_word_occurs_often_in_training(training: Pairs) -> None:
    english = Counter(word for _, target in training for word in set(target))
    chinese = Counter(character for source, _ in training for character in set(source))
    rare = {word for word in grammar.english_words() if english[word] < 2}
    assert len(rare - UNSPOKEN) < 0.04 * len(grammar.english_words()), rare - UNSPOKEN
    assert english.keys() <= set(grammar.english_words())
    assert [character for character in grammar.characters() if chinese[character] < 3] == []
    sources = "\n".join(source for source, _ in training)
    assert [word for word in grammar.lexicon() if word not in sources] == []


def test_every_construction_occurs_often_in_training(
    drawn: Drawn,
) -> None:
    counts = Counter(sentence.construction for sentence, _ in drawn)
    rarest = 0.006 * len(drawn)
    assert [name for name in grammar.constructions() if counts[name] < rarest] == []


def test_evaluation_is_spread_over_constructions_without_repeats(evaluated: Sets) -> None:
    for split, sentences in evaluated.items():
        assert len(sentences) == len({sentence.source for sentence in sentences}) == EACH[split]
        assert all(corpus.split_of(sentence) == split for sentence in sentences)
        assert max(Counter(sentence.construction for sentence in sentences).values()) < EACH[split] / 10
        assert len({sentence.construction for sentence in sentences}) > 25


def test_each_construction_has_its_own_test_sentences() -> None:
    for name in grammar.constructions():
        found = corpus.tested(name, 8, seed=1)
        assert 6 <= len({sentence.source for sentence in found}) == len(found), name
        assert {corpus.split_of(sentence) for sentence in found} <= set(corpus.TESTED)
        assert {sentence.construction for sentence in found} == {name}


@pytest.mark.parametrize("source", corpus.NAMED)
def test_a_named_sentence_has_its_listed_translation(source: str) -> None:
    sentence = corpus.sentence(source)
    assert " ".join(sentence.translations[0].words) == corpus.NAMED_TRANSLATIONS[source]


def test_named_sentences_cover_the_constructions() -> None:
    assert {corpus.sentence(source).construction for source in corpus.NAMED} == set(grammar.constructions())


def test_named_sentences_meet_the_needs_of_lessons() -> None:
    assert corpus.NAMED[0] == "我爱你"
    assert {"我爱你", "你爱我", "猫喜欢狗", "狗喜欢猫", "猫坐在垫子上"} <= set(corpus.NAMED)
    assert any(len(source) > len(set(source)) for source in corpus.NAMED)  # the same token twice
    assert min(map(len, corpus.NAMED)) == 1
    assert max(map(len, corpus.NAMED)) <= grammar.LONGEST
    assert set(corpus.SNAPSHOT_SOURCES) <= set(corpus.NAMED)


def test_the_most_probable_translation_of_an_ambiguous_sentence_has_a_less_probable_first_word() -> None:
    assert len(corpus.AMBIGUOUS) >= 100
    for source in corpus.AMBIGUOUS:
        translations = corpus.sentence(source).translations
        first: Counter[str] = Counter()
        for translation in translations:
            first[translation.words[0]] += translation.probability
        assert max(first, key=lambda word: first[word]) != translations[0].words[0]


def test_a_source_outside_the_language_is_refused() -> None:
    with pytest.raises(KeyError):
        corpus.sentence("我喝奶茶")


@pytest.mark.parametrize("source", ["我吃早饭", "我吃晚饭", "我做蛋糕", "我做作业"])
def test_a_verb_whose_translation_depends_on_its_object_is_not_held_out_with_it(source: str) -> None:
    assert not corpus.split_of(corpus.sentence(source)).startswith("pairs")
