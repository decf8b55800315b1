"""Meeting people: names, where somebody is from, who somebody is, greetings and courtesies, 大家, 它."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, English, article, name, say
from ..forms import clause, state
from ..phrases import my_family
from ..predicates import BE, CAN, Clause, Predicate, acts, be, is_, modal, progressive, under_way, want
from ..rules import SenselessError, construction, distinct, one_of, rule
from ..settings import Place
from ..tables.world import FAMILY, FEMALE, MALE, NATIONS, POINTERS, SPOUSES
from ..words import Counted, Nominal, Owned, Phrase, Pronoun, Quality, Word, genitive, pair_of, qualities
from .actions import two_orders
from .naming import role_of
from .sentences import at_place

# --- who is "he" and who is "she" ----------------------------------------

_FAMILY = {
    gender: [one for one in words if one in FAMILY and one not in SPOUSES]
    for gender, words in (("male", MALE), ("female", FEMALE))
}
for _gender, _he, _words in (("male", "他", ("男人", "男孩")), ("female", "她", ("女人", "女孩"))):
    _relatives = "|".join(f"family.{_chinese}" for _chinese in _FAMILY[_gender])
    rule(f"mine.{_gender}", f"mine:pronoun family:{_relatives}", f"mine:pronoun 的 family:{_relatives}")(
        my_family
    )
    _partner = {"male": "男朋友", "female": "女朋友"}[_gender]
    one_of(f"mine.{_gender}", {f"owned.{_partner}": 0.3})
    one_of(
        f"known.{_gender}",
        {f"pronoun.{_he}": 4, f"given.{_gender}": 2, **{f"pointed.{_word}": 0.7 for _word in _words}},
    )
rule("mine.male", "mine:pronoun.我|pronoun.你|pronoun.她 family:family.丈夫", weight=0.1)(my_family)
rule("mine.female", "mine:pronoun.我|pronoun.你|pronoun.他 family:family.妻子", weight=0.1)(my_family)
one_of("speaker", {"pronoun.我": 4, "pronoun.你": 2, "pronoun.您": 0.3})
one_of("neutral", {"owned.朋友": 2, "owned.老师": 1, "owned.同学": 1, "owned.孩子": 1, "owned.邻居": 0.5})

# --- names ----------------------------------------


def _name_of(owner: Phrase, at: At, word: str = "name", of: At = ()) -> Phrase:
    """my name, my friend 's surname"""
    return Phrase((), "he", genitive(owner, of or at) + name(word, at))


NAMED = (
    "who:speaker|neutral {} called:given",
    "who:pronoun.她|mine.female {} called:given.female",
    "who:pronoun.他|mine.male {} called:given.male",
)


def _named(verb: str) -> list[str]:
    return [pattern.format(verb) for pattern in NAMED]


@clause("name", *_named("叫!"), weight=2, embedded=0.3)
@clause("name", *_named("不 叫"), weight=0.4, asked=0, embedded=0)
@clause("name", "who:owned.pet 叫 called:pet.name", "who:it 叫 called:pet.name", weight=0.2, embedded=0)
def is_called(who: Phrase, 叫: At, called: Phrase, 不: At = ()) -> Clause:
    """我叫小明 → my name is xiao ming, or i am called xiao ming"""
    if who.several:
        raise SenselessError
    its_name = Clause(_name_of(who, 叫), be(叫, called.definite).negated(不))
    is_so = Predicate(BE, 叫, name("called", 叫) + called.definite).negated(不)
    return Clause(its_name.subject, its_name.predicate, rephrased=((0.25, Clause(who, is_so)),))


@clause(
    "name",
    *(p.replace(" {}", " 的 名字 {}").format("是:是|叫") for p in NAMED),
    weight=0.7,
    asked=0.3,
    embedded=0,
)
@clause("name", *(p.replace(" {}", " 的 名字 不 {}").format("是:是|叫") for p in NAMED), weight=0.2, asked=0)
def the_name_is(who: Phrase, 的: At, 名字: At, 是: At, called: Phrase, 不: At = ()) -> Clause:
    """我的名字是小明 → my name is xiao ming"""
    return Clause(_name_of(who, 名字, of=的), be(是, called.definite).negated(不))


