"""Questions with a question word: 什么, 谁, 哪儿, 哪, 为什么, 怎么, 什么时候. Only English moves it to the front.

Questions with 吗 and V不V are not listed here: they come with each clause (`forms`).
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, English, say
from ..predicates import CAN, Clause, Predicate, acts, be, modal, progressive, under_way, want, will
from ..relatives import WHO
from ..rules import SenselessError, construction, one_of, rule
from ..settings import Place, Spot
from ..tables.world import POINTERS
from ..times import is_long
from ..verbs import with_plain
from ..words import Nominal, Phrase, Word
from .sentences import at_place

# --- 什么 ----------------------------------------

WANTED = (
    *(
        "吃.fruit",
        "喝.drink",
        "买.book",
        "写.tale",
        "找.thing",
        "学.language",
        "学习.language",
        "画.pet",
        "听.song",
    ),
    *("看.book", "穿.cloth"),
)
one_of("asked", dict.fromkeys(WANTED, 1))


@rule("asked", "说")
def say_(说: At) -> Predicate:
    """说, in 说什么 → say"""
    return acts("say", 说)


@rule("asked", "做", weight=2)
def do(做: At) -> Predicate:
    """做, in 做什么 → do"""
    return acts("do", 做)


USUAL = ("吃.fruit", "喝.drink", "买.book", "找.thing", "学.language", "学习.language", "听.song", "看.book")
one_of("asked.usual", dict.fromkeys(USUAL, 1))
rule("asked.usual", "做", weight=2)(do)


@construction("what", "who:other act:asked.usual|喜欢.book|需要.book 什么", weight=2)
@construction("what", "who:other 不 act:喜欢.book 什么", weight=0.1)
def what(who: Phrase, act: Predicate, 什么: At, 不: At = ()) -> English:
    """你喜欢什么 → what do you like ?; 你找什么 → what are you looking for ?; 你买什么 → what are you buying ?"""
    if act.verb.base in ("look", "buy", "eat", "drink", "listen") and not 不:
        act = progressive(act.at, act)
    return Clause(who, act.negated(不)).asked(say("what", 什么), 什么)


@construction("what", "who:other act:asked 了 什么", "who:other last:time.did act:asked 了 什么", weight=1.5)
def what_did(who: Phrase, act: Predicate, 了: At, 什么: At, last: English = NOTHING) -> English:
    """你昨天买了什么 → what did you buy yesterday ?"""
    if act.verb.base == "look":
        raise SenselessError  # 你找了什么
    return Clause(who, act.did(了), last=last).asked(say("what", 什么), 什么)


@construction("what", "who:other 在:在|正在 act:asked 什么 呢?")
def what_is_one_doing(who: Phrase, 在: At, act: Predicate, 什么: At) -> English:
    """你在吃什么 → what are you eating ?"""
    if act.verb.base == "wear":
        raise SenselessError  # 你穿着什么
    return Clause(who, progressive(在, act)).asked(say("what", 什么), 什么)


@construction("what", "who:other 想 act:asked 什么 呢?", weight=1.5)
def what_does_one_want(who: Phrase, 想: At, act: Predicate, 什么: At) -> English:
    """你想吃什么 → what do you want to eat ?"""
    return Clause(who, want(想, act)).asked(say("what", 什么), 什么)


@construction(
    "what",
    "who:other last:time.will 想|会? act:asked 什么",
    "last:time.will who:other act:asked 什么",
    weight=0.5,
)
def what_will(who: Phrase, last: English, act: Predicate, 什么: At, 想: At = (), 会: At = ()) -> English:
    """你明天吃什么 → what will you eat tomorrow ?"""
    if is_long(last) and act.verb.base not in ("do", "learn", "study", "buy"):
        raise SenselessError
    at = last.variants[0][1][-1].at
    predicate = want(想, act) if 想 else will(会 or at, act)
    return Clause(who, predicate, last=last).asked(say("what", 什么), 什么)


@construction("what", "who:you|name 有 什么", weight=0.15)
def what_has(who: Phrase, 有: At, 什么: At) -> English:
    """你有什么 → what do you have ?"""
    return Clause(who, acts("have", 有)).asked(say("what", 什么), 什么)


@construction("what", "who:you.one 说 什么", weight=0.1)
def what_did_one_say(who: Phrase, 说: At, 什么: At) -> English:
    """你说什么 → what did you say ?, or what are you saying ?"""
    saying = acts("say", 说)
    clause = Clause(who, saying.did(说), others=((0.4, progressive(说, saying)),))
    return clause.asked(say("what", 什么), 什么)


@construction("what", "spot.anything 有 什么", weight=0.8)
def what_is_there(spot: Spot, 有: At, 什么: At) -> English:
    """桌子上有什么 → what is on the table ?"""
    return say("what", 什么) + say("is", 有) + spot.english + say("?", 什么)


@construction("what", "pointer 是 什么", weight=0.1)
def what_is_this(pointer: Word, 是: At, 什么: At) -> English:
    """这是什么 → what is this ?"""
    return say("what", 什么) + say("is", 是) + say(POINTERS[pointer.chinese][0], pointer.at) + say("?", 什么)


# --- 谁 ----------------------------------------


@construction("who", "谁 act:there.person", weight=0.8)
def who_is_doing(谁: At, act: Predicate) -> English:
    """谁在图书馆看书 → who is reading books in the library ?, or who reads books in the library ?"""
    clause = Clause(WHO, progressive(谁, act), others=((0.35, act),))
    return say("who", 谁) + clause.statement + say("?", 谁)


@construction("who", "谁 在:在|正在 act:deeds.person", weight=0.7)
def who_is_busy(谁: At, 在: At, act: Predicate) -> English:
    """谁在唱歌 → who is singing ?"""
    return say("who", 谁) + Clause(WHO, progressive(在, act)).statement + say("?", 谁)


@construction("who", "谁 act:states.person|moves.person", weight=2)
@construction("who", "谁 不 act:states.person|moves.person", weight=0.4)
@construction("who", "谁 act:feels.for", weight=0.3)
@construction("who", "谁 act:did.person", weight=1.5)
def who_does(谁: At, act: Predicate, 不: At = ()) -> English:
    """谁爱你 → who loves you ?; 谁买了苹果 → who bought apples ?; 谁来 → who is coming ?"""
    return say("who", 谁) + Clause(WHO, under_way(act).negated(不)).statement + say("?", 谁)


@construction("who", "谁 在 place", weight=0.7)
def who_is(谁: At, 在: At, place: Place) -> English:
    """谁在教室 → who is in the classroom ?"""
    return say("who", 谁) + Clause(WHO, be(在, place.there(在))).statement + say("?", 谁)


@construction("who", "谁 会 act:skill.person", "谁 想 act:acts.person", weight=0.7)
def who_can(谁: At, act: Predicate, 会: At = (), 想: At = ()) -> English:
    """谁会游泳 → who can swim ?"""
    predicate = modal(CAN, 会, act) if 会 else want(想, act)
    return say("who", 谁) + Clause(WHO, predicate).statement + say("?", 谁)


@construction("who", "who:other act:state.person_noun 谁", weight=1.2)
@construction("who", "who:other act:帮助.person|等.person|找.person 谁", weight=1)
def whom(who: Phrase, act: Predicate, 谁: At) -> English:
    """你爱谁 → who do you love ?; 你找谁 → who are you looking for ?"""
    if act.heads[0] in ("找", "等"):
        act = progressive(act.at, act)
    return Clause(who, act).asked(say("who", 谁), 谁)


@rule("feels.for", "verb:喜欢.person|爱.person|认识.person object:pronoun")
def feels_for(verb: Predicate, object: Phrase) -> Predicate:
    """爱你 → love you"""
    return verb.on(object)


one_of("state.person_noun", dict.fromkeys(("喜欢.person", "爱.person", "认识.person"), 1))


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


@construction("who", "who:pronoun|name|pointed.person|owned.person 是 谁", weight=0.6)
def who_is_he(who: Phrase, 是: At, 谁: At) -> English:
    """他是谁 → who is he ?"""
    return Clause(who, be(是, NOTHING)).asked(say("who", 谁), 谁)


# --- 哪儿, 哪, 为什么, 怎么, 什么时候 ----------------------------------------


@rule(
    "placed",
    *with_plain(
        "买.book", "买.fruit", "买.cloth", "买.thing", "买.car", "买.furniture", "买.medicine", "买.drink"
    ),
    *with_plain("学.language", "学习.language", "教.language", "看.film"),
    "verb:看.book object:plain.书",
    weight=3,
)
def placed(verb: Predicate, object: Phrase) -> Predicate:
    """买书 → buy books"""
    return verb.on(object)


one_of("placed", dict.fromkeys(("工作.", "学习.", "游泳.", "跑步.", "跳舞.", "休息.", "吃饭."), 0.3))


@construction("where", "what:lying|other 在 哪里:哪里|哪儿", weight=2)
def where(what: Phrase, 在: At, 哪里: At) -> English:
    """你的猫在哪里 → where is your cat ?"""
    return Clause(what, be(在, NOTHING)).asked(say("where", 哪里), 哪里)


@construction("where", "who:other 在 哪里:哪里|哪儿 act:placed 呢?", weight=1.5)
def where_does_one(who: Phrase, 哪里: At, act: Predicate) -> English:
    """你在哪里工作 → where do you work ?"""
    return Clause(who, act).asked(say("where", 哪里), 哪里)


@construction("where", "who:other 住 在 哪里:哪里|哪儿", "who:other 去:去 哪里:哪里|哪儿", weight=0.6)
def where_lives(who: Phrase, 哪里: At, 住: At = (), 去: At = ()) -> English:
    """你住在哪里 → where do you live ?; 你去哪儿 → where are you going ?"""
    go = acts("go", 去)
    where_to = Clause(who, progressive(去, go), others=((0.35, go),))
    return (Clause(who, acts("live", 住)) if 住 else where_to).asked(say("where", 哪里), 哪里)


@construction("where", "who:other 想 去 哪里:哪里|哪儿", weight=0.4)
def where_want(who: Phrase, 想: At, 去: At, 哪里: At) -> English:
    """你想去哪里 → where do you want to go ?"""
    return Clause(who, want(想, acts("go", 去))).asked(say("where", 哪里), 哪里)


CHOSEN = ("pet", "fruit", "cloth", "book", "film", "song", "thing", "car", "room")
SOLD = ("fruit", "cloth", "book", "thing", "car", "furniture", "pen")


@construction("which", *(f"who:other verb:喜欢.{kind} 哪 object:which.{kind}" for kind in CHOSEN), weight=1.2)
@construction("which", *(f"who:other verb:买.{kind} 哪 object:which.{kind}" for kind in SOLD), weight=0.8)
def which(who: Phrase, verb: Predicate, 哪: At, object: Phrase) -> English:
    """你喜欢哪本书 → which book do you like ?; 你买哪本书 → which book are you buying ?"""
    if verb.heads == ("买",):
        verb = progressive(verb.at, verb)
    return Clause(who, verb).asked(say("which", 哪) + object.object, 哪)


@construction("why", "who:other.S 为什么 不? act:does.S", weight=1.6)
@construction("why", "who:other 为什么 不? there:there.person", weight=0.4)
@construction("why", "who:other 为什么 没 act:acts.person", weight=0.3)
def why(
    who: Phrase,
    为什么: At,
    act: Predicate | None = None,
    不: At = (),
    没: At = (),
    there: Predicate | None = None,
) -> English:
    """你为什么学中文 → why do you learn chinese ?"""
    if there:
        clause = at_place(who, there)
        return replace(clause, predicate=clause.predicate.negated(不), others=()).asked(
            say("why", 为什么), 为什么
        )
    assert act
    if 没:
        act = act.did(没)
    return Clause(who, under_way(act).negated(不 or 没)).asked(say("why", 为什么), 为什么)


@construction("when", "who:other 什么时候 act:moves.person|chore|trip", weight=1.5)
def when_will(who: Phrase, 什么时候: At, act: Predicate) -> English:
    """你什么时候去北京 → when will you go to beijing ?, or when are you …"""
    clause = Clause(who, will(什么时候, act), others=((0.35, under_way(act)),))
    return clause.asked(say("when", 什么时候), 什么时候)
