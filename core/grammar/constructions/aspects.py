"""Change and continuation: 要 … 了, 不 … 了, 着, 又, 再, 还, 刚, 先 … 再, 一起, 可能."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number
from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..lexicon import CLASSES, NOUNS, of_class
from ..phrases import group, singled_out
from ..predicates import (
    BE,
    CAN,
    MAY,
    PERFECT,
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
    under_way,
    want,
    will,
)
from ..rules import SenselessError, construction, distinct, one_of, rule
from ..settings import Place, Spot
from ..times import when
from ..verbs import with_plain
from ..words import Bare, Counted, Nominal, Phrase, Pointed, Quality, Word, it, qualities
from .actions import aim
from .dates import AGED
from .naming import role_of

MIGHT = Auxiliary("might", "might", "might", "might")


# --- soon: 要 … 了, 快 … 了 ----------------------------------------

one_of(
    "soon.too",
    {"trip": 4, "来.": 1, "走.": 1.5, "start": 0.6}
    | dict.fromkeys(("吃饭.", "上班.", "上课.", "下班.", "下课.", "考试."), 0.4),
)
one_of("soon", {"soon.too": 8} | dict.fromkeys(("bedtime", "起床.", "休息."), 0.5))
one_of("soon.then", {"trip": 2, "来.": 1, "走.": 1, "start": 0.7, "考试.": 0.4})


@rule("trip", "去 place:goal", "去:回 place:place.home", weight=2)
def trip(去: At, place: Place) -> Predicate:
    """去学校 → go to school; 回家 → go home"""
    return acts("go", 去) + place.to(去)


@rule("trip", "去 purpose", weight=1)
def trip_to(去: At, purpose: Predicate) -> Predicate:
    """去买水果 → go to buy fruit"""
    return acts("go", 去) + aim(purpose)


@rule("来.", "at:来")
def come(at: At) -> Predicate:
    """来 → come"""
    return acts("come", at)


@rule("走.", "at:走")
def leave(at: At) -> Predicate:
    """走 → leave"""
    return acts("leave", at)


@rule("start", "开始 act:beginning")
def start(开始: At, act: Predicate) -> Predicate:
    """开始学中文 → start learning chinese"""
    if act.heads == ("上课",):
        return acts("start", 开始) + name("class", act.at)
    return acts("start", 开始) + act.progressive


SOON = "快:快要|快|就要"


def soon(who: Phrase, 要: At, 快: At, act: Predicate, last: English = NOTHING) -> Clause:
    """is about to leave, or is going to leave; is about to leave, or will leave soon"""
    near = Predicate(BE, 要 or 快, say("about to", 要 or 快) + act.base)
    if 要:
        return Clause(who, going_to(要, act), last=last, others=((0.4, near),))
    return Clause(who, near, others=((0.4, will(快, act) + say("soon", 快)),))


@clause("about to", "who 要 act:soon 了", f"who {SOON} act:soon.too 了", weight=2, asked=0.3)
@clause("about to", "who last:time.future 快:要|就要 act:soon.then 了", weight=0.8, asked=0.3)
def about_to(
    who: Phrase, act: Predicate, 了: At, 要: At = (), 快: At = (), last: English = NOTHING
) -> Clause:
    """我快要走了 → i am about to leave, or i will leave soon; 我要走了 → i am going to leave"""
    if last.variants[0][1]:
        return Clause(who, will(快, act), last=last, others=((0.4, going_to(快, act)),))
    return soon(who, 要, 快, act)


def _doing_rule(symbol: str, chinese: str, english: str, after: str = "") -> None:
    rule(symbol, f"at:{chinese}")(lambda at: acts(english, at) + (name(after, at) if after else NOTHING))


for _chinese, _english in (("来", "come"), ("到", "arrive")):
    _doing_rule("transit", _chinese, _english)
_doing_rule("departure", "开", "leave")
_doing_rule("opening", "开始", "start")
_doing_rule("precipitation", "下雨", "rain")
_doing_rule("precipitation", "下雪", "snow")
_doing_rule("darkening", "黑", "get", "dark")
one_of("show", {"plain.电影": 2, "plain.考试": 1, "plain.课": 0.5})
one_of("leaver", {"plain.火车": 2, "plain.公共汽车": 1})
one_of("comer", {"plain.火车": 2, "plain.公共汽车": 2, "plain.出租车": 1, "owned.车": 0.3})

HAPPENING = (
    "what:comer {} act:transit",
    "what:leaver {} act:departure",
    "what:show {} act:opening",
)
"""What happens to trains and movies: 火车 … 来, 火车 … 开, 电影 … 开始."""


def happening(between: str, after: str) -> list[str]:
    """The patterns with words between the subject and the verb, and after the verb."""
    return [f"{' '.join(pattern.format(between).split())} {after}".strip() for pattern in HAPPENING]


@clause("about to", *happening("要", "了"), *happening(SOON, "了"), weight=0.7, asked=0.3)
def will_happen_soon(what: Phrase, act: Predicate, 了: At, 要: At = (), 快: At = ()) -> Clause:
    """火车快要开了 → the train is about to leave, or the train will leave soon"""
    return soon(what, 要, 快, act)


@clause("about to", "要 act:precipitation 了", f"{SOON} act:precipitation 了", weight=0.3, asked=0.3)
@clause("about to", f"天 {SOON} act:darkening 了", weight=0.1, asked=0.3)
def weather_soon(act: Predicate, 了: At, 要: At = (), 快: At = (), 天: At = ()) -> Clause:
    """要下雨了 → it is going to rain; 天快黑了 → it is about to get dark"""
    return soon(it(天 or act.at), 要, 快, act)


@construction("about to", "我们? 快 到 了", weight=0.05)
def almost_there(快: At, 到: At, 我们: At = ()) -> English:
    """快到了 → we are almost there"""
    return say("we are", 我们 or 到) + say("almost", 快) + name("there", 到)


@construction("change", "快:快|快要|就要 过年 了", weight=0.03)
def almost_new_year(快: At, 过年: At, 了: At) -> English:
    """快过年了 → it is almost chinese new year"""
    return say("it is", 了) + say("almost", 快) + name("chinese new year", 过年)


@clause("already", *happening("已经", "了"), weight=0.4, asked=0.3)
def already_happened(what: Phrase, 已经: At, act: Predicate, 了: At) -> Clause:
    """电影已经开始了 → the movie has already started"""
    return Clause(what, perfect(了, act).also(say("already", 已经)))


@clause("past", *happening("", "了"), weight=0.6, asked=0.5)
def happened(what: Phrase, act: Predicate, 了: At) -> Clause:
    """火车来了 → the train came; 电影开始了 → the movie started"""
    return Clause(what, act.did(了), others=((0.4, perfect(了, act)),))


# --- change: 不 … 了, 会 … 了, 累 了 ----------------------------------------

MOVING = ("go", "come", "leave")


def _anymore(no: At, 了: At, act: Predicate) -> tuple[Predicate, Predicate]:
    """do not drink coffee anymore, no longer drink coffee; am not going anymore"""
    anymore = say("anymore", 了)
    if act.verb.base in MOVING:
        return progressive(no, act).negated(no) + anymore, will(no, act).negated(no) + anymore
    return act.negated(no) + anymore, act.also(say("no longer", no + 了))


one_of("given.up", {"trip": 2, "来.": 1, "走.": 0.7, "live.there": 1, "like.pastime": 0.5})
one_of("given.up", dict.fromkeys(("工作.", "跑步.", "看电视.", "踢足球.", "打篮球."), 0.4))


@rule(
    "given.up",
    "verb:喝.drink object:plain.咖啡|plain.茶|plain.啤酒|plain.牛奶",
    *with_plain("学.language", "学习.language", "教.language"),
    *with_plain("买.car", "买.thing", "买.cloth", "卖.car", "卖.fruit"),
    "verb:喜欢.person|爱.person object:friend.or.name",
    "verb:要.drink|要.meal object:plain.茶|plain.咖啡|plain.米饭|plain.饺子",
    weight=5,
)
def given_up(verb: Predicate, object: Phrase) -> Predicate:
    """喝咖啡 → drink coffee"""
    return verb.on(object)


one_of("friend.or.name", {"pronoun": 4, "name": 2, "called": 0.7})


@rule("live.there", "住 在 place:place.city|place.这儿|place.那儿")
def living_there(住: At, 在: At, place: Place) -> Predicate:
    """住在北京 → live in beijing"""
    return acts("live", 住) + place.there(在)


@rule("like.pastime", "verb:喜欢.book act:pastime")
def liking(verb: Predicate, act: Predicate) -> Predicate:
    """喜欢游泳 → like swimming"""
    return verb + act.progressive


@clause("change", "who 不 act:given.up 了", weight=1, asked=0.2)
def no_longer(who: Phrase, 不: At, act: Predicate, 了: At) -> Clause:
    """我不喝咖啡了 → i do not drink coffee anymore, or i no longer drink coffee"""
    if act.of in (Counted,):
        raise SenselessError
    one, other = _anymore(不, 了, act)
    return Clause(who, one, others=((0.35, other),), asked_as=one)


@clause("change", "who 不 想 act:chore|just.go|来. 了", weight=0.6, asked=0.2)
@clause("change", "who 不 能 act:chore|just.go|来. 了", weight=0.3, asked=0.2)
def no_longer_wants(who: Phrase, 不: At, act: Predicate, 了: At, 想: At = (), 能: At = ()) -> Clause:
    """我不想去了 → i do not want to go anymore"""
    predicate = want(想, act) if 想 else modal(CAN, 能, act)
    return Clause(who, predicate.negated(不) + say("anymore", 了))


@clause("change", "who.S 会 act:skill.S 了", "who 能:能|可以 act:chore|来. 了", weight=0.7, asked=0.4)
def can_now(who: Phrase, act: Predicate, 了: At, 会: At = (), 能: At = ()) -> Clause:
    """我会游泳了 → i can swim now"""
    if act.of is Counted:
        raise SenselessError
    return Clause(who, modal(CAN, 会 or 能, act) + say("now", 了))


@clause("change", "who 没:没有|没 what:spent 了", weight=0.4, asked=0.3)
def has_no_more(who: Phrase, 没: At, what: English, 了: At) -> Clause:
    """我没有钱了 → i have no more money"""
    return Clause(who, acts("have", 没) + say("no", 没) + say("more", 了) + what)


_SPENT = {"钱": "money", "时间": "time"}


def _spent_rule(chinese: str, english: str) -> None:
    rule("spent", f"at:{chinese}", weight=2)(lambda at: name(english, at))


for _chinese, _english in _SPENT.items():
    _spent_rule(_chinese, _english)


@rule("spent", "what:plain.票|plain.drink|plain.fruit|plain.medicine")
def spent(what: Phrase) -> English:
    """牛奶 → milk"""
    return what.object


qualities("turned.person", "累", "饿", "渴", "病")
qualities("turned.drink", "热", "冷")
qualities("turned.meal", "热", "冷")


@clause("change", "noun:who adjective:turned.person 了", weight=0.8, asked=0.5)
@clause("change", "noun:plain.茶|plain.咖啡|plain.牛奶|plain.水 adjective:turned.drink 了", weight=0.3)
@clause("change", "noun:plain.菜|plain.米饭|plain.面条 adjective:turned.meal 了", weight=0.3)
def turned(noun: Phrase, adjective: Quality, 了: At) -> Clause:
    """我累了 → i am tired, or i am tired now"""
    return Clause(noun, is_(adjective), others=((0.3, is_(adjective) + say("now", 了)),))


@clause("change", "who:pronoun 知道 了", weight=0.05, asked=0)
def knows_now(who: Phrase, 知道: At, 了: At) -> Clause:
    """我知道了 → i know now"""
    return Clause(who, acts("know", 知道) + say("now", 了))


@clause("change", "who:pronoun 又 adjective:turned.person 了", weight=0.1, asked=0)
def again_so(who: Phrase, 又: At, adjective: Quality, 了: At) -> Clause:
    """我又饿了 → i am hungry again"""
    return Clause(who, is_(adjective, 了) + say("again", 又))


@clause("change", "who:pronoun 准备 好 了", "who:plain.饭 做? 好 了", weight=0.25, asked=0.6)
def ready(who: Phrase, 好: At, 了: At, 准备: At = (), 做: At = ()) -> Clause:
    """饭好了 → the food is ready"""
    return Clause(who, be(了, name("ready", 准备 + 做 + 好)))


@clause("change", "现在? 已经? clock 了", weight=0.4, asked=0.3)
def it_is_now(clock: English, 了: At, 现在: At = (), 已经: At = ()) -> Clause:
    """现在八点了 → it is eight o'clock now"""
    last = name("now", 现在) if 现在 else NOTHING
    return Clause(it(了), be(了, clock).also(say("already", 已经) if 已经 else NOTHING), last=last)