one_of("asked.name", {"you": 9, "neutral": 2, "mine.male": 0.7, "mine.female": 0.7})
one_of("asked.name", {"owned.pet": 0.7, "pointed.person": 1, "pointed.human": 0.7, "it": 0.2})


@construction("name", "who:asked.name 叫 什么 名字", "who:asked.name 叫 什么", weight=1.2)
@construction("name", "who:asked.name 的 名字 是:是|叫 什么", weight=0.4)
def what_name(who: Phrase, 什么: At, 叫: At = (), 名字: At = (), 的: At = (), 是: At = ()) -> English:
    """你叫什么名字 → what is your name ?"""
    if who.several:
        raise SenselessError
    return say("what", 什么) + say("is", 是 or 叫) + _name_of(who, 名字 or 叫, of=的).subject + say("?", 什么)


one_of(
    "bearer",
    {
        "mine.male": 0.5,
        "mine.female": 0.5,
        "speaker": 3,
        "pronoun.他": 2,
        "pronoun.她": 2,
        "neutral": 2,
        "pointed.person": 0.7,
    },
)


@clause("name", "who:bearer 姓! surname", weight=1.2, embedded=0.3)
@clause("name", "who:bearer 不 姓 surname", weight=0.4, asked=0, embedded=0)
def surname_is(who: Phrase, 姓: At, surname: Phrase, 不: At = ()) -> Clause:
    """我姓王 → my surname is wang"""
    if who.several:
        raise SenselessError
    return Clause(_name_of(who, 姓, "surname"), be(姓, surname.definite).negated(不))


@construction("name", "who:bearer 姓 什么", "who:pronoun.您 贵 姓", "who:pronoun.你 贵 姓", weight=0.6)
def what_surname(who: Phrase, 姓: At, 什么: At = (), 贵: At = ()) -> English:
    """您贵姓 → what is your surname ?"""
    if who.several:
        raise SenselessError
    at = 什么 or 贵
    return say("what is", at) + _name_of(who, 姓, "surname").subject + say("?", at)


@construction("name", "who:speaker 姓 surname 叫 called:given", weight=0.3)
def surname_and_name(who: Phrase, 姓: At, surname: Phrase, 叫: At, called: Phrase) -> English:
    """我姓王叫王芳 → my surname is wang and my name is wang fang"""
    if called.heads[0][0] not in surname.heads:
        raise SenselessError
    return (
        surname_is(who, 姓, surname).statement
        + say("and", 叫)
        + the_name_is(who, 叫, 叫, 叫, called).statement
    )


@rule("name.of", "owner:pronoun 的 名字", weight=3)
@rule("name.of", "owner:pronoun 名字", weight=0.4)
@rule("name.of", "owner:name|called|my.own.friend|pointed.human|pointed.person|owned.pet 的 名字")
def the_name_of(owner: Phrase, 名字: At, 的: At = ()) -> Phrase:
    """我的名字 → my name; 你们的名字 → your names"""
    word = "names" if owner.several else "name"
    return Owned((), "they" if owner.several else "he", genitive(owner, 的 or 名字) + name(word, 名字))


@construction("noun phrase", "phrase:name.of", weight=0.2)
def name_alone(phrase: Phrase) -> English:
    """我的名字 → my name"""
    return phrase.definite


@state("verb:喜欢.person! phrase:name.of", "知道! phrase:name.of", weight=0.6)
def know_name(phrase: Phrase, verb: Predicate | None = None, 知道: At = ()) -> Predicate:
    """我知道他的名字 → i know his name"""
    if verb and phrase.several:
        raise SenselessError
    return (verb or acts("know", 知道)) + phrase.definite


