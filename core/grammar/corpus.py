"""The corpus: training sentences, and sentences that are held out to measure generalization.

The content of a sentence determines its split, so it is in the same split everywhere:

    named        the sentences of the lessons and the README, and the ambiguous ones for beam search
    pairs-*      contains a verb–object or adjective–noun pair that never occurs in training
    sets-*       has a set of content words that never occurs in training
    train        all others
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeAlias

from . import Sentence, constructions, sample, understand

Pair: TypeAlias = tuple[str, tuple[str, ...]]
"""A source and the words of a translation."""

EVALUATED = ("pairs-dev", "pairs-test", "sets-dev", "sets-test")
TESTED = ("pairs-test", "sets-test")
TRIES = 60
"""How many sentences of a construction are drawn for each test sentence that is wanted, at most."""
RARE, MOST = 0.001, 4
"""Training pairs with a word in a smaller share of them than RARE are repeated, up to MOST times."""
MEALS = ("早饭", "午饭", "晚饭")
DEV, TEST = 0.04, 0.08
"""Shares of all pairs, and of all sets of content words, that are held out for development and for testing."""

NAMED_TRANSLATIONS = {
    "我爱你": "i love you",
    "你爱我": "you love me",
    "猫坐在垫子上": "the cat sat on the mat",
    "猫": "the cat",
    "一只猫": "a cat",
    "三只黑色的猫": "three black cats",
    "红色的苹果": "the red apple",
    "我的书": "my book",
    "老师的书": "the teacher 's book",
    "猫喜欢狗": "the cat likes dogs",
    "狗喜欢猫": "the dog likes cats",
    "我爱我的猫": "i love my cat",
    "喜欢猫的孩子": "the child who likes cats",
    "我买的书": "the book that i bought",
    "老师喜欢的书": "the book that the teacher likes",
    "我买的书很有意思": "the book that i bought is interesting",
    "我喜欢这本书": "i like this book",
    "我想喝一杯茶": "i want to drink a cup of tea",
    "我昨天买了一本书": "i bought a book yesterday",
    "昨天我买了一本书": "yesterday i bought a book",
    "明天我买苹果": "tomorrow i will buy apples",
    "我明天会去北京": "i will go to beijing tomorrow",
    "他会说中文": "he can speak chinese",
    "他明天会说中文": "he will speak chinese tomorrow",
    "我每天早上喝咖啡": "i drink coffee every morning",
    "她正在看书": "she is reading books",
    "我看过这部电影": "i have watched this movie",
    "我在学校看书": "i read books at school",
    "他住在北京": "he lives in beijing",
    "老师在图书馆": "the teacher is in the library",
    "我把书放在桌子上": "i put the book on the table",
    "他把苹果吃了": "he ate the apple",
    "我有三把椅子": "i have three chairs",
    "你喜欢茶吗": "do you like tea ?",
    "你是老师吗": "are you a teacher ?",
    "你喜欢什么": "what do you like ?",
    "谁爱你": "who loves you ?",
    "你的猫在哪里": "where is your cat ?",
    "你有几只猫": "how many cats do you have ?",
    "这是谁的书": "whose book is this ?",
    "你为什么学中文": "why do you learn chinese ?",
    "你喜欢哪本书": "which book do you like ?",
    "我不喝茶": "i do not drink tea",
    "他没看书": "he did not read books",
    "我没有猫": "i do not have a cat",
    "我有两只猫": "i have two cats",
    "桌子上有一本书": "there is a book on the table",
    "桌子上没有书": "there are no books on the table",
    "我给老师一本书": "i give the teacher a book",
    "我给妈妈买了一本书": "i bought a book for mom",
    "我比你高": "i am taller than you",
    "这本书比那本书贵": "this book is more expensive than that book",
    "她是老师": "she is a teacher",
    "这是我的猫": "this is my cat",
    "猫很大": "the cat is big",
    "茶太热了": "the tea is too hot",
    "今天天气很好": "the weather is good today",
    "我们都喜欢猫": "we all like cats",
    "我喜欢猫和狗": "i like cats and dogs",
    "老师和学生喜欢猫": "the teacher and the student like cats",
    "孩子爱他的猫": "the child loves his cat",
    "请把门打开": "please open the door",
    "谢谢老师": "thank you teacher",
    "她明天会来吗": "will she come tomorrow ?",
    "他没有来": "he did not come",
    "我们在学校学习": "we study at school",
    "我想学习深度学习": "i want to study deep learning",
    "这个模型翻译中文": "this model translates chinese",
    "机器会学习": "the machine can learn",
    "你是不是老师": "are you a teacher ?",
    "你什么时候去北京": "when will you go to beijing ?",
    "我已经吃了药": "i have already taken medicine",
    "我觉得中文很难": "i think chinese is difficult",
    "因为我很累所以我不想工作": "because i am tired i do not want to work",
    "这本书三十块": "this book costs thirty yuan",
    "这件衣服多少钱": "how much is this piece of clothing ?",
    "他今年三十岁": "he is thirty years old this year",
    "我叫小明": "my name is xiao ming",
    "大家都喜欢她": "everyone likes her",
    "我们都想去北京": "we all want to go to beijing",
    "我很喜欢猫": "i like cats very much",
    "他告诉我他喜欢猫": "he told me he likes cats",
    "妈妈不让我看电视": "mom does not let me watch tv",
    "我生病了": "i am sick",
    "是的我是学生": "yes i am a student",
    "你呢": "and you ?",
    "你喜欢茶还是咖啡": "do you like tea or coffee ?",
    "请问你叫什么名字": "excuse me what is your name ?",
    "现在三点": "it is three o'clock now",
    "今天星期一": "today is monday",
    "我快要走了": "i am about to leave",
    "我不喝咖啡了": "i do not drink coffee anymore",
    "门开着": "the door is open",
    "他又来了": "he came again",
    "他还没来": "he has not come yet",
    "我先吃饭再学习": "i will eat first and then study",
    "他可能不来": "he may not come",
    "他说得很好": "he speaks well",
    "我等了十分钟": "i waited for ten minutes",
    "我去过三次北京": "i have been to beijing three times",
    "我吃饭的时候不说话": "when i eat i do not talk",
    "我是昨天来的": "i came yesterday",
    "我们走吧": "let us go",
    "我听不懂": "i cannot understand",
    "我要红色的": "i want the red one",
    "这辆车是红色的": "this car is red",
    "我要两个": "i want two",
    "再来一碗米饭": "another bowl of rice please",
    "你早饭吃什么": "what do you eat for breakfast ?",
    "明天会下雨": "it will rain tomorrow",
    "你几点起床": "what time do you get up ?",
    "我的生日是五月三号": "my birthday is may third",
    "第一本书": "the first book",
    "这是最便宜的手机": "this is the cheapest phone",
    "我坐公共汽车去学校": "i go to school by bus",
    "学校离我家很远": "the school is far from my home",
    "你怎么去学校": "how do you go to school ?",
    "火车站在哪儿": "where is the train station ?",
    "虽然我很累但是我很高兴": "although i am tired i am happy",
    "我想去但是我没有时间": "i want to go but i do not have time",
    "如果明天下雨我就不去": "if it rains tomorrow i will not go",
    "我希望你喜欢": "i hope you like it",
    "我不知道他在哪儿": "i do not know where he is",
    "这个词是什么意思": "what does this word mean ?",
    "这个句子不对": "this sentence is not right",
    "学中文很有意思": "learning chinese is interesting",
    "这个字我不认识": "i do not know this character",
    "模型把中文翻译成英文": "the model translates chinese into english",
    "我的朋友昨天看了三本有意思的小说": "my friend read three interesting novels yesterday",
}
"""Held out of training: each with its most probable translation."""

NAMED = tuple(NAMED_TRANSLATIONS)

SNAPSHOT_SOURCES = (
    "我爱你",
    "猫坐在垫子上",
    "红色的苹果",
    "我昨天买了一本书",
    "你喜欢什么",
    "老师喜欢的书",
    "我比你高",
)
"""Named sentences whose attention is saved during training."""


def sentence(source: str) -> Sentence:
    """The sentence of the training language with this source; KeyError if there is no such sentence."""
    found = understand(source)
    if found is None:
        raise KeyError(source)
    return found


def split_of(sentence: Sentence) -> str:
    """The split that the sentence belongs to."""
    return "named" if sentence.source in _KEPT_OUT else _split_by_words(sentence)


def _split_by_words(sentence: Sentence) -> str:
    held = (pair for pair in sentence.pairs - _named_pairs() if not _is_idiom(pair))
    pairs = {split for pair in held if (split := _drawn("–".join(pair)))}
    if pairs:
        return "pairs-test" if "test" in pairs else "pairs-dev"
    words = sentence.content_words
    drawn = _drawn(" ".join(sorted(words))) if len(words) > 1 else ""
    return f"sets-{drawn}" if drawn else "train"


def _is_idiom(pair: tuple[str, str, str]) -> bool:
    """Whether the English verb depends on this very object: have breakfast, make a cake, do homework.

    No model could know that from other pairs, so these are never held out.
    """
    _kind, verb, noun = pair
    return verb == "做" or (verb == "吃" and noun in MEALS)


@cache
def _drawn(text: str) -> str:
    """What a text is held out for, "dev", "test" or "": determined by its hash, so the same everywhere."""
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48
    return "dev" if number < DEV else "test" if number < DEV + TEST else ""


@cache
def _named_pairs() -> frozenset[tuple[str, str, str]]:
    """The pairs in named sentences, which are never held out: these sentences are shown, not measured."""
    return frozenset(pair for source in NAMED for pair in sentence(source).pairs)


def _ambiguous(count: int) -> tuple[str, ...]:
    """Sources whose most probable translation does not start with the most probable first word."""
    rng = random.Random("ambiguous")
    found: dict[str, None] = {}
    while len(found) < count:
        one = sample(rng, rng.choice(("open future", "existence")))
        if one.source not in NAMED and _misleads(one) and _split_by_words(one) == "train":
            found[one.source] = None
    return tuple(found)


def _misleads(one: Sentence) -> bool:
    """Whether the most probable first word is not the one of the most probable translation."""
    first: dict[str, float] = {}
    for translation in one.translations:
        first[translation.words[0]] = first.get(translation.words[0], 0.0) + translation.probability
    return max(first, key=first.__getitem__) != one.translations[0].words[0]


AMBIGUOUS = _ambiguous(120)
"""Held out of training: greedy decoding chooses a worse first word, beam search can find the better translation."""

_KEPT_OUT = frozenset(NAMED + AMBIGUOUS)


def training_sentences(seed: int, count: int) -> list[Pair]:
    """Training pairs: a source, and one of its translations, drawn by its probability."""
    return _drawn_pairs(random.Random(seed), count, ("train",))


def held_out_sentences(kind: str, seed: int, count: int) -> list[Pair]:
    """Pairs as in `training_sentences` that are held out for "dev" or "test", in the proportions of the grammar."""
    splits = tuple(split for split in EVALUATED if split.endswith(f"-{kind}"))
    return _drawn_pairs(random.Random(f"{kind} {seed}"), count, splits)


def _drawn_pairs(rng: random.Random, count: int, splits: Sequence[str]) -> list[Pair]:
    return [(one.source, words) for one, words in drawn_sentences(rng, count, splits)]


def drawn_sentences(
    rng: random.Random, count: int, splits: Sequence[str]
) -> Iterator[tuple[Sentence, tuple[str, ...]]]:
    """Random sentences of the splits, each with the words of one of its translations."""
    while count:
        one = sample(rng)
        if split_of(one) in splits:
            weights = [translation.probability for translation in one.translations]
            yield one, rng.choices(one.translations, weights)[0].words
            count -= 1


def emphasized(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs in their order, each with a rare English word or Chinese character up to MOST times.

    Otherwise some forms (washes, feeding, brings) would occur in so few sentences that the model never learns them.
    """
    tokens = [{*source, *words} for source, words in pairs]
    counts = Counter(itertools.chain.from_iterable(tokens))
    wanted = RARE * len(pairs)
    copies = (min(MOST, max(1, round(wanted / min(counts[token] for token in each)))) for each in tokens)
    return [pair for pair, number in zip(pairs, copies, strict=True) for _ in range(number)]


