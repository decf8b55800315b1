"""When and how something happens: … 的时候, 以前, 以后, 从 … 到 …, how long and how often, 是 … 的, and times with
every tense (我明天不去, 我昨天很忙)."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import NO_NUMBER, Number, full_hour, half_past, hour_of
from ..english import NOTHING, At, English, either, name, say
from ..forms import clause
from ..lexicon import UNSPOKEN
from ..predicates import (
    CAN,
    MUST,
    PERFECT,
    SHOULD,
    Auxiliary,
    Clause,
    Predicate,
    acts,
    be,
    going_to,
    is_,
    modal,
    perfect,
    progressive,
    want,
    will,
)
from ..rules import SenselessError, construction, one_of, rule
from ..settings import Place
from ..tables.world import WEEKDAYS
from ..times import is_long, when
from ..verbs import with_plain
from ..words import Nominal, Phrase, Quality, it, qualities
from .naming import role_of
from .results import CITIES, for_

# --- how long, how often ----------------------------------------


@clause(
    "duration",
    "who act:did.long|did.years|did.once",
    *when("lately", "who", "act:did.long"),
    weight=2,
    asked=0.2,
)
@clause("duration", *when("daily", "who", "act:deeds.long"), weight=0.6, asked=0.2)
def lasts(who: Phrase, act: Predicate, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我学了三年中文 → i learned chinese for three years; 我每天学习两个小时 → i study for two hours every day"""
    return Clause(who, act, first, last)


@clause("duration", "who 已经? act:did.years|did.long|did.once 了", weight=0.6, asked=0.2)
def has_lasted(who: Phrase, act: Predicate, 了: At, 已经: At = ()) -> Clause:
    """我学了三年中文了 → i have been learning chinese for three years"""
    already = say("already", 已经) if 已经 else NOTHING
    at = act.past or 了
    act = act if act.verb.progressive in UNSPOKEN else progressive(at, act)
    return Clause(who, perfect(at, act).also(already))


@clause(
    "duration",
    "who 已经? verb:学.language|学习.language object:plain.language length:duration.study 了",
    weight=0.2,
    asked=0.2,
)
def has_learned(
    who: Phrase, verb: Predicate, object: Phrase, length: English, 了: At, 已经: At = ()
) -> Clause:
    """我学习汉语两年了 → i have been studying chinese for two years"""
    return has_lasted(who, for_(verb.on(object), length), 了, 已经)


@clause("duration", "who 病 了 length:duration.ill", weight=0.3)
def was_ill(who: Phrase, 病: At, 了: At, length: English) -> Clause:
    """他病了三天 → he was sick for three days"""
    ill = name("sick", 病) + say("for", length.variants[0][1][-1].at) + length
    return Clause(who, be(了, ill).did())


@clause("duration", "who 想! act:deeds.long|deeds.years", weight=0.3)
def wants_long(who: Phrase, 想: At, act: Predicate) -> Clause:
    """我想休息三天 → i want to rest for three days"""
    return Clause(who, want(想, act))


def _unit_rule(symbol: str, chinese: str, english: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: (say(english, at), at))


for _symbol, _chinese, _english in (
    ("how.short", "多长时间", "how long"),
    ("how.long", "多长时间", "how long"),
    ("how.short", "几个小时", "how many hours"),
    ("how.short", "几分钟", "how many minutes"),
    ("how.long", "几年", "how many years"),
    ("how.long", "几个月", "how many months"),
    ("how.long", "几天", "how many days"),
):
    _unit_rule(_symbol, _chinese, _english)


@construction(
    "duration",
    "who:other act:brief|once|asleep 了 how:how.short",
    "who:other last:time.lately act:brief|asleep 了 how:how.short",
    "who:other act:学. 了 how:how.long",
    "who:other verb:看.book 了 how:how.short object:plain.书|plain.报纸",
    "who:other verb:学.language 了 how:how.long object:plain.language",
    weight=1,
)
@construction("duration", "who:other 在 place:place.city act:lengthy.deed|住. 了 how:how.long", weight=0.4)
def how_long(
    who: Phrase,
    how: tuple[English, At],
    act: Predicate | None = None,
    verb: Predicate | None = None,
    object: Phrase | None = None,
    在: At = (),
    place: Place | None = None,
    last: English = NOTHING,
) -> English:
    """你等了多长时间 → how long did you wait ?; 你学了几年中文 → how many years did you learn chinese ?"""
    predicate = verb.on(object) if verb and object else act
    assert predicate
    if place:
        predicate = predicate + place.there(在)
    return Clause(who, predicate.did(), last=last).asked(*how)


@construction("duration", "who:other last:time.daily act:brief|asleep how:how.short", weight=0.3)
def how_long_daily(who: Phrase, last: English, act: Predicate, how: tuple[English, At]) -> English:
    """你每天学习多长时间 → how long do you study every day ?"""
    return Clause(who, act, last=last).asked(*how)


@rule("学.", "at:学")
def studying(at: At) -> Predicate:
    """学 → study"""
    return acts("study", at)


