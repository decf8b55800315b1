"""What people say to each other: 谢谢你, 对不起 …, 请问 …, 你呢, whether somebody is there, birthdays; and 还是."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..english import NOTHING, At, English, either, name, say
from ..forms import clause
from ..lexicon import COURTESIES, NOUNS
from ..predicates import CAN, Clause, Predicate, acts, be, is_, modal, want, will
from ..rules import RULES, SenselessError, construction, distinct, one_of, rule
from ..settings import Place, Spot
from ..tables.world import POINTERS
from ..words import Nominal, Phrase, Pronoun, Quality, Word, comparable, qualities
from .naming import role_of

# --- fixed sentences ----------------------------------------


def _courtesy_rule(chinese: Sequence[str], english: Sequence[tuple[str, int]]) -> None:
    pattern = " ".join(f"at{number}:{word}" for number, word in enumerate(chinese, start=1))

    def courtesy(at1: At, at2: At = (), at3: At = (), at4: At = ()) -> English:
        said = NOTHING
        for word, number in english:
            said += say(word, (at1, at2, at3, at4)[number - 1])
        return said

    rule("courtesy", pattern)(courtesy)


for _words, _said in COURTESIES:
    _courtesy_rule(_words, _said)


@construction("greeting", "courtesy", weight=9)
def polite(courtesy: English) -> English:
    """没关系 → it does not matter"""
    return courtesy


def _salute_rule(chinese: str, english: str) -> None:
    rule("salute", f"at:{chinese}")(lambda at: name(english, at))


for _chinese, _english in {
    "好": "hello",
    "你好": "hello",
    "您好": "hello",
    "早上好": "good morning",
    "晚上好": "good evening",
    "再见": "goodbye",
    "谢谢": "thank you",
    "生日快乐": "happy birthday",
    "晚安": "good night",
}.items():
    _salute_rule(_chinese, _english)


@construction("greeting", "whom:called|name|plain.老师|plain.医生 salute", weight=0.7)
def salute(whom: Phrase, salute: English) -> English:
    """老师好 → hello teacher; 妈妈再见 → goodbye mom"""
    called = whom.nominal.one if hasattr(whom, "nominal") else whom.definite
    return salute + called


# --- 你呢 ----------------------------------------


@construction("and you", "who:addressee 呢", weight=0.6)
@construction(
    "and you",
    "who:called|name|family.mine|owned.朋友|plain.老师|pronoun.他|pronoun.她|several 呢",
    weight=0.6,
)
def and_you(who: Phrase, 呢: At) -> English:
    """你呢 → and you ?, or what about you ?; 妈妈呢 → what about mom ?"""
    about = say("what about", 呢) + who.definite + say("?", 呢)
    return (
        either((0.7, say("and", 呢) + who.definite + say("?", 呢)), (0.3, about)) if _is_you(who) else about
    )


def _is_you(who: Phrase) -> bool:
    return who.words == ["you"]


qualities("asked.self", "忙", "累", "饿", "渴", "高兴")


@rule("fond", "verb:喜欢.K object:general.K")
def fond(verb: Predicate, object: Phrase) -> Predicate:
    """喜欢猫 → like cats"""
    return verb.on(object)


@rule("usual", "verb:喝.drink object:plain.咖啡|plain.茶|plain.牛奶")
@rule("usual", "verb:吃.meal object:plain.米饭|plain.面条|plain.饺子|plain.羊肉")
def usual(verb: Predicate, object: Phrase) -> Predicate:
    """喝咖啡 → drink coffee"""
    return verb.on(object)


@rule("mine", "me:pronoun.我 act:fond|like.pastime|live.there", "me:pronoun.我 act:usual|learning.", weight=2)
@rule("mine", "me:pronoun.我 不 act:fond|usual", weight=0.7)
@rule("mine", "me:pronoun.我 想 act:chore", "me:pronoun.我 会 act:skill.person", weight=0.7)
@rule("mine", "me:pronoun.我 很 adjective:asked.self", "me:pronoun.我 是 role", "me:pronoun.我 是 nation")
@rule("mine", "me:pronoun.我 有 what:siblings", weight=0.7)
def mine(
    me: Phrase,
    act: Predicate | None = None,
    adjective: Quality | None = None,
    role: Nominal | None = None,
    nation: English | None = None,
    what: Phrase | None = None,
    不: At = (),
    想: At = (),
    会: At = (),
    很: At = (),
    是: At = (),
    有: At = (),
) -> Clause:
    """我喜欢猫, before 你呢"""
    if act:
        said = want(想, act) if 想 else modal(CAN, 会, act) if 会 else act.negated(不)
    elif adjective:
        said = is_(adjective, 很)
    elif what:
        said = acts("have", 有) + what.object
    else:
        said = be(是, role_of(me, role) if role else nation or NOTHING)
    return Clause(me, said)


@rule("mine", "me:pronoun.我 叫 called:given", weight=0.8)
def my_name(me: Pronoun, 叫: At, called: Phrase) -> Clause:
    """我叫小明, before 你呢"""
    return Clause(Phrase((), "he", me.possessive + name("name", 叫)), be(叫, called.definite))


@rule("mine", "我 很 好", weight=0.3)
def fine(我: At, 很: At, 好: At) -> Clause:
    """我很好, before 你呢"""
    return Clause(Phrase((), "i", say("i", 我)), be(很, say("fine", 好)))


@construction("and you", "clause:mine who:addressee 呢", weight=1.2)
def i_do_and_you(clause: Clause, who: Phrase, 呢: At) -> English:
    """我喜欢猫你呢 → i like cats what about you ?"""
    if {"you", "your"} & {token.word for token in clause.statement.variants[0][1]}:
        raise SenselessError
    return clause.statement + say("what about", 呢) + who.definite + say("?", 呢)


# --- how somebody is, whether somebody is there ----------------------------------------

one_of("friend.of.you", {"pronoun.他": 1, "pronoun.她": 1, "family.mine": 3, "called": 1, "name": 1.5})
one_of("acquaintance", {"friend.of.you": 7.5, "owned.person": 1.5})


@construction("greeting", "who:acquaintance 好 吗", "who:friend.of.you 怎么样", weight=0.4)
def how_is(who: Phrase, 好: At = (), 吗: At = (), 怎么样: At = ()) -> English:
    """你妈妈好吗 → how is your mom ?"""
    at = 怎么样 or 好 + 吗
    if set(who.words) & {"my", "our"}:
        raise SenselessError
    return Clause(who, be(at, NOTHING)).asked(say("how", at), at)


@clause("location", "who:acquaintance 在!", weight=0.25)
@clause("location", "who:acquaintance 不 在", weight=0.25, asked=0.1)
def is_here(who: Phrase, 在: At, 不: At = ()) -> Clause:
    """王老师在吗 → is teacher wang here ?, or is teacher wang there ?"""
    here, there = (be(在, name(place, 在)).negated(不) for place in ("here", "there"))
    return Clause(who, here, others=((0.4, there),))


# --- birthdays ----------------------------------------

DAYS = {"今天": "today", "明天": "tomorrow", "昨天": "yesterday"}


def _birthday_rule(chinese: str, english: str) -> None:
    @clause("date", f"day:{chinese} 是! owner:celebrating 的? 生日", weight=0.25, asked=0.4, opinion=0.2)
    @clause("date", f"day:{chinese} 不 是 owner:celebrating 的? 生日", weight=0.08, asked=0)
    def birthday(day: At, 是: At, owner: Phrase, 生日: At, 的: At = (), 不: At = ()) -> Clause:
        """今天是我的生日 → today is my birthday; 昨天是我的生日 → yesterday was my birthday"""
        if owner.several:
            raise SenselessError
        its = owner.possessive if isinstance(owner, Pronoun) else owner.subject + say("'s", 的 or 生日)
        is_it = be(是, its + name("birthday", 生日)).negated(不)
        return Clause(Phrase((), "he", name(english, day)), is_it.did() if english == "yesterday" else is_it)


for _chinese, _english in DAYS.items():
    _birthday_rule(_chinese, _english)
one_of("celebrating", {"pronoun": 4, "family.mine": 2, "called": 1, "given": 1, "owned.朋友": 0.7})

# --- thanks and excuses ----------------------------------------

one_of("me", {"pronoun.我": 3, "pronoun.我们": 1})


@rule("kindness", "verb:帮助.person|等.person whom:me", weight=2)
def kindness(verb: Predicate, whom: Phrase) -> Predicate:
    """帮助我 → help me"""
    return verb + whom.definite


@rule("kindness", "给 whom:me 打电话", weight=0.5)
def call_me(给: At, whom: Phrase, 打电话: At) -> Predicate:
    """给我打电话 → call me"""
    return acts("call", 打电话) + whom.definite


@rule("kindness", "来", "来 看 whom:me", weight=0.7)
def come_to_see(来: At, 看: At = (), whom: Phrase | None = None) -> Predicate:
    """来看我 → come to see me"""
    see = say("to", 看) + name("see", 看) + whom.definite if whom else NOTHING
    return acts("come", 来) + see


@construction("greeting", "谢谢 who:addressee act:kindness", weight=0.4)
def thank_for(谢谢: At, who: Phrase, act: Predicate) -> English:
    """谢谢你帮助我 → thank you for helping me"""
    return say("thank", 谢谢) + who.definite + say("for", 谢谢) + act.progressive


one_of("received", dict.fromkeys(("noun.礼物", "noun.花", "noun.信", "noun.书", "noun.茶", "noun.咖啡"), 1))


@construction("greeting", "谢谢 who:addressee 的 what:received", weight=0.25)
def thank_for_it(谢谢: At, who: Phrase, 的: At, what: Nominal) -> English:
    """谢谢你的礼物 → thank you for the gift"""
    thing = what.many if what.noun.chinese == "花" else what.one
    return say("thank", 谢谢) + who.definite + say("for", 谢谢) + say("the", 的) + thing


@rule("excuse", "me:pronoun.我 不 act:not.known.yet|usual|fond")
@rule("excuse", "me:pronoun.我 不 能 act:trip|来.", "me:pronoun.我 不 会 act:skill.person", weight=2)
@rule("excuse", "me:pronoun.我 没 act:task.done|来.", "me:pronoun.我 不 想 act:trip|来.", weight=1)
def excuse(
    me: Phrase, act: Predicate, 不: At = (), 能: At = (), 会: At = (), 没: At = (), 想: At = ()
) -> Clause:
    """我不能去, after 对不起"""
    if 能 or 会:
        return Clause(me, modal(CAN, 能 or 会, act).negated(不))
    if 想:
        return Clause(me, want(想, act).negated(不))
    return Clause(me, act.did(没).negated(没) if 没 else act.negated(不))


@rule("task.done", "verb:写.task|做.task object:plain.task", "verb:买.drink object:plain.牛奶|plain.水")
def task_done(verb: Predicate, object: Phrase) -> Predicate:
    """写作业 → do homework"""
    return verb.on(object)


qualities("adjective.busy", "忙", "累")


@rule("excuse", "我 很 busy:adjective.busy", weight=0.4)
def i_am_busy(我: At, 很: At, busy: Quality) -> Clause:
    """我很忙, after 对不起"""
    return Clause(Phrase((), "i", say("i", 我)), is_(busy, 很))


@rule("excuse", "我 没有 what:excused", weight=0.5)
def i_have_none(我: At, 没有: At, what: English) -> Clause:
    """我没有时间, after 对不起"""
    return Clause(Phrase((), "i", say("i", 我)), (acts("have", 没有) + what).negated(没有))


rule("excused", "at:时间")(lambda at: name("time", at))
rule("excused", "at:钱")(lambda at: name("money", at))


@rule("excuse", "我 来 晚 了", weight=0.5)
def i_am_late(我: At, 来: At, 晚: At, 了: At) -> Clause:
    """我来晚了, after 对不起"""
    return Clause(Phrase((), "i", say("i", 我)), be(了, name("late", 来 + 晚)))


@rule(
    "excuse",
    "who:pronoun.他|pronoun.她|called|name 不 在 place:place.家",
    "who:pronoun.他|pronoun.她|called|name 不 在",
    weight=0.6,
)
def not_here(who: Phrase, 不: At, 在: At, place: Place | None = None) -> Clause:
    """他不在家, after 对不起"""
    return Clause(who, be(在, place.there(在) if place else name("here", 在)).negated(不))


@rule("excuse", "我 不 知道", weight=0.8)
def i_do_not_know(我: At, 不: At, 知道: At) -> Clause:
    """我不知道, after 对不起"""
    return Clause(Phrase((), "i", say("i", 我)), acts("know", 知道).negated(不))


@construction("greeting", "对不起 clause:excuse", weight=0.8)
def sorry(对不起: At, clause: Clause) -> English:
    """对不起我不会游泳 → sorry i cannot swim"""
    return say("sorry", 对不起) + clause.statement


@clause("statement", "who 知道", "who 不 知道", weight=0.12, embedded=0)
def knows(who: Phrase, 知道: At, 不: At = ()) -> Clause:
    """我不知道 → i do not know"""
    return Clause(who, acts("know", 知道).negated(不))


# --- 还是 ----------------------------------------


GENERIC = {"菜", "饭", "东西", "水果", "中国菜"}
"""Words that are no alternative to a certain thing."""


@rule("or.K", "left:noun.K 还是 right:noun.K")
def or_things(left: Nominal, 还是: At, right: Nominal) -> Phrase:
    """茶还是咖啡 → tea or coffee"""
    distinct(left, right)
    comparable(left, right)
    if {left.noun.kind, right.noun.kind} & {"dinner", "word"} or {*left.heads, *right.heads} & GENERIC:
        raise SenselessError
    return Phrase((*left.heads, *right.heads), "they", left.general + say("or", 还是) + right.general)


_OR_VERBS = "喜欢.K|喝.K|学.K|说.K"


@construction("or", f"who:other verb:{_OR_VERBS} what:or.K", weight=1.2)
@construction("or", "who:other 想 verb:吃.K|喝.K|学.K what:or.K", weight=1)
@construction("or", "who:other 想 verb:买.fruit|买.drink what:or.fruit|or.drink", weight=0.2)
def this_or_that(who: Phrase, verb: Predicate, what: Phrase, 想: At = ()) -> English:
    """你喜欢茶还是咖啡 → do you like tea or coffee ?"""
    act = verb + what.object
    at = what.english.variants[0][1][len(what.words) // 2].at
    return Clause(who, want(想, act) if 想 else act).question(_or_at(what) or at)


def _or_at(what: Phrase) -> At:
    """The positions of 还是."""
    return next(token.at for token in what.english.variants[0][1] if token.word == "or")


@construction(
    "or",
    "who:other verb:喝.K|学.K left:noun.K 还是 again:喝.K|学.K right:noun.K",
    weight=0.4,
)
@construction(
    "or",
    "who:other 想 verb:吃.K|喝.K left:noun.K 还是 again:吃.K|喝.K right:noun.K",
    weight=0.4,
)
def do_this_or_that(
    who: Phrase, verb: Predicate, left: Nominal, 还是: At, again: Predicate, right: Nominal, 想: At = ()
) -> English:
    """你喝茶还是喝咖啡 → do you drink tea or coffee ?"""
    if verb.verb != again.verb:
        raise SenselessError
    act = verb + or_things(left, 还是, right).object
    return Clause(who, want(想, act) if 想 else act).question(还是)


@construction("or", "who:you|name|owned.朋友 是 left:role 还是 right:role", weight=0.8)
@construction("or", "who:owned.孩子 是 left:noun.男孩|noun.女孩 还是 right:noun.男孩|noun.女孩", weight=0.15)
def one_or_the_other(who: Phrase, 是: At, left: Nominal, 还是: At, right: Nominal) -> English:
    """你是老师还是学生 → are you a teacher or a student ?"""
    distinct(left, right)
    distinct(who, left)
    distinct(who, right)
    if {"my", "our"} & set(who.words):
        raise SenselessError  # one knows it
    what = role_of(who, left) + say("or", 还是) + role_of(who, right)
    return Clause(who, be(是, what)).question(还是)


@construction("or", "who:other 是 left:nation 还是 right:nation", weight=0.5)
def from_here_or_there(who: Phrase, 是: At, left: English, 还是: At, right: English) -> English:
    """你是中国人还是美国人 → are you chinese or american ?"""
    one, other = ([token.word for token in english.variants[0][1]] for english in (left, right))
    if {"my", "our"} & set(who.words):
        raise SenselessError  # one knows it
    if one == other or (one[0] == "from") != (other[0] == "from"):
        raise SenselessError
    return Clause(who, be(是, left + say("or", 还是) + right)).question(还是)


@construction("or", "pointer 是 left:owned.K 还是 right:owned.K", weight=0.6)
def his_or_hers(pointer: Word, 是: At, left: Phrase, 还是: At, right: Phrase) -> English:
    """这是你的书还是他的书 → is this your book or his book ?"""
    if (
        left.heads != right.heads
        or left.words == right.words
        or len(left.english.variants + right.english.variants) > 2
    ):
        raise SenselessError
    _owned(left)
    this, these = POINTERS[pointer.chinese]
    it = Phrase((), left.person, say(these if left.several else this, pointer.at))
    return Clause(it, be(是, left.definite + say("or", 还是) + right.definite)).question(还是)


@construction(
    "or",
    *(
        f"who:other 想 去 left:{each} 还是 again:去? right:{each}"
        for each in ("place.北京|place.上海", "place.country")
    ),
    "who:other 想 去 left:outing 还是 again:去? right:outing",
    weight=0.5,
)
def here_or_there(who: Phrase, 想: At, 去: At, left: Place, 还是: At, right: Place) -> English:
    """你想去北京还是上海 → do you want to go to beijing or shanghai ?"""
    if left.chinese == right.chinese:
        raise SenselessError
    to = left.to(去) + say("or", 还是) + right.known
    return Clause(who, want(想, acts("go", 去) + to)).question(还是)


one_of("place.country", dict.fromkeys(("place.中国", "place.美国", "place.英国"), 1))
one_of(
    "outing",
    dict.fromkeys(
        (f"place.{place}" for place in ("公园", "商店", "超市", "饭店", "图书馆", "学校", "海边")), 1
    ),
)


def _day_rule(one: str, other: str) -> None:
    for chinese, english in (("去", "go"), ("来", "come")):

        @construction(
            "or", f"who:other first:{one} 去:{chinese} 还是 second:{other} again:{chinese}", weight=0.06
        )
        def then_or_then(
            who: Phrase, first: At, 去: At, 还是: At, second: At, english: str = english
        ) -> English:
            """你今天去还是明天去 → will you go today or tomorrow ?"""
            when = name(DAYS[one], first) + say("or", 还是) + name(DAYS[other], second)
            return Clause(who, will(还是, acts(english, 去)), last=when).question(还是)


_day_rule("今天", "明天")

# --- whose ----------------------------------------


OWNED = (
    "pet",
    "book",
    "cloth",
    "thing",
    "stuff",
    "pen",
    "paper",
    "gift",
    "car",
    "furniture",
    "room",
    "drink",
)


def _owned(what: Phrase) -> None:
    """Raise SenselessError for what nobody owns: the road, the singer, the question."""
    if what.heads[0] not in NOUNS or NOUNS[what.heads[0]].kind not in OWNED:
        raise SenselessError


@construction("who", "what:pointed.K 是 谁 的", weight=0.6)
def whose_is_it(what: Phrase, 是: At, 谁: At, 的: At) -> English:
    """这本书是谁的 → whose is this book ?"""
    _owned(what)
    return Clause(what, be(是, NOTHING)).asked(say("whose", 谁 + 的), 谁)


@construction("who", "pointer 是 谁 的", weight=0.15)
def whose_is_this(pointer: Word, 是: At, 谁: At, 的: At) -> English:
    """这是谁的 → whose is this ?"""
    this = Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))
    return Clause(this, be(是, NOTHING)).asked(say("whose", 谁 + 的), 谁)


@construction("who", "who:other verb:喜欢.K 谁 的 own.K", weight=0.4)
def whose_does_one_like(who: Phrase, verb: Predicate, 谁: At, 的: At, own: Nominal) -> English:
    """你喜欢谁的书 → whose book do you like ?"""
    if own.noun.kind not in ("book", "cloth", "car", "pet", "room", "song", "lesson", "thing"):
        raise SenselessError
    return Clause(who, verb).asked(say("whose", 谁 + 的) + own.one, 谁)


@construction("who", "谁 的 own:own.book|own.thing|own.paper|own.pet 在 spot.anything", weight=0.4)
def whose_is_there(谁: At, 的: At, own: Nominal, 在: At, spot: Spot) -> English:
    """谁的手机在桌子上 → whose phone is on the table ?"""
    distinct(own, spot)
    it = Phrase(own.heads, own.person, say("whose", 谁 + 的) + own.one)
    return Clause(it, be(在, spot.english)).statement + say("?", 谁)


# --- 请问, 喂, 你好 … ----------------------------------------

QUESTIONS = (
    "yes-no question",
    "what",
    "who",
    "where",
    "which",
    "how many",
    "when",
    "price",
    "time",
    "age",
    "name",
    "date",
    "identity",
)
ASKED_FIRST = {"yes-no question": 0.04, "what": 0.1, "who": 0.1, "when": 0.15, "which": 0.1, "how many": 0.1}
RULES["question"] = [
    replace(one, weight=one.weight * ASKED_FIRST.get(one.construction, 1.0))
    for one in RULES["sentence"]
    if one.construction in QUESTIONS
]

RULES["question.short"] = [
    one for one in RULES["question"] if one.construction in ("where", "price", "time", "name")
]


def _if_question(english: English) -> English:
    words = [token.word for token in english.variants[0][1]]
    if words[-1] != "?" or {"my", "our", "not", "no"} & set(words) or words[:2] == ["am", "i"]:
        raise SenselessError
    return english


@construction("excuse me", "请问 question", weight=1.5)
def excuse_me(请问: At, question: English) -> English:
    """请问你叫什么名字 → excuse me what is your name ?"""
    return say("excuse me", 请问) + _if_question(question)


@construction(
    "excuse me",
    "hello:hello.polite question:question.short",
    "hello:hello.polite 请问 question:question.short",
    weight=0.5,
)
def hello_question(hello: English, question: English, 请问: At = ()) -> English:
    """你好请问你叫什么名字 → hello excuse me what is your name ?"""
    return hello + (say("excuse me", 请问) if 请问 else NOTHING) + _if_question(question)


@construction("excuse me", "hello:hello clause:introduced", "hello:喂 clause:caller", weight=0.5)
def hello_i_am(hello: English | At, clause: Clause) -> English:
    """你好我叫小明 → hello my name is xiao ming"""
    said = name("hello", hello) if isinstance(hello, tuple) else hello
    return said + clause.statement


@construction("excuse me", "喂 who:pronoun.你|pronoun.您 是 谁", weight=0.05)
def who_is_calling(喂: At, who: Phrase, 是: At, 谁: At) -> English:
    """喂你是谁 → hello who are you ?"""
    return name("hello", 喂) + Clause(who, be(是, NOTHING)).asked(say("who", 谁), 谁)


@rule("introduced", "me:pronoun.我 是 role", "me:pronoun.我 是 nation", "me:pronoun.我 是 what:given")
@rule("introduced", "me:pronoun.我 想 act:bought.here", weight=0.4)
@rule("caller", "me:pronoun.我 是 what:name", weight=0.7)
def introduced(
    me: Phrase,
    是: At = (),
    想: At = (),
    role: Nominal | None = None,
    nation: English | None = None,
    what: Phrase | None = None,
    act: Predicate | None = None,
) -> Clause:
    """我是老师, after 你好"""
    if act:
        return Clause(me, want(想, act))
    return Clause(me, be(是, role_of(me, role) if role else what.definite if what else nation or NOTHING))


@rule("bought.here", "verb:买.K object:one.dear.K", "verb:喝.drink object:one.drink")
def bought_here(verb: Predicate, object: Phrase) -> Predicate:
    """买一件毛衣 → buy a sweater"""
    return verb.on(object)


rule("introduced", "me:pronoun.我 叫 called:given", weight=4)(my_name)

for _chinese in ("你好", "您好"):
    rule("hello.polite", f"at:{_chinese}")(lambda at: name("hello", at))


@rule("hello.all", "大家 好")
def hello_everyone(大家: At, 好: At) -> English:
    """大家好 → hello everyone"""
    return name("hello", 好) + name("everyone", 大家)


one_of("hello", {"hello.polite": 3, "hello.all": 1})