@clause("quality", "phrase:name.of 很|真|非常 adjective:name_is", weight=0.2, asked=0, opinion=1)
@clause("quality", "phrase:name.of 不 adjective:name_is", weight=0.1, asked=0, opinion=1)
@clause("quality", "phrase:name.of adjective:name_is!", weight=0.1, stated=False)
def name_is(
    phrase: Phrase, adjective: Quality, 很: At = (), 真: At = (), 非常: At = (), 不: At = ()
) -> Clause:
    """你的名字很好听 → your name is nice"""
    if 不 and adjective.adjective.chinese.startswith("有"):
        raise SenselessError
    degree = say("really", 真) if 真 else say("very", 非常) if 非常 else NOTHING
    return Clause(phrase, is_(adjective, 很 or 真 or 非常 or 不, degree).negated(不))


qualities("name_is", "好听", "长", "有意思")

# --- where somebody is from, who somebody is ----------------------------------------


def _nation_rule(chinese: str, english: str) -> None:
    rule("nation", f"at:{chinese} 人", weight=3.0 if chinese in ("中国", "美国") else 1.0)(
        lambda at, 人: name(english, at + 人)
    )


for _chinese, _english in NATIONS.items():
    _nation_rule(_chinese, _english)


def _town_rule(chinese: str) -> None:
    @rule("nation", f"at:{chinese} 人", weight=0.5)
    def from_town(at: At, 人: At) -> English:
        """北京人 → from beijing"""
        return say("from", 人) + Place(chinese, at).known


for _chinese in ("北京", "上海"):
    _town_rule(_chinese)


@clause("identity", "who 是! nation", weight=1.2)
@clause("identity", "who 不 是 nation", weight=0.5, asked=0.1)
@clause("identity", "who 也 是 nation", weight=0.3)
@clause("identity", "who:several|pair 都 是 nation", weight=0.5)
@clause("identity", "who:several 都 不 是 nation", weight=0.1, asked=0)
def is_from(who: Phrase, 是: At, nation: English, 不: At = (), 也: At = (), 都: At = ()) -> Clause:
    """我是中国人 → i am chinese"""
    if 都 and 不:
        return Clause(_none_of(who, 都 + 不), be(是, nation))
    adverb = (
        say("also", 也)
        if 也
        else say("all", 都)
        if 都 and not _two(who)
        else say("both", 都)
        if 都
        else NOTHING
    )
    return Clause(who, be(是, nation).negated(不).also(adverb))


def _two(who: Phrase) -> bool:
    return not isinstance(who, Pronoun)


def _none_of(who: Phrase, at: At) -> Phrase:
    """none of us"""
    return Phrase((), "they", say("none of", at) + who.definite)


@construction("identity", "who:other 是 哪 国 人", "who:other 是 哪里:哪里|哪儿 人", weight=1)
def from_where(who: Phrase, 是: At, 人: At, 哪: At = (), 国: At = (), 哪里: At = ()) -> English:
    """你是哪国人 → which country are you from ?; 你是哪里人 → where are you from ?"""
    word = say("which", 哪) + name("country", 国) if 国 else say("where", 哪里)
    return Clause(who, be(是, say("from", 人))).asked(word, 哪 or 哪里)


@rule("best.friend", "owner:pronoun 最 好 的 朋友")
def best_friend(owner: Pronoun, 最: At, 好: At, 朋友: At) -> Phrase:
    """我最好的朋友 → my best friend"""
    return Phrase(("朋友",), "he", owner.possessive + name("best", 最 + 好) + name("friend", 朋友))


one_of("somebody", {"pronoun": 5, "given": 2, "pointed.person": 1.5, "pointed.human": 0.7, "owned.person": 1})
one_of("is.person", {f"one.{_who}": 1 for _who in ("老师", "学生", "医生", "朋友", "孩子", "歌手", "厨师")})
IS = "who:somebody {} what:is.person|foreigner|good.person"
WHOSE = (
    "who:speaker|given|pointed.person|pointed.human {} what:owned.person|best.friend",
    "who:pronoun.他|pronoun.她 {} what:owned.person|best.friend",
    "who:known.female {} what:mine.female",
    "who:known.male {} what:mine.male",
    "who:speaker {} what:mine.female|mine.male",
)