@clause("frequency", "who act:did.seldom|been.seldom", weight=1, asked=0.2)
@clause("frequency", *when("before", "who", "act:did.seldom"), weight=0.4, asked=0.2)
@clause("frequency", *when("lately", "who", "act:did.daily"), weight=0.3, asked=0.2)
@clause("frequency", *when("daily.all", "who", "act:deeds.daily"), weight=0.3, asked=0.2)
@clause("frequency", *when("weekly", "who", "act:deeds.weekly"), weight=0.3, asked=0.2)
def several_times(who: Phrase, act: Predicate, first: English = NOTHING, last: English = NOTHING) -> Clause:
    """我去了两次上海 → i went to shanghai twice; 我每天吃三次药 → i take medicine three times a day"""
    if first is not NOTHING and first.variants[0][1][0].word == "a":
        first, last = NOTHING, first
    return Clause(who, act, first, last)


def _been_to(去: At, 过: At, goal: Place) -> Predicate:
    return Predicate(PERFECT, 过, name("been", 去) + goal.to(去))


@clause("frequency", "who 去 过 goal:sight times", "who 去 过 times goal:sight", weight=0.7, asked=0.2)
def been_several_times(who: Phrase, 去: At, 过: At, goal: Place, times: English) -> Clause:
    """我去过三次北京 → i have been to beijing three times"""
    return Clause(who, _been_to(去, 过, goal) + times)


@construction("frequency", "who:other 去 过 几次", weight=0.1)
def how_often_there(who: Phrase, 去: At, 过: At, 几次: At) -> English:
    """你去过几次 → how many times have you been there ?"""
    been = Predicate(PERFECT, 过, name("been", 去) + say("there", 去))
    return Clause(who, been).asked(_how_many_times(几次), 几次)


@construction("frequency", "who:other 去 过 几次 goal:sight", weight=0.3)
def how_often_been(who: Phrase, 去: At, 过: At, 几次: At, goal: Place) -> English:
    """你去过几次北京 → how many times have you been to beijing ?"""
    return Clause(who, _been_to(去, 过, goal)).asked(_how_many_times(几次), 几次)


@construction(
    "frequency",
    "who:other verb:看.film 了:过 几次 object:plain.film",
    "who:other verb:吃.meal 了:过 几次 object:plain.饺子|plain.羊肉|plain.中国菜",
    weight=0.3,
)
@construction(
    "frequency",
    "who:other last:time.daily.all verb:吃.medicine 几次 object:plain.药",
    weight=0.2,
)
def how_often(
    who: Phrase, verb: Predicate, 几次: At, object: Phrase, 了: At = (), last: English = NOTHING
) -> English:
    """你每天吃几次药 → how many times a day do you take medicine ?"""
    act = verb.on(object)
    return Clause(who, perfect(了, act) if 了 else act).asked(_how_many_times(几次) + last, 几次)


def _how_many_times(at: At) -> English:
    return say("how many", at) + name("times", at)


# --- 的时候, 以前, 以后 ----------------------------------------


def both_orders(particle: English, dependent: English, main: English) -> English:
    """when i eat i do not talk, or i do not talk when i eat"""
    return either((0.5, particle + dependent + main), (0.5, main + particle + dependent))


one_of("background", dict.fromkeys(("吃饭.", "学习.", "工作.", "做饭.", "上课.", "开车."), 1))
one_of("quiet", dict.fromkeys(("学习.", "工作.", "休息.", "做饭."), 1))


@rule("background", *with_plain("写.task"), "verb:看.book object:plain.书|plain.报纸", weight=2)
@rule("quiet", *with_plain("写.task"), "verb:看.book object:plain.书|plain.报纸", weight=2)
@rule("meanwhile", *with_plain("听.music"), "verb:喝.drink object:plain.茶|plain.咖啡|plain.水", weight=2)
@rule("disturbing", *with_plain("听.music"))
def doing_something(verb: Predicate, object: Phrase) -> Predicate:
    """听音乐 → listen to music"""
    return verb.on(object)


one_of("disturbing", dict.fromkeys(("说话.", "看电视.", "打电话.", "phone."), 1))


@rule("meanwhile", "喜欢 act:meanwhile_liked")
def like_meanwhile(喜欢: At, act: Predicate) -> Predicate:
    """喜欢听音乐 → like listening to music"""
    return acts("like", 喜欢) + act.progressive


@rule("meanwhile_liked", *with_plain("听.music"), "verb:喝.drink object:plain.茶|plain.咖啡", weight=2)
def music(verb: Predicate, object: Phrase) -> Predicate:
    """听音乐 → listen to music"""
    return verb.on(object)


@construction("time clause", "who:pronoun back:quiet 的时候 act:meanwhile", weight=0.8)
@construction("time clause", "who:pronoun back:吃饭. 的时候 喜欢? act:看电视.|说话.", weight=0.15)
@construction("time clause", "who:pronoun back:background 的时候 不 act:disturbing", weight=0.8)
def while_doing(
    who: Phrase, back: Predicate, 的时候: At, act: Predicate, 不: At = (), 喜欢: At = ()
) -> English:
    """我吃饭的时候不说话 → when i eat i do not talk, or i do not talk when i eat"""
    if back.base.variants[0][1][0].word == act.base.variants[0][1][0].word:
        raise SenselessError
    if 喜欢:
        act = acts("like", 喜欢) + act.progressive
    main = Clause(who, act.negated(不)).statement
    return both_orders(say("when", 的时候), Clause(who, back).statement, main)


