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
    want,
    will,
)
from ..rules import SenselessError, construction, one_of, rule
from ..settings import Place, Spot
from ..times import when
from ..verbs import with_plain
from ..words import Counted, Nominal, Phrase, Pointed, Quality, Word, qualities
from .actions import aim
from .dates import AGED
from .naming import role_of

MIGHT = Auxiliary("might", "might", "might", "might")


def it(at: At) -> Phrase:
    """The "it" of the weather."""
    return Phrase((), "he", say("it", at))


# --- soon: 要 … 了, 快 … 了 ----------------------------------------

one_of(
    "soon",
    {"trip": 4, "来.": 1, "走.": 1.5, "start": 0.6}
    | dict.fromkeys(("睡觉.", "起床.", "吃饭.", "上班.", "上课.", "下班.", "下课.", "考试.", "休息."), 0.4),
)


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
    return acts("start", 开始) + act.progressive


SOON = "快:快要|快|就要"


def soon(who: Phrase, 要: At, 快: At, act: Predicate, last: English = NOTHING) -> Clause:
    """is about to leave, or is going to leave; is about to leave, or will leave soon"""
    near = Predicate(BE, 要 or 快, say("about to", 要 or 快) + act.base)
    if 要:
        return Clause(who, going_to(要, act), last=last, others=((0.4, near),))
    return Clause(who, near, others=((0.4, will(快, act) + say("soon", 快)),))


@clause("about to", "who 要 act:soon 了", f"who {SOON} act:soon 了", weight=2, asked=0.3)
@clause("about to", "who last:time.future 快:要|就要 act:soon 了", weight=0.8, asked=0.3)
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
one_of("show", {"plain.电影": 2, "pointed.电影": 0.5, "plain.考试": 1, "plain.课": 1})
one_of("leaver", {"plain.火车": 2, "pointed.火车": 0.5, "plain.公共汽车": 1})

HAPPENING = (
    "what:subject.transport {} act:transit",
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


@clause("change", "who 不 act:does.person|there.person 了", weight=1, asked=0.2)
def no_longer(who: Phrase, 不: At, act: Predicate, 了: At) -> Clause:
    """我不喝咖啡了 → i do not drink coffee anymore, or i no longer drink coffee"""
    if act.of in (Counted,):
        raise SenselessError
    one, other = _anymore(不, 了, act)
    return Clause(who, one, others=((0.35, other),))


@clause("change", "who 不 想 act:act.modal 了", weight=0.6, asked=0.2)
@clause("change", "who 不 能 act:act.modal 了", weight=0.3, asked=0.2)
def no_longer_wants(who: Phrase, 不: At, act: Predicate, 了: At, 想: At = (), 能: At = ()) -> Clause:
    """我不想去了 → i do not want to go anymore"""
    predicate = want(想, act) if 想 else modal(CAN, 能, act)
    return Clause(who, predicate.negated(不) + say("anymore", 了))


@clause("change", "who.S 会 act:skill.S 了", "who 能:能|可以 act:act.modal 了", weight=0.7, asked=0.4)
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


qualities("turned.person", "累", "饿", "渴", "忙", "病")
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


@clause("change", "who:pronoun 准备? 好 了", "who:plain.菜|plain.饭 做? 好 了", weight=0.25, asked=0.6)
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
@clause("change", "who:pronoun|name|family.mine 是 role 了", weight=0.2)
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
    "state of things", "who 穿 着 what:plain.cloth|rich.cloth|one.cloth|pointed.cloth|owned.cloth", weight=1.5
)
def wearing(who: Phrase, 穿: At, 着: At, what: Phrase) -> Clause:
    """她穿着红色的衣服 → she is wearing red clothes"""
    if what.words[0] in ("these", "those") and what.words[-1] not in ("shoes", "clothes"):
        raise SenselessError
    return Clause(who, progressive(着, acts("wear", 穿)) + what.single)


