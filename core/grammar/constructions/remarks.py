"""Short remarks of every day: 我也不去, 我一直很忙, 我马上来, 他会来吧, 真漂亮啊; two clauses without a conjunction."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..predicates import (
    CAN,
    PERFECT,
    WILL,
    Clause,
    Predicate,
    acts,
    be,
    is_,
    modal,
    perfect,
    progressive,
    want,
    will,
)
from ..rules import SenselessError, construction, distinct, one_of, rule
from ..settings import Place
from ..verbs import with_plain
from ..words import Bare, Counted, Nominal, Phrase, Quality, comparable, qualities
from .describing import _described
from .naming import role_of
from .situations import same_person, told

# --- 也不: not … either ----------------------------------------


@clause("adverb", "who:simple 也 不 act:states.person|pastime|moves.person", weight=0.8, asked=0.2)
@clause("adverb", "who:simple 也 没:没|没有 act:pastime|moves.person", weight=0.4, asked=0.2)
@clause("adverb", "who.S 也 不 act:does.S", "who.S 也 没:没|没有 act:acts.S", weight=0.2, asked=0.2)
@clause("adverb", "who 也 不 想 act:act.modal", "who 也 不 会 act:skill.person", weight=0.4, asked=0.2)
def not_either(
    who: Phrase, 也: At, act: Predicate, 不: At = (), 没: At = (), 想: At = (), 会: At = ()
) -> Clause:
    """我也不喝茶 → i do not drink tea either"""
    if act.of is Counted:
        raise SenselessError
    predicate = act.did(没) if 没 else want(想, act) if 想 else modal(CAN, 会, act) if 会 else act
    return Clause(who, predicate.negated(不 or 没) + say("either", 也))


@clause("adverb", "who:pronoun 也 不 知道", "who:pronoun 也 不 喜欢", weight=0.15, asked=0)
@clause("adverb", "who:simple 也 没:没有|没 what:spare", weight=0.2, asked=0.2)
@clause("adverb", "who:simple 也 不 adjective:mood.person", "who 也 不 在 place", weight=0.2, asked=0.2)
def is_not_either(
    who: Phrase,
    也: At,
    不: At = (),
    没: At = (),
    知道: At = (),
    喜欢: At = (),
    what: English = NOTHING,
    adjective: Quality | None = None,
    在: At = (),
    place: Place | None = None,
) -> Clause:
    """我也不知道 → i do not know either; 他也没有时间 → he does not have time either"""
    if adjective:
        predicate = is_(adjective, 不)
    elif place:
        predicate = be(在, place.there(在))
    elif 喜欢:
        predicate = acts("like", 喜欢) + say("it", 喜欢)
    else:
        predicate = acts("know", 知道) if 知道 else acts("have", 没) + what
    return Clause(who, predicate.negated(不 or 没) + say("either", 也))


def _spare_rule(chinese: str, english: str) -> None:
    rule("spare", f"at:{chinese}")(lambda at: name(english, at))


for _chinese, _english in (("时间", "time"), ("钱", "money")):
    _spare_rule(_chinese, _english)


@clause("having", "who 有! 时间", weight=0.4)
@clause("having", "who 没 有 时间", weight=0.3, asked=0.3)
def has_time(who: Phrase, 有: At, 时间: At, 没: At = ()) -> Clause:
    """我有时间 → i have time"""
    return Clause(who, (acts("have", 有) + name("time", 时间)).negated(没))


@clause("having", "who 没 有 时间 act:free.time", "who 没 有 钱 act:costly", weight=0.3, asked=0.3)
@clause("having", "who 有! 时间 act:free.time", weight=0.2)
def has_time_to(who: Phrase, 有: At, act: Predicate, 时间: At = (), 钱: At = (), 没: At = ()) -> Clause:
    """我没有时间看电视 → i do not have time to watch tv; 我没有钱买车 → i do not have money to buy a car"""
    what = name("time", 时间) if 时间 else name("money", 钱)
    return Clause(who, (acts("have", 有) + what + say("to", act.at) + act.base).negated(没))


# --- 一直, 马上 ----------------------------------------

qualities("always.mood", "忙")


@clause("still", "who:simple 一直 verb:喜欢.K|爱.K object:general.K", weight=0.3, asked=0)
@clause("still", "who:simple 一直 verb:喜欢.person|爱.person object:pronoun", weight=0.1, asked=0)
@clause("still", "who:simple 一直 想 act:longing", weight=0.3, asked=0)
@clause(
    "still", "who 一直 很 adjective:always.mood", "who 一直 住 在 place:place.city", weight=0.15, asked=0.3
)
def has_always(
    who: Phrase,
    一直: At,
    verb: Predicate | None = None,
    object: Phrase | None = None,
    想: At = (),
    act: Predicate | None = None,
    很: At = (),
    adjective: Quality | None = None,
    住: At = (),
    在: At = (),
    place: Place | None = None,
) -> Clause:
    """我一直喜欢猫 → i have always liked cats; 他一直很忙 → he has always been busy"""
    if verb and object:
        act = verb.on(object)
    elif adjective:
        act = is_(adjective, 很)
    elif place:
        act = acts("live", 住) + place.there(在)
    else:
        assert act
        act = want(想, act)
    return Clause(who, perfect(一直, act).also(say("always", 一直)))


@rule("longing", "去 place:distant|abroad|place.海边", weight=2)
def go_there(去: At, place: Place) -> Predicate:
    """去中国 → go to china"""
    return acts("go", 去) + place.to(去)


@rule("longing", "verb:学.language object:plain.language", weight=1)
@rule("longing", *with_plain("买.car"), weight=1)
def get_it(verb: Predicate, object: Phrase) -> Predicate:
    """买车 → buy a car"""
    return verb + (object.single if verb.verb.base == "buy" else object.object)


@clause("still", "who 一直 在 act:lengthy", weight=0.5, asked=0.2)
def has_been_doing(who: Phrase, 一直: At, 在: At, act: Predicate) -> Clause:
    """我一直在等你 → i have been waiting for you all this time"""
    return Clause(who, perfect(在, progressive(在, act)) + say("all this time", 一直))


one_of("lengthy", dict.fromkeys(("工作.", "学习.", "睡觉.", "看电视.", "打电话.", "说话.", "休息."), 1))


@rule("lengthy", "verb:等.person object:known", weight=3)
@rule("lengthy", "verb:找.thing object:owned.thing", weight=1)
@rule("lengthy", *with_plain("学.language", "准备.exam"), "verb:看.book object:plain.书", weight=2)
def at_length(verb: Predicate, object: Phrase) -> Predicate:
    """等你 → wait for you"""
    return verb + (object.definite if verb.verb.base in ("wait", "look") else object.object)


@clause(
    "still",
    "who:known.about|pronoun.我 一直 在 place:place.家|place.学校|place.公司|place.医院",
    weight=0.1,
    asked=0,
)
def has_been_there(who: Phrase, 一直: At, 在: At, place: Place) -> Clause:
    """他一直在家 → he has been at home all this time"""
    return Clause(who, perfect(在, be(在, place.there(在))) + say("all this time", 一直))


@clause("future", "who:pronoun|known.about 马上 就? act:coming", weight=0.5, asked=0)
def will_at_once(who: Phrase, 马上: At, act: Predicate) -> Clause:
    """他马上回来 → he will come back soon, or … right away"""
    act = will(马上, act)
    return Clause(who, act + say("soon", 马上), others=((0.4, act + say("right away", 马上)),))


@clause("future", "who:pronoun|known.about last:minutes.from.now act:coming", weight=0.3, asked=0)
def will_in_a_while(who: Phrase, last: English, act: Predicate) -> Clause:
    """我十分钟以后来 → i will come in ten minutes"""
    return Clause(who, will(last.variants[0][1][0].at, act), last=last)


@rule("minutes.from.now", "duration:duration.short 后:以后|后")
def in_minutes(duration: English, 后: At) -> English:
    """十分钟以后 → in ten minutes"""
    if duration.variants[0][1][-1].word == "time":
        raise SenselessError  # 很长时间以后
    return say("in", 后) + duration


# --- 一下 ----------------------------------------


@construction("suggestion", "我 来 act:quick", weight=0.2)
def let_me(我: At, 来: At, act: Predicate) -> English:
    """我来看一下 → let me take a look"""
    if act.base.variants[0][1][-1].word in ("walk", "while", "moment"):
        raise SenselessError
    return say("let", 来) + say("me", 我) + act.base


@construction("request", "你:你|您|你们 act:quick 吧?", weight=0.3)
def you_for_a_moment(act: Predicate) -> English:
    """你等一下 → wait a moment"""
    return act.base


# --- 吧, 对吗, 好吗, 没有: asking for agreement ----------------------------------------

RIGHT = "吧:吧|对吗|对不对"


@construction("suggestion", f"who:other act:did.person {RIGHT}", weight=0.5)
@construction("suggestion", f"who:other last:time.future? 会 act:coming {RIGHT}", weight=0.3)
@construction("suggestion", f"who:several 都 act:did.person {RIGHT}", weight=0.1)
@construction("suggestion", f"who:other adjective:perhaps 了 {RIGHT}", weight=0.15)
@construction("suggestion", f"who:other 有 what:plain.pet|plain.car|plain.thing {RIGHT}", weight=0.15)
@construction(
    "suggestion", "who:you 是 role 吧:对吗|对不对", "who:you act:states.person 吧:对吗|对不对", weight=0.3
)
def did_one_right(
    who: Phrase,
    吧: At,
    act: Predicate | None = None,
    last: English = NOTHING,
    会: At = (),
    都: At = (),
    了: At = (),
    adjective: Quality | None = None,
    有: At = (),
    what: Phrase | None = None,
    是: At = (),
    role: Nominal | None = None,
) -> English:
    """他会来吧 → he will come right ?; 你累了吧 → you are tired right ?"""
    if act:
        predicate = modal(WILL, 会, act) if 会 else act.also(say("all", 都)) if 都 else act
    elif adjective:
        predicate = is_(adjective, 了)
    elif role:
        predicate = be(是, role_of(who, role))
    else:
        assert what
        predicate = acts("have", 有) + what.single
    return Clause(who, predicate, last=last).statement + say("right ?", 吧)


@construction("suggestion", f"noun:subject.K 很 adjective.K {RIGHT}", weight=0.5)
@construction("suggestion", f"noun:this.one 很 adjective:one.quality {RIGHT}", weight=0.15)
@construction("suggestion", f"fact:fact.rain {RIGHT}", weight=0.15)
def is_it_so(
    吧: At,
    noun: Phrase | None = None,
    很: At = (),
    adjective: Quality | None = None,
    fact: Clause | None = None,
) -> English:
    """这件衣服很贵吧 → this piece of clothing is expensive right ?"""
    if noun and adjective:
        fact = _described(noun, 很, "", adjective)
    assert fact
    return fact.statement + say("right ?", 吧)


@construction("suggestion", "we:pronoun.我们 act:suggested 好吗:好吗|好不好", weight=0.4)
@construction("suggestion", "we:pronoun.我们 last:time.future act:chore 好吗:好吗|好不好", weight=0.2)
def shall_we(we: Phrase, act: Predicate, 好吗: At, last: English = NOTHING) -> English:
    """我们去公园好吗 → shall we go to the park ?"""
    if act.of is Counted:
        raise SenselessError
    return say("shall", 好吗) + we.subject + act.base + last + say("?", 好吗)


@construction(
    "A-not-A question",
    "who:other verb:看.K|听.K|读.K 过 object:pointed.K 没有",
    "who:other verb:吃.K|喝.K|学.K 过 object:plain.K 没有",
    weight=0.4,
)
@construction("A-not-A question", "who:other 去 过 goal 没有", weight=0.15)
@construction("A-not-A question", "who:other act:coming|done.already 了 没有", weight=0.3)
def has_one_or_not(
    who: Phrase,
    没有: At,
    verb: Predicate | None = None,
    object: Phrase | None = None,
    过: At = (),
    去: At = (),
    goal: Place | None = None,
    act: Predicate | None = None,
    了: At = (),
) -> English:
    """你看过这本书没有 → have you read this book ?; 你吃饭了没有 → have you eaten ?, or did you eat ?"""
    if verb and object:
        return Clause(who, perfect(过, verb.on(object))).question(没有)
    if goal:
        return Clause(who, Predicate(PERFECT, 过, name("been", 去) + goal.to(去))).question(没有)
    assert act
    return Clause(who, perfect(了, act), others=((0.4, act.did(了)),)).question(没有)


one_of("done.already", dict.fromkeys(("吃饭.", "下班.", "下课.", "睡觉.", "起床.", "休息."), 1))


@rule("done.already", *with_plain("吃.medicine", "吃.dinner", "写.task", "做.task", "洗.cloth"), weight=3)
def finished(verb: Predicate, object: Phrase) -> Predicate:
    """做作业 → do the homework"""
    return verb + object.definite if object.heads == ("作业",) else verb.on(object)


# --- 啊 ----------------------------------------


@construction("degree", "noun:subject.K 真 adjective.K 啊", weight=0.3)
@construction("degree", "noun:who 真 adjective.person 啊", weight=0.3)
def how_beautiful(noun: Phrase, 真: At, adjective: Quality) -> English:
    """这件衣服真漂亮啊 → this piece of clothing is really beautiful"""
    return _described(noun, 真, "really", adjective).statement


# --- two clauses without a conjunction ----------------------------------------

KINDS = ("tired", "hungry", "thirsty", "busy", "sick", "poor")
UNABLE = ("tired", "busy", "sick", "poor")
CHANGED = ("tired", "hungry", "thirsty", "sick")


def _after(why: English, then: Clause) -> English:
    """i am tired so i want to rest"""
    return why + say("so", then.predicate.at) + then.statement


@construction(
    "because",
    *(f"who:myself why:cause.{kind} same:pronoun then:effect.{kind}" for kind in KINDS),
    *(f"who:myself why:if.{kind} same:pronoun then:effect.{kind}" for kind in CHANGED),
    *(f"who:myself why:cause.{kind} then:effect.{kind}" for kind in UNABLE),
    weight=1.5,
)
def it_is_so(who: Phrase, why: Predicate, then: Predicate, same: Phrase | None = None) -> English:
    """我饿了我想吃饭 → i am hungry so i want to eat"""
    return _after(told(Clause(who, why), then).statement, Clause(same_person(who, same), then))


one_of("myself", {"pronoun.我": 4, "pronoun.我们": 1, "pronoun.他": 1.5, "pronoun.她": 1.5})
one_of("outgoing", {"myself": 5, "given": 1, "called": 0.5})


@construction("because", "why:fact.rain who:outgoing then:effect.rain", weight=0.4)
@construction("because", "why:fact.fine who:outgoing 想:想|要 act:outdoor", weight=0.3)
@construction("because", "why:fact.fine who:pronoun.我们 act:going.out", weight=0.3)
def weather_is_so(
    why: Clause, who: Phrase, then: Predicate | None = None, 想: At = (), act: Predicate | None = None
) -> English:
    """天气很好我们去公园 → the weather is good so we are going to the park"""
    if act:
        then = want(想, act) if 想 else progressive(act.at, act)
    assert then
    return _after(told(why, then).statement, Clause(who, then))


def _and(who: Phrase, other: Phrase) -> English:
    """and, before the other person; raises SenselessError for the same one, and for me and us"""
    if who.words == other.words or who.several != other.several:
        raise SenselessError
    return say("and", other.english.variants[0][1][0].at)


@construction("coordination", "who:pronoun 是 role other:pronoun also:是 second:role", weight=0.2)
def one_is_the_other_is(
    who: Phrase, 是: At, role: Nominal, other: Phrase, also: At, second: Nominal
) -> English:
    """她是老师我是学生 → she is a teacher and i am a student"""
    distinct(role, second)
    first = Clause(who, be(是, role_of(who, role))).statement
    return first + _and(who, other) + Clause(other, be(also, role_of(other, second))).statement


def _differ(one: Bare, other: Bare) -> None:
    distinct(one, other)
    comparable(one.nominal, other.nominal)
    if "菜" in one.heads + other.heads:
        raise SenselessError  # lamb is a dish


LIKING = ("喝.drink", "吃.fruit", "吃.meal", "喜欢.pet", "喜欢.drink", "喜欢.fruit", "看.book", "学.language")


@construction(
    "coordination",
    *(
        f"who:pronoun verb:{verb} object:plain.{verb.rpartition('.')[2]} "
        f"other:pronoun deed:{verb} second:plain.{verb.rpartition('.')[2]}"
        for verb in LIKING
    ),
    weight=0.5,
)
def one_does_the_other_does(
    who: Phrase, verb: Predicate, object: Bare, other: Phrase, deed: Predicate, second: Bare
) -> English:
    """我喝茶他喝咖啡 → i drink tea and he drinks coffee"""
    _differ(object, second)
    first = Clause(who, verb.on(object)).statement
    return first + _and(who, other) + Clause(other, deed.on(second)).statement


@construction(
    "but",
    *(
        f"who:pronoun 不 verb:{verb} object:plain.{verb.rpartition('.')[2]} "
        f"same:pronoun? deed:{verb} second:plain.{verb.rpartition('.')[2]}"
        for verb in LIKING
    ),
    weight=0.4,
)
def not_this_but_that(
    who: Phrase,
    不: At,
    verb: Predicate,
    object: Bare,
    deed: Predicate,
    second: Bare,
    same: Phrase | None = None,
) -> English:
    """我不喝茶我喝咖啡 → i do not drink tea but i drink coffee"""
    _differ(object, second)
    first = Clause(who, verb.on(object).negated(不)).statement
    return first + say("but", deed.at) + Clause(same_person(who, same), deed.on(second)).statement


@construction(
    "but",
    *(
        f"who:{who} 不 在 home:place.家|place.学校|place.公司 same:{same} 去 place:nearby 了"
        for who, same in (
            ("pronoun.他|given.male", "pronoun.他"),
            ("pronoun.她|given.female", "pronoun.她"),
        )
    ),
    weight=0.2,
)
def not_here_but_there(
    who: Phrase, 不: At, 在: At, home: Place, same: Phrase, 去: At, place: Place, 了: At
) -> English:
    """他不在家他去学校了 → he is not at home he went to school"""
    if home.chinese == place.chinese:
        raise SenselessError
    not_here = Clause(who, be(在, home.there(在)).negated(不)).statement
    return not_here + Clause(same, (acts("go", 去) + place.to(去)).did(了)).statement


# --- full, sick again, please come again ----------------------------------------


@clause("change", "who:pronoun|name|family.mine 吃? 饱 了", weight=0.1, asked=0.5)
def is_full(who: Phrase, 饱: At, 了: At) -> Clause:
    """我吃饱了 → i am full"""
    return Clause(who, be(了, name("full", 饱)))


@clause("again", "who 又 病:生病 了", weight=0.15, asked=0.3)
def sick_again(who: Phrase, 又: At, 病: At, 了: At) -> Clause:
    """他又生病了 → he is sick again"""
    return Clause(who, be(了, name("sick", 病)) + say("again", 又))


@construction("request", "请? 再 说 一次:一次|一遍", weight=0.05)
def say_it_again(再: At, 说: At, 一次: At, 请: At = ()) -> English:
    """再说一遍 → say it again"""
    please = say("please", 请) if 请 else NOTHING
    return please + name("say", 说) + say("it", 说) + say("again", 再 + 一次)