@clause("change", *(f"who:aged.{age} 已经? age.{age} 了" for age in AGED), weight=0.4, asked=0.3)
@clause("change", *(f"who:aged.{age} year:今年 age.{age} 了" for age in AGED), weight=0.2, asked=0.3)
@clause("change", "who:pronoun|name 是 role:noun.老师|noun.医生|noun.歌手 了", weight=0.1)
def has_become(
    who: Phrase,
    了: At,
    age: English = NOTHING,
    已经: At = (),
    是: At = (),
    year: At = (),
    role: Nominal | None = None,
) -> Clause:
    """我二十岁了 → i am twenty years old now; 他是老师了 → he is a teacher now"""
    now = say("already", 已经) if 已经 else NOTHING
    what = role_of(who, role) if role else age
    last = NOTHING if 已经 else say("this", year) + name("year", year) if year else say("now", 了)
    return Clause(who, be(是 or 了, what).also(now), last=last)


# --- 着 ----------------------------------------


@clause(
    "state of things", "who 穿 着 what:plain.毛衣|plain.外套|rich.cloth|one.毛衣|one.外套|one.鞋", weight=1.2
)
@clause("state of things", "who 穿 着 what:pointed.cloth|owned.cloth", weight=0.5, asked=0)
def wearing(who: Phrase, 穿: At, 着: At, what: Phrase) -> Clause:
    """她穿着红色的衣服 → she is wearing red clothes"""
    if what.words[0] in ("these", "those") and what.words[-1] not in ("shoes", "clothes"):
        raise SenselessError
    worn = what.object if who.several and isinstance(what, Bare) else what.single
    return Clause(who, progressive(着, acts("wear", 穿)) + worn)