@clause("state of things", "what:definite.opening 没? 开 着", "what:definite.opening 没? 关 着", weight=0.8)
@clause("state of things", "what:plain.电视|plain.电脑|owned.电脑 没? 电:开 着", weight=0.3)
def is_open(what: Phrase, 着: At, 开: At = (), 关: At = (), 电: At = (), 没: At = ()) -> Clause:
    """门开着 → the door is open; 电视开着 → the tv is on"""
    state = name("open", 开) if 开 else name("closed", 关) if 关 else name("on", 电)
    return Clause(what, be(着, state).negated(没))


@construction("state of things", "who:other 穿 着 什么", weight=0.2)
def wearing_what(who: Phrase, 穿: At, 着: At, 什么: At) -> English:
    """她穿着什么 → what is she wearing ?"""
    return Clause(who, progressive(着, acts("wear", 穿))).asked(say("what", 什么), 什么)


@construction("state of things", "spot.anything 放 着 什么", weight=0.2)
def what_is_lying(spot: Spot, 放: At, 着: At, 什么: At) -> English:
    """桌子上放着什么 → what is on the table ?"""
    return say("what", 什么) + say("is", 放 + 着) + spot.english + say("?", 什么)


@clause("state of things", "spot.anything 放 着 what:laid", weight=1, asked=0)
def is_lying(spot: Spot, 放: At, 着: At, what: Phrase) -> Clause:
    """桌子上放着一本书 → there is a book on the table"""
    return Clause(Phrase((), what.person, say("there", 着)), be(放, what.subject + spot.english))


one_of("laid", {f"counted.{kind}": 1 for kind in ("book", "thing", "paper", "gift", "fruit")})


@rule("sitting", "坐")
def sitting(坐: At) -> Predicate:
    """坐 → sit"""
    return acts("sit", 坐)


@rule("sitting", "站")
def standing(站: At) -> Predicate:
    """站 → stand"""
    return acts("stand", 站)


@clause(
    "state of things",
    "who act:sitting 着",
    "who 在 place act:sitting 着",
    "who 在 place:spot.people act:sitting 着",
    weight=0.6,
)
def is_sitting(who: Phrase, act: Predicate, 着: At, 在: At = (), place: Place | Spot | None = None) -> Clause:
    """他坐着 → he is sitting; 他在椅子上坐着 → he is sitting on the chair"""
    where = place.english if isinstance(place, Spot) else place.there(在) if place else NOTHING
    return Clause(who, progressive(着, act) + where)


@clause("state of things", "who posture:sitting 着 act:calm", weight=0.6, asked=0.2)
def sits_and_does(who: Phrase, posture: Predicate, 着: At, act: Predicate) -> Clause:
    """他坐着看书 → he is sitting and reading books"""
    return Clause(who, progressive(着, posture) + say("and", 着) + act.progressive)


one_of("calm", dict.fromkeys(("看电视.", "吃饭.", "休息.", "打电话.", "说话."), 1))


@rule("calm", "verb:看.K|听.K|喝.K object:plain.K", weight=3)
def calm(verb: Predicate, object: Phrase) -> Predicate:
    """看书 → read books"""
    return verb.on(object)


@clause("state of things", "who 看 着 what:known|pointed.pet", weight=0.4)
def looking_at(who: Phrase, 看: At, 着: At, what: Phrase) -> Clause:
    """他看着我 → he is looking at me"""
    return Clause(who, progressive(着, acts("look", 看)) + say("at", 着) + what.definite)


# --- 又, 再: again ----------------------------------------


@clause("again", "who.S 又 act:did.S", "who.S last:time.did 又 act:did.S", weight=1.3)
def again(who: Phrase, 又: At, act: Predicate, last: English = NOTHING) -> Clause:
    """他昨天又来了 → he came again yesterday"""
    if act.of in (Counted, Pointed) or (act.verb.base == "learn" and not act.heads):
        raise SenselessError
    return Clause(who, act + say("again", 又), last=last)


@clause("again", *when("will", "who", "再 act:来.|just.go|chore"), weight=0.8)
def will_again(
    who: Phrase, 再: At, act: Predicate, first: English = NOTHING, last: English = NOTHING
) -> Clause:
    """我明天再来 → i will come again tomorrow"""
    if act.of is Counted:
        raise SenselessError
    return Clause(who, will(再, act) + say("again", 再), first, last)