@rule("foreigner", "at:外国人")
def foreigner(at: At) -> Phrase:
    """外国人 → a foreigner"""
    return Phrase(("外国人",), "he", article(name("foreigner", at), at))


@rule("good.person", "好 人")
def good_person(好: At, 人: At) -> Phrase:
    """好人 → a good person"""
    return Phrase(("人",), "he", article(name("good", 好) + name("person", 人), 人))


@rule("good.person", "一 个 好 人")
def a_good_person(一: At, 好: At, 人: At) -> Phrase:
    """一个好人 → a good person"""
    return Phrase(("人",), "he", article(name("good", 好) + name("person", 人), 一))


@rule("good.person", "nominal:described.老师|described.学生|described.医生|described.孩子", weight=2)
@rule("good.person", "个:个 nominal:described.老师|described.学生|described.医生|described.孩子", weight=1)
def a_good_one(nominal: Nominal, 个: At = ()) -> Phrase:
    """好老师, 个好老师 → a good teacher"""
    return Phrase(nominal.heads, "he", article(nominal.one, 个 or nominal.at))


@clause("identity", IS.format("是!"), weight=1)
@clause("identity", IS.format("不 是"), weight=0.3, asked=0.1)
@clause("identity", IS.format("也 是"), weight=0.2)
@clause("identity", *(pattern.format("是!") for pattern in WHOSE), weight=2)
@clause("identity", *(pattern.format("不 是") for pattern in WHOSE), weight=0.6, asked=0.1)
@clause("identity", *(pattern.format("也 是") for pattern in WHOSE), weight=0.2)
@clause("identity", *(pattern.format("就 是") for pattern in WHOSE), weight=0.3, asked=0)
@clause(
    "identity",
    "who:speaker 是! what:name",
    "who:pronoun.他 是! what:given.male",
    "who:pronoun.她 是! what:given.female",
    weight=1,
)
@clause("identity", "who:speaker 不 是 what:name", "who:speaker 就 是 what:name", weight=0.4, asked=0.1)
@clause("identity", "who:pointer.person 是! what:name|best.friend", weight=0.6)
@clause("identity", "who:pointer.person 不 是 what:name|best.friend", weight=0.15, asked=0.1)
def is_somebody(who: Phrase, 是: At, what: Phrase, 不: At = (), 也: At = (), 就: At = ()) -> Clause:
    """他是我的老师 → he is my teacher"""
    if who.several:
        raise SenselessError
    distinct(who, what)
    own = {"i": "my", "you": "your", "he": "his", "she": "her"}
    if any(own.get(word) in what.words for word in who.words):
        raise SenselessError  # i am my teacher
    return Clause(who, be(就 + 是, what.definite).negated(不).also(say("also", 也) if 也 else NOTHING))


@rule("pointer.person", "pointer")
def this_person(pointer: Word) -> Phrase:
    """这 → this, before persons"""
    return Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))


@rule(
    "peers",
    "left:name 和 right:name",
    "left:pronoun.他 和 right:given|pronoun.她",
    "left:pronoun.她 和 right:given",
)
def peers(left: Phrase, 和: At, right: Phrase) -> Phrase:
    """玛丽和杰克 → mary and jack"""
    distinct(left, right)
    return pair_of(left, 和, right)


@rule("peers", "me:pronoun.我 和 other:given|pronoun.他|pronoun.她", weight=0.7)
def peer_and_me(me: Phrase, 和: At, other: Phrase) -> Phrase:
    """我和玛丽 → mary and i"""
    return pair_of(other, 和, me)