one_of("arriving", {"来.": 1, "回家.": 1})


@rule("回家.", "at:回家")
def going_home(at: At) -> Predicate:
    """回家 → come home"""
    return acts("come", at) + name("home", at)


one_of(
    "ongoing",
    {"background": 3} | dict.fromkeys(("睡觉.", "休息.", "看电视.", "打电话.", "唱歌.", "画画."), 0.5),
)


@rule("ongoing", *with_plain("听.music", "吃.fruit", "洗.cloth", "写.tale", "喝.drink"), weight=2)
def under_way(verb: Predicate, object: Phrase) -> Predicate:
    """听音乐 → listen to music"""
    return verb.on(object)


@construction(
    "time clause",
    "one:name|pronoun|family.mine act:arriving 的时候 other:pronoun|name 在:在|正在 then:ongoing",
    weight=1,
)
def was_doing(one: Phrase, act: Predicate, 的时候: At, other: Phrase, 在: At, then: Predicate) -> English:
    """他来的时候我在看书 → when he came i was reading books, or i was reading books when he came"""
    if one.words == other.words or {"i", "we"} >= {one.words[0], other.words[0]}:
        raise SenselessError
    came = Clause(one, act.did(的时候)).statement
    return both_orders(say("when", 的时候), came, Clause(other, progressive(在, then).did()).statement)


LIKED = ("fruit", "pet", "beast", "meal", "drink", "music", "language", "book", "film")


@rule("liking", *(f"verb:喜欢.{kind} object:general.{kind}" for kind in LIKED), weight=1)
@rule("liking", "verb:喜欢.book act:pastime", weight=1)
def liking(verb: Predicate, object: Phrase | None = None, act: Predicate | None = None) -> Predicate:
    """喜欢猫 → like cats"""
    if act:
        return verb + act.progressive
    assert object
    return verb.on(object)


@rule("liking", "住 在 place:place.city")
def living(住: At, 在: At, place: Place) -> Predicate:
    """住在北京 → live in beijing"""
    return acts("live", 住) + place.there(在)


@construction("time clause", "who:pronoun 小 的时候:的时候|时候 不? act:liking", weight=0.7)
def when_little(who: Phrase, 小: At, 的时候: At, act: Predicate, 不: At = ()) -> English:
    """我小的时候喜欢猫 → when i was little i liked cats, or i liked cats when i was little"""
    little = Clause(who, be(小, name("little", 小)).did()).statement
    return both_orders(say("when", 的时候), little, Clause(who, act.did(的时候).negated(不)).statement)


one_of("outdoors", dict.fromkeys(("跑步.", "踢足球.", "打篮球.", "运动.", "上班."), 1))


@rule("outdoors", "去 place:place.garden|place.shop|place.sea", weight=3)
def going_out(去: At, place: Place) -> Predicate:
    """去公园 → go to the park"""
    return acts("go", 去) + place.to(去)


@rule(
    "indoors",
    *(f"在 place.home {it}" for it in with_plain("看.book", "看.film", "听.music", "喝.drink")),
    weight=3,
)
@rule("indoors", "在 place.home verb:休息.|学习.|看电视.|工作.")
def at_home(在: At, place: Place, verb: Predicate, object: Phrase | None = None) -> Predicate:
    """在家看书 → read books at home"""
    return (verb.on(object) if object else verb) + place.there(在)


@construction(
    "time clause",
    "falling:precipitation 的时候 who:pronoun 不 act:outdoors",
    "falling:precipitation 的时候 who:pronoun act:indoors",
    weight=0.7,
)
def when_it_rains(falling: Predicate, 的时候: At, who: Phrase, act: Predicate, 不: At = ()) -> English:
    """下雨的时候我不跑步 → when it rains i do not run, or i do not run when it rains"""
    rains = Clause(it(falling.at), falling).statement
    return both_orders(say("when", 的时候), rains, Clause(who, act.negated(不)).statement)


one_of("before", dict.fromkeys(("bedtime", "吃饭.", "上班.", "考试."), 1))
one_of("after", dict.fromkeys(("吃饭.", "起床.", "下班.", "下课.", "跑步.", "考试."), 1))


@rule("after", "回家")
def after_home(回家: At) -> Predicate:
    """回家 → go home"""
    return acts("go", 回家) + name("home", 回家)


EITHER_PLACE = ("who:pronoun {} act:chore", "{} who:pronoun act:chore")


@rule("chore", "verb:喝.drink object:one.drink", weight=0.3)
def a_drink(verb: Predicate, object: Phrase) -> Predicate:
    """喝一杯水 → drink a cup of water"""
    return verb + object.object