@clause("again", "who 想! 再 act:acts.person|there.person", "who 不 想 再 act:acts.person", weight=0.8)
def wants_again(who: Phrase, 想: At, 再: At, act: Predicate, 不: At = ()) -> Clause:
    """我想再去北京 → i want to go to beijing again"""
    if act.of is Counted:
        raise SenselessError
    return Clause(who, want(想, act).negated(不) + say("again", 再))


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


@clause("again", "who 又 verb:吃.K|喝.K|买.K|看.K 了 object:another.K", weight=0.5, asked=0.3)
def did_another(who: Phrase, 又: At, verb: Predicate, 了: At, object: Phrase) -> Clause:
    """他又买了一本书 → he bought another book"""
    return Clause(who, (verb + object.object).did(了))


@clause("again", "who 想:想|要 再 verb:吃.K|喝.K|买.K|看.K object:another.K", weight=0.8)
def wants_another(who: Phrase, 想: At, 再: At, verb: Predicate, object: Phrase) -> Clause:
    """我想再喝一杯茶 → i want to drink another cup of tea"""
    return Clause(who, want(想, verb + object.object))


# --- 还: still, yet ----------------------------------------


@clause("still", "who.S 还 在:在|正在 act:deeds.S 呢?", weight=1)
def still_doing(who: Phrase, 还: At, 在: At, act: Predicate) -> Clause:
    """他还在睡觉 → he is still sleeping"""
    if act.of is Counted:
        raise SenselessError
    return Clause(who, progressive(在, act).also(say("still", 还)))


@clause("still", "who.S 还 act:states.S", weight=0.6, asked=0.5)
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


@clause("still", "who 还 想! act:act.modal", "who 还 会! act:skill.person", weight=0.7, asked=0.3)
@clause("still", "who 还 有 what:possessions", weight=0.4, asked=0.3)
def also_wants(
    who: Phrase,
    还: At,
    act: Predicate | None = None,
    想: At = (),
    会: At = (),
    有: At = (),
    what: Phrase | None = None,
) -> Clause:
    """我还想喝茶 → i still want to drink tea, or i also want to drink tea; 他还会说中文 → he can also speak chinese"""
    also = say("also", 还)
    if what:
        return Clause(who, (acts("have", 有) + what.object).also(also))
    assert act
    if 会:
        return Clause(who, modal(CAN, 会, act).also(also))
    wants = want(想, act)
    return Clause(who, wants.also(say("still", 还)), others=((0.5, wants.also(also)),))


NOT_YET = "还 没:没|没有"


def _not_yet(who: Phrase, 没: At, 还: At, act: Predicate) -> Clause:
    if act.of is Counted:
        raise SenselessError
    return Clause(who, perfect(没, act).negated(没) + say("yet", 还))


@clause("still", f"who.S {NOT_YET} act:acts.S|events.S|there.S 呢?", weight=2, asked=0.3)
def not_yet(who: Phrase, 还: At, 没: At, act: Predicate) -> Clause:
    """我还没吃饭 → i have not eaten yet"""
    return _not_yet(who, 没, 还, act)


@clause("still", *happening(NOT_YET, "呢?"), weight=0.6, asked=0.3)
def has_not_happened_yet(what: Phrase, 还: At, 没: At, act: Predicate) -> Clause:
    """火车还没来 → the train has not come yet"""
    return _not_yet(what, 没, 还, act)


@clause("still", f"who {NOT_YET} act:been.person", f"who {NOT_YET} 去 过 goal", weight=0.5, asked=0.3)
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


@clause("still", "who 还 不 会 act:skill.person", "who 还 不 想 act:act.modal", weight=0.6, asked=0.2)
@clause("still", "who 还 不 act:states.person", weight=0.3, asked=0.2)
def still_not(who: Phrase, 还: At, 不: At, act: Predicate, 会: At = (), 想: At = ()) -> Clause:
    """我还不会游泳 → i cannot swim yet"""
    predicate = modal(CAN, 会, act) if 会 else want(想, act) if 想 else act
    return Clause(who, predicate.negated(不) + say("yet", 还))