@clause("state of things", "what:shut.or.open 没? 开 着", "what:shut.or.open 没? 关 着", weight=0.8)
@clause("state of things", "what:plain.电视|plain.电脑|owned.电脑 没? 电:开 着", weight=0.3)
def is_open(what: Phrase, 着: At, 开: At = (), 关: At = (), 电: At = (), 没: At = ()) -> Clause:
    """门开着 → the door is open; 电视开着 → the tv is on"""
    state = name("open", 开) if 开 else name("closed", 关) if 关 else name("on", 电)
    return Clause(what, be(着, state).negated(没))


one_of("shut.or.open", {"plain.opening": 3, "pointed.门": 0.4, "pointed.窗户": 0.4})


@construction("state of things", "who:other 穿 着 什么", weight=0.2)
def wearing_what(who: Phrase, 穿: At, 着: At, 什么: At) -> English:
    """她穿着什么 → what is she wearing ?"""
    return Clause(who, progressive(着, acts("wear", 穿))).asked(say("what", 什么), 什么)


@rule(
    "shelf",
    "ground:plain.桌子|plain.床|plain.沙发|plain.椅子 side:上|上面",
    "ground:pointed.桌子|owned.桌子|owned.床 side:上",
    weight=3,
)
@rule("shelf", "ground:plain.盒子|plain.书包|plain.房间|plain.车 within:里|里面", weight=3)
@rule("shelf", "ground:pointed.盒子|owned.书包|owned.房间|owned.车 within:里", weight=1)
def shelf(ground: Phrase, side: At = (), within: At = ()) -> Spot:
    """桌子上 → on the table; 盒子里 → in the box"""
    return Spot(ground.heads, say("on" if side else "in", side or within) + ground.definite)