@construction("time clause", "who:pronoun 在 place:place.city 的时候 act:did.there", weight=0.4)
@construction("time clause", "who:pronoun years:teen|tens 岁 的时候 act:did.there", weight=0.4)
def when_there(
    who: Phrase,
    的时候: At,
    act: Predicate,
    在: At = (),
    place: Place | None = None,
    years: Number = NO_NUMBER,
    岁: At = (),
) -> English:
    """我在北京的时候学了中文 → when i was in beijing i learned chinese, or i learned chinese when i was in beijing"""
    if years.value > 40:
        raise SenselessError
    if place and (act.verb.base == "come" or (act.verb.base == "go" and place.chinese != "中国")):
        raise SenselessError  # 我在北京的时候来了中国
    if place and act.verb.base == "go" and act.rest.variants[0][1][-1].word not in ("beijing", "shanghai"):
        raise SenselessError
    old = years.english + name("years", 岁) + say("old", 岁)
    was = be(的时候, place.there(在) if place else old).did()
    return both_orders(
        say("when", 的时候), Clause(who, was).statement, Clause(who, act.did(act.past or 的时候)).statement
    )


@rule(
    "did.there",
    "verb:学.language 了? object:plain.language",
)
def learned_then(verb: Predicate, object: Phrase, 了: At = ()) -> Predicate:
    """学了中文 → learned chinese"""
    return (verb + object.object).did(了)


@rule("did.there", "认识 了 whom:name", weight=0.7)
def met_then(认识: At, 了: At, whom: Phrase) -> Predicate:
    """认识了玛丽 → met mary"""
    return (acts("meet", 认识) + whom.definite).did(了)


@rule("did.there", "来 了 place:place.city", "去 了 place:place.city")
def went_then(place: Place, 了: At, 来: At = (), 去: At = ()) -> Predicate:
    """去了中国 → went to china"""
    return (acts("come" if 来 else "go", 来 or 去) + place.to(来 or 去)).did(了)


EVENTS = {"下班": "work", "下课": "class", "考试": "exam"}


def _event(event: Predicate, after: At) -> English:
    """What comes before or after: going to bed, work, the exam."""
    if event.heads[:1] != ("考试",) and (not after or not set(event.heads) & EVENTS.keys()):
        return event.progressive
    word = name(EVENTS[event.heads[0]], event.at)
    return say("the", event.at) + word if event.heads[0] == "考试" else word


@construction(
    "time clause", "event:before 以前 who:other 做 什么", "who:other event:before 以前 做 什么", weight=0.15
)
@construction(
    "time clause", "event:after 以后 who:other 做 什么", "who:other event:after 以后 做 什么", weight=0.15
)
def what_before(event: Predicate, who: Phrase, 做: At, 什么: At, 以前: At = (), 以后: At = ()) -> English:
    """下班以后你做什么 → what do you do after work ?"""
    particle = say("before" if 以前 else "after", 以前 or 以后)
    return Clause(who, acts("do", 做), last=particle + _event(event, 以后)).asked(say("what", 什么), 什么)


@construction("time clause", *(way.format("event:before 以前") for way in EITHER_PLACE), weight=1)
@construction("time clause", *(way.format("event:after 以后") for way in EITHER_PLACE), weight=1)
def before_or_after(who: Phrase, event: Predicate, act: Predicate, 以前: At = (), 以后: At = ()) -> English:
    """我睡觉以前看书 → before going to bed i read books, or i read books before going to bed"""
    if act.base.variants[0][1][:2] == event.base.variants[0][1][:2] or act.verb.base == event.verb.base:
        raise SenselessError
    if 以前 and event.rest.variants[0][1][-1:] and act.verb.base == "buy":
        raise SenselessError
    particle = say("before" if 以前 else "after", 以前 or 以后)
    return both_orders(particle, _event(event, 以后), Clause(who, act).statement)


# --- 以前, 以后 as times ----------------------------------------


@clause("past", "who 以前 act:there.past", "who 以前 act:liking", weight=0.6, asked=0)
@clause("past", "who:pronoun|name|called|family.mine 以前 是 role", weight=0.3, asked=0)
def used_to(
    who: Phrase, 以前: At, act: Predicate | None = None, 是: At = (), role: Nominal | None = None
) -> Clause:
    """我以前是老师 → i used to be a teacher, or i was a teacher before"""
    predicate = be(是, role_of(who, role)) if role else act
    assert predicate
    used = Predicate(USED_TO, 以前, predicate.base)
    return Clause(who, used, others=((0.4, predicate.did(以前) + say("before", 以前)),))


USED_TO = Auxiliary("used to", "used to", "used to", "used to", "used to", "used to")


@rule("there.past", "在 place:place.city verb:工作.|学习.")
def lived_there(在: At, place: Place, verb: Predicate) -> Predicate:
    """在北京工作 → work in beijing"""
    return verb + place.there(在)


@clause("past", "who 以前 不 act:liking", weight=0.3, asked=0.2)
def did_not_before(who: Phrase, 以前: At, 不: At, act: Predicate) -> Clause:
    """我以前不喜欢猫 → i did not like cats before"""
    return Clause(who, act.did(以前).negated(不) + say("before", 以前))


one_of("ambition", {"there.past": 1})


@rule("ambition", "去 place:place.city", weight=1.5)
def going_there(去: At, place: Place) -> Predicate:
    """去中国 → go to china"""
    return acts("go", 去) + place.to(去)


@rule("ambition", *with_plain("学.language", "学.field", "学习.language", "教.language"), weight=1.5)
def learning_then(verb: Predicate, object: Phrase) -> Predicate:
    """学中文 → learn chinese"""
    return verb.on(object)