# --- 刚: just ----------------------------------------


@clause("already", "who 刚 act:acts.person|there.person", "who 刚 act:did.person", weight=1)
def just(who: Phrase, 刚: At, act: Predicate) -> Clause:
    """我刚吃饭 → i just ate; 他刚走 → he just left"""
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
    return one.verb.base == other.verb.base and one.verb.base not in MOVING


@clause(
    "sequence",
    "who last:time.will? 先 act:chore 再 then:chore",
    "who 想:想|要 先 act:chore 再 then:chore",
    weight=1.3,
    asked=0.3,
)
def first_then(
    who: Phrase, 先: At, act: Predicate, 再: At, then: Predicate, last: English = NOTHING, 想: At = ()
) -> Clause:
    """我先吃饭再学习 → i will eat first and then study"""
    if _same(act, then) or act.base.variants[0][1][:4] == then.base.variants[0][1][:4]:
        raise SenselessError
    both = act + say("first", 先) + say("and then", 再) + then.base
    return Clause(who, want(想, both) if 想 else will(先, both), last=last)


@clause("sequence", "who last:time.habit 先 act:chore 再 then:chore", weight=0.4, asked=0)
def first_then_daily(who: Phrase, last: English, 先: At, act: Predicate, 再: At, then: Predicate) -> Clause:
    """我每天早上先跑步再吃饭 → i run first and then eat every morning"""
    if _same(act, then):
        raise SenselessError
    return Clause(who, act + say("first", 先) + say("and then", 再) + then.finite(who), last=last)


@clause("sequence", "who 先 act:chore", "who 先 act:走. 了?", weight=0.4, asked=0.3)
def first(who: Phrase, 先: At, act: Predicate) -> Clause:
    """我先走了 → i will leave first"""
    return Clause(who, will(先, act) + say("first", 先))


@rule("just.go", "at:去")
def just_go(at: At) -> Predicate:
    """去 → go"""
    return acts("go", at)


# --- together, perhaps, sometimes ----------------------------------------


@clause("adverb", "who:several 一起 act:company", weight=1)
@clause("adverb", "who:several 想! 一起 act:company", weight=0.5)
def together(who: Phrase, 一起: At, act: Predicate, 想: At = ()) -> Clause:
    """我们一起吃饭 → we eat together"""
    both = act + say("together", 一起)
    return Clause(who, want(想, both) if 想 else both)


@clause("adverb", "who 有时候 act:acts.person|there.person", weight=0.8, asked=0.2)
def sometimes(who: Phrase, 有时候: At, act: Predicate) -> Clause:
    """我有时候喝茶 → i sometimes drink tea"""
    return Clause(who, act.usually(say("sometimes", 有时候)).daily)


qualities("perhaps", "病", "累", "饿")


@clause("adverb", "who 也 想! act:act.modal", "who 也 会! act:skill.person", weight=0.6)
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


@clause(
    "possibility",
    "who.S 可能 不? 会? act:acts.S|there.S",
    "who 可能 不? act:states.person",
    weight=1.5,
    asked=0,
)
@clause("possibility", "who last:time.future 可能 不? 会? act:acts.person", weight=0.5, asked=0)
@clause("possibility", "who 可能 last:time.future act:acts.person", weight=0.3, asked=0)
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


@clause("possibility", "who 可能 act:did.person", weight=0.4, asked=0)
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
) -> Clause:
    """他可能走了 → he may have left; 他可能病了 → he may be sick"""
    if adjective:
        return perhaps(who, 可能, is_(adjective, 很 or 了))
    assert act
    return perhaps(who, 可能, perfect(act.past or 可能, act))


@clause(
    "possibility",
    "可能 会? act:precipitation",
    "last:time.future|today.will 可能 会? act:precipitation",
    weight=0.4,
    asked=0,
)
def may_rain(可能: At, act: Predicate, last: English = NOTHING) -> Clause:
    """明天可能下雨 → it may rain tomorrow"""
    return perhaps(it(act.at), 可能, act, last)