def evaluation(split: str, count: int, seed: int) -> list[Sentence]:
    """Different sentences of a split, spread evenly over the constructions that occur in it."""
    rng = random.Random(f"{split} {seed}")
    found: dict[str, Sentence] = {}
    going = list(constructions())
    while len(found) < count and going:
        for name in tuple(going):
            if len(found) == count:
                break
            fresh = _fresh(rng, name, split, found)
            if fresh is None:
                going.remove(name)
            else:
                found[fresh.source] = fresh
    return list(found.values())


def tested(construction: str, count: int, seed: int) -> list[Sentence]:
    """Different test sentences of one construction (of the splits in TESTED); fewer if so many are hard to find."""
    rng = random.Random(f"{construction} {seed}")
    found: dict[str, Sentence] = {}
    for _ in range(TRIES * count):
        one = sample(rng, construction)
        if one.source not in found and split_of(one) in TESTED:
            found[one.source] = one
            if len(found) == count:
                break
    return list(found.values())


def _fresh(rng: random.Random, construction: str, split: str, known: dict[str, Sentence]) -> Sentence | None:
    """A new sentence of the construction and the split; None if none was found."""
    tries = (sample(rng, construction) for _ in range(300))
    return next((one for one in tries if one.source not in known and split_of(one) == split), None)