@clause("modal", "who 以后 想! act:ambition", "以后 who 想! act:ambition", weight=0.4)
def in_the_future(who: Phrase, 以后: At, 想: At, act: Predicate) -> Clause:
    """我以后想去中国 → i want to go to china in the future"""
    return Clause(who, want(想, act), last=say("in the", 以后) + name("future", 以后))


# --- 从 … 到 ----------------------------------------


rule("clock.span", "point 点")(full_hour)
rule("clock.span", "point 点 半", weight=0.4)(half_past)


@rule("span.hours", "从 one:clock.span 到 other:clock.span")
@rule("span", "从 one:clock.span 到 other:clock.span", "从 one:weekday 到 other:weekday", weight=2)
def span(从: At, one: English, 到: At, other: English) -> English:
    """从八点到十点 → from eight o'clock to ten o'clock"""
    week = list(WEEKDAYS.values())
    days = [each.variants[0][1][0].word for each in (one, other)]
    if days[0] in week and week.index(days[0]) >= week.index(days[1]):
        raise SenselessError
    if days[0] not in week and (hour_of(other) - hour_of(one)) % 12 not in range(1, 9):
        raise SenselessError
    return say("from", 从) + one + say("to", 到) + other


@rule("span", "从 早上 到 晚上", weight=0.3)
def all_day(从: At, 早上: At, 到: At, 晚上: At) -> English:
    """从早上到晚上 → from morning to evening"""
    return say("from", 从) + name("morning", 早上) + say("to", 到) + name("evening", 晚上)


one_of("spanning", dict.fromkeys(("工作.", "学习.", "上课."), 1))


@rule("spanning", "上班")
def at_work(上班: At) -> Predicate:
    """上班, after 从九点到五点 → work"""
    return acts("work", 上班)


@rule("spanning", "在 place:place.study verb:学习.|工作.", "在 place:place.work verb:工作.", weight=1)
def spanning_there(在: At, place: Place, verb: Predicate) -> Predicate:
    """在学校学习 → study at school"""
    return verb + place.there(在)


@clause("habit", "who last:span 都? act:spanning", "last:span who act:spanning", weight=0.8)
@clause("habit", "who day:day.habit last:span.hours act:spanning", weight=0.3)
def from_to(who: Phrase, last: English, act: Predicate, day: English = NOTHING) -> Clause:
    """我从八点到十点工作 → i work from eight o'clock to ten o'clock"""
    return Clause(who, act, last=last + day)


one_of("routine", {"trip": 2})

# --- times with every tense ----------------------------------------


@clause("habit", "who 从 one:clock.span act:spanning.verb 到 other:clock.span", weight=0.3)
def from_to_split(who: Phrase, 从: At, one: English, act: Predicate, 到: At, other: English) -> Clause:
    """我从九点工作到五点 → i work from nine o'clock to five o'clock"""
    return Clause(who, act, last=span(从, one, 到, other))


one_of("spanning.verb", dict.fromkeys(("工作.", "学习."), 1))


