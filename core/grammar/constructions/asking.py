"""Questions: 吗, 谁, 什么, 哪里, 几, 哪, 为什么. only English moves the question word to the front."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, name, say
from ..rules import construction, distinct, one_of, rule
from ..settings import Place, Spot
from ..tables.world import POINTERS
from ..verbs import Act, be, do, have
from ..words import Nominal, Phrase, Quality, Word
from .having import HAVE
from .naming import role_of

# --- 吗 ----------------------------------------


@construction("yes-no question", "who:other act:does 吗", weight=3)
@construction("yes-no question", "who:subject.pet act:beastly 吗", weight=0.8)
def does_one(who: Phrase, act: Act, 吗: At) -> English:
    """你喜欢茶吗 → do you like tea ?"""
    return do(who, 吗) + who.subject + act.base + say("?", 吗)


@construction("yes-no question", "who:other verb:done.K 了 object.K 吗", weight=2)
@construction("yes-no question", "who:other last:time.past verb:done.K 了 object.K 吗", weight=1)
def did_one(who: Phrase, verb: Act, 了: At, object: Phrase, 吗: At, last: English = NOTHING) -> English:
    """你买了苹果吗 → did you buy apples ?"""
    return say("did", 了) + who.subject + (verb + object.object).base + last + say("?", 吗)


@construction("yes-no question", "who:other verb:done.K 过 object.K 吗")
def has_one(who: Phrase, verb: Act, 过: At, object: Phrase, 吗: At) -> English:
    """你看过这本书吗 → have you read this book ?"""
    return have(who, 过) + who.subject + (verb + object.object).participle + say("?", 吗)


@construction("yes-no question", "who:other 是 role 吗")
def is_one(who: Phrase, 是: At, role: Nominal, 吗: At) -> English:
    """你是老师吗 → are you a teacher ?"""
    distinct(who, role)
    return be(who, 是) + who.subject + role_of(who, role) + say("?", 吗)


@construction("yes-no question", "noun:subject.K adjective.K 吗", weight=1.5)
@construction("yes-no question", "noun:other adjective:mood.person 吗", weight=0.5)
def is_it(noun: Phrase, adjective: Quality, 吗: At) -> English:
    """茶热吗 → is the tea hot ?"""
    return be(noun, 吗) + noun.subject + adjective.english + say("?", 吗)


@construction("yes-no question", "who:other 在 act:action 吗")
def is_doing(who: Phrase, 在: At, act: Act, 吗: At) -> English:
    """你在看书吗 → are you reading books ?"""
    return be(who, 在) + who.subject + act.progressive + say("?", 吗)


@construction("yes-no question", "who:other 能:能 act:action 吗", "who:other 能:会 act:skill 吗", weight=1.5)
def can_one(who: Phrase, 能: At, act: Act, 吗: At) -> English:
    """你会游泳吗 → can you swim ?"""
    return say("can", 能) + who.subject + act.base + say("?", 吗)


@construction("yes-no question", "who:other 想 act:action 吗")
def does_one_want(who: Phrase, 想: At, act: Act, 吗: At) -> English:
    """你想喝茶吗 → do you want to drink tea ?"""
    return do(who, 吗) + who.subject + name("want", 想) + say("to", 想) + act.base + say("?", 吗)


# --- 什么 ----------------------------------------

WANTED = ("吃.fruit", "喝.drink", "买.book", "写.tale", "找.thing", "学.language", "画.pet", "听.song")
one_of("asked", dict.fromkeys(WANTED, 1))


@construction("what", "who:other act:asked|喜欢.book 什么", weight=2)
def what(who: Phrase, act: Act, 什么: At) -> English:
    """你喜欢什么 → what do you like ?"""
    return say("what", 什么) + do(who, 什么) + who.subject + act.base + say("?", 什么)


@construction("what", "who:other act:asked 了 什么", "who:other last:time.past act:asked 了 什么", weight=1.5)
def what_did(who: Phrase, act: Act, 了: At, 什么: At, last: English = NOTHING) -> English:
    """你昨天买了什么 → what did you buy yesterday ?"""
    return say("what", 什么) + say("did", 了) + who.subject + act.base + last + say("?", 什么)


@construction("what", "who:other 在 act:asked 什么")
def what_is_one_doing(who: Phrase, 在: At, act: Act, 什么: At) -> English:
    """你在吃什么 → what are you eating ?"""
    return say("what", 什么) + be(who, 在) + who.subject + act.progressive + say("?", 什么)


@construction("what", "who:other 想 act:asked 什么", weight=1.5)
def what_does_one_want(who: Phrase, 想: At, act: Act, 什么: At) -> English:
    """你想吃什么 → what do you want to eat ?"""
    wanting = name("want", 想) + say("to", 想)
    return say("what", 什么) + do(who, 什么) + who.subject + wanting + act.base + say("?", 什么)


@construction("what", "who:other 有 什么", weight=0.4)
def what_has(who: Phrase, 有: At, 什么: At) -> English:
    """你有什么 → what do you have ?"""
    return say("what", 什么) + do(who, 什么) + who.subject + name("have", 有) + say("?", 什么)


@construction("what", "spot.anything 有 什么", weight=0.8)
def what_is_there(spot: Spot, 有: At, 什么: At) -> English:
    """桌子上有什么 → what is on the table ?"""
    return say("what", 什么) + say("is", 有) + spot.english + say("?", 什么)


@construction("what", "pointer 是 什么", weight=0.1)
def what_is_this(pointer: Word, 是: At, 什么: At) -> English:
    """这是什么 → what is this ?"""
    return say("what", 什么) + say("is", 是) + say(POINTERS[pointer.chinese][0], pointer.at) + say("?", 什么)


# --- 谁 ----------------------------------------


@construction("who", "谁 act:does", weight=3)
def who_does(谁: At, act: Act) -> English:
    """谁爱你 → who loves you ?"""
    return say("who", 谁) + act.present(Phrase((), "he", NOTHING)) + say("?", 谁)


@construction("who", "谁 verb:done.K 了 object.K", weight=1.5)
def who_did(谁: At, verb: Act, object: Phrase) -> English:
    """谁买了苹果 → who bought apples ?"""
    return say("who", 谁) + (verb + object.object).past + say("?", 谁)


@construction("who", "谁 在 place", weight=0.7)
def who_is(谁: At, 在: At, place: Place) -> English:
    """谁在教室 → who is in the classroom ?"""
    return say("who is", 谁) + place.there(在) + say("?", 谁)


@construction("who", "who:other act:state.person 谁", weight=1.2)
@construction("who", "who:other act:帮助.person|等.person|找.person 谁", weight=1)
def whom(who: Phrase, act: Act, 谁: At) -> English:
    """你爱谁 → who do you love ?"""
    return say("who", 谁) + do(who, 谁) + who.subject + act.base + say("?", 谁)


@construction("who", "pointer 是 谁 的 owned:own.K", weight=1.5)
def whose(pointer: Word, 是: At, 谁: At, 的: At, owned: Nominal) -> English:
    """这是谁的书 → whose book is this ?"""
    this, these = POINTERS[pointer.chinese]
    are_these = (
        say("is", 是) + say(this, pointer.at)
        if owned.person == "he"
        else say("are", 是) + say(these, pointer.at)
    )
    return say("whose", 谁 + 的) + owned.one + are_these + say("?", 谁)


# --- 哪里, 哪, 几, 为什么 ----------------------------------------


@rule("placed", "verb:买.K|看.K|学.K|吃.K|喝.K|教.K object:plain.K", weight=3)
def placed(verb: Act, object: Phrase) -> Act:
    """买书 → buy books"""
    return verb + object.object


one_of("placed", {"工作.": 0.5, "游泳.": 0.3, "跑步.": 0.3, "跳舞.": 0.3, "休息.": 0.3})


@construction("where", "what:lying|other 在 哪里", weight=2)
def where(what: Phrase, 在: At, 哪里: At) -> English:
    """你的猫在哪里 → where is your cat ?"""
    return say("where", 哪里) + be(what, 在) + what.subject + say("?", 哪里)


@construction("where", "who:other 在 哪里 act:placed", weight=1.5)
def where_does_one(who: Phrase, 哪里: At, act: Act) -> English:
    """你在哪里工作 → where do you work ?"""
    return say("where", 哪里) + do(who, 哪里) + who.subject + act.base + say("?", 哪里)


@construction("where", "who:other 住 在 哪里", weight=0.3)
def where_lives(who: Phrase, 住: At, 哪里: At) -> English:
    """你住在哪里 → where do you live ?"""
    return say("where", 哪里) + do(who, 哪里) + who.subject + name("live", 住) + say("?", 哪里)


@construction("where", "who:other 想 去 哪里", weight=0.4)
def where_want(who: Phrase, 想: At, 去: At, 哪里: At) -> English:
    """你想去哪里 → where do you want to go ?"""
    wanting = name("want", 想) + say("to", 想) + name("go", 去)
    return say("where", 哪里) + do(who, 哪里) + who.subject + wanting + say("?", 哪里)


@construction("which", "who:other verb:喜欢.K|买.K 哪 object:which.K", weight=2)
def which(who: Phrase, verb: Act, 哪: At, object: Phrase) -> English:
    """你喜欢哪本书 → which book do you like ?"""
    return say("which", 哪) + object.object + do(who, 哪) + who.subject + verb.base + say("?", 哪)


one_of("countable", {f"many.{kind}": 1 for kind in HAVE} | {"many.朋友": 0.5, "many.孩子": 0.3})


@construction("how many", "who:other 有 几 object:countable", weight=1.5)
def how_many(who: Phrase, 有: At, 几: At, object: Phrase) -> English:
    """你有几只猫 → how many cats do you have ?"""
    return say("how many", 几) + object.object + do(who, 几) + who.subject + name("have", 有) + say("?", 几)


@construction("why", "who:other 为什么 act:does", weight=2)
def why(who: Phrase, 为什么: At, act: Act) -> English:
    """你为什么学中文 → why do you learn chinese ?"""
    return say("why", 为什么) + do(who, 为什么) + who.subject + act.base + say("?", 为什么)