@construction("state of things", "spot:shelf 放 着 什么", weight=0.2)
def what_is_lying(spot: Spot, 放: At, 着: At, 什么: At) -> English:
    """桌子上放着什么 → what is on the table ?"""
    return say("what", 什么) + say("is", 放 + 着) + spot.english + say("?", 什么)


@clause("state of things", "spot:shelf 放 着 what:laid", weight=1, asked=0)
def is_lying(spot: Spot, 放: At, 着: At, what: Phrase) -> Clause:
    """桌子上放着一本书 → there is a book on the table"""
    distinct(what, spot)
    return Clause(Phrase((), what.person, say("there", 着)), be(放, what.subject + spot.english))


one_of(
    "laid",
    {
        f"{way}.{noun}": weight
        for way, weight in (("one", 2), ("counted", 1))
        for noun in (
            "书",
            "词典",
            "报纸",
            "手机",
            "电脑",
            "杯子",
            "帽子",
            "书包",
            "盒子",
            "照片",
            "礼物",
            "花",
            "苹果",
        )
    },
)


@rule("seat", "ground:plain.椅子|plain.沙发|plain.床|plain.垫子 side:上", weight=3)
@rule("seat", "ground:plain.树 under:下", "ground:plain.车 within:里")
@rule("stand", "ground:plain.门|plain.窗户|plain.车|plain.桌子 beside:旁边", weight=2)
@rule("stand", "ground:plain.门|plain.车|plain.房子 before:前面", "ground:plain.门 behind:后面")
def seat(
    ground: Phrase,
    side: At = (),
    under: At = (),
    within: At = (),
    beside: At = (),
    before: At = (),
    behind: At = (),
) -> Spot:
    """椅子上 → on the chair"""
    ways = {"on": side, "under": under, "in": within, "beside": beside, "in front of": before}
    preposition, at = next(((english, at) for english, at in ways.items() if at), ("behind", behind))
    return Spot(ground.heads, say(preposition, at) + ground.definite)


one_of("sitting", {"sitting.down": 1, "standing": 1})


@rule("sitting.down", "坐")
def sitting(坐: At) -> Predicate:
    """坐 → sit"""
    return acts("sit", 坐)


@rule("standing", "站")
def standing(站: At) -> Predicate:
    """站 → stand"""
    return acts("stand", 站)


@clause(
    "state of things",
    "who act:sitting 着",
    "who 在 place:seat act:sitting.down 着",
    "who 在 place:stand|place.外面|place.前面 act:standing 着",
    weight=0.6,
)
def is_sitting(who: Phrase, act: Predicate, 着: At, 在: At = (), place: Place | Spot | None = None) -> Clause:
    """他坐着 → he is sitting; 他在椅子上坐着 → he is sitting on the chair"""
    where = place.english if isinstance(place, Spot) else place.there(在) if place else NOTHING
    return Clause(who, progressive(着, act) + where)


@clause("state of things", "who posture:sitting.down 着 act:calm", weight=0.6, asked=0.1)
@clause("state of things", "who posture:standing 着 act:brief.pause", weight=0.2, asked=0.1)
def sits_and_does(who: Phrase, posture: Predicate, 着: At, act: Predicate) -> Clause:
    """他坐着看书 → he is sitting and reading books"""
    return Clause(who, progressive(着, posture) + say("and", 着) + act.progressive)


one_of("calm", dict.fromkeys(("看电视.", "吃饭.", "休息.", "打电话.", "说话."), 1))


one_of("brief.pause", dict.fromkeys(("打电话.", "说话.", "吃饭.", "reading."), 1))


@rule(
    "calm",
    "verb:看.book object:plain.书|plain.报纸",
    *with_plain("看.film", "听.music"),
    "verb:喝.drink object:plain.茶|plain.咖啡",
    weight=3,
)
def calm(verb: Predicate, object: Phrase) -> Predicate:
    """看书 → read books"""
    return verb.on(object)