@clause("identity", "who:peers 是 what:noun.朋友|noun.同学|noun.邻居", weight=0.4)
@clause("identity", "who:peers 不 是 what:noun.朋友|noun.同学|noun.邻居", weight=0.15, asked=0)
@clause("identity", "who:several 是 what:nominal.朋友|nominal.同学|nominal.邻居", weight=0.4)
@clause("identity", "who:peers 是 好 what:noun.朋友", "who:pair 都 是 role", weight=0.4)
def are_friends(
    who: Phrase,
    是: At,
    what: Nominal | None = None,
    role: Nominal | None = None,
    不: At = (),
    好: At = (),
    都: At = (),
) -> Clause:
    """我和他是好朋友 → he and i are good friends"""
    friends = what or role
    assert friends
    english = (name("good", 好) if 好 else NOTHING) + friends.many
    return Clause(who, be(是, english).negated(不).also(say("both", 都) if 都 else NOTHING))


@construction("who", "谁 是 what:owned.person|mine.male|mine.female|name|plain.老师|plain.医生", weight=0.6)
@construction("who", "谁 叫 what:given", weight=0.1)
def who_is_that(谁: At, what: Phrase, 是: At = (), 叫: At = ()) -> English:
    """谁是你的老师 → who is your teacher ?"""
    called = name("called", 叫) if 叫 else NOTHING
    return say("who", 谁) + say("is", 是 or 叫) + called + what.definite + say("?", 谁)


@construction("who", "pointer 是 谁", weight=0.4)
def who_is_this(是: At, 谁: At, pointer: Word) -> English:
    """这是谁 → who is this ?"""
    return Clause(this_person(pointer), be(是, NOTHING)).asked(say("who", 谁), 谁)


# --- 大家 ----------------------------------------


@rule("everyone", "大家 都?")
def everyone(大家: At, 都: At = ()) -> Phrase:
    """大家都 → everyone"""
    return Phrase((), "he", name("everyone", 大家 + 都))


@clause("everyone", "who:everyone act:does.person|did.person", weight=1.1, asked=0)
@clause("everyone", "who:everyone there:there.person", weight=0.4, asked=0)
@clause("everyone", "who:everyone act:does.person", stated=False, weight=1)
def everyone_does(who: Phrase, act: Predicate | None = None, there: Predicate | None = None) -> Clause:
    """大家都喜欢她 → everyone likes her"""
    if there:
        return at_place(who, there)
    assert act
    if act.of is Counted:
        raise SenselessError
    return Clause(who, under_way(act))


@clause("everyone", "大家 都 不 act:does.person", "大家 都 没 act:acts.person", weight=0.6, asked=0)
def nobody_does(大家: At, 都: At, act: Predicate, 不: At = (), 没: At = ()) -> Clause:
    """大家都不喜欢他 → nobody likes him"""
    act = replace(act.negated(都), no=())  # nobody denies a number of things
    nobody = Phrase((), "he", name("nobody", 大家 + 都 + (不 or 没)))
    return Clause(nobody, act.did(没) if 没 else under_way(act))


@clause(
    "everyone", "who:everyone 在 act:deeds.person", "who:everyone 想 act:acts.person", weight=0.4, asked=0
)
@clause("everyone", "who:everyone 会 act:skill.person", weight=0.2, asked=0)
def everyone_is_doing(who: Phrase, act: Predicate, 在: At = (), 想: At = (), 会: At = ()) -> Clause:
    """大家都在学习 → everyone is studying"""
    if act.of is Counted:
        raise SenselessError
    return Clause(who, progressive(在, act) if 在 else want(想, act) if 想 else modal(CAN, 会, act))


@clause("everyone", "who:everyone 很|非常 adjective:adjective.person", weight=0.5, asked=0, opinion=0.5)
def everyone_is(who: Phrase, adjective: Quality, 很: At = (), 非常: At = ()) -> Clause:
    """大家都很高兴 → everyone is happy"""
    return Clause(who, is_(adjective, 很 or 非常, say("very", 非常) if 非常 else NOTHING))


