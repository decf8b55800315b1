"""What learners, teachers and models do: teaching somebody, knowing words, translating into a language."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number
from ..english import At, English, name, say
from ..forms import action, state
from ..lexicon import NOUNS
from ..phrases import owned
from ..predicates import Predicate, acts
from ..rules import SenselessError, one_of, rule
from ..words import Nominal, Owned, Phrase

# --- 中文老师, 中文课 ----------------------------------------

TONGUES = ("中文", "汉语", "英语", "法文")


def _tongue_rule(chinese: str) -> None:
    rule("tongue", f"at:{chinese}", weight=2 if chinese == "中文" else 0.5)(
        lambda at: name(NOUNS[chinese].singular, at)
    )


for _chinese in TONGUES:
    _tongue_rule(_chinese)


def in_tongue(tongue: English, noun: Nominal) -> Nominal:
    """中文老师 → chinese teacher"""
    return Nominal(noun.noun, noun.at, tongue)


def my_tongue(owner: Phrase, tongue: English, noun: Nominal, 的: At = ()) -> Owned:
    """我的中文老师 → my chinese teacher"""
    return owned(owner, in_tongue(tongue, noun), 的)


for _noun in ("老师", "课", "书", "小说", "电影", "歌", "报纸"):
    rule(f"described.{_noun}", f"tongue noun.{_noun}", weight=0.6)(in_tongue)
rule("owned.书", "owner:pronoun 的 tongue noun.书", weight=0.3)(my_tongue)

# --- teaching, translating ----------------------------------------


@action("教! whom:receiver object:plain.language", weight=0.7)
def teach(教: At, whom: Phrase, object: Phrase) -> Predicate:
    """他教我们中文 → he teaches us chinese"""
    return acts("teach", 教) + whom.definite + object.object


one_of("to.language", {f"noun.{language}": 1 for language in ("中文", "英文", "法文")})
one_of(
    "text.person",
    {"pointed.word": 1, "pointed.tale": 1, "owned.tale": 0.5, "plain.中文": 0.3, "plain.英文": 0.3},
)
one_of(
    "text.machine",
    {"pointed.句子": 1, "pointed.词": 0.5, "plain.中文": 1, "plain.英文": 1, "plain.句子": 0.5},
)


@action("把 object:text.person 翻译 成! language:to.language", forms="了", plain="there", weight=0.08)
@action("把 object:text.machine 翻译 成! language:to.language", by="machine", forms="了", weight=0.5)
def translate_into(object: Phrase, 翻译: At, 成: At, language: Nominal) -> Predicate:
    """他把这封信翻译成英文 → he translates this letter into english"""
    if language.noun.chinese in object.heads:
        raise SenselessError
    return acts("translate", 翻译) + object.definite + say("into", 成) + language.one


@action("看! object:every.word|pointed.句子|pointed.词", by="machine", forms="了", weight=0.3)
def look_at(看: At, object: Phrase) -> Predicate:
    """模型看每个词 → the model looks at every word"""
    return acts("look", 看) + say("at", 看) + object.object


@rule("every.word", "每 个 noun:noun.词|noun.句子|noun.字")
def every(每: At, noun: Nominal) -> Phrase:
    """每个词 → every word"""
    return Phrase(noun.heads, "he", say("every", 每) + noun.one)


# --- knowing and understanding ----------------------------------------


@state("懂!", weight=0.4)
def understand(懂: At) -> Predicate:
    """我不懂 → i do not understand"""
    return acts("understand", 懂)


@state("认识 number:few|tens|hundreds 个 noun:noun.汉字|noun.词|noun.字", weight=0.3)
def know_so_many(认识: At, number: Number, noun: Nominal) -> Predicate:
    """我认识五百个汉字 → i know five hundred chinese characters"""
    if number.value == 1 or (number.value > 10 and number.value % 10):
        raise SenselessError
    return acts("know", 认识) + number.english + noun.many


# --- right and wrong ----------------------------------------

_JUDGED = {"写": ("write", "wrong", "right"), "说": ("say", "wrong", "right"), "做": ("do", "wrong", "right")}
_JUDGED |= {"翻译": ("translate", "incorrectly", "correctly"), "回答": ("answer", "incorrectly", "correctly")}


def _judged_rule(chinese: str, english: str, wrong: str, right: str) -> None:
    @action(f"deed:{chinese} 错!", f"deed:{chinese} 对!", plain="events", forms="了", weight=0.12)
    def do_wrong(deed: At, 错: At = (), 对: At = ()) -> Predicate:
        """我写错了 → i wrote it wrong; 你做对了 → you did it right"""
        return acts(english, deed) + say("it", deed) + name(wrong if 错 else right, 错 or 对)


for _chinese, (_english, _wrong, _right) in _JUDGED.items():
    _judged_rule(_chinese, _english, _wrong, _right)


@action(
    "deed:写 错! object:pointed.word",
    "deed:翻译 错! object:pointed.句子|pointed.词",
    plain="events",
    forms="了",
    weight=0.15,
)
def write_wrong(deed: At, 错: At, object: Phrase) -> Predicate:
    """我写错了这个字 → i wrote this character wrong"""
    if len(deed) == 1:
        return acts("write", deed) + object.definite + name("wrong", 错)
    return acts("translate", deed) + object.definite + name("incorrectly", 错)


@action("学会!", plain="events", forms="了", weight=0.15)
def learn(学会: At) -> Predicate:
    """我学会了 → i learned it"""
    return acts("learn", 学会) + say("it", 学会)


@state("明白!", weight=0.1)
def see(明白: At) -> Predicate:
    """我不明白 → i do not understand"""
    return acts("understand", 明白)


@rule("skill.person", "verb:写.word object:pointed.汉字|pointed.字|pointed.词", weight=0.5)
@rule("skill.machine", "verb:翻译.word object:pointed.句子|pointed.词", weight=1)
@rule("pastime", "verb:学习.language object:plain.language", weight=0.5)
def skill(verb: Predicate, object: Phrase) -> Predicate:
    """写这个字 → write this character"""
    return verb.on(object)