@clause("past", *when("past", "who", "act:trip"), weight=0.4, asked=0.3)
def past_without_particle(
    who: Phrase, act: Predicate, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我昨天去学校 → i went to school yesterday"""
    return Clause(who, act.did(), first, last)


@clause("experience", "who 吃 过 饭 了?", "who 吃 过 object:plain.早饭|plain.午饭|plain.晚饭 了", weight=0.25)
@clause(
    "experience",
    *(f"who verb:{it} 过 object:pointed.{it[2:]} 了" for it in ("看.film", "看.tale")),
    weight=0.15,
)
def been_already(
    who: Phrase,
    过: At,
    verb: Predicate | None = None,
    object: Phrase | None = None,
    吃: At = (),
) -> Clause:
    """我吃过饭了 → i have eaten"""
    act = verb or acts("have" if object else "eat", 吃)
    return Clause(who, perfect(过, act + object.object if object else act))


@clause("future", "who 会 act:moves.person 的?", "who 不 会 act:moves.person 的?", weight=0.8)
@clause("future", "who last:time.off 不 会 act:trip|来. 的?", weight=0.3)
def will_come(
    who: Phrase, 会: At, act: Predicate, 不: At = (), 的: At = (), last: English = NOTHING
) -> Clause:
    """他会来的 → he will come; 他不会来 → he will not come"""
    return Clause(who, will(会, act).negated(不), last=last)


@clause(
    "future",
    *when("will", "who", "要 act:acts.person|there.person"),
    "who last:part 要 act:routine",
    weight=1.6,
)
def going_to_then(
    who: Phrase, 要: At, act: Predicate, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我明天要去北京 → i am going to beijing tomorrow, or i will go to beijing tomorrow"""
    return Clause(who, going_to(要, act), first, last, others=((0.4, will(要, act)),))


@clause("modal", "who 要! act:trip", "who 不 要 act:trip", weight=0.4)
def wants_to_go(who: Phrase, 要: At, act: Predicate, 不: At = ()) -> Clause:
    """我要去学校 → i want to go to school"""
    return Clause(who, want(要, act).negated(不))


@clause("habit", "who per:一天 act:deeds.daily", "who per:一个星期 act:deeds.weekly", weight=0.3)
def times_a_day(who: Phrase, per: At, act: Predicate) -> Clause:
    """我一天吃三次药 → i take medicine three times a day"""
    day = "day" if len(per) == 2 else "week"
    return Clause(who, act, last=say("a", per[:1]) + name(day, per[1:]))


one_of(
    "student", {"pronoun": 6, "name": 1, "plain.学生": 1, "owned.同学": 1, "plain.老师": 1, "sibling": 0.5}
)


@rule("lesson", "课")
def class_(课: At) -> English:
    """课 → class"""
    return name("class", 课)


@rule("lesson", "考试")
def exam(考试: At) -> English:
    """考试 → an exam"""
    return say("an", 考试) + name("exam", 考试)


@clause(
    "having",
    "who:student last:time.will|part 有! what:lesson",
    "who:student last:time.will|part 没 有 what:lesson",
    weight=0.3,
)
def has_class(who: Phrase, last: English, 有: At, what: English, 没: At = ()) -> Clause:
    """我明天没有课 → i do not have class tomorrow"""
    if is_long(last):
        raise SenselessError
    return Clause(who, (acts("have", 有) + what).negated(没), last=last)


@clause("adverb", "who 不 常:常|常常|经常 act:acts.person|there.person", weight=0.3, asked=0.1)
def not_often(who: Phrase, 不: At, 常: At, act: Predicate) -> Clause:
    """他不常来 → he does not often come"""
    return Clause(who, act.usually(say("often", 常)).negated(不))


@clause("adverb", "有时候 who act:acts.person|there.person", weight=0.4, asked=0)
def sometimes_first(有时候: At, who: Phrase, act: Predicate) -> Clause:
    """有时候我喝茶 → sometimes i drink tea"""
    return Clause(who, act.usually(NOTHING).daily, first=say("sometimes", 有时候))


@clause("modal", "who:pronoun 得 act:走.|trip 了", "who:pronoun 该 act:走.|trip 了", weight=0.3, asked=0)
def must_leave(who: Phrase, act: Predicate, 了: At, 得: At = (), 该: At = ()) -> Clause:
    """我得走了 → i must leave; 我该走了 → i should leave"""
    return Clause(who, modal(MUST if 得 else SHOULD, 得 or 该, act))


one_of("time.off", {"time.future": 6, "today.will": 1, "on.day": 1.5})


@clause("negation", *when("off", "who", "不 act:acts.person|there.person"), weight=1.2, asked=0.2)
def will_not(
    who: Phrase, 不: At, act: Predicate, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我明天不去 → i will not go tomorrow, or i am not going tomorrow"""
    return Clause(who, will(不, act).negated(不), first, last, others=((0.4, going_to(不, act).negated(不)),))


@clause(
    "negation",
    "who last:in.morning 不 act:routine.early",
    "who last:in.evening 不 act:routine.late",
    weight=0.3,
    asked=0.1,
)
def does_not_then(who: Phrase, 不: At, act: Predicate, last: English) -> Clause:
    """我早上不喝咖啡 → i do not drink coffee in the morning"""
    if act.heads == ("起床",):
        raise SenselessError
    return Clause(who, act.negated(不), last=last)


@clause("future", "first:today.will|on.day|timed.future who act:moves.person|chore", weight=0.6)
def then_will(who: Phrase, first: English, act: Predicate) -> Clause:
    """星期一我去北京 → on monday i will go to beijing"""
    return Clause(who, will(first.variants[0][1][-1].at, act), first)


@clause("future", "who 现在 就 act:chore|way.回去|走.|just.go", weight=0.2)
def right_now(who: Phrase, 现在: At, 就: At, act: Predicate) -> Clause:
    """我现在就去 → i will go right now"""
    return Clause(who, will(就, act) + say("right", 就), last=name("now", 现在))


@clause(
    "modal",
    *when("will", "who", "想! act:act.modal"),
    *when("will", "who", "不 想 act:act.modal"),
    weight=0.8,
)
def wants_then(
    who: Phrase, 想: At, act: Predicate, 不: At = (), first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我明天想去北京 → i want to go to beijing tomorrow"""
    return Clause(who, want(想, act).negated(不), first, last)


@clause(
    "modal",
    *when("will", "who", "能! act:act.modal"),
    *when("will", "who", "不 能 act:act.modal"),
    weight=0.6,
)
def can_then(
    who: Phrase, 能: At, act: Predicate, 不: At = (), first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """你明天能来吗 → can you come tomorrow ?"""
    return Clause(who, modal(CAN, 能, act).negated(不), first, last)


one_of("stay", {"goal": 6, "place.家": 1.5, "place.这儿": 0.5, "place.那儿": 0.5})


def _stays_so_long(place: Place, time: English) -> None:
    """Raise SenselessError for a year in the shop."""
    if is_long(time) and place.chinese not in (*CITIES, "学校", "大学", "公司"):
        raise SenselessError


@clause(
    "location",
    *when("past", "who", "在 place:stay"),
    *when("past", "who", "没:没|不 在 place:stay"),
    weight=0.6,
)
def was_there(
    who: Phrase,
    在: At,
    place: Place,
    没: At = (),
    first: English = NOTHING,
    last: English = NOTHING,
) -> Clause:
    """我昨天在家 → i was at home yesterday"""
    _stays_so_long(place, first + last)
    return Clause(who, be(在, place.there(在)).did().negated(没), first, last)


@clause("location", "who last:part 在! place:stay", weight=0.2)
def is_there_then(who: Phrase, last: English, 在: At, place: Place) -> Clause:
    """你晚上在家吗 → are you at home in the evening ?"""
    return Clause(who, be(在, place.there(在)), last=last)


@clause(
    "location", *when("will", "who", "在! place:stay"), *when("will", "who", "不 在 place:stay"), weight=0.4
)
def will_be_there(
    who: Phrase,
    在: At,
    place: Place,
    不: At = (),
    first: English = NOTHING,
    last: English = NOTHING,
) -> Clause:
    """我明天在家 → i will be at home tomorrow"""
    _stays_so_long(place, first + last)
    return Clause(who, will(在, be(在, place.there(在))).negated(不), first, last)


HOW = "很:很|非常"


@clause(
    "quality",
    *when("past", "who", f"{HOW} adjective:mood.person"),
    *when("past", "who", "不 adjective:mood.person"),
    weight=0.6,
    asked=0,
)
@clause("quality", *when("past", "who", "adjective:mood.person!"), weight=0.3, stated=False)
def was_so(
    who: Phrase,
    adjective: Quality,
    很: At = (),
    不: At = (),
    first: English = NOTHING,
    last: English = NOTHING,
) -> Clause:
    """我昨天很忙 → i was busy yesterday"""
    if is_long(first + last) and adjective.adjective.chinese not in ("忙", "累"):
        raise SenselessError  # i was hungry last month
    if "ago" in [token.word for token in (first + last).variants[0][1]]:
        raise SenselessError
    very = say("very", 很) if len(很) == 2 else NOTHING
    return Clause(who, is_(adjective, 很 or 不, very).did().negated(不), first, last)


@clause(
    "quality",
    *when("present", "who", f"{HOW} adjective:mood.person"),
    *when("present", "who", "不 adjective:mood.person"),
    weight=0.6,
    asked=0,
)
@clause("quality", *when("present", "who", "adjective:mood.person!"), weight=0.3, stated=False)
def is_so_now(
    who: Phrase,
    adjective: Quality,
    很: At = (),
    不: At = (),
    first: English = NOTHING,
    last: English = NOTHING,
) -> Clause:
    """我今天很累 → i am tired today"""
    very = say("very", 很) if len(很) == 2 else NOTHING
    return Clause(who, is_(adjective, 很 or 不, very).negated(不), first, last)


qualities("busy", "忙")


@clause("quality", "who last:time.future 很|不 adjective:busy", weight=0.3, asked=0)
@clause("quality", "who last:time.future adjective:busy!", weight=0.2, stated=False)
def will_be_so(who: Phrase, last: English, adjective: Quality, 很: At = (), 不: At = ()) -> Clause:
    """我明天很忙 → i will be busy tomorrow"""
    at = last.variants[0][1][-1].at
    return Clause(who, will(at, is_(adjective, 很 or 不)).negated(不), last=last)


# --- 是 … 的 ----------------------------------------


@rule("circumstance", "time.past", weight=3)
def on_that_day(time: English) -> English:
    """昨天 → yesterday"""
    return time


@rule("circumstance", "hour", weight=1)
def at_that_hour(hour: English) -> English:
    """八点 → at eight o'clock"""
    return hour


@rule("came", "走", weight=0.5)
def left(走: At) -> Predicate:
    """走 → leave"""
    return acts("leave", 走)


@construction("emphasis", "who:other 是 几点 act:来.|走.|回家. 的", weight=0.15)
def what_time_came(who: Phrase, 几点: At, act: Predicate, 的: At) -> English:
    """你是几点来的 → what time did you come ?"""
    return Clause(who, act.did(的)).asked(say("what", 几点) + name("time", 几点), 几点)


@rule("circumstance", "从 place:place.city", weight=1.5)
def from_there(从: At, place: Place) -> English:
    """从中国 → from china"""
    return say("from", 从) + place.known


@rule("circumstance", "坐 transport:noun.transport", weight=3)
def by_transport(坐: At, transport: Nominal) -> English:
    """坐火车 → by train"""
    return say("by", 坐) + transport.one


@rule("circumstance", "跟|和 whom:known 一起?", weight=2)
def with_somebody(whom: Phrase, 跟: At = (), 和: At = (), 一起: At = ()) -> English:
    """和朋友一起 → with my friend"""
    return say("with", 跟 or 和) + whom.definite


@rule("came", "来 place:place.city?", weight=3)
def came(来: At, place: Place | None = None) -> Predicate:
    """来中国 → come to china"""
    return acts("come", 来) + (place.to(来) if place else NOTHING)


@rule("came", "去 place:place.city?", weight=1)
def went(去: At, place: Place | None = None) -> Predicate:
    """去北京 → go to beijing"""
    return acts("go", 去) + (place.to(去) if place else NOTHING)


@clause("emphasis", "who 是 how:circumstance act:came 的", weight=1.5)
@clause("emphasis", "who 不 是 how:circumstance act:came 的", weight=0.4, asked=0)
def it_was_then(who: Phrase, 是: At, how: English, act: Predicate, 的: At, 不: At = ()) -> Clause:
    """我是昨天来的 → i came yesterday; 他是坐飞机来的 → he came by plane"""
    return Clause(who, (act + how).did(的).negated(不))


@clause("emphasis", "who 是 在 place:place.city 学 的 object:plain.language", weight=0.5)
def learned_there(who: Phrase, 在: At, place: Place, 学: At, 的: At, object: Phrase) -> Clause:
    """我是在北京学的中文 → i learned chinese in beijing"""
    return Clause(who, (acts("learn", 学) + object.object + place.there(在)).did(的))


BOUGHT = ("买.book", "买.cloth", "买.thing", "买.pen", "买.car", "买.furniture", "买.gift")
MADE = (*BOUGHT, "做.meal", "写.tale", "写.word", "画.gift")


def goods(pattern: str, verbs: tuple[str, ...] = MADE) -> list[str]:
    """The pattern for each verb, after a certain thing: 这本书 …"""
    return [
        f"what:pointed.{verb[2:]}{'' if verb[2:] == 'word' else '|owned.' + verb[2:]} {pattern.format(verb)}"
        for verb in verbs
    ]


@clause("emphasis", *goods("是 who:simple verb:{} 的"), weight=1)
@clause("emphasis", *goods("不 是 who:simple verb:{} 的"), weight=0.3, asked=0)
def one_did_it(what: Phrase, 是: At, who: Phrase, verb: Predicate, 的: At, 不: At = ()) -> Clause:
    """这本书是我买的 → i bought this book"""
    return Clause(who, (verb + what.definite).did(的).negated(不))


@clause(
    "emphasis",
    *goods("是 在 place:place.shop|place.city bought:{} 的", BOUGHT),
    *goods("是 time:time.past bought:{} 的", BOUGHT),
    weight=0.8,
)
def was_bought(
    what: Phrase,
    bought: Predicate,
    的: At,
    在: At = (),
    place: Place | None = None,
    time: English = NOTHING,
) -> Clause:
    """这本书是在北京买的 → this book was bought in beijing"""
    return _bought(what, bought, 的, (place.there(在) if place else NOTHING) + time)


@construction("emphasis", "who:other 是 什么时候:什么时候|怎么 act:came 的", weight=0.6)
def when_came(who: Phrase, 什么时候: At, act: Predicate, 的: At) -> English:
    """你是什么时候来的 → when did you come ?; 你是怎么来的 → how did you come ?"""
    word = "when" if len(什么时候) == 4 else "how"
    return Clause(who, act.did(的)).asked(say(word, 什么时候), 什么时候)


@construction("emphasis", "who:other 是 从 哪儿:哪儿|哪里 来 的", weight=0.15)
def came_from(who: Phrase, 从: At, 哪儿: At, 来: At, 的: At) -> English:
    """你是从哪儿来的 → where did you come from ?"""
    came = (acts("come", 来) + say("from", 从)).did(的)
    return Clause(who, came).asked(say("where", 哪儿), 哪儿)


@construction("emphasis", "who:other 是 跟|和 谁 一起? act:came 的", weight=0.2)
def came_with(
    who: Phrase, 谁: At, act: Predicate, 的: At, 跟: At = (), 和: At = (), 一起: At = ()
) -> English:
    """你是跟谁来的 → who did you come with ?"""
    return Clause(who, (act + say("with", 跟 or 和)).did(的)).asked(say("who", 谁), 谁)


@construction("emphasis", "who:other 是 在 哪儿:哪儿|哪里 学 的 object:plain.language", weight=0.2)
def learned_where(who: Phrase, 哪儿: At, 学: At, 的: At, object: Phrase) -> English:
    """你是在哪儿学的中文 → where did you learn chinese ?"""
    return Clause(who, (acts("learn", 学) + object.object).did(的)).asked(say("where", 哪儿), 哪儿)


@construction("emphasis", *goods("是 谁 verb:{} 的"), weight=0.4)
def who_did_it(what: Phrase, 谁: At, verb: Predicate, 的: At) -> English:
    """这本书是谁买的 → who bought this book ?"""
    return say("who", 谁) + (verb + what.definite).did(的).finite(what) + say("?", 谁)


@construction(
    "emphasis",
    *goods("是 在 哪儿:哪儿|哪里 bought:{} 的", BOUGHT),
    *goods("是 什么时候 bought:{} 的", BOUGHT),
    weight=0.4,
)
def bought_where(what: Phrase, 的: At, bought: Predicate, 哪儿: At = (), 什么时候: At = ()) -> English:
    """这本书是在哪儿买的 → where was this book bought ?"""
    return _bought(what, bought, 的).asked(
        say("where" if 哪儿 else "when", 哪儿 or 什么时候), 哪儿 or 什么时候
    )


def _bought(what: Phrase, bought: Predicate, 的: At, how: English = NOTHING) -> Clause:
    """this book was bought (in beijing)"""
    return Clause(what, be(的, bought.participle + how).did())