@clause("everyone", "大家 都 是 role", "大家 都 是 nation", weight=0.3, asked=0)
def everyone_is_a(
    大家: At, 都: At, 是: At, role: Nominal | None = None, nation: English | None = None
) -> Clause:
    """大家都是学生 → everyone is a student"""
    who = everyone(大家, 都)
    return Clause(who, be(是, role_of(who, role) if role else nation or NOTHING))


# --- 它 ----------------------------------------

qualities("adjective.it", "贵", "便宜", "好吃", "新", "旧", "有意思", "重要", "难", "好听", "重")


@clause("quality", "noun:it 很|非常|真 adjective:adjective.it", weight=0.4, asked=0, opinion=1)
@clause("quality", "noun:it 不 adjective:adjective.it", weight=0.15, opinion=1, asked=0)
@clause("quality", "noun:it adjective:adjective.it!", weight=0.2, stated=False)
def it_is(noun: Phrase, adjective: Quality, 很: At = (), 非常: At = (), 真: At = (), 不: At = ()) -> Clause:
    """它很贵 → it is expensive"""
    if 不 and adjective.adjective.chinese.startswith("有"):
        raise SenselessError
    degree = say("really", 真) if 真 else say("very", 非常) if 非常 else NOTHING
    return Clause(noun, is_(adjective, 很 or 非常 or 真 or 不, degree).negated(不))


@clause("identity", "noun:it 是! what:owned.pet|one.pet", weight=0.3)
@clause("identity", "noun:it 不 是 what:owned.pet|one.pet", weight=0.1, asked=0)
def it_is_a(noun: Phrase, 是: At, what: Phrase, 不: At = ()) -> Clause:
    """它是我的猫 → it is my cat"""
    if noun.several:
        raise SenselessError
    return Clause(noun, be(是, what.definite).negated(不))


# --- work, meeting ----------------------------------------


@construction("what", "who:other 做 什么 工作", "who:other 的 工作 是 什么", weight=0.3)
def what_job(who: Phrase, 工作: At, 什么: At, 做: At = (), 的: At = (), 是: At = ()) -> English:
    """你做什么工作 → what is your job ?"""
    its = genitive(who, 的 or 工作) + name("job", 工作)
    return say("what", 什么) + say("is", 做 or 是) + its + say("?", 什么)


@clause("modal", "who 想! 认识 whom:known", weight=0.12)
@clause("modal", "who 很 高兴 认识 whom:known", weight=0.12, asked=0)
def wants_to_meet(who: Phrase, 认识: At, whom: Phrase, 想: At = (), 很: At = (), 高兴: At = ()) -> Clause:
    """我想认识你 → i want to meet you; 我很高兴认识你 → i am happy to meet you"""
    meet = say("to", 认识) + name("meet", 认识) + whom.definite
    return Clause(who, acts("want", 想) + meet if 想 else be(很, name("happy", 高兴) + meet))


@clause("double object", "who 想! 给 whom:receiver what:gifts", weight=0.3)
@clause(
    "double object",
    "who:addressee 能! 给 whom:pronoun.我 what:gifts|owned.thing|owned.paper",
    "who:addressee 可以! 给 whom:pronoun.我 what:gifts|owned.thing|owned.paper",
    weight=0.25,
    stated=False,
)
def wants_to_give(
    who: Phrase, 给: At, whom: Phrase, what: Phrase, 想: At = (), 能: At = (), 可以: At = ()
) -> Clause:
    """我想给你一本书 → i want to give you a book, or i want to give a book to you"""
    give = acts("give", 给) + two_orders(NOTHING, whom, 给, what)
    if {"me", "my"} <= {token.word for token in give.base.variants[0][1]}:
        raise SenselessError
    return Clause(who, want(想, give) if 想 else modal(CAN, 能 or 可以, give))


one_of("addressee", {"pronoun.你": 4, "pronoun.您": 1, "pronoun.你们": 0.5})