@clause("state of things", "who 看 着 what:known|pointed.pet", weight=0.4, asked=0)
def looking_at(who: Phrase, 看: At, 着: At, what: Phrase) -> Clause:
    """他看着我 → he is looking at me"""
    return Clause(who, progressive(着, acts("look", 看)) + say("at", 着) + what.definite)


# --- 又, 再: again ----------------------------------------


@clause(
    "again",
    "who 又 act:chore|来.|走.|just.go 了",
    "who last:day.past|time.before 又 act:chore|来.|just.go 了",
    weight=1.3,
)
@clause("again", "who.S 又 act:did.S", weight=0.2)
def again(who: Phrase, 又: At, act: Predicate, last: English = NOTHING, 了: At = ()) -> Clause:
    """他昨天又来了 → he came again yesterday"""
    if act.of in (Counted, Pointed) or (act.verb.base == "learn" and not act.heads):
        raise SenselessError
    return Clause(who, (act.did(了) if 了 else act) + say("again", 又), last=last)


@clause("again", *when("future", "who", "再 act:来.|just.go|go.there"), weight=0.8)
def will_again(
    who: Phrase, 再: At, act: Predicate, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我明天再来 → i will come again tomorrow"""
    if act.of is Counted:
        raise SenselessError
    return Clause(who, will(再, act) + say("again", 再), first, last)


@clause("again", "who 想! 再 act:repeated|go.once", weight=0.4)
@clause("again", "who 不 想 再 act:repeated|unwanted 了?", weight=0.4)
def wants_again(who: Phrase, 想: At, 再: At, act: Predicate, 不: At = (), 了: At = ()) -> Clause:
    """我想再去北京 → i want to go to beijing again; 我不想再工作了 → i do not want to work anymore"""
    if act.of is Counted:
        raise SenselessError
    again = say("anymore", 了 or 再) if 不 else say("again", 再)
    return Clause(who, want(想, act).negated(不) + again)


@rule("go.once", "去 一次 place:place.city|place.海边|place.公园|place.图书馆")
def go_once(去: At, 一次: At, place: Place) -> Predicate:
    """去一次北京, after 再 → go to beijing"""
    return acts("go", 去 + 一次) + place.to(去)


one_of("repeated", {"go.there": 2, "come.there": 0.7, "来.": 0.5})
one_of("unwanted", {"trip": 1} | dict.fromkeys(("工作.", "上班.", "学习.", "上课."), 0.2))


@rule(
    "repeated",
    "verb:看.film object:pointed.film",
    "verb:看.book object:pointed.书|pointed.小说",
    "verb:听.song object:pointed.song",
    "verb:见.person object:friend.or.name",
    weight=1.5,
)
def repeated(verb: Predicate, object: Phrase) -> Predicate:
    """看这部电影 → watch this movie"""
    return verb.on(object)


@rule("go.there", "去 place:place.city|place.海边|place.公园|place.图书馆")
@rule("come.there", "来 place:place.city|place.这儿")
def go_or_come(place: Place, 去: At = (), 来: At = ()) -> Predicate:
    """去北京 → go to beijing"""
    return acts("go" if 去 else "come", 去 or 来) + place.to(去 or 来)


def another(number: Number, measure: Word, nominal: Nominal) -> Phrase:
    """一杯茶, after 再 → another cup of tea"""
    one = singled_out(measure, nominal)
    return Phrase(nominal.heads, "he", say("another", number.at) + one.english)


for _noun in NOUNS.values():
    for _measure in filter(None, _noun.measures):
        rule(f"another.{_noun.chinese}", f"number.一 measure.{_measure} nominal:noun.{_noun.chinese}")(
            another
        )
for _kind in CLASSES:
    group(_kind, of_class(_kind), ("another",))
for _kind in ("book", "cloth", "thing", "fruit", "drink", "car", "pen"):
    one_of(f"another.dear.{_kind}", {f"another.{_kind}": 1})
    one_of(f"one.dear.{_kind}", {f"one.{_kind}": 1})


@clause(
    "again",
    "who 又 verb:吃.fruit|吃.meal 了 object:another.fruit|another.meal",
    "who 又 verb:喝.drink 了 object:another.drink",
    "who 又 verb:买.K 了 object:another.dear.K",
    "who 又 verb:看.film 了 object:another.film",
    weight=0.5,
    asked=0.3,
)
def did_another(who: Phrase, 又: At, verb: Predicate, 了: At, object: Phrase) -> Clause:
    """他又买了一本书 → he bought another book"""
    return Clause(who, (verb + object.object).did(了))


@clause(
    "again",
    "who 想:想|要 再 verb:吃.K|喝.K object:another.K",
    "who 想:想|要 再 verb:买.K object:another.dear.K",
    "who 想 再 verb:看.film object:another.film",
    weight=0.8,
)
def wants_another(who: Phrase, 想: At, 再: At, verb: Predicate, object: Phrase) -> Clause:
    """我想再喝一杯茶 → i want to drink another cup of tea"""
    return Clause(who, want(想, verb + object.object))


# --- 还: still, yet ----------------------------------------


one_of(
    "in.progress",
    {"calm": 2}
    | dict.fromkeys(
        ("睡觉.", "工作.", "学习.", "吃饭.", "做饭.", "看电视.", "打电话.", "休息.", "跑步.", "上课.", "玩."),
        0.6,
    ),
)


@rule(
    "in.progress",
    *with_plain("写.task", "学.language", "洗.cloth"),
    "verb:等.person|找.person object:known",
    weight=1.5,
)
def lasting(verb: Predicate, object: Phrase) -> Predicate:
    """写作业 → do homework"""
    return verb.on(object)


@clause("still", "who 还 在 act:in.progress 呢?", weight=1)
@clause("still", "who:who.machine 还 在 act:machine.activity 呢?", weight=0.15)
def still_doing(who: Phrase, 还: At, 在: At, act: Predicate) -> Clause:
    """他还在睡觉 → he is still sleeping"""
    if act.of is Counted:
        raise SenselessError
    return Clause(who, progressive(在, act).also(say("still", 还)))


@rule("still.so", "verb:爱.person|喜欢.person|认识.person object:friend.or.name", weight=2)
def still_so(verb: Predicate, object: Phrase) -> Predicate:
    """爱你 → love you"""
    return verb.on(object)


one_of("still.so", {"live.there": 2})


@clause("still", "who 还 act:still.so", weight=0.6, asked=0.5)
@clause("still", "who 还 在 place", weight=0.5, asked=0.5)
def still(
    who: Phrase, 还: At, act: Predicate | None = None, 在: At = (), place: Place | None = None
) -> Clause:
    """我还爱你 → i still love you; 他还在学校 → he is still at school"""
    if act and act.of is Counted:
        raise SenselessError  # 我还要一杯茶 is another one
    predicate = be(在, place.there(在)) if place else act
    assert predicate
    return Clause(who, predicate.also(say("still", 还)))


def _left_rule(chinese: str, english: str) -> None:
    rule("what.is.left", f"at:{chinese}", weight=2)(lambda at: Phrase((), "he", name(english, at)))


for _chinese, _english in _SPENT.items():
    _left_rule(_chinese, _english)
one_of(
    "what.is.left",
    {f"counted.{noun}": 0.5 for noun in ("苹果", "橙子", "鸡蛋", "票", "面包", "牛奶", "水", "啤酒")},
)


@clause("still", "who 还 想! act:chore|来.|just.go", "who 还 会 act:skill.person", weight=0.7, asked=0.3)
@clause("still", "who 还 有 more:siblings", "who 还 有 what:what.is.left", weight=0.2, asked=0.3)
def also_wants(
    who: Phrase,
    还: At,
    act: Predicate | None = None,
    想: At = (),
    会: At = (),
    有: At = (),
    more: Phrase | None = None,
    what: Phrase | None = None,
) -> Clause:
    """我还想喝茶 → i still want to drink tea, or i also want to drink tea; 我还有钱 → i still have money"""
    also = say("also", 还)
    if more:
        return Clause(who, (acts("have", 有) + more.object).also(also))
    if what:
        return Clause(who, (acts("have", 有) + what.object).also(say("still", 还)))
    assert act
    if 会:
        return Clause(who, modal(CAN, 会, act).also(also))
    wants = want(想, act)
    return Clause(who, wants.also(say("still", 还)), others=((0.15, wants.also(also)),))


NOT_YET = "还 没:没|没有"
one_of("due", {"chore": 2, "来.": 1, "走.": 1, "start": 0.7})
one_of("due", dict.fromkeys(("起床.", "上课.", "下课.", "下班.", "考试.", "看病."), 0.4))


def _not_yet(who: Phrase, 没: At, 还: At, act: Predicate) -> Clause:
    if act.of is Counted:
        raise SenselessError
    return Clause(who, perfect(没, act).negated(没) + say("yet", 还))


@clause("still", f"who {NOT_YET} act:due 呢?", weight=2, asked=0.3)
def not_yet(who: Phrase, 还: At, 没: At, act: Predicate) -> Clause:
    """我还没吃饭 → i have not eaten yet"""
    return _not_yet(who, 没, 还, act)


@clause("still", *happening(NOT_YET, "呢?"), weight=0.6, asked=0.3)
def has_not_happened_yet(what: Phrase, 还: At, 没: At, act: Predicate) -> Clause:
    """火车还没来 → the train has not come yet"""
    return _not_yet(what, 没, 还, act)


@rule(
    "tried",
    "verb:吃.meal 过 object:plain.饺子|plain.面条|plain.羊肉|plain.中国菜",
    "verb:喝.drink 过 object:plain.茶|plain.咖啡|plain.啤酒",
    "verb:看.film 过 object:pointed.film",
    "verb:看.book 过 object:pointed.书|pointed.小说",
    "verb:听.song 过 object:pointed.song",
    "verb:见.person 过 object:friend.or.name",
)
def tried(verb: Predicate, 过: At, object: Phrase) -> Predicate:
    """吃过饺子 → have eaten dumplings"""
    return perfect(过, verb.on(object))


@clause(
    "still",
    f"who {NOT_YET} act:tried",
    f"who {NOT_YET} 去 过 goal:place.city|place.海边",
    weight=0.5,
    asked=0.3,
)
def has_not_been_yet(
    who: Phrase,
    还: At,
    没: At,
    act: Predicate | None = None,
    去: At = (),
    过: At = (),
    goal: Place | None = None,
) -> Clause:
    """我还没去过北京 → i have not been to beijing yet"""
    been = Predicate(PERFECT, 过, name("been", 去) + goal.to(去)) if goal else act
    assert been
    return Clause(who, been.negated(没) + say("yet", 还))


one_of("not.wanted.yet", {"trip": 1, "走.": 1} | dict.fromkeys(("睡觉.", "吃饭.", "起床.", "休息."), 0.7))


@rule(
    "not.known.yet",
    "verb:认识.person object:friend.or.name|owned.person",
    "verb:认识.word object:pointed.word",
    "verb:懂.question|懂.word object:pointed.问题|pointed.句子",
)
def not_known_yet(verb: Predicate, object: Phrase) -> Predicate:
    """认识他 → know him"""
    return verb.on(object)


@clause("still", "who 还 不 会 act:skill.person", "who 还 不 想 act:not.wanted.yet", weight=0.6, asked=0.2)
@clause("still", "who 还 不 act:not.known.yet", weight=0.3, asked=0.2)
def still_not(who: Phrase, 还: At, 不: At, act: Predicate, 会: At = (), 想: At = ()) -> Clause:
    """我还不会游泳 → i cannot swim yet"""
    predicate = modal(CAN, 会, act) if 会 else want(想, act) if 想 else act
    return Clause(who, predicate.negated(不) + say("yet", 还))


# --- 刚: just ----------------------------------------


one_of("lately", {"trip": 1, "来.": 1, "走.": 1, "come.there": 1, "call.somebody": 0.7})
one_of("lately", dict.fromkeys(("起床.", "下课.", "下班.", "上课.", "上班."), 0.7))


@rule("call.somebody", "给 whom:receiver 打 了 电话")
def called_somebody(给: At, whom: Phrase, 打: At, 电话: At) -> Predicate:
    """给妈妈打了电话 → call mom"""
    return acts("call", 打 + 电话) + whom.definite


@rule("did.lately", "verb:买.K 了 object:one.dear.K", weight=3)
@rule("did.lately", "verb:看.film 了 object:one.电影", "verb:喝.drink 了 object:one.drink")
def did_lately(verb: Predicate, 了: At, object: Phrase) -> Predicate:
    """买了一件毛衣 → bought a sweater"""
    return verb.on(object).did(了)


@clause("already", "who 刚 act:lately", "who 刚 act:did.lately", weight=1)
def just(who: Phrase, 刚: At, act: Predicate) -> Clause:
    """我刚起床 → i just got up; 他刚走 → he just left"""
    return Clause(who, act.did(act.past or 刚).also(say("just", 刚)))


# --- 先 … 再 ----------------------------------------


@rule(
    "chore",
    *with_plain(
        "买.fruit", "买.meal", "买.drink", "买.medicine", "买.book", "看.film", "喝.drink", "吃.fruit"
    ),
    *with_plain("写.task", "做.task", "洗.cloth", "吃.meal"),
    "verb:看.book object:plain.书",
    weight=4,
)
def chore(verb: Predicate, object: Phrase) -> Predicate:
    """买水果 → buy fruit"""
    return verb.on(object)


one_of(
    "chore",
    {"trip": 3}
    | dict.fromkeys(
        ("吃饭.", "睡觉.", "休息.", "学习.", "跑步.", "看电视.", "做饭.", "打电话.", "运动.", "游泳."), 0.5
    ),
)


def _same(one: Predicate, other: Predicate) -> bool:
    return one.verb.base == other.verb.base


FAR = {"beijing", "shanghai", "china", "america", "england", "airport", "station", "traveling"}
"""Where nobody goes between two chores."""


def _words(act: Predicate) -> list[str]:
    return [token.word for token in act.base.variants[0][1]]


@clause(
    "sequence",
    "who last:day.soon? 先 act:chore 再 then:chore",
    "who 想:想|要 先 act:chore 再 then:chore",
    weight=1.3,
    asked=0.3,
)
def first_then(
    who: Phrase, 先: At, act: Predicate, 再: At, then: Predicate, last: English = NOTHING, 想: At = ()
) -> Clause:
    """我先吃饭再学习 → i will eat first and then study"""
    if (
        _same(act, then)
        or _words(act) == _words(then)
        or FAR & {*_words(act), *_words(then)}
        or "sleep" in _words(act)
    ):
        raise SenselessError
    both = act + say("first", 先) + say("and then", 再) + then.base
    return Clause(who, want(想, both) if 想 else will(先, both), last=last)


one_of("begun", {"drink.first": 1} | dict.fromkeys(("吃饭.", "跑步.", "学习.", "运动.", "做饭."), 1))
one_of("ended", dict.fromkeys(("吃饭.", "休息.", "看电视.", "打电话.", "学习.", "reading."), 1))


@rule("drink.first", "verb:喝.drink object:plain.咖啡|plain.茶|plain.水", *with_plain("写.task", "听.music"))
def drink_first(verb: Predicate, object: Phrase) -> Predicate:
    """喝咖啡 → drink coffee"""
    return verb.on(object)


@clause("sequence", "who last:day.habit 先 act:begun 再 then:ended", weight=0.4, asked=0)
def first_then_daily(who: Phrase, last: English, 先: At, act: Predicate, 再: At, then: Predicate) -> Clause:
    """我每天早上先跑步再吃饭 → i run first and then eat every morning"""
    if _same(act, then):
        raise SenselessError
    return Clause(who, act + say("first", 先) + say("and then", 再) + then.finite(who), last=last)


@clause("sequence", "who 先 act:chore", "who 先 act:走. 了?", weight=0.4, asked=0.1)
def first(who: Phrase, 先: At, act: Predicate, 了: At = ()) -> Clause:
    """我先走了 → i will leave first; 他先走了 → he left first"""
    if 了 and who.words[0] not in ("i", "we"):
        return Clause(who, act.did(了) + say("first", 先))
    return Clause(who, will(先, act) + say("first", 先))


@rule("just.go", "at:去")
def just_go(at: At) -> Predicate:
    """去 → go"""
    return acts("go", at)


# --- together, perhaps, sometimes ----------------------------------------


@clause("adverb", "who:several 一起 act:company", weight=1, asked=0)
@clause("adverb", "who:several 想! 一起 act:company", weight=0.5)
def together(who: Phrase, 一起: At, act: Predicate, 想: At = ()) -> Clause:
    """我们一起吃饭 → we eat together"""
    both = (act if 想 else under_way(act)) + say("together", 一起)
    return Clause(who, want(想, both) if 想 else both)


@clause("adverb", "who 有时候 act:acts.person|there.person", weight=0.8, asked=0.2)
def sometimes(who: Phrase, 有时候: At, act: Predicate) -> Clause:
    """我有时候喝茶 → i sometimes drink tea"""
    return Clause(who, act.usually(say("sometimes", 有时候)).daily)


qualities("perhaps", "病", "累", "饿")


@clause("adverb", "who 也 想 act:chore|trip|来.|just.go", "who 也 会 act:skill.person", weight=0.6)
@clause("adverb", "who 也 在 place", weight=0.3)
def also(
    who: Phrase,
    也: At,
    act: Predicate | None = None,
    想: At = (),
    会: At = (),
    在: At = (),
    place: Place | None = None,
) -> Clause:
    """我也想去 → i also want to go; 她也在学校 → she is also at school"""
    if act:
        predicate = want(想, act) if 想 else modal(CAN, 会, act)
    else:
        assert place
        predicate = be(在, place.there(在))
    return Clause(who, predicate.also(say("also", 也)))


def perhaps(who: Phrase, 可能: At, act: Predicate, last: English = NOTHING) -> Clause:
    """he may come, or he might come"""
    return Clause(who, modal(MAY, 可能, act), last=last, others=((0.3, modal(MIGHT, 可能, act)),))


one_of("expected", {"trip": 2, "来.": 1, "走.": 0.7, "chore": 1})


@clause("possibility", "who 可能 不? 会? act:expected", "who 可能 不? act:still.so", weight=1.5, asked=0)
@clause("possibility", "who last:time.future 可能 不? 会? act:expected", weight=0.5, asked=0)
@clause("possibility", "who 可能 last:time.future act:expected", weight=0.3, asked=0)
@clause("possibility", "who 可能 不? 在 place", weight=0.4, asked=0)
def may(
    who: Phrase,
    可能: At,
    act: Predicate | None = None,
    不: At = (),
    在: At = (),
    place: Place | None = None,
    last: English = NOTHING,
) -> Clause:
    """他可能不来 → he may not come, or he might not come"""
    predicate = be(在, place.there(在)) if place else act
    assert predicate
    return perhaps(who, 可能, predicate.negated(不), last)


one_of(
    "gone",
    {"trip": 2, "走.": 1, "来.": 1} | dict.fromkeys(("起床.", "下班.", "下课.", "上班."), 0.5),
)


@clause("possibility", "who 可能 已经? act:gone 了", weight=0.4, asked=0)
@clause(
    "possibility",
    "who 可能 很 adjective:mood.person",
    "who 可能 adjective:perhaps 了",
    weight=0.4,
    asked=0,
)
def may_have(
    who: Phrase,
    可能: At,
    act: Predicate | None = None,
    很: At = (),
    了: At = (),
    adjective: Quality | None = None,
    已经: At = (),
) -> Clause:
    """他可能走了 → he may have left; 他可能病了 → he may be sick"""
    if adjective:
        return perhaps(who, 可能, is_(adjective, 很 or 了))
    assert act
    return perhaps(who, 可能, perfect(了, act).also(say("already", 已经) if 已经 else NOTHING))


@clause(
    "possibility",
    "可能 会? act:precipitation",
    "last:day.soon 可能 会? act:precipitation",
    weight=0.4,
    asked=0,
)
def may_rain(可能: At, act: Predicate, last: English = NOTHING) -> Clause:
    """明天可能下雨 → it may rain tomorrow"""
    return perhaps(it(act.at), 可能, act, last)
